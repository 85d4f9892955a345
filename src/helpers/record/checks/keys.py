"""Keys that occur twice, rows that repeat another, references that lead nowhere."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ...wording import listed
from ..csv_files import Table
from ..declaration import Reference
from ..package import Package
from ..problems import Group, say
from ..suggest import Nearest
from .needed import AGREEMENT, NAMED, Need


def check_keys(table: Table, needed: dict[str, Need]) -> list[Group]:
    """Report keys that occur twice, declared or needed, and rows that repeat another's content."""
    groups = []
    present = table.cells.column_names
    unique = [[field.name] for field in table.fields if field.is_unique]
    own = [[name] for name, need in needed.items() if need.is_key]
    keys = [table.key, *unique, *table.declaration.unique_keys, *own]
    for columns in dict.fromkeys(map(tuple, keys)):
        if columns and set(present).issuperset(columns):
            remedy = "give this row a value of its own, or take the row out"
            explain = say("is already used in row", remedy)
            repeats = _repeats(table, columns)
            groups.append(
                table.problems(
                    "duplicate", columns, repeats[0], "each key once", explain, repeats[1]
                )
            )
    content = [column for column in present if column not in table.key]
    if content and len(table.key) < 2:  # a key of several columns is itself what the row says
        again, earlier = _repeats(table, content)
        explain = say("begins a row that repeats the content of row", "take the row out")
        group = table.problems(
            "repeated", content[0], again, "one row for one fact", explain, earlier
        )
        groups.append(dataclasses.replace(group, column=None))
    return groups


def _repeats(table: Table, columns: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions of rows that repeat an earlier one in these columns, and of the earlier.

    Rows that are empty in all of the columns are no repetition.
    """
    none = np.array([], dtype=int)
    count = table.cells.num_rows
    if any(len(table.distinct(column).dictionary) == count for column in columns):
        return none, none  # rows that differ in one column
    cells = pd.DataFrame({column: table.distinct(column).indices for column in columns})
    is_again = cells.duplicated()
    if not is_again.any():
        return none, none
    is_empty = np.logical_and.reduce([pc.equal(table.cells[column], "") for column in columns])
    again = np.flatnonzero(is_again & ~is_empty)
    row = pd.Series(range(count))
    first = row.groupby([cells[column] for column in columns]).transform("min")
    return again, first.to_numpy()[again]


def check_references(
    package: Package, table: Table, codes: dict, needed: dict[str, Need]
) -> list[Group]:
    """Report references, declared or needed, that lead nowhere; keep in `codes` where each leads.

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
        known = target.joined(targets)
        at = pc.fill_null(pc.index_in(table.joined(columns), known), -1).to_numpy()
        is_empty = np.logical_or.reduce([pc.equal(table.cells[c], "") for c in columns])
        if declared in own:
            codes[table.name, columns[0]] = np.where(is_empty, -1, at)
        missing = np.flatnonzero((at < 0) & ~is_empty)
        if len(missing):
            rule, explain = f"an id of {target.file}", _not_in(target.file, known.to_pylist())
            groups.append(table.problems("reference", columns, missing, rule, explain))
    return groups


def check_names(package: Package) -> list[Group]:
    """Report names in other languages of a row that is not there, or of what cannot be named."""
    table = package.tables.get("names")
    if table is None or not {"table", "id"} <= set(table.cells.column_names):
        return []
    nameable = [*NAMED, AGREEMENT]
    declared = next((field.enum for field in table.fields if field.name == "table"), ())
    others = pa.array([name for name in declared if name not in nameable], pa.string())
    at = np.flatnonzero(pc.is_in(table.cells["table"], others))
    no_rows = say("is a table whose rows cannot be named", "take the row out")
    groups = [table.problems("reference", "table", at, listed(nameable), no_rows)]
    at = _unknown_ids(table, AGREEMENT, pa.array([AGREEMENT]))
    other_id = say("is not the id of the agreement", f"write {AGREEMENT}")
    groups.append(table.problems("reference", "id", at, AGREEMENT, other_id))
    for name, key in NAMED.items():
        target = package.tables.get(name)
        if target and target.is_whole and key in target.cells.column_names:
            known = target.joined([key])
            at = _unknown_ids(table, name, known)
            explain = _not_in(target.file, known.to_pylist())
            groups.append(table.problems("reference", "id", at, f"an id of {target.file}", explain))
    return groups


def _unknown_ids(names: Table, named: str, known: pa.Array) -> np.ndarray:
    """Return the positions of the names of a table whose ids are filled, but not among the known."""
    ids = names.cells["id"]
    is_filled = pc.and_(pc.equal(names.cells["table"], named), pc.not_equal(ids, ""))
    return np.flatnonzero(pc.and_(is_filled, pc.invert(pc.is_in(ids, known))))


def _not_in(file: str, known: list[str]) -> Callable[[str], tuple[str, ...]]:
    """Return the function that explains that an id is not among the known ones of a file."""
    near_to = Nearest(known)

    def explain(value: str) -> tuple[str, ...]:
        if same := near_to.in_another_case(value):
            return f"is not in {file}", f"write {same}", same
        near = near_to(value)
        return f"is not in {file}", f"write {near}" if near else f"add the row to {file} first"

    return explain
