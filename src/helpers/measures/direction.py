"""Who shared with whom."""

from __future__ import annotations

import pandas as pd

from ..record import Cooperation, directions_of, require, require_record, topmost
from .labels import country_labels, organisation_countries, organisation_labels
from .topic_year_matrix import taken_up, topics_in_order

LEVELS = ("country", "organisation", "unit")


def direction(cooperation: Cooperation, level: str = "country") -> pd.DataFrame:
    """Count who shared with whom, by topic and year.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed by `Cooperation.where`.
    level : {"country", "organisation", "unit"}
        Who is distinguished: countries; organisations, each unit counted for its topmost parent; or
        the most specific units, as the record has them.

    Returns
    -------
    pandas.DataFrame
        One row per topic, year, direction and pair of ends with at least one exchange:

        - `topic_id`, `label` (string): topics in the order of `topic_year_matrix`
        - `year` (int64): in which the meeting began
        - `direction` (ordered category): from one side to the other, as in "XA-XB"; "mutual"; or
          "other", for what stays within one country or has an end in a third
        - `from_id`, `to_id` (string): the codes of countries or the ids of organisations; NA if
          mutual
        - `from_label`, `to_label` (string): what these are called
        - `exchanges` (int64)

    Raises
    ------
    ValueError
        `level` is none of the three; the message gives the nearest.

    Notes
    -----
    Counts of directed dyads, as event data have them: a source, a target, coded by country or, in
    more detail, by the organisation that acts (Schrodt, *CAMEO: Conflict and Mediation Event Observations,
    Event and Actor Codebook*, 2012). Every exchange at a held meeting is in exactly one cell.

    *Mutual* is ours: the source does not say that one side shared and the other received. It is
    not the mutual dyad of network analysis, which is one arc each way (Wasserman and Faust, *Social
    Network Analysis*, 1994, chapter 13); two sides that each present are one cell each way. Limits:
    a number counts rows in the record and depends on how much detail the sources give; it measures
    neither effort nor benefit; a balance of a handful of rows is an anecdote.

    Examples
    --------
    >>> import helpers
    >>> cells = helpers.direction(helpers.load("tests/data/invented"))
    >>> cells.groupby("direction", observed=True)["exchanges"].sum().to_dict()
    {'XA-XB': 1, 'XB-XA': 2, 'mutual': 4}
    """
    require_record(cooperation)
    require("level", level, LEVELS)
    raw = taken_up(cooperation).groupby(["topic_id", "year", "from_id", "to_id"], dropna=False)
    rows = raw.size().rename("exchanges").reset_index()
    rows = rows.astype({"from_id": "string", "to_id": "string"})
    rows["direction"] = directions_of(rows, cooperation.organisations, cooperation.sides)
    names = country_labels(cooperation) if level == "country" else organisation_labels(cooperation)
    if level != "unit":
        counted_for = (
            organisation_countries(cooperation)
            if level == "country"
            else topmost(cooperation.organisations)
        )
        rows["from_id"] = rows["from_id"].map(counted_for)
        rows["to_id"] = rows["to_id"].map(counted_for)
    keys = ["topic_id", "year", "direction", "from_id", "to_id"]
    counts = rows.groupby(keys, dropna=False, observed=True)["exchanges"].sum()
    cells = topics_in_order(cooperation).merge(counts.reset_index(), on="topic_id")
    place = cells["topic_id"].map({topic: i for i, topic in enumerate(cells["topic_id"].unique())})
    cells = cells.assign(
        from_label=cells["from_id"].map(names).astype("string"),
        to_label=cells["to_id"].map(names).astype("string"),
        place=place,
    ).sort_values(["place", *keys[1:]], ignore_index=True)
    return cells[["topic_id", "label", *keys[1:], "from_label", "to_label", "exchanges"]].astype(
        {"year": "int64", "from_id": "string", "to_id": "string", "exchanges": "int64"}
    )
