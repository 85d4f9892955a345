"""The held meetings of several records and the gaps between them on one axis of time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from ... import dates
from ...measures import NOT_KNOWN, Comparison
from ...wording import counted, days, shown_of, words
from ..base import Figure, NumberTable
from ..style import AXIS_ROOM, GRID, LONGEST_SILENCE, NEUTRAL, plain, wrap
from ..timeline_counts import MOST_MARKS
from .layout import (
    LABEL,
    as_of_each,
    comparison_bounds,
    comparison_marks,
    comparison_title,
    draw_as_of,
    draw_time_axis,
    empty_comparison,
    finish_comparison,
    panel_headings,
    period_and_numbers,
    style_of_mark,
    why_nothing,
    write_at_left,
)

LONGEST, OPEN, CONTACT = "longest gap", "since the last", "contact"


def cadence(comparison: Comparison) -> Figure:
    """Show the held meetings of each record in time, and how long the gaps were."""
    title = comparison_title(comparison, "Meetings and gaps")
    if comparison_bounds(comparison) is None:
        return empty_comparison(comparison, title, why_nothing(comparison))
    meetings = _meetings_in_lanes(comparison)
    lanes = [name for name in _lanes(comparison) if meetings["lane"].eq(name).any()]
    lanes += [LONGEST, OPEN]
    latest = meetings.groupby("record", sort=False).tail(MOST_MARKS // len(comparison.records))
    marks = comparison_marks(comparison, latest, "start", "end")
    figure, headings = Figure(), panel_headings(comparison)
    space = 0.6 + 0.55 * max(text.count("<br>") for text in headings.values())
    height = len(lanes) + space + 0.6
    tops = {label: space + panel * height for panel, label in enumerate(comparison.records)}
    for label, text in headings.items():
        write_at_left(figure, text, tops[label] - 0.5, "bottom")
        draw_as_of(figure, comparison, label, tops[label] - 0.4, tops[label] + len(lanes) - 0.5)
    lane: Any
    for lane, rows in marks.groupby("lane"):
        _draw_meetings(figure, rows.assign(y=rows["record"].map(tops) + lanes.index(lane)))
    for name in (LONGEST, OPEN):
        places = {label: top + lanes.index(name) for label, top in tops.items()}
        _draw_silences(figure, comparison, name, places)
    draw_time_axis(figure, comparison)
    ticks = {top + i: name for top in tops.values() for i, name in enumerate(lanes)}
    last = max(ticks)
    figure.update_yaxes(
        range=[last + 0.6, -0.4],
        tickvals=list(ticks),
        ticktext=["<br>".join(wrap(name, LABEL)) for name in ticks.values()],
        fixedrange=True,
        ticks="",
        gridcolor=GRID,
        showgrid=True,
        zeroline=False,
        automargin=True,
    )
    lacking = shown_of(len(latest), len(meetings), "the last meetings of each record, {} of {}")
    return finish_comparison(
        figure,
        comparison,
        title,
        _subtitle(comparison) + lacking,
        (last + 1) * 32,
        _finding(comparison),
        _table(comparison),
        AXIS_ROOM,
    )


def _subtitle(comparison: Comparison) -> str:
    silences = "Purple: the longest gap between two meetings, and the days from the last recorded one to the as-of day (dotted)."
    if all(record.conditions for record in comparison.records.values()):
        silences = "Dotted: the as-of day."
    unit = "" if comparison.by == "calendar" else " Time in whole months since the signing."
    return f"{period_and_numbers(comparison)} ●: a meeting, with their number if there are several on one day. Bar: a period, or an inexact date. {silences}{unit}"


def _meetings_in_lanes(comparison: Comparison) -> pd.DataFrame:
    """Return the held meetings, each with its `lane`."""
    meetings = comparison.meetings
    formats = meetings["format"].fillna(NOT_KNOWN).map(words)
    return meetings.assign(lane=formats.mask(meetings["is_contact"], CONTACT))


def _lanes(comparison: Comparison) -> list[str]:
    """Return the lanes of the meetings: the formats as declared, then contact over a period."""
    declared: dict[str, None] = {}
    for record in comparison.records.values():
        formats = record.meetings["format"].astype("category")
        declared |= dict.fromkeys(words(name) for name in formats.cat.categories)
    return [*declared, NOT_KNOWN, CONTACT]


def _draw_meetings(figure: Figure, rows: pd.DataFrame) -> None:
    """Draw days as discs, with their number where several coincide, and all else as bars."""
    rows = rows.assign(text=rows["date"].map(dates.in_words) + ": " + rows["title"])
    alike = rows.groupby(["y", "x0", "x1", "is_day"], sort=False)["text"]
    mark: Any
    for mark in alike.agg(list).rename("meetings").reset_index().itertuples():
        lines = [line for text in mark.meetings[:6] for line in wrap(text, 46)[:2]]
        figure.add_scatter(
            x=[mark.x0] if mark.is_day else [mark.x0, mark.x1],
            y=[mark.y] if mark.is_day else [mark.y, mark.y],
            hovertext="<br>".join(lines),
            hoverinfo="text",
            **style_of_mark(mark.is_day, NEUTRAL),
        )
        if len(mark.meetings) > 1:
            figure.add_annotation(
                x=mark.x1, y=mark.y, text=str(len(mark.meetings)), xshift=14, showarrow=False
            )


def in_days(lowest, highest) -> str:
    """Return a number of days, or its bounds, in words.

    Examples
    --------
    >>> in_days(3, 33)
    '3–33 days'
    """
    if pd.isna(lowest):
        return "none recorded"
    return days(int(lowest), int(highest))


def _draw_silences(
    figure: Figure, comparison: Comparison, name: str, places: dict[str, float]
) -> None:
    """Draw the longest gap of each record, or the one still open, with its days above it."""
    silences = comparison.silences.set_index("record")
    which = "longest" if name == LONGEST else "open"
    ends = _ends(comparison, name)
    axis = comparison_bounds(comparison)
    if axis is None:  # no record has a meeting with a place in time
        return
    row: Any
    for row in comparison_marks(comparison, ends, "first_day", "last_day").itertuples():
        y, silence = places[row.record], silences.loc[row.record]
        text = in_days(silence[f"{which}_lowest"], silence[f"{which}_highest"])
        figure.add_scatter(
            x=[row.x0, row.x1],
            y=[y, y],
            mode="lines+markers",
            line={"width": 4, "color": LONGEST_SILENCE},
            marker={
                "symbol": "line-ns-open",
                "size": 9,
                "color": LONGEST_SILENCE,
                "line": {"width": 3},
            },
            hovertext=f"<b>{plain(row.record, 60)}</b><br>{name}: {text}",
            hoverinfo="text",
        )
        # The days begin at the left end of the gap, or end at its right one, where there is room.
        anchor, x = "center", row.x0
        if _place(axis, row.x0) < 0.4:
            anchor = "left"
        elif _place(axis, row.x1) > 0.6:
            anchor, x = "right", row.x1
        figure.add_annotation(x=x, y=y - 0.4, text=text, xanchor=anchor, showarrow=False)


def _place(axis: tuple, x) -> float:
    """Return how far along the axis a place is, 0 to 1."""
    first, last = axis
    at = pd.Timestamp(x) if isinstance(x, str) else x
    return (at - first) / (last - first)


def _ends(comparison: Comparison, name: str) -> pd.DataFrame:
    """Return between which days, and months, the gap of each record is.

    Returns
    -------
    pandas.DataFrame
        One row per whole record that has one: `record` (string), `first_day`, `last_day` (datetime64),
        `first_month`, `last_month` (Int64).
    """
    whole = [label for label, record in comparison.records.items() if not record.conditions]
    rows = comparison.cadence[comparison.cadence["record"].isin(whole)]
    by_record = rows.groupby("record", sort=False)[["end", "last_month"]]
    if name == LONGEST:
        before = by_record.shift()
        rows = rows.assign(
            first_day=before["end"],
            last_day=rows["start"],
            last_month=rows["first_month"],
            first_month=before["last_month"],
        )
        rows = rows.dropna(subset="days_lowest").sort_values(["days_lowest", "days_highest"])
        return rows.drop_duplicates("record", keep="last")
    last = by_record.max().set_axis(["first_day", "first_month"], axis="columns")
    as_of = pd.Series({label: record.as_of for label, record in comparison.records.items()})
    signed = comparison.signings.set_index("record")["as_of_month"]
    last = last.assign(last_day=as_of.reindex(last.index), last_month=signed.reindex(last.index))
    return last.reset_index()


def _finding(comparison: Comparison) -> str:
    """Say how long the longest gap of each record was, and the one up to its as-of day."""
    held = comparison.cadence["record"].value_counts()
    silences: Iterable[Any] = comparison.silences.itertuples()
    sentences = [
        f"{row.record}: {counted(int(held.get(row.record, 0)), 'meeting')}"
        if comparison.records[row.record].conditions
        else f"{row.record}: longest gap {in_days(row.longest_lowest, row.longest_highest)}, since the last recorded meeting {in_days(row.open_lowest, row.open_highest)}"
        for row in silences
    ]
    return f"{'. '.join(sentences)}. A{as_of_each(comparison)[1:]}; meetings that our sources do not report would shorten these gaps."


def _table(comparison: Comparison) -> NumberTable:
    """Return the held meetings of each record with the days since the one before."""
    columns = ["Record", "Date", "Meeting", "Format", "Since the one before"]
    meetings: Iterable[Any] = comparison.cadence.itertuples()
    rows = [
        [
            row.record,
            dates.in_words(row.date),
            row.title,
            words(row.format),
            "" if pd.isna(row.days_lowest) else in_days(row.days_lowest, row.days_highest),
        ]
        for row in meetings
    ]
    if comparison.by == "months":
        columns.append("Months since the signing")
        for cells, row in zip(rows, comparison.cadence.itertuples(), strict=True):
            cells.append(in_months(row.first_month, row.last_month))
    return NumberTable(columns, rows)


def in_months(lowest, highest) -> str:
    """Return a number of months, or its bounds, in words.

    Examples
    --------
    >>> in_months(-4, -3)
    '−4 to −3'
    """
    if pd.isna(lowest):
        return "not known"
    text = f"{lowest}" if lowest == highest else f"{lowest} to {highest}"
    return text.replace("-", "−")
