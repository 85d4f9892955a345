"""What the figures of several records share: titles, headings of the panels, one axis of time."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd

from ... import dates
from ...measures import Comparison
from ...wording import counted, periods_of_contact, selection
from ..base import Figure, Meta, NumberTable, blank, dress
from ..style import GRID, MOST_ROWS, wrap
from ..time_axis import dotted_line, padded, year_axis

MOST_RECORDS, MOST_LINES = 10, 80  # panels of a figure, and lines of them all together
LABEL, HEADING = 17, 28  # letters a line that fit beside and above the plot on a page of 390


def first_records(comparison: Comparison) -> Comparison:
    """Return a comparison of the records that one figure has room for, those given first."""
    labels = list(comparison.records)[:MOST_RECORDS]
    frames = {
        field.name: getattr(comparison, field.name) for field in dataclasses.fields(comparison)
    }
    kept: dict[str, Any] = {
        name: frame[frame["record"].isin(labels)].reset_index(drop=True)
        for name, frame in frames.items()
        if isinstance(frame, pd.DataFrame)
    }
    records = {label: comparison.records[label] for label in labels}
    return dataclasses.replace(comparison, records=records, **kept)


def lines_each(comparison: Comparison) -> int:
    """Return how many lines each panel has room for."""
    return min(MOST_ROWS, MOST_LINES // len(comparison.records))


def as_of_each(comparison: Comparison) -> str:
    """Return the as-of day of the records, or each one's where they differ, in words."""
    days = {
        label: dates.in_words(f"{record.as_of:%Y-%m-%d}") if pd.notna(record.as_of) else "not known"
        for label, record in comparison.records.items()
    }
    if len(set(days.values())) == 1:
        return f"as of {next(iter(days.values()))}"
    return "as of " + ", ".join(f"{day} ({label})" for label, day in days.items())


def panel_headings(comparison: Comparison) -> dict[str, str]:
    """Return the heading of each record's panel: its label, when signed, what is lacking."""
    signed = comparison.signings.set_index("record")["date"]
    held = comparison.meetings["record"].unique()
    texts = {}
    for label in comparison.records:
        lines = [f"<b>{line}</b>" for line in wrap(label, HEADING)[:2]]
        lines += wrap(only, HEADING) if (only := selection(comparison.records[label])) else []
        if pd.notna(signed[label]):
            lines += wrap(f"signed {dates.in_words(signed[label])}", HEADING)
        else:
            months = "" if comparison.by == "calendar" else ": months not known"
            lines += wrap(f"no signing recorded{months}", HEADING)
        if label not in held:
            lines.append("no held meeting recorded")
        texts[label] = "<br>".join(lines)
    return texts


def comparison_title(comparison: Comparison, what: str) -> str:
    """Return the title of a figure of several records."""
    return f"{what} compared" if comparison.by == "calendar" else f"{what} since the signing"


def why_nothing(comparison: Comparison) -> str:
    """Return why nothing can be drawn of the records."""
    if comparison.by == "months" and len(comparison.meetings):
        return "No signing is recorded, so that months cannot be counted."
    if any(record.conditions for record in comparison.records.values()):
        return "No held meeting is in this selection."
    return "No held meeting is recorded in our sources."


def period_and_numbers(comparison: Comparison) -> str:
    """Return period, number of records and of meetings, and the as-of day."""
    meetings = comparison.meetings
    years = meetings["at"].dt.year
    first, last = (int(years.min()), int(years.max())) if len(years) else (None, None)
    period = "no year" if first is None else str(first) if first == last else f"{first}–{last}"
    records, contact = len(comparison.records), int(meetings["is_contact"].sum())
    held = counted(len(meetings) - contact, "meeting")
    held += periods_of_contact(contact, " and {}")
    return f"{period}, {counted(records, 'record')}, {held}, {as_of_each(comparison)}."


def empty_comparison(comparison: Comparison, title: str, text: str) -> Figure:
    """Return a figure that says why there is nothing to draw."""
    figure = blank("<br>".join(wrap(text, 44)))
    subtitle = period_and_numbers(comparison)
    return finish_comparison(figure, comparison, title, subtitle, 120, text, NumberTable())


def write_at_left(figure: Figure, text: str, y: float, yanchor: str = "middle") -> None:
    """Write a heading or a label at the left edge of the plot."""
    figure.add_annotation(
        text=text,
        x=0,
        xref="paper",
        xanchor="left",
        align="left",
        y=y,
        yanchor=yanchor,
        showarrow=False,
    )


def style_of_mark(is_day: bool, colour: str) -> dict:
    """Return how a place in time is drawn: a day as a disc, all else as a bar with two ends."""
    if is_day:
        return {"mode": "markers", "marker": {"size": 13, "color": colour}}
    ends = {"symbol": "line-ns-open", "size": 12, "color": colour, "line": {"width": 2}}
    bar = {"width": 12, "color": colour}
    return {"mode": "lines+markers", "line": bar, "marker": ends, "opacity": 0.85}


def comparison_marks(
    comparison: Comparison, rows: pd.DataFrame, first: str, last: str
) -> pd.DataFrame:
    """Return where rows are in time, `x0` and `x1`: days, or months since the signing.

    Rows whose place is not known are left out. `is_day` marks a single day, or month.
    """
    if comparison.by == "months":
        ends = rows["first_month"], rows["last_month"]
    else:
        ends = rows[first], rows[last]
    marks = rows.assign(x0=ends[0], x1=ends[1], is_day=ends[0].eq(ends[1]).fillna(False))
    marks = marks.dropna(subset=["x0", "x1"])
    if comparison.by == "months":
        return marks.astype({"x0": "int64", "x1": "int64"})
    day = "%Y-%m-%d"
    ends = marks["x0"], marks["x1"] + pd.to_timedelta((~marks["is_day"]).astype("int64"), "D")
    return marks.assign(x0=ends[0].dt.strftime(day), x1=ends[1].dt.strftime(day))


def comparison_bounds(comparison: Comparison) -> tuple | None:
    """Return the first and last place on the axis of time, None where no place is known."""
    meetings = comparison.meetings
    if comparison.by == "months":
        months = pd.concat(
            [meetings["first_month"], meetings["last_month"], comparison.signings["as_of_month"]]
        ).dropna()
        if meetings["first_month"].isna().all():
            return None
        return int(months.min()) - 2, int(months.max()) + 2
    as_of = pd.Series([record.as_of for record in comparison.records.values()])
    days = pd.concat([meetings["start"], meetings["end"], as_of]).dropna()
    if meetings.empty:
        return None
    return padded(days, 20)


def draw_time_axis(figure: Figure, comparison: Comparison) -> None:
    """Give a figure the one axis of time that all its panels share."""
    bounds = comparison_bounds(comparison)
    if bounds is None:  # no record has a meeting with a place in time
        return
    first, last = bounds
    shared: dict[str, Any] = {
        "gridcolor": GRID,
        "zeroline": False,
        "side": "top",
        "fixedrange": True,
        "ticks": "",
    }
    if comparison.by == "months":
        step = 12 * -(-(last - first) // 96)
        figure.update_xaxes(range=[first, last], dtick=step, tick0=0, **shared)
    else:
        figure.update_xaxes({**year_axis(first, last, 8), **shared})


def draw_as_of(figure: Figure, comparison: Comparison, label: str, y0: float, y1: float) -> None:
    """Draw the as-of day of a record through its panel, dotted."""
    day = comparison.records[label].as_of
    month: Any = comparison.signings.set_index("record")["as_of_month"][label]
    if pd.notna(month if comparison.by == "months" else day):
        x = int(month) if comparison.by == "months" else f"{day:%Y-%m-%d}"
        figure.add_shape(dotted_line(x, y0, y1))


def finish_comparison(
    figure: Figure,
    comparison: Comparison,
    title: str,
    subtitle: str,
    height: float,
    finding: str,
    table: NumberTable,
    axis_room: float = 0,
) -> Figure:
    """Give a figure of several records its title, subtitle, size and finding.

    What the records were narrowed to is named in subtitle and finding.
    """
    for label, record in reversed(list(comparison.records.items())):
        if only := selection(record):
            subtitle = f"Of {label}, {only}. {subtitle}"
            finding = f"Of {label}, only this selection is shown: {only}. {finding}"
    return dress(figure, title, subtitle, height, Meta(finding, table), axis_room)
