"""What `datapackage.json` declares: every part that cannot be read is told, and left out."""

from __future__ import annotations

import json
import math
import posixpath
from collections.abc import Callable, Mapping

from ..wording import listed, with_article
from .column_types import TYPES, compiles, country_mend, fits, is_country
from .files import is_inside
from .problems import Group, say
from .suggest import nearest


def as_list(value) -> list:
    """Return a value that may be one text or a list of them as a list."""
    return value if isinstance(value, list) else [value]


def tables_by_name(declaration: Mapping) -> dict[str, dict]:
    """Return the declared tables by name."""
    return {resource["name"]: resource for resource in declaration.get("resources", [])}


def columns_by_name(resource: Mapping) -> dict[str, dict]:
    """Return the declared columns of a table by name."""
    return {field["name"]: field for field in resource["schema"]["fields"]}


def tables_of_meeting(declaration: Mapping) -> list[str]:
    """Return the tables whose rows hang on a meeting, such as participants and exchanges."""
    return [
        name
        for name, resource in tables_by_name(declaration).items()
        if name != "meetings" and "meeting_id" in columns_by_name(resource)
    ]


def table_referred_to(resource: Mapping, column: str) -> str:
    """Return the table to which a column refers, or an empty text."""
    for key in resource["schema"].get("foreignKeys") or []:
        if as_list(key["fields"]) == [column]:
            return key["reference"].get("resource") or resource["name"]
    return ""


_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_WHOLE = ("minLength", "maxLength")
_CONSTRAINTS = ("required", "unique", "pattern", "enum", *_WHOLE, *_BOUNDS)
_ORDERED = ("integer", "number", "year", "date", "yearmonth", "time", "datetime")
PARQUET = ".parquet"
_TEXTS = ("title", "description", "rdfType", "format", "allowed")


def sound(declaration: dict, file: str) -> tuple[dict, list[Group]]:
    """Return what can be read of a declaration, in one shape, and the problems of the rest.

    Parameters
    ----------
    declaration : dict
        The object that `datapackage.json` holds, with a list `resources`.
    file : str
        Its name as messages show it.

    Returns
    -------
    dict
        The declaration with those tables alone that can be read, and in each schema those fields,
        constraints and keys. `type`, `constraints`, `primaryKey` (a list), `uniqueKeys`,
        `foreignKeys` (lists of columns, `resource` a text) and `enum` (texts) are always so.
    list of Group
        What was left out and why.
    """
    groups: list[Group] = []

    def tell(what, value, rule, remedy, table="", column=None, check="declaration") -> None:
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
            value = value[0]
        elif value is not None and not isinstance(value, str):
            value = json.dumps(value, ensure_ascii=False)
        explain = say(what, remedy)
        groups.append(Group(check, table, file, column, rule, (None,), (value,), explain))

    _package(declaration, tell)
    tables: dict[str, dict] = {}
    unread: dict[str, None] = {}
    paths: set[str] = set()
    for resource in declaration["resources"]:
        read = _resource(resource, tell)
        if read is None:
            if isinstance(resource, dict) and isinstance(resource.get("name"), str):
                unread[resource["name"]] = None
            continue
        path = posixpath.normpath(read["path"])
        if read["name"] in tables or path in paths:
            what = "is the name or the path of another table too"
            rule, remedy = "a name and a path of its own for each table", "rename one of the two"
            value = read["name"] if read["name"] in tables else path
            tell(what, value, rule, remedy, read["name"])
            unread[read["name"]] = None
            continue
        tables[read["name"]] = read
        paths.add(path)
    columns = {name: [f["name"] for f in r["schema"]["fields"]] for name, r in tables.items()}
    for name, resource in tables.items():
        _keys(name, resource["schema"], {**unread, **columns}, tell)
    return {**declaration, "resources": list(tables.values())}, groups


def _package(declaration: dict, tell: Callable) -> None:
    """Tell of sides and of descriptions that cannot be read."""
    sides = declaration.get("sides")
    rule = (
        'a property "sides" with two ISO 3166-1 alpha-2 codes, in the order in which they are shown'
    )
    remedy = 'write for instance "sides": ["XA", "XB"]'
    if not (isinstance(sides, list) and len(sides) == 2 and all(isinstance(s, str) for s in sides)):
        tell("names no two sides", sides, rule, remedy)
    elif sides[0] == sides[1]:
        tell("names one side twice", sides, rule, remedy)
    else:
        for side in sides:
            if not is_country(side):
                what, remedy = "names a side but is not a country code", country_mend(side)
                tell(what, side, rule, remedy, check="country")
    for key in ("name", "title", "description"):
        if not isinstance(declaration.get(key, ""), str):
            tell(f"is not {with_article(key)}", declaration[key], "text", "put it in quotes")
    names = declaration.get("countryNames", {})
    if not isinstance(names, dict) or not all(isinstance(n, str) for n in names.values()):
        rule, remedy = "an object: code, then name", 'write for instance {"XA": "Northland"}'
        tell("is not the names of countries", names, rule, remedy)
    for key in ("licenses", "contributors", "sources"):
        listed_ = declaration.get(key, [])
        if not isinstance(listed_, list) or not all(map(_is_described, listed_)):
            rule, remedy = (
                "a list of objects with texts",
                "write it as in the Data Package standard",
            )
            tell(f"is not a list of {key}", listed_, rule, remedy)


def _is_described(one) -> bool:
    """Tell whether this is an object whose title, name, path and email are texts."""
    return isinstance(one, dict) and all(
        isinstance(one.get(key, ""), str) for key in ("title", "name", "path", "email")
    )


def _resource(resource, tell: Callable) -> dict | None:
    """Return one table's declaration with its fields in one shape, or None."""
    rule = "a name, a path to one CSV file inside the folder, and a schema with a list of fields"
    remedy = "complete the declaration of the table"
    if not isinstance(resource, dict):
        tell("is not a table", resource, rule, remedy)
        return None
    name, path, schema = (resource.get(key) for key in ("name", "path", "schema"))
    if not isinstance(name, str) or not name.strip():
        tell("is not the name of a table", name, rule, remedy)
        return None
    paths = as_list(path)
    if not paths or not all(isinstance(one, str) and is_inside(one) for one in paths):
        tell("is not a path to a file inside the folder", path, rule, remedy, name)
        return None
    if len(paths) > 1 or paths[0].endswith(PARQUET):
        what = "is several files" if len(paths) > 1 else "is a Parquet file"
        remedy = "join them into one CSV file" if len(paths) > 1 else "save it as CSV"
        tell(what, path, "one CSV file for each table, plain or packed (.csv.gz)", remedy, name)
        return None
    if not isinstance(schema, dict) or not isinstance(schema.get("fields"), list):
        tell("is not a schema with a list of fields", schema, rule, remedy, name)
        return None
    for key in ("title", "description"):
        if not isinstance(resource.get(key, ""), str):
            tell(f"is not {with_article(key)}", resource[key], "text", "put it in quotes", name)
    if schema.get("missingValues", [""]) != [""]:
        what = "declares other texts than the empty one as not known"
        rule, remedy = '"missingValues": [""]', "empty those cells, and declare it so"
        tell(what, schema["missingValues"], rule, remedy, name)
    fields: dict[str, dict] = {}
    for field in schema["fields"]:
        column = field.get("name") if isinstance(field, dict) else None
        if not isinstance(column, str) or not column.strip():
            rule, remedy = "an object with the name of the column", "name the column"
            tell("is not a column", field, rule, remedy, name)
        elif column in fields:
            rule, remedy = "each column once", "delete or rename one of the two"
            tell("is declared twice", column, rule, remedy, name, column)
        else:
            fields[column] = _field(
                field, lambda *a, column=column, **k: tell(*a, table=name, column=column, **k)
            )
    if not fields:
        rule, remedy = "at least one column", "declare the columns of the file"
        tell("declares no columns", schema["fields"], rule, remedy, name)
        return None
    return {**resource, "path": paths[0], "schema": {**schema, "fields": list(fields.values())}}


def _field(field: dict, tell: Callable) -> dict:
    """Return a column's declaration without the parts that cannot be read."""
    read = dict(field)
    for key in _TEXTS:
        if not isinstance(read.get(key, ""), str):
            tell(f"is not {with_article(key)}", read.pop(key), "text", "put it in quotes")
    kind = read.get("type", "string")
    if not isinstance(kind, str) or kind not in TYPES:
        near = nearest(kind, TYPES) if isinstance(kind, str) else ""
        tell(
            "is not a type", kind, listed(TYPES), f"write {near}" if near else "write one of these"
        )
        return {**read, "type": "string", "constraints": {}}
    read["type"], constraints = kind, read.get("constraints", {})
    if not isinstance(constraints, dict):
        rule, remedy = f"an object with any of {listed(_CONSTRAINTS)}", "write it in braces"
        tell("holds no constraints", constraints, rule, remedy)
        constraints = {}
    read["constraints"] = {
        key: list(dict.fromkeys(map(_text, value))) if key == "enum" else value
        for key, value in constraints.items()
        if _is_constraint(key, value, kind, tell)
    }
    return read


def _text(value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_constraint(key: str, value, kind: str, tell: Callable) -> bool:
    """Tell of a constraint that cannot be asked of a column of this type."""
    if key not in _CONSTRAINTS:
        near = nearest(key, _CONSTRAINTS)
        remedy = f"write {near}" if near else "take it out"
        tell("is a constraint that is not known here", key, listed(_CONSTRAINTS), remedy)
    elif key in ("required", "unique"):
        if isinstance(value, bool):
            return True
        tell(f"cannot be {key}", value, "true or false", "write it without quotes")
    elif key == "pattern":
        if isinstance(value, str) and compiles(value):
            return True
        rule = "a regular expression without look-around and back references (RE2)"
        tell("is not a pattern", value, rule, "mend the pattern")
    elif key == "enum":
        if isinstance(value, list) and value and all(_is_plain(one) for one in value):
            return True
        rule, remedy = "a list of texts, with at least one", "write it in square brackets"
        tell("is not a list of values", value, rule, remedy)
    elif key in _WHOLE:
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return True
        tell(
            f"is not {with_article(key)}",
            value,
            "a whole number, 0 or more",
            "write a number without quotes",
        )
    elif kind not in _ORDERED:
        rule = f"bounds for the types {listed(_ORDERED)}"
        tell(
            f"cannot be the {key} of {with_article(kind)}",
            value,
            rule,
            "take it out, or change the type",
        )
    else:
        form = TYPES["number" if kind in ("integer", "number") else kind]
        if _is_plain(value) and not isinstance(value, bool) and fits(str(value), form):
            if kind not in ("integer", "number", "year") or math.isfinite(float(value)):
                return True
        tell(
            f"is not {with_article(key)}", value, with_article(kind), f"write {with_article(kind)}"
        )
    return False


def _is_plain(value) -> bool:
    return isinstance(value, (str, int, float))


def _keys(table: str, schema: dict, columns: dict[str, list | None], tell: Callable) -> None:
    """Put the keys of a schema into one shape; tell of those that cannot be read.

    `columns` are those of each table; None where a table is declared but cannot be read.
    """
    own = columns[table]
    key = as_list(schema.get("primaryKey", []))
    if key and not _are_columns(key, own):
        rule = "declared columns, each once"
        tell("is not a key", schema["primaryKey"], rule, _near(key, own), table)
        key = []
    unique = schema.get("uniqueKeys", [])
    if not isinstance(unique, list) or not all(_are_columns(as_list(k), own) for k in unique):
        rule, remedy = "a list of lists of declared columns", "write them in square brackets"
        tell("is not a list of unique keys", unique, rule, remedy, table)
        unique = []
    foreign = schema.get("foreignKeys", [])
    if not isinstance(foreign, list):
        rule, remedy = "a list of references", "write it in square brackets"
        tell("is not a list of references", foreign, rule, remedy, table)
        foreign = []
    references = [_reference(table, one, columns, tell) for one in foreign]
    schema["primaryKey"] = key
    schema["uniqueKeys"] = [as_list(k) for k in unique]
    schema["foreignKeys"] = [one for one in references if one]


def _reference(table: str, declared, columns: dict[str, list | None], tell: Callable):
    """Return a reference in one shape, or None where it cannot be read."""
    target = declared.get("reference") if isinstance(declared, dict) else None
    name = (target.get("resource") or "") if isinstance(target, dict) else None
    if not isinstance(name, str):
        rule = '"fields", and a "reference" with "resource" and "fields"'
        tell(
            "is not a reference", declared, rule, "write it as in the Table Schema standard", table
        )
        return None
    own, fields, others = columns[table], declared.get("fields"), target.get("fields")
    if not _are_columns(as_list(fields), own) or len(as_list(fields)) != len(as_list(others)):
        rule = "declared columns, as many as they refer to"
        tell("cannot refer to another table", fields, rule, _near(as_list(fields), own), table)
        return None
    what, rule = "is referred to but not declared", "a reference to a declared table and column"
    at = {"table": table, "column": as_list(fields)[0], "check": "unknown-table"}
    if name and name not in columns:
        tell(what, name, rule, _near([name], list(columns)), **at)
        return None
    known = columns[name or table]
    if known is None:
        return None
    if not _are_columns(as_list(others), known):
        tell(what, others, rule, _near(as_list(others), known), **at)
        return None
    return {"fields": as_list(fields), "reference": {"resource": name, "fields": as_list(others)}}


def _are_columns(columns: list, known: list[str]) -> bool:
    """Tell whether these are known columns, each once."""
    are_known = all(isinstance(column, str) and column in known for column in columns)
    return bool(columns) and are_known and len(set(columns)) == len(columns)


def _near(words: list, known: list[str]) -> str:
    wrong = next((w for w in words if isinstance(w, str) and w not in known), "")
    near = nearest(wrong, known)
    return f"write {near}" if near else "declare it, or name what is declared"
