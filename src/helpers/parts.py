"""What a worker makes of one part of a table: cells as text, typed columns, problems."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from . import checks, datapackage, key_checks, storage
from .datapackage import Package
from .delimited import Table
from .problems import Group, Problem
from .typed import NEEDED, frame

FIRST = 100  # problems that are listed
CODE = "__code__"  # the number of a part and of a row in it, as one number
ROWS = 2**32  # more than a part has


class Part(NamedTuple):
    """One file of a table: what is declared of it, where it lies, its number among all files."""

    resource: dict
    folder: Path
    path: str
    number: int

    @property
    def file(self) -> str:
        """The file's name as messages show it."""
        return f"{self.folder.resolve().name}/{self.path}"


class Told(NamedTuple):
    """How many problems there are of each check, and the first of them by their codes."""

    counts: Counter
    first: list[tuple[int, Problem]]


class Read(NamedTuple):
    """A part as it was read: its table, None where it could not be, and what is wrong with it."""

    table: Table | None
    told: Told
    is_whole: bool


def read(part: Part) -> Read:
    """Return a part as it was read, its rows numbered by their codes."""
    groups: list[Group] = []
    found = table(part, groups)
    told = told_of_file(groups, part.number)
    return Read(found, told, found is not None and found.is_whole)


def table(part: Part, groups: list[Group]) -> Table | None:
    """Return the table of a part, its rows numbered by their codes; problems go to `groups`."""
    data = storage.reading(part.folder, lambda files: files.read(part.path))
    found = datapackage.table_of(part.resource, part.file, data, groups)
    start = part.number * ROWS
    return None if found is None else dataclasses.replace(found, rows=found.rows + start)


def joined(tables_: Sequence[Table]) -> Table:
    """Return a table whose parts are here as one; a row of several parts that is the same, once."""
    first = tables_[0]
    if len(tables_) == 1:
        return first
    cells = pa.concat_tables([t.cells for t in tables_], promote_options="default")
    cells = pa.table({n: pa.compute.fill_null(cells[n], "") for n in cells.column_names})
    rows = np.concatenate([t.rows for t in tables_])
    part = pd.Series(rows // ROWS)
    same = cells.to_pandas()
    again = same.duplicated() & part.ne(
        part.groupby([same[c] for c in same], dropna=False).transform("first")
    )
    kept = pa.array(np.flatnonzero(~again.to_numpy()))
    return dataclasses.replace(
        first,
        cells=cells.take(kept),
        rows=rows[kept.to_numpy()],
        is_whole=all(t.is_whole for t in tables_),
        _distinct={},
    )


def _cells(part: Read, columns: list[str]) -> pa.Table:
    """Return the cells of a part in these columns; one that it lacks is empty."""
    if part.table is None:
        return pa.table({name: pa.array([], pa.string()) for name in columns})
    cells = part.table.cells
    blank = pa.array([""] * cells.num_rows, pa.string())
    return pa.table({n: cells[n] if n in cells.column_names else blank for n in columns})


def text(part: Read, columns: list[str]) -> pd.DataFrame:
    """Return a part as columns of text (str), and the code of each row (int64)."""
    rows = np.array([], "int64") if part.table is None else part.table.rows
    return _cells(part, columns).to_pandas().astype("str").assign(**{CODE: rows})


def typed(part: Read, columns: list[str], resource: dict) -> pd.DataFrame:
    """Return a part in its declared types."""
    cells = _cells(part, columns)
    name = resource["name"]
    return frame(Table(name, name, resource, cells, np.arange(cells.num_rows)))


def as_table(resource: dict, rows: pd.DataFrame, is_whole: bool = True) -> Table:
    """Return rows of text as a table, numbered by their codes."""
    names = [name for name in rows.columns if name != CODE]
    cells = pa.table({name: pa.array(rows[name].astype(object), pa.string()) for name in names})
    return Table(
        resource["name"],
        resource["name"],
        resource,
        cells,
        rows[CODE].to_numpy("int64"),
        True,
        is_whole,
    )


def told_of_file(groups: Iterable[Group], number: int = 0) -> Told:
    """Return what groups say of the file of that number, their rows as its own."""
    groups = list(groups)
    first = [
        (number * ROWS + (group.rows[i] or 0), group[i])
        for group in groups
        for i in range(min(len(group), FIRST))
    ]
    return Told(_counts(groups), first[:FIRST])


def told_of(groups: Iterable[Group], files: Sequence[str]) -> Told:
    """Return what groups say, the codes of their rows made files and rows."""
    groups, first = list(groups), []
    for group in groups:
        for i in range(min(len(group), FIRST)):
            code, problem = group.rows[i], dataclasses.replace(group, earlier=())[i]
            if code is None:
                first.append((-1, problem))
                continue
            (file, row), what = _place(code, files), problem.what
            if len(group.earlier):
                other, earlier = _place(group.earlier[i], files)
                what = f"{what} {earlier}" + (f" of {other}" if other != file else "")
            first.append((int(code), dataclasses.replace(problem, file=file, row=row, what=what)))
    return Told(_counts(groups), sorted(first, key=lambda one: one[0])[:FIRST])


def _counts(groups: Iterable[Group]) -> Counter:
    counts: Counter = Counter()
    for group in groups:
        counts[group.check] += len(group)
    return counts


def _place(code: int, files: Sequence[str]) -> tuple[str, int]:
    return files[int(code) // ROWS], int(code) % ROWS


def together(found: Iterable[Told]) -> Told:
    """Return what several found as one."""
    found = list(found)
    counts = sum((one.counts for one in found), Counter())
    first = sorted((pair for one in found for pair in one.first), key=lambda pair: pair[0])
    return Told(counts, first[:FIRST])


def bucket(
    here: Package, resources: dict, wholes: dict, files: Sequence[str], frames: dict
) -> Told:
    """Return what is wrong with the rows of one bucket: those of some meetings, and all that hang on them.

    Keys that do not name the meeting reach across buckets, and are looked for in `hashes`.
    """
    rows = {name: as_table(resources[name], frames[name], wholes[name]) for name in frames}
    leads_here = {
        name: table
        for name, table in here.tables.items()
        if not any(
            k["reference"]["resource"] in rows for k in table.declaration["schema"]["foreignKeys"]
        )
    }
    whole = Package(here.folder, here.declaration, {**leads_here, **rows}, [])
    found = checks.check(whole, NEEDED).groups
    return told_of(
        (g for g in found if g.table in rows and g.rows[0] is not None and not _reaches(g, rows)),
        files,
    )


def _reaches(group: Group, rows: dict[str, Table]) -> bool:
    """Tell whether a group is about keys or contents whose like may be in another bucket."""
    if group.check == "duplicate":
        return "meeting_id" not in (group.column or "").split(key_checks.BETWEEN)
    return group.check == "repeated" and "meeting_id" in rows[group.table].key


def reaching(resource: dict, columns: list[str]) -> list[tuple[str, ...]]:
    """Return the columns that may hold nothing twice and do not name the meeting."""
    schema = resource["schema"]
    key = tuple(schema["primaryKey"])
    unique = [(f["name"],) for f in schema["fields"] if (f.get("constraints") or {}).get("unique")]
    content = tuple(column for column in columns if column not in key)
    keys = dict.fromkeys([key, *unique, *map(tuple, schema["uniqueKeys"]), content])
    return [k for k in keys if k and set(k) <= set(columns) and "meeting_id" not in k]


def hashes(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return the hash of what each row holds in some columns, rows that hold nothing left out."""
    filled = rows[rows[columns].ne("").any(axis=1)]
    told = pd.util.hash_pandas_object(filled[columns], index=False, categorize=False)
    return pd.DataFrame({"hash": told.to_numpy("uint64"), CODE: filled[CODE].to_numpy("int64")})


def twice(rows: pd.DataFrame) -> tuple[int, list[int]]:
    """Return how many hashes stand there again, and the codes of the first of all that do."""
    again = int(rows.duplicated("hash").sum())
    both = rows.loc[rows.duplicated("hash", keep=False)].sort_values(["hash", CODE])
    return again, both[CODE].head(2 * FIRST).tolist()
