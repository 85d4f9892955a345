"""One CSV file, as any spreadsheet wrote it → its cells as text, with their row numbers."""

from __future__ import annotations

import csv
import dataclasses
import io
import re

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from . import storage
from .problems import Group, listed, nearest, say


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
    _distinct: dict[str, pa.DictionaryArray] = dataclasses.field(default_factory=dict, repr=False)

    @property
    def fields(self) -> list[dict]:
        """The declared columns."""
        return self.declaration["schema"]["fields"]

    def is_encoded(self, column: str) -> bool:
        """Tell whether the distinct values of a column are known already."""
        return column in self._distinct

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


def _encoding(data: bytes) -> str:
    """Return the encoding that bytes which are not UTF-8 seem to be in."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:200].count(0) > 20:
        return "UTF-16"
    try:
        text = data.decode("cp932")
        if re.search("[\u3040-\u30ff\u4e00-\u9fff]{2}", text):
            return "cp932 (Shift JIS)"
    except UnicodeDecodeError:
        pass
    return "Latin-1 or Windows-1252"


def table(resource: dict, file: str, data: bytes, groups: list[Group]) -> Table | None:
    """Return one table as text, or None where the file cannot be told apart into cells."""
    name = resource["name"]

    def tell(check, what, rule, remedy, row=None, column=None) -> None:
        groups.append(Group(check, name, file, column, rule, (row,), explain=say(what, remedy)))

    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise UnicodeDecodeError("utf-8", b"", 0, 1, "")
        if not data.isascii():
            data.decode("utf-8")
    except UnicodeDecodeError:
        tell(
            "encoding",
            f"is not UTF-8; it seems to be {_encoding(data)}",
            "text in UTF-8",
            "save it again as “CSV UTF-8”",
        )
        return None
    if data.endswith((b"\n\n", b"\n\r\n", b"\r\r")):
        data = data.rstrip(b"\r\n")
    declared = [field["name"] for field in resource["schema"]["fields"]]
    header, delimiter = _header(data, declared)
    if not header:
        tell(
            "missing-column",
            "has no header",
            f"the columns {listed(declared)}",
            "write the names of the columns into row 1",
        )
        return None
    doubles = sorted({c for c in header if header.count(c) > 1})
    for column in doubles:
        tell(
            "double-column",
            "stands twice",
            "each column once",
            "delete or rename one of the two",
            1,
            column,
        )
    for column in declared:
        if column not in header:
            near = nearest(column, [h for h in header if h not in declared])
            tell(
                "missing-column",
                "is missing",
                f"the column {column}, as {storage.DECLARATION} declares",
                f"rename {near} to {column}" if near else f"add a column {column}",
                1,
                column,
            )
    if doubles:
        return None
    cells = _fast(data, header, delimiter)
    if cells is None:
        cells, rows = _slow(data.decode("utf-8"), header, delimiter, tell)
    else:
        rows = np.arange(2, cells.num_rows + 2)
    has_control = _may_have_control(data, delimiter, cells.num_rows)
    cells, rows = _without_blank_rows(cells, rows, tell)
    return Table(name, file, resource, cells, rows, has_control)


def _may_have_control(data: bytes, delimiter: str, rows: int) -> bool:
    """Tell whether a cell may hold a control character, a line break among them."""
    ends = data.count(b"\n"), data.count(b"\r\n"), data.count(b"\r")
    allowed = ends[0] + ends[2] + (data.count(b"\t") if delimiter == "\t" else 0)
    return (
        ends[0] + (not data.endswith(b"\n")) - 1 > rows
        or ends[1] < ends[2]
        or np.count_nonzero(np.frombuffer(data, np.uint8) < 32) > allowed
        or b"\x7f" in data
        or (not data.isascii() and bool(re.search(rb"\xc2[\x80-\x9f]", data)))
    )


def _header(data: bytes, declared: list[str]) -> tuple[list[str], str]:
    """Return the names in row 1, and the delimiter by which most of them are declared ones."""
    text = data[:1_000_000].decode("utf-8", "ignore")
    best: tuple[int, list[str], str] = (-1, [], ",")
    for delimiter in ",;\t":
        try:
            names = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        except csv.Error:
            continue
        known = len(set(names) & set(declared)) * 1000 + len(names)
        if known > best[0]:
            best = (known, names, delimiter)
    return best[1], best[2]


def _fast(data: bytes, header: list[str], delimiter: str) -> pa.Table | None:
    """Return the cells of a file that is plainly sound, or None."""
    if not _is_regular(data, delimiter):
        return None
    try:
        return (
            arrow_csv.read_csv(
                pa.BufferReader(data),
                arrow_csv.ReadOptions(column_names=header, skip_rows=1, block_size=1 << 24),
                arrow_csv.ParseOptions(
                    delimiter=delimiter, newlines_in_values=b'"' in data, ignore_empty_lines=False
                ),
                arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(header, pa.string()),
                    strings_can_be_null=False,
                    check_utf8=False,
                ),
            )
            if b"\n" in data or b"\r" in data
            else pa.table({name: pa.array([], pa.string()) for name in header})
        )
    except pa.ArrowInvalid:
        return None


def _is_regular(data: bytes, delimiter: str) -> bool:
    """Tell whether each quote opens or closes a cell, or is doubled inside one (RFC 4180)."""
    if b'"' not in data:
        return True
    text = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(text == ord('"'))
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    before = text[opening[opening > 0] - 1]
    after = text[closing[closing < len(text) - 1] + 1]
    edges = [ord(edge) for edge in (delimiter, "\n", "\r", '"')]
    first_line = data.find(b"\n")
    return bool(
        np.isin(before, edges).all()
        and np.isin(after, edges).all()
        and (first_line < 0 or data[:first_line].count(b'"') % 2 == 0)
    )


def _slow(text: str, header: list[str], delimiter: str, tell) -> tuple[pa.Table, np.ndarray]:
    """Return the rows that can be told apart, and tell of those that cannot."""
    kept, numbers, number = [], [], 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines = text.rstrip("\r\n").count("\n") + 1
    try:
        for number, row in enumerate(reader, 1):
            if number == 1 or (not row and reader.line_num > lines):
                continue
            if len(row) == len(header):
                kept.append(row)
                numbers.append(number)
            elif not row:
                tell(
                    "blank-row",
                    "is blank",
                    "rows without gaps; blank lines may stand at the end",
                    "delete the row",
                    number,
                )
            else:
                tell(
                    "row-shape",
                    f"has {len(row)} cells, the header has {len(header)}",
                    f"{len(header)} cells a row",
                    "add or remove cells; a text with a comma needs quotes around it",
                    number,
                )
    except csv.Error as error:
        if "limit" in str(error):
            tell(
                "quote",
                "has a cell of more than 131,072 characters; what follows was not read",
                "shorter cells, and every quote closed",
                "shorten the cell, or close its quote",
                number + 1,
            )
        else:
            tell(
                "quote",
                "has a quote that is not closed or that stands inside a cell; what follows was not read",
                'a quote at both ends of the cell, and "" for a quote inside it',
                "close the quote",
                number + 1,
            )
    columns = list(zip(*kept, strict=True)) or [()] * len(header)
    return pa.table(
        {n: pa.array(c, pa.string()) for n, c in zip(header, columns, strict=True)}
    ), np.array(numbers, dtype=int)


def _without_blank_rows(cells: pa.Table, rows: np.ndarray, tell) -> tuple[pa.Table, np.ndarray]:
    """Drop rows of empty cells; tell of those that do not stand at the end."""
    blank = np.arange(cells.num_rows)
    for column in cells.columns:
        taken = column.take(pa.array(blank)).to_numpy()
        blank = blank[taken == ""]
        if not len(blank):
            return cells, rows
    filled = np.setdiff1d(np.arange(cells.num_rows), blank)
    last = filled[-1] if len(filled) else -1
    for i in blank[blank < last]:
        tell(
            "blank-row",
            "is blank",
            "rows without gaps; blank lines may stand at the end",
            "delete the row",
            int(rows[i]),
        )
    return cells.take(pa.array(filled)), rows[filled]
