"""One CSV file, as any spreadsheet wrote it → its cells as text, with their row numbers."""

from __future__ import annotations

import contextlib
import copy
import csv
import dataclasses
import io
import re
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from ..wording import listed
from .declaration import Field, TableDeclaration
from .encodings import encoding_of, first_of_another
from .files import DECLARATION, digest_of
from .problems import Group, say
from .suggest import nearest

MOST = 1_000  # columns that a sheet of Numbers holds; Excel and LibreOffice hold more
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx, ods, numbers and zip; xls
_SEPARATED = "separated by commas, semicolons or tabs"
HOW_TO_SHEET, LIST_SHEET = "How to use it", "_lists"  # of a workbook, beside those of its tables
BASE_SHEET, BASE_TITLE = "_base", "A record written by helpers"  # what a workbook remembers
BETWEEN = " + "  # the columns and the cells of a key
T = TypeVar("T")


@dataclasses.dataclass
class Table:
    """One CSV table: its declaration, and its cells as text; `rows` are a spreadsheet's numbers.

    `written` holds what stands in the file; in `cells` those are empty that hold what the
    declaration calls a missing value, such as "NA".
    """

    name: str
    file: str
    declaration: TableDeclaration
    written: pa.Table
    rows: np.ndarray
    is_whole: bool = True
    is_plain: bool = False  # no cell can hold a hidden character
    _kept: dict[Hashable, Any] = dataclasses.field(default_factory=dict, init=False, repr=False)

    @property
    def cells(self) -> pa.Table:
        """The cells as they are read."""
        return self.kept("cells", self._cells)

    def _cells(self) -> pa.Table:
        cells = self.written
        for at, name in enumerate(cells.column_names):
            field = next((field for field in self.fields if field.name == name), None)
            if field and field.missing_values:
                is_missing = pc.is_in(cells[name], pa.array(field.missing_values))
                cells = cells.set_column(at, name, pc.if_else(is_missing, "", cells[name]))
        return cells

    @property
    def fields(self) -> tuple[Field, ...]:
        """The declared columns."""
        return self.declaration.fields

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key."""
        return self.declaration.primary_key

    def distinct(self, column: str) -> pa.DictionaryArray:
        """Return a column as its distinct values and, for each row, which of them it holds.

        It is kept: the checks of cells, of keys and of ids ask for the same columns.
        """
        column_of = self.cells[column]
        return self.kept(
            ("distinct", column), lambda: column_of.combine_chunks().dictionary_encode()
        )

    def kept(self, name: Hashable, made_by: Callable[[], T]) -> T:
        """Return what follows from this table alone, reckoned once, whatever its file is called."""
        if name not in self._kept:
            self._kept[name] = made_by()
        return self._kept[name]

    def digest(self) -> str:
        """Return the SHA-256 of what the file holds, whatever the order of its rows and columns."""
        names = sorted(self.written.column_names)
        rows = zip(*(self.written[name].to_pylist() for name in names), strict=True)
        return digest_of(repr([names, sorted(rows)]).encode("utf-8", "surrogatepass"))

    def position(self, row: int) -> int:
        """Return where the row with a spreadsheet's number stands in the cells."""
        return int(np.searchsorted(self.rows, row))

    def called(self, file: str) -> Table:
        """Return the same table of a file of another name, with what is kept of it."""
        other = copy.copy(self)
        other.file = file
        return other

    def joined(self, columns: Sequence[str], between: str = BETWEEN) -> pa.Array:
        """Return what one or more columns hold in each row, as one text."""
        return _joined(self.cells, columns, between)

    def problems(
        self,
        check: str,
        columns: str | Sequence[str],
        positions: Sequence[int] | np.ndarray,
        rule: str,
        explain: Callable[..., tuple[str, ...]],
        earlier: Sequence[int] | np.ndarray = (),
        severity: str = "problem",
        hints: Callable[[int], object] | None = None,
    ) -> Group:
        """Return problems of the cells at some positions of a column, or of several as one key.

        Parameters
        ----------
        check, rule, explain, severity
            As in `Group`.
        columns : str or sequence of str
            The column, or those of a key.
        positions : sequence of int
            Where the rows stand in `cells`.
        earlier : sequence of int, optional
            Where the rows stand that are repeated; their numbers end the sentence.
        hints : callable, optional
            Gives, of a position, what `explain` gets beside the value.
        """
        columns = [columns] if isinstance(columns, str) else columns
        positions = np.asarray(positions, dtype=int)
        return Group(
            check,
            self.name,
            self.file,
            BETWEEN.join(columns),
            rule,
            self.rows[positions],
            _joined(self.written, columns, BETWEEN).take(positions).to_pylist(),
            explain,
            self.rows[np.asarray(earlier, dtype=int)],
            severity,
            None if hints is None else lambda i: hints(int(positions[i])),
        )


def _joined(cells: pa.Table, columns: Sequence[str], between: str) -> pa.Array:
    """Return what one or more columns hold in each row, as one text."""
    texts = [cells[column].combine_chunks() for column in columns]
    return texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, between)


def read_table(
    declared: TableDeclaration, file: str, data: bytes, groups: list[Group]
) -> Table | None:
    """Return one table as text, or None where the file cannot be split into cells.

    Parameters
    ----------
    declared : TableDeclaration
        What is declared of the table.
    file : str
        The file's name as messages show it.
    data : bytes
        The file.
    groups : list of Group
        Where problems are added.
    """
    report = reporter(declared, file, groups)
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not _is_utf8(data, report):
        return None
    data, delimiters = _without_separator_line(data)
    if data.endswith((b"\n\n", b"\n\r\n", b"\r\r")):
        data = data.rstrip(b"\r\n")
    names, delimiter = header(data, declared.columns, delimiters)
    names, nameless = _named(names)
    if not _is_header(names, declared.columns, report):
        return None
    cells, is_whole = regular_cells(data, [*names, *nameless], delimiter), True
    if cells is not None and nameless:
        if not _are_empty(cells.select(nameless), len(names), report):
            return None
        cells = cells.select(names)
    if cells is None:
        cells, rows, others = cells_row_by_row(data.decode("utf-8"), names, delimiter)
        is_whole = not others
        _report_irregular(others, len(names), report)
    else:
        rows = np.arange(2, cells.num_rows + 2)
    is_plain = _is_plain(data, cells.num_rows)
    cells, rows = _without_blank_rows(cells, rows, report)
    return Table(declared.name, file, declared, cells, rows, is_whole, is_plain)


def reporter(table: TableDeclaration, file: str, groups: list[Group]) -> Callable:
    """Return the function that adds a problem of one file of a table to groups."""

    def report(check, what, rule, remedy, rows=(None,), column=None, values=(None,)) -> None:
        at = (check, table.name, file, column, rule, rows, values)
        groups.append(Group(*at, explain=say(what, remedy)))

    return report


def _without_separator_line(data: bytes) -> tuple[bytes, str]:
    """Drop a first line such as `sep=;`, which Excel reads and does not show, and obey it."""
    line = re.match(rb'"?sep=([\x20-\x7e\t])"?[,;\t]*(?:\r\n|\n|\r)', data, re.IGNORECASE)
    return (data[line.end() :], line[1].decode()) if line else (data, DELIMITERS)


def _named(names: list[str]) -> tuple[list[str], list[str]]:
    """Return the names of the columns, and others for those at the end that have none.

    A spreadsheet writes a comma for each column in which a cell was ever filled or coloured.
    """
    count = len(names)
    while count and not names[count - 1].strip():
        count -= 1
    return names[:count], [f"\0{number}" for number in range(count, len(names))]


def _are_empty(columns: pa.Table, before: int, report) -> bool:
    """Return whether columns without a name hold nothing; report those that do."""
    is_empty = [bool(pc.all(pc.equal(column, "")).as_py() in (None, True)) for column in columns]
    for number, empty in enumerate(is_empty, before + 1):
        if not empty:
            _report_nameless(number, report)
    return all(is_empty)


def _report_nameless(number: int, report) -> None:
    what, remedy = f"has no name in column {number}", "name the column, or delete it"
    report("missing-column", what, "a name for each column", remedy, (1,))


def _is_utf8(data: bytes, report) -> bool:
    """Report bytes that are not UTF-8: the encoding they seem to be in, the first cell at fault."""
    rule = "text in UTF-8"
    remedy = "save it again as “CSV UTF-8”, or with the character set “Unicode (UTF-8)”"
    if data[:4] in _WORKBOOKS:
        remedy = "open it in the spreadsheet and save it as “CSV UTF-8”"
        report("encoding", "is a workbook or an archive, not a text", rule, remedy)
        return False
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:200].count(0) > 20:
        report("encoding", "is not UTF-8; the file seems to be UTF-16", rule, remedy)
        return False
    start = first_of_another(data)
    if start is None:
        return True
    name, codec = encoding_of(data)
    before, after = data[:start], data[start:]
    cell = re.split(rb'[,;\t\r\n"]', before)[-1] + re.split(rb'[,;\t\r\n"]', after)[0]
    row = len(re.findall(rb"\r\n|\r|\n", before)) + 1
    what = f"is not UTF-8; the file seems to be {name}"
    remedy += f"; or run python -m helpers tidy --from-encoding {codec}"
    report("encoding", what, rule, remedy, (row,), None, (cell.decode(codec, "replace"),))
    return False


def _is_header(names: list[str], declared: Sequence[str], report) -> bool:
    """Report missing, nameless and doubled columns; return whether the rows can be read."""
    if len(names) > MOST:
        what, rule = f"has {len(names):,} columns", f"at most {MOST:,} columns, {_SEPARATED}"
        report("size", what, rule, "keep the columns that are needed", (1,))
        return False
    known = set(names) & set(declared)
    if not known:
        rule = f"the columns {listed(declared)}, {_SEPARATED}"
        remedy = "write the names of the columns into row 1"
        if any(names):
            what, values = "holds none of the declared columns", (",".join(names),)
            report("missing-column", what, rule, remedy, (1,), None, values)
        else:
            report("missing-column", "has no header", rule, remedy, (1,))
        return False
    doubles = sorted({name for name in names if names.count(name) > 1} - {""})
    for column in doubles:
        what, remedy = "occurs twice", "delete or rename one of the two"
        report("double-column", what, "each column once", remedy, (1,), column)
    for number, name in enumerate(names, 1):
        if not name.strip():
            _report_nameless(number, report)
    for column in declared:
        if column not in known:
            near = nearest(column, [name for name in names if name not in declared])
            remedy = f"rename {near} to {column}" if near else f"add a column {column}"
            if near.strip() == column:
                remedy = f"write {column} without a space before or after it"
            rule = f"the column {column}, as {DECLARATION} declares"
            report("missing-column", "is missing", rule, remedy, (1,), column)
    return not doubles and all(name.strip() for name in names)


def _report_irregular(others: dict[int, list[tuple[int, str]]], width: int, report) -> None:
    """Report the rows that do not have as many cells as the header."""
    for count, numbered_lines in others.items():
        rows, values = zip(*numbered_lines, strict=True)
        if count:
            what = f"has {count} cell{'s' * (count > 1)}, the header has {width}"
            remedy = (
                "take a cell out; a text with a comma in it needs quotes around it"
                if count > width
                else "add what is missing; an empty cell still has its comma"
            )
            report("row-shape", what, f"{width} cells a row", remedy, rows, None, values)
        else:
            what = "has a quote that does not close its cell"
            rule = 'a quote at both ends of the cell, and "" for a quote inside it'
            cut = [text[text.find('"') :] for text in values]
            report("quote", what, rule, "close the quote", rows, None, cut)


def _without_blank_rows(read: pa.Table, rows: np.ndarray, report) -> tuple[pa.Table, np.ndarray]:
    """Drop rows of empty cells; report those that are not at the end."""
    is_blank = np.ones(read.num_rows, bool)
    for column in read.columns:
        is_blank &= pc.equal(column, "").to_numpy()
        if not is_blank.any():
            return read, rows
    blank = np.flatnonzero(is_blank)
    filled = np.flatnonzero(~is_blank)
    between = blank[blank < (filled[-1] if len(filled) else -1)]
    if len(between):
        rule = "rows without gaps; blank lines may follow at the end"
        report(
            "blank-row",
            "is blank",
            rule,
            "delete the row",
            rows[between],
            None,
            [None] * len(between),
        )
    return read.take(pa.array(filled)), rows[filled]


DELIMITERS = ",;\t"
_LIMIT = threading.Lock()


def header(
    data: bytes, declared: Sequence[str], delimiters: str = DELIMITERS
) -> tuple[list[str], str]:
    """Return the names in row 1, and the delimiter that gives the most declared names."""
    text = data[: _end_of_line(data)].decode("utf-8", "ignore")
    if text.count('"') % 2:
        text = data[:1_000_000].decode("utf-8", "ignore")
    best: tuple[int, list[str], str] = (-1, [], ",")
    with _cells_of_any_length():
        for delimiter in delimiters:
            names = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
            score = len(set(names) & set(declared)) * 1000 + len(names)
            if score > best[0]:
                best = (score, names, delimiter)
    return best[1], best[2]


def _end_of_line(data: bytes) -> int:
    """Return where the first line ends."""
    ends = [at for at in (data.find(b"\n"), data.find(b"\r")) if at >= 0]
    return min(ends, default=len(data))


@contextlib.contextmanager
def _cells_of_any_length() -> Iterator[None]:
    """Lift the limit of the csv module on a cell's length, which is one for the whole process.

    A long cell is then told by its row and column; under the limit, 131,072 characters, the rest
    of the file would stay unread, and a quote that is never closed would look like a long cell.
    """
    with _LIMIT:
        former = csv.field_size_limit(2**31 - 1)
        try:
            yield
        finally:
            csv.field_size_limit(former)


def regular_cells(data: bytes, names: list[str], delimiter: str) -> pa.Table | None:
    """Return the cells of a file without any fault in its form, else None.

    pyarrow makes a record of 100,000 meetings load some five times as fast as row by row; but it
    reads over wrong quotes, and does not say which rows are too long or too short.
    """
    if not _is_regular(data, delimiter):
        return None
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(data),
            arrow_csv.ReadOptions(column_names=names, skip_rows_after_names=1),
            arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=b'"' in data, ignore_empty_lines=False
            ),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None


def _is_regular(data: bytes, delimiter: str) -> bool:
    """Return whether each quote opens or closes a cell, or is doubled inside one (RFC 4180)."""
    text = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(text == ord('"'))
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    before = text[opening[opening > 0] - 1]
    after = text[closing[closing < len(text) - 1] + 1]
    edges = np.frombuffer(f'{delimiter}\n\r"'.encode(), np.uint8)
    return bool(np.isin(before, edges).all() and np.isin(after, edges).all())


def cells_row_by_row(
    text: str, names: list[str], delimiter: str
) -> tuple[pa.Table, np.ndarray, dict[int, list[tuple[int, str]]]]:
    """Return the rows that can be told apart, and those that cannot.

    Parameters
    ----------
    text : str
        The whole file.
    names : list of str
        The names in row 1.
    delimiter : str
        What stands between two cells.

    Returns
    -------
    pyarrow.Table
        The rows that have as many cells as there are names; blank lines are rows of empty cells.
    numpy.ndarray
        Their numbers, as a spreadsheet counts.
    dict
        The other rows, number and text, by how many cells they have; under 0, those with a quote
        that does not close its cell.
    """
    kept: list[list[str]] = []
    numbers: list[int] = []
    others: dict[int, list[tuple[int, str]]] = {}
    with _cells_of_any_length():
        for number, row, line in _rows(list(io.StringIO(text, newline="")), delimiter):
            if row is not None and not any(row[len(names) :]):
                row = row[: len(names)] if any(row) else [""] * len(names)
            if row is not None and len(row) == len(names):
                kept.append(row)
                numbers.append(number)
            else:
                others.setdefault(len(row or ()), []).append((number, line.rstrip("\r\n")))
    columns = list(zip(*kept, strict=True)) or [()] * len(names)
    cells = {n: pa.array(c, pa.string()) for n, c in zip(names, columns, strict=True)}
    return pa.table(cells), np.array(numbers, dtype=int), others


def _rows(lines: list[str], delimiter: str) -> Iterator[tuple[int, list[str] | None, str]]:
    """Give each row below the first: its number, cells (None: a quote is wrong) and first line.

    After a wrong quote the reading goes on with the next line, so that one quote that is never
    closed costs one row and not the rest of the file.
    """
    at = 0

    def following() -> Iterator[str]:
        nonlocal at
        while at < len(lines):
            at += 1
            yield lines[at - 1]

    reader, number = None, 0
    while at < len(lines):
        start, number = at, number + 1
        reader = reader or csv.reader(following(), delimiter=delimiter, strict=True)
        try:
            row = next(reader)
        except csv.Error:
            row, reader, at = None, None, start + 1
        if number > 1:
            yield number, row, lines[start]


def _is_plain(data: bytes, rows: int) -> bool:
    """Return whether a file is ASCII, and holds no control character but a line feed after each row.

    There is at least one between the header and each row; as there are no more, none is in a cell.
    """
    controls = np.count_nonzero(np.frombuffer(data, np.uint8) < ord(" "))
    needed = rows + data.endswith(b"\n")
    return data.isascii() and b"\x7f" not in data and controls == needed
