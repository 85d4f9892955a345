"""`load()`: read, check and type a record."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import pandas as pd
import pyarrow as pa

from . import checks, datapackage, dates, delimited, storage
from .cooperation import Cooperation
from .meanings import meaning_of, parts_of_date
from .problems import DataError

NEEDED = {
    "meetings": {
        "meeting_id": "",
        "date": "edtf",
        "kind": "enum",
        "status": "enum",
        "format": "enum",
        "place": "",
        "host_id": "",
        "title": "",
        "source_id": "",
        "anchor": "",
    },
    "participants": {"meeting_id": "", "organisation_id": ""},
    "exchanges": {
        "exchange_id": "",
        "meeting_id": "",
        "topic_id": "",
        "mode": "enum",
        "from_id": "",
        "to_id": "",
        "subject": "",
        "source_id": "",
        "locator": "",
        "anchor": "",
    },
    "commitments": {
        "commitment_id": "",
        "meeting_id": "",
        "promise": "",
        "due": "edtf",
        "fulfilled_by": "",
    },
    "topics": {"topic_id": "", "area_id": "", "label": ""},
    "areas": {"area_id": "", "label": ""},
    "organisations": {
        "organisation_id": "",
        "parent_id": "",
        "country": "country",
        "name": "",
        "short_name": "",
    },
    "sources": {"source_id": "", "title": "", "url": "uri", "accessed": "edtf"},
    "searches": {"search_id": "", "date": "edtf"},
}


SLOW = 100_000  # rows that take about a second


def load(path=None) -> Cooperation:
    """Read, check and type a record: where every analysis starts.

    Parameters
    ----------
    path : str or pathlib.Path, optional
        The folder of the record, with its `datapackage.json` and CSV files; without it
        `$COOPERATION_DATA`, else `data/` of the checkout.

    Returns
    -------
    Cooperation
        The record, frozen: a DataFrame a table (`cooperation.meetings`, `.exchanges`, …),
        narrowed by `cooperation.where(…)`. Every measure and figure takes it, whole or narrowed.

    Raises
    ------
    DataError
        The data has problems; `problems` holds all of them, and the message says where each
        stands, what is allowed, and how to mend it.

    See Also
    --------
    Cooperation.where : the meetings of a topic, year, kind, organisation, and so on.
    helpers.timeline, helpers.topic_year_matrix : the first measures to look at.
    helpers.explore : linked views, for looking before asking.

    Notes
    -----
    Text becomes `string`, enums ordered `category`, numbers nullable, and each date in EDTF (ISO
    8601-2) stays beside its first and last possible day; `data/README.md` says what each column
    means. Nothing is written. A record of more than about 100,000 rows shows a progress bar.

    Examples
    --------
    >>> import helpers
    >>> cooperation = helpers.load("tests/data/invented")
    >>> cooperation.sides
    ('XA', 'XB')
    >>> helpers.timeline(cooperation.where(year=2033))["date"].tolist()
    ['[2033-03-01..2033-03-10]', '2033-04-02']
    """
    package = datapackage.read(storage.default_folder() if path is None else path)
    rows = sum(table.cells.num_rows for table in package.tables.values())
    with _progress(1 + len(package.tables), rows) as step:
        problems = checks.check(package, NEEDED)
        if len(problems):
            raise DataError(problems)
        step()
        return typed(package, step)


@contextlib.contextmanager
def _progress(steps: int, rows: int) -> Iterator[Callable[[], object]]:
    """Give what tells of a step done: by a bar where there are many rows, else silently."""
    if rows < SLOW:
        yield lambda: None
        return
    from tqdm.auto import tqdm

    with tqdm(total=steps, desc="load", unit="step", delay=1, leave=False) as bar:
        yield bar.update


def typed(package: datapackage.Package, step: Callable[[], object] = lambda: None) -> Cooperation:
    """Return a checked package as a `Cooperation`; `step` is called after each table."""
    tables = {}
    for table in package.tables.values():
        tables[table.name] = _frame(table)
        step()
    searches, sources = tables["searches"]["end"].max(), tables["sources"]["accessed_end"].max()
    declaration = package.declaration
    sides = tuple(declaration["sides"])
    return Cooperation(
        title=str(declaration.get("title") or declaration.get("name") or package.folder.name),
        description=str(declaration.get("description") or ""),
        sides=sides,
        side_names=tuple(country_name(side, declaration) for side in sides),
        as_of=searches if pd.notna(searches) else sources,
        tables=MappingProxyType(tables),
        keys=MappingProxyType({t.name: tuple(t.key) for t in package.tables.values()}),
        declaration=MappingProxyType(declaration),
    )


def country_name(code: str, declaration: Mapping) -> str:
    """Return the name of a country: as `countryNames` declares it, else its usual English one."""
    import pycountry

    named = declaration.get("countryNames")
    if isinstance(named, dict) and isinstance(named.get(code), str):
        return named[code]
    country = pycountry.countries.get(alpha_2=code)
    return code if country is None else getattr(country, "common_name", country.name)


def _frame(table: delimited.Table) -> pd.DataFrame:
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
        if "edtf" in (meaning_of(field), needed.get(name)):
            distinct = table.distinct(name)
            parsed = dates.parse(pd.Series(distinct.dictionary.to_pylist(), dtype="str"))
            parsed = parsed.take(distinct.indices.to_numpy()).reset_index(drop=True)
            for column, part in parts_of_date(name).items():
                columns[column] = parsed[part]
    return pd.DataFrame(columns)


def _categories(distinct: pa.DictionaryArray, enum: list[str]) -> pd.Series:
    """Return cells as an ordered category; an empty cell is not known."""
    place = pd.Index(enum).get_indexer(distinct.dictionary.to_pylist())
    codes = place[distinct.indices.to_numpy()]
    return pd.Series(pd.Categorical.from_codes(codes, enum, ordered=True))
