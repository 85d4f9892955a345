"""Every problem in the data at once."""

from __future__ import annotations

import dataclasses

import numpy as np

from ...wording import listed
from ..csv_files import Table
from ..files import DECLARATION
from ..package import Package
from ..problems import Group, Problems
from ..suggest import nearest
from .columns import check_columns
from .keys import check_keys, check_names, check_references
from .needed import NEEDED, OPTIONAL_TABLES, Need
from .rules import check_rules


def check(package: Package) -> Problems:
    """Return every problem of a record: with its declaration, and with what the measures need.

    Parameters
    ----------
    package : Package
        The record as it was read.

    Returns
    -------
    Problems
        All problems, by table as declared; empty for a sound record.
    """
    groups = list(package.groups)
    groups += _needs(package)
    codes: dict[tuple[str, str], np.ndarray] = {}
    for name, table in package.tables.items():
        needed = NEEDED.get(name, {})
        groups += _in_itself(table, needed)
        groups += check_references(package, table, codes, needed)
    groups += check_names(package)
    wrong_dates = {
        value
        for group in groups
        if (group.check, group.table, group.column) == ("date", "meetings", "date")
        for value in group.values
    }
    return Problems(groups + check_rules(package, codes, wrong_dates))


def _in_itself(table: Table, needed: dict[str, Need]) -> list[Group]:
    """Tell of what is wrong in a table whatever stands in others."""
    groups = table.kept(
        "problems", lambda: check_columns(table, needed) + check_keys(table, needed)
    )
    return [dataclasses.replace(group, file=table.file) for group in groups if len(group)]


def _needs(package: Package) -> list[Group]:
    """Report needed tables and columns that are not declared, or are declared in a way that the measures cannot use."""
    groups = []
    file = f"{package.folder.resolve().name}/{DECLARATION}"
    declared = package.declaration.tables

    def report(check, table, column, what, rule, remedy):
        groups.append(Group(check, table, file, column, rule, explain=lambda value: (what, remedy)))

    if not package.declaration:
        return []
    for name, columns in NEEDED.items():
        if name not in declared:
            if name in OPTIONAL_TABLES or any(group.table == name for group in package.groups):
                continue  # it may be missing, or is declared, but not so that it can be read
            near = nearest(name, set(declared) - set(NEEDED))
            report(
                "missing-table",
                name,
                None,
                "is not declared",
                "the tables that the measures need",
                f"rename {near} to {name}" if near else f"declare the table {name}",
            )
            continue
        fields = {field.name: field for field in declared[name].fields}
        for column, need in columns.items():
            if column not in fields and need.is_optional:
                continue
            if column not in fields:
                near = nearest(column, set(fields) - set(columns))
                report(
                    "missing-column",
                    name,
                    column,
                    "is not declared",
                    "the columns that the measures need",
                    f"rename {near} to {column}" if near else f"declare the column {column}",
                )
            elif fields[column].type != "string":
                report(
                    "declaration",
                    name,
                    column,
                    f"is declared as {fields[column].type}",
                    'the type "string", with which the measures work',
                    'write "type": "string"',
                )
            elif need.meaning == "enum" and not fields[column].enum:
                report(
                    "declaration",
                    name,
                    column,
                    "declares no list of values",
                    "an enum, by which the measures distinguish the rows",
                    'declare its values as "enum"',
                )
            elif need.values and (further := set(fields[column].enum) - set(need.values)):
                report(
                    "declaration",
                    name,
                    column,
                    f"declares values that the measures do not know: {listed(sorted(further))}",
                    listed(need.values),
                    "take them out of the enum, or rename the column",
                )
    return groups
