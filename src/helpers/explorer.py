"""`explore()`: linked views of a record, in which a choice in one narrows the others."""

from __future__ import annotations

import json
import os

import ipywidgets as widgets
import numpy as np

from . import dates, figures
from .card import card
from .controls import Card, Controls, Meetings, Summary, offered
from .cooperation import Cooperation
from .direction_view import DirectionView
from .drawing import counted
from .labels import words
from .matrix_view import MatrixView
from .narrowing import Narrowing
from .problems import require, shorten
from .timeline_view import TimelineView
from .topics import topic_year_matrix

STATIC = "COOPERATION_STATIC"
PAGE = 25  # meetings
NAMES = {
    "country": "side",
    "way": "shared",
    "text": "words",
    "period": "began",
    "year": "year",
}


def explore(cooperation: Cooperation) -> Explorer | Pictures:
    """Show linked views of a record: choose in one, and the others follow.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed by `Cooperation.where`.

    Returns
    -------
    Explorer
        Shown where it is a cell's last line. Where `$COOPERATION_STATIC` is set, as when the pages
        are written, the whole-record figures instead: they need no running Python.

    Notes
    -----
    Coordinated views with brushing and linking (Becker and Cleveland, "Brushing scatterplots",
    *Technometrics* 29, 1987, 127–142): every view shows the measure of the record as narrowed by
    all conditions. Faceted search (Hearst, "Clustering versus faceted categories for information
    exploration", *Communications of the ACM* 49, 2006, 59–61): each value tells how many meetings
    it would leave.

    Examples
    --------
    >>> import helpers
    >>> explorer = helpers.explore(helpers.load("tests/data/invented"))
    >>> explorer.choose(topic="tidal-power", year=2031)
    >>> explorer.code
    'cooperation.where(topic="tidal-power", year=2031)'
    >>> len(explorer.view.meetings)
    2
    """
    return Pictures(cooperation) if os.environ.get(STATIC) else Explorer(cooperation)


class Explorer:
    """Linked views of a record.

    Attributes
    ----------
    choice : dict
        The conditions, as arguments of `Cooperation.where`.
    view : Cooperation
        The record as narrowed by them, for measures and pandas.
    code : str
        The line that reproduces it.
    sentence : str
        What is shown, in words.
    """

    def __init__(self, cooperation: Cooperation) -> None:
        self.cooperation = cooperation
        self.narrowing = Narrowing(cooperation)
        self.choice: dict = {}
        self._former: list[dict] = []
        self._page, self._opened = 0, None
        self.summary = Summary(self._act)
        self.controls = Controls(self._act, facets=offered(self.narrowing))
        self.timeline = TimelineView(self.narrowing, self.toggle)
        self.matrix = MatrixView(self.narrowing, self.toggle)
        self.direction = DirectionView(self.narrowing, self.toggle)
        self.card = Card(self._act)
        self.meetings = Meetings(self._act, columns=["Date", "Meeting", "Kind", "Topics"])
        self._renew()
        pair = widgets.HBox([self.matrix.box, self.direction.box])
        views = widgets.VBox([self.timeline.box, self.card, pair, self.meetings])
        body = widgets.HBox([self.controls, views])
        self.box = widgets.VBox([self.summary, body])
        for box, name in ((pair, "pair"), (views, "views"), (body, "body"), (self.box, "explorer")):
            box.add_class(f"cooperation-{name}")

    def choose(self, **conditions) -> None:
        """Set conditions as in `Cooperation.where`; None takes one away, the others stay.

        Raises
        ------
        ValueError
            A name is not in the record; the message gives the nearest one.
        """
        choice = dict(self.choice)
        for name, value in conditions.items():
            value = self._normal(name, value)
            choice.pop(name, None)
            if value is not None:
                choice[name] = value
        self._go(choice)

    def toggle(self, **conditions) -> None:
        """Set conditions, or take them away where they are set already."""
        wanted = {name: self._normal(name, value) for name, value in conditions.items()}
        if all(self.choice.get(name) == value for name, value in wanted.items()):
            wanted = dict.fromkeys(wanted)
        self.choose(**wanted)

    def reset(self) -> None:
        """Show the whole record, and no card."""
        self.open(None)
        self._go({})

    def back(self) -> None:
        """Show what was shown before."""
        if self._former:
            self._go(self._former.pop(), remember=False)

    @property
    def view(self) -> Cooperation:
        """The record as narrowed by the conditions."""
        return self.cooperation.where(**self.choice)

    @property
    def code(self) -> str:
        """The line that reproduces the view."""
        if not self.choice:
            return "cooperation"
        told = (f"{name}={_literal(value)}" for name, value in self.choice.items())
        return f"cooperation.where({', '.join(told)})"

    @property
    def sentence(self) -> str:
        """What is shown, in words."""
        return self.summary.sentence

    def open(self, meeting: str | None) -> None:
        """Show the card of a meeting; None closes it."""
        self._opened = meeting
        self.card.html = card(self.cooperation, meeting) if meeting else ""

    def _normal(self, name: str, value):
        """Return the value of a condition in the one form in which it is kept."""
        known = {**self.narrowing.facets, "text": None, "period": None, "meeting": None}
        require("condition", name, known)
        if (
            value is None
            or value == ""
            or (name != "year" and not isinstance(value, str) and not len(value))
        ):
            return None
        if name == "year":
            return (value, value) if isinstance(value, int) else tuple(value)
        if name == "period":
            return tuple(value)
        if name in ("text", "meeting"):
            if name == "meeting" and value not in self.narrowing.ids:
                require(name, value, self.narrowing.ids)
            return value
        values = [value] if isinstance(value, str) else list(value)
        for one in values:
            require(name, one, known[name].values)
        return sorted(values, key=known[name].values.index)

    def _go(self, choice: dict, remember: bool = True) -> None:
        if choice == self.choice:
            return
        if remember:
            self._former.append(self.choice)
        if "meeting" in self.choice:
            self._opened = None
        self.choice, self._page = choice, 0
        self._renew()

    def _act(self, choose=None, remove=None, page=None, **rest) -> None:
        """Do what a message from the browser asks for."""
        if choose is not None:
            self.choose(**choose)
        if remove is not None:
            name, value = remove
            kept = self.choice.get(name)
            left = [one for one in kept if one != value] if isinstance(kept, list) else None
            self.choose(**{name: left})
        if "reset" in rest:
            self.reset()
        if "back" in rest:
            self.back()
        if "open" in rest:
            self.open(rest["open"])
        if page is not None:
            self._page = page
            self._list(np.flatnonzero(self._left.meetings))

    def _renew(self) -> None:
        """Show the choice in every part."""
        left = self._left = self.narrowing.narrow(self.choice)
        with self.controls.hold_sync(), self.summary.hold_sync(), self.meetings.hold_sync():
            self.controls.counts = {name: count.tolist() for name, count in left.counts.items()}
            self.controls.chosen = {
                n: list(v) if isinstance(v, tuple) else v for n, v in self.choice.items()
            }
            self.summary.conditions = [
                [name, value, f"{NAMES.get(name, name)}: {label}"]
                for name, value, label in self._conditions()
            ]
            self.summary.sentence = self._told()
            self.summary.code = self.code
            self.summary.can_go_back = bool(self._former)
            shown = np.flatnonzero(left.meetings)
            self._list(shown)
            meeting = self.choice.get("meeting")
            there = set(self.narrowing.ids[shown]) if self._opened else ()
            self.open(meeting or (self._opened if self._opened in there else None))
        for view in (self.timeline, self.matrix, self.direction):
            view.draw(left, self.choice)

    def _conditions(self) -> list[tuple[str, object, str]]:
        """Return each condition as its name, its value and its words."""
        told = []
        for name, value in self.choice.items():
            if name == "year":
                label = str(value[0]) if value[0] == value[1] else f"{value[0]}–{value[1]}"
            elif name == "period":
                label = (
                    dates.in_words("/".join(value))
                    if value[0] != value[1]
                    else dates.in_words(value[0])
                )
            elif name == "meeting":
                place = self.narrowing.ids.get_loc(value)
                label = f"“{shorten(self.narrowing.meetings['title'].iloc[place], 60)}”"
            elif name == "text":
                label = f"“{shorten(value, 40)}”"
            else:
                facet = self.narrowing.facets[name]
                told += [(name, one, facet.labels[facet.values.index(one)]) for one in value]
                continue
            told.append((name, value, label))
        return told

    def _told(self) -> str:
        left, record = self._left, self.narrowing
        meetings, exchanges = int(left.meetings.sum()), int(left.exchanges.sum())
        years = record.years[left.meetings]
        span = ""
        if meetings:
            first, last = years.min(), years.max()
            span = f", {first}" if first == last else f", {first}–{last}"
        if not self.choice:
            return f"The whole record: {counted(meetings, 'meeting')} and {counted(exchanges, 'exchange')}{span}."
        by_name: dict[str, list[str]] = {}
        for name, _, label in self._conditions():
            by_name.setdefault(NAMES.get(name, name), []).append(label)
        told = "; ".join(f"{name} {' or '.join(labels)}" for name, labels in by_name.items())
        return (
            f"{meetings:,} of {counted(len(record.ids), 'meeting')} and {exchanges:,} of "
            f"{counted(len(left.exchanges), 'exchange')}{span}: {told}."
        )

    def _list(self, shown: np.ndarray) -> None:
        """Show a page of meetings in the table."""
        last = max(len(shown) - 1, 0) // PAGE
        page = min(max(self._page, 0), last)
        part = shown[page * PAGE : (page + 1) * PAGE]
        rows, topics = self.narrowing.meetings.iloc[part], self.narrowing.facets["topic"]
        here = np.flatnonzero(self._left.exchanges & np.isin(topics.meetings, part))
        told: dict[int, dict[str, None]] = {place: {} for place in part.tolist()}
        for place, code in zip(
            topics.meetings[here].tolist(), topics.codes[here].tolist(), strict=True
        ):
            told[place][topics.labels[code]] = None
        kinds = rows["kind"].map(words).astype("str")
        formats = rows["format"].map(words).astype("str")
        kinds += (", " + rows["status"].astype("str")).where(rows["status"].ne("held"), "")
        kinds += (", " + formats).where(formats.ne(""), "")
        table = self.meetings
        table.page, table.last_page, self._page = page, last, page
        columns = (rows["meeting_id"], rows["date"].map(dates.in_words), rows["title"], kinds)
        table.rows = [
            [*cells, "; ".join(told[place])]
            for place, *cells in zip(part.tolist(), *columns, strict=True)
        ]
        table.caption = (
            f"Meetings {page * PAGE + 1:,} to {page * PAGE + len(part):,} of {len(shown):,}"
            if last
            else counted(len(shown), "meeting")
        )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """Return the widget, and what stands in its place where widgets cannot run."""
        return {**self.box._repr_mimebundle_(), **_still(self.cooperation)}

    def __repr__(self) -> str:
        return f"{self.summary.sentence}\n{self.code}"


class Pictures:
    """The whole-record figures, for where no Python runs."""

    def __init__(self, cooperation: Cooperation) -> None:
        self.cooperation = cooperation

    def _ipython_display_(self) -> None:
        for figure in (figures.timeline, figures.topic_year_matrix, figures.direction):
            figure(self.cooperation)._ipython_display_()


def _still(cooperation: Cooperation) -> dict:
    """Return a record as text and HTML that need no running Python."""
    matrix = topic_year_matrix(cooperation)
    return {
        "text/plain": f"{cooperation}\n\n{matrix.to_string()}",
        "text/html": cooperation._repr_html_() + matrix._repr_html_(),
    }


def _literal(value) -> str:
    """Return a condition as Python code; of one value alone, the value."""
    if isinstance(value, tuple) and value[0] == value[1] and isinstance(value[0], int):
        value = value[0]
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    text = json.dumps(value, ensure_ascii=False)
    return f"({text[1:-1]})" if isinstance(value, tuple) else text
