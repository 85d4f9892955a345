"""From meeting to meeting: which topics are new, continued, returned or silent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .. import dates
from ..record import Cooperation, require, require_record
from .topic_year_matrix import taken_up, topics_in_order

NO_TOPIC = "no topic named"
STATES = ("not yet", "new", "continued", "returned", "silent", NO_TOPIC)
TAKEN_UP = ("new", "continued", "returned")


def continuity(cooperation: Cooperation, kind: str | None = None) -> pd.DataFrame:
    """Tell of each topic at each held meeting whether it was new, continued, returned or silent.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed by `Cooperation.where`.
    kind : str, optional
        Compare the meetings of this kind alone, such as one working group with the next.

    Returns
    -------
    pandas.DataFrame
        A row a topic and a held meeting, topics as in `topic_year_matrix`, meetings by start, then
        id: `topic_id`, `label`, `meeting_id` (string), `state` (ordered category), `since_id`
        (string, the last meeting before that took the topic up, NA if none), `days_lowest`,
        `days_highest` (Int64, from the end of that meeting to the beginning of this one, where
        both took the topic up). The states:

        - not yet: not taken up so far
        - new: taken up for the first time
        - continued: taken up, and so it was at the last meeting before that names topics
        - returned: taken up again, after at least one meeting that names topics but not this one
        - silent: not taken up, though earlier it was
        - no topic named: our sources name no topic at all for this meeting, such as contact that
          lasts over a period; it is neither a silence nor an interruption

    Raises
    ------
    ValueError
        The record declares no such `kind`; the message gives the nearest.

    Notes
    -----
    The states of an on-and-off presence, as studies of firms in export markets tell entry,
    continued presence, exit and re-entry apart (Bernini, Du and Love, "Explaining intermittent
    exporting", *Journal of International Business Studies* 47, 2016, 1058–1076), with a held
    meeting in the place of a year. The days between two takings-up are a range where a date is
    known to the month, the year or an interval (see `cadence`).

    A state is read in the whole record, of which narrowing hides rows and changes none; `kind`
    alone changes what is compared. Limits: the order is that of the earliest possible days, so
    where uncertain dates overlap, another order and other states are possible; meetings of
    different kinds have different agendas, so a silence at a webinar on one topic says little
    of the others; silent means not recorded in our sources, not that nobody spoke of it.

    Examples
    --------
    >>> import helpers
    >>> rows = helpers.continuity(helpers.load("tests/data/invented"), kind="working-group")
    >>> rows.loc[rows["topic_id"].eq("tidal-power"), "state"].tolist()
    ['new', 'continued']
    """
    require_record(cooperation)
    whole = cooperation.record
    if kind is not None:
        require("kind", kind, _kinds(whole))
    held = whole.held
    held = held if kind is None else held[held["kind"].eq(kind)]
    pairs = taken_up(whole)[["topic_id", "meeting_id"]].drop_duplicates()
    held = held.sort_values(["start", "meeting_id"], ignore_index=True)
    column = pd.Index(held["meeting_id"]).get_indexer(pairs["meeting_id"])
    named = np.isin(np.arange(len(held)), column)
    topics = topics_in_order(cooperation)
    row = pd.Index(topics["topic_id"]).get_indexer(pairs["topic_id"])
    taken = np.zeros((len(topics), len(held)), bool)
    inside = (row >= 0) & (column >= 0)
    taken[row[inside], column[inside]] = True

    places = np.arange(len(held))
    last = np.maximum.accumulate(np.where(taken, places, -1), axis=1)
    last = np.hstack([np.full((len(topics), 1), -1), last[:, :-1]])[:, : len(held)]
    ordinal = np.cumsum(named)
    before = np.where(last >= 0, np.append(ordinal, 0)[last], 0)
    cases = [
        np.broadcast_to(~named, taken.shape),
        taken & (last < 0),
        taken & (before == ordinal - 1),
        taken,
        last < 0,
    ]
    state = np.select(cases, [5, 1, 2, 3, 0], 4)

    known = dates.bounds(held["date"])
    again = taken & (last >= 0)
    days = {}
    for name, begin, end in (
        ("days_lowest", "begins_first", "ends_last"),
        ("days_highest", "begins_last", "ends_first"),
    ):
        begun, ended = (known[part].to_numpy("datetime64[D]") for part in (begin, end))
        ended = np.append(ended, np.datetime64("NaT", "D"))
        gap = (begun - ended[last]).astype("timedelta64[D]").astype("float64")
        days[name] = pd.Series(np.where(again, np.maximum(gap, 0), np.nan).ravel()).astype("Int64")
    ids = held["meeting_id"].to_numpy(object)
    rows = pd.DataFrame(
        {
            "topic_id": np.repeat(topics["topic_id"].to_numpy(object), len(held)),
            "label": np.repeat(topics["label"].to_numpy(object), len(held)),
            "meeting_id": np.tile(ids, len(topics)),
            "state": pd.Categorical.from_codes(state.ravel(), STATES, ordered=True),
            "since_id": np.append(ids, None)[last].ravel(),
            **days,
        }
    ).astype(dict.fromkeys(["topic_id", "label", "meeting_id", "since_id"], "string"))
    shown = rows["meeting_id"].isin(cooperation.held["meeting_id"])
    return rows[shown].reset_index(drop=True)


def never_came_back(cooperation: Cooperation, kind: str | None = None) -> pd.DataFrame:
    """List the topics of the first meeting that named any, with whether each was taken up again.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed by `Cooperation.where`.
    kind : str, optional
        The first meeting of this kind, and again at a meeting of this kind.

    Returns
    -------
    pandas.DataFrame
        `topic_id`, `label`, `meeting_id` (string, the first meeting), `came_back` (bool).

    Examples
    --------
    >>> import helpers
    >>> rows = never_came_back(helpers.load("tests/data/invented"))
    >>> rows.loc[~rows["came_back"], "label"].tolist()
    ['Harbour lights']
    """
    rows = continuity(cooperation, kind)
    taken = rows[rows["state"].isin(TAKEN_UP)]
    meetings = rows["meeting_id"].drop_duplicates()
    first = meetings[meetings.isin(taken["meeting_id"])][:1]
    topics = taken[taken["meeting_id"].isin(first)].reset_index(drop=True)
    whole = continuity(cooperation.record, kind)
    next_time = whole["since_id"].isin(first) & whole["state"].isin(TAKEN_UP)
    came_back = topics["topic_id"].isin(whole.loc[next_time, "topic_id"])
    return topics[["topic_id", "label", "meeting_id"]].assign(came_back=came_back)


def _kinds(cooperation: Cooperation) -> list[str]:
    """Return the kinds of meeting that the record declares."""
    kinds = cooperation.meetings["kind"]
    return list(kinds.cat.categories) if hasattr(kinds, "cat") else sorted(kinds.unique())
