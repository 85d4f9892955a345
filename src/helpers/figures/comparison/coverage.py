"""The areas of several agreements on one axis of time, with what took each of them up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from ... import dates
from ...measures import Comparison, second_hand
from ...wording import counted, listed, shown_of
from ..base import Figure, NumberTable, top_rows
from ..coverage import OUTSIDE
from ..style import AXIS_ROOM, FIRST, GRID, NEUTRAL, plain, wrap
from .layout import (
    as_of_each,
    comparison_bounds,
    comparison_marks,
    comparison_title,
    draw_as_of,
    draw_time_axis,
    empty_comparison,
    finish_comparison,
    lines_each,
    panel_headings,
    period_and_numbers,
    style_of_mark,
    why_nothing,
    write_at_left,
)


def coverage(comparison: Comparison) -> Figure:
    """Show when each record took up the areas of its agreement."""
    title = comparison_title(comparison, "Areas of the agreements")
    rows = comparison.coverage
    if rows.empty:
        return empty_comparison(comparison, title, "The records name no area and no topic.")
    if comparison_bounds(comparison) is None:
        return empty_comparison(comparison, title, why_nothing(comparison))
    numbers = rows.groupby("record", sort=False)["meetings"]
    kept = [i for _, of_record in numbers for i in top_rows(of_record, lines_each(comparison))]
    lacking = shown_of(len(kept), len(rows), "the {} of {} areas taken up most")
    rows = rows.loc[kept]
    figure, y, ticks = Figure(), 0.0, []
    for label, text in panel_headings(comparison).items():
        of_record = rows[rows["record"].eq(label)]
        y += 1 + 0.7 * text.count("<br>")
        write_at_left(figure, text, y, "bottom")
        start, y = y, y + 0.3
        if not of_record["area_id"].notna().any():
            y += 1
            write_at_left(figure, "No area of the agreement is recorded.", y, "bottom")
        places = []
        for name in _names(of_record, bool(comparison.records[label].conditions)):
            lines = wrap(name, 46)[:2]
            y += 0.2 + 0.7 * len(lines)
            write_at_left(figure, "<br>".join(lines), y, "bottom")
            y += 0.5
            places.append(y)
            y += 0.5
        ticks += places
        of_record = of_record.assign(y=places)
        span: Any
        for span in comparison_marks(comparison, of_record, "first_start", "last_end").itertuples():
            _draw_area(figure, span, NEUTRAL if pd.isna(span.area_id) else FIRST)
        draw_as_of(figure, comparison, label, start, y)
        y += 0.6
    draw_time_axis(figure, comparison)
    figure.update_yaxes(
        range=[y, 0],
        tickvals=ticks,
        showticklabels=False,
        fixedrange=True,
        ticks="",
        gridcolor=GRID,
        showgrid=True,
        zeroline=False,
    )
    return finish_comparison(
        figure,
        comparison,
        title,
        _subtitle(comparison) + lacking,
        y * 22,
        _finding(comparison),
        _table(comparison),
        AXIS_ROOM,
    )


def _names(rows: pd.DataFrame, is_narrowed: bool) -> list[str]:
    """Return the text above the line of each area: its label and its meetings."""
    none = "none in this selection" if is_narrowed else "none recorded"
    outside = OUTSIDE if rows["area_id"].notna().any() else "Topics"
    return [
        f"{outside if pd.isna(area.area_id) else area.label}: "
        f"{counted(area.meetings, 'meeting') if area.exchanges else none}"
        for area in list[Any](rows.itertuples())
    ]


def _draw_area(figure: Figure, span: Any, colour: str) -> None:
    """Draw from the first to the last meeting of an area."""
    times = dates.in_words(span.first_date)
    if span.first_id != span.last_id:
        times = f"first {times}, last {dates.in_words(span.last_date)}"
    figure.add_scatter(
        x=[span.x0] if span.is_day else [span.x0, span.x1],
        y=[span.y] if span.is_day else [span.y, span.y],
        hovertext="<br>".join([plain(times), *wrap("; ".join(span.topics), 46)[:4]]),
        hoverinfo="text",
        **style_of_mark(span.is_day, colour),
    )


def _subtitle(comparison: Comparison) -> str:
    subtitle = f"{period_and_numbers(comparison)} A bar: from the first to the last meeting on topics of the area; ●: one day only. The link from topic to area is our judgement."
    for label, record in comparison.records.items():
        if grades := second_hand(record):
            subtitle += f" {label}: areas from a second-hand source ({listed(grades)})."
    return subtitle


def _finding(comparison: Comparison) -> str:
    """Say of each record how many of its areas were taken up."""
    sentences = []
    for label in comparison.records:
        is_own = comparison.coverage["record"].eq(label) & comparison.coverage["area_id"].notna()
        areas = comparison.coverage[is_own]
        taken = int(areas["exchanges"].gt(0).sum())
        sentences.append(
            f"{label}: {taken} of {counted(len(areas), 'area')} taken up"
            if len(areas)
            else f"{label}: no area of the agreement is recorded"
        )
    return f"{'. '.join(sentences)}. A{as_of_each(comparison)[1:]}."


def _table(comparison: Comparison) -> NumberTable:
    """Return the areas of each record with meetings, first and last date."""
    named = comparison.coverage.dropna(subset="area_id")["record"].unique()
    areas: Iterable[Any] = comparison.coverage.itertuples()
    rows = [
        [
            row.record,
            (OUTSIDE if row.record in named else "No area recorded")
            if pd.isna(row.area_id)
            else row.label,
            "; ".join(row.topics),
            row.meetings,
            "" if pd.isna(row.first_date) else dates.in_words(row.first_date),
            "" if pd.isna(row.last_date) else dates.in_words(row.last_date),
        ]
        for row in areas
    ]
    return NumberTable(["Record", "Area", "Topics", "Meetings", "First", "Last"], rows)
