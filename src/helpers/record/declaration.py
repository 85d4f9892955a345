"""What `datapackage.json` declares: every part that cannot be read is told, and left out."""

from __future__ import annotations

import dataclasses
import functools
import json
import math
import operator
import posixpath
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..wording import listed, with_article
from .column_types import TYPES, country_mend, fits, is_country, is_language, language_mend
from .json_files import Difference, differences, place, shown
from .problems import Group, say
from .suggest import nearest

EDTF = "http://id.loc.gov/datatypes/edtf"
COUNTRY = "http://purl.org/dc/terms/ISO3166"
LANGUAGE = "http://purl.org/dc/terms/RFC5646"
_MEANINGS = {EDTF: "edtf", COUNTRY: "country", LANGUAGE: "language"}

_SCHEMA = Path(__file__).with_name("datapackage.schema.json")
_LENGTHS = ("minLength", "maxLength")
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_ORDERED = ("integer", "number", "year", "date", "yearmonth", "time", "datetime")


@dataclasses.dataclass(frozen=True)
class Field:
    """A declared column; `limits` are pairs of a name of the standard, such as minimum, and a bound.

    `missing_values` are the texts, beside none at all, that stand for an empty cell.
    """

    name: str
    type: str = "string"
    title: str = ""
    description: str = ""
    format: str = ""
    rdf_type: str = ""
    allowed: str = ""
    is_required: bool = False
    is_unique: bool = False
    enum: tuple[str, ...] = ()
    pattern: str = ""
    limits: tuple[tuple[str, int | float | str], ...] = ()
    missing_values: tuple[str, ...] = ()

    @property
    def meaning(self) -> str:
        """What the column means beyond its type: edtf, country, language, uri or nothing."""
        return _MEANINGS.get(self.rdf_type, "uri" if self.format == "uri" else "")


@dataclasses.dataclass(frozen=True)
class Reference:
    """Columns of a table that hold a key of a table, which may be the same."""

    columns: tuple[str, ...]
    table: str
    to_columns: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class TableDeclaration:
    """A declared table: one CSV file, its columns, keys and references.

    Examples
    --------
    >>> tides = TableDeclaration("tides", "tides.csv", (Field("tide_id"),))
    >>> tides.columns, tides.column("tide_id").type, tides.referred_table("tide_id")
    (('tide_id',), 'string', '')
    """

    name: str
    path: str
    fields: tuple[Field, ...]
    title: str = ""
    description: str = ""
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    references: tuple[Reference, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(field.name for field in self.fields)

    def column(self, name: str) -> Field:
        """Return what is declared of a column."""
        return self.fields[self.columns.index(name)]

    def referred_table(self, column: str) -> str:
        """Return the table to which a column refers, or an empty text."""
        return next((r.table for r in self.references if r.columns == (column,)), "")


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Declaration(Mapping):
    """What `datapackage.json` declares; as a mapping it is the JSON object that stands there.

    What the mapping hands out is a copy: changing it does not change the declaration.
    `titles` and `descriptions` are by language (BCP 47; empty where none is named), the one that
    pages show first: the English one, or else the first.

    Examples
    --------
    >>> import helpers
    >>> declaration = helpers.load("tests/data/invented").declaration
    >>> declaration["name"], declaration.tables["topics"].primary_key
    ('invented-sea-cooperation', ('topic_id',))
    """

    name: str = ""
    titles: Mapping[str, str] = dataclasses.field(default_factory=dict)
    descriptions: Mapping[str, str] = dataclasses.field(default_factory=dict)
    sides: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    signing: tuple[str, ...] = ()
    country_names: Mapping[str, str] = dataclasses.field(default_factory=dict)
    languages: tuple[str, ...] = ()
    tables: Mapping[str, TableDeclaration] = dataclasses.field(default_factory=dict)
    raw: Mapping = dataclasses.field(default_factory=dict)

    @property
    def title(self) -> str:
        """The title that pages show; empty where none is declared."""
        return next(iter(self.titles.values()), "")

    @property
    def description(self) -> str:
        """The description that pages show; empty where none is declared."""
        return next(iter(self.descriptions.values()), "")

    @property
    def language(self) -> str:
        """The language of the record's own prose: the first of `languages`, else English.

        `languages` is the Data Package recipe for language support,
        https://datapackage.org/recipes/language-support/.
        """
        return next(iter(self.languages), "en")

    def __getitem__(self, name: str):
        """Return a copy of a property of the JSON object."""
        return _copy(self.raw[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)

    def __repr__(self) -> str:
        return f"Declaration({self.raw!r})"

    def tables_of_meeting(self) -> list[str]:
        """Return the tables whose rows belong to a meeting, such as participants and exchanges."""
        return [
            name
            for name, table in self.tables.items()
            if name != "meetings" and "meeting_id" in table.columns
        ]


def read_declaration(raw: dict, file: str) -> tuple[Declaration, list[Group]]:
    """Return what can be read of a declaration, and the problems of the rest.

    Parameters
    ----------
    raw : dict
        The object that `datapackage.json` holds, with a list `resources`.
    file : str
        Its name as messages show it.

    Returns
    -------
    Declaration
        Those tables alone that can be read, and of each those columns, constraints and keys.
    list of Group
        What was left out and why.
    """
    groups: list[Group] = []

    def report(path, value, what, rule, remedy, column=None, check="declaration") -> None:
        table, own, at = _place(raw, path)
        rule, value = (rule, at) if value is None else (f'"{at}": {rule}', value)
        explain = say(what, remedy)
        groups.append(Group(check, table, file, column or own, rule, (None,), (value,), explain))

    sound = _sound(raw, report)
    sides = sound.get("sides") or []
    for i, side in enumerate(sides):
        if side is not None and not is_country(side):
            what, rule = "is not a country code", "an ISO 3166-1 alpha-2 code"
            report(("sides", i), side, what, rule, country_mend(side), check="country")
    names = sound.get("countryNames") or {}
    tables = _tables(sound["resources"], report)
    declaration = Declaration(
        name=sound.get("name") or "",
        titles=_by_language(sound, "title", report),
        descriptions=_by_language(sound, "description", report),
        sides=() if None in sides else tuple(sides),
        contact=_kinds("contact", sound, tables, report),
        signing=_kinds("signing", sound, tables, report),
        country_names={code: name for code, name in names.items() if name is not None},
        languages=tuple(filter(None, sound.get("languages") or [])),
        tables=tables,
        raw=raw,
    )
    return declaration, groups


def _kinds(name: str, sound: dict, tables: Mapping, report: Callable) -> tuple[str, ...]:
    """Return the kinds of meeting that a property names; report those that are not declared."""
    kinds = tuple(kind for kind in sound.get(name) or [] if kind is not None)
    declared = tables["meetings"].column("kind").enum if "meetings" in tables else ()
    if not declared:
        return kinds
    for kind in kinds:
        if kind not in declared:
            near = nearest(kind, declared)
            remedy = f"write {near}" if near else "choose one of these, or leave it out"
            at = (name, sound[name].index(kind))
            report(at, kind, "is not a kind of meeting", listed(declared), remedy)
    return tuple(kind for kind in kinds if kind in declared)


def _by_language(sound: dict, name: str, report: Callable) -> dict[str, str]:
    """Return a text by language, the English one first; report what is not a language."""
    declared = sound.get(name) or {}
    if isinstance(declared, str):
        return {"": declared}
    for tag in declared:
        if not is_language(tag):
            what, rule = "is not a language tag", "a BCP 47 language tag, such as en or zh-Hant"
            report((name, tag), tag, what, rule, language_mend(tag), check="language")
    is_english = {tag: tag.lower().split("-")[0] == "en" for tag in declared}
    return {
        tag: declared[tag] for tag in sorted(declared, key=is_english.__getitem__, reverse=True)
    }


@functools.cache
def _schema() -> dict:
    """Return the JSON Schema of what is read of `datapackage.json`."""
    return json.loads(_SCHEMA.read_text(encoding="utf-8"))


def _sound(raw: dict, report: Callable) -> dict:
    """Return a copy with None for every part that is not as the schema says; report these."""
    sound = _copy(raw)
    differences_found = differences({**raw, "resources": []}, _schema())
    for i, table in enumerate(raw["resources"]):
        of_table = _differences_of_table(json.dumps(table))
        differences_found += [d._replace(path=("resources", i, *d.path)) for d in of_table]
    for difference in sorted(
        differences_found, key=lambda difference: len(difference.path), reverse=True
    ):
        if difference.keyword != "additionalProperties":  # the other properties can be read
            *above, last = difference.path
            functools.reduce(operator.getitem, above, sound)[last] = None
    for path, _, value, what, rule, remedy in differences_found:
        report(path, value, what, rule, remedy)
    return sound


@functools.lru_cache(maxsize=128)
def _differences_of_table(declared: str) -> list[Difference]:
    """Return where a table is not declared as the schema says; many records declare the same."""
    schema = {"$ref": "#/$defs/table", "$defs": _schema()["$defs"]}
    return differences(json.loads(declared), schema)


def _place(raw: dict, path: tuple) -> tuple[str, str | None, str]:
    """Return the table, the column, and the rest of a path into the JSON object as text."""
    table, column, rest = "", None, path
    if path[0] == "resources" and (table := _name(raw["resources"][path[1]])):
        rest = path[2:]
        if path[2:4] == ("schema", "fields") and len(path) > 4:
            column = _name(raw["resources"][path[1]]["schema"]["fields"][path[4]]) or None
            rest = path[5:] if column else rest
    return table, column, place(rest)


def _copy(value):
    """Return a copy of a JSON value."""
    return json.loads(json.dumps(value))


def _name(declared) -> str:
    """Return the name of a declared table or column, or an empty text where it has none."""
    name = declared.get("name") if isinstance(declared, dict) else None
    return name if isinstance(name, str) and name.strip() else ""


def _list(value) -> list:
    """Return what may be one text, a list of them or None as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _tables(resources: list, report: Callable) -> dict[str, TableDeclaration]:
    """Return the tables that can be read; report those that share a name or a path."""
    readable: dict[str, tuple] = {}
    files: set[str] = set()
    for i, resource in enumerate(resources):
        name, path = _name(resource), ("resources", i)
        schema = resource.get("schema") if name else None
        if not schema or not schema.get("fields") or not resource.get("path"):
            continue  # that it cannot be read is told already
        file = posixpath.normpath(_list(resource["path"])[0])
        if name in readable or file in files:
            key, value = ("name", name) if name in readable else ("path", file)
            what = "is the name or the path of another table too"
            rule, remedy = "a name and a path of its own for each table", "rename one of the two"
            report((*path, key), value, what, rule, remedy)
        elif fields := _fields(schema, (*path, "schema", "fields"), report):
            readable[name] = resource, fields, (*path, "schema")
            files.add(file)
    columns = {name: () for name in map(_name, resources) if name}
    columns |= {name: tuple(f.name for f in fields) for name, (_, fields, _) in readable.items()}
    return {
        name: TableDeclaration(
            name,
            _list(resource["path"])[0],
            fields,
            resource.get("title") or "",
            resource.get("description") or "",
            *_keys(name, resource["schema"], path, columns, report),
        )
        for name, (resource, fields, path) in readable.items()
    }


def _fields(schema: dict, path: tuple, report: Callable) -> tuple[Field, ...]:
    """Return the columns that can be read; report those that are declared twice."""
    read: dict[str, Field] = {}
    for i, field in enumerate(schema["fields"]):
        name, at = _name(field), (*path, i)
        if name in read:
            remedy = "delete or rename one of the two"
            report((*at, "name"), name, "is declared twice", "each column once", remedy)
        elif name:
            missing = {"missingValues": schema.get("missingValues"), **field}["missingValues"]
            read[name] = _field(field, _missing_values(missing), at, report)
    return tuple(read.values())


def _missing_values(declared: list | None) -> tuple[str, ...]:
    """Return the texts that stand for an empty cell; each may be given with a label."""
    values = (value["value"] if isinstance(value, dict) else value for value in declared or ())
    return tuple(filter(None, values))


def _field(field: dict, missing: tuple[str, ...], path: tuple, report: Callable) -> Field:
    """Return a column without the constraints that cannot be read, or asked of its type."""
    kind = field.get("type", "string")
    asked = (field.get("constraints") or {}) if kind else {}
    enum = asked.get("enum") or []
    limits = [(key, asked[key]) for key in _LENGTHS if asked.get(key) is not None]
    for key in _BOUNDS:
        if key in asked and _is_bound(asked[key], key, kind, (*path, "constraints", key), report):
            limits.append((key, asked[key]))
    return Field(
        name=field["name"],
        type=kind or "string",
        title=field.get("title") or "",
        description=field.get("description") or "",
        format=field.get("format") or "",
        rdf_type=field.get("rdfType") or "",
        allowed=field.get("allowed") or "",
        is_required=bool(asked.get("required")),
        is_unique=bool(asked.get("unique")),
        enum=() if None in enum else tuple(dict.fromkeys(map(_cell, enum))),
        pattern=asked.get("pattern") or "",
        limits=tuple(limits),
        missing_values=missing,
    )


def _cell(value) -> str:
    """Return a value as it stands in a cell."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_bound(value, key: str, kind: str, path: tuple, report: Callable) -> bool:
    """Report a bound that a column of this type cannot have."""
    a_kind = with_article(kind)
    if kind not in _ORDERED:
        what, rule = f"cannot be the {key} of {a_kind}", f"a bound of {listed(_ORDERED)}"
        report(path, shown(value), what, rule, "take it out, or change the type")
        return False
    form = TYPES["number" if kind == "integer" else kind]
    is_plain = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    is_bound = is_plain and fits(str(value), form)
    if is_bound and kind in ("integer", "number", "year"):
        is_bound = math.isfinite(float(str(value)))  # of a text: a long integer is no float
    if not is_bound:
        report(path, shown(value), f"is not {a_kind}", a_kind, f"write {a_kind}")
    return is_bound


def _keys(name: str, schema: dict, path: tuple, columns: dict, report: Callable) -> tuple:
    """Return the primary key, the unique keys and the references of a table that can be read.

    `columns` are those of each declared table; none where it cannot be read.
    """
    keys: dict[tuple, Any] = {("primaryKey",): schema.get("primaryKey")}
    keys |= {("uniqueKeys", i): key for i, key in enumerate(schema.get("uniqueKeys") or [])}
    primary, *unique = (
        tuple(_list(key)) if _are_declared(_list(key), columns[name], (*path, *at), report) else ()
        for at, key in keys.items()
    )
    references = (
        _reference(declared, name, (*path, "foreignKeys", i), columns, report)
        for i, declared in enumerate(schema.get("foreignKeys") or [])
    )
    return primary, tuple(filter(None, unique)), tuple(filter(None, references))


def _reference(
    declared, name: str, path: tuple, columns: dict, report: Callable
) -> Reference | None:
    """Return a reference, or None where it cannot be read."""
    target = (declared or {}).get("reference") or {}
    to = target.get("resource", "")
    own, others = (_list((part or {}).get("fields")) for part in (declared, target))
    if to is None or not own or not others:
        return None  # that it cannot be read is told already
    if not _are_declared(own, columns[name], (*path, "fields"), report):
        return None
    if len(own) != len(others):
        what, rule = f"cannot refer to {shown(others)}", "as many columns as they refer to"
        report((*path, "fields"), shown(own), what, rule, "name as many on both sides")
        return None
    to, at = to or name, {"column": own[0], "check": "unknown-table"}
    path = (*path, "reference")
    if not _are_declared([to], columns, (*path, "resource"), report, **at) or not columns[to]:
        return None
    if not _are_declared(others, columns[to], (*path, "fields"), report, **at):
        return None
    return Reference(tuple(own), to, tuple(others))


def _are_declared(names: list, declared, path: tuple, report: Callable, **at) -> bool:
    """Report those names of columns or tables that are not declared."""
    wrong = [name for name in names if name not in declared]
    for name in wrong:
        near = nearest(name, declared)
        remedy = f"write {near}" if near else "declare it, or name what is declared"
        report(path, name, "is not declared", listed(declared), remedy, **at)
    return not wrong
