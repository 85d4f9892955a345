"""The tables of a checked package in their declared types: a `Cooperation`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import pyarrow as pa

from . import datapackage, dates, delimited
from .cooperation import Cooperation
from .meanings import Need, meaning_of, parts_of_date
from .wording import country_name

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
    },
    "searches": {
        "search_id": _ID,
        "date": Need("edtf"),
        "looked_for": _OPTIONAL,
        "where": _OPTIONAL,
        "commitment_id": Need(to=("commitments", "commitment_id"), is_optional=True),
    },
}

SIGHTINGS = {"searches": "date", "sources": "accessed", "meetings": "date"}  # by these it stands


def typed(package: datapackage.Package, step: Callable[[], object] = lambda: None) -> Cooperation:
    """Return a checked package as a `Cooperation`; `step` is called after each table."""
    tables, keys = {}, {}
    for table in package.tables.values():
        tables[table.name], keys[table.name] = frame(table), tuple(table.key)
        step()
    return assembled(package, tables, keys)


def assembled(package: datapackage.Package, tables: Mapping, keys: Mapping) -> Cooperation:
    """Return the `Cooperation` of a package whose tables are typed."""
    declaration = package.declaration
    sides = tuple(declaration["sides"])
    return Cooperation(
        title=str(declaration.get("title") or declaration.get("name") or package.folder.name),
        description=str(declaration.get("description") or ""),
        sides=sides,
        side_names=tuple(country_name(side, declaration.get("countryNames")) for side in sides),
        as_of=last_seen(tables),
        tables=tables,
        keys=keys,
        declaration=declaration,
    )


def last_seen(tables: Mapping[str, pd.DataFrame]) -> pd.Timestamp:
    """Return the latest day on which anything in a record was seen: it stands as of this day.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The tables in their types.

    Returns
    -------
    pandas.Timestamp
        The latest of the dates of searches, of those on which sources were accessed, and of those
        on which held meetings ended, each by its earliest possible last day ("2034" is 1 January
        2034); NaT where there is none of them.
    """
    told = pd.concat([sightings(tables, name) for name in SIGHTINGS])
    return dates.bounds(told.drop_duplicates())["ends_first"].max()


def sightings(tables: Mapping[str, pd.DataFrame], name: str) -> pd.Series:
    """Return the dates (EDTF) by which one table of `SIGHTINGS` tells when something was seen."""
    rows = tables[name]
    if name == "meetings":
        rows = rows[rows["status"].eq("held")]
    return rows[SIGHTINGS[name]]


def own(cooperation: Cooperation, table: str) -> pd.DataFrame:
    """Return a table with the columns that the measures know; a record may hold others of any name.

    What is merged or given columns must hold no others, which could have the same names.

    Parameters
    ----------
    cooperation : Cooperation
        The record.
    table : str
        A table that the measures need.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> list(own(record, "topics"))
    ['topic_id', 'area_id', 'label', 'area_note']
    """
    known = list(NEEDED[table])
    for name, need in NEEDED[table].items():
        known += parts_of_date(name) if need.meaning == "edtf" else []
    return cooperation.tables[table].filter(known)


def frame(table: delimited.Table) -> pd.DataFrame:
    """Return the cells of a table in their declared types."""
    columns: dict[str, pd.Series] = {}
    fields = {field["name"]: field for field in table.fields}
    needed = NEEDED.get(table.name, {})
    for name in table.cells.column_names:
        field = fields.get(name, {})
        kind, enum = field.get("type", "string"), (field.get("constraints") or {}).get("enum")
        cells = table.cells[name]
        empty = pa.compute.equal(cells, "")
        if pa.compute.any(empty).as_py():
            cells = pa.compute.if_else(empty, pa.scalar(None, pa.string()), cells)
        text = pd.Series(pd.array(cells, dtype=pd.StringDtype("pyarrow")))
        if enum and kind == "string":
            columns[name] = _categories(table.distinct(name), list(dict.fromkeys(enum)))
        elif kind in ("integer", "year"):
            whole = pa.compute.replace_substring_regex(cells, r"^\+", "").cast(pa.int64())
            columns[name] = whole.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
        elif kind == "number":
            columns[name] = pd.to_numeric(text, errors="coerce").astype("Float64")
        elif kind == "boolean":
            columns[name] = text.str.lower().isin(["true", "1"]).astype("boolean").mask(text.isna())
        elif kind == "date":
            columns[name] = pd.to_datetime(text, format="%Y-%m-%d").astype("datetime64[us]")
        else:
            columns[name] = text
        if "edtf" in (meaning_of(field), needed.get(name, Need()).meaning):
            distinct = table.distinct(name)
            parsed = dates.parse(pd.Series(pd.array(distinct.dictionary, dtype="str")))
            parsed = parsed.take(distinct.indices.to_numpy()).reset_index(drop=True)
            for column, part in parts_of_date(name).items():
                columns[column] = parsed[part]
    return pd.DataFrame(columns)


def _categories(distinct: pa.DictionaryArray, enum: list[str]) -> pd.Series:
    """Return cells as an ordered category; an empty cell is not known."""
    place = pd.Index(enum).get_indexer(distinct.dictionary.to_pylist())
    codes = place[distinct.indices.to_numpy()]
    return pd.Series(pd.Categorical.from_codes(codes, enum, ordered=True))
