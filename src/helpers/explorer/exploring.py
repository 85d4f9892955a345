"""`explore()`: the linked views of a record, or its figures where no Python will run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .. import figures
from ..record import Cooperation, require_record

if TYPE_CHECKING:
    from .explorer import Explorer


STATIC = "COOPERATION_STATIC"


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
    require_record(cooperation)
    if os.environ.get(STATIC):
        return Pictures(cooperation)
    from .explorer import Explorer

    return Explorer(cooperation)


class Pictures:
    """The whole-record figures, for where no Python runs."""

    def __init__(self, cooperation: Cooperation) -> None:
        self.cooperation = cooperation

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for figure in (figures.timeline, figures.topic_year_matrix, figures.direction):
            display(figure(self.cooperation))
