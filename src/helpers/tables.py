"""`load()`: read, check and type a record."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from . import checks, datapackage, storage
from .cooperation import Cooperation
from .problems import DataError
from .typed import NEEDED, typed

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
    path = storage.default_folder() if path is None else path
    package = datapackage.read(path)
    rows = sum(table.cells.num_rows for table in package.tables.values())
    with _progress(1 + len(package.tables), rows) as step:
        problems = checks.check(package, NEEDED)
        if len(problems):
            raise DataError(problems)
        step()
        return typed(package, step)


def _not_an_argument(name: str) -> str:
    if name == "engine":
        return "load() has no argument 'engine' since 0.2.0: a record is read here, in one piece"
    return f"load() has no argument {name!r}: it takes the path of a record alone"


@contextlib.contextmanager
def _progress(steps: int, rows: int) -> Iterator[Callable[[], object]]:
    """Give what tells of a step done: by a bar where there are many rows, else silently."""
    if rows < SLOW:
        yield lambda: None
        return
    from tqdm.auto import tqdm

    with tqdm(total=steps, desc="load", unit="step", delay=1, leave=False) as bar:
        yield bar.update
