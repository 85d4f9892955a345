"""`datapackage.json` and the CSV tables, every cell still text, with its row number."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

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
    return storage.reading(folder_of(path), package)


def folder_of(path) -> Path:
    """Return the folder of a record, which may be named by its `datapackage.json`."""
    folder = Path(path)
    return folder.parent if folder.name == storage.DECLARATION else folder


def package(files: storage.Files) -> Package:
    """Return the record that files hold, without interpreting a cell."""
    folder = files.folder
    shown = f"{folder.name or folder.resolve().name}/"
    groups: list[Group] = []
    declaration = _declaration(files, shown, groups)
    package = Package(folder, declaration, {}, groups)
    present = files.names()
    for resource in declaration.get("resources", []):
        name, file = resource["name"], resource["path"]
        data = files.read(file)
        if data is None:
            near = nearest(file, [n for n in present if n.endswith(".csv")])
            groups.append(
                Group(
                    "missing-table",
                    name,
                    shown + file,
                    None,
                    f"a file {file}, as {storage.DECLARATION} declares",
                    explain=say(
                        "is missing",
                        f"rename {near} to {file}" if near else f"put {file} into the folder",
                    ),
                )
            )
            continue
        found = table(resource, shown + file, data, groups)
        if found is not None:
            package.tables[name] = found
    return package


def _declaration(files: storage.Files, shown: str, groups: list[Group]) -> dict:
    """Return the declaration, its usable tables only."""
    file = shown + storage.DECLARATION

    def tell(what: str, rule: str, remedy: str, check: str = "declaration") -> None:
        groups.append(Group(check, "", file, None, rule, explain=say(what, remedy)))

    data = files.read(storage.DECLARATION)
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
            and storage.is_inside(path)
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
