"""What was promised or intended, what became of it, and what was looked for and not found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from .. import dates, measures
from ..measures import FOLLOW_UP_STATES
from ..record import INTENTION, Cooperation, require_record
from ..wording import as_of, day, shown_of
from .base import NumberTable, top_rows
from .evidence_key import EvidenceKey
from .promises import (
    QUESTIONS,
    commitment_words,
    counted_commitments,
    nothing_recorded,
    searches_in_words,
    state_words,
)
from .sheets import Sheet, empty_sheet, link, sheet, text
from .style import NBSP, NEUTRAL, OVERDUE
from .time_axis import padded

SIGNS = {  # of what became of a promise
    "kept": "●",
    "kept-in-part": "◉",
    "dropped": "✕",
    "replaced": "◇",
}
URGENCY = {"overdue": 3, "past": 2, "open": 1}
ALWAYS = ("kept", "open", "overdue")  # states that are counted even where there are none


def follow_up(cooperation: Cooperation, today=None) -> Sheet:
    """Show what was promised, when it was due, and what is recorded of it.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.
    today : str, datetime.date or pandas.Timestamp, optional
        The day on which to judge; without it the record's as-of day.

    Returns
    -------
    Sheet
        Under each promise what was said, what the record supports and the deadline, and
        a timeline: a sign where it was made, a hollow bar as wide as the due date, a sign of
        its own where it was kept, kept in part, dropped or replaced, a bar for the time overdue.

    Raises
    ------
    ValueError
        `today` is not a day.

    Notes
    -----
    Its measure is `helpers.follow_up`. Not recorded as kept is not the same as not done. The page
    behind a promise shows it as of the record's own day, so on another day no mark leads there.

    Examples
    --------
    >>> import helpers
    >>> figure = helpers.figures.follow_up(helpers.load("tests/data/invented"))
    >>> helpers.figures.describe(figure).split(".")[0]
    '4 promises, as of 20 Jan 2034: 2 kept, 1 open, 1 overdue'
    """
    require_record(cooperation)
    every = measures.follow_up(cooperation, today)
    on, stands = cooperation.as_of, as_of(cooperation)
    if today is not None:
        on = dates.day_of(today)
        stands = f"judged on {day(on)} (record {as_of(cooperation)})"
    title = "What was promised, and what is recorded of it"
    if every.empty:
        return empty_sheet(cooperation, title, f"holds no promise, {stands}.")
    urgency = every["state"].astype("str").map(URGENCY).fillna(0).astype("int64")
    rows = _in_words(cooperation, every.loc[top_rows(urgency)], on, with_keys=today is None)
    years = dates.parse(every["made"])["at"].dt.year
    span = f"{years.min()}–{years.max()}" if years.min() != years.max() else f"{years.min()}"
    lacking = shown_of(
        len(rows), len(every), "the {} most urgent of {} promises: overdue, then past, then open"
    )
    return sheet(
        cooperation,
        title,
        f"{counted_commitments(every)} made {span}, {stands}. {_key(every)} Not recorded as kept is not the same as not done.{lacking}",
        _commitments(rows, on),
        _finding(every, stands),
        _table(rows),
    )


def _in_words(
    cooperation: Cooperation, rows: pd.DataFrame, on: pd.Timestamp, with_keys: bool
) -> pd.DataFrame:
    """Return the commitments with what is recorded of them, the days to draw, and their keys."""
    texts = commitment_words(cooperation, rows, on)
    rows = rows.assign(**{str(column): texts[column] for column in texts})
    columns: dict[str, Any] = {"key": ""}
    if with_keys:
        columns["key"] = [EvidenceKey(commitment=i).address for i in rows["commitment_id"]]
    for name, column in (("made", "made"), ("due", "due"), ("settled", "outcome_on")):
        drawn = dates.spans(rows[column], on)
        columns |= {f"{name}_start": drawn["first"], f"{name}_end": drawn["last"]}
    return rows.assign(**columns)


def _commitments(rows: pd.DataFrame, on: pd.Timestamp) -> str:
    """Return a list of the promises: each in three questions, with its timeline."""
    days_ = [rows["made_start"], rows["due_end"], rows["settled_end"], pd.Series([on])]
    first, last = padded(pd.concat(days_).dropna(), 15)
    items = []
    row: Any
    for row in rows.itertuples():
        supported = ". ".join([row.supported, *_searches(row)])
        answers = zip(QUESTIONS.values(), (row.said, supported, row.deadline), strict=True)
        lines = "".join(
            f'<dt style="float:none;width:auto;font-weight:normal;opacity:.8">{question}</dt>'
            f'<dd style="float:none;width:auto;margin:0 0 .3em 1em">{text(answer)}</dd>'
            for question, answer in answers
        )
        promise = link(row.key, text(row.promise))
        state = f"<strong>{text(state_words(row.state))}</strong>"
        items.append(
            f'<li style="margin:0 0 1.4em"><strong>{promise}</strong> ({state})'
            f'{_track(row, first, last, on)}<dl style="margin:0">{lines}</dl></li>'
        )
    return f'<ol class="promises">{"".join(items)}</ol>'


def _track(row: Any, first: pd.Timestamp, last: pd.Timestamp, on: pd.Timestamp) -> str:
    """Return the timeline of one promise; the text below says the same in words."""
    length = max((last - first).days, 1)

    def place(day_: pd.Timestamp) -> float:
        return (day_ - first).days / length * 100

    def bar(start: pd.Timestamp, end: pd.Timestamp, look: str) -> str:
        width = max(place(end) - place(start), 0.6)
        return (
            f'<span style="position:absolute;left:{place(start):.1f}%;width:{width:.1f}%;top:.35em;'
            f'height:.7em;box-sizing:border-box;border:1.5px solid;{look}"></span>'
        )

    def sign(day_: pd.Timestamp, shown: str) -> str:
        at = f"position:absolute;left:{place(day_):.1f}%;margin-left:-.5em"
        return f'<span style="{at};width:1em;text-align:center">{shown}</span>'

    parts = []
    if pd.notna(row.due_start):
        parts.append(bar(row.due_start, row.due_end, f"border-color:{NEUTRAL}"))
    if row.state == "overdue":
        parts.append(bar(row.overdue_since, on, f"background:{OVERDUE};border-color:{OVERDUE}"))
    is_intention = pd.notna(row.form) and row.form == INTENTION
    parts.append(sign(row.made_start, "▹" if is_intention else "▸"))
    if row.state in SIGNS and pd.notna(row.settled_start):
        if row.settled_start < row.settled_end:
            parts.append(bar(row.settled_start, row.settled_end, f"background:{NEUTRAL}"))
        parts.append(sign(row.settled_start, SIGNS[row.state]))
    ends = " ".join(f"<small><span>{end.year}</span></small>" for end in (first, last))
    return (
        '<div class="track" aria-hidden="true" style="max-width:40rem">'
        '<div style="position:relative;height:1.4em;border-bottom:1px solid;line-height:1.4">'
        f'{"".join(parts)}</div><div style="display:flex;justify-content:space-between">'
        f"{ends}</div></div>"
    )


def _table(rows: pd.DataFrame) -> NumberTable:
    commitments: Iterable[Any] = rows.itertuples()
    return NumberTable(
        ["Promise", *QUESTIONS.values()],
        [
            [row.promise, row.said, ". ".join([row.supported, *_searches(row)]), row.deadline]
            for row in commitments
        ],
        [[key] for key in rows["key"]],
    )


def _key(rows: pd.DataFrame) -> str:
    """Say what the signs mean, those of states that occur."""
    is_intention = rows["form"].eq(INTENTION)
    signs = [f"▸{NBSP}promised"] if not is_intention.all() else []
    signs += [f"▹{NBSP}intended"] if is_intention.any() else []
    signs += ["hollow bar: due"]
    there = {"kept", *rows["state"]}
    signs += [f"{SIGNS[state]}{NBSP}{state_words(state)}" for state in SIGNS if state in there]
    return f"{', '.join(signs)}, filled bar: overdue."


def _searches(row: Any) -> list[str]:
    """Return what was looked for and not found, of a promise that is past its time."""
    if row.state not in ("overdue", "past"):
        return []
    if not row.searched:
        return ["No search for it is recorded"]
    return [f"Looked for and not found: {'; '.join(row.searched)}"]


def _finding(rows: pd.DataFrame, stands: str) -> str:
    """Say how many promises are in each state, and of those past their time what was searched."""
    counts = rows["state"].value_counts(sort=False)
    states = ", ".join(
        f"{counts[state]} {state_words(state)}"
        for state in FOLLOW_UP_STATES
        if counts[state] or state in ALWAYS
    )
    finding = f"{counted_commitments(rows)}, {stands}: {states}."
    overdue, past = (rows[rows["state"].eq(state)] for state in ("overdue", "past"))
    row: Any
    for row in pd.concat([overdue, past]).head(3).itertuples():
        searched = searches_in_words(len(row.searched))
        since = f"Overdue since {day(row.overdue_since)}" if row.state == "overdue" else ""
        since = since or f"A stated intention for {dates.in_words(row.due)}, now past"
        promise, nothing = row.promise.rstrip("."), nothing_recorded(row.form)
        finding += f" {since}: “{promise}” – {nothing}, {searched}."
    more = len(overdue) + len(past) - 3
    return finding + (
        f" And {more} more overdue{' or past' * bool(len(past))}." if more > 0 else ""
    )
