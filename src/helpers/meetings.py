"""The meetings in time."""

from __future__ import annotations

import pandas as pd

from .cooperation import Cooperation, require_record
from .labels import links, organisation_labels

LASTING = "continued-exchange"  # the kind of contact that lasts, without dates of its own
TIMELINE = [
    "meeting_id",
    "date",
    "start",
    "end",
    "precision",
    "is_approximate",
    "kind",
    "status",
    "format",
    "place",
    "title",
    "topics",
    "organisations",
    "link",
]


def _tuples(rows: pd.DataFrame, labels: pd.Series, column: str, ids: pd.Series) -> pd.Series:
    """Return for each meeting the labels of the distinct values of its rows, sorted."""
    pairs = rows[["meeting_id", column]].drop_duplicates()
    pairs = pairs.assign(label=pairs[column].map(labels)).sort_values("label")
    joined: dict[str, list[str]] = {}
    for meeting, label in zip(pairs["meeting_id"], pairs["label"], strict=True):
        joined.setdefault(meeting, []).append(label)
    return pd.Series([tuple(joined.get(i, ())) for i in ids], index=ids.index, dtype=object)


def timeline(cooperation: Cooperation) -> pd.DataFrame:
    """List the meetings in time.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed by `Cooperation.where`.

    Returns
    -------
    pandas.DataFrame
        A row a meeting, planned and cancelled ones too, by start, then id: `meeting_id` (string),
        `date` (string, EDTF), `start`, `end` (datetime64, first and last possible day),
        `precision` (category), `is_approximate` (bool), `kind`, `status`, `format` (category),
        `place`, `title` (string), `topics`, `organisations` (tuples of labels, sorted),
        `link` (string, the source at its passage).

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
    meetings = cooperation.meetings.sort_values(["start", "meeting_id"], ignore_index=True)
    ids = meetings["meeting_id"]
    topics = cooperation.topics.set_index("topic_id")["label"]
    meetings = meetings.assign(
        topics=_tuples(cooperation.exchanges, topics, "topic_id", ids),
        organisations=_tuples(
            cooperation.participants, organisation_labels(cooperation), "organisation_id", ids
        ),
        link=links(meetings, cooperation),
    )
    return meetings[TIMELINE]
