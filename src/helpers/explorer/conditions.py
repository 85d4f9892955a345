"""The conditions of a view, in words and as code."""

from __future__ import annotations

import json

from .. import dates
from ..record import RANGES, REPORTED
from ..wording import counted, range_words, selection, shorten, status_words
from .narrowing import Narrowed, Narrowing

NAMES = {
    "country": "side",
    "direction": "shared",
    "text": "words",
    "period": "began",
    "year": "year",
}


def listed(choice: dict, record: Narrowing) -> list[tuple[str, object, str]]:
    """Return each condition as its name, its value and its words."""
    told = []
    for name, value in choice.items():
        if name == "year":
            label = range_words(value)
        elif name == "period":
            label = range_words(tuple(end and dates.in_words(end) for end in value))
        elif name == "meeting":
            place = record.ids.get_loc(value)
            label = f"“{shorten(record.meetings['title'].iloc[place], 60)}”"
        elif name == "text":
            label = f"“{shorten(value, 40)}”"
        else:
            facet = record.facets[name]
            told += [(name, one, facet.labels[facet.values.index(one)]) for one in value]
            continue
        told.append((name, value, label))
    return told


def sentence(choice: dict, record: Narrowing, left: Narrowed) -> str:
    """Return in a sentence what a choice leaves of a record."""
    counts = left.meetings & ~record.is_reported
    meetings, exchanges = int(counts.sum()), int(left.exchanges.sum())
    years = record.years[counts]
    span = ""
    if meetings:
        first, last = years.min(), years.max()
        span = f", {first}" if first == last else f", {first}–{last}"
    reported = int((left.meetings & record.is_reported).sum())
    apart = f", and {reported:,} {status_words(REPORTED)}" if reported else ""
    only = selection(record.cooperation)
    if not choice:
        what = f"This selection ({only})" if only else "The whole record"
        return f"{what}: {counted(meetings, 'meeting')} and {counted(exchanges, 'exchange')}{span}{apart}."
    by_name: dict[str, list[str]] = {}
    for name, _, label in listed(choice, record):
        by_name.setdefault(NAMES.get(name, name), []).append(label)
    told = "; ".join(f"{name} {' or '.join(labels)}" for name, labels in by_name.items())
    return (
        f"{meetings:,} of {counted(int((~record.is_reported).sum()), 'meeting')} and {exchanges:,} of "
        f"{counted(len(left.exchanges), 'exchange')}{f' of this selection ({only})' if only else ''}"
        f"{span}{apart}: {told}."
    )


def code_of(choice: dict, conditions: tuple = ()) -> str:
    """Return the line that reproduces a choice, in a record that was narrowed by conditions before.

    Examples
    --------
    >>> code_of({"topic": ["tidal-power"], "year": (2031, 2033)})
    'cooperation.where(topic="tidal-power", year=(2031, 2033))'
    >>> code_of({"year": (2031, None)}, (("topic", ("tidal-power",)),))
    'cooperation.where(topic="tidal-power").where(year=(2031, None))'
    """
    before = [{name: values if name in RANGES else list(values)} for name, values in conditions]
    calls = (
        ", ".join(f"{name}={_literal(value)}" for name, value in one.items())
        for one in [*before, choice]
        if one
    )
    return "cooperation" + "".join(f".where({call})" for call in calls)


def _literal(value) -> str:
    """Return a condition as Python code; of one value alone, the value."""
    if isinstance(value, tuple) and value[0] == value[1] and isinstance(value[0], int):
        value = value[0]
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, tuple):
        return f"({', '.join('None' if end is None else json.dumps(end) for end in value)})"
    return json.dumps(value, ensure_ascii=False)
