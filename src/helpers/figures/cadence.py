"""The rhythm of the meetings: days between them, and how those present met."""

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
from .base import (
    Figure,
    NumberTable,
    add_note,
    draw_rule,
    empty,
    finish,
    use_pixel_axis,
    write_text,
)
from .evidence_key import EvidenceKey
from .style import CLEAR, FIRST, NBSP, NEUTRAL, plain

SHOWN = 20  # meetings, and years: the last ones
FILLS: dict[str, dict] = {
    "filled": {"color": FIRST},
    "hollow": {"color": CLEAR},
    "hatched": {"color": CLEAR, "pattern": {"shape": "/", "fgcolor": FIRST, "size": 6}},
}
ROOM = 0.6  # share of the width that bars may take; their words stand to the right


def cadence(cooperation: Cooperation) -> Figure:
    """Show the days between held meetings, and how those present met, by year.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.

    Returns
    -------
    Figure
        The meetings from top to bottom with a bar for the days between, filled as far as it is
        certain and hollow up to the most that is possible; then, of each year, a bar of its
        meetings by format.

    Notes
    -----
    Its measures are `helpers.cadence` and `helpers.formats`. The silence after the last meeting is
    drawn for a whole record alone: a selection knows nothing of the meetings that it left out.

    Examples
    --------
    >>> import helpers
    >>> figure = helpers.figures.cadence(helpers.load("tests/data/invented"))
    >>> helpers.figures.describe(figure).split(";")[1]
    ' the longest silence between two lasted 416–425 days'
    """
    require_record(cooperation)
    rows, shares = measures.cadence(cooperation), formats(cooperation)
    title = "How long between meetings, and how those present met"
    if rows.empty:
        return empty(cooperation, title, "holds no held meeting.")
    still = None if cooperation.conditions else open_silence(cooperation)
    most = max(int(rows["days_highest"].max()) if len(rows) > 1 else 0, still[1] if still else 0, 1)
    figure, shown = Figure(), rows.tail(SHOWN)
    y = _draw_meetings(figure, shown, most)
    if still:
        y = _draw_open_silence(figure, y, still, most, day(cooperation.as_of))
    y = _draw_formats(figure, shares, y + 10, none_of(cooperation))
    use_pixel_axis(figure, y)
    figure.update_xaxes(range=[0, 1 / ROOM], visible=False)
    figure.update_layout(barmode="overlay")
    lacking = shown_of(len(shown), len(rows), "the last {} of {} held meetings")
    lacking += shown_of(
        len(_last_years(shares)), shares["year"].nunique(), "the last {} of {} years"
    )
    return finish(
        figure,
        cooperation,
        title,
        f"{period(cooperation)}, {held_meetings(cooperation)}, {as_of(cooperation)}. A bar: days between; hollow where a date is not exact, from the fewest to the most.{lacking}",
        y,
        _finding(cooperation, rows, shares, still),
        _table(rows, shares),
    )


def _draw_meetings(figure: Figure, rows: pd.DataFrame, most: int) -> float:
    """Draw the meetings with the days before each; `most` days are the longest bar.

    Returns where they end.
    """
    y: float = 6
    row: Any
    for row in rows.itertuples():
        if pd.notna(row.days_lowest):
            lowest, highest = row.days_lowest / most, row.days_highest / most
            text = days(int(row.days_lowest), int(row.days_highest))
            key = EvidenceKey(meeting=row.meeting_id).address
            _add_bar(figure, y + 10, 0, lowest, {"color": FIRST}, FIRST, text, key)
            if highest > lowest:
                _add_bar(figure, y + 10, lowest, highest, {"color": CLEAR}, FIRST, text, key)
            _write_beside(figure, y + 10, highest, text)
            y += 24
        y = write_text(figure, y, f"{dates.in_words(row.date)} · {row.title}") + 2
    return y


def _draw_open_silence(
    figure: Figure, y: float, still: tuple[int, int], most: int, as_of_day: str
) -> float:
    """Draw the days since the last meeting; return where they end."""
    text = f"{days(*still)} so far"
    _add_bar(figure, y + 10, 0, still[1] / most, {"color": CLEAR}, NEUTRAL, text)
    _write_beside(figure, y + 10, still[1] / most, text)
    return write_text(figure, y + 24, f"{as_of_day} · the record stands as of this day")


def _add_bar(
    figure: Figure,
    y: float,
    start: float,
    end: float,
    fill: dict,
    edge: str,
    hover: str,
    key: str = "",
) -> None:
    keys: list = [key]
    figure.add_bar(
        base=[float(start)],
        x=[float(end - start)],
        y=[y],
        width=14,
        orientation="h",
        marker={**fill, "line": {"color": edge, "width": 1.5}},
        hovertext=plain(hover),
        hoverinfo="text",
        customdata=keys,
    )


def _write_beside(figure: Figure, y: float, x: float, text: str) -> None:
    add_note(figure, x=float(x), y=y, text=plain(text), xanchor="left", xshift=4)


def _last_years(formats: pd.DataFrame) -> list[int]:
    return formats["year"].unique().tolist()[-SHOWN:]


def _draw_formats(figure: Figure, rows: pd.DataFrame, y: float, none: str) -> float:
    """Draw of each year a bar of its meetings by format; return where it ends."""
    draw_rule(figure, y)
    y = write_text(figure, y + 8, "Held meetings by year, and their format", bold=True) + 4
    most = max(int(rows.groupby("year")["meetings"].sum().max()), 1)
    names = [name for name in rows["format"].unique() if name != NOT_KNOWN]
    fills = dict(zip(names, FILLS, strict=False))
    present = set(rows.loc[rows["meetings"].gt(0), "format"])
    legend = [f"{fill}:{NBSP}{words(name)}" for name, fill in fills.items() if name in present]
    legend += [f"grey:{NBSP}not{NBSP}known"] if NOT_KNOWN in present else []
    y = write_text(figure, y, ", ".join(legend)) + 6
    year: Any
    for year, of_year in rows[rows["year"].isin(_last_years(rows))].groupby("year"):
        total = int(of_year["meetings"].sum())
        of_year = of_year[of_year["meetings"].gt(0)]
        numbers = ", ".join(f"{words(row.format)} {row.meetings}" for row in of_year.itertuples())
        y = write_text(figure, y, f"{year}: {numbers or none}")
        start = 0
        row: Any
        for row in of_year.itertuples():
            colour = NEUTRAL if row.format == NOT_KNOWN else FIRST
            fill = FILLS.get(fills.get(row.format, ""), {"color": CLEAR})
            hover = f"{year}, {words(row.format)}: {row.meetings} of {total}"
            end = start + row.meetings
            key = EvidenceKey(format=row.format, year=year).address
            _add_bar(figure, y + 10, start / most, end / most, fill, colour, hover, key)
            start = end
        y += 28 if total else 6
    return y


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
            f"all held meetings, {words(row.format)}",
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
    """Say how long the meetings lay apart, the longest silence, and how those present met."""
    gaps, is_whole = rows[rows["days_lowest"].notna()], not cooperation.conditions
    if gaps.empty:
        finding = "One held meeting, so no days between meetings"
    else:
        longest = days(int(gaps["days_lowest"].max()), int(gaps["days_highest"].max()))
        shortest = days(int(gaps["days_lowest"].min()), int(gaps["days_highest"].min()))
        finding = f"{counted(len(rows), 'held meeting')}, {shortest} apart"
        if is_whole:
            finding += f" at the closest; the longest silence between two lasted {longest}"
        elif len(gaps) > 1:
            finding += f" at the closest and {longest} at the farthest"
    if still and still[1]:
        finding += f"; since the last one, {days(*still)} without a meeting in our sources, {as_of(cooperation)}"
    numbers = shares.groupby("format", sort=False)["meetings"].sum()
    by_format = ", ".join(f"{words(name)} {count}" for name, count in numbers.items() if count)
    finding = f"{finding}. Of {counted(len(rows), 'meeting')}: {by_format}.{in_another_year(rows)}"
    return finding if is_whole else finding + since_last(cooperation)
