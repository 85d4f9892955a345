"""Where the marks of a timeline and their labels stand, so that none overlap on a phone."""

from __future__ import annotations

import textwrap

import pandas as pd

from .drawing import LETTER, NARROW

GAP = 8  # pixels from the middle of a mark to its edge, and on to its label


def placed(marks: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
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
