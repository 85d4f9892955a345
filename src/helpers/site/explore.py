"""The page that is the explorer itself: the record, packed, with the module that narrows it."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from .. import figures
from ..explorer import module, packed, style, too_many
from ..record import Cooperation
from ..wording import counted
from .templates import render

EXPLORER = "explore.html"
TITLE, QUESTION = "Explore", "What do you want to know?"
LEAD = (
    "Narrow the record by years, topics, kinds of meeting, organisations or words, and see at once "
    "who met when, which topics came up, and who shared with whom."
)
MOST_LISTED = 1_000  # meetings in the tables for browsers without scripts
# Reads what the page holds; a module's last line, so that the page needs no further script.
OPEN = """openPage(document.getElementById("the--explorer"), document.getElementById("the--payload").textContent);
"""


def explorer_page(cooperation: Cooperation, titles: Mapping[str, str]) -> str:
    """Return the explorer of a record as one self-contained page.

    Parameters
    ----------
    cooperation : Cooperation
        The record.
    titles : mapping of str to str
        All pages in order, file name to title.

    Notes
    -----
    Where scripts are off, plain tables take its place, for a large record a sentence.
    """
    from markupsafe import Markup

    note = too_many(cooperation)
    meetings = len(cooperation.meetings)
    tables: list = []
    if meetings <= MOST_LISTED:
        tables = [
            figures.listings.topic_year_matrix(cooperation),
            figures.listings.meetings(cooperation),
            figures.listings.exchanges(cooperation),
            figures.listings.commitments(cooperation),
        ]
    return render(
        "explore.html",
        cooperation,
        titles,
        name=EXPLORER,
        question=QUESTION,
        lead=LEAD,
        too_many=note,
        tables=[Markup(table._repr_html_()) for table in tables],
        number=counted(meetings, "meeting"),
        record="" if note else base64.b64encode(packed(cooperation)).decode(),
        style=Markup(style()),
        script=Markup(module() + "\n" + OPEN),
    )
