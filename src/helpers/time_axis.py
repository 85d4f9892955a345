"""The time axis of a figure: its bounds, years, lanes, and the day on which the record stands."""

from __future__ import annotations

import pandas as pd

from .cooperation import Cooperation
from .drawing import GRID, NEUTRAL, Figure, plain

MOST_YEARS = 6  # labels that fit side by side on the narrowest page


def bounds(first: pd.Timestamp, last: pd.Timestamp) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Widen a period so that its first and last year have room for their number."""
    room = (last - first) * 0.13
    new_year, last_new_year = pd.Timestamp(first.year + 1, 1, 1), pd.Timestamp(last.year, 1, 1)
    if last.year - first.year >= MOST_YEARS or new_year > last_new_year:
        return first, last
    return min(first, new_year - room), max(last, last_new_year + room)


def show_years(figure: Figure, first: pd.Timestamp, last: pd.Timestamp) -> None:
    """Draw a line at each New Year and the year's number over its visible part."""
    step = -(-(last.year - first.year + 1) // MOST_YEARS)
    years = range(first.year, last.year + 1, step)
    starts = [max(first, pd.Timestamp(year, 1, 1)) for year in years]
    ends = [min(last, pd.Timestamp(year + 1, 1, 1)) for year in years]
    figure.update_xaxes(
        range=[day.date().isoformat() for day in (first, last)],  # %Y gives 999 three digits
        type="date",
        tickvals=[(a + (b - a) / 2).date().isoformat() for a, b in zip(starts, ends, strict=True)],
        ticktext=[str(year) for year in years],
        showgrid=False,
        minor={
            "tickvals": [f"{year}-01-01" for year in years if year > first.year],
            "showgrid": True,
            "gridcolor": GRID,
            "ticks": "",
        },
        zeroline=False,
        side="top",
        fixedrange=True,
        ticks="",
    )


def as_of_line(cooperation: Cooperation, top: float, bottom: float) -> list[dict]:
    """Return the dotted line at the as-of day, where that is known."""
    if pd.isna(cooperation.as_of):
        return []
    day = f"{cooperation.as_of:%Y-%m-%d}"
    line = {"color": NEUTRAL, "width": 1.5, "dash": "dot"}
    return [{"type": "line", "x0": day, "x1": day, "y0": top, "y1": bottom, "line": line}]


def head(lane: str, y: float) -> dict:
    """Return the name of a lane, at its left."""
    text = f"<b>{plain(lane)}</b>"
    return {"x": 0, "xref": "paper", "y": y, "text": text, "showarrow": False, "xanchor": "left"}


def rule(y: float) -> dict:
    """Return the line between two lanes."""
    line = {"color": GRID, "width": 1}
    return {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": y, "y1": y, "line": line}
