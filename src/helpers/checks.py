"""Every problem in the data at once."""

from __future__ import annotations

import numpy as np

from . import column_checks, cross_checks, key_checks, storage
from .column_checks import TYPES, compiles, is_country
from .datapackage import Package, side_by_side
from .delimited import Table
from .problems import Group, Problems, listed, nearest


def check(package: Package, needed: dict[str, dict[str, str]]) -> Problems:
    """Return every problem of a record.

    Parameters
    ----------
    package : Package
        The record as it was read.
    needed : dict
        Table → column → "" or the meaning ("edtf", "country", "uri") without which the measures
        cannot work; told where the declaration lacks it.

    Returns
    -------
    Problems
        All problems, by table as declared; empty for a sound record.
    """
    groups = list(package.groups)
    groups += _needs(package, needed)
    codes: dict[tuple[str, str], np.ndarray] = {}

    def one(table: Table) -> list[Group]:
        return (
            column_checks.check(table, needed.get(table.name, {}))
            + key_checks.check(table)
            + key_checks.references(package, table, codes)
        )

    for found in side_by_side(one, package.tables.values()):
        groups += found
    return Problems(groups + cross_checks.check(package, codes))


def _needs(package: Package, needed: dict) -> list[Group]:
    """Tell of needed tables and columns that are not declared, and of a declaration at odds."""
    groups = []
    file = f"{package.folder.name}/{storage.DECLARATION}"
    declared = {r["name"]: r for r in package.declaration.get("resources", [])}

    def tell(check, table, column, what, rule, remedy):
        groups.append(Group(check, table, file, column, rule, explain=lambda value: (what, remedy)))

    if not package.declaration:
        return []
    for side in package.declaration.get("sides") or []:
        if isinstance(side, str) and not is_country(side):
            tell(
                "country",
                "",
                None,
                f'names a side "{side}" that is no country code',
                "ISO 3166-1 alpha-2 codes",
                "write for instance JP",
            )
    for name, columns in needed.items():
        if name not in declared:
            near = nearest(name, set(declared) - set(needed))
            tell(
                "missing-table",
                name,
                None,
                f"declares no table {name}",
                "the tables that the measures need",
                f"rename {near} to {name}" if near else f"declare the table {name}",
            )
            continue
        fields = [f["name"] for f in declared[name]["schema"]["fields"]]
        for column in columns:
            if column not in fields:
                near = nearest(column, set(fields) - set(columns))
                tell(
                    "missing-column",
                    name,
                    column,
                    f"declares no column {column} in the table {name}",
                    "the columns that the measures need",
                    f"rename {near} to {column}" if near else f"declare the column {column}",
                )
    for name, resource in declared.items():
        for field in resource["schema"]["fields"]:
            kind = field.get("type", "string")
            if kind not in TYPES:
                near = nearest(str(kind), TYPES)
                tell(
                    "declaration",
                    name,
                    field["name"],
                    f'declares a type "{kind}" that is none',
                    listed(TYPES),
                    f"write {near}" if near else "write one of these",
                )
            pattern = (field.get("constraints") or {}).get("pattern")
            if pattern is not None and not compiles(pattern):
                tell(
                    "declaration",
                    name,
                    field["name"],
                    "declares a pattern that is no regular expression",
                    "a regular expression",
                    "mend the pattern",
                )
    return groups
