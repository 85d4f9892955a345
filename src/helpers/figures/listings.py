"""The rows behind a figure as a table that a person can read, each linked to its passage."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import pandas as pd

from .. import dates, measures
from ..measures import names_of, organisation_labels, taken_up
from ..record import Cooperation, Problems, require_record
from ..wording import counted, counted_meetings, in_selection, none_of, status_words, words
from .marked import with_names
from .promises import QUESTIONS, commitment_words, counted_commitments
from .sources import joined, passage_html, passages
from .style import shade

_LEFT = ' style="text-align:left;vertical-align:top"'  # Jupyter would put text to the right


class Listing:
    """A table to be read: `frame` with a caption.

    `marked` holds the columns that are HTML where it is shown: links to the sources, names in
    other languages.
    """

    def __init__(self, caption: str, frame: pd.DataFrame, marked: Mapping[str, list[str]]) -> None:
        self.caption, self.frame, self.marked = caption, frame, marked

    def __repr__(self) -> str:
        return f"{self.caption}\n{self.frame.to_string(index=False)}"

    def _repr_html_(self) -> str:
        names = [html.escape(str(name)) for name in self.frame.columns]
        head = "".join(f"<th scope=col{_LEFT}>{name}</th>" for name in names)
        columns = [
            self.marked.get(str(name)) or [html.escape(str(value)) for value in column]
            for name, column in self.frame.items()
        ]
        body = []
        for cells in zip(*columns, strict=True):
            body.append(
                f"<tr><td{_LEFT}>{cells[0]}</td><td{_LEFT}>{cells[1]}</td>"
                + "".join(
                    f'<td data-label="{name}"{_LEFT}>{cell}</td>'
                    for name, cell in zip(names[2:], cells[2:], strict=True)
                )
                + "</tr>"
            )
        return (
            f'<div class="wide"><table class="listing"><caption>{html.escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
        )


def exchanges(cooperation: Cooperation) -> Listing:
    """Return the exchanges behind the matrix, by date and topic, each with its passage.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.

    Returns
    -------
    Listing
        Date, meeting, topic, what was shared by whom, and the source with its grade, linked.

    Examples
    --------
    >>> import helpers
    >>> listing = exchanges(helpers.load("tests/data/invented"))
    >>> list(listing.frame.columns)
    ['Date', 'Meeting', 'Topic', 'Shared', 'Subject', 'Source']
    """
    require_record(cooperation)
    rows = taken_up(cooperation).sort_values(["at", "exchange_id"], ignore_index=True)
    names = organisation_labels(cooperation)
    topics = measures.topic_labels(cooperation)
    sender, receiver = rows["from_id"].map(names), rows["to_id"].map(names)
    mode = rows["mode"].map(words).astype("string")
    shared = (mode + ": " + sender + " to " + receiver).fillna(mode + ", mutual")
    behind = passages(rows, cooperation)
    frame = pd.DataFrame(
        {
            "Date": rows["date"].map(dates.in_words),
            "Meeting": rows["title"],
            "Topic": rows["topic_id"].map(topics),
            "Shared": shared,
            "Subject": rows["subject"].fillna(""),
            "Source": [passage.source for passage in behind],
        }
    )
    caption = in_selection(
        cooperation,
        f"{counted(len(frame), 'exchange')} at held meetings, each linked to its passage in the source",
    )
    labels = (topics, with_names(topics, names_of(cooperation, "topics")))
    marked = {
        "Topic": _named_once(rows["topic_id"].map(lambda topic: (topic,)), labels),
        "Source": [*map(passage_html, behind)],
    }
    return Listing(caption, frame, marked)


def meetings(cooperation: Cooperation) -> Listing:
    """Return the meetings in time, each with what is known of it and its passage.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.

    Returns
    -------
    Listing
        Date as known, title, kind with status and format, place, organisations, the persons that
        our sources name, with their offices, topics, and the source with its grade, linked.

    Examples
    --------
    >>> import helpers
    >>> len(meetings(helpers.load("tests/data/invented")).frame)
    9
    """
    require_record(cooperation)
    rows = measures.timeline(cooperation)
    given = cooperation.meetings.set_index("meeting_id").loc[rows["meeting_id"]].reset_index()
    status = rows["status"].map(status_words)
    kind = joined([rows["kind"].map(words), status, rows["format"].map(words)])
    behind = passages(given, cooperation)
    frame = pd.DataFrame(
        {
            "Date": rows["date"].map(dates.in_words),
            "Meeting": rows["title"],
            "Kind": kind,
            "Place": rows["place"].fillna(""),
            "Organisations": rows["organisations"].map("; ".join),
            "Persons": rows["meeting_id"].map(measures.persons(cooperation)),
            "Topics": rows["topics"].map("; ".join),
            "Source": [passage.source for passage in behind],
        }
    )
    if not frame["Persons"].ne("").any():
        frame = frame.drop(columns="Persons")
    caption = in_selection(
        cooperation,
        f"{counted_meetings(cooperation, rows['meeting_id'])}, each linked to its passage in the source",
    )
    organisations, topics = (
        (labels, with_names(labels, names_of(cooperation, table)))
        for table, labels in (
            ("organisations", organisation_labels(cooperation)),
            ("topics", measures.topic_labels(cooperation)),
        )
    )
    marked = {
        "Organisations": _named_once(rows["organisation_ids"], organisations),
        "Topics": _named_once(rows["topic_ids"], topics),
        "Source": [*map(passage_html, behind)],
    }
    return Listing(caption, frame, marked)


def _named_once(ids: pd.Series, texts: tuple[pd.Series, pd.Series]) -> list[str]:
    """Return cells of labels as HTML; a name in another language is given where it comes first."""
    labels, named = texts
    seen: set[str] = set()
    cells = []
    for keys in ids:
        cells.append(
            "; ".join(html.escape(labels[key]) if key in seen else named[key] for key in keys)
        )
        seen.update(keys)
    return cells


def commitments(cooperation: Cooperation) -> Listing:
    """Return what was promised or intended, one column per question, each with its passage.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.

    Returns
    -------
    Listing
        The promise, what was said, what the record supports, the deadline, and the source
        of the promise with its grade, linked.

    Examples
    --------
    >>> import helpers
    >>> listing = commitments(helpers.load("tests/data/invented"))
    >>> listing.frame.loc[0, "What was said"]
    'Agreement at First Sea Group, 3 Jun 2031'
    """
    require_record(cooperation)
    rows = measures.follow_up(cooperation)
    given = cooperation.commitments.set_index("commitment_id").loc[rows["commitment_id"]]
    given = given.reset_index()
    behind = passages(given, cooperation)
    texts = commitment_words(cooperation, rows, cooperation.as_of)
    frame = pd.DataFrame(
        {
            "Promise": rows["promise"],
            **{heading: texts[column] for column, heading in QUESTIONS.items()},
            "Source": [passage.source for passage in behind],
        }
    )
    caption = in_selection(
        cooperation,
        f"{counted_commitments(rows)}, each linked to its passage in the source",
    )
    return Listing(caption, frame, {"Source": [*map(passage_html, behind)]})


def searches(cooperation: Cooperation) -> Listing:
    """Return what was looked for, where, and whether it was found.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed; of a narrowed one, the searches for its promises.

    Returns
    -------
    Listing
        One row per search, by date: the day, what was looked for, whether it was found, where,
        and what else the search showed.

    Examples
    --------
    >>> import helpers
    >>> listing = searches(helpers.load("tests/data/invented"))
    >>> listing.caption
    '2 searches from 15 Jan 2034 to 20 Jan 2034: 1 found, 1 not found'
    """
    require_record(cooperation)
    columns = ["start", "search_id", "date", "looked_for", "found", "where", "note"]
    rows = cooperation.searches.reindex(columns=[*columns, "commitment_id"])
    rows = rows.sort_values(["start", "search_id"])
    if cooperation.conditions:
        rows = rows[rows["commitment_id"].isin(cooperation.commitments["commitment_id"])]
    result = rows["found"].map({True: "found", False: "not found"}).astype("string").fillna("")
    frame = pd.DataFrame(
        {
            "Date": rows["date"].map(dates.in_words),
            "Looked for": rows["looked_for"].fillna(""),
            "Result": result,
            "Where": rows["where"].fillna(""),
            "Note": rows["note"].fillna(""),
        }
    )
    ends = list(dict.fromkeys(frame["Date"].iloc[[0, -1]])) if len(frame) else []
    when = f" from {ends[0]} to {ends[1]}" if len(ends) > 1 else f" on {ends[0]}" if ends else ""
    counts = [f"{n} {word}" for word in ("found", "not found") if (n := int(result.eq(word).sum()))]
    number = "1 search" if len(frame) == 1 else f"{len(frame):,} searches"
    caption = f"{number}{when}{': ' if counts else ''}{', '.join(counts)}"
    caption = caption if len(frame) else "No search is recorded"
    return Listing(in_selection(cooperation, caption), frame, {})


def remarks(problems: Problems) -> Listing:
    """Return remarks of `helpers.remarks` as a table.

    Parameters
    ----------
    problems : Problems
        What `helpers.remarks` returns.

    Returns
    -------
    Listing
        One row per remark: where it is, what should be checked, and how.

    Examples
    --------
    >>> import helpers
    >>> remarks(helpers.remarks("tests/data/invented", today="2034-01-20")).caption
    'No remark: the rules found nothing to check'
    """
    rows = list(problems)
    frame = pd.DataFrame(
        {
            "Where": [f"{row.file}, row {row.row}" if row.row else row.file for row in rows],
            "What": [f"{row.value or ''} {row.what}".strip() for row in rows],
            "Look at": [row.remedy for row in rows],
        }
    )
    caption = f"{counted(len(rows), 'remark')}: what may be right but should be checked"
    return Listing(caption if rows else "No remark: the rules found nothing to check", frame, {})


class Matrix:
    """The topic-by-year matrix to be read: `frame` with a caption, its cells shaded by number."""

    def __init__(self, caption: str, frame: pd.DataFrame) -> None:
        self.caption, self.frame = caption, frame

    def __repr__(self) -> str:
        return f"{self.caption}\n{self.frame.to_string(index=False)}"

    def _repr_html_(self) -> str:
        heads = [html.escape(str(name)) for name in self.frame.columns]
        numbers = self.frame.iloc[:, 1:].to_numpy()
        most = max(1, int(numbers.max(initial=0)))
        body = "".join(
            f'<tr><th scope=row style="text-align:left">{html.escape(str(label))}</th>'
            + "".join(f'<td style="text-align:center;{shade(n, most)}">{n}</td>' for n in counts)
            + "</tr>"
            for label, counts in zip(self.frame["Topic"], numbers.tolist(), strict=True)
        )
        head = "".join(f"<th scope=col>{name}</th>" for name in heads)
        return (
            f'<div class="wide"><table class="matrix"><caption>{html.escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )


def topic_year_matrix(cooperation: Cooperation, count: str = "meetings") -> Matrix:
    """Return the topic-by-year matrix with labels and shaded cells, to be read.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.
    count : {"meetings", "exchanges"}
        What a number counts.

    Returns
    -------
    Matrix
        One row per topic, at most `pandas.options.display.max_rows` of them.

    Raises
    ------
    ValueError
        `count` is neither.

    Examples
    --------
    >>> import helpers
    >>> matrix = topic_year_matrix(helpers.load("tests/data/invented"))
    >>> matrix.frame.columns.tolist()
    ['Topic', 2031, 2032, 2033]
    """
    require_record(cooperation)
    counts = measures.topic_year_matrix(cooperation, count)
    labels: Any = measures.topic_labels(cooperation)
    frame = counts.head(pd.get_option("display.max_rows")).rename_axis(columns=None)
    frame = frame.set_axis(frame.index.map(labels)).rename_axis("Topic").reset_index()
    what = "Held meetings" if count == "meetings" else "Exchanges at held meetings"
    first = f"; the first {len(frame)} of {len(counts)} topics" if len(frame) < len(counts) else ""
    caption = in_selection(
        cooperation, f"{what} by topic and year{first}. 0: {none_of(cooperation)}"
    )
    return Matrix(caption, frame)
