"""The cells of one table, column by column, against what its declaration says of them."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from . import dates, storage
from .delimited import Table
from .problems import Group, listed, nearest

EDTF = "http://id.loc.gov/datatypes/edtf"
COUNTRY = "http://purl.org/dc/terms/ISO3166"
LANGUAGE = "http://purl.org/dc/terms/RFC5646"
TYPES = {
    "string": None,
    "any": None,
    "integer": r"[+-]?\d+",
    "number": r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|NaN|-?INF",
    "boolean": r"true|True|TRUE|1|false|False|FALSE|0",
    "date": r"\d{4}-\d{2}-\d{2}",
    "year": r"-?\d{4}",
    "yearmonth": r"\d{4}-\d{2}",
    "time": r"\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?",
    "datetime": r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?",
    "duration": r"-?P.+",
    "object": None,
    "array": None,
    "list": None,
    "geopoint": None,
    "geojson": None,
}


def is_country(code: str) -> bool:
    """Tell whether a code is in ISO 3166-1 alpha-2, or left to its users (XA to XZ, so XK)."""
    import pycountry

    return bool(re.fullmatch("X[A-Z]", code)) or (
        bool(re.fullmatch("[A-Z]{2}", code)) and pycountry.countries.get(alpha_2=code) is not None
    )


def _is_language(tag: str) -> bool:
    import langcodes

    try:
        return bool(re.fullmatch("[A-Za-z0-9-]+", tag)) and langcodes.tag_is_valid(tag)
    except (ValueError, LookupError):
        return False


def compiles(pattern) -> bool:
    """Tell whether a text is a regular expression."""
    try:
        re.compile(pattern)
    except (re.error, TypeError, RecursionError):
        return False
    return True


def check(table: Table, needed: dict[str, str]) -> list[Group]:
    """Tell of cells that are not as their column declares, and of hidden characters anywhere."""
    groups = []
    fields = {field["name"]: field for field in table.fields}
    for name in table.cells.column_names:
        groups += _characters(table, name)
        if name in fields:
            groups += _declared(table, name, fields[name], needed.get(name, ""))
    return groups


def _group(table: Table, check: str, name: str, bad, rule: str, explain) -> list[Group]:
    """Return the rows that a mask marks as problems of one check, if there are any."""
    at = np.flatnonzero(np.asarray(bad))
    if not len(at):
        return []
    values = table.cells[name].take(pa.array(at)).to_pylist()
    return [Group(check, table.name, table.file, name, rule, table.rows[at], values, explain)]


def _characters(table: Table, name: str) -> list[Group]:
    """Tell of control characters, and of spaces at either end."""
    groups, column = [], table.cells[name]
    if table.has_control:
        groups += _group(
            table,
            "control-character",
            name,
            pc.match_substring_regex(column, "[\\x00-\\x1f\\x7f\u0080-\u009f]"),
            "printable text on one line",
            lambda v: (
                "holds a control character, shown as \\x and its number",
                f"write {' '.join(''.join(c if c.isprintable() else ' ' for c in v).split())[:80]!r} without it",
            ),
        )
    trimmed = pc.utf8_trim_whitespace(column)
    if pc.sum(pc.binary_length(trimmed)) != pc.sum(pc.binary_length(column)):
        groups += _group(
            table,
            "space",
            name,
            pc.not_equal(trimmed, column),
            "text without a space at either end",
            lambda v: ("begins or ends with a space", f'write "{v.strip()[:80]}"'),
        )
    return groups


def meaning_of(field: dict) -> str:
    """Return what a column means beyond its type: edtf, country, language, uri or nothing."""
    meanings = {EDTF: "edtf", COUNTRY: "country", LANGUAGE: "language"}
    return meanings.get(field.get("rdfType"), "uri" if field.get("format") == "uri" else "")


def _declared(table: Table, name: str, field: dict, needed: str) -> list[Group]:
    """Tell of the cells of one column that its declaration does not allow."""
    groups = []
    constraints = field.get("constraints") or {}
    if constraints.get("required") or name in table.key:
        groups += _group(
            table,
            "required",
            name,
            pc.equal(table.cells[name], ""),
            "a value; this cell must be filled",
            lambda v: ("is empty", "fill the cell from the source, or take the row out"),
        )
    judges = _judges(field, constraints, meaning_of(field) or needed)
    if judges:
        distinct = table.distinct(name)
        filled = distinct.dictionary.filter(pc.not_equal(distinct.dictionary, ""))
        for check, unlike, rule, explain in judges:
            bad = unlike(filled)
            if bad:
                is_bad = pc.is_in(distinct.dictionary, pa.array(bad, pa.string())).to_numpy(False)
                mask = is_bad[distinct.indices.to_numpy()]
                groups += _group(table, check, name, mask, rule, explain)
    return groups + _limits(table, name, field, constraints)


def _judges(field: dict, constraints: dict, meaning: str) -> list[tuple]:
    """Return what is asked of a column's values: check, the values unlike it, rule, explanation."""
    judges = []
    kind, pattern = field.get("type", "string"), constraints.get("pattern")
    if "enum" in constraints:
        enum = [str(e).lower() if isinstance(e, bool) else str(e) for e in constraints["enum"]]
        judges.append(
            (
                "enum",
                lambda values: [v for v in values.to_pylist() if v not in enum],
                listed(enum),
                lambda v: ("is not among the declared values", _mend(v, enum)),
            )
        )
    if TYPES.get(kind):
        judges.append(
            (
                "type",
                lambda values: _unlike(values, TYPES[kind], kind),
                f"a {kind}, such as {_EXAMPLES.get(kind, 'declared')}",
                lambda v: (f"is no {kind}", _plain(v, TYPES[kind])),
            )
        )
    if pattern and compiles(pattern):
        judges.append(
            (
                "pattern",
                lambda values: _unlike(values, pattern),
                field.get("allowed") or f"the form {pattern}",
                lambda v: ("has not the declared form", _slug(v, pattern)),
            )
        )
    return judges + ([_MEANINGS[meaning]] if meaning else [])


def _no_dates(values: pa.Array) -> list[str]:
    texts = pd.Series(values.to_pylist(), dtype="str")
    return texts[~dates.parse(texts)["is_valid"]].tolist()


def _no_addresses(values: pa.Array) -> list[str]:
    return _unlike(values, r"https?://[^\s/?#]+([/?#]\S*)?")


def _country_mend(value: str) -> str:
    upper = value.strip().upper()
    if is_country(upper):
        return f"write {upper}"
    return "write GB" if upper == "UK" else "look the code up in ISO 3166-1"


def _address_mend(value: str) -> str:
    is_host = re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", value)
    return f"write https://{value}" if is_host else "copy the address from the browser"


_MEANINGS = {
    "edtf": ("date", _no_dates, dates.ALLOWED, dates.explain),
    "country": (
        "country",
        lambda values: [v for v in values.to_pylist() if not is_country(v)],
        "an ISO 3166-1 alpha-2 code, such as JP",
        lambda v: ("is no country code", _country_mend(v)),
    ),
    "language": (
        "language",
        lambda values: [v for v in values.to_pylist() if not _is_language(v)],
        "a BCP 47 language tag, such as en or zh-Hant",
        lambda v: (
            "is no language tag",
            "look the tag up in the IANA registry of language subtags",
        ),
    ),
    "uri": (
        "address",
        _no_addresses,
        "an address that begins with http:// or https:// and holds no space",
        lambda v: ("is no web address", _address_mend(v)),
    ),
}
_EXAMPLES = {
    "integer": "12",
    "number": "1.5",
    "boolean": "true or false",
    "date": "2031-12-15",
    "year": "2031",
    "yearmonth": "2031-12",
    "time": "09:30:00",
    "datetime": "2031-12-15T09:30:00Z",
    "duration": "P1D",
}


def _unlike(values: pa.Array, pattern: str, kind: str | None = None) -> list[str]:
    """Return the distinct values that a pattern does not match as a whole."""
    try:
        bad = values.filter(
            pc.invert(pc.match_substring_regex(values, rf"\A(?:{pattern})\z"))
        ).to_pylist()
    except pa.ArrowInvalid:
        whole = re.compile(pattern)
        bad = [v for v in values.to_pylist() if not whole.fullmatch(v)]
    if kind == "date":
        days = pd.to_datetime(
            pd.Series(values.to_pylist(), dtype="str"), format="%Y-%m-%d", errors="coerce"
        )
        bad = list(
            dict.fromkeys(
                [*bad, *(v for v, d in zip(values.to_pylist(), days, strict=True) if pd.isna(d))]
            )
        )
    return bad


def _limits(table: Table, name: str, field: dict, constraints: dict) -> list[Group]:
    """Tell of values outside the declared lengths and bounds."""
    groups = []
    column = table.cells[name]
    for limit, sign in (("minLength", -1), ("maxLength", 1), ("minimum", -1), ("maximum", 1)):
        if limit not in constraints:
            continue
        bound = constraints[limit]
        if limit.endswith("Length"):
            size, filled = pc.utf8_length(column).to_numpy(), pc.not_equal(column, "").to_numpy()
            bad = filled & ((size - bound) * sign > 0)
        elif field.get("type") in ("integer", "number", "year"):
            size = pd.to_numeric(
                pd.Series(column.to_pylist(), dtype=object), errors="coerce"
            ).to_numpy()
            bad = (size - float(bound)) * sign > 0
        else:
            text = np.array(column.to_pylist(), dtype=object)
            bad = (text != "") & ((text < str(bound)) if sign < 0 else (text > str(bound)))
        at = np.flatnonzero(bad)
        words = {
            "minLength": "at least {} characters",
            "maxLength": "at most {} characters",
            "minimum": "{} or more",
            "maximum": "{} or less",
        }[limit].format(bound)
        groups.append(
            Group(
                "limit",
                table.name,
                table.file,
                name,
                words,
                table.rows[at],
                column.take(pa.array(at)).to_pylist(),
                lambda v: ("is outside the declared limits", "look the value up in the source"),
            )
        )
    return groups


def _plain(value: str, pattern: str) -> str:
    plain = unicodedata.normalize("NFKC", value).strip()
    return f"write {plain}" if re.fullmatch(pattern, plain) else "look the value up in the source"


def _mend(value: str, known: list[str]) -> str:
    near = nearest(value.strip().lower().replace(" ", "-").replace("_", "-"), known)
    return (
        f"write {near}"
        if near
        else f"choose one of these, or add the value to {storage.DECLARATION}"
    )


def _slug(value: str, pattern: str) -> str:
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    is_for_slugs = not re.fullmatch(pattern, "a b")
    return (
        f"write {slug}"
        if is_for_slugs and slug != value and re.fullmatch(pattern, slug)
        else "write it in the form that is allowed"
    )
