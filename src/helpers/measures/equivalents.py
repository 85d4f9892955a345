"""Which topics of several records are one: by their id or label, or by a table of equivalents."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from ..record import Cooperation, nearest, require
from ..wording import listed

COLUMNS = ("record", "topic_id", "topic")


def align(
    records: Mapping[str, Cooperation], equivalents: pd.DataFrame | str | Path | None = None
) -> pd.DataFrame:
    """Return the topics of several records, each with the one topic that it is shown as.

    Parameters
    ----------
    records : mapping of str to Cooperation
        The records by their labels.
    equivalents : DataFrame or path of a CSV file, optional
        Columns `record` (a label), `topic_id` and `topic` (what the topic is shown as, the same
        text in each record); further columns, such as a `note`, are left alone.

    Returns
    -------
    pandas.DataFrame
        One row per topic of a record, in the order of the records:

        - `record`, `topic_id`, `label` (string)
        - `topic` (string): what it is shown as

    Raises
    ------
    ValueError
        The table lacks a column, gives one topic twice, or names a record or topic that there
        is not; the message gives the nearest.

    Notes
    -----
    Topics that the table does not name are one where they have the same id or the same label, also
    by way of a third record; of different labels the first in the alphabet is shown, so that the
    order of the records does not matter. That topics of two records are one is a judgement.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> align({"A": record, "B": record})["topic"].nunique()
    4
    """
    topics_of_each = [
        record.topics[["topic_id", "label"]].assign(record=label)
        for label, record in records.items()
    ]
    topics = pd.concat(topics_of_each, ignore_index=True).astype("string")
    given = _given(records, equivalents)
    topics = topics.merge(given, on=["record", "topic_id"], how="left")
    free = topics["topic"].isna()
    topics["topic"] = topics["topic"].fillna(_same(topics[free]))
    return topics[["record", "topic_id", "label", "topic"]]


def _same(topics: pd.DataFrame) -> pd.Series:
    """Return the common label of topics of the same id or label, over any steps."""
    shown, before = topics["label"], None
    while before is None or not shown.equals(before):
        before = shown
        shown = shown.groupby(topics["topic_id"]).transform("min")
        shown = shown.groupby(topics["label"]).transform("min")
    return shown


def _given(
    records: Mapping[str, Cooperation], equivalents: pd.DataFrame | str | Path | None
) -> pd.DataFrame:
    """Return the table of equivalents, checked against the records."""
    if equivalents is None:
        return pd.DataFrame(columns=list(COLUMNS), dtype="string")
    if not isinstance(equivalents, pd.DataFrame):
        equivalents = pd.read_csv(equivalents, dtype=str, keep_default_na=False)
    for column in COLUMNS:
        if column not in equivalents:
            near = nearest(column, map(str, equivalents.columns))
            hint = f"; rename {near!r}" if near else ""
            raise ValueError(f"the table of equivalents has no column {column!r}{hint}")
    given = equivalents[list(COLUMNS)].astype("string")
    for label, rows in given.groupby("record"):
        require("record in the table of equivalents", label, records)
        whole = records[str(label)].record
        for topic in rows["topic_id"]:
            require(
                f"topic of {label} in the table of equivalents", topic, whole.topics["topic_id"]
            )
    twice = given[given.duplicated(["record", "topic_id"])]
    if len(twice):
        raise ValueError(f"the table of equivalents gives {listed(twice['topic_id'])} twice")
    return given
