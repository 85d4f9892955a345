"""The held meetings and silences of several records on one axis of time."""

from __future__ import annotations

import pandas as pd

from ... import dates
from ...measures import Comparison
from ...wording import counted, days, words
from ..base import GRID, MARK, NEUTRAL, Figure, plain, shown_of, wrap
from ..timeline_counts import MOST_MARKS
from .layout import (
    LABEL,
    as_of,
    as_of_line,
    comparison_bounds,
    comparison_marks,
    comparison_time_axis,
    empty,
    head,
    headings,
    scope,
    shape,
    title,
    under_axis,
    why,
)

LONGEST, OPEN, LASTING = "longest silence", "since the last", "lasting contact"
NOT_KNOWN = "not known"


def cadence(comparison: Comparison) -> Figure:
    """Show the held meetings of each record in time, and how long the silences were."""
    heading = title(comparison, "Meetings and silences")
    if comparison_bounds(comparison) is None:
        return empty(comparison, heading, why(comparison))
    meetings = comparison.meetings.merge(
        comparison.cadence[["record", "meeting_id"]], how="left", indicator=True
    )
    meetings["lane"] = meetings["format"].fillna(NOT_KNOWN).map(words)
    meetings["lane"] = meetings["lane"].where(meetings["_merge"].eq("both"), LASTING)
    lanes = [name for name in _lanes(comparison) if meetings["lane"].eq(name).any()]
    lanes += [LONGEST, OPEN]
    latest = meetings.groupby("record", sort=False).tail(MOST_MARKS // len(comparison.records))
    left = shown_of(len(latest), len(meetings), "meetings held last")
    marks = comparison_marks(comparison, latest, "start", "end")
    figure, texts = Figure(), headings(comparison)
    space = 0.6 + 0.55 * max(text.count("<br>") for text in texts.values())
    height = len(lanes) + space + 0.6
    tops = {label: space + panel * height for panel, label in enumerate(comparison.records)}
    for label, text in texts.items():
        head(figure, text, tops[label] - 0.5, "bottom")
        as_of_line(figure, comparison, label, tops[label] - 0.4, tops[label] + len(lanes) - 0.5)
    for lane, rows in marks.groupby("lane"):
        _draw(figure, rows.assign(y=rows["record"].map(tops) + lanes.index(lane)))
    for name in (LONGEST, OPEN):
        places = {label: top + lanes.index(name) for label, top in tops.items()}
        _silences(figure, comparison, name, places)
    comparison_time_axis(figure, comparison)
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
    unit = "" if comparison.by == "calendar" else " Time in whole months since the signing."
    silences = "Purple: the longest silence between two meetings, and the one up to the as-of day (dotted)."
    if all(record.conditions for record in comparison.records.values()):
        silences = "Dotted: the as-of day."
    subtitle = f"{scope(comparison)} ● a held meeting, with a number where several fall together; a bar: lasting, or day not known. {silences}{unit}{left}"
    return under_axis(
        figure,
        comparison,
        heading,
        subtitle,
        (last + 1) * 32,
        _cadence_finding(comparison),
        _cadence_table(comparison),
    )


def _lanes(comparison: Comparison) -> list[str]:
    """Return the lanes of the meetings: the formats as declared, then what lasted."""
    declared: dict[str, None] = {}
    for record in comparison.records.values():
        formats = record.meetings["format"].astype("category")
        declared |= dict.fromkeys(words(name) for name in formats.cat.categories)
    return [*declared, NOT_KNOWN, LASTING]


def _draw(figure: Figure, rows: pd.DataFrame) -> None:
    """Draw days as discs, with their number where several coincide, and all else as bars."""
    told = [f"{dates.in_words(d)}: {t}" for d, t in zip(rows["date"], rows["title"], strict=True)]
    marks = rows.assign(told=told).groupby(["y", "x0", "x1", "is_day"], sort=False)["told"]
    marks = marks.agg(list).reset_index()
    for mark in marks.itertuples():
        lines = [line for text in mark.told[:6] for line in wrap(text, 46)[:2]]
        figure.add_scatter(
            x=[mark.x0] if mark.is_day else [mark.x0, mark.x1],
            y=[mark.y] if mark.is_day else [mark.y, mark.y],
            hovertext="<br>".join(lines),
            hoverinfo="text",
            **shape(mark.is_day, NEUTRAL),
        )
        if len(mark.told) > 1:
            figure.add_annotation(
                x=mark.x1, y=mark.y, text=str(len(mark.told)), xshift=14, showarrow=False
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


def _silences(figure: Figure, comparison: Comparison, name: str, at: dict[str, float]) -> None:
    """Draw the longest silence of each record, or the one still open, with its days above it."""
    known = comparison.silences.set_index("record")
    which = "longest" if name == LONGEST else "open"
    rows = _ends(comparison, name)
    rows = comparison_marks(
        comparison,
        rows.assign(first_month=rows["months0"], last_month=rows["months1"]),
        "day0",
        "day1",
    )
    axis = comparison_bounds(comparison)
    for row in rows.itertuples():
        lowest, highest = (known.loc[row.record, f"{which}_{end}"] for end in ("lowest", "highest"))
        y, told = at[row.record], in_days(lowest, highest)
        figure.add_scatter(
            x=[row.x0, row.x1],
            y=[y, y],
            mode="lines+markers",
            line={"width": 4, "color": MARK},
            marker={"symbol": "line-ns-open", "size": 9, "color": MARK, "line": {"width": 3}},
            hovertext=f"<b>{plain(row.record, 60)}</b><br>{name}: {told}",
            hoverinfo="text",
        )
        first, last = (_place(axis, x) for x in (row.x0, row.x1))
        anchor, x = (
            ("left", row.x0)
            if first < 0.4
            else ("right", row.x1)
            if last > 0.6
            else ("center", row.x0)
        )
        figure.add_annotation(x=x, y=y - 0.4, text=told, xanchor=anchor, showarrow=False)


def _place(axis: tuple, x) -> float:
    """Return how far along the axis a place is, 0 to 1."""
    first, last = axis
    at = pd.Timestamp(x) if isinstance(x, str) else x
    return (at - first) / (last - first)


def _ends(comparison: Comparison, name: str) -> pd.DataFrame:
    """Return between which days, and months, the silence of each record lies."""
    narrowed = [label for label, record in comparison.records.items() if record.conditions]
    rows = comparison.cadence
    rows = rows[~rows["record"].isin(narrowed)]
    by_record = rows.groupby("record", sort=False)
    if name == LONGEST:
        before = by_record[["end", "last_month"]].shift()
        rows = rows.assign(day0=before["end"], months0=before["last_month"])
        rows = rows.assign(day1=rows["start"], months1=rows["first_month"])
        rows = rows.dropna(subset="days_lowest")
        rows = rows.sort_values(["days_lowest", "days_highest"])
        return rows.drop_duplicates("record", keep="last")
    last = (
        by_record[["end", "last_month"]]
        .max()
        .rename(columns={"end": "day0", "last_month": "months0"})
    )
    as_of = pd.Series({label: record.as_of for label, record in comparison.records.items()})
    signed = comparison.signings.set_index("record")["as_of_month"]
    last = last.assign(day1=as_of.reindex(last.index), months1=signed.reindex(last.index))
    return last.reset_index()


def _cadence_finding(comparison: Comparison) -> str:
    """Say how long each record was silent at most, and has been silent up to its as-of day."""
    held = comparison.cadence["record"].value_counts()
    told = [
        f"{row.record}: {counted(int(held.get(row.record, 0)), 'held meeting')} with dates of their own"
        if comparison.records[row.record].conditions
        else f"{row.record}: longest silence {in_days(row.longest_lowest, row.longest_highest)}, since the last meeting {in_days(row.open_lowest, row.open_highest)}"
        for row in comparison.silences.itertuples()
    ]
    return f"{'. '.join(told)}. A{as_of(comparison)[1:]}; meetings that our sources do not tell of would shorten these."


def _cadence_table(comparison: Comparison) -> dict:
    """Return the held meetings of each record with the days since the one before."""
    months = [] if comparison.by == "calendar" else ["Months since the signing"]
    rows = [
        [
            row.record,
            dates.in_words(row.date),
            row.title,
            words(row.format),
            "" if pd.isna(row.days_lowest) else in_days(row.days_lowest, row.days_highest),
            *([in_months(row.first_month, row.last_month)] if months else []),
        ]
        for row in comparison.cadence.itertuples()
    ]
    columns = ["Record", "Date", "Meeting", "Format", "Since the one before", *months]
    return {"columns": columns, "rows": rows}


def in_months(lowest, highest) -> str:
    """Return a number of months, or its bounds, in words.

    Examples
    --------
    >>> in_months(-4, -3)
    '−4 to −3'
    """
    if pd.isna(lowest):
        return "not known"
    told = f"{lowest}" if lowest == highest else f"{lowest} to {highest}"
    return told.replace("-", "−")
