"""Which way an exchange was passed: from one side to the other, mutual, or otherwise."""

from __future__ import annotations

import numpy as np
import pandas as pd

WAYS = ("first to second", "second to first", "mutual", "other")


def ways(
    exchanges: pd.DataFrame, organisations: pd.DataFrame, sides: tuple[str, str]
) -> pd.Categorical:
    """Return which way each exchange was passed.

    Parameters
    ----------
    exchanges, organisations : pandas.DataFrame
        The tables of those names.
    sides : tuple of two str
        The country codes of the sides, in their order.

    Returns
    -------
    pandas.Categorical
        "first to second" or "second to first" of the sides, "mutual" where neither end is named,
        "other" for what stays within one country or has an end in a third.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> list(ways(record.exchanges, record.organisations, record.sides)[:3])
    ['mutual', 'second to first', 'mutual']
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
    return pd.Categorical.from_codes(np.select(cases, [0, 1, 2], 3), WAYS, ordered=True)
