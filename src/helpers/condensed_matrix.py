"""The topic-by-year matrix in as few rows and columns as can be read: top topics, longer periods."""

from __future__ import annotations

import pandas as pd

from . import periods
from .drawing import LETTER

MOST_TOPICS = 40
ROOM = 230  # pixels that the columns have on a page of 390


def condensed(
    matrix: pd.DataFrame, labels: pd.Series, rows: pd.DataFrame, count: str
) -> pd.DataFrame:
    """Return a matrix with its topics and years where these are few, else with fewer.

    Parameters
    ----------
    matrix : pandas.DataFrame
        A topic-by-year matrix, with a topic and a year at least.
    labels : pandas.Series
        The labels of its topics, by id.
    rows : pandas.DataFrame
        The exchanges that it counts, as `taken_up` gives them.
    count : {"meetings", "exchanges"}
        What that counts.

    Returns
    -------
    pandas.DataFrame
        Index `topic_id` (string), column `label` (string), then an int64 column a year or period;
        its name is what that is called. Of more than `MOST_TOPICS` topics, those taken up most,
        and as the last row the others together, at how many meetings any of them was taken up.
        In `attrs`: `others`, the number of topics in that row, 0 without it, and `length`, the
        months of a period.
    """
    years, others = list(matrix.columns), 0
    if len(matrix) > MOST_TOPICS:
        most = matrix.sum(axis=1).nlargest(MOST_TOPICS - 1).index
        others = len(matrix) - len(most)
        rest = rows[~rows["topic_id"].isin(most)]
        if count == "meetings":
            rest = rest.drop_duplicates("meeting_id")
        numbers = rest["year"].value_counts().reindex(years, fill_value=0)
        matrix = matrix.loc[most]  # a copy, in the order of their numbers
        matrix.loc[""] = numbers.to_numpy()
    numbers, length = _by_period(matrix)
    named = labels.reindex(matrix.index).fillna(f"{others:,} other topics")
    numbers.insert(0, "label", named.astype("string"))
    numbers.attrs.update(others=others, length=length)
    return numbers


def _by_period(numbers: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return counts by the shortest period whose columns fit side by side on a phone, and its months."""
    months = pd.Index([year * 12 for year in numbers.columns])
    for length in (length for length in periods.LENGTHS if length >= 12):
        fewer = numbers.T.groupby(months // length).sum().T
        letters = max(
            len(str(short(n)).replace(".", "")) for n in fewer.to_numpy().ravel().tolist()
        )
        if fewer.shape[1] * (letters * LETTER + 4) <= ROOM:
            break
    fewer.columns = [periods.name(number, length) for number in fewer.columns]
    return fewer, length


def short(number: int) -> int | str:
    """Return a count as it fits into a narrow cell, from 1,000 on in thousands (k) or millions (m).

    Examples
    --------
    >>> short(999), short(1_234), short(12_345), short(1_234_567)
    (999, '1.2k', '12k', '1.2m')
    """
    for size, letter in ((1_000_000, "m"), (1_000, "k")):
        if number >= size:
            return f"{number / size:.{int(number < 9.95 * size)}f}{letter}"
    return number
