"""The parts of the explorer that are not figures: sentence, controls, and table of meetings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import anywidget
import traitlets

from .narrowing import Narrowing, units_below

HERE = Path(__file__).parent
LEGENDS = {
    "year": "Years",
    "text": "Words",
    "topic": "Topics",
    "kind": "Kinds",
    "country": "Sides",
    "organisation": "Organisations",
    "direction": "Who shared with whom",
    "format": "Format",
    "status": "Status",
}


class Part(anywidget.AnyWidget):
    """A widget drawn by `explorer.js`; each message from it is a call of `act`, by keyword."""

    _esm = (HERE / "explorer.js").read_text(encoding="utf-8")
    _css = (HERE / "explorer.css").read_text(encoding="utf-8")
    part = traitlets.Unicode().tag(sync=True)

    def __init__(self, act: Callable, **state) -> None:
        super().__init__(**state)
        self.on_msg(lambda _, content, __: act(**content))


class Summary(Part):
    """What is shown in a sentence, the conditions as (name, value, label), and the code."""

    part = traitlets.Unicode("summary").tag(sync=True)
    sentence = traitlets.Unicode().tag(sync=True)
    conditions: traitlets.List = traitlets.List().tag(sync=True)
    code = traitlets.Unicode().tag(sync=True)
    can_go_back = traitlets.Bool(False).tag(sync=True)


class Controls(Part):
    """What can be chosen, with the meetings that each value would leave."""

    part = traitlets.Unicode("controls").tag(sync=True)
    facets: traitlets.List = traitlets.List().tag(sync=True)
    counts = traitlets.Dict().tag(sync=True)
    chosen = traitlets.Dict().tag(sync=True)


class Card(Part):
    """The card of the meeting that was opened, empty if none is."""

    part = traitlets.Unicode("card").tag(sync=True)
    html = traitlets.Unicode("").tag(sync=True)


class Meetings(Part):
    """A page of the table of meetings."""

    part = traitlets.Unicode("meetings").tag(sync=True)
    columns: traitlets.List = traitlets.List().tag(sync=True)
    rows: traitlets.List = traitlets.List().tag(sync=True)
    caption = traitlets.Unicode().tag(sync=True)
    page = traitlets.Int(0).tag(sync=True)
    last_page = traitlets.Int(0).tag(sync=True)


def offered(narrowing: Narrowing) -> list[dict]:
    """Return what the controls offer: name, legend, and values with labels, a facet each.

    Examples
    --------
    >>> import helpers
    >>> [facet["name"] for facet in offered(Narrowing(helpers.load("tests/data/invented")))][:3]
    ['year', 'text', 'topic']
    """
    facets = []
    for name, legend in LEGENDS.items():
        facet = {"name": name, "legend": legend, "values": [], "labels": []}
        if name in narrowing.facets:
            facet["values"] = narrowing.facets[name].values
            facet["labels"] = narrowing.facets[name].labels
        if name == "organisation":
            facet["depths"] = units_below(narrowing.cooperation)["depth"].tolist()
        facets.append(facet)
    return facets
