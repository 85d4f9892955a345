"""A workbook, whichever program saved it → its cells as text, as a person saw them."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ..record import NotWrittenError, not_written

MOST_ROWS = 1_048_576
_LARGEST = 200_000_000  # bytes of the file itself
_MOST_OF = {"sheet": 300_000_000, "strings": 100_000_000, "other": 10_000_000}  # bytes, unpacked
_MOST_ELEMENTS = {"sheet": 7_000_000, "strings": 6_000_000, "other": 300_000}  # some 5 µs each
_MOST_SHEETS = 250
_OLD, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_SAVE_AS = "open it in the spreadsheet and save it as .xlsx (Excel workbook)"
_FULL_DATES = {27, 28, 29, 30, 31, 36, 50, 51, 54, 57, 58}  # East Asian formats, which openpyxl
_OTHER_DATES = {34: "ym", 52: "ym", 55: "ym", 35: "md", 53: "md", 56: "md", 32: "t", 33: "t"}
_EARLIEST = datetime.datetime(1900, 3, 1)  # before it, days of a spreadsheet are off by one


class Cell(NamedTuple):
    """One cell that is not empty: where, the text that a person saw, and what is to be said of it.

    `note` says how it was read, where it was not text; `problem` why it cannot be read.
    """

    sheet: str
    row: int
    column: int
    text: str
    note: str = ""
    problem: str = ""
    is_number: bool = False


class Book(NamedTuple):
    """A workbook: the names of its sheets, from when it counts days, and its cells by sheet and row."""

    sheets: list[str]
    is_1904: bool
    cells: Iterator[Cell]


def read_cells(path: Path) -> Book:
    """Return the sheets of a workbook, and its cells that are not empty, sheet by sheet.

    Parameters
    ----------
    path : pathlib.Path
        The workbook.

    Returns
    -------
    Book
        With the cells by row and column. Formulas give their last result, formats decide how much
        of a date was shown, and links to other files are not followed.

    Raises
    ------
    NotWrittenError
        It is not a workbook that can be read; or so while the cells are read.
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= _LARGEST else None
    except OSError as error:
        raise not_written(path, error) from error
    if data is None:
        raise NotWrittenError(f"{path}: is larger than {_LARGEST:,} bytes", "split it")
    if why := _refused(data):
        raise NotWrittenError(f"{path}: {why[0]}", why[1])
    formulas = _sheets_with_formulas(data)
    book = _opened(path, data, data_only=True)
    is_1904 = book.epoch.year == 1904
    return Book(list(book.sheetnames), is_1904, _cells(path, data, book, formulas))


def _refused(data: bytes) -> tuple[str, str] | None:
    """Return why a file is no workbook to be read, and what to do, before any of it is interpreted."""
    if data.startswith(_OLD):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "is a workbook with a password", "save it without a password"
        return "is a workbook of the old form (.xls)", _SAVE_AS
    if not data.startswith(_ZIP):
        return "is not a workbook (.xlsx)", _SAVE_AS
    damaged = "is not a whole workbook: it is cut off or damaged", "save it again, or copy it anew"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            entries = file.infolist()
            names = [entry.filename for entry in entries]
            if len(entries) > 10_000 or len(set(names)) < len(names):
                return damaged
            if any(entry.flag_bits & 1 for entry in entries):
                return "is a workbook with a password", "save it without a password"
            if "mimetype" in names and b"opendocument" in file.open("mimetype").read(200):
                return "is a workbook in OpenDocument (.ods)", _SAVE_AS
            if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
                return "is not a workbook (.xlsx)", _SAVE_AS
            return _too_much(file, entries)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return damaged
    except zlib.error:
        return damaged


def _too_much(file: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> tuple[str, str] | None:
    """Return why the parts of a workbook are more than is read, or hold what no program writes."""
    sizes, numbers = (dict.fromkeys(_MOST_OF, 0) for _ in range(2))
    remedy = "delete blank rows and what is not needed; or work on the CSV files"
    parts = [entry for entry in entries if entry.filename.endswith((".xml", ".rels"))]
    for entry in parts:
        sizes[_kind(entry.filename)] += entry.file_size
    for kind, size in sizes.items():
        if size > _MOST_OF[kind]:
            return f"unpacks to {sum(sizes.values()):,} bytes, more than is read here", remedy
    for entry in parts:
        kind = _kind(entry.filename)
        if _has_doctype(file, entry):
            return "holds a document type, which no spreadsheet writes", "do not use this file"
        numbers[kind] += _count(file, entry.filename, (b"</", b"/>"))
        if numbers[kind] > _MOST_ELEMENTS[kind]:
            return "holds more cells, texts or formats than are read here", remedy
    return None


def _kind(name: str) -> str:
    if name.startswith("xl/worksheets/") and "/_rels/" not in name:
        return "sheet"
    return "strings" if name == "xl/sharedStrings.xml" else "other"


def _has_doctype(file: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Return whether a document type, which may hold entities, comes before the first element."""
    with file.open(entry) as part:
        start = part.read(65_536)
    start = start.replace(b"\0", b"")  # UTF-16
    element = re.search(rb"<[A-Za-z]", start)
    return b"<!DOCTYPE" in start[: element.start() if element else len(start)]


def _count(file: zipfile.ZipFile, name: str, marks: tuple[bytes, ...]) -> int:
    """Return how often marks of one length occur in a part of the workbook."""
    number, rest = 0, b""
    with file.open(name) as part:
        while block := part.read(1_000_000):
            block = rest + block
            number += sum(map(block.count, marks))
            rest = block[1 - len(marks[0]) :]
    return number


def _sheets_with_formulas(data: bytes) -> bool:
    """Return whether any sheet holds a formula."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return any(
            _count(file, name, (b"<f>", b"<f ", b"<f/"))
            for name in file.namelist()
            if name.startswith("xl/worksheets/") and name.endswith(".xml")
        )


def _unread(path: Path, error: Exception) -> NotWrittenError:
    """Return the message on a workbook that the library cannot read, whatever it raises."""
    if isinstance(error, MemoryError):
        return NotWrittenError(f"{path}: needs more memory than there is", "work on the CSV files")
    what = f"{path}: is damaged: a part of the workbook cannot be read"
    return NotWrittenError(what, "open it in the spreadsheet and save it again as .xlsx")


def _opened(path: Path, data: bytes, data_only: bool):
    """Open a workbook for reading; whatever the library raises, the file is damaged."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False
            )
        except Exception as error:
            raise _unread(path, error) from error
    if len(book.sheetnames) > _MOST_SHEETS:
        raise NotWrittenError(
            f"{path}: has {len(book.sheetnames):,} sheets", "keep those of the record"
        )
    return book


def _cells(path: Path, data: bytes, book, has_formulas: bool) -> Iterator[Cell]:
    """Give the cells of a workbook that are not empty."""
    unknown: set[tuple[str, int, int]] = set()
    if has_formulas:
        with_formulas = _opened(path, data, data_only=False)
        unknown = {
            (sheet.title, cell.row, cell.column)
            for sheet, cell in _raw(path, with_formulas)
            if cell.data_type == "f"
        }
    is_1904 = book.epoch.year == 1904
    for sheet, cell in _raw(path, book):
        if cell.value is None:
            is_formula = (sheet.title, cell.row, cell.column) in unknown
            if is_formula and cell.data_type != "str":
                why = "is a formula without a result"
                yield Cell(sheet.title, cell.row, cell.column, "", "", why)
            continue
        text, note, problem = _text(cell, is_1904)
        if text or problem:
            is_number = isinstance(cell.value, (int, float))
            yield Cell(sheet.title, cell.row, cell.column, text, note, problem, is_number)


def _raw(path: Path, book) -> Iterator[tuple[Any, Any]]:
    """Give the cells of all sheets as the library reads them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what a file says of its size may be wrong
                for row in sheet.iter_rows(max_row=MOST_ROWS):
                    for cell in row:
                        if type(cell).__name__ != "EmptyCell":
                            yield sheet, cell
        except Exception as error:
            raise _unread(path, error) from error


def _text(cell, is_1904: bool) -> tuple[str, str, str]:
    """Return the text that a person saw in a cell, how it was read, and why it cannot be read."""
    value, kind = cell.value, cell.data_type
    if kind == "e":
        return f"{value}", "", f"holds the error {value}"
    if isinstance(value, bool):
        return str(value).upper(), "", ""
    if isinstance(value, str):
        return re.sub("_x005F_(?=x[0-9A-Fa-f]{4}_)", "_", value.replace("_x000D_", "\r")), "", ""
    number = cell.style_array.numFmtId
    form = cell.number_format
    if isinstance(value, (int, float)) and (
        number in _FULL_DATES | set(_OTHER_DATES) or _is_date(form)
    ):
        from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

        value = from_excel(value, CALENDAR_MAC_1904 if is_1904 else CALENDAR_WINDOWS_1900)
    if isinstance(value, datetime.datetime):
        shown = "ymd" if number in _FULL_DATES else _OTHER_DATES.get(number) or _shown(form)
        return _date(value, shown)
    if isinstance(value, (datetime.time, datetime.timedelta)):
        return f"{value}", "", "is a time, not a text"
    if isinstance(value, (int, float)):
        return _number(value, form)
    return f"{value}", "", "cannot be read"


def _without_literals(form: str) -> str:
    """Return a format in small letters without texts, colours, languages and second forms."""
    return re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.', " ", form.split(";")[0].lower())


def _is_date(form: str) -> bool:
    """Return whether a format shows a date, also one that the library does not know for such."""
    plain = _without_literals(form)
    return (
        form != "General" and bool(re.search("[yegmd]", plain)) and not re.search("[0#?%@]", plain)
    )


def _shown(form: str) -> str:
    """Return what of a date a format shows: y, m, d and t for the time.

    Examples
    --------
    >>> _shown("dd/mm/yyyy"), _shown("mmm-yy"), _shown('m"月"d"日"'), _shown("d/m/yy h:mm")
    ('ymd', 'ym', 'md', 'ymdt')
    """
    form = form.lower()
    if "[$-f800]" in form or "[$-f400]" in form:
        return "ymd" if "f800" in form else "t"
    form = _without_literals(form)
    time = re.search("[hs]", form)
    form = re.sub("h+[^a-z]*m+|m+[^a-z]*s+", "h", form)
    parts = {
        "y": "[yeg]",
        "m": "m",
        "d": r"(?<!d)d{1,2}(?!d)",
    }
    shown = "".join(part for part, pattern in parts.items() if re.search(pattern, form))
    return shown + ("t" if time else "")


def _date(value: datetime.datetime, shown: str) -> tuple[str, str, str]:
    """Return a date as far as it was shown, in EDTF."""
    if value < _EARLIEST:
        return f"{value}", "", "is a time, or a day before March 1900, not a date"
    if "y" not in shown:
        why = "is a date cell that shows no year; the program put in one of its own"
        return f"{value:%Y-%m-%d}", "", why
    value += datetime.timedelta(microseconds=500_000)
    if "d" in shown:
        has_time = "t" in shown and (value.hour, value.minute) != (0, 0)
        text = f"{value:%Y-%m-%d %H:%M}" if has_time else f"{value:%Y-%m-%d}"
    else:
        text = f"{value:%Y-%m}" if "m" in shown else f"{value:%Y}"
    return text, f"a date cell, taken as {text}", ""


def _number(value: float, form: str) -> tuple[str, str, str]:
    """Return a number as it was shown, where the format shows it whole."""
    if abs(value) >= 1e15:
        return f"{value:.15g}", "", "is a number whose digits a spreadsheet does not keep"
    if form in ("General", "0", "@"):
        is_whole = value == int(value)
        if form == "0" and not is_whole:
            return f"{value:.15g}", "", "is a number shown in another form"
        return f"{int(value)}" if is_whole else f"{value:.15g}", "", ""
    if re.fullmatch("0{2,}", form) and value == int(value) and value >= 0:
        return f"{int(value):0{len(form)}d}", "", ""
    return f"{value:.15g}", "", "is a number shown in another form"
