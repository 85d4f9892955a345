"""One measure of many records, each read by a worker."""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import os
from collections.abc import Callable, Iterable

import pandas as pd

from .. import record
from ..record import Cooperation, DataError


def survey(
    folders: Iterable,
    measure: Callable[[Cooperation], pd.DataFrame],
    executor: concurrent.futures.Executor | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measure many records; those that have problems do not stop the others.

    Parameters
    ----------
    folders : iterable of str or pathlib.Path
        The folders of the records, each once.
    measure : callable
        Gets a record and returns a frame: a measure of `helpers`, one with its arguments
        (`functools.partial(helpers.direction, level="unit")`), or a function of your own that
        stands in a module.
    executor : concurrent.futures.Executor, optional
        Who works: any executor, such as `dask.distributed.Client(…).get_executor()` for a cluster
        whose workers see the same folders. Without it a pool of processes, one a core.

    Returns
    -------
    rows : pandas.DataFrame
        The rows of all records that could be read, in the order of `folders`: `record` (string),
        the folder as it was given, then the columns of the measure; a named index becomes columns.
    problems : pandas.DataFrame
        The problems of the others: `record` (string), then the columns of `DataError.frame`.

    Raises
    ------
    ValueError
        A folder is given twice.
    Exception
        What the measure raised, with the record in a note.

    Notes
    -----
    Each worker runs `helpers.load` and the measure, the same code as for one record, and sends
    back the frame alone. On a terminal, a progress bar is written to standard error; a notebook holds
    the frames alone.

    Examples
    --------
    >>> import helpers
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> folders = ["tests/data/invented", "tests/data/nowhere"]
    >>> with ThreadPoolExecutor() as executor:
    ...     rows, problems = helpers.survey(folders, helpers.coverage, executor)
    >>> rows.groupby("record").size().to_dict(), problems[["record", "what"]].to_numpy().tolist()
    ({'tests/data/invented': 4}, [['tests/data/nowhere', 'is missing']])
    """
    from tqdm import tqdm

    names = [os.fspath(folder) for folder in folders]
    counts = pd.Series(names, dtype="str").value_counts()
    if len(counts) < len(names):
        raise ValueError(f"{counts.index[0]!r} is given more than once: name each folder once")
    pool = executor or _pool()
    try:
        futures = [pool.submit(_measured, name, measure) for name in names]
        finished = concurrent.futures.as_completed(futures)
        for _ in tqdm(finished, "survey", len(futures), leave=False, unit="record", disable=None):
            pass
        results = [future.result() for future in futures]
    finally:
        if not executor:
            pool.shutdown(cancel_futures=True)
    rows, problems = zip(*results, strict=True) if results else ((), ())
    return _together(rows), _together(problems)


def _pool() -> concurrent.futures.Executor:
    """Return a process for each core; each starts anew, as one that is forked may hang."""
    context = multiprocessing.get_context("spawn")
    return concurrent.futures.ProcessPoolExecutor(mp_context=context)


def _measured(
    folder: str, measure: Callable[[Cooperation], pd.DataFrame]
) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    """Return the rows of one record or its problems, with the record in the first column."""
    try:
        rows, problems = measure(record.load(folder)), None
    except DataError as error:
        rows, problems = None, error.frame()
    except Exception as error:
        error.add_note(f"The record is {folder}.")
        raise
    return _of_record(folder, rows), _of_record(folder, problems)


def _of_record(folder: str, frame: pd.DataFrame | None) -> pd.DataFrame | None:
    if frame is None:
        return None
    is_named = any(name is not None for name in frame.index.names)
    frame = frame.reset_index(drop=not is_named)
    frame.columns = frame.columns.rename(None)
    frame.insert(0, "record", pd.Series(folder, frame.index, "string"))
    return frame


def _together(frames: Iterable[pd.DataFrame | None]) -> pd.DataFrame:
    """Return frames one under the other; without any, an empty one."""
    there = [frame for frame in frames if frame is not None]
    if not there:
        return pd.DataFrame({"record": pd.Series(dtype="string")})
    return pd.concat(there, ignore_index=True)
