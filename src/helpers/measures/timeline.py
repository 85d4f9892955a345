"""The meetings in time."""

from __future__ import annotations

import pandas as pd

from .. import dates
from ..record import Cooperation, require_record
from .addresses import links
from .labels import organisation_labels, topic_labels

TIMELINE = [
    "meeting_id",
    "date",
    "start",
    "end",
    "at",
    "precision",
    "is_approximate",
    "is_uncertain",
    "kind",
    "status",
    "format",
    "place",
    "title",
    "topic_ids",
    "topics",
    "organisation_ids",
    "organisations",
    "link",
]


def in_time(meetings: pd.DataFrame) -> pd.DataFrame:
    """Return rows of meetings in the order of time: by `at`, then `end`, then `meeting_id`.

    So what lasted stands after what took place on its first day.

    Examples
    --------
    >>> rows = pd.DataFrame({"meeting_id": ["b", "a", "c"], "end": [2, 2, 1], "at": 1})
    >>> in_time(rows).to_dict("list")
    {'meeting_id': ['c', 'a', 'b'], 'end': [1, 2, 2], 'at': [1, 1, 1]}
    """
    rows = meetings.sort_values("meeting_id")  # pandas takes three times as long for all at once
    for column in ("end", "at"):
        rows = rows.sort_values(column, kind="stable")
    return rows.reset_index(drop=True)


def known_bounds(meetings: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return `dates.bounds` of meetings; what has not ended lasts to the day `as_of`.

    So does at most what ended on a day that is not known.
    """
    known = dates.bounds(meetings["date"])
    if pd.notna(as_of):
        begun = known["begins_last"]
        last = begun.where(begun.gt(as_of), as_of)
        for column in ("ends_first", "ends_last"):
            known[column] = known[column].fillna(last)
    return known


def _ids_and_labels(
    rows: pd.DataFrame, column: str, labels: pd.Series, ids: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Return for each meeting the distinct ids of its rows by their labels, and these labels."""
    pairs = rows[["meeting_id", column]].drop_duplicates()
    pairs = pairs.assign(label=pairs[column].map(labels)).sort_values(["label", column])
    ids_of: dict[str, list[str]] = {}
    labels_of: dict[str, list[str]] = {}
    for meeting, named, label in pairs.itertuples(index=False):
        ids_of.setdefault(meeting, []).append(named)
        labels_of.setdefault(meeting, []).append(label)
    distinct, labelled = (
        pd.Series([tuple(of_meeting.get(i, ())) for i in ids], index=ids.index, dtype=object)
        for of_meeting in (ids_of, labels_of)
    )
    return distinct, labelled


def timeline(cooperation: Cooperation) -> pd.DataFrame:
    """List the meetings in time.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed by `Cooperation.where`.

    Returns
    -------
    pandas.DataFrame
        One row per meeting, those planned, cancelled or only reported too, by start, then end and id:

        - `meeting_id` (string)
        - `date` (string): in EDTF
        - `start`, `end` (datetime64): the first and the last possible day, NaT where open
        - `at` (datetime64): the day by which it is ordered and counted: `start`, or `end` where
          the beginning is open
        - `precision` (category): how exactly the date is known
        - `is_approximate`, `is_uncertain` (bool): the date has a `~`, a `?`, or with `%` both
        - `kind`, `status`, `format` (category)
        - `place`, `title` (string)
        - `topic_ids` (tuple of str): the topics, by label
        - `topics` (tuple of str): their labels, in the same order
        - `organisation_ids` (tuple of str): the organisations that took part, by label
        - `organisations` (tuple of str): their labels, in the same order
        - `link` (string): the source, at its passage

    Notes
    -----
    A chronology of dated occasions; the dictionary, `data/README.md`, says what makes a meeting.

    Examples
    --------
    >>> import helpers
    >>> timeline = helpers.timeline(helpers.load("tests/data/invented"))
    >>> bool(timeline["start"].is_monotonic_increasing)
    True
    """
    require_record(cooperation)
    meetings = in_time(cooperation.meetings)
    ids = meetings["meeting_id"]
    topic_ids, topics = _ids_and_labels(
        cooperation.exchanges, "topic_id", topic_labels(cooperation), ids
    )
    organisation_ids, organisations = _ids_and_labels(
        cooperation.participants, "organisation_id", organisation_labels(cooperation), ids
    )
    meetings = meetings.assign(
        topic_ids=topic_ids,
        topics=topics,
        organisation_ids=organisation_ids,
        organisations=organisations,
        link=links(meetings, cooperation),
    )
    return meetings[TIMELINE]
