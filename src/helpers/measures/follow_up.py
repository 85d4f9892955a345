"""What was promised or intended, what became of it, and by when it was to be done."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pandas as pd

from .. import dates
from ..record import (
    FORMS,
    INTENTION,
    KEPT,
    OUTCOMES,
    Cooperation,
    kept_with_record,
    require_record,
)

FOLLOW_UP_STATES = (*OUTCOMES, "open", "overdue", "past")
DEADLINES = ("none", "to come", "passed")
Values = TypeVar("Values", pd.Series, pd.DataFrame)


def follow_up(cooperation: Cooperation, today=None) -> pd.DataFrame:
    """List what was promised or intended, and what is recorded of it.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed by `Cooperation.where`; a promise stays with the meeting
        that made it.
    today : str, datetime.date or pandas.Timestamp, optional
        The day on which to judge; without it the record's as-of day.

    Returns
    -------
    pandas.DataFrame
        One row per promise made by that day, by due date, then id, those without one last:

        - `commitment_id`, `promise` (string)
        - `meeting_id` (string): the meeting at which it was made
        - `made` (string): the date of that meeting, in EDTF
        - `form` (category): what was said, agreement or stated-intention; NA where not known
        - `outcome` (category): what the record supports, kept, kept-in-part, dropped or replaced;
          NA where nothing is recorded
        - `deadline` (category): none, to come or passed
        - `due` (string): the deadline in EDTF, NA where not known
        - `state` (ordered category): the outcome; without one open, overdue or past
        - `kept_by` (string): the meeting that kept it, whole or in part
        - `kept_on` (string): the date of that meeting, in EDTF
        - `is_late` (boolean): kept after the due date; NA where the dates do not say
        - `replaced_by` (string): the commitment that took its place
        - `outcome_on` (string): the date from which the outcome is known, in EDTF
        - `outcome_note`, `outcome_source_id` (string): on the outcome, as recorded
        - `overdue_since` (datetime64): the day after the last possible day of `due`
        - `days_overdue` (Int64): the days from that day on, itself counted
        - `searched` (tuple of str): what was looked for and not found, where and when

    Raises
    ------
    ValueError
        `today` is not a day.

    Notes
    -----
    A commitment, its deadline and the evidence that it was met, as studies of summits follow them
    up (*Compliance Coding Manual for International Institutional Commitments*, Global Governance
    Program, University of Toronto, 2020), except that nothing is graded. `form`, `outcome` and
    `deadline` answer one question each; `state` is read off them. The outcome is the recorded one,
    or *kept* where the record names the held meeting that kept the promise. Without one, a promise
    is *overdue* when the last possible day of the due date has passed ("2032" on 1 January 2033),
    but *past* where only an intention was stated, else *open*; without a due date it is open.

    `fulfilled_by` and `replaced_by` are read in the whole record, so narrowing never turns *kept*
    into *open*. On an earlier day than the record's, a promise made later is left out, and a later
    outcome is not known yet: it is known from the start of the meeting that kept the promise, or
    at which what replaced it was promised, else from when its source was published; without such
    a date on every day. Limits: *overdue* means that our sources report no meeting that kept it,
    which is not the same as broken; `searched` says what was looked for, and an empty one that
    nothing was.

    Examples
    --------
    >>> import helpers
    >>> follow_up = helpers.follow_up(helpers.load("tests/data/invented"))
    >>> states = follow_up["state"].value_counts(sort=False)
    >>> states[states > 0].to_dict()
    {'kept': 2, 'open': 1, 'overdue': 1}
    """
    require_record(cooperation)
    day = cooperation.as_of if today is None else dates.day_of(today)
    return _on_a_day(cooperation, day).copy()


@kept_with_record  # the home page and many a figure ask for it
def _on_a_day(cooperation: Cooperation, day: pd.Timestamp) -> pd.DataFrame:
    meetings = cooperation.record.meetings.set_index("meeting_id")
    rows = made_at_held_meetings(cooperation).sort_values(
        ["due_end", "due_start", "commitment_id"], na_position="last"
    )
    made = _those_of(meetings[["date", "at"]], rows["meeting_id"])
    rows, made = (frame[~made["at"].gt(day)].reset_index(drop=True) for frame in (rows, made))
    recorded = _outcomes(cooperation, rows)
    is_known = recorded["outcome"].notna() & ~dates.parse(recorded["on"])["at"].gt(day)
    recorded = recorded.where(is_known)
    outcome, kept_by = recorded["outcome"], rows["fulfilled_by"].where(is_known)
    kept = _those_of(meetings[["date", "start", "end"]], kept_by)
    form = _optional(rows, "form")
    has_passed, is_waiting = rows["due_end"].lt(day), outcome.isna()
    is_intention = form.eq(INTENTION).fillna(False)
    is_overdue = is_waiting & has_passed & ~is_intention
    since = rows["due_end"].where(is_overdue) + pd.Timedelta(days=1)
    is_late = kept["start"].gt(rows["due_end"])
    is_certain = is_late | kept["end"].le(rows["due_end"])
    waiting = np.select([is_overdue, is_waiting & has_passed], ["overdue", "past"], "open")
    state = outcome.where(~is_waiting, pd.Series(waiting, rows.index, "string"))
    deadline = np.select([has_passed, rows["due"].notna()], ["passed", "to come"], "none")
    return pd.DataFrame(
        {
            "commitment_id": rows["commitment_id"],
            "promise": rows["promise"],
            "meeting_id": rows["meeting_id"],
            "made": made["date"],
            "form": pd.Categorical(form, FORMS),
            "outcome": pd.Categorical(outcome, OUTCOMES),
            "deadline": pd.Categorical(deadline, DEADLINES),
            "due": rows["due"],
            "state": pd.Categorical(state, FOLLOW_UP_STATES, ordered=True),
            "kept_by": kept_by,
            "kept_on": kept["date"],
            "is_late": is_late.astype("boolean").where(is_certain),
            "replaced_by": recorded["replaced_by"],
            "outcome_on": recorded["on"],
            "outcome_note": recorded["outcome_note"],
            "outcome_source_id": recorded["outcome_source_id"],
            "overdue_since": since,
            "days_overdue": ((day - since).dt.days + 1).astype("Int64"),
            "searched": _searched(cooperation, rows["commitment_id"], day),
        }
    )


def recorded_outcome(commitments: pd.DataFrame) -> pd.Series:
    """Return what the record says became of each commitment (string), NA where nothing.

    Examples
    --------
    >>> import helpers
    >>> recorded_outcome(helpers.load("tests/data/invented").commitments).fillna("").tolist()
    ['kept', 'kept', '', '']
    """
    is_kept = commitments["fulfilled_by"].notna()
    outcome = _optional(commitments, "outcome")
    return outcome.mask(outcome.isna() & is_kept, KEPT)


def _outcomes(cooperation: Cooperation, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the recorded outcome of commitments, what goes with it, and `on`, since when known."""
    record = cooperation.record
    date_of = record.meetings.set_index("meeting_id")["date"]
    made_at = record.commitments.set_index("commitment_id")["meeting_id"]
    columns = ("outcome_note", "outcome_source_id", "replaced_by")
    shown = {column: _optional(rows, column) for column in columns}
    sources = record.sources.set_index("source_id")
    published = _those_of(_optional(sources, "published"), shown["outcome_source_id"])
    replaced = _those_of(date_of, _those_of(made_at, shown["replaced_by"]))
    on = _those_of(date_of, rows["fulfilled_by"]).fillna(replaced).fillna(published)
    return pd.DataFrame({"outcome": recorded_outcome(rows), "on": on, **shown})


def _optional(rows: pd.DataFrame, column: str) -> pd.Series:
    """Return a column as text, NA throughout in a record that does not have it."""
    return rows.get(column, pd.Series(pd.NA, rows.index)).astype("string")


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


def without_outcome(cooperation: Cooperation) -> pd.DataFrame:
    """Return the commitments of held meetings of which the record does not say what became."""
    rows = made_at_held_meetings(cooperation)
    return rows[recorded_outcome(rows).isna()]


def _those_of(values: Values, ids: pd.Series) -> Values:
    """Return what stands in the row that each id names; `map` fails where there is no row."""
    return values.reindex(ids).set_axis(ids.index)


def _searched(cooperation: Cooperation, ids: pd.Series, day: pd.Timestamp) -> pd.Series:
    """Return for each promise what was looked for and not found by a day, where and when."""
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
