"""One CSV file, as any spreadsheet wrote it → its cells as text, with their row numbers."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from . import cells, storage
from .problems import Group, listed, nearest, say

MOST = 1_000  # columns that a sheet of Numbers holds; Excel and LibreOffice hold more
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx, ods, numbers and zip; xls
_SEPARATED = "separated by commas, semicolons or tabs"


def as_list(value) -> list:
    """Return a value that may be one text or a list of them as a list."""
    return value if isinstance(value, list) else [value]


@dataclasses.dataclass
class Table:
    """One CSV table: its declaration, and its cells as text; `rows` are a spreadsheet's numbers."""

    name: str
    file: str
    declaration: dict
    cells: pa.Table
    rows: np.ndarray
    has_control: bool = True
    is_whole: bool = True
    _distinct: dict[str, pa.DictionaryArray] = dataclasses.field(default_factory=dict, repr=False)

    @property
    def fields(self) -> list[dict]:
        """The declared columns."""
        return self.declaration["schema"]["fields"]

    def distinct_so_far(self, column: str) -> int:
        """Return how many distinct values a column is known to hold; 0 as long as none asked."""
        return len(self._distinct[column].dictionary) if column in self._distinct else 0

    def distinct(self, column: str) -> pa.DictionaryArray:
        """Return a column as its distinct values and, for each row, which of them it holds."""
        if column not in self._distinct:
            cells = self.cells[column].combine_chunks()
            self._distinct[column] = cells.dictionary_encode()
        return self._distinct[column]

    @property
    def key(self) -> list[str]:
        """The columns of the primary key."""
        return as_list(self.declaration["schema"].get("primaryKey", []))


def table(resource: dict, file: str, data: bytes, groups: list[Group]) -> Table | None:
    """Return one table as text, or None where the file cannot be told apart into cells.

    Parameters
    ----------
    resource : dict
        What is declared of the table.
    file : str
        The file's name as messages show it.
    data : bytes
        The file.
    groups : list of Group
        Where problems are added.
    """
    tell = teller(resource, file, groups)
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not _is_utf8(data, tell):
        return None
    if data.endswith((b"\n\n", b"\n\r\n", b"\r\r")):
        data = data.rstrip(b"\r\n")
    declared = [field["name"] for field in resource["schema"]["fields"]]
    names, delimiter = cells.header(data, declared)
    if not _is_header(names, declared, tell):
        return None
    read, is_whole = cells.fast(data, names, delimiter), True
    if read is None:
        read, rows, others = cells.slow(data.decode("utf-8"), names, delimiter)
        is_whole = not others
        _tell_others(others, len(names), tell)
    else:
        rows = np.arange(2, read.num_rows + 2)
    has_control = cells.may_hide(data, delimiter, read.num_rows)
    read, rows = _without_blank_rows(read, rows, tell)
    return Table(resource["name"], file, resource, read, rows, has_control, is_whole)


def teller(resource: dict, file: str, groups: list[Group]) -> Callable:
    """Return what adds a problem of one file of a table to groups."""

    def tell(check, what, rule, remedy, rows=(None,), column=None, values=(None,)) -> None:
        at = (check, resource["name"], file, column, rule, rows, values)
        groups.append(Group(*at, explain=say(what, remedy)))

    return tell


def _is_utf8(data: bytes, tell) -> bool:
    """Tell of bytes that are not UTF-8: the encoding they seem to be in, the first cell at fault."""
    rule = "text in UTF-8"
    remedy = "save it again as “CSV UTF-8”, or with the character set “Unicode (UTF-8)”"
    if data[:4] in _WORKBOOKS:
        remedy = "open it in the spreadsheet and save it as “CSV UTF-8”"
        tell("encoding", "is a workbook or an archive, not a text", rule, remedy)
        return False
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:200].count(0) > 20:
        tell("encoding", "is not UTF-8; the file seems to be UTF-16", rule, remedy)
        return False
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        name, codec = _encoding(data)
        before, after = data[: error.start], data[error.start :]
        cell = re.split(rb'[,;\t\r\n"]', before)[-1] + re.split(rb'[,;\t\r\n"]', after)[0]
        row = len(re.findall(rb"\r\n|\r|\n", before)) + 1
        what = f"is not UTF-8; the file seems to be {name}"
        tell("encoding", what, rule, remedy, (row,), None, (cell.decode(codec, "replace"),))
        return False
    return True


def _encoding(data: bytes) -> tuple[str, str]:
    """Return the encoding that bytes which are not UTF-8 seem to be in, and its codec."""
    try:
        if re.search("[\u3040-\u30ff\u4e00-\u9fff]{2}", data.decode("cp932")):
            return "cp932 (Shift JIS)", "cp932"
    except UnicodeDecodeError:
        pass
    return "Latin-1, Windows-1252 or the like", "cp1252"


def _is_header(names: list[str], declared: list[str], tell) -> bool:
    """Tell of missing, nameless and doubled columns; return whether the rows can be read."""
    if len(names) > MOST:
        what, rule = f"has {len(names):,} columns", f"at most {MOST:,} columns, {_SEPARATED}"
        tell("size", what, rule, "keep the columns that are needed", (1,))
        return False
    known = set(names) & set(declared)
    if not known:
        rule = f"the columns {listed(declared)}, {_SEPARATED}"
        remedy = "write the names of the columns into row 1"
        if any(names):
            what, values = "holds none of the declared columns", (",".join(names),)
            tell("missing-column", what, rule, remedy, (1,), None, values)
        else:
            tell("missing-column", "has no header", rule, remedy, (1,))
        return False
    doubles = sorted({name for name in names if names.count(name) > 1} - {""})
    for column in doubles:
        what, remedy = "stands twice", "delete or rename one of the two"
        tell("double-column", what, "each column once", remedy, (1,), column)
    for number, name in enumerate(names, 1):
        if not name.strip():
            what, remedy = f"has no name in column {number}", "name the column, or delete it"
            tell("missing-column", what, "a name for each column", remedy, (1,))
    for column in declared:
        if column not in known:
            near = nearest(column, [name for name in names if name not in declared])
            remedy = f"rename {near} to {column}" if near else f"add a column {column}"
            if near.strip() == column:
                remedy = f"write {column} without a space before or after it"
            rule = f"the column {column}, as {storage.DECLARATION} declares"
            tell("missing-column", "is missing", rule, remedy, (1,), column)
    return not doubles and all(name.strip() for name in names)


def _tell_others(others: dict[int, list[tuple[int, str]]], width: int, tell) -> None:
    """Tell of the rows that do not have as many cells as the header."""
    for count, found in others.items():
        rows, values = zip(*found, strict=True)
        if count:
            what = f"has {count} cell{'s' * (count > 1)}, the header has {width}"
            remedy = (
                "take a cell out; a text with a comma in it needs quotes around it"
                if count > width
                else "add what is missing; an empty cell still has its comma"
            )
            tell("row-shape", what, f"{width} cells a row", remedy, rows, None, values)
        else:
            what = "has a quote that does not close its cell"
            rule = 'a quote at both ends of the cell, and "" for a quote inside it'
            values = [text[text.find('"') :] for text in values]
            tell("quote", what, rule, "close the quote", rows, None, values)


def _without_blank_rows(read: pa.Table, rows: np.ndarray, tell) -> tuple[pa.Table, np.ndarray]:
    """Drop rows of empty cells; tell of those that do not stand at the end."""
    is_blank = np.ones(read.num_rows, bool)
    for column in read.columns:
        is_blank &= pc.equal(column, "").to_numpy()
        if not is_blank.any():
            return read, rows
    blank = np.flatnonzero(is_blank)
    filled = np.flatnonzero(~is_blank)
    between = blank[blank < (filled[-1] if len(filled) else -1)]
    if len(between):
        rule = "rows without gaps; blank lines may stand at the end"
        tell(
            "blank-row",
            "is blank",
            rule,
            "delete the row",
            rows[between],
            None,
            [None] * len(between),
        )
    return read.take(pa.array(filled)), rows[filled]
