"""Periods long enough that a figure can show them all: months, quarters, years or several years."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .dates import MONTHS

LENGTHS = (1, 3, 12, 24, 60, 120, 240, 600, 1200, 6000)  # months; each divides a later one's years
_NAMES = {1: "month", 3: "quarter", 12: "year", 120: "decade", 1200: "century"}


def months(days: pd.Series) -> pd.Series:
    """Return the month of each day, counted from January of the year 0 (int64)."""
    return (days.dt.year.astype("int64") * 12 + days.dt.month - 1).astype("int64")


def length(first: int, last: int, most: int, least: int = 1) -> int:
    """Return the shortest length, in months, of which at most `most` cover two months and between.

    Examples
    --------
    >>> length(1950 * 12, 2031 * 12 + 11, most=12)  # 82 years: nine decades
    120
    """
    fitting = (n for n in LENGTHS if n >= least and last // n - first // n + 1 <= most)
    return next(fitting, LENGTHS[-1])


def unit(length: int) -> str:
    """Return what a period of so many months is called."""
    return _NAMES.get(length, f"period of {length // 12} years")


def name(number: int, length: int) -> str:
    """Return what one period is called; its number times its length is its first month.

    Examples
    --------
    >>> name(2031 * 4 + 1, 3), name(203, 120)
    ('Apr–Jun 2031', '2030–2039')
    """
    first, last = number * length, (number + 1) * length - 1
    if length >= 12:
        return f"{first // 12}" if length == 12 else f"{first // 12}–{last // 12}"
    begins, ends = (MONTHS[month % 12][:3] for month in (first, last))
    return f"{begins if begins == ends else f'{begins}–{ends}'} {first // 12}"


def starts(numbers: np.ndarray, length: int) -> np.ndarray:
    """Return the first day of each period (datetime64[D])."""
    return (
        (np.asarray(numbers) * length - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]")
    )
