"""`explore()`: linked views of a record in Jupyter, and what Python reads and sets of them."""

from __future__ import annotations

import html
import inspect
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..record import Cooperation, require_record
from ..wording import shorten
from .conditions import code, normal, sentence
from .payload import facets, packed
from .tables import stand_in, too_many

if TYPE_CHECKING:
    from .widget import Panel

STATIC = "COOPERATION_STATIC"  # set where outputs are kept for readers without Python


def explore(cooperation: Cooperation) -> Explorer:
    """Show linked views of a record: choose in one, and the others follow.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed by `Cooperation.where`.

    Returns
    -------
    Explorer
        Shown where it is a cell's last line. Where no widget runs, or `$COOPERATION_STATIC` is set,
        as when the pages are written, tables of the record take its place.

    Notes
    -----
    Coordinated views with brushing and linking (Becker and Cleveland, "Brushing scatterplots",
    *Technometrics* 29, 1987, 127–142): every view shows the measure of the record as narrowed by
    all conditions. Faceted search (Hearst, "Clustering versus faceted categories for information
    exploration", *Communications of the ACM* 49, 2006, 59–61): each value shows how many meetings
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
    require_record(cooperation)
    return Explorer(cooperation)


class Explorer:
    """Linked views of a record: choose in one, and the others follow.

    Attributes
    ----------
    cooperation : Cooperation
        The record that is explored.
    choice : dict
        The conditions, as arguments of `Cooperation.where`; setting it narrows the views.
    view : Cooperation
        The record as narrowed by them, for any measure or figure.
    code : str
        The line that reproduces it.
    sentence : str
        What is shown, in words.
    """

    def __init__(self, cooperation: Cooperation) -> None:
        self.cooperation = cooperation
        self._facets = facets(cooperation)
        self._choice: dict[str, Any] = {}
        self._panel: Panel | None = None

    @property
    def choice(self) -> dict[str, Any]:
        """The conditions, as arguments of `Cooperation.where`."""
        return dict(self._choice)

    @choice.setter
    def choice(self, conditions: Mapping[str, Any]) -> None:
        self._choice = self._normal(conditions)
        if self._panel is not None:
            self._panel.choice = self._choice

    def choose(self, **conditions: Any) -> None:
        """Set conditions as in `Cooperation.where`; None takes one away, the others stay.

        Raises
        ------
        ValueError
            A name is not in the record; the message gives the nearest one.
        """
        self.choice = {**self._choice, **conditions}

    # Completed by the tab key as `where` is. Typeshed gives a function no such name.
    choose.__signature__ = inspect.signature(Cooperation.where).replace(  # type: ignore[attr-defined]
        return_annotation=None
    )

    def reset(self) -> None:
        """Show the whole record."""
        self.choice = {}

    @property
    def view(self) -> Cooperation:
        """The record as narrowed by the conditions."""
        return self.cooperation.where(**self._choice)

    @property
    def code(self) -> str:
        """The line that reproduces the view."""
        return code(self._choice, self.cooperation.conditions)

    @property
    def sentence(self) -> str:
        """What is shown, in words."""
        return sentence(self.cooperation, self._facets, self._choice)

    @property
    def widget(self) -> Panel:
        """The widget, made when it is first asked for."""
        if self._panel is None:
            from .widget import Panel

            self._panel = Panel(packed(self.cooperation), self._choice, self._normal)
            self._panel.observe(self._hear, "choice")
        return self._panel

    def _normal(self, conditions: Mapping[str, Any]) -> dict[str, Any]:
        if not isinstance(conditions, Mapping):
            how = 'it is a dict as `where` takes it, as in {"year": 2031}; {} is the whole record'
            raise TypeError(f"choice {shorten(repr(conditions))} is not a choice: {how}")
        values = {
            name: normal(self.cooperation, self._facets, name, value)
            for name, value in conditions.items()
        }
        return {name: value for name, value in values.items() if value is not None}

    def _hear(self, change: Any) -> None:
        self._choice = change["new"]

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        """Return the widget, and what takes its place where widgets cannot run."""
        if note := too_many(self.cooperation):
            summary = self.cooperation
            text, markup = repr(summary), summary._repr_html_()
            return {
                "text/plain": f"{note}\n\n{text}",
                "text/html": f"<p>{html.escape(note)}</p>{markup}",
            }, {}
        tables = stand_in(self.cooperation)
        if os.environ.get(STATIC):
            return tables, {}
        data, metadata = self.widget._repr_mimebundle_() or ({}, {})
        return {**data, **tables}, metadata

    def __repr__(self) -> str:
        return f"{self.sentence}\n{self.code}"
