"""The rhythm of the meetings: days between them, and how those present met."""

from __future__ import annotations

import pandas as pd

from .. import dates, measures
from ..measures import NOT_KNOWN, formats, open_silence, since_last
from ..record import Cooperation, require_record
from ..wording import as_of, counted, day, days, none_of, period, words
from .base import (
    CLEAR,
    FIRST,
    NBSP,
    NEUTRAL,
    Figure,
    add_note,
    draw_rule,
    empty,
    finish,
    plain,
    shown_of,
    use_pixel_axis,
    write_text,
)
from .evidence_key import EvidenceKey

SHOWN = 20  # meetings, and years: the last ones
FILLS = {
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
    """
    require_record(cooperation)
    rows = measures.cadence(cooperation)
    title = "How long between meetings, and how those present met"
    if rows.empty:
        return empty(cooperation, title, "holds no held meeting with a date of its own.")
    shown = rows.tail(SHOWN)
    still = None if cooperation.conditions else open_silence(cooperation)
    most = max(int(rows["days_highest"].max()) if len(rows) > 1 else 0, still[1] if still else 0, 1)
    figure, y = Figure(), 6
    for row in shown.itertuples():
        if pd.notna(row.days_lowest):
            text = days(int(row.days_lowest), int(row.days_highest))
            key = EvidenceKey(meeting=row.meeting_id).address
            _bar(figure, y + 10, 0, row.days_lowest / most, {"color": FIRST}, FIRST, text, key)
            if row.days_highest > row.days_lowest:
                _bar(
                    figure,
                    y + 10,
                    row.days_lowest / most,
                    row.days_highest / most,
                    {"color": CLEAR},
                    FIRST,
                    text,
                    key,
                )
            _beside(figure, y + 10, row.days_highest / most, text)
            y += 24
        y = write_text(figure, y, f"{dates.in_words(row.date)} · {row.title}") + 2
    if still:
        text = f"{days(*still)} so far"
        _bar(figure, y + 10, 0, still[1] / most, {"color": CLEAR}, NEUTRAL, text)
        _beside(figure, y + 10, still[1] / most, text)
        y = write_text(
            figure, y + 24, f"{day(cooperation.as_of)} · the record stands as of this day"
        )
    shares = formats(cooperation)
    y = _formats(figure, shares, y + 10, none_of(cooperation))
    use_pixel_axis(figure, y)
    figure.update_xaxes(range=[0, 1 / ROOM], visible=False)
    figure.update_layout(barmode="overlay")
    lasting = len(cooperation.held) - len(rows)
    left = shown_of(len(shown), len(rows), "meetings held last") + shown_of(
        len(_last_years(shares)), shares["year"].nunique(), "last years"
    )
    apart = f", {counted(lasting, 'lasting exchange')} apart" if lasting else ""
    subtitle = f"{period(cooperation)}, {counted(len(rows), 'held meeting')}{apart}, {as_of(cooperation)}. A bar: days between; hollow where a date is not exact, from the fewest to the most.{left}"
    return finish(
        figure,
        cooperation,
        title,
        subtitle,
        y,
        _finding(cooperation, rows, shares, still),
        _table(rows, shares),
    )


def _bar(
    figure: Figure,
    y: float,
    start: float,
    end: float,
    fill: dict,
    edge: str,
    hover: str,
    key: str = "",
) -> None:
    figure.add_bar(
        base=[float(start)],
        x=[float(end - start)],
        y=[y],
        width=14,
        orientation="h",
        marker={**fill, "line": {"color": edge, "width": 1.5}},
        hovertext=plain(hover),
        hoverinfo="text",
        customdata=[key],
    )


def _last_years(formats: pd.DataFrame) -> list[int]:
    return formats["year"].unique().tolist()[-SHOWN:]


def _beside(figure: Figure, y: float, x: float, text: str) -> None:
    add_note(figure, x=float(x), y=y, text=plain(text), xanchor="left", xshift=4)


def _formats(figure: Figure, rows: pd.DataFrame, y: float, none: str) -> float:
    """Draw of each year a bar of its meetings by format; return where it ends."""
    draw_rule(figure, y)
    y = write_text(figure, y + 8, "Held meetings by year, and their format", bold=True) + 4
    most = max(int(rows.groupby("year")["meetings"].sum().max()), 1)
    names = [name for name in rows["format"].unique() if name != NOT_KNOWN]
    fills = dict(zip(names, FILLS, strict=False))
    there = set(rows.loc[rows["meetings"].gt(0), "format"])
    key = [f"{fill}:{NBSP}{words(name)}" for name, fill in fills.items() if name in there]
    key += [f"grey:{NBSP}not{NBSP}known"] if NOT_KNOWN in there else []
    y = write_text(figure, y, ", ".join(key)) + 6
    for year, of_year in rows[rows["year"].isin(_last_years(rows))].groupby("year"):
        total = int(of_year["meetings"].sum())
        told = ", ".join(
            f"{words(row.format)} {row.meetings}" for row in of_year.itertuples() if row.meetings
        )
        y = write_text(figure, y, f"{year}: {told or none}")
        if total:
            start = 0
            for row in of_year[of_year["meetings"].gt(0)].itertuples():
                colour = NEUTRAL if row.format == NOT_KNOWN else FIRST
                fill = FILLS.get(fills.get(row.format), {"color": CLEAR})
                hover = f"{year}, {words(row.format)}: {row.meetings} of {total}"
                end = start + row.meetings
                key = EvidenceKey(format=row.format, year=year).address
                _bar(figure, y + 10, start / most, end / most, fill, colour, hover, key)
                start = end
            y += 22
        y += 6
    return y


def _table(rows: pd.DataFrame, shares: pd.DataFrame) -> dict:
    gaps = [
        days(int(low), int(high)) if pd.notna(low) else ""
        for low, high in zip(rows["days_lowest"], rows["days_highest"], strict=True)
    ]
    told = [
        [dates.in_words(row.date), row.title, words(row.format), gap]
        for row, gap in zip(rows.itertuples(), gaps, strict=True)
    ]
    told += [
        [
            str(row.year),
            f"all held meetings, {words(row.format)}",
            words(row.format),
            f"{row.meetings} ({row.share:.0%})",
        ]
        for row in shares[shares["meetings"].gt(0)].itertuples()
    ]
    keys = [["", EvidenceKey(meeting=meeting).address] for meeting in rows["meeting_id"]]
    keys += [
        ["", "", "", EvidenceKey(format=row.format, year=row.year).address]
        for row in shares[shares["meetings"].gt(0)].itertuples()
    ]
    return {
        "columns": [
            "When",
            "Meeting",
            "Format",
            "Days since the one before, or meetings (share of the year)",
        ],
        "rows": told,
        "keys": keys,
    }


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
        finding = f"{counted(len(rows), 'held meeting')} with dates of their own, {shortest} apart"
        if is_whole:
            finding += f" at the closest; the longest silence between two lasted {longest}"
        elif len(gaps) > 1:
            finding += f" at the closest and {longest} at the farthest"
    if still and still[1]:
        finding += f"; since the last one, {days(*still)} without a meeting in our sources, {as_of(cooperation)}"
    numbers = shares.groupby("format", sort=False)["meetings"].sum()
    told = ", ".join(f"{words(name)} {count}" for name, count in numbers.items() if count)
    finding = f"{finding}. Of {counted(len(rows), 'meeting')}: {told}."
    return finding if is_whole else finding + since_last(cooperation)
