"""The explorer's timeline: a mark a meeting, or, where they are many, a bar a month or quarter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from .. import dates
from ..figures import FIRST, GRID, NEUTRAL, SECOND, plain, wrap
from ..record import HELD
from ..wording import counted, status_words
from .narrowing import Narrowed, Narrowing
from .views import CLEAR, Plot, View

MOST_MARKS = 400  # meetings that are told apart by eye and pointer
MONTHS, QUARTERS = (
    20,
    200,
)  # the longest periods, in years, that are counted by month and by quarter
DAY = 86_400_000  # milliseconds
FILLS = ["rgba(0,114,178,0.5)", "rgba(213,94,0,0.5)", "rgba(107,114,128,0.5)"]  # of spans
STEPS = np.array(
    [0.0, 0.26, -0.26, 0.13, -0.13]
)  # where marks of about one day stand in their lane


class TimelineView(View):
    """Meetings in time, a lane a kind.

    Parameters
    ----------
    narrowing : Narrowing
        The record.
    choose : callable
        Called with the conditions that a click or a box asks for.
    """

    def __init__(self, narrowing: Narrowing, choose: Callable) -> None:
        self.narrowing = narrowing
        kinds = narrowing.facets["kind"]
        self.lanes = len(kinds.values) - 1 - kinds.codes
        self._shown: Any = np.zeros(0, "int64")
        self.bins: list = []
        host = narrowing.meetings["host_id"].map(
            narrowing.cooperation.organisations.set_index("organisation_id")["country"]
        )
        one, two = (
            host.eq(side).fillna(False).to_numpy(bool) for side in narrowing.cooperation.sides
        )
        self.colours = np.select([one, two], [FIRST, SECOND], NEUTRAL)
        self.fills = np.select([one, two], FILLS[:2], FILLS[2])
        symbols = np.select([one, two], ["circle", "square"], "diamond").astype(object)
        status = narrowing.meetings["status"]
        symbols[~narrowing.is_held] += "-open"
        symbols[status.eq("cancelled").to_numpy(bool)] = "x-thin-open"
        self.symbols = symbols
        ends = dates.spans(narrowing.meetings["date"], narrowing.cooperation.as_of)["last"]
        self.ends = ends.to_numpy("datetime64[D]")
        days = go.Scatter(
            mode="markers", marker={"size": 12, "line": {"width": 2}}, hoverinfo="text"
        )
        spans = go.Bar(orientation="h", width=0.3, hoverinfo="text", marker={"line": {"width": 2}})
        counts = go.Bar(marker={"color": FIRST}, hoverinfo="text")
        last = len(kinds.values)
        super().__init__(
            "When they met",
            [days, spans, counts],
            {
                "height": 40 + 36 * max(last, 2),
                "barmode": "overlay",
                "dragmode": "zoom",
                "xaxis": {
                    "type": "date",
                    "side": "top",
                    "gridcolor": GRID,
                    "zeroline": False,
                },
                "yaxis": {
                    "range": [-0.6, last - 0.4],
                    "tickvals": list(range(last)),
                    "ticktext": [plain(label) for label in reversed(kinds.labels)],
                    "fixedrange": True,
                    "showgrid": False,
                    "zeroline": False,
                    "automargin": True,
                },
            },
        )
        self.choose = choose

    def draw(self, left: Narrowed, choice: Mapping) -> None:
        """Draw what a choice leaves."""
        shown = np.flatnonzero(left.meetings)
        first, last = self._period(choice)
        self._range = str(first), str(last)
        axis = {"xaxis.range": list(self._range)}
        countable = shown[~self.narrowing.is_reported[shown]]
        if len(shown) <= MOST_MARKS or not len(countable):
            data, caption = self._marks(shown, first, last)
        else:
            data, caption = self._counts(countable, first, last)
        self.show(data, axis, caption)

    def _period(self, choice: Mapping) -> tuple[np.datetime64, np.datetime64]:
        """Return first and last day of the axis: of the chosen period, else of the record."""
        day: Any = np.datetime64("2000-01-01")
        first = self.narrowing.starts.min(initial=self.ends.max(initial=day))
        last: Any = self.ends.max(initial=first)
        years = choice.get("year", (None, None))
        ends = (f"{years[0]}-01-01", f"{years[1]}-12-31")
        begin, end = choice.get("period") or (
            day if year else None for year, day in zip(years, ends, strict=True)
        )
        first = np.datetime64(begin, "D") if begin else first
        last = np.datetime64(end, "D") if end else max(last, first)
        pad: Any = max((last - first) // 30, np.timedelta64(10, "D"))
        return first - pad, last + pad

    def _marks(self, shown: np.ndarray, first, last) -> tuple[list, str]:
        """Return a mark a meeting: a sign for a day, a bar for anything longer or less exact."""
        starts, ends = self.narrowing.starts[shown], self.ends[shown]
        near = (starts - first) // max((last - first) // 60, np.timedelta64(1, "D"))
        keys = pd.Series(near * 1000 + self.lanes[shown])
        rank = keys.groupby(keys).cumcount().to_numpy()
        y = self.lanes[shown] + STEPS[rank % len(STEPS)]
        is_day = starts == ends
        self._shown, self.bins = [shown[is_day], shown[~is_day]], []
        hover = self._hover(shown)
        held = self.narrowing.is_held[shown]
        colours = self.colours[shown]
        marks = {
            "x": starts[is_day].astype(str).tolist(),
            "y": y[is_day],
            "hovertext": hover[is_day].tolist(),
            "marker.symbol": self.symbols[shown][is_day].tolist(),
            "marker.color": colours[is_day].tolist(),
            "marker.line.color": colours[is_day].tolist(),
        }
        if not is_day.any():  # else plotly takes the axis for one of numbers
            marks |= {"x": [str(first)], "y": [None]}
        long = ~is_day
        spans = {
            "base": starts[long].astype(str).tolist(),
            "x": ((ends - starts)[long].astype("int64") + 1) * DAY,
            "y": y[long],
            "hovertext": hover[long].tolist(),
            "marker.color": np.where(held, self.fills[shown], CLEAR)[long].tolist(),
            "marker.line.color": colours[long].tolist(),
        }
        one, two = self.narrowing.cooperation.side_names
        caption = (
            f"● {plain(one)} hosted, ■ {plain(two)} hosted, ◆ no host of either named. A bar: "
            "lasting, or day not known. Hollow: planned, or reported and not confirmed; "
            "✕ cancelled. Drag over a period to narrow to it; click a mark for its card."
        )
        return [marks, spans, {"x": [], "y": [], "base": [], "hovertext": []}], caption

    def _hover(self, shown: np.ndarray) -> np.ndarray:
        rows = self.narrowing.meetings.iloc[shown]
        told = [
            f"<b>{'<br>'.join(wrap(title, 42)[:4])}</b><br>{plain(dates.in_words(date))}"
            + ("" if status == HELD else f", {plain(status_words(status))}")
            for title, date, status in zip(
                rows["title"], rows["date"], rows["status"].astype("str"), strict=True
            )
        ]
        return np.array(told, dtype=object)

    def _counts(self, shown: np.ndarray, first, last) -> tuple[list, str]:
        """Return a bar a kind and month, quarter or year, as high as its meetings are many."""
        years = (last - first).astype("int64") / 365
        step = 1 if years <= MONTHS else 3 if years <= QUARTERS else 12
        unit = {1: "month", 3: "quarter", 12: "year"}[step]
        bins = self.narrowing.starts[shown].astype("datetime64[M]").astype("int64") // step
        lanes, offset = self.lanes[shown], bins.min()
        width = bins.max() - offset + 1
        counts = np.bincount(lanes * width + bins - offset)
        cells = np.flatnonzero(counts)
        counts = counts[cells]
        lane, begun = cells // width, (cells % width + offset) * step
        starts = begun.astype("datetime64[M]").astype("datetime64[D]")
        nexts = (begun + step).astype("datetime64[M]").astype("datetime64[D]")
        kinds = self.narrowing.facets["kind"]
        self._shown = []
        self.bins = [
            (kinds.values[len(kinds.values) - 1 - place], str(a), str(b))
            for place, a, b in zip(lane, starts, nexts - np.timedelta64(1, "D"), strict=True)
        ]
        most = counts.max()
        told = [
            f"{count:,} in the {unit} from {a}" for count, a in zip(counts, starts, strict=True)
        ]
        bars = {
            "x": (starts + (nexts - starts) // 2).astype(str).tolist(),
            "width": (nexts - starts).astype("int64") * DAY * 0.9,
            "base": lane - 0.4,
            "y": counts / most * 0.8,
            "hovertext": told,
        }
        nothing: dict[str, list] = {"x": [], "y": [], "hovertext": []}
        caption = (
            f"A bar counts the meetings of a kind in a {unit}; the highest stands for "
            f"{counted(int(most), 'meeting')}. Drag over a period, or click a bar, to narrow to it; "
            f"from {MOST_MARKS} meetings down each has a mark of its own."
        )
        return [nothing, {**nothing, "base": []}, bars], caption

    def clicked(self, trace: int, points) -> None:
        """Narrow to the meeting of a mark, or to the kind and period of a bar."""
        place = points.point_inds[0]
        if trace < 2:
            self.choose(meeting=self.narrowing.ids[self._shown[trace][place]])
        else:
            kind, first, last = self.bins[place]
            self.choose(kind=[kind], period=(first, last))

    def _open(self, figure: Plot) -> None:
        super()._open(figure)
        figure.layout.on_change(self._dragged, "xaxis.range")

    def _dragged(self, _, shown: tuple) -> None:
        """Narrow to the period over which a pointer was drawn, if it is not the one drawn here."""
        first, last = (str(day)[:10] for day in shown)
        is_drawn = isinstance(shown[0], str)  # plotly's widget begins with an axis of numbers
        if is_drawn and (first, last) != self._range:
            self.forget()
            self.choose(period=(first, last))
