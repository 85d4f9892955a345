"""The meetings in time."""

from __future__ import annotations

import pandas as pd

from ..record import Cooperation, require_record
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
    "topic_ids",
    "topics",
    "organisation_ids",
    "organisations",
    "link",
]


def _tuples(
    rows: pd.DataFrame, labels: pd.Series, column: str, ids: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Return for each meeting the distinct ids of its rows by their labels, and these labels."""
    pairs = rows[["meeting_id", column]].drop_duplicates()
    pairs = pairs.assign(label=pairs[column].map(labels)).sort_values(["label", column])
    joined: dict[str, list[tuple[str, str]]] = {}
    for meeting, *pair in pairs[["meeting_id", column, "label"]].itertuples(index=False):
        joined.setdefault(meeting, []).append(pair)
    found = [list(zip(*joined.get(i, ()), strict=True)) or [(), ()] for i in ids]
    return tuple(
        pd.Series([pair[place] for pair in found], index=ids.index, dtype=object)
        for place in (0, 1)
    )


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
        `topic_ids`, `organisation_ids` (tuples of their ids, in the same order), `link` (string, the source at its passage).

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
    bodies = organisation_labels(cooperation)
    topic_ids, topics = _tuples(cooperation.exchanges, topics, "topic_id", ids)
    body_ids, bodies = _tuples(cooperation.participants, bodies, "organisation_id", ids)
    meetings = meetings.assign(
        topic_ids=topic_ids,
        topics=topics,
        organisation_ids=body_ids,
        organisations=bodies,
        link=links(meetings, cooperation),
    )
    return meetings[TIMELINE]
