"""From meeting to meeting: which topics are new, continued, returned or silent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..record import Cooperation, require, require_record
from .timeline import in_time, known_bounds
from .topic_year_matrix import taken_up, topics_in_order

NO_TOPIC = "no topic named"
STATES = ("not yet", "new", "continued", "returned", "silent", NO_TOPIC)
TAKEN_UP = ("new", "continued", "returned")


def continuity(cooperation: Cooperation, kind: str | None = None) -> pd.DataFrame:
    """List of each topic at each held meeting whether it was new, continued, returned or silent.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed by `Cooperation.where`.
    kind : str, optional
        Compare only the meetings of this kind, such as one working group with the next.

    Returns
    -------
    pandas.DataFrame
        One row per topic and held meeting, topics as in `topic_year_matrix`, meetings by start, then
        end and id:

        - `topic_id`, `label`, `meeting_id` (string)
        - `state` (ordered category): see below
        - `since_id` (string): the last meeting before that took the topic up, NA if none
        - `days_lowest`, `days_highest` (Int64): the fewest and the most days from the end of that
          meeting to the beginning of this one, where both took the topic up

        The states:

        - not yet: not taken up so far
        - new: taken up for the first time
        - continued: taken up, and so it was at the last meeting before that names topics
        - returned: taken up again, after at least one meeting that names topics but not this one
        - silent: not taken up, though earlier it was
        - no topic named: our sources name no topic at all for this meeting, such as contact that
          lasts over a period; it interrupts nothing

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
    different kinds have different agendas, and a webinar on one topic cannot be expected to take
    up the others; silent means not recorded in our sources, not that nobody spoke of it.

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
    held = whole.held if kind is None else whole.held[whole.held["kind"].eq(kind)]
    taken = taken_up(whole)[["topic_id", "meeting_id"]].drop_duplicates()
    rows = topics_in_order(cooperation).merge(_compared(held, taken, whole.as_of), how="cross")
    pairs = pd.MultiIndex.from_frame(taken)
    is_taken = pd.Series(pd.MultiIndex.from_frame(rows[["topic_id", "meeting_id"]]).isin(pairs))
    # The last meeting before that took the topic up: all NA where there was none.
    before = rows[["meeting_id", "number", "ends_first", "ends_last"]].where(is_taken)
    before = before.groupby(rows["topic_id"]).ffill().groupby(rows["topic_id"]).shift()
    was_taken = before["meeting_id"].notna()
    cases = {
        NO_TOPIC: ~rows["names_topics"],
        "new": is_taken & ~was_taken,
        "continued": is_taken & before["number"].eq(rows["number"] - 1),
        "returned": is_taken,
        "silent": was_taken,
    }
    state = np.select(list(cases.values()), list(cases), "not yet")
    lowest, highest = (
        (begun - ended).dt.days.clip(lower=0).where(is_taken).astype("Int64")
        for begun, ended in (
            (rows["begins_first"], before["ends_last"]),
            (rows["begins_last"], before["ends_first"]),
        )
    )
    rows = rows[["topic_id", "label", "meeting_id"]].assign(
        state=pd.Categorical(state, STATES, ordered=True),
        since_id=before["meeting_id"].astype("string"),
        days_lowest=lowest,
        days_highest=highest,
    )
    shown = rows["meeting_id"].isin(cooperation.held["meeting_id"])
    return rows[shown].reset_index(drop=True)


def _compared(held: pd.DataFrame, taken: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return the meetings to compare, in time, with the bounds of their dates.

    `names_topics` (bool): whether our sources name a topic, `number` (float64) how many
    meetings up to this one do.
    """
    meetings = in_time(held)[["meeting_id", "date"]]
    names_topics = meetings["meeting_id"].isin(taken["meeting_id"])
    meetings = meetings.assign(
        names_topics=names_topics, number=names_topics.cumsum().astype(float)
    )
    return meetings.join(known_bounds(meetings, as_of))


def never_came_back(cooperation: Cooperation, kind: str | None = None) -> pd.DataFrame:
    """List the topics of the first meeting that named any, with whether each was taken up again.

    What met under the same date counts with it: which of them came first is not known.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed by `Cooperation.where`.
    kind : str, optional
        The first meeting of this kind, and again at a meeting of this kind.

    Returns
    -------
    pandas.DataFrame
        One row per topic of that meeting:

        - `topic_id`, `label` (string)
        - `meeting_id` (string): the first meeting that took it up
        - `came_back` (bool): taken up under a later date

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
    date_of = cooperation.record.meetings.set_index("meeting_id")["date"]
    began = date_of.reindex(meetings[meetings.isin(taken["meeting_id"])][:1])
    first = date_of.index[date_of.isin(began)]
    topics = taken[taken["meeting_id"].isin(first)].drop_duplicates("topic_id")
    topics = topics.reset_index(drop=True)
    whole = rows if cooperation is cooperation.record else continuity(cooperation.record, kind)
    is_next_time = whole["since_id"].isin(first) & whole["state"].isin(TAKEN_UP)
    is_next_time &= ~whole["meeting_id"].isin(first)
    came_back = topics["topic_id"].isin(whole.loc[is_next_time, "topic_id"])
    return topics[["topic_id", "label", "meeting_id"]].assign(came_back=came_back)


def _kinds(cooperation: Cooperation) -> list[str]:
    """Return the kinds of meeting that the record declares."""
    return list(cooperation.meetings["kind"].cat.categories)
