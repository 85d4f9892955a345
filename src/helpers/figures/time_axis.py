"""The time axis of a figure: its bounds, years, lanes, and the as-of day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..dates import MONTHS
from ..record import Cooperation
from .base import Figure
from .style import GRID, NEUTRAL, plain

MOST_YEARS = 6  # labels that fit side by side on the narrowest page


def padded(times: pd.Series, least_days: int) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and the last of some days with room beside them, so many days at least."""
    room = max((times.max() - times.min()) * 0.03, pd.Timedelta(days=least_days))
    return times.min() - room, times.max() + room


def axis_bounds(first: pd.Timestamp, last: pd.Timestamp) -> tuple[pd.Timestamp, pd.Timestamp]:
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


def year_axis(first: pd.Timestamp, last: pd.Timestamp, most: int) -> dict:
    """Return an axis with a tick at New Year, at most so many of them, for `update_xaxes`."""
    years = last.year - first.year + 1
    return {
        "range": [day.date().isoformat() for day in (first, last)],
        "type": "date",
        "dtick": f"M{12 * -(-years // most)}",
        "tick0": f"{first.year}-01-01",
        "tickformat": "%Y",
        "side": "top",
    }


def as_of_line(cooperation: Cooperation, top: float, bottom: float) -> list[dict]:
    """Return the dotted line at the as-of day, where that is known."""
    if pd.isna(cooperation.as_of):
        return []
    return [dotted_line(f"{cooperation.as_of:%Y-%m-%d}", top, bottom)]


def dotted_line(x: str | int, top: float, bottom: float) -> dict:
    """Return a dotted line from top to bottom at one place in time."""
    line = {"color": NEUTRAL, "width": 1.5, "dash": "dot"}
    return {"type": "line", "x0": x, "x1": x, "y0": top, "y1": bottom, "line": line}


def lane_head(lane: str, y: float) -> dict:
    """Return the name of a lane, at its left."""
    text = f"<b>{plain(lane)}</b>"
    return {"x": 0, "xref": "paper", "y": y, "text": text, "showarrow": False, "xanchor": "left"}


def lane_rule(y: float) -> dict:
    """Return the line between two lanes."""
    line = {"color": GRID, "width": 1}
    return {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": y, "y1": y, "line": line}


LENGTHS = (1, 3, 12, 24, 60, 120, 240, 600, 1200, 6000)  # months; each divides a later one's years
_NAMES = {1: "month", 3: "quarter", 12: "year", 120: "decade", 1200: "century"}


def months_of(days: pd.Series) -> pd.Series:
    """Return the month of each day, counted from January of the year 0 (int64)."""
    return (days.dt.year.astype("int64") * 12 + days.dt.month - 1).astype("int64")


def period_length(first: int, last: int, most: int, least: int = 1) -> int:
    """Return the shortest length, in months, of which at most `most` cover two months and between.

    Examples
    --------
    >>> period_length(1950 * 12, 2031 * 12 + 11, most=12)  # 82 years: nine decades
    120
    """
    fitting = (n for n in LENGTHS if n >= least and last // n - first // n + 1 <= most)
    return next(fitting, LENGTHS[-1])


def period_unit(length: int) -> str:
    """Return what a period of so many months is called."""
    return _NAMES.get(length, f"period of {length // 12} years")


def period_name(number: int, length: int) -> str:
    """Return what one period is called; its number times its length is its first month.

    Examples
    --------
    >>> period_name(2031 * 4 + 1, 3), period_name(203, 120)
    ('Apr–Jun 2031', '2030–2039')
    """
    first, last = number * length, (number + 1) * length - 1
    if length >= 12:
        return f"{first // 12}" if length == 12 else f"{first // 12}–{last // 12}"
    begins, ends = (MONTHS[month % 12][:3] for month in (first, last))
    return f"{begins if begins == ends else f'{begins}–{ends}'} {first // 12}"


def period_starts(numbers: np.ndarray, length: int) -> np.ndarray:
    """Return the first day of each period (datetime64[D])."""
    return (
        (np.asarray(numbers) * length - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]")
    )
