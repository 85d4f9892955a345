"""A table that is here, and one that an engine holds in parts: what is asked of both."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd


def is_lazy(frame) -> bool:
    """Tell whether an engine holds a frame or column, instead of this process."""
    return hasattr(frame, "dask")


def collected(*frames):
    """Return frames, columns or numbers of pandas; what an engine holds is computed there, at once.

    Examples
    --------
    >>> collected(pd.Series([1, 2])).tolist()
    [1, 2]
    >>> collected(1, 2)
    (1, 2)
    """
    if any(map(is_lazy, frames)):
        import dask

        frames = dask.compute(*frames)
    return frames if len(frames) > 1 else frames[0]


def by_part(function: Callable, frame, *arguments):
    """Return what a function, which looks at each row alone, makes of a frame.

    Examples
    --------
    >>> by_part(lambda frame, more: frame + more, pd.Series([1, 2]), 10).tolist()
    [11, 12]
    """
    if is_lazy(frame):
        return frame.map_partitions(function, *arguments)
    return function(frame, *arguments)


def of_meetings(rows: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    """Return the rows that belong to one of these meetings, in their order.

    Examples
    --------
    >>> rows = pd.DataFrame({"meeting_id": ["a", "b", "a"], "number": [1, 2, 3]})
    >>> of_meetings(rows, pd.Series(["a", "a"], name="meeting_id"))["number"].tolist()
    [1, 3]
    """
    if is_lazy(ids) and not is_lazy(rows):
        ids = collected(ids[ids.isin(rows["meeting_id"].tolist())])
    return rows.merge(ids.drop_duplicates().to_frame(), on="meeting_id")
