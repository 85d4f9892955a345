"""The explorer's direction of sharing: who shared with whom, a bar a direction."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import plotly.graph_objects as go

from ..figures import FIRST, MUTUAL, NEUTRAL, SECOND, wrap
from ..wording import counted
from .narrowing import Narrowed, Narrowing
from .views import View


class DirectionView(View):
    """Exchanges at held meetings by who shared with whom.

    Parameters
    ----------
    narrowing : Narrowing
        The record.
    choose : callable
        Called with the conditions that a click asks for.
    """

    def __init__(self, narrowing: Narrowing, choose: Callable) -> None:
        self.narrowing, self.choose = narrowing, choose
        self.directions = narrowing.facets["direction"]
        self.size = 4 if (self.directions.codes == 3).any() else 3
        bars = go.Bar(
            orientation="h",
            y=list(range(self.size)),
            width=0.6,
            marker={"color": [FIRST, SECOND, MUTUAL, NEUTRAL][: self.size], "line": {"width": 0}},
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{hovertext}<extra></extra>",
        )
        super().__init__(
            "Who shared with whom",
            [bars],
            {
                "height": 12 + 44 * self.size,
                "margin": {"t": 4, "r": 8, "b": 8, "l": 8},
                "xaxis": {"visible": False, "fixedrange": True},
                "yaxis": {
                    "range": [self.size - 0.5, -0.5],
                    "tickvals": list(range(self.size)),
                    "ticktext": [
                        "<br>".join(wrap(label, 18))
                        for label in self.directions.labels[: self.size]
                    ],
                    "fixedrange": True,
                    "showgrid": False,
                    "automargin": True,
                    "ticklabelstandoff": 6,
                },
            },
        )

    def draw(self, left: Narrowed, choice: Mapping) -> None:
        """Draw what a choice leaves."""
        held = self.narrowing.is_held[self.narrowing.exchange_meetings]
        counts = np.bincount(self.directions.codes[left.exchanges & held], minlength=4)[: self.size]
        data = {"x": counts, "text": [f"<b>{count:,}</b>" for count in counts]}
        data["hovertext"] = [counted(int(count), "exchange") for count in counts]
        layout = {"xaxis.range": [0, max(1, int(counts.max())) * 1.5]}
        caption = (
            "Exchanges at held meetings. Mutual: the source names neither end as the sharer. "
            "Click a bar to narrow to it."
        )
        self.show([data], layout, caption)

    def clicked(self, _: int, points) -> None:
        """Narrow to the direction of a bar."""
        self.choose(direction=[self.directions.values[points.point_inds[0]]])
