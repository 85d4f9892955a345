"""What a number in a figure counted, as data, and as the readable address of the evidence behind it."""

from __future__ import annotations

import dataclasses
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from ..record import RANGES

ONLY = "only."  # before the name of a condition in an address


@dataclasses.dataclass(frozen=True)
class EvidenceKey:
    """What a number counted: each field narrows, and one that is None does not.

    Attributes
    ----------
    record : str
        The identity of the record, empty for the record whose page this is.
    conditions : tuple
        Of the selection, as `Cooperation.conditions` has them.
    count : {"meetings", "exchanges"}
        What the number is of.
    topic, meeting, kind, format, commitment : str or None
        An id or a value.
    area : str or None
        An id; empty for what lies outside all areas.
    year : int or None
        In which the meeting began.
    direction : str or None
        As `helpers.direction` has it.
    sender, receiver : str or None
        Its ends, at `level`: the ids of countries or organisations.
    level : {"country", "organisation", "unit"}
        Who is told apart.
    """

    record: str = ""
    conditions: tuple[tuple[str, tuple], ...] = ()
    count: str = "meetings"
    topic: str | None = None
    area: str | None = None
    direction: str | None = None
    sender: str | None = None
    receiver: str | None = None
    level: str = "country"
    meeting: str | None = None
    kind: str | None = None
    format: str | None = None
    year: int | None = None
    commitment: str | None = None

    @property
    def facets(self) -> dict[str, str | int]:
        """What narrows within the selection, by the names of the fields."""
        facets = {name: getattr(self, name) for name in FACETS}
        return {name: value for name, value in facets.items() if value is not None}

    @property
    def address(self) -> str:
        """The key as the fragment of an address; `read_key` makes it a key again.

        Examples
        --------
        >>> EvidenceKey(topic="tidal-power", year=2031).address
        'topic=tidal-power&year=2031'
        >>> EvidenceKey(conditions=(("year", (2031, None)),), meeting="2031-09-webinar").address
        'only.year=2031..&meeting=2031-09-webinar'
        """
        pairs: list[tuple[str, str | int]] = [("record", self.record)] if self.record else []
        pairs += [(ONLY + name, _text(name, values)) for name, values in self.conditions]
        pairs += [("count", self.count)] if self.count != "meetings" else []
        pairs += list(self.facets.items())
        pairs += [("level", self.level)] if self.level != "country" else []
        return "&".join(f"{name}={quote(str(value), safe='.,:@')}" for name, value in pairs)


FACETS = tuple(
    field.name
    for field in dataclasses.fields(EvidenceKey)
    if field.name not in ("record", "conditions", "count", "level")
)


def read_key(address: str) -> EvidenceKey:
    """Return the key that an address says.

    Examples
    --------
    >>> key = EvidenceKey(conditions=(("text", ("50 % & more, or",)),), area="", year=2031)
    >>> read_key(key.address) == key
    True
    """
    conditions: list[tuple[str, tuple]] = []
    fields: dict[str, Any] = {}
    for name, value in parse_qsl(address, keep_blank_values=True):
        if name.startswith(ONLY):
            name = name.removeprefix(ONLY)
            conditions.append((name, _values(name, value)))
        else:
            fields[name] = int(value) if name == "year" else value
    return EvidenceKey(conditions=tuple(conditions), **fields)


def _text(name: str, values: tuple) -> str:
    """Return the values of a condition as one text; a comma within a value is escaped."""
    if name in RANGES:
        first, last = ("" if end is None else str(end) for end in values)
        return first if first == last and first else f"{first}..{last}"
    return ",".join(value.replace("%", "%25").replace(",", "%2C") for value in values)


def _values(name: str, text: str) -> tuple:
    """Return the values of a condition from their text."""
    if name in RANGES:
        first, dots, last = text.partition("..")
        ends = (first, last if dots else first)
        return tuple((int(end) if name == "year" else end) if end else None for end in ends)
    return tuple(map(unquote, text.split(","))) if text or name == "text" else ()
