"""The files beside the pages for other programs: the record whole, tables, calendar."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from ..measures import every_exchange
from ..record import DECLARATION, Cooperation, Edition, Files, declared_in, read_files, read_package
from .calendar import calendar
from .tables import matrix_text, table_text, timeline_text
from .workbook import as_workbook

TRAVELLERS = ("README.md", "LICENSE")  # beside the declaration and its tables, where they are there
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say: the same at every run


def write_all(cooperation: Cooperation, record: Path, out: Path) -> dict[str, str]:
    """Write every download into a folder; return what each is, in words, as `offered_downloads` does.

    Parameters
    ----------
    cooperation : Cooperation
        The record, loaded and whole.
    record : pathlib.Path
        The folder of the same record.
    out : pathlib.Path
        The folder of the downloads; it is made where it is missing.
    """
    files = offered_downloads(cooperation, record)
    out.mkdir(parents=True, exist_ok=True)
    for file, (content, _) in files.items():
        (out / file).write_bytes(content)
    return {file: words for file, (_, words) in files.items()}


def offered_downloads(
    cooperation: Cooperation, record: Path, editions: Mapping[str, Edition] | None = None
) -> dict[str, tuple[bytes, str]]:
    """Return every download: its bytes, and what it is in words.

    Parameters
    ----------
    cooperation : Cooperation
        The record, loaded and whole.
    record : pathlib.Path
        The folder of the same record.
    editions : mapping of str to Edition, optional
        How often each meeting's row was changed, for the calendar.

    Returns
    -------
    dict of str to tuple
        File name → bytes and words, in the order in which they are offered. The same record gives
        the same bytes. A calendar without any event would be none (RFC 5545 asks for one at least)
        and is left out.
    """
    name = cooperation.declaration.name or cooperation.title
    files = {
        "record.zip": (
            packed(record),
            "The whole record as a Data Package, exactly as it is kept (ZIP)",
        ),
        "record.xlsx": (
            as_workbook(read_package(record)),
            "The whole record as a workbook, one sheet per table, to be read or edited in a spreadsheet (XLSX)",
        ),
        "topic-by-year.csv": (
            _spreadsheet(matrix_text(cooperation, "meetings", "csv")),
            "How many meetings took up each topic in each year, for a spreadsheet (CSV)",
        ),
        "timeline.csv": (
            _spreadsheet(timeline_text(cooperation, "csv")),
            "The meetings in time, with topics, organisations and sources, for a spreadsheet (CSV)",
        ),
        "exchanges.csv": (
            _spreadsheet(table_text(every_exchange(cooperation), "csv")),
            "What was shared on which topic, by whom with whom, for a spreadsheet (CSV)",
        ),
        "meetings.ics": (
            calendar(cooperation, name, editions),
            "The meetings for a calendar (iCalendar); those known only to the month or year fill that whole time",
        ),
    }
    return {file: offer for file, offer in files.items() if offer[0]}


def packed(record: Path) -> bytes:
    """Return the files of a data package as one zip, each byte for byte.

    Parameters
    ----------
    record : pathlib.Path
        The folder of the record.

    Returns
    -------
    bytes
        The declaration, the tables in its order, then README and LICENSE where they are there; the
        declaration comes first, where programs look for it.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, data in read_files(record, _contents).items():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16  # on every machine
            file.writestr(entry, data, zipfile.ZIP_DEFLATED, 9)
    return content.getvalue()


def _contents(files: Files) -> dict[str, bytes]:
    """Return the files of a record by name, in the order in which they are packed."""
    tables = [table.path for table in declared_in(files).declaration.tables.values()]
    names = dict.fromkeys([DECLARATION, *tables, *TRAVELLERS])
    contents = {name: files.read(name) for name in names}
    return {name: data for name, data in contents.items() if data is not None}


def _spreadsheet(text: str) -> bytes:
    """Return a table in UTF-8 with a byte order mark."""
    # Without the mark Excel takes a CSV file for the machine's old code page, and East Asian text
    # and dashes turn into other signs; LibreOffice, Numbers and pandas ("utf-8-sig") know it too.
    return text.encode("utf-8-sig")
