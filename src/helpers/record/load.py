"""The tables of a checked package in their declared types: a `Cooperation`."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator, Mapping

import pandas as pd
import pyarrow as pa
from pandas.api.extensions import ExtensionArray

from .. import dates
from ..wording import country_name
from .checks import check
from .checks.needed import NEEDED, dated, is_held
from .column_types import parts_of_date
from .cooperation import Cooperation, Tables
from .csv_files import Table
from .declaration import Field
from .files import default_folder
from .package import Package, read_package
from .problems import DataError

SIGHTINGS = {
    "searches": "date",
    "sources": "accessed",
    "meetings": "date",
}  # table → the date by which it was seen


def typed(package: Package, step: Callable[[], object] = lambda: None) -> Cooperation:
    """Return a checked package as a `Cooperation`; `step` is called after each table."""
    tables, keys = {}, {}
    for table in package.tables.values():
        tables[table.name], keys[table.name] = frame(table), table.key
        step()
    return assembled(package, tables, keys)


def assembled(package: Package, tables: Mapping, keys: Mapping) -> Cooperation:
    """Return the `Cooperation` of a package whose tables are typed."""
    declaration = package.declaration
    names = declaration.country_names
    one, two = declaration.sides
    return Cooperation(
        title=declaration.title or declaration.name or package.folder.name,
        description=declaration.description,
        sides=(one, two),
        side_names=(country_name(one, names), country_name(two, names)),
        as_of=last_seen(tables),
        tables=Tables(tables),
        keys=keys,
        declaration=declaration,
    )


def last_seen(tables: Mapping[str, pd.DataFrame]) -> pd.Timestamp:
    """Return the latest day on which anything in a record was seen: its as-of day.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The tables in their types.

    Returns
    -------
    pandas.Timestamp
        The latest of the dates of searches, of those on which sources were accessed, and of those
        on which held meetings ended, each by its earliest possible last day ("2034" is 1 January
        2034), or by the day on which it began where it has not ended; NaT where there is none.
    """
    seen = pd.concat([sightings(tables, name) for name in SIGHTINGS])
    known = dates.bounds(seen.drop_duplicates())
    return known["ends_first"].fillna(known["begins_first"]).max()


def sightings(tables: Mapping[str, pd.DataFrame], name: str) -> pd.Series:
    """Return the dates (EDTF) in one table of `SIGHTINGS` on which something was seen."""
    rows = tables[name]
    days = rows[SIGHTINGS[name]]
    return days[is_held(rows)] if name == "meetings" else days


def own(cooperation: Cooperation, table: str) -> pd.DataFrame:
    """Return a table with the columns that the measures know; a record may hold others of any name.

    Use it before merging: a further column could have the name of one that is added.

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


def frame(table: Table) -> pd.DataFrame:
    """Return the cells of a table in their declared types."""
    return table.kept("frame", lambda: _frame(table))


def _frame(table: Table) -> pd.DataFrame:
    columns: dict[str, pd.Series | ExtensionArray] = {}
    fields, dates_ = {field.name: field for field in table.fields}, dated(table.declaration)
    for name in table.cells.column_names:
        field = fields.get(name, Field(name))
        kind, enum = field.type, field.enum
        cells = table.cells[name]
        empty = pa.compute.equal(cells, "")
        if pa.compute.any(empty).as_py():
            cells = pa.compute.if_else(empty, pa.scalar(None, pa.string()), cells)
        text = pd.Series(pd.array(cells, dtype=_TEXT), copy=False)
        if enum and kind == "string":
            places = pa.compute.index_in(cells, pa.array(enum, pa.string()))
            codes = places.fill_null(-1).to_numpy()
            columns[name] = pd.Categorical.from_codes(codes, dtype=_ordered(enum))
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
        if name in dates_:
            parsed = dates.parse(text)
            for column, part in parts_of_date(name).items():
                columns[column] = parsed[part]
    return pd.DataFrame(columns, index=pd.RangeIndex(table.cells.num_rows), copy=False)


@functools.lru_cache(maxsize=256)
def _ordered(values: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(values), ordered=True)


_TEXT = pd.StringDtype("pyarrow")
SLOW = 500_000  # rows that take about a second


def load(path=None, **former) -> Cooperation:
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
    TypeError
        There is another argument than `path`.

    See Also
    --------
    Cooperation.where : the meetings of a topic, year, kind, organisation, and so on.
    helpers.timeline, helpers.topic_year_matrix : the first measures to look at.
    helpers.explore : linked views, for looking before asking.

    Notes
    -----
    Text becomes `string`, enums ordered `category`, numbers nullable, and each date in EDTF (ISO
    8601-2) stays beside its first and last possible day; `data/README.md` says what each column
    means. Nothing is written. A record of more than about 500,000 rows shows a progress bar.

    Examples
    --------
    >>> import helpers
    >>> cooperation = helpers.load("tests/data/invented")
    >>> cooperation.sides
    ('XA', 'XB')
    >>> helpers.timeline(cooperation.where(year=2033))["date"].tolist()
    ['[2033-03-01..2033-03-10]', '2033-04-02']
    """
    if former:
        raise TypeError(_not_an_argument(next(iter(former))))
    return load_checked(path)[1]


def load_checked(path=None) -> tuple[Package, Cooperation]:
    """Return a record as it was read, and typed; raise `DataError` where it has problems."""
    path = default_folder() if path is None else path
    package = read_package(path)
    rows = sum(table.cells.num_rows for table in package.tables.values())
    with progress(1 + len(package.tables), rows) as step:
        problems = check(package)
        if len(problems):
            raise DataError(problems)
        step()
        return package, typed(package, step)


def _not_an_argument(name: str) -> str:
    if name == "engine":
        return "load() has no argument 'engine' since 0.2.0: a record is read here, in one piece"
    return f"load() has no argument {name!r}: it takes only the path of a record"


@contextlib.contextmanager
def progress(steps: int, rows: int) -> Iterator[Callable[[], object]]:
    """Yield the function to call after each step: by a bar where there are many rows, else silently."""
    if rows < SLOW:
        yield lambda: None
        return
    from tqdm.auto import tqdm

    with tqdm(total=steps, desc="load", unit="step", delay=1, leave=False) as bar:
        yield bar.update
