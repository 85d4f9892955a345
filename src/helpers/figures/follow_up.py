"""What was promised: kept, open or overdue, and what was searched for in vain."""

from __future__ import annotations

import pandas as pd

from .. import dates, measures
from ..measures import FOLLOW_UP_STATES, lateness
from ..record import Cooperation, require_record
from ..wording import as_of, counted, day
from .base import (
    CLEAR,
    MARK,
    NBSP,
    NEUTRAL,
    SOFT,
    Figure,
    draw_rule,
    empty,
    finish,
    shown_of,
    top_rows,
    use_pixel_axis,
    wrap,
    write_text,
)
from .evidence_key import EvidenceKey

NONE = "a meeting that kept it: none recorded in our sources"


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
    """
    require_record(cooperation)
    rows = measures.follow_up(cooperation, today)
    on = cooperation.as_of if today is None else dates.day_of(today)
    stands = (
        as_of(cooperation)
        if today is None
        else f"judged on {day(on)} (the record stands {as_of(cooperation)})"
    )
    title = "What was promised, and what is recorded of it"
    if rows.empty:
        return empty(cooperation, title, f"holds no promise, {stands}.")
    meetings, every = cooperation.record.meetings.set_index("meeting_id"), rows
    urgent = rows["state"].map({"overdue": 2, "open": 1}).fillna(0).astype("int64")
    rows = rows.loc[top_rows(urgent)]
    # What stands behind a promise tells of it as the record stands, not as on another day.
    keys = [
        EvidenceKey(commitment=i).address if today is None else "" for i in rows["commitment_id"]
    ]
    rows = rows.assign(key=keys)
    rows = rows.assign(said=[_said(row, meetings, on) for row in rows.itertuples()])
    figure, y, places = Figure(), 6, []
    for row in rows.itertuples():
        if places:
            draw_rule(figure, y)
            y += 8
        y = write_text(figure, y, row.promise, bold=True)
        places.append(y + 14)
        y += 28
        for line in row.said:
            y = write_text(figure, y, line)
        y += 10
    known = dates.parse(rows["due"])
    made, kept = dates.parse(rows["made"]), dates.parse(rows["kept_on"])
    times = pd.concat([made["start"], known["end"], kept["end"], pd.Series([on])]).dropna()
    pad = max((times.max() - times.min()) * 0.03, pd.Timedelta(days=15))
    first, last = times.min() - pad, times.max() + pad
    _tracks(figure, places, first, last)
    for row, place, due, start, met in zip(
        rows.itertuples(),
        places,
        known.itertuples(),
        made.itertuples(),
        kept.itertuples(),
        strict=True,
    ):
        _draw(figure, row, place, due, start, met, on)
    use_pixel_axis(figure, y)
    years = last.year - first.year + 1
    figure.update_xaxes(
        range=[end.date().isoformat() for end in (first, last)],
        type="date",
        dtick=f"M{12 * -(-years // 6)}",
        tick0=f"{first.year}-01-01",
        tickformat="%Y",
        ticklabelmode="period" if years <= 6 else "instant",
        side="top",
    )
    figure.update_layout(barmode="overlay")
    span = dates.parse(every["made"])["start"].dt.year
    years_told = f"{span.min()}–{span.max()}" if span.min() != span.max() else f"{span.min()}"
    subtitle = f"{counted(len(every), 'promise')} made {years_told}, {stands}. ▸{NBSP}promised, hollow bar: due, ●{NBSP}kept, filled bar: overdue. Not recorded as kept is not the same as not done.{shown_of(len(rows), len(every), 'promises, first those overdue and open,')}"
    table = {
        "columns": ["Promise", "Made", "Due", "State", "What is recorded"],
        "rows": [
            [
                row.promise,
                dates.in_words(row.made),
                dates.in_words(row.due) if pd.notna(row.due) else "not known",
                row.state,
                " ".join(row.said),
            ]
            for row in rows.itertuples()
        ],
        "keys": [[key] for key in rows["key"]],
    }
    figure = finish(figure, cooperation, title, subtitle, y, _finding(every, stands), table)
    figure.layout.margin.t += 22
    figure.layout.height += 22
    return figure


def _tracks(figure: Figure, places: list, first: pd.Timestamp, last: pd.Timestamp) -> None:
    """Draw behind each promise a line of time with a tick at every New Year."""
    path = "".join(f"M{first.date()},{y}L{last.date()},{y}" for y in places)
    path += "".join(
        f"M{year}-01-01,{y - 11}L{year}-01-01,{y + 11}"
        for year in range(first.year + 1, last.year + 1)
        for y in places
    )
    figure.add_shape(type="path", path=path, layer="below", line={"color": SOFT, "width": 1})


def _draw(figure: Figure, row, place: float, due, made, met, on: pd.Timestamp) -> None:
    """Draw the line of time of one promise."""
    about = {
        "hovertext": _hover(row),
        "hoverinfo": "text",
        "customdata": [row.key],
    }

    def bar(start, end, fill, edge):
        figure.add_bar(
            base=[f"{start:%Y-%m-%d}"],
            x=[((end - start).days + 1) * 86_400_000],
            y=[place],
            width=14,
            orientation="h",
            marker={"color": fill, "line": {"color": edge, "width": 2}},
            **about,
        )

    def sign(at, symbol, size, colour):
        marker = {
            "symbol": symbol,
            "size": size,
            "color": colour,
            "line": {"width": 2, "color": colour},
        }
        figure.add_scatter(x=[f"{at:%Y-%m-%d}"], y=[place], mode="markers", marker=marker, **about)

    if pd.notna(due.start):
        bar(due.start, due.end, CLEAR, NEUTRAL)
    if row.state == "overdue":
        bar(row.overdue_since, on, MARK, MARK)
    sign(made.start, "triangle-right", 11, NEUTRAL)
    if row.state == "kept" and met.start == met.end:
        sign(met.start, "circle", 12, NEUTRAL)
    elif row.state == "kept":
        bar(met.start, met.end, NEUTRAL, NEUTRAL)


def _said(row, meetings: pd.DataFrame, on: pd.Timestamp) -> list[str]:
    """Return in sentences what is recorded of a promise."""
    made = f"Promised at {meetings.loc[row.meeting_id, 'title']}, {dates.in_words(row.made)}"
    made += f"; due {dates.in_words(row.due)}." if pd.notna(row.due) else "; no due date is known."
    if row.state == "kept":
        kept = f"{meetings.loc[row.kept_by, 'title']}, {dates.in_words(row.kept_on)}"
        return [made, f"Kept by {kept}{lateness(row.is_late)}."]
    if row.state == "open":
        return [made, f"Open; {NONE}."]
    searched = (
        f"Searched for in vain: {'; '.join(row.searched)}."
        if row.searched
        else "No search for it is recorded."
    )
    return [
        made,
        f"Overdue since {day(row.overdue_since)}, {counted(int(row.days_overdue), 'day')} by {day(on)}; {NONE}.",
        searched,
    ]


def _hover(row) -> str:
    return "<br>".join([f"<b>{row.state}</b>", *wrap(row.said[1], 46)[:4]])


def _finding(rows: pd.DataFrame, stands: str) -> str:
    """Say how many promises are kept, open and overdue, and of the overdue what was searched."""
    counts = rows["state"].value_counts(sort=False)
    told = ", ".join(f"{counts[state]} {state}" for state in FOLLOW_UP_STATES)
    finding = f"{counted(len(rows), 'promise')}, {stands}: {told}."
    over = rows[rows["state"].eq("overdue")]
    for row in over.head(3).itertuples():
        vain = "searched for in vain" if row.searched else "no search for it is recorded"
        finding += f" Overdue since {day(row.overdue_since)}: “{row.promise.rstrip('.')}” – {NONE}; {vain}."
    return finding + (f" And {len(over) - 3} more overdue." if len(over) > 3 else "")
