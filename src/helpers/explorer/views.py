"""What the explorer's views share: a figure that is redrawn only when its data changed."""

from __future__ import annotations

import functools
import html
import json
from collections.abc import Mapping
from pathlib import Path

import anywidget
import ipywidgets as widgets
import plotly
import plotly.graph_objects as go
import traitlets
from plotly.serializers import custom_serializers

from ..figures import FONT, INK, NEUTRAL, PAPER

CLEAR = "rgba(0,0,0,0)"


class Library(anywidget.AnyWidget):
    """The code of plotly's widget, sent to a page once."""

    _esm = "export default { render() {} }"
    code = traitlets.Unicode().tag(sync=True)


@functools.cache
def library() -> Library:
    """Return the one library of this kernel."""
    bundle = Path(plotly.__file__).parent / "package_data" / "widgetbundle.js"
    return Library(code=bundle.read_text(encoding="utf-8"))


class Plot(go.FigureWidget):  # type: ignore[name-defined]  # left out of plotly-stubs
    """A figure of which a browser hears when it is complete, and after a reload as it is now.

    plotly's own widget opens empty and sends its data afterwards, which a busy page misses; gives
    a page that is loaded again the data of the beginning; and sends 5 MB of code with each figure.
    """

    _esm = (Path(__file__).parent / "plot.js").read_text(encoding="utf-8")
    library = traitlets.Instance(Library).tag(sync=True, **widgets.widget_serialization)

    def __init__(self, figure: go.Figure) -> None:
        super().__init__(figure)
        self._config = {"displayModeBar": False, "doubleClick": False, "responsive": True}
        super().open()

    @traitlets.default("library")
    def _default_library(self) -> Library:
        return library()

    def open(self) -> None:
        """Wait: `__init__` opens the figure at its end."""

    def get_state(self, key=None, drop_defaults=False) -> dict:
        """Return what a browser is given; the whole of it, with the data of now."""
        state = super().get_state(key, drop_defaults)
        if key is None:
            pack = custom_serializers["to_json"]
            state["_widget_data"] = pack(self._data, self)
            state["_widget_layout"] = pack(self._layout_obj._props, self)  # noqa: SLF001 (as plotly itself packs it)
        return state


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
    figure : Plot
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
        self.figure: Plot | None = None
        self.redraws = 0
        self._fingerprint = ""

    def show(self, data: list[dict], layout: dict, caption: str) -> None:
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
            self._open(Plot(figure))
        else:
            with self.figure.batch_update():
                _put(self.figure, data, layout)

    def _open(self, figure: Plot) -> None:
        """Take a figure that is complete, so that no page ever shows an empty one."""
        for place, trace in enumerate(figure.data):
            trace.on_click(functools.partial(self._on_click, place))
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


def _put(figure: go.Figure, data: list[dict], layout: dict) -> None:
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
