"""The linked views of a record, in which a choice in one narrows the others."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np

from .. import dates, figures
from ..record import HELD, Cooperation, normal_condition, require, require_condition
from ..wording import counted_meetings, status_words, words
from .card import card
from .conditions import NAMES, code_of, listed, sentence
from .controls import Card, Controls, Meetings, Summary, offered
from .direction_view import DirectionView
from .matrix_view import MatrixView
from .narrowing import Narrowing
from .timeline_view import TimelineView

PAGE = 25  # meetings


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
        self._page = 0
        self._opened: str | None = None
        self.summary = Summary(self.act)
        self.controls = Controls(self.act, facets=offered(self.narrowing))
        self.timeline = TimelineView(self.narrowing, self.toggle)
        self.matrix = MatrixView(self.narrowing, self.toggle)
        self.direction = DirectionView(self.narrowing, self.toggle)
        self.card = Card(self.act)
        self.meetings = Meetings(self.act, columns=["Date", "Meeting", "Kind", "Topics"])
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
        return code_of(self.choice, self.cooperation.conditions)

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
        require_condition(name)
        if value is None or (isinstance(value, (str, list, tuple)) and not len(value)):
            return None
        values = normal_condition(self.cooperation, name, value)
        if name in ("year", "period"):
            return values
        if name in ("text", "meeting"):
            if len(values) > 1:
                raise ValueError("the explorer shows one meeting at a time: choose one")
            return values[0]
        facet = self.narrowing.facets[name]
        for one in values:
            require(name, one, facet.values)
        return sorted(values, key=facet.values.index)

    def _go(self, choice: dict, remember: bool = True) -> None:
        if choice == self.choice:
            return
        if remember:
            self._former.append(self.choice)
        if "meeting" in self.choice:
            self._opened = None
        self.choice, self._page = choice, 0
        self._renew()

    def act(self, choose=None, remove=None, page=None, **rest) -> None:
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
                for name, value, label in listed(self.choice, self.narrowing)
            ]
            self.summary.sentence = sentence(self.choice, self.narrowing, left)
            self.summary.code = self.code
            self.summary.can_go_back = bool(self._former)
            shown = np.flatnonzero(left.meetings)
            self._list(shown)
            meeting = self.choice.get("meeting")
            there = set(self.narrowing.ids[shown]) if self._opened else ()
            self.open(meeting or (self._opened if self._opened in there else None))
        for view in (self.timeline, self.matrix, self.direction):
            view.draw(left, self.choice)

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
        status = rows["status"].map(status_words).astype("str")
        kinds += (", " + status).where(rows["status"].ne(HELD), "")
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
            else counted_meetings(
                self.narrowing.cooperation, self.narrowing.meetings["meeting_id"].iloc[shown]
            )
        )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """Return the widget, and what stands in its place where widgets cannot run."""
        return {**self.box._repr_mimebundle_(), **_still(self.cooperation)}

    def __repr__(self) -> str:
        return f"{self.summary.sentence}\n{self.code}"


def _still(cooperation: Cooperation) -> dict:
    """Return a record as text and HTML that need no running Python."""
    matrix = figures.listings.topic_year_matrix(cooperation)
    return {
        "text/plain": f"{cooperation}\n\n{matrix}",
        "text/html": cooperation._repr_html_() + matrix._repr_html_(),
    }
