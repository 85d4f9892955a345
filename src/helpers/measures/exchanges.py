"""What was shared: each exchange with what the other tables hold on it."""

from __future__ import annotations

import pandas as pd

from ..record import Cooperation, directions_of, is_held, require_record
from .addresses import links
from .labels import organisation_labels

EXCHANGES = [
    "exchange_id",
    "meeting_id",
    "date",
    "start",
    "end",
    "status",
    "title",
    "topic_id",
    "label",
    "mode",
    "direction",
    "from_id",
    "from_name",
    "to_id",
    "to_name",
    "subject",
    "summary",
    "source_id",
    "publisher",
    "grade",
    "locator",
    "link",
]


def exchanges(cooperation: Cooperation) -> pd.DataFrame:
    """List the exchanges at held meetings with their meeting, topic, ends and source.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed by `Cooperation.where`.

    Returns
    -------
    pandas.DataFrame
        One row per exchange, by start, then id:

        - `exchange_id`, `meeting_id` (string)
        - `date` (string): of the meeting, in EDTF
        - `start`, `end` (datetime64): its first and last possible day
        - `status` (category), `title` (string): of the meeting
        - `topic_id`, `label` (string): of the topic
        - `mode` (category)
        - `direction` (ordered category): as in `helpers.direction`
        - `from_id`, `from_name`, `to_id`, `to_name` (string): who shared and who received; NA
          where mutual
        - `subject` (string), and where the record has it `summary` (string)
        - `source_id` (string), and where the record has them `publisher` (string) and `grade`
          (category): of the source
        - `locator` (string): where in the source
        - `link` (string): the source, at its passage

    Notes
    -----
    A tidy table: each row an observation, each column a variable (Wickham, "Tidy data", *Journal
    of Statistical Software* 59, 2014). Exchanges of meetings that were not held are in
    ``cooperation.exchanges`` and in the download, and in no count.

    Examples
    --------
    >>> import helpers
    >>> rows = helpers.exchanges(helpers.load("tests/data/invented"))
    >>> rows.loc[1, ["date", "label", "direction", "from_name", "to_name"]].tolist()
    ['2031-06-03', 'Tidal power', 'XB-XA', 'Shores', 'Tides']
    """
    require_record(cooperation)
    rows = every_exchange(cooperation)
    return rows[is_held(rows)].reset_index(drop=True)


def every_exchange(cooperation: Cooperation) -> pd.DataFrame:
    """List the exchanges as `exchanges` does, those of meetings that were not held too."""
    rows = cooperation.exchanges.filter(
        ["exchange_id", "meeting_id", "topic_id", "mode", "from_id", "to_id", "subject", "summary"]
        + ["source_id", "anchor", "locator"]
    )
    names = organisation_labels(cooperation)
    rows = rows.assign(
        direction=directions_of(rows, cooperation.organisations, cooperation.sides),
        from_name=rows["from_id"].map(names),
        to_name=rows["to_id"].map(names),
        link=links(rows, cooperation),
    )
    of_meeting = cooperation.meetings[
        ["meeting_id", "date", "start", "end", "at", "status", "title"]
    ]
    of_source = cooperation.sources.filter(["source_id", "publisher", "grade"])
    rows = rows.merge(of_meeting, on="meeting_id").merge(of_source, on="source_id", how="left")
    rows = rows.merge(cooperation.topics[["topic_id", "label"]], on="topic_id")
    rows = rows.sort_values(["at", "exchange_id"], ignore_index=True)
    return rows.filter(EXCHANGES)
