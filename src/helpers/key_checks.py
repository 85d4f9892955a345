"""Keys that stand twice, rows that repeat another, references that lead nowhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from . import storage
from .datapackage import Package
from .delimited import Table, as_list
from .problems import Group, nearest


def check(table: Table) -> list[Group]:
    """Tell of keys that stand twice, and of rows that repeat the content of another."""
    groups = []
    present = set(table.cells.column_names)
    unique = [[f["name"]] for f in table.fields if (f.get("constraints") or {}).get("unique")]
    for columns in dict.fromkeys(map(tuple, [table.key, *unique])):
        if columns and present.issuperset(columns):
            groups.append(
                Group(
                    "duplicate",
                    table.name,
                    table.file,
                    columns[0],
                    "each key once",
                    *_taken(table, columns[0], _repeats(table, columns)),
                    lambda v: (
                        "stands in an earlier row already",
                        "give this row an id of its own, or take the row out",
                    ),
                )
            )
    content = [column for column in table.cells.column_names if column not in table.key]
    if content:
        groups.append(
            Group(
                "repeated",
                table.name,
                table.file,
                None,
                "one row for one fact",
                *_taken(table, content[0], _repeats(table, content)),
                lambda v: (
                    "begins a row that repeats the content of an earlier one",
                    "take the row out",
                ),
            )
        )
    return groups


def _taken(table: Table, column: str, at: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Return the numbers of some rows, and what they hold in one column."""
    return table.rows[at], table.cells[column].take(pa.array(at)).to_pylist()


def _repeats(table: Table, columns: Sequence[str]) -> np.ndarray:
    """Return where rows stand that repeat an earlier one in these columns, empty rows aside.

    Each row gets a number for what it holds in the columns so far; as soon as all differ,
    nothing is repeated.
    """
    number = np.zeros(table.cells.num_rows, np.int64)
    is_empty = np.ones(table.cells.num_rows, bool)
    for column in sorted(columns, key=table.is_encoded, reverse=True):
        distinct = table.distinct(column)
        codes, size = distinct.indices.to_numpy(), len(distinct.dictionary)
        number, seen = pd.factorize(number * size + codes)
        if len(seen) == len(number):
            return np.array([], dtype=int)
        is_empty &= pc.equal(distinct.dictionary, "").to_numpy(False)[codes]
    return np.flatnonzero(pd.Series(number).duplicated().to_numpy() & ~is_empty)


def references(package: Package, table: Table, codes: dict) -> list[Group]:
    """Tell of references that lead nowhere; keep in `codes` to which row each leads."""
    groups = []
    for declared in table.declaration["schema"].get("foreignKeys") or []:
        columns = as_list(declared["fields"])
        target_name = declared["reference"].get("resource") or table.name
        targets = as_list(declared["reference"]["fields"])
        names = {r["name"]: r for r in package.declaration["resources"]}
        target = package.tables.get(target_name)
        if target_name not in names or not set(targets) <= {
            f["name"] for f in names[target_name]["schema"]["fields"]
        }:
            near = (
                nearest(target_name, names)
                if target_name not in names
                else nearest(
                    targets[0], [f["name"] for f in names[target_name]["schema"]["fields"]]
                )
            )
            groups.append(
                Group(
                    "unknown-table",
                    table.name,
                    f"{package.folder.name}/{storage.DECLARATION}",
                    columns[0],
                    "a reference to a declared table and column",
                    (None,),
                    (f"{target_name}.{targets[0]}",),
                    lambda v, near=near: (
                        "is referred to but not declared",
                        f"write {near}" if near else "declare it",
                    ),
                )
            )
            continue
        if (
            target is None
            or len(columns) != 1
            or columns[0] not in table.cells.column_names
            or targets[0] not in target.cells.column_names
        ):
            continue
        distinct, known = table.distinct(columns[0]), target.cells[targets[0]].combine_chunks()
        found = pc.fill_null(pc.index_in(distinct.dictionary, known), -1).to_numpy()
        is_missing = (found < 0) & pc.not_equal(distinct.dictionary, "").to_numpy(False)
        indices = distinct.indices.to_numpy()
        codes[table.name, columns[0]] = found[indices]
        at = np.flatnonzero(is_missing[indices]) if is_missing.any() else []
        if len(at):
            near_to: dict[str, str] = {}

            def explain(value, known=known, near_to=near_to, target=target):
                if value not in near_to:
                    near_to[value] = nearest(value, known.to_pylist())
                near = near_to[value]
                return (
                    f"is not in {target.file}",
                    f"write {near}" if near else f"add the row to {target.file} first",
                )

            groups.append(
                Group(
                    "reference",
                    table.name,
                    table.file,
                    columns[0],
                    f"an id of {target.file}",
                    *_taken(table, columns[0], at),
                    explain,
                )
            )
    return groups
