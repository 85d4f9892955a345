"""Keys that stand twice, rows that repeat another, references that lead nowhere."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from . import storage
from .datapackage import Package
from .delimited import Table, as_list
from .problems import Group, nearest


def _repeats(column: pa.ChunkedArray) -> np.ndarray:
    """Return where a value stands that stood before, empty ones aside."""
    if pc.count_distinct(column).as_py() == len(column):
        return np.array([], dtype=int)
    series = pd.Series(column.to_pandas())
    return np.flatnonzero(series.duplicated() & series.ne(""))


def check(table: Table) -> list[Group]:
    """Tell of keys that stand twice, and of rows that repeat the content of another."""
    groups = []
    present = set(table.cells.column_names)
    unique = [[f["name"]] for f in table.fields if (f.get("constraints") or {}).get("unique")]
    for columns in dict.fromkeys(map(tuple, [table.key, *unique])):
        if not columns or not present.issuperset(columns):
            continue
        if len(columns) == 1:
            at = _repeats(table.cells[columns[0]])
        else:
            at = np.flatnonzero(table.cells.select(list(columns)).to_pandas().duplicated())
        values = table.cells[columns[0]].take(pa.array(at)).to_pylist()
        groups.append(
            Group(
                "duplicate",
                table.name,
                table.file,
                columns[0],
                "each key once",
                table.rows[at],
                values,
                lambda v: (
                    "stands in an earlier row already",
                    "give this row an id of its own, or take the row out",
                ),
            )
        )
    content = [
        f["name"] for f in table.fields if f["name"] in present and f["name"] not in table.key
    ]
    content += [c for c in table.cells.column_names if c not in content and c not in table.key]
    at = np.arange(table.cells.num_rows)
    for column in content:
        if len(at) < 2:
            break
        series = table.cells[column].take(pa.array(at)).to_pandas()
        at = at[series.duplicated(keep=False).to_numpy()]
    if len(at) > 1 and content:
        frame = table.cells.select(content).take(pa.array(at)).to_pandas()
        at = at[frame.duplicated().to_numpy()]
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
                lambda v: (
                    "begins a row that repeats the content of an earlier one",
                    "take the row out",
                ),
            )
        )
    return groups


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
        column = table.cells[columns[0]]
        known = target.cells[targets[0]].combine_chunks()
        found = pc.index_in(column, known)
        missing = pc.and_(pc.is_null(found), pc.not_equal(column, ""))
        codes[table.name, columns[0]] = pc.fill_null(found, -1).to_numpy()
        at = np.flatnonzero(missing.to_numpy())
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
                    table.rows[at],
                    column.take(pa.array(at)).to_pylist(),
                    explain,
                )
            )
    return groups
