"""What was promised: kept, open or overdue, and what was searched for in vain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from .. import dates, measures
from ..measures import FOLLOW_UP_STATES, lateness
from ..record import Cooperation, require_record
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
from .style import AXIS_ROOM, CLEAR, NBSP, NEUTRAL, OVERDUE, SOFT, wrap
from .time_axis import padded, year_axis

NONE = "a meeting that kept it: none recorded in our sources"
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
        due date, a filled sign where it was kept, a bar of its own for the time overdue; and
        beneath in words what is recorded, and what was searched for in vain.

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
    urgency = every["state"].map({"overdue": 2, "open": 1}).fillna(0).astype("int64")
    rows = _in_words(cooperation, every.loc[top_rows(urgency)], on, with_keys=today is None)
    figure = Figure()
    rows["y"], height = _write_commitments(figure, rows)
    bounds = [rows["made_start"], rows["due_end"], rows["kept_end"], pd.Series([on])]
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
    years = dates.parse(every["made"])["at"].dt.year
    span = f"{years.min()}–{years.max()}" if years.min() != years.max() else f"{years.min()}"
    lacking = shown_of(
        len(rows), len(every), "the {} most urgent of {} promises: overdue, then open"
    )
    return finish(
        figure,
        cooperation,
        title,
        f"{counted(len(every), 'promise')} made {span}, {stands}. ▸{NBSP}promised, hollow bar: due, ●{NBSP}kept, filled bar: overdue. Not recorded as kept is not the same as not done.{lacking}",
        height,
        _finding(every, stands),
        _table(rows),
        AXIS_ROOM,
    )


def _in_words(
    cooperation: Cooperation, rows: pd.DataFrame, on: pd.Timestamp, with_keys: bool
) -> pd.DataFrame:
    """Return the commitments with the bounds of their dates, what is recorded, and their keys."""
    meetings = cooperation.record.meetings.set_index("meeting_id")
    columns: dict[str, Any] = {
        "key": "",
        "record": [_recorded(row, meetings, on) for row in rows.itertuples()],
    }
    if with_keys:
        columns["key"] = [EvidenceKey(commitment=i).address for i in rows["commitment_id"]]
    for name, column in (("made", "made"), ("due", "due"), ("kept", "kept_on")):
        drawn = dates.spans(rows[column], on)
        columns |= {f"{name}_start": drawn["first"], f"{name}_end": drawn["last"]}
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
        ["Promise", "Made", "Due", "State", "What is recorded"],
        [
            [
                row.promise,
                dates.in_words(row.made),
                dates.in_words(row.due) if pd.notna(row.due) else "not known",
                row.state,
                " ".join(row.record),
            ]
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
    add_sign(row.made_start, "triangle-right", 11)
    if row.state == "kept" and row.kept_start == row.kept_end:
        add_sign(row.kept_start, "circle", 12)
    elif row.state == "kept":
        add_bar(row.kept_start, row.kept_end, NEUTRAL, NEUTRAL)


def _recorded(row: Any, meetings: pd.DataFrame, on: pd.Timestamp) -> list[str]:
    """Return in sentences what is recorded of a promise."""
    made = f"Promised at {meetings.loc[row.meeting_id, 'title']}, {dates.in_words(row.made)}"
    made += f"; due {dates.in_words(row.due)}." if pd.notna(row.due) else "; no due date is known."
    if row.state == "kept":
        kept = f"{meetings.loc[row.kept_by, 'title']}, {dates.in_words(row.kept_on)}"
        return [made, f"Kept by {kept}{lateness(row.is_late)}."]
    if row.state == "open":
        return [made, f"Open; {NONE}."]
    late = f"Overdue since {day(row.overdue_since)}, {counted(int(row.days_overdue), 'day')} by {day(on)}; {NONE}."
    if not row.searched:
        return [made, late, "No search for it is recorded."]
    return [made, late, f"Searched for in vain: {'; '.join(row.searched)}."]


def _hover(row: Any) -> str:
    return "<br>".join([f"<b>{row.state}</b>", *wrap(row.record[1], 46)[:4]])


def _finding(rows: pd.DataFrame, stands: str) -> str:
    """Say how many promises are kept, open and overdue, and of the overdue what was searched."""
    counts = rows["state"].value_counts(sort=False)
    states = ", ".join(f"{counts[state]} {state}" for state in FOLLOW_UP_STATES)
    finding = f"{counted(len(rows), 'promise')}, {stands}: {states}."
    overdue = rows[rows["state"].eq("overdue")]
    row: Any
    for row in overdue.head(3).itertuples():
        vain = "searched for in vain" if row.searched else "no search for it is recorded"
        finding += f" Overdue since {day(row.overdue_since)}: “{row.promise.rstrip('.')}” – {NONE}; {vain}."
    return finding + (f" And {len(overdue) - 3} more overdue." if len(overdue) > 3 else "")
