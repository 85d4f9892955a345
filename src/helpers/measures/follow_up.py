"""What was promised: kept, open or overdue."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .. import dates
from ..record import Cooperation, require_record

FOLLOW_UP_STATES = ("kept", "open", "overdue")


def follow_up(cooperation: Cooperation, today=None) -> pd.DataFrame:
    """List what was promised, and what is recorded of it.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed by `Cooperation.where`; a promise stays with the meeting
        that made it.
    today : str, datetime.date or pandas.Timestamp, optional
        The day on which to judge; without it the day as of which the record stands.

    Returns
    -------
    pandas.DataFrame
        A row a promise made by that day, by due date, then id, those without one last:

        - `commitment_id`, `promise` (string)
        - `meeting_id` (string): the meeting at which it was made
        - `made` (string): the date of that meeting, in EDTF
        - `due` (string): in EDTF, NA where not known
        - `state` (ordered category): kept, open or overdue
        - `kept_by` (string): the meeting that kept it
        - `kept_on` (string): the date of that meeting, in EDTF
        - `is_late` (boolean): kept after the due date; NA where the dates do not say
        - `overdue_since` (datetime64): the day after the last possible day of `due`
        - `days_overdue` (Int64): the days from that day on, itself counted
        - `searched` (tuple of str): what was looked for in vain, where and when

    Raises
    ------
    ValueError
        `today` is not a day.

    Notes
    -----
    A commitment, its deadline and the evidence that it was met, as studies of summits follow them
    up (*Compliance Coding Manual for International Institutional Commitments*, Global Governance
    Program, University of Toronto, 2020), except that nothing is graded: a promise is *kept* when
    the record names the held meeting that kept it, *overdue* when it names none and the last
    possible day of the due date has passed ("2032" on 1 January 2033), else *open*; without a due
    date it never is overdue.

    `fulfilled_by` is read in the whole record, so narrowing never turns *kept* into *open*. On an
    earlier day than the record's, a meeting that began later has kept nothing yet, and a promise
    made later is left out. Limits: *overdue* means that our sources tell of no meeting that kept
    it, which is not the same as broken; `searched` says what was looked for, and an empty one that
    nothing was.

    Examples
    --------
    >>> import helpers
    >>> follow_up = helpers.follow_up(helpers.load("tests/data/invented"))
    >>> follow_up["state"].value_counts(sort=False).to_dict()
    {'kept': 2, 'open': 1, 'overdue': 1}
    """
    require_record(cooperation)
    day = cooperation.as_of if today is None else dates.day_of(today)
    meetings = cooperation.record.meetings.set_index("meeting_id")
    date, start, end = meetings["date"], meetings["start"], meetings["end"]
    rows = made_at_held_meetings(cooperation).sort_values(
        ["due_end", "due_start", "commitment_id"], na_position="last", ignore_index=True
    )
    rows = rows[~_of_meetings(start, rows["meeting_id"]).gt(day)].reset_index(drop=True)
    kept_by = rows["fulfilled_by"]
    is_kept = kept_by.notna() & ~_of_meetings(start, kept_by).gt(day)
    kept_by = kept_by.where(is_kept)
    is_overdue = ~is_kept & rows["due_end"].lt(day)
    since = rows["due_end"].where(is_overdue) + pd.Timedelta(days=1)
    is_late = _of_meetings(start, kept_by).gt(rows["due_end"])
    is_certain = is_late | _of_meetings(end, kept_by).le(rows["due_end"])
    state = np.select([is_kept, is_overdue], ["kept", "overdue"], "open")
    return pd.DataFrame(
        {
            "commitment_id": rows["commitment_id"],
            "promise": rows["promise"],
            "meeting_id": rows["meeting_id"],
            "made": _of_meetings(date, rows["meeting_id"]),
            "due": rows["due"],
            "state": pd.Categorical(state, FOLLOW_UP_STATES, ordered=True),
            "kept_by": kept_by,
            "kept_on": _of_meetings(date, kept_by),
            "is_late": is_late.astype("boolean").where(is_certain),
            "overdue_since": since,
            "days_overdue": ((day - since).dt.days + 1).astype("Int64"),
            "searched": _searched(cooperation, rows["commitment_id"], day),
        }
    )


def lateness(is_late) -> str:
    """Return whether a kept promise was kept in time, to end a sentence with; "" where not known.

    Examples
    --------
    >>> lateness(True), lateness(pd.NA)
    (', after it was due', '')
    """
    return "" if pd.isna(is_late) else ", after it was due" if is_late else ", in time"


def made_at_held_meetings(cooperation: Cooperation) -> pd.DataFrame:
    """Return the commitments of meetings that were held; another meeting has promised nothing."""
    rows = cooperation.commitments
    return rows[rows["meeting_id"].isin(cooperation.record.held["meeting_id"])]


def _of_meetings(values: pd.Series, ids: pd.Series) -> pd.Series:
    """Return the value of the meeting that each id names; `map` fails where there is no meeting."""
    return values.reindex(ids).set_axis(ids.index)


def _searched(cooperation: Cooperation, ids: pd.Series, day: pd.Timestamp) -> pd.Series:
    """Return for each promise what was looked for in vain by a day, where and when."""
    searches = cooperation.searches
    searches = searches[~searches["at"].gt(day)]
    in_vain: dict[str, list[str]] = {}
    if {"commitment_id", "found", "looked_for", "where"} <= set(searches.columns):
        searches = searches[searches["found"].eq(False).fillna(False)]
        searches = searches.sort_values(["at", "search_id"])
        days = searches["date"].map(dates.in_words)
        columns = (searches["commitment_id"], searches["looked_for"], searches["where"], days)
        for commitment, what, where, when in zip(*columns, strict=True):
            place = when if pd.isna(where) else f"{where}, {when}"
            text = place if pd.isna(what) else f"{what} ({place})"
            in_vain.setdefault(commitment, []).append(text)
    return pd.Series([tuple(in_vain.get(i, ())) for i in ids], index=ids.index, dtype=object)
