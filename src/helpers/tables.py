"""`load()`: read, check and type a record; `remarks()`: what in it wants a look."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Iterator

from . import checks, datapackage, dates, remarking, storage
from .cooperation import Cooperation
from .problems import DataError, Problems
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
    return checked(path)[1]


def remarks(path=None, today=None) -> Problems:
    """Return what may be right in a record but wants a look.

    Parameters
    ----------
    path : str or pathlib.Path, optional
        The folder of the record, as for `load`.
    today : str, datetime.date or pandas.Timestamp, optional
        The day on which the record is looked at; without it the day of this machine.

    Returns
    -------
    Problems
        A sequence of `Problem` of the severity "remark": what is dated after today; a planned
        meeting that is past; topics, areas or organisations that read alike; text that is not in
        Unicode's form NFC; a record in which nothing was looked up for a year. Empty where
        nothing wants a look. As text it is what `python -m helpers check` tells.

    Raises
    ------
    DataError
        The data has problems; there are no remarks before they are mended.
    ValueError
        `today` is not a day.

    Notes
    -----
    A date that is not exact is after today only if it certainly is: its earliest possible last day
    counts. A planned meeting is past when its last possible day lies before the day as of which
    the record stands, whatever day it is today.

    Examples
    --------
    >>> import helpers
    >>> [remark] = helpers.remarks("tests/data/invented", today="2035-03-01")
    >>> print(remark)
    invented/searches.csv: tells of nothing that was looked up since 20 Jan 2034, more than a year before today, 1 Mar 2035.
        Look at: what was published since; then note each search here, also one in vain.
    """
    day = dates.day_of(datetime.date.today() if today is None else today)
    return remarking.remarks(*checked(path), day)


def checked(path=None) -> tuple[datapackage.Package, Cooperation]:
    """Return a record as it was read, and typed; raise `DataError` where it has problems."""
    path = storage.default_folder() if path is None else path
    package = datapackage.read(path)
    rows = sum(table.cells.num_rows for table in package.tables.values())
    with _progress(1 + len(package.tables), rows) as step:
        problems = checks.check(package, NEEDED)
        if len(problems):
            raise DataError(problems)
        step()
        return package, typed(package, step)


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
