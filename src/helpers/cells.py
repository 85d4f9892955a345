"""The bytes of a CSV file → its cells as text: at once where it is plainly sound, else row by row."""

from __future__ import annotations

import contextlib
import csv
import io
import re
import threading
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

DELIMITERS = ",;\t"
BLOCK = 1 << 21  # bytes: small enough that one is told apart while another becomes cells
_LIMIT = threading.Lock()
_HIDDEN = re.compile(  # U+0080–9F, 00AD, 200B, 2028, 2029, 2060, FEFF in UTF-8
    rb"\xc2[\x80-\x9f\xad]|\xe2\x80[\x8b\xa8\xa9]|\xe2\x81\xa0|\xef\xbb\xbf"
)


def header(data: bytes, declared: list[str]) -> tuple[list[str], str]:
    """Return the names in row 1, and the delimiter by which most of them are declared ones."""
    text = data[: _end_of_line(data)].decode("utf-8", "ignore")
    if text.count('"') % 2:
        text = data[:1_000_000].decode("utf-8", "ignore")
    best: tuple[int, list[str], str] = (-1, [], ",")
    with _cells_of_any_length():
        for delimiter in DELIMITERS:
            names = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
            known = len(set(names) & set(declared)) * 1000 + len(names)
            if known > best[0]:
                best = (known, names, delimiter)
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


def fast(data: bytes, names: list[str], delimiter: str) -> pa.Table | None:
    """Return the cells of a file that is plainly sound, or None."""
    if not _is_regular(data, delimiter):
        return None
    if _end_of_line(data) == len(data):
        return pa.table({name: pa.array([], pa.string()) for name in names})
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(data),
            arrow_csv.ReadOptions(column_names=names, skip_rows=1, block_size=BLOCK),
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
    return bool(
        np.isin(before, edges).all()
        and np.isin(after, edges).all()
        and data[: _end_of_line(data)].count(b'"') % 2 == 0
    )


def slow(
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
            if row == []:
                row = [""] * len(names)
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


def may_hide(data: bytes, delimiter: str, rows: int) -> bool:
    """Tell whether a cell may hold a control character, a line break or an invisible sign."""
    text, count = np.frombuffer(data, np.uint8), np.count_nonzero
    lines, controls = count(text == ord("\n")), count(text < ord(" "))
    if lines + (not data.endswith(b"\n")) - 1 > rows or b"\x7f" in data:
        return True
    if controls > lines:
        is_return = text == ord("\r")
        returns = count(is_return)
        if count(is_return[:-1] & (text[1:] == ord("\n"))) < returns:
            return True
        tabs = count(text == ord("\t")) if delimiter == "\t" else 0
        if controls > lines + returns + tabs or (tabs and b'"' in data):
            return True
    return not data.isascii() and bool(_HIDDEN.search(data))
