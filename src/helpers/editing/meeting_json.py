"""A meeting to be added, given as JSON: its schema, and what is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from ..record import (
    DataError,
    Group,
    Problems,
    as_list,
    columns_by_name,
    fits,
    must_be_filled,
    nearest,
    say,
    tables_by_name,
    tables_of_meeting,
)

_TYPES = {"integer": "integer", "number": "number", "boolean": "boolean"}
_CHECKS = {"required": "required", "enum": "enum", "pattern": "pattern", "type": "type"}
_LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_LENGTHS = ("minLength", "maxLength")
FULFILS = "fulfils"


def meeting_schema(declaration: Mapping) -> dict:
    """Return the JSON Schema of a meeting to be added to a record.

    Parameters
    ----------
    declaration : dict
        The record's `datapackage.json`.

    Returns
    -------
    dict
        A schema of draft 2020-12: the columns of a meeting; the rows that hang on it, under the
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
    declared = tables_by_name(declaration)
    rows = {name: _row(declared[name], "meeting_id") for name in tables_of_meeting(declaration)}
    rows |= {name: _row(r, "") for name, r in declared.items() if name not in {"meetings", *rows}}
    meeting = _row(declared["meetings"], "")
    lists = {
        name: {
            "type": "array",
            "description": declared[name].get("description", ""),
            "items": {"$ref": f"#/$defs/{name}"},
        }
        for name in rows
    }
    if "fulfilled_by" in columns_by_name(declared.get("commitments", {"schema": {"fields": []}})):
        lists[FULFILS] = {
            "type": "array",
            "description": "The commitments (commitment_id) that this meeting kept.",
            "items": {"type": "string"},
        }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A meeting to be added: {declaration.get('title', '')}",
        "description": "Ids may be left out: they are proposed. Without source_id, a row rests on the "
        "source of the meeting, and the meeting on the one new source.",
        **meeting,
        "properties": {"$schema": {"type": "string"}, **meeting["properties"], **lists},
        "$defs": rows,
    }


def _row(resource: Mapping, left_out: str) -> dict:
    """Return the schema of one row of a table."""
    key = as_list(resource["schema"].get("primaryKey", []))
    properties, required = {}, []
    for name, field in columns_by_name(resource).items():
        if name == left_out:
            continue
        constraints = field.get("constraints") or {}
        kind = _TYPES.get(field.get("type", "string"), "string")
        is_needed = must_be_filled(resource, name) and name not in (*key, "source_id")
        about = {"title": field.get("title"), "description": field.get("description")}
        rule = {"type": kind if is_needed else [kind, "null"], **about}
        if kind == "string" and isinstance(constraints.get("enum"), list):
            rule["enum"] = constraints["enum"] + ([] if is_needed else ["", None])
        if isinstance(constraints.get("pattern"), str):
            pattern = constraints["pattern"] if is_needed else f"({constraints['pattern']})?"
            rule["pattern"] = f"^({pattern})$"
        rule |= {limit: constraints[limit] for limit in _LENGTHS if limit in constraints}
        if kind in ("integer", "number"):  # bounds of others, such as days, the checks ask alone
            bounds = {limit: constraints[limit] for limit in _LIMITS if limit in constraints}
            rule |= {limit: _number(bound) for limit, bound in bounds.items()}
        properties[name] = {part: value for part, value in rule.items() if value is not None}
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


def read_meeting(data: bytes, file: str):
    """Return what a JSON text holds.

    Parameters
    ----------
    data : bytes
        The JSON text, in UTF-8.
    file : str
        What messages call it.

    Raises
    ------
    DataError
        It is not JSON.
    """

    def once(pairs: list[tuple[str, object]]) -> dict:
        names = [name for name, _ in pairs]
        if double := [name for name in names if names.count(name) > 1]:
            raise ValueError(f'"{double[0]}" stands twice in one object')
        return dict(pairs)

    try:
        meeting = json.loads(data.decode("utf-8-sig"), object_pairs_hook=once)
        json.dumps(meeting, ensure_ascii=False).encode()  # no half of a surrogate pair
    except (ValueError, RecursionError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else error
        explain = say(f"is not JSON in UTF-8 ({why})", "mend that place")
        group = Group("declaration", "", file, None, "one JSON object", explain=explain)
        raise DataError(Problems([group])) from None
    return meeting


def problems_of_meeting(meeting, declaration: Mapping, file: str) -> list[Group]:
    """Return every way in which a meeting to be added is not as its schema says."""
    import jsonschema

    def pattern(validator, pattern, instance, schema):
        """Match in RE2 as the checks do: the standard's own library takes fewer patterns."""
        if isinstance(instance, str) and not fits(instance, pattern):
            yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")

    library = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"pattern": pattern})
    validator = library(meeting_schema(declaration))
    found = sorted(validator.iter_errors(meeting), key=lambda error: list(map(str, error.path)))
    is_text = {tuple(e.path): isinstance(e.instance, str) for e in found}
    return [_problem(e, file) for e in found if e.validator != "enum" or is_text[tuple(e.path)]]


def _problem(error, file: str) -> Group:
    """Return what a finding of the JSON Schema library means, in our words."""
    place = re.sub(
        r"^\.", "", "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.path)
    )
    rule, value = error.schema, error.instance
    remedy, shown = "keep to that", value if isinstance(value, str) else json.dumps(value)
    if error.validator == "required":
        missing = re.match("'(.*)' is", error.message)[1]
        place, shown = f"{place}.{missing}".lstrip("."), None
        what, allowed, remedy = "is missing", f"an object with {missing}", f"add {missing}"
    elif error.validator == "additionalProperties":
        extra = sorted(set(value) - set(rule["properties"]))
        near = nearest(extra[0], rule["properties"])
        shown, what = extra[0], "is a name that is not known here"
        allowed = ", ".join(rule["properties"])
        remedy = f"write {near}" if near else "take it out"
    elif error.validator == "enum":
        choices = [choice for choice in rule["enum"] if choice]
        near = nearest(shown, choices)
        what, allowed = "is not among the declared values", ", ".join(choices)
        remedy = f"write {near}" if near else "choose one of these"
    elif error.validator == "type":
        kinds = as_list(rule["type"])
        what, allowed = f"is not of the type {kinds[0]}", " or ".join(kinds)
        remedy = (
            "write it in quotes" if kinds[0] == "string" else f"write a value of type {kinds[0]}"
        )
    else:
        what, allowed = "is not as declared", f"{error.validator} {error.validator_value}"
    return Group(
        _CHECKS.get(error.validator, "limit"),
        "",
        f"{file}, {place}" if place else file,
        None,
        allowed,
        (None,),
        (shown,),
        say(what, remedy),
    )
