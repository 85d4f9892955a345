"""What takes the place of the explorer where neither a widget nor a script runs: a sentence and tables."""

from __future__ import annotations

import pandas as pd

from .. import figures
from ..record import Cooperation
from ..wording import counted

MOST = 200_000  # meetings that a browser narrows at once
NOTE = (
    "Run this notebook in JupyterLab for views that can be narrowed, or open the page "
    "explore.html. These tables need no running Python."
)


def too_many(cooperation: Cooperation) -> str:
    """Return what to do with a record of too many meetings for a browser, empty for all others."""
    meetings = len(cooperation.meetings)
    if meetings <= MOST:
        return ""
    return (
        f"This record has {counted(meetings, 'meeting')}; the explorer shows at most {MOST:,}. "
        "Narrow it first, as in helpers.explore(cooperation.where(year=(2020, 2029)))."
    )


def stand_in(cooperation: Cooperation) -> dict[str, str]:
    """Return a record as text and as HTML that need neither running Python nor scripts."""
    shown: list = [figures.listings.topic_year_matrix(cooperation)]
    if len(cooperation.meetings) <= pd.get_option("display.max_rows"):
        shown.append(figures.listings.meetings(cooperation))
    return {
        "text/plain": "\n\n".join([NOTE, *map(repr, shown)]),
        "text/html": f"<p>{NOTE}</p>" + "".join(each._repr_html_() for each in shown),
    }
