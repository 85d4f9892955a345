"""What a column's values must be, by type, pattern and meaning, and the words for those that are not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from .. import dates
from ..wording import RESERVED, listed, with_article
from .files import DECLARATION
from .suggest import in_another_case, nearest
from .written_dates import explain

if TYPE_CHECKING:
    from .declaration import Field

_INSTEAD = {"UK": "GB", "EL": "GR"}  # codes that others use: that of the country in ISO 3166-1
LARGEST = 2**63 - 1
TYPES = {
    "string": "",
    "any": "",
    "integer": r"[+-]?\d+",
    "number": r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|NaN|-?INF",
    "boolean": r"true|True|TRUE|1|false|False|FALSE|0",
    "date": r"\d{4}-\d{2}-\d{2}",
    "year": r"-?\d{4}",
    "yearmonth": r"\d{4}-(0[1-9]|1[0-2])",
    "time": r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d{2}:\d{2})?",
    "datetime": r"\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d{2}:\d{2})?",
    "duration": r"-?P.+",
    "object": "",
    "array": "",
    "list": "",
    "geopoint": "",
    "geojson": "",
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
_BOUNDS = {
    "integer": f", of at most {LARGEST:,}",
    **dict.fromkeys(("date", "datetime"), f", of the years {dates.YEARS[0]} to {dates.YEARS[-1]}"),
}


class Judge(NamedTuple):
    """One thing asked of a column: which of its distinct values are unlike it, and what to say."""

    check: str
    unlike: Callable[[pa.Array], list[str]]
    rule: str
    explain: Callable[..., tuple[str, ...]]


def judges(field: Field, needed: str = "") -> list[Judge]:
    """Return what a declared column asks of its values, and what the measures need of them."""
    asked = []
    kind, enum, pattern = field.type, field.enum, field.pattern
    if enum:
        what = "is not among the declared values"
        asked.append(
            Judge(
                "enum",
                lambda values: values.filter(
                    pc.invert(pc.is_in(values, pa.array(enum, pa.string())))
                ).to_pylist(),
                listed(enum),
                lambda v: (what, *_enum_mend(v, enum)),
            )
        )
    if TYPES[kind]:
        asked.append(
            Judge(
                "type",
                lambda values: _unlike_type(values, kind),
                f"{with_article(kind)}, such as {_EXAMPLES[kind]}" + _BOUNDS.get(kind, ""),
                lambda v: (f"is not {with_article(kind)}", *_type_mend(v, kind)),
            )
        )
    if pattern:
        asked.append(
            Judge(
                "pattern",
                lambda values: unlike(values, pattern),
                field.allowed or f"the form {pattern}",
                lambda v: ("does not have the declared form", *_pattern_mend(v, pattern)),
            )
        )
    meanings = dict.fromkeys((field.meaning, needed))
    return asked + [_MEANINGS[meaning] for meaning in meanings if meaning in _MEANINGS]


def parts_of_date(column: str) -> dict[str, str]:
    """Return the columns that a date is read into: name → the part of it.

    Examples
    --------
    >>> list(parts_of_date("due"))[:2], list(parts_of_date("date"))[:2]
    (['due_start', 'due_end'], ['start', 'end'])
    """
    prefix = "" if column == "date" else f"{column}_"
    parts = ("start", "end", "at", "precision", "is_approximate", "is_uncertain", "is_lasting")
    return {prefix + part: part for part in parts}


def is_country(code: str) -> bool:
    """Return whether a code is in ISO 3166-1 alpha-2, reserved there, or left to its users (XA to XZ).

    Examples
    --------
    >>> is_country("NZ"), is_country("XK"), is_country("EU"), is_country("UK")
    (True, True, True, False)
    """
    import pycountry

    return bool(re.fullmatch("X[A-Z]", code) or code in RESERVED) or (
        bool(re.fullmatch("[A-Z]{2}", code)) and pycountry.countries.get(alpha_2=code) is not None
    )


def is_language(tag: str) -> bool:
    """Return whether a text is a BCP 47 tag of a language."""
    import langcodes

    try:
        return bool(re.fullmatch("[A-Za-z0-9-]+", tag)) and langcodes.tag_is_valid(tag)
    except (ValueError, LookupError):
        return False


def compiles(pattern: str) -> bool:
    """Return whether a text is a regular expression that is matched in linear time (RE2)."""
    try:
        pc.match_substring_regex(pa.array([""]), pattern)
        fits("", pattern)
    except pa.ArrowInvalid:
        return False
    return True


def fits(text: str, pattern: str) -> bool:
    """Return whether a pattern matches a text as a whole.

    Examples
    --------
    >>> fits("kelp-farming", "[a-z]+(-[a-z]+)*"), fits("Kelp", "[a-z]+")
    (True, False)
    """
    return not unlike(pa.array([text], pa.string()), pattern)


def unlike(values: pa.Array, pattern: str) -> list[str]:
    """Return the values that a pattern does not match as a whole."""
    is_like = pc.match_substring_regex(values, rf"\A(?:{pattern})\z")
    return values.filter(pc.invert(is_like)).to_pylist()


def _unlike_type(values: pa.Array, kind: str) -> list[str]:
    bad = unlike(values, TYPES[kind])
    if kind in ("date", "datetime"):
        days = pd.Series(values.to_pylist(), dtype="str")
        known = dates.parse(days.str.slice(0, 10))
        bad += days[~known["is_valid"] | known["precision"].ne("day")].tolist()
    if kind == "integer":
        bad += [v for v in values.to_pylist() if len(v) > 18 and not _is_storable(v)]
    return list(dict.fromkeys(bad))


def _is_storable(integer: str) -> bool:
    digits = integer.lstrip("+-0")
    return len(digits) < 20 and digits.isdecimal() and int(digits) <= LARGEST


def _no_dates(values: pa.Array) -> list[str]:
    texts = values.to_pylist()
    return [
        text for text, is_valid in zip(texts, dates.are_dates(texts), strict=True) if not is_valid
    ]


def _type_mend(value: str, kind: str) -> tuple[str, ...]:
    """Return how to mend a value of another type, and the right one where it is certain."""
    plain = unicodedata.normalize("NFKC", value).strip()
    if kind == "boolean" and plain.lower() in ("yes", "no", "y", "n"):
        plain = "true" if plain[0] in "yY" else "false"
    is_right = plain != value and not _unlike_type(pa.array([plain], pa.string()), kind)
    return (f"write {plain}", plain) if is_right else ("look the value up in the source",)


def _enum_mend(value: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return how to mend a value that is not declared, and the right one where it is certain."""
    plain = unicodedata.normalize("NFKC", value).strip().lower()
    plain = plain.replace(" ", "-").replace("_", "-")
    if same := in_another_case(plain, known):
        return f"write {same}", same
    near = nearest(plain, known)
    return (f"write {near}" if near else f"choose one of these, or add the value to {DECLARATION}",)


def _pattern_mend(value: str, pattern: str) -> tuple[str, ...]:
    """Return how to mend a value of another form; it is certain where it is only in another case."""
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    is_for_slugs = not fits("a b", pattern)
    if not (is_for_slugs and slug != value and fits(slug, pattern)):
        return ("write it in the form that is allowed",)
    same = unicodedata.normalize("NFKC", value).strip().lower()
    return (f"write {slug}", slug) if same == slug else (f"write {slug}",)


def country_mend(value: str) -> str:
    """Return how to mend what is not a code of a country.

    Examples
    --------
    >>> country_mend("UK"), country_mend("New Zealand"), country_mend("european union")
    ('write GB', 'write NZ', 'write EU')
    """
    import pycountry

    plain = unicodedata.normalize("NFKC", value).strip()
    named = {name.upper(): code for code, name in RESERVED.items()} | _INSTEAD
    code = named.get(plain.upper(), plain.upper())
    if is_country(code):
        return f"write {code}"
    try:
        return f"write {pycountry.countries.lookup(plain).alpha_2}"
    except LookupError:
        return "look the code up in ISO 3166-1"


def language_mend(value: str) -> str:
    """Return how to mend what is not a tag of a language.

    Examples
    --------
    >>> language_mend("zh_Hant"), language_mend("the language")
    ('write zh-Hant', 'look the tag up in the IANA registry of language subtags')
    """
    plain = unicodedata.normalize("NFKC", value).strip().replace("_", "-")
    if is_language(plain):
        return f"write {plain}"
    return "look the tag up in the IANA registry of language subtags"


def _address_mend(value: str) -> str:
    is_host = re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", value)
    return f"write https://{value}" if is_host else "copy the address from the browser"


_MEANINGS = {
    "edtf": Judge("date", _no_dates, dates.ALLOWED, explain),
    "country": Judge(
        "country",
        lambda values: [v for v in values.to_pylist() if not is_country(v)],
        f"an ISO 3166-1 alpha-2 code, such as NZ, or {' or '.join(RESERVED)}, which it reserves",
        lambda v: ("is not a country code", country_mend(v)),
    ),
    "language": Judge(
        "language",
        lambda values: [v for v in values.to_pylist() if not is_language(v)],
        "a BCP 47 language tag, such as en or zh-Hant",
        lambda v: ("is not a language tag", language_mend(v)),
    ),
    "uri": Judge(
        "address",
        lambda values: unlike(values, r"https?://[^\s/?#]+([/?#]\S*)?"),
        "an address that begins with http:// or https:// and holds no space",
        lambda v: ("is not a web address", _address_mend(v)),
    ),
}
