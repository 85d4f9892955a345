"""A record in parts: its meetings, and what hangs on them, read, checked and typed by Dask.

A part is a file; a table has as many as its declared `path` names in each folder of the record.
The workers read the parts and send each row to the bucket of its meeting; there the checks of a
record in one piece are run, so that references are followed wherever the rows stood. Keys and rows
that stand twice in different buckets are found by their hashes. The tables that describe (topics,
organisations, sources and the like) are small, and are here.
"""

from __future__ import annotations

import functools
import glob
import itertools
import operator
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from . import checks, datapackage, key_checks, parts, storage
from .cooperation import Cooperation
from .datapackage import Package
from .delimited import as_list, teller
from .parts import CODE, Part, Told
from .problems import DataError, FirstProblems
from .typed import NEEDED, assembled, frame

HELD_IN_PARTS = ("meetings", "participants", "exchanges")
_INSTALL = 'engine="dask" needs the extra scale: pip install "cooperation-helpers[scale]"'


def load(pattern) -> Cooperation:
    """Read, check and type a record in parts.

    Parameters
    ----------
    pattern : str or pathlib.Path
        The folder of the record, or a pattern such as `"records/part-*"`. The first folder that
        holds a `datapackage.json` declares the tables, each of which may name several files as
        its `path`; of each table at least one folder holds a file.

    Returns
    -------
    Cooperation
        Its meetings, participants and exchanges are Dask DataFrames, with the columns and dtypes
        that pandas would have; the other tables are here. The measures count where the parts are
        and give pandas. `timeline`, `continuity` and `cadence` give a row a meeting: narrow the
        record first where these are too many.

    Raises
    ------
    DataError
        The data has problems: the first 100 with file and row, the rest counted.
    ImportError
        Dask is not installed.

    Notes
    -----
    Partitioning by the hash of the meeting, so that joins and checks stay within a bucket (DeWitt
    and Gray, "Parallel database systems", *Communications of the ACM* 35, 1992, 85–98).
    """
    try:
        import dask
    except ImportError as error:
        raise ImportError(_INSTALL) from error
    found = sorted(glob.glob(str(pattern))) or [str(pattern)]
    here, places = _described([datapackage.folder_of(folder) for folder in found])
    files = [part.file for part in itertools.chain(*places.values())]
    big = {name: _InParts(places[name]) for name in HELD_IN_PARTS if places.get(name)}
    if here.groups or len(big) < len(HELD_IN_PARTS):
        groups = checks.check(here, NEEDED).groups
        coded = [group for group in groups if not any(group is one for one in here.groups)]
        _raise_any([parts.told_of_file(here.groups), parts.told_of(coded, files)])
    can_meet = all("meeting_id" in one.columns for one in big.values())
    wholes = dask.delayed({name: one.are_whole() for name, one in big.items()})
    told, again, named, wholes = dask.compute(
        [
            *itertools.chain(*(one.shapes() for one in big.values())),
            *(_buckets(here, big, wholes, files) if can_meet else ()),
        ],
        {name: one.again() for name, one in big.items()},
        {name: one.holding(_named(here, name)) for name, one in big.items()},
        wholes,
    )
    told += [big[name].repeated(found, files) for name, found in again.items()]
    asked = {
        name: parts.as_table(one.resource, named[name], wholes[name]) for name, one in big.items()
    }
    whole = Package(here.folder, here.declaration, {**here.tables, **asked}, [])
    groups = checks.check(whole, NEEDED).groups
    told.append(
        parts.told_of((g for g in groups if g.table not in big or g.rows[0] is None), files)
    )
    _raise_any(told)
    frames = {name: frame(table) for name, table in here.tables.items()}
    frames |= {name: one.typed() for name, one in big.items()}
    keys = {
        name: tuple(found[0].resource["schema"]["primaryKey"]) for name, found in places.items()
    }
    return assembled(here, {name: frames[name] for name in places}, keys)


class _InParts:
    """One table in parts: what the workers are asked to make of it."""

    def __init__(self, found: list[Part]) -> None:
        import dask
        import dask.dataframe as dd

        self.resource, self.count = found[0].resource, len(found)
        first = parts.read(found[0]).table
        declared = [field["name"] for field in self.resource["schema"]["fields"]]
        self.columns = declared if first is None else first.cells.column_names
        self.reads = [dask.delayed(parts.read)(part) for part in found]
        self._none = parts.Read(None, Told(Counter(), []), True)
        meta = parts.text(self._none, self.columns)
        texts = [dask.delayed(parts.text)(read, self.columns) for read in self.reads]
        self.text = dd.from_delayed(texts, meta=meta, verify_meta=False)

    def shapes(self) -> list:
        """Return what is wrong with each file as such."""
        return [read.told for read in self.reads]

    def are_whole(self):
        """Return whether every row of every file could be read."""
        import dask

        return dask.delayed(all)([read.is_whole for read in self.reads])

    def buckets(self, number: int) -> list:
        """Return the rows in so many buckets, those of a meeting in one."""
        if number == 1:
            return self.text.to_delayed()
        spread = self.text.repartition(npartitions=number)
        return spread.shuffle("meeting_id", npartitions=number).to_delayed()

    def again(self) -> list:
        """Return for each key that reaches across buckets what is there again, part by part."""
        import dask

        meta, found = parts.hashes(parts.text(self._none, self.columns), self.columns), []
        for columns in parts.reaching(self.resource, self.columns):
            told = self.text.map_partitions(parts.hashes, list(columns), meta=meta)
            if self.count > 1:
                told = told.shuffle("hash", npartitions=self.count)
            found.append([dask.delayed(parts.twice)(part) for part in told.to_delayed()])
        return found

    def repeated(self, found: list[list[tuple[int, list[int]]]], files: list[str]) -> Told:
        """Return what is told of the rows that `again` found."""
        told = []
        for columns, counted in zip(
            parts.reaching(self.resource, self.columns), found, strict=True
        ):
            codes = sorted(itertools.chain(*(codes for _, codes in counted)))[: 2 * parts.FIRST]
            if codes:
                rows = self.text[self.text[CODE].isin(codes)].compute().sort_values(CODE)
                name = key_checks.BETWEEN.join(columns)
                groups = key_checks.check(parts.as_table(self.resource, rows))
                is_key = any(group.column == name for group in groups)
                groups = [g for g in groups if g.column == (name if is_key else None)]
                counts = Counter({group.check: sum(n for n, _ in counted) for group in groups})
                told.append(Told(counts, parts.told_of(groups, files).first))
        return parts.together(told)

    def holding(self, named: dict[str, list[str]]):
        """Return the rows that hold one of the named values in the column of these."""
        import dask

        if not named:
            return parts.text(self._none, self.columns)
        found = [self.text[column].isin(values) for column, values in named.items()]
        rows = self.text[functools.reduce(operator.or_, found)]
        return dask.delayed(pd.concat)(rows.to_delayed())

    def typed(self):
        """Return the table in its declared types, a Dask DataFrame."""
        import dask
        import dask.dataframe as dd

        about = self.columns, self.resource
        made = [dask.delayed(parts.typed)(read, *about) for read in self.reads]
        return dd.from_delayed(made, meta=parts.typed(self._none, *about), verify_meta=False)


def _described(folders: list[Path]) -> tuple[Package, dict[str, list[Part]]]:
    """Return the declaration with the tables that are here, and the parts of every table."""
    read = (storage.reading(folder, datapackage.declared) for folder in folders)
    first = next(read)
    here = first if first.declaration else next((p for p in read if p.declaration), first)
    home, number = here.folder, itertools.count()
    places: dict[str, list[Part]] = {}
    for resource in here.declaration.get("resources", []):
        name, paths = resource["name"], as_list(resource["path"])
        places[name] = [
            Part(resource, folder, path, next(number))
            for folder in folders
            for path in paths
            if (folder / path).is_file()
        ]
        if not places[name]:
            file = f"{home.resolve().name}/{paths[0]}"
            rule = f"a file {paths[0]}, as the declaration says"
            remedy = f"put {paths[0]} into a folder of the record"
            teller(resource, file, here.groups)("missing-table", "is missing", rule, remedy)
        elif name not in HELD_IN_PARTS:
            found = [parts.table(part, here.groups) for part in places[name]]
            if whole := [table for table in found if table is not None]:
                here.tables[name] = parts.joined(whole)
    return here, places


def _raise_any(told: Iterable[Told]) -> None:
    """Tell of the problems that there are, if any."""
    counts, first = parts.together(told)
    if counts:
        raise DataError(FirstProblems([problem for _, problem in first], counts))


def _named(here: Package, target: str) -> dict[str, list[str]]:
    """Return what the tables that are here name of a table in parts, by its column."""
    named: dict[str, set[str]] = {}
    for table in here.tables.values():
        for key in table.declaration["schema"]["foreignKeys"]:
            is_there = set(key["fields"]) <= set(table.cells.column_names)
            if key["reference"]["resource"] == target and is_there:
                for own, other in zip(key["fields"], key["reference"]["fields"], strict=True):
                    named.setdefault(other, set()).update(
                        table.distinct(own).dictionary.to_pylist()
                    )
    return {column: sorted(values - {""}) for column, values in named.items() if values - {""}}


def _buckets(here: Package, big: dict[str, _InParts], wholes, files: list[str]) -> Iterable:
    """Return what is wrong in each bucket of meetings."""
    import dask

    number = max(one.count for one in big.values())
    frames = zip(*(one.buckets(number) for one in big.values()), strict=True)
    resources = {name: one.resource for name, one in big.items()}
    check = dask.delayed(parts.bucket)
    return [
        check(here, resources, wholes, files, dict(zip(big, rows, strict=True))) for rows in frames
    ]
