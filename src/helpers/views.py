"""What the explorer's views share: a figure that is redrawn only when its data changed."""

from __future__ import annotations

import copy
import html
import json
from collections.abc import Callable, Mapping

import ipywidgets as widgets
import plotly.graph_objects as go

from .drawing import FONT, INK, NEUTRAL, PAPER

CLEAR = "rgba(0,0,0,0)"


class View:
    """A figure with a heading and a caption, redrawn only when its data changed.

    Parameters
    ----------
    title : str
        The heading.
    traces : list
        Its plotly traces, still without data.
    layout : mapping
        What differs from the layout that all views share.

    Attributes
    ----------
    figure : plotly.graph_objects.FigureWidget
    box : ipywidgets.VBox
        Heading, options, figure and caption.
    redraws : int
        How often data went to the browser.
    """

    def __init__(self, title: str, traces: list, layout: Mapping) -> None:
        self.figure = go.FigureWidget(data=traces, layout={**_layout(), **layout})
        self.figure._config = {"displayModeBar": False, "responsive": True}
        self.heading = widgets.HTML(f"<h3>{html.escape(title)}</h3>")
        self.caption = widgets.HTML()
        self.box = widgets.VBox([self.heading, self.figure, self.caption])
        self.box.add_class("cooperation-view")
        self.redraws = 0
        self._fingerprint = ""

    def show(self, data: list[Mapping], layout: Mapping, caption: str) -> None:
        """Draw data, a mapping a trace, unless it is what is drawn already."""
        self.caption.value = f"<p>{caption}</p>"
        fingerprint = json.dumps([data, layout], default=lambda array: array.tolist())
        if fingerprint == self._fingerprint:
            return
        self._fingerprint = fingerprint
        self.redraws += 1
        with self.figure.batch_update():
            for trace, properties in zip(self.figure.data, data, strict=True):
                trace.update(properties)
            self.figure.update_layout(layout)

    def keep(self) -> None:
        """Make what is drawn the state from which a page that opens now starts."""
        self.figure._widget_data = copy.deepcopy(self.figure._data)
        self.figure._widget_layout = copy.deepcopy(self.figure._layout_obj._props)

    def on_click(self, act: Callable[[int, object], None]) -> None:
        """Call `act` with trace and points of a click."""
        for place, trace in enumerate(self.figure.data):
            trace.on_click(
                lambda _, points, __, place=place: act(place, points) if points.point_inds else None
            )


def _layout() -> dict:
    return {
        "template": None,
        "font": {"family": FONT, "size": 12, "color": INK},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "margin": {"t": 26, "r": 8, "b": 8, "l": 8},
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {
            "align": "left",
            "font": {"family": FONT, "size": 12, "color": INK},
            "bgcolor": PAPER,
            "bordercolor": NEUTRAL,
        },
    }
