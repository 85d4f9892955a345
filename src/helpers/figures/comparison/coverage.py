"""The areas of several agreements on one axis of time, with what took each of them up."""

from __future__ import annotations

import pandas as pd

from ... import dates
from ...measures import Comparison, second_hand
from ...wording import counted, listed
from ..base import FIRST, GRID, NEUTRAL, Figure, plain, shown_of, top_rows, wrap
from ..coverage import OUTSIDE
from .layout import (
    as_of,
    as_of_line,
    comparison_bounds,
    comparison_marks,
    comparison_time_axis,
    empty,
    head,
    headings,
    lines_each,
    scope,
    shape,
    title,
    under_axis,
    why,
)


def coverage(comparison: Comparison) -> Figure:
    """Show when each record took up the areas of its agreement."""
    heading = title(comparison, "Areas of the agreements")
    rows = comparison.coverage
    if rows.empty or comparison_bounds(comparison) is None:
        told = "The records name no area and no topic." if rows.empty else why(comparison)
        return empty(comparison, heading, told)
    numbers = rows.groupby("record", sort=False)["meetings"]
    kept = [i for _, own in numbers for i in top_rows(own, lines_each(comparison))]
    left = shown_of(len(kept), len(rows), "areas taken up most")
    rows = rows.loc[kept]
    figure, y, ticks = Figure(), 0.0, []
    for label, text in headings(comparison).items():
        own = rows[rows["record"].eq(label)]
        y += 1 + 0.7 * text.count("<br>")
        head(figure, text, y, "bottom")
        start, y = y, y + 0.3
        if not own["area_id"].notna().any():
            y += 1
            head(figure, "The record holds no area of the agreement.", y, "bottom")
        places = []
        for name in _names(own, bool(comparison.records[label].conditions)):
            lines = wrap(name, 46)[:2]
            y += 0.2 + 0.7 * len(lines)
            head(figure, "<br>".join(lines), y, "bottom")
            y += 0.5
            places.append(y)
            y += 0.5
        ticks += places
        spans = comparison_marks(comparison, own.assign(y=places), "first_start", "last_end")
        for span in spans.itertuples():
            _draw(figure, span, NEUTRAL if pd.isna(span.area_id) else FIRST)
        as_of_line(figure, comparison, label, start, y)
        y += 0.6
    comparison_time_axis(figure, comparison)
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
    return under_axis(
        figure,
        comparison,
        heading,
        _coverage_subtitle(comparison) + left,
        y * 22,
        _coverage_finding(comparison),
        _coverage_table(comparison),
    )


def _names(rows: pd.DataFrame, is_narrowed: bool) -> list[str]:
    """Return what stands above the line of each area: its label and its held meetings."""
    names = []
    for area in rows.itertuples():
        is_outside = pd.isna(area.area_id)
        none = "none taken up" if is_outside else "not yet taken up"
        none = "none in this selection" if is_narrowed else none
        told = counted(area.meetings, "held meeting") if area.meetings else none
        names.append(f"{OUTSIDE if is_outside else area.label}: {told}")
    return names


def _draw(figure: Figure, span, colour: str) -> None:
    """Draw from the first to the last meeting of an area."""
    times = dates.in_words(span.first_date)
    if span.first_id != span.last_id:
        times = f"first {times}, last {dates.in_words(span.last_date)}"
    figure.add_scatter(
        x=[span.x0] if span.is_day else [span.x0, span.x1],
        y=[span.y] if span.is_day else [span.y, span.y],
        hovertext="<br>".join([plain(times), *wrap("; ".join(span.topics), 46)[:4]]),
        hoverinfo="text",
        **shape(span.is_day, colour),
    )


def _coverage_subtitle(comparison: Comparison) -> str:
    reported = {
        label: listed(grades)
        for label, record in comparison.records.items()
        if (grades := second_hand(record))
    }
    told = f"{scope(comparison)} A bar: from the first to the last held meeting on topics of the area; ●: one day alone. The link from topic to area is our judgement."
    for label, grades in reported.items():
        told += f" {label}: areas at second hand ({grades})."
    return told


def _coverage_finding(comparison: Comparison) -> str:
    """Say of each record how many of its areas were taken up."""
    told = []
    for label in comparison.records:
        own = comparison.coverage[comparison.coverage["record"].eq(label)]
        areas = own[own["area_id"].notna()]
        taken = int(areas["meetings"].gt(0).sum())
        told.append(
            f"{label}: {taken} of {counted(len(areas), 'area')} taken up"
            if len(areas)
            else f"{label}: the record holds no area of the agreement"
        )
    return f"{'. '.join(told)}. A{as_of(comparison)[1:]}."


def _coverage_table(comparison: Comparison) -> dict:
    """Return the areas of each record with meetings, first and last date."""
    rows = [
        [
            row.record,
            OUTSIDE if pd.isna(row.area_id) else row.label,
            "; ".join(row.topics),
            row.meetings,
            "" if pd.isna(row.first_date) else dates.in_words(row.first_date),
            "" if pd.isna(row.last_date) else dates.in_words(row.last_date),
        ]
        for row in comparison.coverage.itertuples()
    ]
    return {"columns": ["Record", "Area", "Topics", "Held meetings", "First", "Last"], "rows": rows}
