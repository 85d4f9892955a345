"""The explorer's matrix: the topics by year, or the agreement's areas with their topics."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ipywidgets as widgets
import numpy as np
import plotly.graph_objects as go

from .drawing import plain, wrap
from .narrowing import Narrowed, Narrowing
from .views import View

MOST_ROWS, MOST_NUMBERS = 24, 400  # rows that fit a screen; cells that have room for a number
BLUES = [[0, "rgba(0,114,178,0.05)"], [0.001, "rgba(0,114,178,0.18)"], [1, "rgba(0,114,178,0.6)"]]
OUTSIDE = "outside the agreement's areas"


class MatrixView(View):
    """Topics by year; with `grouped`, under the areas of the agreement.

    Parameters
    ----------
    narrowing : Narrowing
        The record.
    choose : callable
        Called with the conditions that a click asks for.

    Attributes
    ----------
    rows : list of list of str
        The topics that each row counts, from the top; `counts` is what is drawn, NaN outside the
        view (float, rows by `years`).
    """

    def __init__(self, narrowing: Narrowing, choose: Callable) -> None:
        self.narrowing = narrowing
        self.years = list(narrowing.cooperation.span)
        self.rows: list[list[str]] = []
        self.counts = np.zeros((0, len(self.years)))
        heatmap = go.Heatmap(
            colorscale=BLUES,
            showscale=False,
            xgap=2,
            ygap=2,
            zmin=0,
            hovertemplate="%{customdata}<extra></extra>",
        )
        super().__init__(
            "Topics by year",
            [heatmap],
            {
                "xaxis": {"type": "category", "side": "top", "fixedrange": True, "showgrid": False},
                "yaxis": {
                    "fixedrange": True,
                    "showgrid": False,
                    "zeroline": False,
                    "automargin": True,
                },
            },
        )
        self.count = widgets.ToggleButtons(
            options=["meetings", "exchanges"],
            description="Count",
            tooltips=["held meetings at which a topic was taken up", "exchanges on a topic"],
        )
        self.grouped = widgets.Checkbox(description="under the agreement's areas", indent=False)
        options = widgets.HBox([self.count, self.grouped])
        options.add_class("cooperation-options")
        self.box.children = [self.heading, options, self.figure, self.caption]
        for option in (self.count, self.grouped):
            option.observe(lambda _: self.draw(*self._last), "value")
        self.choose = choose
        self.on_click(self._clicked)

    def draw(self, left: Narrowed, choice: Mapping) -> None:
        """Draw what a choice leaves."""
        self._last = left, choice
        topics = self.narrowing.facets["topic"]
        size = len(topics.values)
        counts = self._count(left, topics.codes, size)
        shown = np.arange(size)
        if size > MOST_ROWS:
            shown = np.sort(np.argsort(-counts.sum(axis=1), kind="stable")[:MOST_ROWS])
        inside = (
            np.isin(topics.values, choice["topic"]) if "topic" in choice else np.ones(size, bool)
        )
        if self.grouped.value:
            labels, rows, counts, inside = self._by_area(left, counts, shown, inside)
        else:
            labels = [topics.labels[i] for i in shown]
            rows, counts, inside = [[topics.values[i]] for i in shown], counts[shown], inside[shown]
        self.rows = rows
        self.counts = np.where(inside[:, None] & self._in_span(left), counts, np.nan)
        self._show(labels, size - len(shown))

    def _count(self, left: Narrowed, codes: np.ndarray, size: int) -> np.ndarray:
        """Count held meetings or exchanges by code and year (int64)."""
        places = self.narrowing.exchange_meetings
        kept = left.exchanges & self.narrowing.is_held[places] & (codes >= 0)
        codes, places = codes[kept], places[kept]
        if self.count.value == "meetings":
            keys = np.sort(places * max(size, 1) + codes)
            keys = keys[np.diff(keys, prepend=-1) != 0]
            places, codes = np.divmod(keys, max(size, 1))
        columns = len(self.years)
        cells = codes * columns + self.narrowing.years[places] - (self.years or [0])[0]
        return np.bincount(cells, minlength=size * columns).reshape(size, columns)

    def _in_span(self, left: Narrowed) -> np.ndarray:
        """Return which years lie between the first and last held meeting of the view (bool)."""
        years = self.narrowing.years[left.meetings & self.narrowing.is_held]
        first, last = years.min(initial=9999), years.max(initial=0)
        return (np.array(self.years) >= first) & (np.array(self.years) <= last)

    def _by_area(
        self, left: Narrowed, counts: np.ndarray, shown: np.ndarray, inside: np.ndarray
    ) -> tuple:
        """Return labels, rows and counts with a row for each area before those of its topics."""
        record, topics = self.narrowing.cooperation, self.narrowing.facets["topic"]
        areas = record.areas.sort_values("position") if "position" in record.areas else record.areas
        named = record.topics.set_index("topic_id")["area_id"].reindex(topics.values)
        codes = areas.set_index("area_id").index.get_indexer(named)
        codes[codes < 0] = len(areas)
        totals = self._count(left, codes[topics.codes], len(areas) + 1)
        labels, rows, kept, within = [], [], [], []
        for code, label in enumerate([*areas["label"], OUTSIDE]):
            under = [i for i in shown if codes[i] == code]
            if label == OUTSIDE and not under:
                continue
            labels += [f"{label}:", *(topics.labels[i] for i in under)]
            rows += [[topics.values[i] for i in np.flatnonzero(codes == code)]]
            rows += [[topics.values[i]] for i in under]
            kept += [totals[code], *counts[under]]
            within += [inside[codes == code].any() or not (codes == code).any(), *inside[under]]
        return labels, rows, np.array(kept), np.array(within)

    def _show(self, labels: list[str], hidden: int) -> None:
        is_number, counts = self.counts.size <= MOST_NUMBERS, self.counts
        texts = np.where(np.isnan(counts), "", np.nan_to_num(counts).astype("int64").astype(str))
        unit = self.count.value
        hover = [
            [
                f"<b>{plain(label, 60)}, {year}</b><br>{f'{text} {unit}' if text else 'not in this view'}"
                for year, text in zip(self.years, row, strict=True)
            ]
            for label, row in zip(labels, texts, strict=True)
        ]
        lines = ["<br>".join(wrap(label, 22)[:3]) for label in labels]
        height = sum(12 + 15 * (line.count("<br>") + 1) for line in lines)
        data = {
            "z": counts,
            "x": [str(year) for year in self.years],
            "y": list(range(len(labels))),
            "zmax": max(1.0, float(np.nan_to_num(counts).max(initial=0))),
            "text": texts.tolist(),
            "texttemplate": "%{text}" if is_number else "",
            "customdata": hover,
        }
        layout = {
            "height": 40 + max(height, 60),
            "yaxis.tickvals": list(range(len(labels))),
            "yaxis.ticktext": lines,
            "yaxis.range": [len(labels) - 0.5, -0.5],
        }
        what = "held meetings at which it was taken up" if unit == "meetings" else "exchanges on it"
        more = f" The {len(labels)} topics with most of {hidden + len(labels)}." if hidden else ""
        caption = f"A number: {what}. 0: none recorded in our sources; blank: not in this view.{more} Click a cell to narrow to its topic and year."
        self.show([data], layout, caption)

    def _clicked(self, _: int, points) -> None:
        topics, year = self.rows[int(points.ys[0])], int(points.xs[0])
        if topics:
            self.choose(topic=topics, year=(year, year))
