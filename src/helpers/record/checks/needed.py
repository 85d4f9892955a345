"""What the measures need of the columns, whatever the declaration asks."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from ..declaration import TableDeclaration

# The declared values that the code knows by name.
HELD, PLANNED, CANCELLED, REPORTED = "held", "planned", "cancelled", "reported"
INTENTION, FORMS = "stated-intention", ("agreement", "stated-intention")
KEPT, KEPT_IN_PART, DROPPED, REPLACED = "kept", "kept-in-part", "dropped", "replaced"
OUTCOMES = (KEPT, KEPT_IN_PART, DROPPED, REPLACED)


class Need(NamedTuple):
    """What the measures need of a column, whatever the declaration asks of it.

    `meaning` is one of those of `Field.meaning` or "enum"; `is_filled`: no cell is empty;
    `is_key`: each value stands once; `to` is the table and column in which each value stands;
    `is_optional`: the column need not be there, but where it is, it holds text; `values`: the
    declared ones are among these, as the measures know them by name.
    """

    meaning: str = ""
    is_filled: bool = False
    is_key: bool = False
    to: tuple[str, str] | None = None
    is_optional: bool = False
    values: tuple[str, ...] = ()


_ID = Need(is_filled=True, is_key=True)
_FILLED, _OPTIONAL = Need(is_filled=True), Need(is_optional=True)
_MEETING = Need(is_filled=True, to=("meetings", "meeting_id"))
_BODY, _SOURCE = Need(to=("organisations", "organisation_id")), Need(to=("sources", "source_id"))
NEEDED = {
    "meetings": {
        "meeting_id": _ID,
        "date": Need("edtf", is_filled=True),
        "kind": Need("enum", is_filled=True),
        "status": Need("enum", is_filled=True),
        "format": Need("enum"),
        "place": Need(),
        "host_id": _BODY,
        "title": _FILLED,
        "source_id": _SOURCE,
        "anchor": Need(),
        "summary": _OPTIONAL,
        "locator": _OPTIONAL,
    },
    "participants": {
        "meeting_id": _MEETING,
        "organisation_id": _BODY._replace(is_filled=True),
        "person": _OPTIONAL,
        "role": _OPTIONAL,
    },
    "exchanges": {
        "exchange_id": _ID,
        "meeting_id": _MEETING,
        "topic_id": Need(is_filled=True, to=("topics", "topic_id")),
        "mode": Need("enum", is_filled=True),
        "from_id": _BODY,
        "to_id": _BODY,
        "subject": Need(),
        "source_id": _SOURCE,
        "locator": Need(),
        "anchor": Need(),
        "summary": _OPTIONAL,
    },
    "commitments": {
        "commitment_id": _ID,
        "meeting_id": _MEETING,
        "promise": _FILLED,
        "due": Need("edtf"),
        "fulfilled_by": Need(to=("meetings", "meeting_id")),
        "source_id": _SOURCE._replace(is_optional=True),
        "locator": _OPTIONAL,
        "anchor": _OPTIONAL,
        "form": Need("enum", is_optional=True, values=FORMS),
        "outcome": Need("enum", is_optional=True, values=OUTCOMES),
        "outcome_note": _OPTIONAL,
        "outcome_source_id": _SOURCE._replace(is_optional=True),
        "replaced_by": Need(to=("commitments", "commitment_id"), is_optional=True),
    },
    "topics": {
        "topic_id": _ID,
        "area_id": Need(to=("areas", "area_id")),
        "label": _FILLED,
        "area_note": _OPTIONAL,
    },
    "areas": {
        "area_id": _ID,
        "label": _FILLED,
        "source_id": _SOURCE._replace(is_optional=True),
    },
    "organisations": {
        "organisation_id": _ID,
        "parent_id": _BODY,
        "country": Need("country", is_filled=True),
        "name": _FILLED,
        "short_name": Need(),
    },
    "sources": {
        "source_id": _ID,
        "title": _FILLED,
        "url": Need("uri"),
        "accessed": Need("edtf"),
        "publisher": _OPTIONAL,
        "grade": _OPTIONAL,
        "language": _OPTIONAL,
        "published": Need("edtf", is_optional=True),
        "archive_url": Need("uri", is_optional=True),
        "archived": Need("edtf", is_optional=True),
    },
    "searches": {
        "search_id": _ID,
        "date": Need("edtf"),
        "looked_for": _OPTIONAL,
        "where": _OPTIONAL,
        "commitment_id": Need(to=("commitments", "commitment_id"), is_optional=True),
    },
    "names": {
        "table": Need("enum", is_filled=True),
        "id": _FILLED,
        "language": Need("language", is_filled=True),
        "name": _FILLED,
        "source_id": _SOURCE,
    },
}
NAMED = {"organisations": "organisation_id", "topics": "topic_id", "areas": "area_id"}
AGREEMENT = "agreement"  # in `names` the table and the id of the agreement, which has no table
OPTIONAL_TABLES = ("names",)  # need not be declared, but where they are, with these columns


def is_held(meetings: pd.DataFrame) -> pd.Series:
    """Return which meetings count (bool): those that were held.

    What is planned, was cancelled, or is reported but not confirmed is in no count.
    """
    return meetings["status"].eq(HELD)


def must_be_filled(table: TableDeclaration, column: str) -> bool:
    """Return whether each cell of a column must be filled: as declared, or for the measures."""
    need = NEEDED.get(table.name, {}).get(column, Need())
    return table.column(column).is_required or need.is_filled


def dated(table: TableDeclaration) -> list[str]:
    """Return the columns that hold dates in EDTF: as declared, or for the measures."""
    needed = NEEDED.get(table.name, {})
    return [
        field.name
        for field in table.fields
        if "edtf" in (field.meaning, needed.get(field.name, Need()).meaning)
    ]


def references(table: TableDeclaration) -> list[tuple[str, str]]:
    """Return the columns that name a row of a table, declared or needed, each with that table."""
    needed = NEEDED.get(table.name, {})
    declared = [(r.columns[0], r.table) for r in table.references if len(r.columns) == 1]
    own = [(c, need.to[0]) for c, need in needed.items() if need.to and c in table.columns]
    return list(dict.fromkeys(declared + own))
