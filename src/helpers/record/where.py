"""What `Cooperation.where` takes: each condition in one form, and the rows that meet it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from numbers import Integral, Real
from typing import TypedDict

import numpy as np
import pandas as pd

from .. import dates
from ..wording import directions, listed, shorten
from .checks.needed import NAMED
from .hierarchy import with_units
from .suggest import require

RANGES = ("year", "period")  # conditions with a first and a last
OF_EXCHANGES = ("topic", "direction")  # conditions that choose exchanges, and so their meetings
FORMER = {"way": "direction"}  # names that a condition had before 0.2.0


class Conditions(TypedDict, total=False):
    """The conditions of `Cooperation.where`, and what each takes."""

    topic: str | Iterable[str]
    year: int | tuple[int | None, int | None]
    kind: str | Iterable[str]
    organisation: str | Iterable[str]
    country: str | Iterable[str]
    format: str | Iterable[str]
    status: str | Iterable[str]
    direction: str | Iterable[str]
    text: str
    period: tuple
    meeting: str | Iterable[str]


NAMES = tuple(Conditions.__annotations__)


def normal_condition(cooperation, name: str, value) -> tuple:
    """Return what a condition asks for in the one form in which it is kept.

    Returns
    -------
    tuple
        Of `text` the text alone; of `year` and `period` the first and the last year (int) or day
        (str), None where that end is open; of all others the values.

    Raises
    ------
    TypeError, ValueError
        The name or the value is wrong; the message gives what is right.
    """
    require_condition(name)
    if name == "year":
        return _years(value)
    if name == "period":
        return _days(value)
    if name == "text":
        if not isinstance(value, str):
            raise TypeError(f"text {value!r} is not a text: write what is looked for in quotes")
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise ValueError("text holds half a character (\\ud800 to \\udfff): write it whole")
        return (value,)
    known = _known(cooperation, name)
    values = [value] if isinstance(value, str) else value
    values = list(values) if isinstance(values, Iterable) else [values]
    if not all(isinstance(each, str) for each in values):
        raise TypeError(
            f"{name} {shorten(repr(value))} is not a text or a list of texts; there are {listed(known)}"
        )
    for each in values:
        require(name, each, known)
    return tuple(dict.fromkeys(values))


def require_condition(name: str) -> None:
    """Refuse a condition that `where` does not know, with the nearest that it does.

    Examples
    --------
    >>> require_condition("way")
    Traceback (most recent call last):
    ValueError: unknown condition 'way': it is called 'direction' since 0.2.0
    """
    if name in FORMER:
        raise ValueError(f"unknown condition {name!r}: it is called {FORMER[name]!r} since 0.2.0")
    require("condition", name, NAMES)


def _known(cooperation, name: str) -> list[str]:
    """Return the values that a condition may ask for: those of the whole record."""
    whole = cooperation.record
    if name in ("kind", "format", "status"):
        return list(whole.meetings[name].cat.categories)
    if name == "direction":
        return list(directions(whole.sides))
    column = {
        "topic": whole.topics["topic_id"],
        "organisation": whole.organisations["organisation_id"],
        "country": whole.organisations["country"],
        "meeting": whole.meetings["meeting_id"],
    }[name]
    return column.dropna().unique().tolist()


def tables_that_meet(cooperation, name: str, values: tuple) -> dict[str, pd.DataFrame]:
    """Return the tables that a condition shortens, with the rows left; it is in its normal form."""
    meetings, exchanges = cooperation.meetings, cooperation.exchanges
    tables = {}
    if name in OF_EXCHANGES:
        if name == "topic":
            exchanges = exchanges[exchanges["topic_id"].isin(values)]
            topics = cooperation.topics
            tables["topics"] = topics[topics["topic_id"].isin(values)]
        else:
            passed = directions_of(exchanges, cooperation.organisations, cooperation.sides)
            exchanges = exchanges[passed.isin(values)]
        meetings = meetings[meetings["meeting_id"].isin(exchanges["meeting_id"])]
    elif name == "year":
        meetings = meetings[_is_between(meetings["at"].dt.year, values)]
    elif name == "period":
        days = (None if day is None else pd.Timestamp(day) for day in values)
        meetings = meetings[_is_between(meetings["at"], tuple(days))]
    elif name in ("kind", "format", "status"):
        meetings = meetings[meetings[name].isin(values)]
    else:
        ids = values if name == "meeting" else _meetings_by(cooperation, name, values)
        meetings = meetings[meetings["meeting_id"].isin(ids)]
    ids = meetings["meeting_id"]
    tables["exchanges"] = exchanges[exchanges["meeting_id"].isin(ids)]
    for table in ("participants", "commitments"):
        rows = getattr(cooperation, table)
        tables[table] = rows[rows["meeting_id"].isin(ids)]
    tables["meetings"] = meetings
    return {name: rows.reset_index(drop=True) for name, rows in tables.items()}


def _is_between(values: pd.Series, ends: tuple) -> pd.Series:
    first, last = ends
    inside = values.notna()
    if first is not None:
        inside &= values.ge(first)
    if last is not None:
        inside &= values.le(last)
    return inside


def _meetings_by(cooperation, name: str, values: tuple) -> pd.Series:
    """Return the ids of the meetings of some organisations or countries, or that say a text."""
    if name == "text":
        return meetings_that_say(cooperation.record, values[0])
    organisations = cooperation.organisations
    if name == "country":
        wanted = organisations["country"].isin(values)
    else:
        wanted = organisations["organisation_id"].isin(with_units(organisations, values))
    present = cooperation.participants
    there = present["organisation_id"].isin(organisations.loc[wanted, "organisation_id"])
    return present.loc[there, "meeting_id"]


def meetings_that_say(cooperation, text: str) -> pd.Series:
    """Return the ids of the meetings of which readers see a text, literally, capital or small.

    Notes
    -----
    Looked at are titles, places and summaries of meetings, subjects and summaries of exchanges,
    the labels of their topics, the names of the organisations and persons that took part, and what
    these topics and organisations are called in other languages.

    Examples
    --------
    >>> import helpers
    >>> meetings_that_say(helpers.load("tests/data/invented"), "turbines").tolist()
    ['2031-06-03-working-group']
    """
    exchanges, present = cooperation.exchanges, cooperation.participants
    topic = _ids_that_say(cooperation, "topics", ("label",), text)
    organisation = _ids_that_say(cooperation, "organisations", ("name", "short_name"), text)
    said = [
        cooperation.meetings[
            _text_matches(cooperation.meetings, ("title", "place", "summary"), text)
        ],
        exchanges[_text_matches(exchanges, ("subject", "summary"), text)],
        exchanges[exchanges["topic_id"].isin(topic)],
        present[_text_matches(present, ("person",), text)],
        present[present["organisation_id"].isin(organisation)],
    ]
    return pd.concat([rows["meeting_id"] for rows in said]).drop_duplicates(ignore_index=True)


def _ids_that_say(cooperation, table: str, columns: tuple[str, ...], text: str) -> pd.Series:
    """Return the ids of a table whose rows hold a text in their columns or in another language."""
    rows = cooperation.tables[table]
    ids = rows.loc[_text_matches(rows, columns, text), NAMED[table]]
    if "names" not in cooperation.tables:
        return ids
    names = cooperation.tables["names"]
    is_named = names["table"].eq(table) & _text_matches(names, ("name",), text)
    return pd.concat([ids, names.loc[is_named, "id"]])


def _text_matches(rows: pd.DataFrame, columns: tuple[str, ...], text: str) -> pd.Series:
    """Return which rows hold a text in one of the columns (bool)."""
    is_match = pd.Series(False, index=rows.index)
    for column in columns:
        if column in rows:
            is_match |= rows[column].str.contains(text, case=False, regex=False).fillna(False)
    return is_match


def _years(year) -> tuple[int | None, int | None]:
    """Return the first and the last year of one year or of a pair."""
    how = "it is a year or the first and the last, as in 2031, (2031, 2033) or (2031, None)"
    if _is_whole(year):
        return int(year), int(year)
    if isinstance(year, Real) and year == year // 1 and not isinstance(year, bool):
        raise TypeError(f"year {year!r} is not a whole number: did you mean {int(float(year))}?")
    if isinstance(year, (str, bool, set, frozenset)) or not isinstance(year, Iterable):
        near = (
            f": did you mean {int(year)}?"
            if isinstance(year, str) and year.isdecimal()
            else f": {how}"
        )
        raise TypeError(f"year {shorten(repr(year))} is not a year{near}")
    ends = tuple(year)
    if len(ends) != 2 or not all(end is None or _is_whole(end) for end in ends):
        raise TypeError(f"year {shorten(repr(year))} is not a year: {how}")
    first, last = (None if end is None else int(end) for end in ends)
    if first is not None and last is not None and first > last:
        raise ValueError(
            f"year ({first}, {last}) ends before it begins: did you mean ({last}, {first})?"
        )
    return first, last


def _is_whole(value) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _days(period) -> tuple[str | None, str | None]:
    """Return the first and the last day of a period; a month or a year counts whole."""
    how = 'it is a first and a last day, month or year, as in ("2031-05-01", "2031-12") or ("2031", None)'
    if (
        isinstance(period, str)
        or not isinstance(period, Iterable)
        or len(ends := tuple(period)) != 2
    ):
        raise TypeError(f"period {shorten(repr(period))} is not a period: {how}")
    first, last = (
        _day(end, column, how) for end, column in zip(ends, ("start", "end"), strict=True)
    )
    if first is not None and last is not None and first > last:
        raise ValueError(f"period {ends!r} ends before it begins: put the earlier date first")
    return first, last


def _day(end, column: str, how: str) -> str | None:
    """Return the first or the last day of one end of a period."""
    if end is None:
        return None
    if isinstance(end, datetime.date):  # pandas.Timestamp too
        return f"{dates.day_of(end):%Y-%m-%d}"
    known = dates.parse(pd.Series([end], dtype="str")) if isinstance(end, str) and end else None
    if known is None or not known["is_valid"].iloc[0]:
        raise ValueError(f"period {shorten(repr(end))} is not a date: {how}")
    day = known[column].iloc[0]
    return None if pd.isna(day) else f"{day:%Y-%m-%d}"


def directions_of(
    exchanges: pd.DataFrame, organisations: pd.DataFrame, sides: tuple[str, str]
) -> pd.Categorical:
    """Return in which direction each exchange was passed.

    Parameters
    ----------
    exchanges, organisations : pandas.DataFrame
        The tables of those names.
    sides : tuple of two str
        The country codes of the sides, in their order.

    Returns
    -------
    pandas.Categorical
        From one side to the other, as in "XA-XB"; "mutual" where neither end is named; "other" for
        what stays within one country or has an end in a third.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> list(directions_of(record.exchanges, record.organisations, record.sides)[:3])
    ['mutual', 'XB-XA', 'mutual']
    """
    ids = pd.Index(organisations["organisation_id"])
    place = np.array(
        [sides.index(c) if c in sides else 2 for c in organisations["country"].fillna("")] + [3]
    )
    sender, receiver = (place[ids.get_indexer(exchanges[e])] for e in ("from_id", "to_id"))
    cases = [
        (sender == 0) & (receiver == 1),
        (sender == 1) & (receiver == 0),
        (sender == 3) & (receiver == 3),
    ]
    codes = np.select(cases, [0, 1, 2], 3)
    names: pd.Index = pd.Index(directions(sides))
    return pd.Categorical.from_codes(codes, names, ordered=True)
