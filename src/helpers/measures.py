"""Tidy frames computed from a record: the timeline and the topic-by-year matrix."""

from __future__ import annotations

from urllib.parse import quote

import pandas as pd

from .problems import nearest
from .tables import Cooperation

COUNTS = ("meetings", "exchanges")
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


def link(url: str, anchor: str | None) -> str:
    """Return the address that opens a page at a passage (URL fragment text directive).

    Parameters
    ----------
    url : str
        The page.
    anchor : str or None
        The few words of the passage; without them the page alone.

    Notes
    -----
    https://wicg.github.io/scroll-to-text-fragment/ – `-`, `,` and `&` have a meaning there.

    Examples
    --------
    >>> link("https://www.example.org/a", "tide, ebb & flow")
    'https://www.example.org/a#:~:text=tide%2C%20ebb%20%26%20flow'
    """
    if anchor is None or pd.isna(anchor) or not anchor:
        return url
    return f"{url}{'' if '#' in url else '#'}:~:text={quote(anchor, safe='').replace('-', '%2D')}"


def links(frame: pd.DataFrame, cooperation: Cooperation) -> pd.Series:
    """Return the link of each row to its passage (string)."""
    urls = cooperation.sources.set_index("source_id")["url"]
    pairs = zip(frame["source_id"].map(urls), frame["anchor"], strict=True)
    return pd.Series(
        [link(url, anchor) if pd.notna(url) else pd.NA for url, anchor in pairs],
        index=frame.index,
        dtype="string",
    )


def organisation_labels(cooperation: Cooperation) -> pd.Series:
    """Return what figures call each organisation, by id (string)."""
    named = cooperation.organisations.set_index("organisation_id")
    return named["short_name"].fillna(named["name"])


def _tuples(rows: pd.DataFrame, labels: pd.Series, column: str, ids: pd.Series) -> pd.Series:
    """Return for each meeting the distinct labels of its rows, in their order."""
    pairs = rows[["meeting_id", column]].drop_duplicates()
    joined: dict[str, list[str]] = {}
    for meeting, label in zip(pairs["meeting_id"], pairs[column].map(labels), strict=True):
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
        `place`, `title` (string), `topics`, `organisations` (tuples of labels, in the order of
        the record), `link` (string, the source at its passage).

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
        near = nearest(str(count), COUNTS)
        hint = f"did you mean {near!r}?" if near else "it is 'meetings' or 'exchanges'"
        raise ValueError(f"unknown count {count!r}: {hint}")
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
