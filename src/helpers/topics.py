"""What was talked about, and when: the topics by year."""

from __future__ import annotations

import pandas as pd

from .cooperation import Cooperation
from .problems import unknown

COUNTS = ("meetings", "exchanges")


def taken_up(cooperation: Cooperation) -> pd.DataFrame:
    """Return the exchanges at held meetings, with `year` (int64), `start` and `title`."""
    held = cooperation.held[["meeting_id", "start", "date", "title", "kind"]]
    rows = cooperation.exchanges.merge(held, on="meeting_id")
    return rows.assign(year=rows["start"].dt.year.astype("int64"))


def topic_year_matrix(cooperation: Cooperation, count: str = "meetings") -> pd.DataFrame:
    """Count how often each topic was taken up in each year.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed by `Cooperation.where`.
    count : {"meetings", "exchanges"}
        The unit of a cell: held meetings at which the topic was taken up, or exchanges on it.

    Returns
    -------
    pandas.DataFrame
        Index `topic_id` (string), by first held meeting, then label. Column `label` (string), then
        one int64 column a year of the span, silent years included; its name is the year as int.
        0 means none recorded in our sources.

    Raises
    ------
    ValueError
        `count` is neither; the message gives the nearest of the two.

    Notes
    -----
    A contingency table of topic by year (as `pandas.crosstab` makes it), completed to all topics and years.
    Our convention: planned and cancelled meetings do not count; a meeting that spans years counts
    once, in the year it began. The dictionary, `data/README.md`, says what makes a meeting.

    Examples
    --------
    >>> import helpers
    >>> matrix = helpers.topic_year_matrix(helpers.load("tests/data/invented"))
    >>> matrix.loc["tidal-power", [2031, 2032, 2033]].tolist()
    [2, 0, 1]
    """
    if count not in COUNTS:
        raise ValueError(unknown("count", count, COUNTS))
    rows = taken_up(cooperation)
    if count == "meetings":
        rows = rows.drop_duplicates(["meeting_id", "topic_id"])
    topics = cooperation.topics[["topic_id", "label"]]
    first = rows.groupby("topic_id")["start"].min().astype("datetime64[us]")
    topics = topics.assign(first=first.reindex(topics["topic_id"]).to_numpy()).sort_values(
        ["first", "label", "topic_id"], na_position="last"
    )
    counts = rows.groupby(["topic_id", "year"]).size().unstack(fill_value=0)
    years = list(cooperation.span)
    counts = counts.reindex(index=topics["topic_id"], columns=years, fill_value=0).astype("int64")
    counts.columns = pd.Index(years, dtype=object)
    counts.insert(0, "label", topics["label"].to_numpy())
    counts["label"] = counts["label"].astype("string")
    counts.index = pd.Index(counts.index, dtype="string", name="topic_id")
    return counts
