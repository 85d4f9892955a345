"""One JSON file: what it holds, and where it is not as a JSON Schema says, in words."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..wording import shorten
from .column_types import compiles, fits
from .files import is_inside
from .problems import DataError, Group, Problems, say
from .suggest import nearest

DEEPEST = 64  # lists and objects in each other; what walks through them all would end at some 300
_FORMATS: dict[str, Callable[[str], object]] = {  # of texts, asked for by the schemas here
    "re2": compiles,
    "filled": str.strip,
    "csv-inside": lambda path: is_inside(path) and not path.endswith(".parquet"),
}
_KINDS = {  # type of JSON → what it is called, and how to write it
    "string": ("a text", "put it in quotes"),
    "integer": ("a whole number", "write a whole number without quotes"),
    "number": ("a number", "write a number without quotes"),
    "boolean": ("true or false", "write it without quotes"),
    "array": ("a list", "write it in square brackets"),
    "object": ("an object", "write it in braces"),
    "null": ("null", "write null"),
}


class Difference(NamedTuple):
    """One place where a JSON value is not as its schema says; `keyword` is that of JSON Schema."""

    path: tuple[str | int, ...]
    keyword: str
    value: str | None
    what: str
    rule: str
    remedy: str


def read_json(data: bytes, file: str):
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
        It is not JSON, or would lose something: a name that an object holds twice, half a character.

    Examples
    --------
    >>> read_json(b'{"topics": ["tidal-power"]}', "topics.json")
    {'topics': ['tidal-power']}
    """
    rule, remedy = "a JSON object", "correct that place"
    try:
        value = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_each_once, parse_constant=_not_a_number
        )
        json.dumps(value, ensure_ascii=False).encode()
        if _depth(value) <= DEEPEST:
            return value
        what = "is not JSON (nested too deeply)"
    except UnicodeDecodeError:
        what, rule, remedy = "is not UTF-8", "JSON in UTF-8", "save it again as UTF-8"
    except UnicodeEncodeError:
        what = "holds half a character (\\ud800 to \\udfff)"
        rule, remedy = "whole characters", "write it whole"
    except json.JSONDecodeError as error:
        what = f"is not JSON (line {error.lineno}, column {error.colno}: {error.msg})"
    except ValueError as error:
        what = f"is not JSON ({error})"
    except RecursionError:
        what = "is not JSON (nested too deeply)"
    group = Group("declaration", "", file, None, rule, explain=say(what, remedy))
    raise DataError(Problems([group])) from None


def _depth(value) -> int:
    """Return how many lists and objects of a JSON value are nested in each other."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max((1 + _depth(part) for part in parts), default=0)


def _each_once(pairs: list[tuple]) -> dict:
    """Return a JSON object; of a name that it holds twice, one would be lost in silence."""
    read = dict(pairs)
    if len(read) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'an object holds "{shorten(twice)}" twice')
    return read


def _not_a_number(text: str):
    raise ValueError(f"{text} is not a number of JSON")


def shown(value) -> str:
    """Return a JSON value as messages show it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def place(path) -> str:
    """Return a path into a JSON value as text.

    Examples
    --------
    >>> place(("exchanges", 0, "topic_id"))
    'exchanges[0].topic_id'
    """
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).removeprefix(".")


def differences(value, schema: dict) -> list[Difference]:
    """Return every place where a JSON value is not as a schema says.

    Parameters
    ----------
    value : object
        What a JSON text holds.
    schema : dict
        A JSON Schema of draft 2020-12. Patterns are matched as a whole in RE2, as the checks do.
        Where a schema holds `fix`, that is the remedy, its title what the value is not, and its
        description what is allowed; else all three follow from the keyword that is not met.

    Examples
    --------
    >>> [found] = differences({"year": "2031"}, {"properties": {"year": {"type": "integer"}}})
    >>> found.path, found.what, found.remedy
    (('year',), 'is not a whole number', 'write a whole number without quotes')
    """
    jsonschema = _library()

    def of_texts(is_so):
        def check(validator, expected, text, schema):
            if isinstance(text, str) and not is_so(text, expected):
                yield jsonschema.ValidationError("")

        return check

    keywords = {"pattern": of_texts(fits), "format": of_texts(lambda t, name: _FORMATS[name](t))}
    draft = jsonschema.Draft202012Validator
    integers = jsonschema.Draft4Validator.TYPE_CHECKER  # 2.0 is not a whole number
    validator = jsonschema.validators.extend(draft, keywords, type_checker=integers)(schema)
    errors = sorted(validator.iter_errors(value), key=lambda error: list(error.path))
    of_other_types = {tuple(error.path) for error in errors if error.validator == "type"}
    found = (
        difference
        for error in errors
        if error.validator != "enum" or tuple(error.path) not in of_other_types
        for difference in _in_words(error)
    )
    return list(dict.fromkeys(found))


def _library():
    """Import jsonschema; without the grammar of addresses that costs it 1.5 s beside JupyterLab."""
    grammar = "rfc3987_syntax"  # for the format "iri", which no schema here asks for
    is_left_out = grammar not in sys.modules and "jsonschema" not in sys.modules
    if is_left_out:
        # Its import now fails, which jsonschema allows for; typeshed knows of no such entry.
        sys.modules[grammar] = None  # type: ignore[assignment]
    try:
        import jsonschema
    finally:
        if is_left_out:
            del sys.modules[grammar]
    return jsonschema


def _in_words(error) -> Iterator[Difference]:
    """Give what an error of the JSON Schema library means."""
    path, value, schema, keyword = tuple(error.path), error.instance, error.schema, error.validator
    asked, near = error.validator_value, ""
    if keyword == "required":
        for name in [name for name in asked if name not in value]:
            rule, remedy = f"an object with {name}", f"add {name}"
            if "fix" in (part := schema["properties"][name]):
                rule, remedy = part["description"], part["fix"]
            yield Difference((*path, name), keyword, None, "is missing", rule, remedy)
        return
    if keyword == "additionalProperties":
        names = schema["properties"]
        for name in [name for name in value if name not in names]:
            near = nearest(name, names)
            remedy = f"write {near}" if near else "take it out"
            what = "is a name that is not known here"
            yield Difference(path, keyword, name, what, ", ".join(names), remedy)
        return
    what, rule, remedy = "is not as declared", f"{keyword} {asked}", "keep to that"
    if keyword == "enum":
        choices = [choice for choice in asked if choice]
        near, rule = nearest(shown(value), choices), ", ".join(choices)
        what, remedy = "is not among the declared values", "choose one of these"
    elif keyword == "type":
        kinds = [_KINDS[kind] for kind in (asked if isinstance(asked, list) else [asked])]
        rule = " or ".join(noun for noun, _ in kinds)
        rule += f" with any of {', '.join(schema['properties'])}" if "properties" in schema else ""
        what, remedy = f"is not {kinds[0][0]}", kinds[0][1]
    if "fix" in schema:
        what, rule = f"is not {schema['title']}", schema.get("description", rule)
        remedy = schema["fix"]
    yield Difference(path, keyword, shown(value), what, rule, f"write {near}" if near else remedy)
