"""The meetings as a calendar file, each as long as its date is known to be, and no shorter."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pandas as pd

from .. import dates, measures
from ..record import CANCELLED, HELD, PLANNED, REPORTED, Cooperation, Edition
from ..wording import selection, status_words

STATUS = {
    HELD: "CONFIRMED",
    PLANNED: "TENTATIVE",
    REPORTED: "TENTATIVE",
    CANCELLED: "CANCELLED",
}
_EXACT = r"\d{4}-\d{2}-\d{2}(?:/\d{4}-\d{2}-\d{2})?"
_EPOCH = pd.Timestamp("1970-01-01")  # for a record that states no day: the same at every run


def calendar(
    cooperation: Cooperation, name: str, editions: Mapping[str, Edition] | None = None
) -> bytes:
    r"""Return the meetings as an iCalendar file, empty where none can be shown.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed by `Cooperation.where`.
    name : str
        The name of the data package; with the meeting's id it makes the event's UID.
    editions : mapping of str to Edition, optional
        Meeting → how often its row was changed, and when (`record.editions`); without it the
        events say neither.

    Returns
    -------
    bytes
        UTF-8, one event per meeting by start, then end and id; the same bytes for the same record.

    Notes
    -----
    RFC 5545, https://www.rfc-editor.org/rfc/rfc5545. What it cannot say, a date known to less than
    the day, is never made a day: such a meeting fills the whole period, and its
    summary says so in words; `X-EDTF` holds each date as the record writes it. What has not ended,
    or has no known beginning, is shown at its one known end. "About" a single day
    has no period: such a meeting is no event but is named in the calendar's description. No event
    blocks time (`TRANSPARENT`). A planned or only reported meeting is tentative, and the summary
    says of the latter that it is not confirmed. The stamp is the record's as-of day.
    An event keeps its UID as long as its meeting keeps its id; `SEQUENCE` and `LAST-MODIFIED` tell
    a calendar that took it over that it was changed. One event alone names no calendar, so that it
    is added to that of the reader.

    Examples
    --------
    >>> import helpers
    >>> text = calendar(helpers.load("tests/data/invented"), "sea").decode()
    >>> "SUMMARY:Signing of the sea accord (May 2031\\, day not known)" in text
    True
    """
    import icalendar

    rows = measures.timeline(cooperation)
    rows["is_exact"] = rows["date"].str.fullmatch(_EXACT)
    rows["details"] = _details(cooperation)
    drawn = dates.spans(rows["date"], None)  # what has not ended has no day of its end
    rows = rows.assign(first=drawn["first"], last=drawn["last"])
    is_open = rows["precision"].eq("open")
    is_left_out = ~rows["is_exact"] & ~is_open & rows["first"].eq(rows["last"])
    if is_left_out.all():
        return b""
    stamp = (cooperation.as_of if pd.notna(cooperation.as_of) else _EPOCH).to_pydatetime()
    file = icalendar.Calendar()
    file.add("prodid", "-//cooperation-helpers//meetings//EN")
    file.add("version", "2.0")
    description = _description(cooperation, rows[is_left_out])
    for key in ("name", "x-wr-calname") if (~is_left_out).sum() > 1 else ():
        file.add(key, icalendar.vText(cooperation.title))  # RFC 7986, and what older programs read
    for key in ("description", "x-wr-caldesc"):
        file.add(key, icalendar.vText(description))
    row: Any
    for row in rows[~is_left_out].itertuples(index=False):
        event = icalendar.Event()
        event.add("uid", f"{row.meeting_id}@{name}")
        event.add("dtstamp", stamp.replace(tzinfo=datetime.UTC))
        if edition := (editions or {}).get(row.meeting_id):
            event.add("sequence", edition.number)
            event.add("last-modified", edition.changed)
        event.add("dtstart", row.first.date())
        if row.precision != "open" or row.first < row.last:  # else the day of the one known end
            event.add("dtend", row.last.date() + datetime.timedelta(days=1))  # exclusive
        event.add("summary", _summary(row))
        event.add("description", row.details)
        event.add("categories", [str(row.kind).replace("-", " "), *row.topics])
        if pd.notna(row.place):
            event.add("location", row.place)
        if pd.notna(row.link):
            event.add("url", row.link)
        if row.status in STATUS:
            event.add("status", STATUS[row.status])
        event.add("transp", "TRANSPARENT")
        event.add("x-edtf", icalendar.vText(row.date))
        file.add_component(event)
    return file.to_ical()


def _summary(row: Any) -> str:
    """Return what an event is called: its title, and what a calendar cannot say of it else."""
    remarks = [] if row.is_exact else [_words(row)]
    remarks += [status_words(row.status)] if row.status == REPORTED else []
    return f"{row.title} ({'; '.join(remarks)})" if remarks else row.title


def _words(row: Any) -> str:
    """Return in words how far the date of a meeting is known."""
    words = dates.in_words(row.date)
    return words if row.precision in ("interval", "open") else f"{words}, day not known"


def _details(cooperation: Cooperation) -> list[str]:
    """Return what is known of each meeting, one line per column, in the order of the timeline."""
    from .. import figures  # not before a calendar is asked for: it loads plotly

    frame = figures.listings.meetings(cooperation).frame.drop(columns="Meeting")
    return [
        "\n".join(f"{name}: {value}" for name, value in row.items() if value)
        for row in frame.to_dict("records")
    ]


def _description(cooperation: Cooperation, left_out: pd.DataFrame) -> str:
    """Return what the calendar is, as of when, and which meetings could not be shown in it."""
    as_of = dict(cooperation.summary())["As of"]
    lines = [
        cooperation.description,
        f"The record is up to date as of {as_of}. A meeting whose day is not known fills the whole month, year or period.",
    ]
    if only := selection(cooperation):
        lines.insert(1, f"{only[0].upper()}{only[1:]}.")
    if len(left_out):
        titles = [f"{row.title} ({_words(row)})" for row in left_out.itertuples(index=False)]
        lines.append(f"Not shown, as no period is known: {'; '.join(titles)}.")
    return "\n\n".join(filter(None, lines))
