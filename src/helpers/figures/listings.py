"""The rows behind a figure as a table that a person can read, each linked to its passage."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from .. import dates, measures
from ..measures import links, organisation_labels, page_of, taken_up
from ..record import Cooperation, require_record
from ..wording import counted, counted_meetings, in_selection, none_of, status_words, words
from .promises import QUESTIONS, commitment_words, counted_commitments

SHADE = "0,114,178"  # the blue of the palette
_LEFT = ' style="text-align:left;vertical-align:top"'  # Jupyter would put text to the right


class Listing:
    """A table to be read: `frame` with a caption; the column `Source` links to `links`."""

    def __init__(self, caption: str, frame: pd.DataFrame, links: list[str]) -> None:
        self.caption, self.frame, self.links = caption, frame, links

    def __repr__(self) -> str:
        return f"{self.caption}\n{self.frame.to_string(index=False)}"

    def _repr_html_(self) -> str:
        names = [html.escape(str(name)) for name in self.frame.columns]
        head = "".join(f"<th scope=col{_LEFT}>{name}</th>" for name in names)
        body = []
        for row, link in zip(self.frame.itertuples(index=False), self.links, strict=True):
            cells = [html.escape(str(value)) for value in row]
            if link:
                cells[-1] = (
                    f'<a href="{html.escape(link)}" data-page="{html.escape(page_of(link))}">'
                    f"{cells[-1]}</a>"
                )
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
    frame = pd.DataFrame(
        {
            "Date": rows["date"].map(dates.in_words),
            "Meeting": rows["title"],
            "Topic": rows["topic_id"].map(topics),
            "Shared": shared,
            "Subject": rows["subject"].fillna(""),
            "Source": source_words(rows, cooperation),
        }
    )
    caption = in_selection(
        cooperation,
        f"{counted(len(frame), 'exchange')} at held meetings, each linked to its passage in the source",
    )
    return Listing(caption, frame, links(rows, cooperation).fillna("").tolist())


def meetings(cooperation: Cooperation) -> Listing:
    """Return the meetings in time, each with what is known of it and its passage.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.

    Returns
    -------
    Listing
        Date as known, title, kind with status and format, place, organisations, topics, and the
        source with its grade, linked.

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
    kind = _joined([rows["kind"].map(words), status, rows["format"].map(words)])
    frame = pd.DataFrame(
        {
            "Date": rows["date"].map(dates.in_words),
            "Meeting": rows["title"],
            "Kind": kind,
            "Place": rows["place"].fillna(""),
            "Organisations": rows["organisations"].map("; ".join),
            "Topics": rows["topics"].map("; ".join),
            "Source": source_words(given, cooperation),
        }
    )
    caption = in_selection(
        cooperation,
        f"{counted_meetings(rows['status'])}, each linked to its passage in the source",
    )
    return Listing(caption, frame, rows["link"].fillna("").tolist())


def commitments(cooperation: Cooperation) -> Listing:
    """Return what was promised or intended, one question a column, each with its passage.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.

    Returns
    -------
    Listing
        The promise, what was said, what the record supports, against which deadline, and the
        source of the promise with its grade, linked.

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
    is_sourced = {"source_id", "anchor"} <= set(given.columns)
    texts = commitment_words(cooperation, rows, cooperation.as_of)
    frame = pd.DataFrame(
        {
            "Promise": rows["promise"],
            **{heading: texts[column] for column, heading in QUESTIONS.items()},
            "Source": source_words(given, cooperation) if is_sourced else "",
        }
    )
    caption = in_selection(
        cooperation,
        f"{counted_commitments(rows)}, each linked to its passage in the source",
    )
    return Listing(
        caption,
        frame,
        links(given, cooperation).fillna("").tolist() if is_sourced else [""] * len(frame),
    )


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
            + "".join(
                f'<td style="text-align:center;background:rgba({SHADE},{0.05 + 0.5 * n / most:.2f})">{n}</td>'
                for n in counts
            )
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
        A row a topic, at most `pandas.options.display.max_rows` of them.

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


def source_words(rows: pd.DataFrame, cooperation: Cooperation) -> pd.Series:
    """Return publisher, grade and locator of the source that each row rests on (string)."""
    sources = cooperation.sources.set_index("source_id")
    known = sources["publisher"] if "publisher" in sources else sources["title"]
    parts = [rows["source_id"].map(known.astype("string"))]
    if "grade" in sources:
        parts.append(rows["source_id"].map(sources["grade"].astype("string").map(words)))
    if "locator" in rows:
        parts.append(rows["locator"])
    return _joined(parts)


def _joined(columns: list[pd.Series]) -> pd.Series:
    """Return the texts of each row joined by commas, without the empty ones after the first."""
    first, *others = (column.astype("string").fillna("") for column in columns)
    for column in others:
        first += (", " + column).where(column.ne(""), "")
    return first
