"""What a reader takes away from a page: numbers as CSV, in links that work without a script."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from ..exports import csv_text
from ..figures import Meta
from ..record import Cooperation
from ..wording import as_of, selection

COLUMNS = "date meeting what place topic mode from to subject source link".split()


def csv_link(text: str) -> str:
    """Return an address that holds a CSV file, marked as UTF-8 for spreadsheets."""
    packed = base64.b64encode(text.encode("utf-8-sig")).decode()
    return f"data:text/csv;charset=utf-8;base64,{packed}"


def numbers_text(title: str, meta: Meta, cooperation: Cooperation) -> str:
    r"""Return the numbers of a figure or a sheet as CSV, below lines that say what they are.

    Parameters
    ----------
    title : str
        Of the figure.
    meta : Meta
        Its finding and numbers.
    cooperation : Cooperation
        The record of the page. Selection and source are given for its own figures only: for
        others, such as a comparison, the finding gives them.

    Examples
    --------
    >>> import helpers
    >>> from helpers.figures import NumberTable
    >>> record = helpers.load("tests/data/invented")
    >>> meta = Meta("1 topic.", NumberTable(["Topic", "2031"], [["Tides", 2]]), record.identity)
    >>> lines = numbers_text("Topics", meta, record).split("\n")
    >>> lines[:2], lines[5:7]
    (['# Title,Topics', '# Selection,the whole record'], ['Topic,2031', 'Tides,2'])
    """
    about = [["# Title", title]]
    if meta.record == cooperation.identity:
        only = selection(cooperation.record.narrowed(meta.narrowed))
        about.append(["# Selection", only or "the whole record"])
        about.append(["# Source", f"{cooperation.title}, {as_of(cooperation)}"])
    about.append(["# Finding", meta.finding])
    if meta.table.left:
        about.append(["# Left out", f"{meta.table.left:,} more rows; the downloads hold all"])
    return csv_text([*about, [], meta.table.columns, *meta.table.rows])


def evidence_lines(sections: Iterable[dict]) -> tuple[list[str], dict[str, list[int]]]:
    """Return the lines of CSV behind the numbers of a page, and which of them each number needs.

    Parameters
    ----------
    sections : iterable of dict
        As `evidence_sections` makes them.

    Returns
    -------
    tuple of list of str and dict
        The lines, each once, that of `COLUMNS` first; the places of its lines, by address.
    """
    places = {csv_text([COLUMNS]): 0}
    needed = {}
    for section in sections:
        lines = [csv_text([row]) for row in _rows(section["meetings"])]
        needed[section["key"]] = [places.setdefault(line, len(places)) for line in lines]
    return list(places), needed


def _rows(meetings: Iterable[dict]) -> list[tuple]:
    """Return each exchange with its meeting, and each meeting without an exchange, in `COLUMNS`."""
    rows = []
    for meeting in meetings:
        about = tuple(meeting[part] for part in ("date", "title", "what", "place"))
        for exchange in meeting["exchanges"]:
            parts = ("topic", "mode", "sender", "receiver", "subject")
            passage = exchange["passage"]
            shared = tuple(exchange[part] for part in parts)
            rows.append((*about, *shared, passage.title, passage.link))
        if not meeting["exchanges"]:
            passage = meeting["passage"]
            rows.append((*about, *[""] * 5, passage.title, passage.link))
    return rows
