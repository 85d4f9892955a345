"""A promise in words: what a side said, what the record supports, and the deadline."""

from __future__ import annotations

from typing import Any

import pandas as pd

from .. import dates
from ..measures import lateness
from ..record import INTENTION, Cooperation
from ..wording import counted, day, words

NONE = "our sources record no meeting that kept it"
NONE_AT_ALL = "no meeting recorded"
QUESTIONS = {
    "said": "What was said",
    "supported": "What the record supports",
    "deadline": "Deadline",
}
STATES = {"past": "past intention"}  # where the state alone would not say of what


def commitment_words(
    cooperation: Cooperation, rows: pd.DataFrame, on: pd.Timestamp
) -> pd.DataFrame:
    """Return what is recorded of promises in words, one column per question.

    Parameters
    ----------
    cooperation : Cooperation
        The record.
    rows : pandas.DataFrame
        Rows of `helpers.follow_up`.
    on : pandas.Timestamp
        The day on which they were judged.

    Returns
    -------
    pandas.DataFrame
        Same index; each text without its full stop:

        - `said` (string): agreement or stated intention, where and when
        - `supported` (string): what became of it, with the note; else that nothing is recorded
        - `deadline` (string): when it was due, and whether that has passed

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> rows = helpers.follow_up(record).head(1)
    >>> commitment_words(record, rows, record.as_of).iloc[0].tolist()
    ['Agreement at First Sea Group, 3 Jun 2031', 'Kept by Visit to the old pier, 2 Apr 2033, after it was due', 'due 2032']
    """
    meetings = cooperation.record.meetings.set_index("meeting_id")
    promises = cooperation.record.commitments.set_index("commitment_id")["promise"]
    texts = [
        (_said(row, meetings), _supported(row, meetings, promises), _deadline(row, on))
        for row in rows.itertuples()
    ]
    return pd.DataFrame(texts, rows.index, columns=list(QUESTIONS), dtype="string")


def form_words(commitments: pd.DataFrame) -> pd.Series:
    """Return whether each commitment was promised or only intended, in a word (string)."""
    form = commitments.get("form", pd.Series(pd.NA, commitments.index)).astype("str")
    return form.map({INTENTION: "intended"}).fillna("promised").astype("string")


def counted_commitments(rows: pd.DataFrame) -> str:
    """Return how many promises and stated intentions there are in rows of `helpers.follow_up`.

    Examples
    --------
    >>> import helpers
    >>> counted_commitments(helpers.follow_up(helpers.load("tests/data/invented")))
    '4 promises'
    """
    intentions = int(rows["form"].eq(INTENTION).sum())
    promises = len(rows) - intentions
    parts = [counted(promises, "promise")] if promises or not intentions else []
    parts += [counted(intentions, "stated intention")] if intentions else []
    return " and ".join(parts)


def state_words(state: str) -> str:
    """Return a state of `helpers.follow_up` as it is written after a number of promises.

    Examples
    --------
    >>> state_words("kept-in-part"), state_words("past")
    ('kept in part', 'past intention')
    """
    return STATES.get(state, words(state))


def nothing_recorded(form) -> str:
    """Return that nothing is recorded, of a promise or of an intention, which nobody has to keep."""
    return NONE_AT_ALL if _is_intention(form) else NONE


def searches_in_words(number: int) -> str:
    """Return what so many searches for a promise found, which is nothing, after a comma.

    Examples
    --------
    >>> searches_in_words(0), searches_in_words(1), searches_in_words(3)
    ('and no search for it is recorded', 'and a search found none', 'and 3 searches found none')
    """
    if not number:
        return "and no search for it is recorded"
    return f"and {'a search' if number == 1 else f'{number:,} searches'} found none"


def _is_intention(form) -> bool:
    return pd.notna(form) and form == INTENTION


def _said(row: Any, meetings: pd.DataFrame) -> str:
    what = words(row.form).capitalize() or "Promised"
    where = "recorded with" if _is_intention(row.form) else "at"
    return f"{what} {where} {_meeting(row.meeting_id, row.made, meetings)}"


def _supported(row: Any, meetings: pd.DataFrame, promises: pd.Series) -> str:
    if pd.isna(row.outcome):
        nothing = nothing_recorded(row.form)
        return nothing[0].upper() + nothing[1:]
    text = words(row.outcome).capitalize()
    if pd.notna(row.kept_by):
        text += f" by {_meeting(row.kept_by, row.kept_on, meetings)}{lateness(row.is_late)}"
    if pd.notna(row.replaced_by):
        text += f" by “{str(promises[row.replaced_by]).rstrip('.')}”"
    return f"{text}. {row.outcome_note.rstrip('.')}" if pd.notna(row.outcome_note) else text


def _deadline(row: Any, on: pd.Timestamp) -> str:
    if pd.isna(row.due):
        return "no due date is known"
    text = f"due {dates.in_words(row.due)}"
    if row.state == "overdue":
        overdue = counted(int(row.days_overdue), "day")
        return f"{text}, overdue since {day(row.overdue_since)}, {overdue} by {day(on)}"
    return f"{text}, now past" if row.state == "past" else text


def _meeting(meeting: str, date: str, meetings: pd.DataFrame) -> str:
    title: Any = meetings.loc[meeting, "title"]
    return f"{title}, {dates.in_words(date)}"
