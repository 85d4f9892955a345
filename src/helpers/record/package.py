"""`datapackage.json` and the CSV tables, every cell still text, with its row number."""

from __future__ import annotations

import dataclasses
import functools
import gzip
import os
import zlib
from pathlib import Path
from typing import cast

from ..wording import shorten
from .csv_files import Table, read_table, reporter
from .declaration import Declaration, TableDeclaration, read_declaration
from .files import DECLARATION, AnyFiles, read_files
from .json_files import read_json
from .problems import DataError, Group, say
from .suggest import nearest

PACKED = ".gz"
_SMALL = 50_000  # bytes


@dataclasses.dataclass
class Package:
    """A record as it was read: the declaration, the tables as text, what was wrong so far."""

    folder: Path
    declaration: Declaration
    tables: dict[str, Table]
    groups: list[Group]


def read_package(path) -> Package:
    """Read a record without interpreting a cell.

    Parameters
    ----------
    path : str or pathlib.Path
        The folder of the record, or its `datapackage.json`.

    Returns
    -------
    Package
        What could be read, and in `groups` what could not.
    """
    return read_files(folder_of(path), package_of)


def folder_of(path) -> Path:
    """Return the folder of a record, which may be named by its `datapackage.json`; `~` is the home.

    Raises
    ------
    TypeError
        It is not a path.
    """
    if not isinstance(path, (str, os.PathLike)):
        shown = shorten(repr(path).splitlines()[0])
        raise TypeError(f'{shown} is not a path: name the folder of a record, as in "data"')
    folder = Path(os.path.expanduser(path))
    return folder.parent if folder.name == DECLARATION else folder


def declared_in(files: AnyFiles) -> Package:
    """Return the record that files hold without its tables: what it declares."""
    groups: list[Group] = []
    declaration = _declaration(files, shown_folder(files.folder), groups)
    return Package(files.folder, declaration, {}, groups)


def shown_folder(folder: Path) -> str:
    """Return a folder as messages show it before the name of a file."""
    return f"{folder.name or folder.resolve().name}/"


def package_of(files: AnyFiles) -> Package:
    """Return the record that files hold, without interpreting a cell."""
    package = declared_in(files)
    folder, declaration, groups = package.folder, package.declaration, package.groups
    shown = shown_folder(folder)
    present = files.names()

    named = {table.path for table in declaration.tables.values()}
    for declared in declaration.tables.values():
        file = declared.path
        data = files.read(file)
        if data is None:
            near = nearest(file, [n for n in present if n.endswith(".csv") and n not in named])
            remedy = f"rename {near} to {file}" if near else f"put {file} into the folder"
            rule = f"a file {file}, as {DECLARATION} declares"
            report = reporter(declared, shown + file, groups)
            report("missing-table", "is missing", rule, remedy)
        elif table := table_of(declared, shown + file, data, groups):
            package.tables[table.name] = table
    return package


def table_of(table: TableDeclaration, file: str, data: bytes, groups: list[Group]) -> Table | None:
    """Return one table as text, of a CSV file, or of one that gzip has packed.

    A small file is read once for all records and revisions that hold it as it is: a record that
    is loaded again after a change, as every answer of `add` does, reads what has changed.
    """
    if len(data) > _SMALL:
        return _table_of(table, file, data, groups)
    known, problems = _small_table(table, data)
    groups += [dataclasses.replace(group, file=file) for group in problems]
    return known and known.called(file)


@functools.lru_cache(maxsize=128)
def _small_table(table: TableDeclaration, data: bytes) -> tuple[Table | None, tuple[Group, ...]]:
    groups: list[Group] = []
    return _table_of(table, table.path, data, groups), tuple(groups)


def _table_of(table: TableDeclaration, file: str, data: bytes, groups: list[Group]) -> Table | None:
    if file.endswith(PACKED):
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            rule, remedy = "a file that gzip has packed", "pack it again with gzip"
            reporter(table, file, groups)("encoding", "cannot be unpacked", rule, remedy)
            return None
    return read_table(table, file, data, groups)


def is_plain_csv(path: str) -> bool:
    """Return whether a file is a CSV file that a spreadsheet opens, so one that may be rewritten."""
    return not path.endswith(PACKED)


def _declaration(files: AnyFiles, shown: str, groups: list[Group]) -> Declaration:
    """Return what can be read of the declaration."""
    file, data = shown + DECLARATION, files.read(DECLARATION)
    if data is None:
        rule, remedy = (
            "a Data Package with its declaration",
            "name the folder that holds datapackage.json",
        )
        groups.append(_problem(file, "is missing", rule, remedy))
        return Declaration()
    declaration, problems = _read_declaration(data, file)
    groups += problems
    return declaration


@functools.lru_cache(maxsize=16)
def _read_declaration(data: bytes, file: str) -> tuple[Declaration, tuple[Group, ...]]:
    """Return a declaration and its problems; the same file is read again for every revision."""
    try:
        raw = read_json(data, file)
    except DataError as error:  # `read_json` has just made its groups
        return Declaration(), tuple(cast("list[Group]", error.problems.groups))
    if not isinstance(raw, dict) or not isinstance(raw.get("resources"), list):
        rule, remedy = (
            "an object with a list `resources`",
            "declare the tables as in data/README.md",
        )
        return Declaration(), (_problem(file, "declares no tables", rule, remedy),)
    declaration, problems = read_declaration(raw, file)
    return declaration, tuple(problems)


def _problem(file: str, what: str, rule: str, remedy: str) -> Group:
    return Group("declaration", "", file, None, rule, explain=say(what, remedy))
