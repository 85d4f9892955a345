"""The CSV files of a record in their one canonical form: order, quotes, line ends, encoding."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa

from .. import dates
from ..record import (
    DataError,
    Files,
    Package,
    Problems,
    Table,
    change_files,
    folder_of,
    is_plain_csv,
    package_of,
    read_files,
    shown_folder,
)
from ..wording import shorten


def tidy(path) -> dict[str, bytes]:
    """Rewrite the CSV files of a record in canonical form.

    Parameters
    ----------
    path : str or pathlib.Path
        The folder of the record, or its `datapackage.json`.

    Returns
    -------
    dict of str to bytes
        The files that were rewritten; empty for a tidy record.

    Raises
    ------
    DataError
        A file could not be split into cells; nothing was written.
    NotWrittenError
        The files could not be written; they are as they were.
    """
    folder = folder_of(path)

    def untidy(files: Files) -> dict[str, bytes]:
        new = tidied(package_of(files))
        return {name: data for name, data in new.items() if files.read(name) != data}

    return change_files(folder, untidy) if read_files(folder, untidy) else {}


def preview_tidy(path) -> str:
    """Return what `tidy` would change, as a unified diff; empty for a tidy record."""
    folder = folder_of(path)

    def show(files: Files) -> str:
        new = tidied(package_of(files))
        return difference(folder, {name: files.read(name) for name in new}, new)

    return read_files(folder, show)


def tidied(package: Package) -> dict[str, bytes]:
    """Return every plain CSV file of a record in canonical form, no value changed.

    Parameters
    ----------
    package : Package
        The record as it was read; what its cells hold need not be right.

    Returns
    -------
    dict of str to bytes
        File → UTF-8 without a mark, lines that end with LF, quotes only where they are needed, rows
        by the day on which their meeting began, then by id; areas by their position.

    Raises
    ------
    DataError
        A file could not be split into cells.

    Notes
    -----
    The form is that of RFC 4180 with LF, https://www.rfc-editor.org/rfc/rfc4180.
    """
    if package.groups:
        raise DataError(Problems(package.groups))
    began = starts(package.tables)
    return {
        table.declaration.path: text(table, order_of_rows(table, began))
        for table in package.tables.values()
        if is_plain_csv(table.declaration.path)
    }


def starts(tables: Mapping[str, Table]) -> dict[str, int]:
    """Return the day on which each meeting began, as a number, by its id."""
    cells = tables["meetings"].cells if "meetings" in tables else pa.table({})
    if not {"meeting_id", "date"} <= set(cells.column_names):
        return {}
    return dict(zip(cells["meeting_id"].to_pylist(), _days(cells["date"]), strict=True))


def _days(column: pa.ChunkedArray) -> list[int]:
    """Return the first possible day of dates as numbers; what is not a date comes last."""
    first = dates.parse(pd.Series(column.to_pylist(), dtype="str"))["at"]
    return first.fillna(pd.Timestamp.max.as_unit("us")).astype("int64").tolist()


def order_of_rows(table: Table, began: Mapping[str, int]) -> list[int]:
    """Return the canonical order of the rows of a table, as their positions.

    By the start of their own date or their meeting's, their meeting, their declared position, the
    primary key, then every other column: the same for the same rows, in whatever order they came.

    Parameters
    ----------
    table : Table
        The table.
    began : dict of str to int
        The day on which each meeting began (`starts`).
    """
    cells = table.written
    names, last = cells.column_names, pd.Timestamp.max.value
    keys: list[list] = []
    if "date" in names:
        keys.append(_days(cells["date"]))
    elif "meeting_id" in names:
        keys.append([began.get(meeting, last) for meeting in cells["meeting_id"].to_pylist()])
    if "meeting_id" in names:
        keys.append(cells["meeting_id"].to_pylist())
    if "position" in names:
        position = pd.to_numeric(pd.Series(cells["position"].to_pylist()), errors="coerce")
        keys.append(position.fillna(float("inf")).tolist())
    for name in dict.fromkeys([*table.key, *table.declaration.columns, *sorted(names)]):
        if name in names:
            keys.append(cells[name].to_pylist())
    rows = list(zip(*keys, strict=True))
    return sorted(range(len(rows)), key=rows.__getitem__)


def text(table: Table, rows: list[int]) -> bytes:
    """Return rows of a table, by their positions, as the bytes of its file."""
    cells = table.written.take(pa.array(rows, pa.int64()))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(cells.column_names)
    writer.writerows(zip(*(column.to_pylist() for column in cells.columns), strict=True))
    return out.getvalue().encode()


def difference(folder: Path, old: Mapping[str, bytes | None], new: Mapping[str, bytes]) -> str:
    """Return what replacing files would change, as a unified diff that is safe in a terminal."""
    lines: list[str] = []
    for name, data in new.items():
        shown = shown_folder(folder) + name
        before, after = (x.decode("utf-8", "replace").split("\n") for x in (old[name] or b"", data))
        lines += difflib.unified_diff(before, after, shown, shown, n=0, lineterm="")
    return "".join(f"{shorten(line, 10_000)}\n" for line in lines)
