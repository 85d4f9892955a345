"""Keys that stand twice, rows that repeat another, references that lead nowhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..csv_files import Table
from ..declaration import Reference
from ..package import Package
from ..problems import Group
from ..suggest import Nearest
from .needed import Need

BETWEEN = " + "


def check_keys(table: Table, needed: dict[str, Need]) -> list[Group]:
    """Tell of keys that stand twice, declared or needed, and of rows that repeat another's content."""
    groups = []
    present = table.cells.column_names
    unique = [[field.name] for field in table.fields if field.is_unique]
    own = [[name] for name, need in needed.items() if need.is_key]
    keys = [table.key, *unique, *table.declaration.unique_keys, *own]
    for columns in dict.fromkeys(map(tuple, keys)):
        if columns and set(present).issuperset(columns):
            at, earlier = _repeats(table, columns)
            if not len(at):
                continue
            values = _joined(table, columns).take(pa.array(at)).to_pylist()
            groups.append(
                Group(
                    "duplicate",
                    table.name,
                    table.file,
                    BETWEEN.join(columns),
                    "each key once",
                    table.rows[at],
                    values,
                    lambda v: (
                        "is already used in row",
                        "give this row a value of its own, or take the row out",
                    ),
                    table.rows[earlier],
                )
            )
    content = [column for column in present if column not in table.key]
    if content:
        at, earlier = _repeats(table, content)
    if content and len(at):
        values = table.cells[content[0]].take(pa.array(at)).to_pylist()
        groups.append(
            Group(
                "repeated",
                table.name,
                table.file,
                None,
                "one row for one fact",
                table.rows[at],
                values,
                lambda v: ("begins a row that repeats the content of row", "take the row out"),
                table.rows[earlier],
            )
        )
    return groups


def _joined(table: Table, columns: Sequence[str]) -> pa.Array:
    """Return what a key of one or more columns holds in each row."""
    parts = [table.cells[column].combine_chunks() for column in columns]
    return parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, BETWEEN)


def _repeats(table: Table, columns: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows that repeat an earlier one in these columns, and the first of each.

    Each row gets a number for what it holds in the columns so far, those with the most distinct
    values first; as soon as all differ, nothing is repeated. Rows that are empty in all of the
    columns are no repetition.
    """
    none = np.array([], dtype=int)
    number, most = np.zeros(table.cells.num_rows, np.int64), 1
    is_empty = np.ones(table.cells.num_rows, bool)
    for column in sorted(columns, key=table.distinct_so_far, reverse=True):
        distinct = table.distinct(column)
        codes, size = distinct.indices.to_numpy(), len(distinct.dictionary)
        if most == 1:
            number, most = codes.astype(np.int64), size
        else:
            number, seen = pd.factorize(number * size + codes)
            most = len(seen)
        if most == len(number):
            return none, none
        is_empty &= pc.equal(distinct.dictionary, "").to_numpy(False)[codes]
    first = np.unique(number, return_index=True)[1][number]
    at = np.flatnonzero((first < np.arange(len(number))) & ~is_empty)
    return at, first[at]


def check_references(
    package: Package, table: Table, codes: dict, needed: dict[str, Need]
) -> list[Group]:
    """Tell of references, declared or needed, that lead nowhere; keep in `codes` where each leads.

    A table of which some rows could not be read is not asked: what is not found in it may be
    among those.
    """
    groups = []
    own = [
        Reference((name,), need.to[0], (need.to[1],)) for name, need in needed.items() if need.to
    ]
    for declared in dict.fromkeys([*table.declaration.references, *own]):
        columns, targets = declared.columns, declared.to_columns
        target = package.tables.get(declared.table)
        if (
            target is None
            or not target.is_whole
            or not set(columns) <= set(table.cells.column_names)
            or not set(targets) <= set(target.cells.column_names)
        ):
            continue
        known = _joined(target, targets)
        if len(columns) == 1:
            distinct = table.distinct(columns[0])
            is_empty = pc.equal(distinct.dictionary, "").to_numpy(False)
        else:
            distinct = _joined(table, columns).dictionary_encode()
            is_empty = np.zeros(len(distinct.dictionary), bool)
            for column in columns:
                is_unset = pc.equal(table.cells[column], "").to_numpy()
                is_empty[distinct.indices.to_numpy()[is_unset]] = True
        found = _places(distinct.dictionary, known)
        is_missing = (found < 0) & ~is_empty
        indices = distinct.indices.to_numpy()
        if declared in own:
            codes[table.name, columns[0]] = found[indices]
        if not is_missing.any():
            continue
        at = np.flatnonzero(is_missing[indices])
        near_to = Nearest(known.to_pylist())

        def explain(value, near_to=near_to, file=target.file):
            near = near_to(value)
            remedy = f"write {near}" if near else f"add the row to {file} first"
            return f"is not in {file}", remedy

        groups.append(
            Group(
                "reference",
                table.name,
                table.file,
                BETWEEN.join(columns),
                f"an id of {target.file}",
                table.rows[at],
                distinct.dictionary.take(pa.array(indices[at])).to_pylist(),
                explain,
            )
        )
    return groups


def _places(wanted: pa.Array, known: pa.Array) -> np.ndarray:
    """Return where each of some distinct values first stands among the known ones, -1 for nowhere.

    The smaller of the two is what is held in a table of hashes.
    """
    if len(wanted) > len(known):
        return pc.fill_null(pc.index_in(wanted, known), -1).to_numpy()
    found = np.full(len(wanted), -1, np.int32)
    asked = pc.fill_null(pc.index_in(known, wanted), -1).to_numpy()
    rows = np.flatnonzero(asked >= 0)[::-1]
    found[asked[rows]] = rows
    return found
