"""The timeline: who met when, and how precisely that is known."""

from __future__ import annotations

import textwrap

import pandas as pd

from .. import dates, measures
from ..measures import last_held, made_at_held_meetings, open_silence, since_last
from ..record import Cooperation, require_record
from ..wording import as_of, counted, day, days, period, shorten, words
from .base import (
    FIRST,
    LETTER,
    MOST_BYTES,
    NARROW,
    NEUTRAL,
    ROW,
    SECOND,
    Figure,
    empty,
    finish,
    plain,
    wrap,
)
from .evidence_key import EvidenceKey
from .time_axis import as_of_line, axis_bounds, lane_head, lane_rule, show_years
from .timeline_counts import draw, is_crowded


def _marks(cooperation: Cooperation) -> pd.DataFrame:
    """Return what the timeline shows: meetings and unkept promises, with lane and words."""
    rows = measures.timeline(cooperation)
    hosts = cooperation.meetings.set_index("meeting_id")["host_id"].map(
        cooperation.organisations.set_index("organisation_id")["country"]
    )
    rows["host"] = rows["meeting_id"].map(hosts).fillna("").astype("str")
    rows["lane"] = rows["kind"].map(words).astype("str")
    rows["order"] = rows["kind"].cat.codes
    rows["key"] = [EvidenceKey(meeting=meeting).address for meeting in rows["meeting_id"]]
    promises = made_at_held_meetings(cooperation)
    promises = promises[promises["fulfilled_by"].isna() & promises["due_start"].notna()]
    due = pd.DataFrame(
        {
            "meeting_id": promises["commitment_id"],
            "key": [EvidenceKey(commitment=i).address for i in promises["commitment_id"]],
            "date": promises["due"],
            "start": promises["due_start"],
            "end": promises["due_end"],
            "title": promises["promise"],
            "status": "promised",
            "lane": "promised, due",
            "order": 999,
            "host": "",
            "is_approximate": promises["due_is_approximate"],
        }
    )
    due["topics"] = due["organisations"] = [()] * len(due)
    rows["status"] = rows["status"].astype("str")
    columns = [
        "meeting_id",
        "key",
        "date",
        "start",
        "end",
        "title",
        "status",
        "lane",
        "order",
        "host",
        "is_approximate",
        "topics",
        "organisations",
    ]
    return pd.concat([rows[columns], due[columns]], ignore_index=True).sort_values(
        ["order", "start", "meeting_id"], ignore_index=True
    )


def timeline(cooperation: Cooperation) -> Figure:
    """Show who met when, one lane a kind of meeting, time from left to right.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.

    Returns
    -------
    Figure
        An exact day is a marker, anything longer or less exact a bar as wide as it is; planned
        meetings and unkept promises are hollow; the dotted line is the as-of day. More meetings
        than can be read one by one are counted by month, quarter, year or longer.
    """
    require_record(cooperation)
    one, two = cooperation.side_names
    title, finding = f"When {one} and {two} met", _timeline_finding(cooperation)
    if is_crowded(cooperation):
        return draw(cooperation, title, finding)
    marks = _marks(cooperation)
    marks = marks[marks["start"].notna()]
    if marks.empty:
        return empty(cooperation, title, "holds no meeting and no promise with a date.")
    marks["label"] = marks["date"].map(dates.in_words) + marks["status"].map(
        {"planned": ", planned", "cancelled": ", cancelled"}
    ).fillna("")
    times = pd.concat([marks["start"], marks["end"], pd.Series([cooperation.as_of])]).dropna()
    pad = max((times.max() - times.min()) * 0.03, pd.Timedelta(days=20))
    first, last = axis_bounds(times.min() - pad, times.max() + pad)
    marks = place_in_lanes(marks, first, last)
    traces, annotations, shapes = [], [], []  # added at once: one by one takes squared time
    colours = {cooperation.sides[0]: FIRST, cooperation.sides[1]: SECOND}
    symbols = {cooperation.sides[0]: "circle", cooperation.sides[1]: "square"}
    hovers = [_hover(mark) for mark in marks.itertuples()]
    for mark, hover in zip(marks.itertuples(), hovers, strict=True):
        colour = colours.get(mark.host, NEUTRAL)
        hollow = mark.status != "held"
        about = {
            "hovertext": hover,
            "hoverinfo": "text",
            "name": plain(mark.title, 60),
            "customdata": [mark.key],
        }
        if mark.start == mark.end:
            symbol = (
                "x-thin-open"
                if mark.status == "cancelled"
                else symbols.get(mark.host, "diamond") + ("-open" if hollow else "")
            )
            traces.append(
                {
                    "type": "scatter",
                    "x": [f"{mark.start:%Y-%m-%d}"],
                    "y": [mark.y],
                    "mode": "markers",
                    "marker": {
                        "symbol": symbol,
                        "size": 13,
                        "color": colour,
                        "line": {"width": 2, "color": colour},
                    },
                    **about,
                }
            )
        else:
            days = (mark.end - mark.start).days + 1
            traces.append(
                {
                    "type": "bar",
                    "base": [f"{mark.start:%Y-%m-%d}"],
                    "x": [days * 86_400_000],
                    "y": [mark.y],
                    "width": 0.42,
                    "orientation": "h",
                    "marker": {
                        "color": "rgba(0,0,0,0)" if hollow else colour,
                        "opacity": 1 if hollow else 0.55,
                        "line": {"color": colour, "width": 2},
                    },
                    **about,
                }
            )
    for mark in marks.itertuples():
        text = "<br>".join(map(plain, mark.lines))
        is_right = mark.side == "right"
        annotations.append(
            {
                "x": f"{mark.end if is_right else mark.start:%Y-%m-%d}",
                "y": mark.y,
                "text": f"<s>{text}</s>" if mark.status == "cancelled" else text,
                "align": "left" if is_right else "right",
                "showarrow": False,
                "xanchor": "left" if is_right else "right",
                "xshift": 10 if is_right else -10,
                "yanchor": "top",
                "yshift": 10,
            }
        )
    for lane, y in marks.attrs["heads"].items():
        annotations.append(lane_head(lane, y))
        if y:
            shapes.append(lane_rule(y - 0.5))
    rows = marks.attrs["rows"]
    shapes += as_of_line(cooperation, -0.5, rows - 0.5)
    figure = Figure(data=traces, layout={"annotations": annotations, "shapes": shapes})
    show_years(figure, first, last)
    figure.update_yaxes(range=[rows - 0.4, -0.6], visible=False, fixedrange=True)
    figure.update_layout(barmode="overlay")
    held = cooperation.held
    subtitle = f"{period(cooperation)}, {counted(len(held), 'held meeting')}, {as_of(cooperation)} (dotted). ● {one} hosted, ■ {two} hosted, ◆ no host of either named. A bar: lasting, or day not known. Hollow: planned or promised."
    marks = marks.sort_values(["start", "meeting_id"])
    table = {
        "columns": ["Date", "Title", "Kind", "Status", "Organisations"],
        "rows": [
            [dates.in_words(m.date), m.title, m.lane, m.status, "; ".join(m.organisations)]
            for m in marks.itertuples()
        ],
        "keys": [["", key] for key in marks["key"]],
    }
    figure = finish(figure, cooperation, title, subtitle, rows * ROW + 28, finding, table)
    figure.layout.margin.t += 22
    figure.layout.height += 22
    if len(figure.to_json()) > MOST_BYTES:  # few meetings, of very long titles
        return draw(cooperation, title, finding)
    return figure


def _hover(mark) -> str:
    """Return what hovering over a mark of the timeline says."""
    lines = [f"<b>{line}</b>" for line in wrap(mark.title, 42)[:4]]
    lines += [plain(f"{dates.in_words(mark.date)} · {mark.lane} · {mark.status}")]
    lines += [
        line
        for text in (("; ".join(mark.organisations)), "; ".join(mark.topics))
        if text
        for line in wrap(text, 46)[:3]
    ]
    return "<br>".join(lines)


def _timeline_finding(cooperation: Cooperation) -> str:
    held = cooperation.held
    is_whole = not cooperation.conditions
    if held.empty:
        none = "No held meeting is recorded in our sources" if is_whole else "no held meeting"
        return f"{none}, {as_of(cooperation)}.{'' if is_whole else since_last(cooperation)}"
    kinds = held["kind"].value_counts(sort=False)
    told = ", ".join(f"{words(kind)} {count}" for kind, count in kinds.items() if count)
    last = held.sort_values(["start", "meeting_id"]).iloc[-1]
    finding = f"{counted(len(held), 'held meeting')}, {period(cooperation)}: {told}. The last to begin: {shorten(last['title'], 120)}, {dates.in_words(last['date'])}"
    if not is_whole:
        return f"{finding}.{since_last(cooperation)}"
    ended, still = last_held(cooperation), open_silence(cooperation)
    if ended is not None and ended["meeting_id"] != last["meeting_id"]:
        finding += (
            f". The last to end: {shorten(ended['title'], 120)}, {dates.in_words(ended['date'])}"
        )
    elif ended is None:
        finding += ". Which was the last to end is not certain"
    if still and still[1]:
        told = (
            f"{days(*still)} before {day(cooperation.as_of)}, the day as of which the record stands"
        )
        finding += f": it was {told}" if ended is None else f", {told}"
    return finding + "."


GAP = 8  # pixels from the middle of a mark to its edge, and on to its label


def place_in_lanes(marks: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Give each mark a row in its lane, and its label a side and lines that fit.

    Parameters
    ----------
    marks : pandas.DataFrame
        In the order in which they are to be placed: `lane`, `label` (string), `start`, `end`
        (datetime64).
    first, last : pandas.Timestamp
        The bounds of the axis.

    Returns
    -------
    pandas.DataFrame
        The same with `side` ("left" or "right"), `lines` (tuple of str) and `y` (int, the row);
        in `attrs`, `heads` (lane → row of its name) and `rows` (how many there are).
    """
    scale = NARROW / max((last - first).days, 1)
    sides, lines, levels = [], [], []
    lanes: dict[str, list[list[tuple[float, float]]]] = {}
    for mark in marks.itertuples():
        left = (mark.start - first).days * scale - GAP
        right = (mark.end - first).days * scale + GAP
        side, told, extent = _label(mark.label, left, right)
        rows = lanes.setdefault(mark.lane, [])
        level = _free(rows, extent, len(told))
        sides.append(side)
        lines.append(told)
        levels.append(level)
    heads, row = {}, 0
    for lane, rows in lanes.items():
        heads[lane] = row
        row += 1 + len(rows)
    y = [heads[lane] + 1 + level for lane, level in zip(marks["lane"], levels, strict=True)]
    marks = marks.assign(side=sides, lines=pd.Series(lines, index=marks.index, dtype=object), y=y)
    marks.attrs.update(heads=heads, rows=row)
    return marks


def _label(text: str, left: float, right: float) -> tuple[str, tuple[str, ...], tuple]:
    """Return side, lines and extent of a label beside a mark that spans two pixels."""
    width, room = len(text) * LETTER + 6, {"right": NARROW - right, "left": left}
    side = "right" if width <= room["right"] or room["right"] >= room["left"] else "left"
    if width > room[side] and width <= max(room.values()):
        side = max(room, key=room.get)
    lines = (text,)
    if width > room[side]:
        fit = max(8, int((room[side] - 6) / LETTER))
        lines = tuple(textwrap.wrap(text, fit))
        width = max(map(len, lines)) * LETTER + 6
    return side, lines, (left, right + width) if side == "right" else (left - width, right)


def _free(rows: list[list[tuple[float, float]]], extent: tuple, height: int) -> int:
    """Return the first of `height` rows where an extent is free, and take it there."""
    level = 0
    while any(
        extent[0] < taken_right and taken_left < extent[1]
        for row in rows[level : level + height]
        for taken_left, taken_right in row
    ):
        level += 1
    rows += [[] for _ in range(level + height - len(rows))]
    for row in rows[level : level + height]:
        row.append(extent)
    return level
