"""Numbers, lists, declared values and the conditions of a selection as English words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from . import dates


def shorten(text: str, length: int = 80) -> str:
    """Return a text of at most `length` characters, cut visibly, its control characters shown."""
    text = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[: length + 1])
    return text if len(text) <= length else text[: length - 1] + "…"


def with_article(noun: str) -> str:
    """Return a noun with a or an before it."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def listed(words: Iterable[str]) -> str:
    """Return words as a list in prose, the first twelve of them."""
    words = list(words)
    return ", ".join(words[:12]) + (f" and {len(words) - 12:,} more" if len(words) > 12 else "")


RESERVED = {"EU": "European Union", "UN": "United Nations"}  # by ISO 3166-1, at their wish


def directions(sides: tuple[str, str]) -> tuple[str, str, str, str]:
    """Return the directions that a record with these sides can tell apart.

    Examples
    --------
    >>> directions(("XA", "XB"))
    ('XA-XB', 'XB-XA', 'mutual', 'other')
    """
    one, two = sides
    return f"{one}-{two}", f"{two}-{one}", "mutual", "other"


def words(value) -> str:
    """Return a declared value (`in-person`) as words, empty where it is not known."""
    return "" if pd.isna(value) else str(value).replace("-", " ")


def status_words(status) -> str:
    """Return the status of a meeting as words; of what is only reported, that it is not confirmed.

    Examples
    --------
    >>> status_words("reported"), status_words("held")
    ('reported, not confirmed', 'held')
    """
    return "reported, not confirmed" if status == "reported" else words(status)


def counted_meetings(cooperation, ids: Iterable[str]) -> str:
    """Return how many of some meetings there are, contact and what is only reported apart.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> counted_meetings(record, record.meetings["meeting_id"])
    '8 meetings and one period of contact'
    """
    rows = cooperation.meetings[cooperation.meetings["meeting_id"].isin(list(ids))]
    is_reported = rows["status"].eq("reported")
    reported, contact = (
        int(is_reported.sum()),
        int(cooperation.is_contact(rows[~is_reported]).sum()),
    )
    parts = [counted(len(rows) - reported - contact, "meeting"), periods_of_contact(contact)]
    parts += [f"{reported:,} {status_words('reported')}"] if reported else []
    *first, last = filter(None, parts)
    return f"{', '.join(first)} and {last}" if first else last


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it must be."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def periods_of_contact(number: int, form: str = "{}") -> str:
    """Return how many periods of contact there are, in a form of words; empty where there is none.

    Examples
    --------
    >>> periods_of_contact(1, " and {}"), periods_of_contact(0, " and {}")
    (' and one period of contact', '')
    """
    text = "one period" if number == 1 else counted(number, "period")
    return form.format(f"{text} of contact") if number else ""


def held_meetings(cooperation, ids: Iterable[str] | None = None, noun: str = "meeting") -> str:
    """Return how many meetings were held, and how many periods of contact there are beside them.

    Of `ids` alone, where these are given; `noun` where others are shown beside them.

    Examples
    --------
    >>> import helpers
    >>> held_meetings(helpers.load("tests/data/invented"))
    '6 meetings and one period of contact'
    """
    met, contact = cooperation.met, cooperation.contact
    if ids is not None:
        ids = list(ids)
        met, contact = met[met["meeting_id"].isin(ids)], contact[contact["meeting_id"].isin(ids)]
    return counted(len(met), noun) + periods_of_contact(len(contact), " and {}")


def in_another_year(meetings: pd.DataFrame) -> str:
    """Return how many meetings may belong to another year; starts with a space, or is empty.

    Examples
    --------
    >>> in_another_year(pd.DataFrame({"date": ["2031", "2031?", "203X"]}))
    ' The year of 2 of these meetings is not certain.'
    """
    number = int(dates.could_be_another_year(meetings["date"]).sum())
    if not number:
        return ""
    which = f"{number:,} of these meetings" if len(meetings) > 1 else "this meeting"
    return f" The year of {which} is not certain."


def were(number: int) -> str:
    """Return the verb after a number of things."""
    return "was" if number == 1 else "were"


def shown_of(shown: int, of: int, what: str) -> str:
    """Return what is shown of how many, where not all are; starts with a space, or is empty.

    Examples
    --------
    >>> shown_of(9, 12, "the last {} of {} meetings")
    ' Shows the last 9 of 12 meetings.'
    >>> shown_of(12, 12, "the last {} of {} meetings")
    ''
    """
    return f" Shows {what.format(f'{shown:,}', f'{of:,}')}." if shown < of else ""


def days(lowest: int, highest: int) -> str:
    """Return a number of days in words, a range where it is not exact.

    Examples
    --------
    >>> days(90, 119), days(1, 1)
    ('90–119 days', '1 day')
    """
    return counted(lowest, "day") if lowest == highest else f"{lowest:,}–{highest:,} days"


def day(date) -> str:
    """Return a day in words."""
    return dates.in_words(f"{date:%Y-%m-%d}")


def as_of(cooperation) -> str:
    """Return the day to which the record is up to date, in words."""
    return (
        "as of " + day(cooperation.as_of)
        if pd.notna(cooperation.as_of)
        else "as of a day not known"
    )


def period(cooperation) -> str:
    """Return the span of the held meetings in words."""
    span = cooperation.span
    return "no year" if not span else str(span[0]) if len(span) == 1 else f"{span[0]}–{span[-1]}"


def country_name(code: str, names: Mapping[str, str]) -> str:
    """Return the name of a country: as `names` gives it by its code, else its usual English one."""
    import pycountry

    if code in names:
        return names[code]
    country = pycountry.countries.get(alpha_2=code)
    known = RESERVED.get(code, code)
    return known if country is None else getattr(country, "common_name", country.name)


def selection(cooperation) -> str:
    """Return in words what a record was narrowed to, empty for the whole record.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> selection(record.where(format="online", year=2031).where(topic="tidal-power"))
    'only online meetings, only 2031, only the topic Tidal power'
    """
    conditions = (_condition(cooperation, *condition) for condition in cooperation.conditions)
    return ", ".join(dict.fromkeys(conditions))


def none_of(cooperation) -> str:
    """Return what a zero means: none in the sources, or none in a selection."""
    return f"none {'in this selection' if cooperation.conditions else 'recorded in our sources'}"


def in_selection(cooperation, sentence: str) -> str:
    """Return a sentence about a record, saying where it speaks of a selection alone."""
    only = selection(cooperation)
    if not only:
        return sentence
    if sentence.startswith(("Of ", "One ", "No ", "None ", "The ")):
        sentence = sentence[0].lower() + sentence[1:]
    return f"In this selection ({only}): {sentence}"


def _condition(cooperation, name: str, values: tuple) -> str:
    """Return one condition in words."""
    if not values:
        return f"no {name}"
    if values == (None, None):
        return "only meetings with a date"
    if name == "year":
        return f"only {range_words(values)}"
    if name == "period":
        return f"only meetings that began {range_words(tuple(end and dates.in_words(end) for end in values))}"
    if name == "text":
        return f"only meetings that say “{shorten(values[0], 40)}”"
    if name == "direction":
        return f"only exchanges passed {_any(_passed(value, cooperation) for value in values)}"
    if name in ("kind", "format", "status"):
        any_of = _any(map(words, values))
        return (
            f"only meetings of the kind {any_of}" if name == "kind" else f"only {any_of} meetings"
        )
    whole = cooperation.record
    if name == "country":
        names = dict(zip(whole.sides, whole.side_names, strict=True))
        return f"only meetings with {_any(country_name(code, names) for code in values)}"
    table, key, column = {
        "topic": (whole.topics, "topic_id", "label"),
        "organisation": (whole.organisations, "organisation_id", "name"),
        "meeting": (whole.meetings, "meeting_id", "title"),
    }[name]
    labels = table.set_index(key)[column]
    if name == "organisation":
        labels = table.set_index(key)["short_name"].fillna(labels)
    if name == "meeting":
        labels = labels + ", " + table.set_index(key)["date"].map(dates.in_words)
    any_of = _any(shorten(labels[value], 60) for value in values)
    if name == "organisation":
        return f"only meetings with {any_of}"
    return f"only the {name}{'s' if len(values) != 1 else ''} {any_of}"


def direction_words(value: str, cooperation) -> str:
    """Return a direction of sharing in words.

    Examples
    --------
    >>> import helpers
    >>> direction_words("XB-XA", helpers.load("tests/data/invented"))
    'Southholm to Northmere'
    """
    one, two = cooperation.side_names
    texts = [f"{one} to {two}", f"{two} to {one}", "mutual", "within one country or with a third"]
    return dict(zip(directions(cooperation.sides), texts, strict=True))[value]


def _passed(value: str, cooperation) -> str:
    """Return in words how exchanges of a direction were passed."""
    if value == "mutual":
        return "mutually"
    text = direction_words(value, cooperation)
    return text if value == "other" else f"from {text}"


def _any(labels: Iterable[str]) -> str:
    """Return names of which any is meant, the first six of many."""
    labels = list(labels)
    if len(labels) > 6:
        labels = [*labels[:6], f"{len(labels) - 6} others"]
    return " or ".join([", ".join(labels[:-1]), labels[-1]]) if len(labels) > 1 else "".join(labels)


def range_words(ends: tuple) -> str:
    """Return a first and a last year or date, of which one may be open, in words.

    Examples
    --------
    >>> range_words((2031, 2033)), range_words((2031, None))
    ('2031–2033', '2031 or later')
    """
    first, last = ends
    if first is None or last is None:
        open_ended = f"{first} or later" if last is None else f"{last} or earlier"
        return "any" if first is last else open_ended
    between = "–" if isinstance(first, int) else " – "
    return str(first) if first == last else f"{first}{between}{last}"
