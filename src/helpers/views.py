"""What the explorer's views share: a figure that is redrawn only when its data changed."""

from __future__ import annotations

import copy
import html
import json
from collections.abc import Mapping
from functools import partial

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
        None until something is shown.
    box : ipywidgets.VBox
        Heading, options, figure and caption.
    redraws : int
        How often data went to the browser.
    """

    def __init__(self, title: str, traces: list, layout: Mapping) -> None:
        self.traces, self.layout = traces, {**_layout(), **layout}
        self.caption = widgets.HTML()
        self.options: list[widgets.Widget] = []
        self.box = widgets.VBox()
        self.box.add_class("cooperation-view")
        self.heading = widgets.HTML(f"<h3>{html.escape(title)}</h3>")
        self.figure: go.FigureWidget | None = None
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
        if self.figure is None:
            figure = go.Figure(self.traces, self.layout)
            _put(figure, data, layout)
            self._open(go.FigureWidget(figure))
        else:
            with self.figure.batch_update():
                _put(self.figure, data, layout)

    def _open(self, figure: go.FigureWidget) -> None:
        """Take a figure that is complete, so that no page ever shows an empty one."""
        figure._config = {"displayModeBar": False, "doubleClick": False, "responsive": True}
        for place, trace in enumerate(figure.data):
            trace.on_click(partial(self._on_click, place))
        self.figure = figure
        self.box.children = [self.heading, *self.options, figure, self.caption]

    def _on_click(self, place: int, _, points, __) -> None:
        if points.point_inds:
            self.clicked(place, points)

    def clicked(self, trace: int, points) -> None:
        """Act on a click on points of a trace."""

    def forget(self) -> None:
        """Draw anew at the next call, as the browser shows something else."""
        self._fingerprint = ""

    def keep(self) -> None:
        """Make what is drawn the state from which a page that opens now starts."""
        self.figure._widget_data = copy.deepcopy(self.figure._data)
        self.figure._widget_layout = copy.deepcopy(self.figure._layout_obj._props)


def _put(figure: go.Figure, data: list[Mapping], layout: Mapping) -> None:
    for trace, properties in zip(figure.data, data, strict=True):
        trace.update(properties)
    figure.update_layout(layout)


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
