"""The topics from meeting to meeting: new, continued, returned, not taken up."""

from __future__ import annotations

import dataclasses
import html
from typing import Any

import pandas as pd

from .. import dates, measures
from ..measures import NO_TOPIC, TAKEN_UP, never_came_back, taken_up
from ..record import Cooperation, require_record
from ..wording import as_of, counted, days, held_meetings, listed, period, shown_of, words
from .base import NumberTable, top_rows
from .evidence_key import EvidenceKey
from .sheets import LEFT, Sheet, empty_sheet, link, sheet, text, unseen
from .style import FIRST, NBSP, NEUTRAL

MOST_CELLS = 1_000  # of the table of states
SHOWN = 9  # meetings side by side on the narrowest page
NOT_TAKEN_UP = "not taken up"  # how readers are told of "silent"
SIGNS = {
    "new": ("●", FIRST),
    "continued": ("■", FIRST),
    "returned": ("▲", FIRST),
    "silent": ("○", NEUTRAL),
    "not yet": ("·", NEUTRAL),
    NO_TOPIC: ("|", NEUTRAL),
}
KEY = (
    f"●{NBSP}new, ■{NBSP}continued, ▲{NBSP}returned, ○{NBSP}not{NBSP}taken{NBSP}up, ·{NBSP}not{NBSP}yet, "
    f"|{NBSP}no{NBSP}topic named for this meeting"
)


def continuity(cooperation: Cooperation, kind: str | None = None) -> Sheet:
    """Show of each topic at which meetings it was new, continued, returned or not taken up.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.
    kind : str, optional
        Compare only the meetings of this kind.

    Returns
    -------
    Sheet
        One column per held meeting, in time; under each topic's name a row of signs, one per state.

    Raises
    ------
    ValueError
        The record declares no such `kind`.

    Notes
    -----
    Its measure is `helpers.continuity`. A state is read in the whole record, also where a selection
    is shown. The columns are as wide as each other, so they say nothing of the time between.

    Examples
    --------
    >>> import helpers
    >>> figure = helpers.figures.continuity(helpers.load("tests/data/invented"))
    >>> helpers.figures.describe(figure).split(",")[1]
    ' 1 came up again; 1 did not'
    """
    require_record(cooperation)
    rows = measures.continuity(cooperation, kind)
    title = "Topics from meeting to meeting" + (f": {words(kind)}" if kind else "")
    of_kind = f" of the kind {words(kind)}" if kind else ""
    if not rows["state"].isin(TAKEN_UP).any():
        return empty_sheet(cooperation, title, f"has no held meeting{of_kind} with known topics.")
    rows = _in_words(cooperation, rows)
    is_taken = rows["state"].isin(TAKEN_UP)
    taken = is_taken.groupby(rows["topic_id"], sort=False).sum()
    drawn = rows[rows["topic_id"].isin(top_rows(taken))]
    meetings = rows["meeting_id"].unique().tolist()
    shown = meetings[-SHOWN:]
    lacking = shown_of(len(shown), len(meetings), "the last {} of {} meetings")
    lacking += shown_of(
        drawn["topic_id"].nunique(), len(taken), "the {} of {} topics taken up most"
    )
    in_table = meetings[-max(MOST_CELLS // drawn["topic_id"].nunique(), SHOWN) :]
    drawn_sheet = sheet(
        cooperation,
        title,
        f"{period(cooperation)}, {held_meetings(cooperation, meetings)}{of_kind}, {as_of(cooperation)}. A column: a meeting. {KEY}.{lacking} Not taken up: none recorded in our sources.",
        _topics(cooperation, drawn, shown, kind),
        _finding(cooperation, kind, rows),
        _table(drawn[drawn["meeting_id"].isin(in_table)]),
        cooperation.record,  # in which a state is read
    )
    narrowed = cooperation.where(kind=kind).conditions if kind else cooperation.conditions
    return dataclasses.replace(drawn_sheet, narrowed=narrowed)


def _in_words(cooperation: Cooperation, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the states with date and title of their meeting, and the key of their evidence."""
    meetings = cooperation.meetings.set_index("meeting_id")
    pairs = zip(rows["topic_id"], rows["meeting_id"], rows["state"].isin(TAKEN_UP), strict=True)
    return rows.assign(
        key=[EvidenceKey(topic=t, meeting=m).address if is_ else "" for t, m, is_ in pairs],
        date=rows["meeting_id"].map(meetings["date"].map(dates.in_words)),
        title=rows["meeting_id"].map(meetings["title"]),
    )


def _topics(
    cooperation: Cooperation, rows: pd.DataFrame, shown: list[str], kind: str | None
) -> str:
    """Return a table: of each topic its name, how often it was taken up, and a row of signs."""
    whole = cooperation.record
    last = _last_states(rows if whole is cooperation else measures.continuity(whole, kind))
    taken = taken_up(cooperation)
    taken = taken[taken["meeting_id"].isin(rows["meeting_id"])]
    times = taken.groupby("topic_id")["meeting_id"].nunique()
    parts = [_head(cooperation.meetings.set_index("meeting_id").loc[shown], kind)]
    topic: Any
    for topic, of_topic in rows.groupby("topic_id", sort=False):
        status = _status(cooperation, of_topic, last.get(topic), times.get(topic, 0))
        label = (
            f"<strong>{text(of_topic['label'].iloc[0])}</strong><br><small>{text(status)}</small>"
        )
        signs = "".join(
            _sign(row) for row in of_topic[of_topic["meeting_id"].isin(shown)].itertuples()
        )
        parts.append(
            f'<tbody><tr><th scope="rowgroup" colspan="{len(shown)}" style="{LEFT};'
            f'font-weight:normal;padding-top:.8em">{label}</th></tr><tr>{signs}</tr></tbody>'
        )
    return (
        f'<table class="continuity" style="table-layout:fixed;width:100%">{"".join(parts)}</table>'
    )


def _head(meetings: pd.DataFrame, kind: str | None) -> str:
    """Return the head of the table: date and kind of each meeting."""
    dated = meetings["date"].map(dates.in_words).astype("str").str.removeprefix("a day ")
    kinds = meetings["kind"].map(words).astype("str")
    cells = [
        f'<th scope="col" style="text-align:center;font-weight:normal">{text(date)}'
        + ("" if kind else f' <small class="kind">{text(kind_)}</small>')
        + "</th>"
        for date, kind_ in zip(dated, kinds, strict=True)
    ]
    return f"<thead><tr>{''.join(cells)}</tr></thead>"


def _sign(row: Any) -> str:
    """Return the cell of a topic at a meeting: a sign, with its state in words."""
    sign, colour = SIGNS[row.state]
    shown = f'<span aria-hidden="true" style="color:{colour};font-size:1.3em">{sign}</span> {unseen(_state(row.state))}'
    key = row.key if row.state in TAKEN_UP else ""
    name = str(row.state).replace(" ", "-")
    return (
        f'<td class="{name}" title="{html.escape(_said(row))}" style="text-align:center">'
        f"{link(key, shown)}</td>"
    )


def _state(state: str) -> str:
    """Return a state of `helpers.continuity` as readers see it."""
    return NOT_TAKEN_UP if state == "silent" else state


def _said(row: Any) -> str:
    """Return what is known of a topic at a meeting, for a reader who points at its sign."""
    said = f"{_state(row.state)}: {row.title}, {row.date}"
    if row.state in TAKEN_UP and pd.notna(row.days_lowest):
        said += f", {days(row.days_lowest, row.days_highest)} after the last time"
    return said


def _last_states(rows: pd.DataFrame) -> dict:
    """Return the row of each topic at the last meeting that names topics."""
    rows = rows[rows["state"].ne(NO_TOPIC)].drop_duplicates("topic_id", keep="last")
    return {row.topic_id: row for row in rows.itertuples()}


def _status(cooperation: Cooperation, rows: pd.DataFrame, last, taken: int) -> str:
    """Say how often a topic was taken up, how far apart, and since when not again."""
    if not taken and last.state == "not yet":
        return "not taken up yet"
    times = {0: "not taken up", 1: "taken up once", 2: "taken up twice"}
    status = times.get(taken, f"taken up {taken} times")
    status += " in this selection" if cooperation.conditions else ""
    apart = rows[rows["days_lowest"].notna()]
    if len(apart) and taken:
        status += f", {days(apart['days_lowest'].min(), apart['days_highest'].max())} apart"
    if last.state == "silent":
        whole = cooperation.record.meetings.set_index("meeting_id")
        status += f"; not again since {dates.in_words(whole.loc[last.since_id, 'date'])}"
    return status


def _table(rows: pd.DataFrame) -> NumberTable:
    """Return the states as a table: one row per topic, one column per meeting."""
    apart = [
        f", {days(low, high)} after the last time" if pd.notna(low) else ""
        for low, high in zip(rows["days_lowest"], rows["days_highest"], strict=True)
    ]
    rows = rows.assign(cell=rows["state"].astype("str").map(_state) + apart)
    cells, keys = (
        rows.pivot(index="topic_id", columns="meeting_id", values=values).loc[
            rows["topic_id"].unique(), rows["meeting_id"].unique()
        ]
        for values in ("cell", "key")
    )
    heads = rows.drop_duplicates("meeting_id")
    labels = rows.drop_duplicates("topic_id")["label"]
    return NumberTable(
        ["Topic", *(f"{t}, {d}" for t, d in zip(heads["title"], heads["date"], strict=True))],
        [[label, *row] for label, row in zip(labels, cells.to_numpy().tolist(), strict=True)],
        [["", *row] for row in keys.to_numpy().tolist()],
    )


def _finding(cooperation: Cooperation, kind: str | None, rows: pd.DataFrame) -> str:
    """Say which topics of the first meeting came up again, and what the last meeting took up."""
    topics = never_came_back(cooperation, kind)
    gone = topics.loc[~topics["came_back"], "label"]
    meetings = rows.drop_duplicates("meeting_id").set_index("meeting_id")
    named = rows[rows["state"].ne(NO_TOPIC)]
    first_ids, last_id = topics["meeting_id"].unique(), named["meeting_id"].unique()[-1]
    first, last = meetings[meetings.index.isin(first_ids)], meetings.loc[last_id]
    began = f"{' and '.join(f'“{title}”' for title in first['title'])} ({first['date'].iloc[0]})"
    count = f"{held_meetings(cooperation, meetings.index)}, {as_of(cooperation)}."
    number = len(topics) - len(gone)
    back = f"{number or 'none'} came up again{f' at another {words(kind)}' if kind else ''}"
    if cooperation.conditions:
        finding = f"{count} In the whole record, of the topics shown, {began} took up {len(topics)}: {back}"
    else:
        finding = f"Of the {counted(len(topics), 'topic')} recorded for {began}, {back}"
    if len(gone):
        finding += f"; {len(gone)} did not" if number else ""
        finding += f", according to our sources: {listed(gone)}"
    finding += ". "
    if last_id not in first_ids:
        counts = named.loc[named["meeting_id"].eq(last_id), "state"].value_counts(sort=False)
        states = ", ".join(
            f"{n} {f'{NOT_TAKEN_UP} again' if state == 'silent' else state}"
            for state, n in counts.items()
            if n and state != "not yet"
        )
        finding += f"At {'the last of these meetings' if cooperation.conditions else 'the last meeting'} for which topics are known, {last['title']} ({last['date']}): {states}. "
    return finding.rstrip() if cooperation.conditions else finding + count
