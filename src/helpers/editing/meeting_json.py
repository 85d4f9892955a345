"""A meeting to be added, given as JSON: its schema, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..record import (
    Declaration,
    Group,
    TableDeclaration,
    differences,
    must_be_filled,
    place,
    say,
)

_TYPES = {"integer": "integer", "number": "number", "boolean": "boolean"}
_CHECKS = {"required": "required", "enum": "enum", "pattern": "pattern", "type": "type"}
_LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_LENGTHS = ("minLength", "maxLength")
FULFILS = "fulfils"


def meeting_schema(declaration: Declaration) -> dict:
    """Return the JSON Schema of a meeting to be added to a record.

    Parameters
    ----------
    declaration : Declaration
        What the record's `datapackage.json` declares.

    Returns
    -------
    dict
        A schema of draft 2020-12: the columns of a meeting; the rows that belong to it, under the
        names of their tables; new sources, organisations and topics likewise; and `fulfils`, the
        promises that the meeting kept.

    Notes
    -----
    https://json-schema.org/draft/2020-12

    Examples
    --------
    >>> from helpers.record import read_package
    >>> declared = meeting_schema(read_package("tests/data/invented").declaration)
    >>> declared["required"]
    ['date', 'kind', 'status', 'title']
    """
    declared = declaration.tables
    rows = {name: _row(declared[name], "meeting_id") for name in declaration.tables_of_meeting()}
    rows |= {name: _row(t, "") for name, t in declared.items() if name not in {"meetings", *rows}}
    meeting = _row(declared["meetings"], "")
    lists = {
        name: {
            "type": "array",
            "description": declared[name].description,
            "items": {"$ref": f"#/$defs/{name}"},
        }
        for name in rows
    }
    if "commitments" in declared and "fulfilled_by" in declared["commitments"].columns:
        lists[FULFILS] = {
            "type": "array",
            "description": "The commitments (commitment_id) that this meeting kept.",
            "items": {"type": "string"},
        }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A meeting to be added: {declaration.title}",
        "description": "Ids may be left out: they are proposed. Without source_id, a row is based on the "
        "source of the meeting, and the meeting on the one new source.",
        **meeting,
        "properties": {"$schema": {"type": "string"}, **meeting["properties"], **lists},
        "$defs": rows,
    }


def _row(table: TableDeclaration, left_out: str) -> dict:
    """Return the schema of one row of a table."""
    properties, required = {}, []
    for field in table.fields:
        name, limits = field.name, dict(field.limits)
        if name == left_out:
            continue
        kind = _TYPES.get(field.type, "string")
        is_needed = must_be_filled(table, name) and name not in (*table.primary_key, "source_id")
        rule: dict[str, Any] = {"type": kind if is_needed else [kind, "null"]}
        rule |= {"title": field.title} if field.title else {}
        rule |= {"description": field.description} if field.description else {}
        if kind == "string" and field.enum:
            rule["enum"] = [*field.enum, *(() if is_needed else ("", None))]
        if field.pattern:
            rule["pattern"] = f"^({field.pattern if is_needed else f'({field.pattern})?'})$"
        rule |= {limit: limits[limit] for limit in _LENGTHS if limit in limits}
        if kind in ("integer", "number"):  # bounds of others, such as days, the checks ask alone
            rule |= {limit: _number(limits[limit]) for limit in _LIMITS if limit in limits}
        properties[name] = rule
        required += [name] if is_needed else []
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _number(bound) -> int | float:
    """Return a bound as the number that it is, also where it was declared as a text."""
    number = float(bound) if isinstance(bound, str) else bound
    return int(number) if number == int(number) else number


def problems_of_meeting(meeting, declaration: Declaration, file: str) -> list[Group]:
    """Return every way in which a meeting to be added is not as its schema says."""
    groups = []
    for path, keyword, value, what, rule, remedy in differences(
        meeting, meeting_schema(declaration)
    ):
        check, at = _CHECKS.get(keyword, "limit"), f"{file}, {place(path)}" if path else file
        groups.append(Group(check, "", at, None, rule, (None,), (value,), say(what, remedy)))
    return groups


def readable_part(meeting: Mapping, declaration: Declaration) -> dict:
    """Return what can be read of a meeting that is not as its schema says.

    So what is wrong with it for other reasons can be told at the same time.
    """
    declared = declaration.tables

    def cells(row: Mapping, table: str) -> dict:
        columns = declared[table].columns
        return {c: v for c, v in row.items() if c in columns and not isinstance(v, (dict, list))}

    part: dict = cells(meeting, "meetings")
    for name in set(declared) - {"meetings"}:
        rows = meeting.get(name)
        if isinstance(rows, list):  # a place in the list is part of the message: none is left out
            part[name] = [cells(row, name) if isinstance(row, dict) else {} for row in rows]
    kept = meeting.get(FULFILS)
    if isinstance(kept, list):
        part[FULFILS] = [commitment for commitment in kept if isinstance(commitment, str)]
    return part
