"""How often they met: the days between meetings, and whether in person or online."""

from __future__ import annotations

from typing import Any

import pandas as pd

from .. import dates
from ..record import Cooperation, require_record
from ..wording import day, days, shorten
from .timeline import in_time, known_bounds

NOT_KNOWN = "not known"


def held_with_dates(cooperation: Cooperation) -> pd.DataFrame:
    """Return the held meetings in time; contact over a period has no dates of its own."""
    return in_time(cooperation.met)


def cadence(cooperation: Cooperation) -> pd.DataFrame:
    """List the held meetings with the days since the one before, as far as they are known.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed by `Cooperation.where`: of a kind alone, the days between
        meetings of that kind.

    Returns
    -------
    pandas.DataFrame
        One row per held meeting, contact over a period left out, by start, then end and id:

        - `meeting_id` (string)
        - `date` (string): in EDTF
        - `start`, `end` (datetime64): the first and the last possible day
        - `title` (string)
        - `format` (string): "not known" where the source does not say
        - `days_lowest`, `days_highest` (Int64): the fewest and the most days from the end of the
          meeting before to the beginning of this one; NA for the first

    Notes
    -----
    The times between the events of a series (Cox and Lewis, *The Statistical Analysis of Series
    of Events*, 1966). A date known to the month, the year or an interval makes the difference an
    interval too, by interval arithmetic: [a, b] − [c, d] = [a − d, b − c] (Moore, *Interval
    Analysis*, 1966). Where dates may overlap, the order of the meetings is not known either: a row
    is then the time between the n-th and the next meeting in whichever order they took place,
    never below 0 and no wider than all orders together. So the longest gap is between the
    highest `days_lowest` and the highest `days_highest`.

    Our conventions: two meetings on one day have 0 days between them; a meeting of several days
    counts from its last day; contact over a period, of the kinds that `datapackage.json` declares
    so, has no dates of its own and neither ends a gap nor makes one. Limits: a `~` ("about") widens nothing, so such a range
    is narrower than what is known; meetings that our sources do not report make every range too
    long; the gap after the last meeting is still open and not among the rows
    (`open_silence`).

    Examples
    --------
    >>> import helpers
    >>> rows = helpers.cadence(helpers.load("tests/data/invented"))
    >>> print(rows.loc[1, "title"], rows.loc[1, "days_lowest"], rows.loc[1, "days_highest"])
    First Sea Group 3 33
    """
    require_record(cooperation)
    meetings = held_with_dates(cooperation)
    known = known_bounds(meetings, cooperation.as_of)
    ended_last = known["ends_last"].cummax().shift()
    ended_first = known["ends_first"].sort_values(ignore_index=True).shift()
    begun_last = known["begins_last"].sort_values(ignore_index=True)
    lowest = (known["begins_first"] - ended_last).dt.days.clip(lower=0).astype("Int64")
    columns = ["meeting_id", "date", "start", "end", "title"]
    return meetings[columns].assign(
        format=meetings["format"].astype("string").fillna(NOT_KNOWN),
        days_lowest=lowest.mask(known["begins_first"].isna() & ended_last.notna(), 0),
        days_highest=(begun_last - ended_first).dt.days.clip(lower=0).astype("Int64"),
    )


def open_silence(cooperation: Cooperation) -> tuple[int, int] | None:
    """Return the days since the last held meeting up to the as-of day, lowest and highest.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed: the days are those of the whole record, since a selection
        knows nothing of the meetings that it left out.

    Returns
    -------
    (int, int) or None
        None where there is no meeting, or the record has no as-of day.

    Notes
    -----
    A gap that has not ended (in the terms of survival analysis, censored on the right): it
    says how long nothing is recorded, not how long it will last.

    Examples
    --------
    >>> import helpers
    >>> open_silence(helpers.load("tests/data/invented"))
    (293, 293)
    """
    known = known_bounds(held_with_dates(cooperation.record), cooperation.as_of)
    if known.empty or pd.isna(cooperation.as_of):
        return None
    lowest, highest = (
        max((cooperation.as_of - known[column].max()).days, 0)
        for column in ("ends_last", "ends_first")
    )
    return lowest, highest


def last_held(cooperation: Cooperation) -> pd.Series | None:
    """Return the held meeting of the whole record that ended last, None where that is not certain.

    Examples
    --------
    >>> import helpers
    >>> last_held(helpers.load("tests/data/invented"))["title"]
    'Visit to the old pier'
    """
    meetings = held_with_dates(cooperation.record)
    if meetings.empty:
        return None
    known = known_bounds(meetings, cooperation.as_of)
    last: Any = known["ends_last"].idxmax()
    is_certain = known["ends_last"].drop(last).le(known.loc[last, "ends_first"]).all()
    return meetings.loc[last] if is_certain else None


def since_last(cooperation: Cooperation) -> str:
    """Return in a sentence when the last held meeting of the whole record was; starts with a space.

    Examples
    --------
    >>> import helpers
    >>> since_last(helpers.load("tests/data/invented").where(year=2031))
    " In the whole record, the last recorded meeting was Visit to the old pier, 2 Apr 2033, 293 days before 20 Jan 2034, the record's cut-off date."
    """
    meetings, still = held_with_dates(cooperation.record), open_silence(cooperation)
    if meetings.empty:
        return " In the whole record, no held meeting is recorded."
    last, sentence = last_held(cooperation), " In the whole record, the last recorded meeting"
    if last is not None:
        sentence += f" was {shorten(last['title'], 120)}, {dates.in_words(last['date'])}"
    if still and still[1]:
        sentence += f"{' was' if last is None else ','} {days(*still)} before {day(cooperation.as_of)}, the record's cut-off date"
    return sentence + ("." if last is not None else "; which one it was is not certain.")


def formats(cooperation: Cooperation) -> pd.DataFrame:
    """Count the held meetings of each year by how those present met.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed by `Cooperation.where`.

    Returns
    -------
    pandas.DataFrame
        One row per year of the span and format, contact over a period left out:

        - `year` (int64)
        - `format` (string): in the order of the declaration, "not known" last
        - `meetings` (int64): the held meetings of that format
        - `share` (float64): of the year's meetings; NaN in a year without any

    Notes
    -----
    Relative frequencies by year. Meetings whose format the source does not give are a category of
    their own instead of being spread over the others, so shares are of all meetings. A meeting
    counts in the year it began. With a handful of meetings a year a share says little: read it
    beside `meetings`.

    Examples
    --------
    >>> import helpers
    >>> formats = helpers.formats(helpers.load("tests/data/invented"))
    >>> formats.loc[formats["year"].eq(2031), ["format", "meetings"]].to_numpy().tolist()
    [['in-person', 3], ['online', 1], ['hybrid', 0], ['not known', 0]]
    """
    require_record(cooperation)
    meetings = held_with_dates(cooperation)
    by = [
        meetings["at"].dt.year.rename("year"),
        meetings["format"].astype("string").fillna(NOT_KNOWN).rename("format"),
    ]
    counts = meetings.groupby(by).size()
    declared = getattr(cooperation.meetings["format"], "cat", None)
    known = sorted(counts.index.unique("format")) if declared is None else list(declared.categories)
    names = [*(name for name in known if name != NOT_KNOWN), NOT_KNOWN]
    cells = pd.MultiIndex.from_product([cooperation.span, names], names=["year", "format"])
    rows = counts.reindex(cells, fill_value=0).rename("meetings").reset_index()
    rows = rows.astype({"year": "int64", "format": "string", "meetings": "int64"})
    total = rows.groupby("year")["meetings"].transform("sum")
    return rows.assign(share=rows["meetings"].div(total.where(total.gt(0))).astype("float64"))
