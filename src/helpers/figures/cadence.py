"""How often they met: the days between meetings, and whether in person or online."""

from __future__ import annotations

from typing import Any

import pandas as pd

from .. import dates, measures
from ..measures import NOT_KNOWN, formats, open_silence, since_last
from ..record import Cooperation, require_record
from ..wording import (
    as_of,
    counted,
    day,
    days,
    held_meetings,
    in_another_year,
    none_of,
    period,
    shown_of,
    words,
)
from .base import NumberTable
from .evidence_key import EvidenceKey
from .sheets import Sheet, bar, empty_sheet, link, sheet, text
from .style import NBSP

SHOWN = 20  # meetings, and years: the last ones
FILLS = ("filled", "hollow", "hatched")  # of the formats, in their order


def cadence(cooperation: Cooperation) -> Sheet:
    """Show the days between held meetings, and how those present met, by year.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.

    Returns
    -------
    Sheet
        The meetings from top to bottom with a bar for the days between: filled up to the shortest
        possible gap, hollow up to the longest; then one bar per year of its meetings by format.

    Notes
    -----
    Its measures are `helpers.cadence` and `helpers.formats`. The gap after the last meeting is
    drawn for a whole record only: a selection knows nothing of the meetings that it left out.

    Examples
    --------
    >>> import helpers
    >>> figure = helpers.figures.cadence(helpers.load("tests/data/invented"))
    >>> helpers.figures.describe(figure).split(";")[0]
    '6 meetings: the shortest gap between two was 3–32 days, the longest 416–425 days'
    """
    require_record(cooperation)
    rows, shares = measures.cadence(cooperation), formats(cooperation)
    title = "How long between meetings, and how those present met"
    if rows.empty:
        return empty_sheet(cooperation, title, "has no held meeting.")
    still = None if cooperation.conditions else open_silence(cooperation)
    most = max(int(rows["days_highest"].max()) if len(rows) > 1 else 0, still[1] if still else 0, 1)
    shown = rows.tail(SHOWN)
    lacking = shown_of(len(shown), len(rows), "the last {} of {} meetings")
    lacking += shown_of(
        len(_last_years(shares)), shares["year"].nunique(), "the last {} of {} years"
    )
    return sheet(
        cooperation,
        title,
        f"{period(cooperation)}, {held_meetings(cooperation)}, {as_of(cooperation)}. A bar: days between; if a date is not exact, filled up to the shortest possible gap and hollow up to the longest.{lacking}",
        _meetings(cooperation, shown, still, most) + _formats(shares, none_of(cooperation)),
        _finding(cooperation, rows, shares, still),
        _table(rows, shares),
    )


def _meetings(
    cooperation: Cooperation, rows: pd.DataFrame, still: tuple[int, int] | None, most: int
) -> str:
    """Return a list of the meetings with the days between; `most` days are the longest bar."""
    items = []
    row: Any
    for row in rows.itertuples():
        if pd.notna(row.days_lowest):
            between = int(row.days_lowest), int(row.days_highest)
            items.append(_between(between, most, days(*between), "filled"))
        meeting = link(EvidenceKey(meeting=row.meeting_id).address, text(row.title))
        items.append(
            f'<li style="margin:0 0 .6em">{text(dates.in_words(row.date))} · {meeting}</li>'
        )
    if still:
        items.append(_between(still, most, f"{days(*still)} so far", "grey"))
        items.append(f"<li>{day(cooperation.as_of)} · the record is up to date as of this day</li>")
    return f'<ol class="cadence" style="list-style:none;padding:0">{"".join(items)}</ol>'


def _between(between: tuple[int, int], most: int, said: str, look: str) -> str:
    """Return the days between two meetings as a bar: filled to the fewest, hollow to the most."""
    lowest, highest = (number / most for number in between)
    rest = "hollow" if look == "filled" else look
    return f"<li>{bar([(lowest, look), (highest - lowest, rest)], text(said))}</li>"


def _last_years(formats: pd.DataFrame) -> list[int]:
    return formats["year"].unique().tolist()[-SHOWN:]


def _formats(rows: pd.DataFrame, none: str) -> str:
    """Return of each year a bar of its meetings by format, and the numbers in words."""
    most = max(int(rows.groupby("year")["meetings"].sum().max()), 1)
    names = [name for name in rows["format"].unique() if name != NOT_KNOWN]
    looks = dict(zip(names, FILLS, strict=False)) | {NOT_KNOWN: "grey"}
    present = set(rows.loc[rows["meetings"].gt(0), "format"])
    legend = [
        f"{look}:{NBSP}{words(name).replace(' ', NBSP)}"
        for name, look in looks.items()
        if name in present
    ]
    items = []
    year: Any
    for year, of_year in rows[rows["year"].isin(_last_years(rows))].groupby("year"):
        of_year = of_year[of_year["meetings"].gt(0)]
        parts, numbers = [], []
        row: Any
        for row in of_year.itertuples():
            key = EvidenceKey(format=row.format, year=year).address
            numbers.append(link(key, f"{text(words(row.format))} {row.meetings}"))
            parts.append((row.meetings / most, looks.get(row.format, "hollow")))
        drawn = bar(parts, ", ".join(numbers)) if parts else none
        items.append(f'<li style="margin:0 0 .6em">{year}: {drawn}</li>')
    head = "<strong>Meetings by year and format</strong>"
    return (
        f"<p>{head}<br><small>{', '.join(legend)}</small></p>"
        f'<ul class="formats" style="list-style:none;padding:0">{"".join(items)}</ul>'
    )


def _table(rows: pd.DataFrame, shares: pd.DataFrame) -> NumberTable:
    gaps = [
        days(int(low), int(high)) if pd.notna(low) else ""
        for low, high in zip(rows["days_lowest"], rows["days_highest"], strict=True)
    ]
    meetings = [
        [dates.in_words(date), title, words(format_), gap]
        for date, title, format_, gap in zip(
            rows["date"], rows["title"], rows["format"], gaps, strict=True
        )
    ]
    shares = shares[shares["meetings"].gt(0)]
    years = [
        [
            str(row.year),
            f"all meetings, {words(row.format)}",
            words(row.format),
            f"{row.meetings} ({row.share:.0%})",
        ]
        for row in shares.itertuples()
    ]
    keys = [["", EvidenceKey(meeting=meeting).address] for meeting in rows["meeting_id"]]
    keys += [
        ["", "", "", EvidenceKey(format=format_, year=year).address]
        for format_, year in zip(shares["format"], shares["year"], strict=True)
    ]
    last_column = "Days since the one before, or meetings (share of the year)"
    return NumberTable(["When", "Meeting", "Format", last_column], meetings + years, keys)


def _finding(
    cooperation: Cooperation,
    rows: pd.DataFrame,
    shares: pd.DataFrame,
    still: tuple[int, int] | None,
) -> str:
    """Say how long the gaps between meetings were, and how those present met."""
    gaps, is_whole = rows[rows["days_lowest"].notna()], not cooperation.conditions
    if gaps.empty:
        finding = "One meeting, so no days between meetings"
    else:
        longest = days(int(gaps["days_lowest"].max()), int(gaps["days_highest"].max()))
        shortest = days(int(gaps["days_lowest"].min()), int(gaps["days_highest"].min()))
        finding = f"{counted(len(rows), 'meeting')}, {shortest} apart"
        if len(gaps) > 1:
            finding = f"{counted(len(rows), 'meeting')}: the shortest gap between two was {shortest}, the longest {longest}"
    if still and still[1]:
        finding += f"; the last recorded meeting was {days(*still)} before {day(cooperation.as_of)}"
    numbers = shares.groupby("format", sort=False)["meetings"].sum()
    by_format = ", ".join(f"{words(name)} {count}" for name, count in numbers.items() if count)
    finding = f"{finding}. Of {counted(len(rows), 'meeting')}: {by_format}.{in_another_year(rows)}"
    return finding if is_whole else finding + since_last(cooperation)
