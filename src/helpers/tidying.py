"""The CSV files of a record in their one canonical form: order, quotes, line ends, encoding."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from . import datapackage, dates, storage
from .datapackage import Package
from .delimited import Table
from .problems import DataError, Problems, shorten


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
        A file could not be told apart into cells; nothing was written.
    NotWritten
        The files could not be written; they are as they were.
    """
    return storage.change(
        datapackage.folder_of(path), lambda files: tidied(datapackage.package(files))
    )


def preview(path) -> str:
    """Return what `tidy` would change, as a unified diff; empty for a tidy record."""
    folder = datapackage.folder_of(path)

    def show(files: storage.Files) -> str:
        new = tidied(datapackage.package(files))
        return difference(folder, {name: files.read(name) for name in new}, new)

    return storage.reading(folder, show)


def tidied(package: Package) -> dict[str, bytes]:
    """Return every CSV file of a record in canonical form, no value changed.

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
        A file could not be told apart into cells.

    Notes
    -----
    The form is that of RFC 4180 with LF, https://www.rfc-editor.org/rfc/rfc4180.
    """
    if package.groups:
        raise DataError(Problems(package.groups))
    return {
        table.declaration["path"]: text(table, order(table, package.tables))
        for table in package.tables.values()
    }


def order(table: Table, tables: Mapping[str, Table]) -> np.ndarray:
    """Return the canonical order of the rows of a table, as their positions (int64).

    By the start of their own date or their meeting's, their meeting, their declared position, the
    primary key, then every other column: the same for the same rows, in whatever order they came.
    """
    cells = table.cells.to_pandas()
    keys: list[pd.Series] = []
    if "date" in cells:
        keys.append(dates.parse(cells["date"])["start"])
    elif "meeting_id" in cells and "meetings" in tables:
        meetings = tables["meetings"].cells.to_pandas()
        if {"meeting_id", "date"} <= set(meetings):
            starts = dates.parse(meetings["date"])["start"]
            starts = starts.groupby(meetings["meeting_id"]).min()
            keys.append(cells["meeting_id"].map(starts))
    if "meeting_id" in cells:
        keys.append(cells["meeting_id"])
    if "position" in cells:
        keys.append(pd.to_numeric(cells["position"], errors="coerce"))
    key = [column for column in table.key if column in cells]
    if not key or cells.duplicated(key).any():
        declared = [field["name"] for field in table.fields if field["name"] in cells]
        key = list(dict.fromkeys([*key, *declared, *sorted(cells)]))
    keys += [cells[column] for column in key]
    frame = pd.concat(keys, axis=1, ignore_index=True)
    return frame.sort_values(list(frame), kind="stable").index.to_numpy()


def text(table: Table, rows: np.ndarray) -> bytes:
    """Return rows of a table, by their positions, as the bytes of its file."""
    cells = table.cells.take(pa.array(rows))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(cells.column_names)
    writer.writerows(zip(*(column.to_pylist() for column in cells.columns), strict=True))
    return out.getvalue().encode()


def difference(folder: Path, old: Mapping[str, bytes | None], new: Mapping[str, bytes]) -> str:
    """Return what replacing files would change, as a unified diff that is safe in a terminal."""
    lines = []
    for name, data in new.items():
        shown = f"{folder.name or folder.resolve().name}/{name}"
        before, after = (x.decode("utf-8", "replace").split("\n") for x in (old[name] or b"", data))
        lines += difflib.unified_diff(before, after, shown, shown, n=0, lineterm="")
    return "".join(f"{shorten(line, 10_000)}\n" for line in lines)
