"""`datapackage.json` and the CSV tables, every cell still text, with its row number."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

from . import storage
from .delimited import Table, table
from .problems import Group, nearest, say


@dataclasses.dataclass
class Package:
    """A record as it was read: the declaration, the tables as text, what was wrong so far."""

    folder: Path
    declaration: dict
    tables: dict[str, Table]
    groups: list[Group]


def read(path) -> Package:
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
    folder = Path(path)
    if folder.name == storage.DECLARATION:
        folder = folder.parent
    shown = f"{folder.name or folder.resolve().name}/"
    groups: list[Group] = []
    declaration = _declaration(folder, shown, groups)
    package = Package(folder, declaration, {}, groups)
    present = storage.names(folder)

    def one(resource: dict) -> tuple[Table | None, list[Group]]:
        told: list[Group] = []
        file = resource["path"]
        data = storage.read(folder, file)
        if data is not None:
            return table(resource, shown + file, data, told), told
        near = nearest(file, [n for n in present if n.endswith(".csv")])
        remedy = f"rename {near} to {file}" if near else f"put {file} into the folder"
        rule = f"a file {file}, as {storage.DECLARATION} declares"
        return None, [
            Group(
                "missing-table",
                resource["name"],
                shown + file,
                None,
                rule,
                explain=say("is missing", remedy),
            )
        ]

    for found, told in side_by_side(one, declaration.get("resources", [])):
        groups += told
        if found is not None:
            package.tables[found.name] = found
    return package


def side_by_side(function: Callable, values: Iterable) -> list:
    """Return what a function makes of each value, in order, in one thread a core.

    The work is done in pyarrow and numpy, which leave the interpreter to the other threads.
    """
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return list(pool.map(function, values))


def _declaration(folder: Path, shown: str, groups: list[Group]) -> dict:
    """Return the declaration, its usable tables only."""
    file = shown + storage.DECLARATION

    def tell(what: str, rule: str, remedy: str, check: str = "declaration") -> None:
        groups.append(Group(check, "", file, None, rule, explain=say(what, remedy)))

    data = storage.read(folder, storage.DECLARATION)
    if data is None:
        tell(
            "is missing",
            "a Data Package with its declaration",
            "name the folder that holds datapackage.json",
        )
        return {}
    try:
        declaration = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        tell("is not UTF-8", "JSON in UTF-8", "save it again as UTF-8")
        return {}
    except (json.JSONDecodeError, RecursionError) as error:
        where = (
            f"line {error.lineno}, column {error.colno}: {error.msg}"
            if isinstance(error, json.JSONDecodeError)
            else "nested too deeply"
        )
        tell(f"is not JSON ({where})", "a JSON object", "mend that line")
        return {}
    if not isinstance(declaration, dict) or not isinstance(declaration.get("resources"), list):
        tell(
            "declares no tables",
            "an object with a list `resources`",
            "declare the tables as in data/README.md",
        )
        return {}
    sides = declaration.get("sides")
    if not (isinstance(sides, list) and len(sides) == 2 and all(isinstance(s, str) for s in sides)):
        tell(
            "names no two sides",
            'a property "sides" with two country codes, in the order in which they are shown',
            'write for instance "sides": ["XA", "XB"]',
        )
    usable = []
    for resource in declaration["resources"]:
        fields = (
            resource.get("schema", {}).get("fields")
            if isinstance(resource, dict) and isinstance(resource.get("schema"), dict)
            else None
        )
        path = resource.get("path") if isinstance(resource, dict) else None
        name = resource.get("name") if isinstance(resource, dict) else None
        is_usable = (
            isinstance(name, str)
            and isinstance(path, str)
            and not PurePosixPath(path).is_absolute()
            and ".." not in PurePosixPath(path).parts
            and "://" not in path
            and isinstance(fields, list)
            and all(isinstance(f, dict) and isinstance(f.get("name"), str) for f in fields)
        )
        if is_usable:
            usable.append(resource)
        else:
            tell(
                f"declares a table ({name or 'without a name'}) that cannot be read",
                "a name, a path to one CSV file inside the folder, and a schema with fields that have names",
                "complete the declaration of the table",
            )
    return {**declaration, "resources": usable}
