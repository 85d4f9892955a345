"""The explorer's matrix: the topics by year, or under the areas that the agreement names."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets
import numpy as np
import plotly.graph_objects as go

from ..figures import plain, wrap
from ..wording import counted
from .narrowing import Narrowed, Narrowing
from .views import View

MOST_ROWS, MOST_YEARS = 24, 15  # that fit a screen with a number in each cell
BLUES: list = [
    [0, "rgba(0,114,178,0.05)"],
    [0.001, "rgba(0,114,178,0.18)"],
    [1, "rgba(0,114,178,0.6)"],
]
APART = "Outside the agreement's areas"


@dataclasses.dataclass(frozen=True)
class Row:
    """A row of the matrix: a topic, or an area with all its topics; `counts` is by year."""

    label: str
    topics: list[str]
    counts: np.ndarray
    is_inside: bool
    is_area: bool = False

    def lines(self) -> str:
        """Return the label in lines that fit beside the cells, an area in bold."""
        lines = wrap(self.label, 22)
        text = "<br>".join(lines[:3]) + ("…" if len(lines) > 3 else "")
        return f"<b>{text}</b>" if self.is_area else text


class MatrixView(View):
    """Topics by year; with `grouped`, each under its area and all areas with their own counts.

    Parameters
    ----------
    narrowing : Narrowing
        The record.
    choose : callable
        Called with the conditions that a click asks for.

    Attributes
    ----------
    rows : list of Row
        From the top.
    counts : numpy.ndarray
        What is drawn (float, rows by `years`); NaN stands outside the view.
    years : list of int
        The years drawn: of a short record all, of a long one those of the view.
    """

    def __init__(self, narrowing: Narrowing, choose: Callable) -> None:
        self.narrowing, self.choose = narrowing, choose
        self.topics = narrowing.facets["topic"]
        self._span = list(narrowing.cooperation.span)
        self.years = self._span
        self.rows: list[Row] = []
        self.counts = np.zeros((0, len(self.years)))
        heatmap = go.Heatmap(
            colorscale=BLUES,
            showscale=False,
            ygap=2,
            zmin=0,
            hovertemplate="%{customdata}<extra></extra>",
        )
        fixed = {"fixedrange": True, "showgrid": False, "zeroline": False}
        super().__init__(
            "Topics by year",
            [heatmap],
            {
                "xaxis": {"side": "top", "tickformat": "d", "tickangle": 0, **fixed},
                "yaxis": {"automargin": True, "ticklabelstandoff": 6, **fixed},
            },
        )
        self.count = widgets.RadioButtons(  # unlike ToggleButtons they tell which one is chosen
            options=[("held meetings", "meetings"), ("exchanges", "exchanges")],
            orientation="horizontal",
        )
        self.grouped = widgets.Checkbox(description="group by area", indent=False)
        for option in (self.count, self.grouped):
            option.observe(lambda _: self.draw(*self._drawn), "value")
        options = widgets.HBox([self.count, self.grouped])
        options.add_class("cooperation-options")
        self.options = [options]

    def draw(self, left: Narrowed, choice: Mapping) -> None:
        """Draw what a choice leaves."""
        self._drawn = left, choice
        held = self.narrowing.years[left.meetings & self.narrowing.is_held]
        first, last = held.min(initial=9999), held.max(initial=0)
        self.years = self._span
        if len(self._span) > MOST_YEARS and len(held):
            self.years = list(range(first, last + 1))
        size = len(self.topics.values)
        counts = self._count(left, self.topics.codes, size)
        shown = np.arange(size)
        if size > MOST_ROWS:
            most = np.argsort(-counts.sum(axis=1), kind="stable")
            shown = np.sort(most[:MOST_ROWS])
        inside = np.ones(size, bool)
        if "topic" in choice:
            inside = np.isin(self.topics.values, choice["topic"])
        rows = {
            place: Row(
                self.topics.labels[place],
                [self.topics.values[place]],
                counts[place],
                bool(inside[place]),
            )
            for place in shown.tolist()
        }
        self.rows = self._by_area(left, rows, inside) if self.grouped.value else [*rows.values()]
        in_span = [first <= year <= last for year in self.years]
        is_inside = np.outer([row.is_inside for row in self.rows], in_span).astype(bool)
        told = np.array([row.counts for row in self.rows]).reshape(len(self.rows), len(self.years))
        self.counts = np.where(is_inside, told, np.nan)
        self._show(size - len(shown))

    def _count(self, left: Narrowed, codes: np.ndarray, size: int) -> np.ndarray:
        """Count held meetings or exchanges by the codes of exchanges and year (int64)."""
        places = self.narrowing.exchange_meetings
        kept = left.exchanges & self.narrowing.is_held[places]
        codes, places = codes[kept], places[kept]
        if self.count.value == "meetings":
            keys = np.sort(places * max(size, 1) + codes)
            places, codes = np.divmod(keys[np.diff(keys, prepend=-1) != 0], max(size, 1))
        columns = len(self.years)
        cells = codes * columns + self.narrowing.years[places] - min(self.years, default=0)
        return np.bincount(cells, minlength=size * columns).reshape(size, columns)

    def _by_area(self, left: Narrowed, rows: Mapping[int, Row], inside: np.ndarray) -> list[Row]:
        """Return a row for each area, in the order of the agreement, before those of its topics."""
        record = self.narrowing.cooperation
        areas = record.areas
        areas = areas.sort_values(["position", "area_id"] if "position" in areas else "area_id")
        named: Any = record.topics.set_index("topic_id")["area_id"].reindex(self.topics.values)
        codes = areas.set_index("area_id").index.get_indexer(named)
        codes = np.where(codes < 0, len(areas), codes)
        counts = self._count(left, codes[self.topics.codes], len(areas) + 1)
        grouped = []
        for code, label in enumerate([*areas["label"], APART]):
            members = np.flatnonzero(codes == code)
            if len(members) or code < len(areas):
                topics = [self.topics.values[place] for place in members]
                is_inside = not len(members) or bool(inside[members].any())
                grouped.append(Row(label, topics, counts[code], is_inside, is_area=True))
                grouped += [rows[place] for place in members.tolist() if place in rows]
        return grouped

    def _show(self, hidden: int) -> None:
        texts = [["" if n != n else f"{n:.0f}" for n in row] for row in self.counts.tolist()]
        unit = self.count.value
        hover = [
            [
                f"<b>{plain(row.label, 60)}, {year}</b><br>"
                + (counted(int(text), unit[:-1]) if text else "not in this view")
                for year, text in zip(self.years, line, strict=True)
            ]
            for row, line in zip(self.rows, texts, strict=True)
        ]
        labels = [row.lines() for row in self.rows]
        places = list(range(len(labels)))
        lines = [1 + label.count("<br>") for label in labels]
        row = max(14 + 15 * sum(lines) / max(len(lines), 1), 2 + 15 * max(lines, default=1))
        data = {
            "z": [[None if n != n else n for n in row] for row in self.counts.tolist()],
            "x": self.years,
            "y": places,
            "zmax": float(np.nan_to_num(self.counts).max(initial=1)),
            "text": texts,
            "texttemplate": "%{text}" if len(self.years) <= MOST_YEARS else "",
            "xgap": 2 if len(self.years) <= MOST_YEARS else 0,
            "customdata": hover,
        }
        layout = {
            "height": 44 + max(60, round(row * len(lines))),
            "xaxis.tickvals": self.years[:: -(-len(self.years) // 8) or 1],
            "xaxis.range": [min(self.years, default=0) - 0.5, max(self.years, default=0) + 0.5],
            "yaxis.tickvals": places,
            "yaxis.ticktext": labels,
            "yaxis.range": [len(labels) - 0.5, -0.5],
        }
        is_whole = not self._drawn[1] and not self.narrowing.cooperation.conditions
        none = "recorded in our sources" if is_whole else "in this view"
        what = "held meetings at which it was taken up" if unit == "meetings" else "exchanges on it"
        caption = f"A number: {what}. 0: none {none}; blank: not in this view. Click a cell to narrow to its topic and year."
        if hidden:
            caption += f" Of {len(self.topics.values)} topics, the {MOST_ROWS} with most."
        self.show([data], layout, caption)

    def clicked(self, _: int, points) -> None:
        """Narrow to the topic, or the topics of an area, and the year of a cell."""
        topics, year = self.rows[int(points.ys[0])].topics, int(points.xs[0])
        if topics:
            self.choose(topic=topics, year=(year, year))
