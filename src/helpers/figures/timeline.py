"""The timeline: who met when, and how precisely that is known."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from .. import dates, measures
from ..measures import (
    in_time,
    last_held,
    open_silence,
    organisation_countries,
    since_last,
    without_outcome,
)
from ..record import CANCELLED, HELD, REPORTED, Cooperation, require_record
from ..wording import as_of, day, days, held_meetings, period, shorten, status_words, words
from .base import MOST_BYTES, Figure, NumberTable, empty, finish
from .evidence_key import EvidenceKey
from .promises import form_words
from .sources import source_words
from .style import (
    AXIS_ROOM,
    CLEAR,
    FIRST,
    LETTER,
    NARROW,
    NEUTRAL,
    ROW,
    SECOND,
    broken,
    letters,
    plain,
    wrap,
)
from .time_axis import as_of_line, axis_bounds, lane_head, lane_rule, padded, show_years
from .timeline_counts import is_crowded, timeline_counts

FADE = 0.04  # of the time that is shown: how far a date without an end fades
FADING = (0.75, 0.55, 0.35, 0.15)  # of the opacity of the rest


def _marks(cooperation: Cooperation) -> pd.DataFrame:
    """Return what the timeline shows: dated meetings and unkept promises, with lane and words."""
    rows = measures.timeline(cooperation)
    host_ids = cooperation.meetings.set_index("meeting_id")["host_id"]
    hosts = host_ids.map(organisation_countries(cooperation))
    rows["host"] = rows["meeting_id"].map(hosts).fillna("").astype("str")
    is_held, is_reported = rows["status"].eq(HELD), rows["status"].eq(REPORTED)
    rows["what"] = rows["kind"].map(words).astype("str")
    apart = rows["status"].map(status_words).astype("str")  # a lane of its own for each
    rows["lane"] = rows["what"].where(is_held, apart)
    kinds, statuses = (rows[c].cat.codes.astype("int64") for c in ("kind", "status"))
    rows["order"] = kinds.where(is_held, 900 + statuses)
    cited = cooperation.meetings.set_index("meeting_id")[["source_id"]]
    sources = source_words(cited.loc[rows["meeting_id"]].reset_index(), cooperation)
    rows["source"] = sources.where(is_reported, "").fillna("").astype("str")
    rows["key"] = [EvidenceKey(meeting=meeting).address for meeting in rows["meeting_id"]]
    unkept = without_outcome(cooperation)
    unkept = unkept[unkept["due_at"].notna()]
    said = form_words(unkept)
    due = pd.DataFrame(
        {
            "meeting_id": unkept["commitment_id"],
            "key": [EvidenceKey(commitment=i).address for i in unkept["commitment_id"]],
            "date": unkept["due"],
            "at": unkept["due_at"],
            "title": unkept["promise"],
            "status": said,
            "what": said + ", due",
            "lane": said + ", due",
            "source": "",
            "order": 999,
            "host": "",
        }
    )
    due["topics"] = due["organisations"] = [()] * len(due)
    rows["status"] = rows["status"].astype("str")
    columns = [
        "meeting_id",
        "key",
        "date",
        "at",
        "title",
        "status",
        "what",
        "lane",
        "order",
        "source",
        "host",
        "topics",
        "organisations",
    ]
    marks = pd.concat([rows[columns], due[columns]], ignore_index=True)
    marks = marks.sort_values(["order", "at", "meeting_id"], ignore_index=True)
    marks = marks[marks["at"].notna()]
    drawn = dates.spans(marks["date"], cooperation.as_of)
    fade = max((drawn["last"].max() - drawn["first"].min()) * FADE, pd.Timedelta(days=8))
    is_left, is_right = drawn["fades"].eq("left"), drawn["fades"].eq("right")
    marks = marks.assign(
        sure_start=drawn["first"],
        sure_end=drawn["last"],
        start=drawn["first"].mask(is_left, drawn["first"] - fade),
        end=drawn["last"].mask(is_right, drawn["last"] + fade),
    )
    source = (", " + marks["source"]).where(marks["source"].ne(""), "")
    said = marks["status"].map(status_words) + source
    is_meeting_apart = marks["lane"].ne(marks["what"])
    kind = (", " + marks["what"]).where(is_meeting_apart & source.eq(""), "")
    return marks.assign(label=marks["date"].map(dates.in_words) + kind + source, said=said)


def timeline(cooperation: Cooperation) -> Figure:
    """Show who met when, one lane per kind of meeting, time from left to right.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.

    Returns
    -------
    Figure
        An exact day is a marker, anything longer or less exact a bar as wide as it is, which fades
        where an end is not known; what was not held is apart and hollow, with its source
        where it is only reported, and so do promises that are not kept; the dotted line is the
        as-of day. On a wide page a mark has its title as far as there is room. More meetings than
        can be read one by one are counted by month, quarter, year or longer.

    Notes
    -----
    Its measure is `helpers.timeline`. In a lane a mark is in the first row in which neither it
    nor its date covers another one, so the height in a lane means nothing.

    Examples
    --------
    >>> import helpers
    >>> figure = helpers.figures.timeline(helpers.load("tests/data/invented"))
    >>> helpers.figures.describe(figure).split(":")[0]
    '6 held meetings and one period of contact, 2031–2033'
    """
    require_record(cooperation)
    one, two = cooperation.side_names
    title, finding = f"When {one} and {two} met", _finding(cooperation)
    if is_crowded(cooperation):
        return timeline_counts(cooperation, title, finding)
    marks = _marks(cooperation)
    if marks.empty:
        return empty(cooperation, title, "holds no meeting and no promise with a date.")
    times = pd.concat([marks["start"], marks["end"], pd.Series([cooperation.as_of])]).dropna()
    first, last = axis_bounds(*padded(times, 20))
    lanes = place_in_lanes(marks, first, last)
    # All is added at once: one by one takes squared time.
    figure = Figure(
        data=[_trace(mark, cooperation.sides) for mark in lanes.marks.itertuples()],
        layout={
            "annotations": [_date_label(mark) for mark in lanes.marks.itertuples()]
            + [lane_head(lane, y) for lane, y in lanes.heads.items()],
            "shapes": [lane_rule(y - 0.5) for y in lanes.heads.values() if y]
            + as_of_line(cooperation, -0.5, lanes.rows - 0.5),
        },
    )
    show_years(figure, first, last)
    figure.update_yaxes(range=[lanes.rows - 0.4, -0.6], visible=False, fixedrange=True)
    figure.update_layout(barmode="overlay")
    labels = labels_with_titles(lanes.marks, first, last)
    figure.roomy = {
        f"annotations[{i}].text": _struck(label, mark)
        for i, (label, mark) in enumerate(zip(labels, lanes.marks.itertuples(), strict=True))
        if label
    }
    subtitle = f"{period(cooperation)}, {held_meetings(cooperation, noun='held meeting')}, {as_of(cooperation)} (dotted). ● {one} hosted, ■ {two} hosted, ◆ neither named as host. Bar: a period, or an inexact date. Hollow: planned, reported, promised or intended."
    figure = finish(
        figure,
        cooperation,
        title,
        subtitle,
        lanes.rows * ROW + 28,
        finding,
        _table(in_time(marks)),
        AXIS_ROOM,
    )
    if len(figure.to_json()) > MOST_BYTES:  # few meetings, of very long titles
        return timeline_counts(cooperation, title, finding)
    return figure


def _trace(mark: Any, sides: tuple[str, str]) -> dict:
    """Return the drawing of one mark: a sign for a day, a bar for anything longer."""
    colour = dict(zip(sides, (FIRST, SECOND), strict=True)).get(mark.host, NEUTRAL)
    is_hollow = mark.status != HELD
    about = {
        "y": [mark.y],
        "hovertext": _hover(mark),
        "hoverinfo": "text",
        "name": plain(mark.title, 60),
        "customdata": [mark.key],
    }
    start, line = f"{mark.start:%Y-%m-%d}", {"width": 2, "color": colour}
    if mark.start == mark.end:
        symbol = dict(zip(sides, ("circle", "square"), strict=True)).get(mark.host, "diamond")
        symbol = f"{symbol}-open" if is_hollow else symbol
        symbol = "x-thin-open" if mark.status == CANCELLED else symbol
        marker = {"symbol": symbol, "size": 13, "color": colour, "line": line}
        return {"type": "scatter", "x": [start], "mode": "markers", "marker": marker, **about}
    opacity = 1 if is_hollow else 0.55
    bars = [(mark.sure_start, mark.sure_end, opacity), *_fading(mark, opacity)]
    return {
        "type": "bar",
        "base": [f"{start:%Y-%m-%d}" for start, _, _ in bars],
        "x": [((end - start).days + 1) * 86_400_000 for start, end, _ in bars],
        "width": 0.42,
        "orientation": "h",
        "marker": {
            "color": CLEAR if is_hollow else colour,
            "opacity": [share for _, _, share in bars] if len(bars) > 1 else opacity,
            "line": line if len(bars) == 1 or is_hollow else {"width": 0},
        },
        **about,
        "y": [mark.y] * len(bars),
        "customdata": [mark.key] * len(bars),
    }


def _fading(mark: Any, opacity: float) -> list[tuple[pd.Timestamp, pd.Timestamp, float]]:
    """Return the bars by which a mark without a beginning or an end fades."""
    day, steps = pd.Timedelta(days=1), len(FADING)
    left, right = mark.sure_start - mark.start, mark.end - mark.sure_end
    if not left and not right:
        return []
    step = ((left or right) / steps).floor("D")
    bars = []
    for i, share in enumerate(FADING):
        first = mark.sure_end + day + i * step if right else mark.sure_start - (i + 1) * step
        bars.append((first, first + step - day, opacity * share))
    return bars


def _date_label(mark: Any) -> dict:
    """Return the date of a mark, written beside it."""
    text = "<br>".join(map(plain, mark.lines))
    is_right = mark.side == "right"
    return {
        "x": f"{mark.end if is_right else mark.start:%Y-%m-%d}",
        "y": mark.y,
        "text": _struck(text, mark),
        "align": "left" if is_right else "right",
        "showarrow": False,
        "xanchor": "left" if is_right else "right",
        "xshift": 10 if is_right else -10,
        "yanchor": "top",
        "yshift": 10,
    }


def _struck(text: str, mark: Any) -> str:
    return f"<s>{text}</s>" if mark.status == CANCELLED else text


def _table(marks: pd.DataFrame) -> NumberTable:
    return NumberTable(
        ["Date", "Title", "Kind", "Status", "Organisations"],
        [
            [dates.in_words(date), title, what, said, "; ".join(organisations)]
            for date, title, what, said, organisations in zip(
                *(marks[c] for c in ("date", "title", "what", "said", "organisations")),
                strict=True,
            )
        ],
        [["", key] for key in marks["key"]],
    )


def _hover(mark: Any) -> str:
    """Return what hovering over a mark of the timeline says."""
    lines = [f"<b>{line}</b>" for line in wrap(mark.title, 42)[:4]]
    lines += [plain(f"{dates.in_words(mark.date)} · {mark.what} · {mark.said}")]
    lines += [
        line
        for text in (("; ".join(mark.organisations)), "; ".join(mark.topics))
        if text
        for line in wrap(text, 46)[:3]
    ]
    return "<br>".join(lines)


def _finding(cooperation: Cooperation) -> str:
    """Say how many meetings were held, of which kinds, which was the last, and what is reported."""
    return _held(cooperation) + _reported(cooperation)


def _reported(cooperation: Cooperation) -> str:
    """Say what is reported but not confirmed, the first three; starts with a space, or is empty."""
    rows = in_time(cooperation.meetings)
    rows = rows[rows["status"].eq(REPORTED)]
    if rows.empty:
        return ""
    titles = [
        f"{shorten(title, 120)}, {dates.in_words(date)}"
        for title, date in zip(rows["title"].head(3), rows["date"].head(3), strict=True)
    ]
    more = f"; and {len(rows) - 3:,} more" if len(rows) > 3 else ""
    return f" Reported, not confirmed, and in no count: {'; '.join(titles)}{more}."


def _held(cooperation: Cooperation) -> str:
    """Say how many meetings were held, of which kinds, and which was the last."""
    held = in_time(cooperation.held)
    is_whole = not cooperation.conditions
    if held.empty:
        none = "No held meeting is recorded in our sources" if is_whole else "no held meeting"
        return f"{none}, {as_of(cooperation)}.{'' if is_whole else since_last(cooperation)}"
    met = in_time(cooperation.met)
    counts = met["kind"].value_counts(sort=False)
    kinds = ", ".join(f"{words(kind)} {count}" for kind, count in counts.items() if count)
    last = (met if len(met) else held).iloc[-1]
    finding = f"{held_meetings(cooperation, noun='held meeting')}, {period(cooperation)}{f': {kinds}' if kinds else ''}. "
    began = f"{shorten(last['title'], 120)}, {dates.in_words(last['date'])}"
    if not is_whole:
        last_of_all = last_held(cooperation)
        is_last = last_of_all is not None and last_of_all["meeting_id"] == last["meeting_id"]
        recent = "" if is_last else f" Most recent: {began}."
        return f"{finding.strip()}{recent}{since_last(cooperation)}"
    ended, still = last_held(cooperation), open_silence(cooperation)
    if ended is None:
        finding += f"Last to begin: {began}. Which was the last to end is not certain"
    elif ended["meeting_id"] != last["meeting_id"]:
        title, date = shorten(ended["title"], 120), dates.in_words(ended["date"])
        finding += f"Last to begin: {began}. Last to end: {title}, {date}"
    else:
        finding += f"Most recent: {began}"
    if still and still[1]:
        finding += ": it was " if ended is None else ", "
        finding += f"{days(*still)} before {day(cooperation.as_of)}, the record's cut-off date"
    return finding + "."


ROOMY = 620  # pixels of the plot on a page with twice the room of a phone
FEWEST = 12  # letters of a title that say something
GAP = 8  # pixels from the middle of a mark to its edge, and on to its label


class Lanes(NamedTuple):
    """Marks in lanes under one another.

    Attributes
    ----------
    marks : pandas.DataFrame
        The marks, each with:

        - `side` (string): "left" or "right", where its label stands
        - `lines` (tuple of str): its label
        - `y` (int64): its row
    heads : dict of str to int
        The row in which the name of each lane stands.
    rows : int
        How many rows there are.
    """

    marks: pd.DataFrame
    heads: dict[str, int]
    rows: int


def place_in_lanes(marks: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> Lanes:
    """Give each mark a row in its lane, and its label a side and lines that fit.

    Parameters
    ----------
    marks : pandas.DataFrame
        In the order in which they are to be placed:

        - `lane`, `label` (string)
        - `start`, `end` (datetime64)
    first, last : pandas.Timestamp
        The bounds of the axis.
    """
    scale = NARROW / max((last - first).days, 1)
    sides: list[str] = []
    labels: list[tuple[str, ...]] = []
    levels: list[int] = []
    lanes: dict[str, list[list[tuple[float, float]]]] = {}
    mark: Any
    for mark in marks.itertuples():
        left, right = _edges(mark, first, scale)
        side, lines, extent = _label(mark.label, left, right)
        rows = lanes.setdefault(mark.lane, [])
        levels.append(_take_free_rows(rows, extent, len(lines)))
        sides.append(side)
        labels.append(lines)
    heads: dict[str, int] = {}
    row = 0
    for lane, rows in lanes.items():
        heads[lane] = row
        row += 1 + len(rows)
    y = [heads[lane] + 1 + level for lane, level in zip(marks["lane"], levels, strict=True)]
    texts = pd.Series(labels, index=marks.index, dtype=object)
    return Lanes(marks.assign(side=sides, lines=texts, y=y), heads, row)


def labels_with_titles(marks: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> list[str]:
    """Return each label with as much of the title as there is room for on a wide page.

    Parameters
    ----------
    marks : pandas.DataFrame
        As `place_in_lanes` returns them, with `title` (string).
    first, last : pandas.Timestamp
        The bounds of the axis.

    Returns
    -------
    list of str
        Escaped; empty where not even `FEWEST` letters of the title have room.
    """
    scale = ROOMY / max((last - first).days, 1)
    taken: dict[int, list[list[float]]] = {}
    extents: list[tuple[list[float], float, float]] = []
    mark: Any
    for mark in marks.itertuples():
        left, right = _edges(mark, first, scale)
        width = max(map(letters, mark.lines)) * LETTER + 6
        extent = [left, right + width] if mark.side == "right" else [left - width, right]
        extents.append((extent, left, right))
        for row in range(len(mark.lines)):
            taken.setdefault(mark.y + row, []).append(extent)
    texts = []
    for mark, (extent, left, right) in zip(marks.itertuples(), extents, strict=True):
        rows = [other for row in range(len(mark.lines)) for other in taken[mark.y + row]]
        if mark.side == "right":
            room = min([ROOMY, *(other[0] for other in rows if other[0] >= extent[1])]) - right
        else:
            room = left - max([0, *(other[1] for other in rows if other[1] <= extent[0])])
        most = int((room - 6) / LETTER) - letters(mark.label) - 3
        title = mark.title
        if letters(title) > most:
            title = broken(title, most - 1)[0] + "…" if most > FEWEST else ""
        if not title:
            texts.append("")
            continue
        text = f"{mark.label} · {title}"
        width = letters(text) * LETTER + 6
        extent[:] = [left, right + width] if mark.side == "right" else [left - width, right]
        texts.append(plain(text, len(text)))
    return texts


def _edges(mark: Any, first: pd.Timestamp, scale: float) -> tuple[float, float]:
    """Return from which to which pixel a mark takes room, its label aside."""
    start, end = ((day - first).days * scale for day in (mark.start, mark.end))
    return start - GAP, end + GAP


def _label(text: str, left: float, right: float) -> tuple[str, tuple[str, ...], tuple]:
    """Return side, lines and extent of a label beside a mark that spans two pixels."""
    width, room = letters(text) * LETTER + 6, {"right": NARROW - right, "left": left}
    side = "right" if width <= room["right"] or room["right"] >= room["left"] else "left"
    lines: tuple[str, ...] = (text,)
    if width > room[side]:
        fit = max(8, int((room[side] - 6) / LETTER))
        lines = tuple(broken(text, fit))
        width = max(map(letters, lines)) * LETTER + 6
    return side, lines, (left, right + width) if side == "right" else (left - width, right)


def _take_free_rows(rows: list[list[tuple[float, float]]], extent: tuple, height: int) -> int:
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
