"""In which direction an exchange was passed: from one side to the other, mutual, or otherwise."""

from __future__ import annotations

import numpy as np
import pandas as pd


def directions(sides: tuple[str, str]) -> tuple[str, str, str, str]:
    """Return the directions that a record with these sides can tell apart.

    Examples
    --------
    >>> directions(("XA", "XB"))
    ('XA-XB', 'XB-XA', 'mutual', 'other')
    """
    one, two = sides
    return f"{one}-{two}", f"{two}-{one}", "mutual", "other"


def directions_of(
    exchanges: pd.DataFrame, organisations: pd.DataFrame, sides: tuple[str, str]
) -> pd.Categorical:
    """Return in which direction each exchange was passed.

    Parameters
    ----------
    exchanges, organisations : pandas.DataFrame
        The tables of those names.
    sides : tuple of two str
        The country codes of the sides, in their order.

    Returns
    -------
    pandas.Categorical
        From one side to the other, as in "XA-XB"; "mutual" where neither end is named; "other" for
        what stays within one country or has an end in a third.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> list(directions_of(record.exchanges, record.organisations, record.sides)[:3])
    ['mutual', 'XB-XA', 'mutual']
    """
    bodies = pd.Index(organisations["organisation_id"])
    place = np.array(
        [sides.index(c) if c in sides else 2 for c in organisations["country"].fillna("")] + [3]
    )
    sender, receiver = (place[bodies.get_indexer(exchanges[e])] for e in ("from_id", "to_id"))
    cases = [
        (sender == 0) & (receiver == 1),
        (sender == 1) & (receiver == 0),
        (sender == 3) & (receiver == 3),
    ]
    codes = np.select(cases, [0, 1, 2], 3)
    return pd.Categorical.from_codes(codes, directions(sides), ordered=True)
