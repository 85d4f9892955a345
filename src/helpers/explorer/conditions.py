"""The conditions of a view: in the one form in which they are kept, in words, and as code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .. import dates
from ..record import RANGES, REPORTED, Cooperation, normal_condition, require, require_condition
from ..wording import (
    counted,
    periods_of_contact,
    range_words,
    selection,
    shorten,
    status_words,
)

NOUNS = {"country": "side", "direction": "shared", "text": "words", "period": "began"}


def normal(cooperation: Cooperation, facets: list[dict], name: str, value: Any) -> Any:
    """Return the value of a condition in the one form in which a choice holds it.

    Parameters
    ----------
    cooperation : Cooperation
        The record.
    facets : list of dict
        What there is to choose from, as `payload.facets` gives it.
    name : str
        The condition, as `where` calls it.
    value : object
        What it asks for; None or nothing takes it away.

    Returns
    -------
    list, str or None
        Of `year` and `period` the first and the last, of `text` and `meeting` a text, of all
        others the values in the order of the facet.

    Raises
    ------
    TypeError, ValueError
        The name or the value is wrong; the message gives what is right.
    """
    require_condition(name)
    if value is None or (isinstance(value, str | list | tuple) and not len(value)):
        return None
    values = normal_condition(cooperation, name, value)
    if name in RANGES:
        return list(values)
    if name in ("text", "meeting"):
        if len(values) > 1:
            raise ValueError("the explorer shows one meeting at a time: choose one")
        if name == "meeting":
            require(name, values[0], cooperation.meetings["meeting_id"])
        return values[0]
    known = next(facet["values"] for facet in facets if facet["name"] == name)
    for each in values:
        require(name, each, known)
    return sorted(values, key=known.index) or None


def sentence(cooperation: Cooperation, facets: list[dict], choice: Mapping) -> str:
    """Return in a sentence what a choice leaves of a record.

    Contact over a period and what is only reported are no meetings, and are counted apart.
    """
    view = cooperation.where(**choice)
    meetings, contact, reported = _counts(view)
    of_meetings, _, _ = _counts(cooperation)
    years = view.meetings.loc[view.meetings["status"].ne(REPORTED), "at"].dt.year
    span = ""
    if len(years):
        span = f", {range_words((int(years.min()), int(years.max())))}"
    span += f", and {reported:,} {status_words(REPORTED)}" if reported else ""
    only = selection(cooperation)
    beside = periods_of_contact(contact, ", {}")
    exchanges = len(view.exchanges)
    if not choice:
        what = f"This selection ({only})" if only else "The whole record"
        return (
            f"{what}: {counted(meetings, 'meeting')}{beside} and "
            f"{counted(exchanges, 'exchange')}{span}."
        )
    texts: dict[str, list[str]] = {}
    for name, value in choice.items():
        texts[NOUNS.get(name, name)] = _labels(cooperation, facets, name, value)
    conditions = "; ".join(f"{noun} {' or '.join(labels)}" for noun, labels in texts.items())
    return (
        f"{meetings:,} of {counted(of_meetings, 'meeting')}{beside} and {exchanges:,} of "
        f"{counted(len(cooperation.exchanges), 'exchange')}"
        f"{f' of this selection ({only})' if only else ''}{span}: {conditions}."
    )


def _counts(cooperation: Cooperation) -> tuple[int, int, int]:
    """Return how many meetings, periods of contact and reported meetings there are."""
    rows = cooperation.meetings
    is_reported = rows["status"].eq(REPORTED)
    contact = int(cooperation.is_contact(rows[~is_reported]).sum())
    reported = int(is_reported.sum())
    return len(rows) - contact - reported, contact, reported


def _labels(cooperation: Cooperation, facets: list[dict], name: str, value: Any) -> list[str]:
    """Return what readers call the values of a condition."""
    if name == "year":
        return [range_words(tuple(value))]
    if name == "period":
        return [range_words(tuple(day and dates.in_words(day) for day in value))]
    if name == "text":
        return [f"“{shorten(value, 40)}”"]
    if name == "meeting":
        titles = cooperation.meetings.set_index("meeting_id")["title"]
        return [f"“{shorten(str(titles[value]), 60)}”"]
    [facet] = [facet for facet in facets if facet["name"] == name]
    return [facet["labels"][facet["values"].index(each)] for each in value]


def code(choice: Mapping, conditions: tuple = ()) -> str:
    """Return the line that reproduces a choice, in a record that was narrowed by conditions before.

    Examples
    --------
    >>> code({"topic": ["tidal-power"], "year": [2031, 2033]})
    'cooperation.where(topic="tidal-power", year=(2031, 2033))'
    >>> code({"year": [2031, None]}, (("topic", ("tidal-power",)),))
    'cooperation.where(topic="tidal-power").where(year=(2031, None))'
    """
    before = [{name: values[0] if name == "text" else values} for name, values in conditions]
    calls = (
        ", ".join(f"{name}={_literal(name, value)}" for name, value in asked.items())
        for asked in [*before, choice]
        if asked
    )
    return "cooperation" + "".join(f".where({call})" for call in calls)


def _literal(name: str, value: Any) -> str:
    """Return the value of a condition as Python code; of one value alone, the value."""
    if name in RANGES:
        first, last = value
        if name == "year" and first == last and first is not None:
            return str(first)
        return f"({', '.join('None' if end is None else json.dumps(end) for end in value)})"
    if not isinstance(value, str):
        value = list(value)
        value = value[0] if len(value) == 1 else value
    return json.dumps(value, ensure_ascii=False)
