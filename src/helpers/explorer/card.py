"""The card of a meeting: all that is recorded of it, each statement linked to its passage."""

from __future__ import annotations

import html

import pandas as pd

from .. import dates, measures
from ..figures import commitment_words, passage_html, passages, with_names
from ..measures import names_of, organisation_labels, topic_labels
from ..record import Cooperation
from ..wording import status_words, words

_RESTED = ["commitment_id", "source_id", "locator", "anchor"]


def card(cooperation: Cooperation, meeting: str) -> str:
    """Return a meeting as HTML, all text of the record escaped.

    Parameters
    ----------
    cooperation : Cooperation
        The record.
    meeting : str
        The meeting's id.

    Returns
    -------
    str
        Title, date as known, kind, status, format, place and summary; who took part; what was
        shared by whom; the promises made and kept at it; links to the sources at their passages.

    Examples
    --------
    >>> import helpers
    >>> text = card(helpers.load("tests/data/invented"), "2033-03-01-working-group")
    >>> text.startswith("<h4>Second Sea Group</h4>")
    True
    """
    row = cooperation.meetings[cooperation.meetings["meeting_id"].eq(meeting)]
    told = row.iloc[0]
    what = [words(told["kind"]), status_words(told["status"]), words(told["format"])]
    what += [told["place"]] if pd.notna(told["place"]) else []
    parts = [
        f"<h4>{_escaped(told['title'])}</h4>",
        f"<p><strong>{_escaped(dates.in_words(told['date']))}</strong> · "
        + " · ".join(_escaped(text) for text in what if text)
        + "</p>",
        f"<p>{_escaped(told.get('summary'))} {_passages(row, cooperation).iloc[0]}</p>",
    ]
    for heading, lines in (
        ("Who took part", _participants(cooperation, meeting)),
        ("What was shared", _exchanges(cooperation, meeting)),
        ("Promises made", _promises(cooperation, "meeting_id", meeting)),
        ("Promises kept", _promises(cooperation, "fulfilled_by", meeting)),
    ):
        if lines:
            items = "".join(f"<li>{line}</li>" for line in lines)
            parts.append(f"<h5>{heading}</h5><ul>{items}</ul>")
    return "".join(parts)


def _escaped(text) -> str:
    return "" if text is None or pd.isna(text) else html.escape(str(text))


def _passages(rows: pd.DataFrame, cooperation: Cooperation) -> pd.Series:
    """Return the passage that each row rests on as HTML, its link in a tab of its own."""
    locators = rows.get("locator", pd.Series("", rows.index)).fillna("")
    shown = [
        passage_html(
            passage,
            f"source{', ' if locator else ''}{_escaped(locator)}",
            f' target="_blank" rel="noopener noreferrer" title="{_escaped(passage.title)}"',
        )
        if passage.link
        else ""
        for passage, locator in zip(passages(rows, cooperation), locators, strict=True)
    ]
    return pd.Series(shown, rows.index, dtype="str")


def _participants(cooperation: Cooperation, meeting: str) -> list[str]:
    rows = cooperation.participants[cooperation.participants["meeting_id"].eq(meeting)]
    names = cooperation.organisations.set_index("organisation_id")["name"]
    lines = rows["organisation_id"].map(with_names(names, names_of(cooperation, "organisations")))
    for column in ("person", "role"):
        if column in rows:
            lines += (", " + rows[column].map(_escaped)).where(rows[column].notna(), "")
    return lines.tolist()


def _exchanges(cooperation: Cooperation, meeting: str) -> list[str]:
    rows = cooperation.exchanges[cooperation.exchanges["meeting_id"].eq(meeting)]
    topics = with_names(topic_labels(cooperation), names_of(cooperation, "topics"))
    names = organisation_labels(cooperation)
    sender, receiver = rows["from_id"].map(names), rows["to_id"].map(names)
    shared = (sender.map(_escaped) + " to " + receiver.map(_escaped)).where(
        rows["from_id"].notna(), "mutual"
    )
    told = rows["subject"].map(_escaped)
    if "summary" in rows:
        told += (". " + rows["summary"].map(_escaped)).where(rows["summary"].notna(), "")
    lines = (
        "<strong>"
        + rows["topic_id"].map(topics)
        + "</strong>, "
        + rows["mode"].map(words).astype("str")
        + ", "
        + shared
        + ": "
        + told
        + " "
        + _passages(rows, cooperation)
    )
    return lines.tolist()


def _promises(cooperation: Cooperation, column: str, meeting: str) -> list[str]:
    """Return the promises that a meeting made (`meeting_id`) or kept (`fulfilled_by`), in words."""
    record = cooperation.record
    rested = record.commitments[record.commitments[column].eq(meeting)]
    if rested.empty:
        return []
    rows = measures.follow_up(record).merge(rested[rested.columns.intersection(_RESTED)])
    texts = commitment_words(record, rows, record.as_of)
    if column == "meeting_id":
        form = rows["form"].map(words).astype("str")
        said = form.where(form.eq(""), form + ", ") + texts["deadline"] + "; " + texts["supported"]
    else:
        made_at = record.meetings.set_index("meeting_id")["title"].reindex(rows["meeting_id"])
        outcome = rows["outcome"].map(words).astype("str")
        said = outcome + ", " + texts["deadline"] + "; made at " + made_at.to_numpy()
    lines = rows["promise"].map(_escaped) + " (" + said.map(_escaped) + ") "
    return (lines + _passages(rows, record)).tolist()
