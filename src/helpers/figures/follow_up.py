"""What was promised or intended, what became of it, and what was searched for in vain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from .. import dates, measures
from ..measures import FOLLOW_UP_STATES
from ..record import INTENTION, Cooperation, require_record
from ..wording import as_of, counted, day, shown_of
from .base import (
    Figure,
    NumberTable,
    draw_rule,
    empty,
    finish,
    top_rows,
    use_pixel_axis,
    write_text,
)
from .evidence_key import EvidenceKey
from .promises import (
    QUESTIONS,
    commitment_words,
    counted_commitments,
    nothing_recorded,
    state_words,
)
from .style import AXIS_ROOM, CLEAR, NBSP, NEUTRAL, OVERDUE, SOFT, wrap
from .time_axis import padded, year_axis

SIGNS = {  # of what became of a promise: plotly's name of the sign, and the sign in text
    "kept": ("circle", "●"),
    "kept-in-part": ("circle-open-dot", "◉"),
    "dropped": ("x-thin-open", "✕"),
    "replaced": ("diamond-open", "◇"),
}
URGENCY = {"overdue": 3, "past": 2, "open": 1}
ALWAYS = ("kept", "open", "overdue")  # states that are counted even where there are none
MOST_YEARS = 6  # labels side by side


def follow_up(cooperation: Cooperation, today=None) -> Figure:
    """Show what was promised, when it was due, and what is recorded of it.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.
    today : str, datetime.date or pandas.Timestamp, optional
        The day on which to judge; without it the day as of which the record stands.

    Returns
    -------
    Figure
        Under each promise a line of time: a tick where it was made, a hollow bar as wide as the
        due date, a sign of its own where it was kept, kept in part, dropped or replaced, a bar
        for the time overdue; and beneath in words what is recorded, and what was searched for in
        vain. Its table gives what was said, what the record supports and the deadline.

    Raises
    ------
    ValueError
        `today` is not a day.

    Notes
    -----
    Its measure is `helpers.follow_up`. Not recorded as kept is not the same as not done. What stands
    behind a promise shows it as the record stands, so on another day no mark leads there.

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
        stands = f"judged on {day(on)} (the record stands {as_of(cooperation)})"
    title = "What was promised, and what is recorded of it"
    if every.empty:
        return empty(cooperation, title, f"holds no promise, {stands}.")
    urgency = every["state"].astype("str").map(URGENCY).fillna(0).astype("int64")
    rows = _in_words(cooperation, every.loc[top_rows(urgency)], on, with_keys=today is None)
    figure = Figure()
    rows["y"], height = _write_commitments(figure, rows)
    bounds = [rows["made_start"], rows["due_end"], rows["settled_end"], pd.Series([on])]
    first, last = padded(pd.concat(bounds).dropna(), 15)
    _draw_years(figure, rows["y"], first, last)
    row: Any
    for row in rows.itertuples():
        _draw_commitment(figure, row, on)
    use_pixel_axis(figure, height)
    is_short = last.year - first.year < MOST_YEARS
    figure.update_xaxes(
        **year_axis(first, last, MOST_YEARS), ticklabelmode="period" if is_short else "instant"
    )
    figure.update_layout(barmode="overlay")
    years = dates.parse(every["made"])["start"].dt.year
    span = f"{years.min()}–{years.max()}" if years.min() != years.max() else f"{years.min()}"
    lacking = shown_of(
        len(rows), len(every), "the {} most urgent of {} promises: overdue, then past, then open"
    )
    return finish(
        figure,
        cooperation,
        title,
        f"{counted_commitments(every)} made {span}, {stands}. {_key(every)} Not recorded as kept is not the same as not done.{lacking}",
        height,
        _finding(every, stands),
        _table(rows),
        AXIS_ROOM,
    )


def _in_words(
    cooperation: Cooperation, rows: pd.DataFrame, on: pd.Timestamp, with_keys: bool
) -> pd.DataFrame:
    """Return the commitments with the bounds of their dates, what is recorded, and their keys."""
    rows = rows.join(commitment_words(cooperation, rows, on))
    columns: dict[str, Any] = {
        "key": "",
        "record": [_recorded(row, on) for row in rows.itertuples()],
    }
    if with_keys:
        columns["key"] = [EvidenceKey(commitment=i).address for i in rows["commitment_id"]]
    for name, column in (("made", "made"), ("due", "due"), ("settled", "outcome_on")):
        known = dates.parse(rows[column])
        columns |= {f"{name}_start": known["start"], f"{name}_end": known["end"]}
    return rows.assign(**columns)


def _write_commitments(figure: Figure, rows: pd.DataFrame) -> tuple[list[float], float]:
    """Write what was promised and what is recorded; return where the lines of time stand.

    The second that is returned is the height of them all.
    """
    y: float = 6
    places: list[float] = []
    row: Any
    for row in rows.itertuples():
        if places:
            draw_rule(figure, y)
            y += 8
        y = write_text(figure, y, row.promise, bold=True)
        places.append(y + 14)
        y += 28
        for sentence in row.record:
            y = write_text(figure, y, sentence)
        y += 10
    return places, y


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


def _draw_years(figure: Figure, places: pd.Series, first: pd.Timestamp, last: pd.Timestamp) -> None:
    """Draw behind each promise a line of time with a tick at every New Year."""
    path = "".join(f"M{first.date()},{y}L{last.date()},{y}" for y in places)
    path += "".join(
        f"M{year}-01-01,{y - 11}L{year}-01-01,{y + 11}"
        for year in range(first.year + 1, last.year + 1)
        for y in places
    )
    figure.add_shape(type="path", path=path, layer="below", line={"color": SOFT, "width": 1})


def _draw_commitment(figure: Figure, row: Any, on: pd.Timestamp) -> None:
    """Draw the line of time of one promise: when due, how long overdue, when made, when kept."""
    about: dict[str, Any] = {
        "y": [row.y],
        "hovertext": _hover(row),
        "hoverinfo": "text",
        "customdata": [row.key],
    }

    def add_bar(start: pd.Timestamp, end: pd.Timestamp, fill: str, edge: str) -> None:
        figure.add_bar(
            base=[f"{start:%Y-%m-%d}"],
            x=[((end - start).days + 1) * 86_400_000],
            width=14,
            orientation="h",
            marker={"color": fill, "line": {"color": edge, "width": 2}},
            **about,
        )

    def add_sign(at: pd.Timestamp, symbol: str, size: int) -> None:
        line = {"width": 2, "color": NEUTRAL}
        marker = {"symbol": symbol, "size": size, "color": NEUTRAL, "line": line}
        figure.add_scatter(x=[f"{at:%Y-%m-%d}"], mode="markers", marker=marker, **about)

    if pd.notna(row.due_start):
        add_bar(row.due_start, row.due_end, CLEAR, NEUTRAL)
    if row.state == "overdue":
        add_bar(row.overdue_since, on, OVERDUE, OVERDUE)
    is_intention = pd.notna(row.form) and row.form == INTENTION
    add_sign(row.made_start, "triangle-right-open" if is_intention else "triangle-right", 11)
    if row.state not in SIGNS or pd.isna(row.settled_start):
        return
    if row.settled_start == row.settled_end:
        add_sign(row.settled_start, SIGNS[row.state][0], 12)
    else:
        fill = NEUTRAL if row.state == "kept" else SOFT
        add_bar(row.settled_start, row.settled_end, fill, NEUTRAL)


def _key(rows: pd.DataFrame) -> str:
    """Say what the signs mean, those of states that occur."""
    is_intention = rows["form"].eq(INTENTION)
    signs = [f"▸{NBSP}promised"] if not is_intention.all() else []
    signs += [f"▹{NBSP}intended"] if is_intention.any() else []
    signs += ["hollow bar: due"]
    there = {"kept", *rows["state"]}
    signs += [f"{SIGNS[state][1]}{NBSP}{state_words(state)}" for state in SIGNS if state in there]
    return f"{', '.join(signs)}, filled bar: overdue."


def _recorded(row: Any, on: pd.Timestamp) -> list[str]:
    """Return in sentences what is recorded of a promise."""
    due = f"due {dates.in_words(row.due)}" if pd.notna(row.due) else "no due date is known"
    said, nothing = f"{row.said}; {due}.", nothing_recorded(row.form)
    if row.state == "open":
        return [said, f"Open; {nothing}."]
    if row.state == "overdue":
        overdue = counted(int(row.days_overdue), "day")
        state = f"Overdue since {day(row.overdue_since)}, {overdue} by {day(on)}; {nothing}."
        return [said, state, *(f"{text}." for text in _searches(row))]
    if row.state == "past":
        state = f"Its time, {dates.in_words(row.due)}, is past; {nothing}."
        return [said, state, *(f"{text}." for text in _searches(row))]
    return [said, f"{row.supported}."]


def _searches(row: Any) -> list[str]:
    """Return what was searched for in vain, of a promise whose time is past and nothing recorded."""
    if row.state not in ("overdue", "past"):
        return []
    if not row.searched:
        return ["No search for it is recorded"]
    return [f"Searched for in vain: {'; '.join(row.searched)}"]


def _hover(row: Any) -> str:
    return "<br>".join([f"<b>{state_words(row.state)}</b>", *wrap(row.record[1], 46)[:4]])


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
        searched = "searched for in vain" if row.searched else "no search for it is recorded"
        since = f"Overdue since {day(row.overdue_since)}" if row.state == "overdue" else ""
        since = since or f"A stated intention for {dates.in_words(row.due)}, now past"
        promise, nothing = row.promise.rstrip("."), nothing_recorded(row.form)
        finding += f" {since}: “{promise}” – {nothing}; {searched}."
    more = len(overdue) + len(past) - 3
    return finding + (
        f" And {more} more overdue{' or past' * bool(len(past))}." if more > 0 else ""
    )
