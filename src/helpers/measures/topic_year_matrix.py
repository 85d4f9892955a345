"""What was talked about, and when: the topics by year, and from meeting to meeting."""

from __future__ import annotations

import pandas as pd

from ..record import Cooperation, kept_with_record, own, require, require_record

COUNTS = ("meetings", "exchanges")


def taken_up(cooperation: Cooperation) -> pd.DataFrame:
    """Return the exchanges at held meetings, with `year` (int64) and what is known of the meeting."""
    return _taken_up(cooperation).copy()


@kept_with_record  # nearly every measure and figure asks for it
def _taken_up(cooperation: Cooperation) -> pd.DataFrame:
    about = ["meeting_id", "start", "end", "at", "date", "title", "kind"]
    rows = own(cooperation, "exchanges").merge(cooperation.held[about], on="meeting_id")
    return rows.assign(year=rows["at"].dt.year.astype("int64"))


def topics_in_order(cooperation: Cooperation) -> pd.DataFrame:
    """Return `topic_id` and `label` of all topics by first held meeting, then label."""
    rows = taken_up(cooperation)
    return _by_first(cooperation, rows.groupby("topic_id")["at"].min())


def _by_first(cooperation: Cooperation, first: pd.Series) -> pd.DataFrame:
    topics = cooperation.topics[["topic_id", "label"]]
    days = first.astype("datetime64[us]").reindex(topics["topic_id"]).to_numpy()
    topics = topics.assign(first=days).sort_values(["first", "label", "topic_id"])
    return topics[["topic_id", "label"]].reset_index(drop=True)


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
        One row per topic, by first held meeting, then label:

        - index `topic_id` (string): the labels are in ``cooperation.topics``, and
          `helpers.listings` has the matrix with labels, to be read
        - one column per year of the span (int64), years without meetings included; its name is the
          year as int.
          0 means none recorded in our sources; of a narrowed record, none in the selection

    Raises
    ------
    ValueError
        `count` is neither; the message gives the nearest of the two.

    Notes
    -----
    A contingency table of topic by year (as `pandas.crosstab` makes it), completed to all topics and years.
    Our convention: planned and cancelled meetings do not count, nor does contact over a period,
    whose exchanges do; a meeting that spans years counts
    once, in the year it began. The dictionary, `data/README.md`, says what makes a meeting.

    Examples
    --------
    >>> import helpers
    >>> matrix = helpers.topic_year_matrix(helpers.load("tests/data/invented"))
    >>> matrix.loc["tidal-power", [2031, 2032, 2033]].tolist()
    [2, 0, 1]
    """
    require_record(cooperation)
    require("count", count, COUNTS)
    rows = taken_up(cooperation)
    first = rows.groupby("topic_id")["at"].min()
    if count == "meetings":
        rows = rows[~cooperation.is_contact(rows)]
        rows = rows.drop_duplicates(["meeting_id", "topic_id"])
    counts = rows.groupby(["topic_id", "year"]).size().unstack(fill_value=0)
    topics = _by_first(cooperation, first)
    years = list(cooperation.span)
    counts = counts.reindex(index=topics["topic_id"], columns=years, fill_value=0).astype("int64")
    counts.columns = pd.Index(years, dtype="int64", name="year")
    counts.index = pd.Index(counts.index, dtype="string", name="topic_id")
    return counts
