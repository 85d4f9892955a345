"""What became of meetings between two states of a record: renamed, held, moved, cancelled, dated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from .. import dates
from ..record import CANCELLED, HELD, PLANNED, REPORTED, Cooperation, references
from ..wording import status_words


def renamed_meetings(old: pd.DataFrame, new: pd.DataFrame) -> dict[str, str]:
    """Return the meetings that got another id: the former one → the new one.

    Parameters
    ----------
    old, new : pandas.DataFrame
        The meetings of both states, as text.

    Notes
    -----
    A meeting that went and one that came are the same where they alone share title and kind; or,
    where the former was planned, where they alone share the kind, and the new date lies within the
    old one.
    """
    gone = old[~old["meeting_id"].isin(new["meeting_id"])]
    come = new[~new["meeting_id"].isin(old["meeting_id"])]
    pairs = gone.merge(come, on=["title", "kind"], suffixes=("_old", "_new"))
    renamed = _only_pairs(pairs)
    gone = gone[~gone["meeting_id"].isin(renamed) & gone["status"].eq(PLANNED)]
    come = come[~come["meeting_id"].isin(renamed.values())]
    pairs = gone.merge(come, on="kind", suffixes=("_old", "_new"))
    if len(pairs):
        pairs = pairs[is_within(pairs["date_new"], pairs["date_old"])]
    return renamed | _only_pairs(pairs)


def _only_pairs(pairs: pd.DataFrame) -> dict[str, str]:
    """Return the pairs of meetings of which each is in no other pair."""
    twice = pairs["meeting_id_old"].duplicated(keep=False)
    twice |= pairs["meeting_id_new"].duplicated(keep=False)
    only = pairs[~twice]
    return dict(zip(only["meeting_id_old"], only["meeting_id_new"], strict=True))


def is_within(inner: pd.Series, outer: pd.Series) -> pd.Series:
    """Return of each date whether it is within another one, such as a day within its month."""
    known, around = dates.parse(inner), dates.parse(outer)
    return known["start"].ge(around["start"]) & known["end"].le(around["end"])


def renamed_keys(
    old: Cooperation, texts: Mapping[str, pd.DataFrame], meetings: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """Return, by table, the keys that follow meetings that got another id.

    Parameters
    ----------
    old : Cooperation
        The former state of the record.
    texts : mapping of str to pandas.DataFrame
        Its tables as text.
    meetings : mapping of str to str
        What `renamed_meetings` gives.
    """
    keys = {"meetings": dict(meetings)}
    for name in old.declaration.tables_of_meeting():
        key = old.keys.get(name) or ()
        if len(key) == 1 and meetings:
            rows = texts[name][texts[name]["meeting_id"].isin(meetings)]
            pairs = zip(rows["meeting_id"], rows[key[0]], strict=True)
            keys[name] = {
                row_id: meetings[meeting] + row_id.removeprefix(meeting)
                for meeting, row_id in pairs
                if row_id.startswith(f"{meeting}-")
            }
    return keys


def with_new_keys(
    old: Cooperation, name: str, text: pd.DataFrame, keys: Mapping[str, Mapping[str, str]]
) -> pd.DataFrame:
    """Return a table as text with the keys, and the references to them, that rows have now."""
    if not any(keys.values()) or name not in old.declaration.tables:
        return text
    columns = dict(references(old.declaration.tables[name]))
    key = old.keys.get(name) or ()
    columns |= {key[0]: name} if len(key) == 1 else {}
    renamed = {c: text[c].replace(keys[t]) for c, t in columns.items() if keys.get(t) and c in text}
    return text.assign(**renamed)


def what_became(title: str, old: Mapping[Any, str], new: Mapping[Any, str]) -> str:
    """Return a sentence on the status or the date of a meeting that changed, or an empty text.

    Parameters
    ----------
    title : str
        What the meeting is called.
    old, new : mapping of str to str
        Its row before and now; `status` and `date` are looked at.

    Examples
    --------
    >>> what_became("Third Sea Group", {"status": "planned", "date": "2034"},
    ...             {"status": "held", "date": "2034-05-12"})
    'Third Sea Group took place on 12 May 2034 (had been planned for 2034)'
    """
    was, now = old["status"], new["status"]
    before, after = (dates.in_words(row["date"]) for row in (old, new))
    is_moved = old["date"] != new["date"]
    if now == HELD and was == PLANNED:
        plan = f" (had been planned for {before})" if is_moved else ", as planned"
        return f"{title} took place {_when(new['date'])}{plan}"
    if now == HELD and was == REPORTED:
        report = f" (had been reported for {before})" if is_moved else ""
        return f"{title} is confirmed: it took place {_when(new['date'])}{report}"
    if now == CANCELLED and was != CANCELLED:
        plan = f"planned for {before}" if was == PLANNED else f"{status_words(was)}, {before}"
        return f"{title} was cancelled (had been {plan})"
    if now == PLANNED and was == CANCELLED:
        return f"{title} is planned again, for {after}"
    if was != now or not is_moved:
        return ""
    if is_within(pd.Series([new["date"]]), pd.Series([old["date"]])).item():
        return f"{title}: date now known: {after} (before: {before})"
    if now == PLANNED:
        return f"{title} moved from {before} to {after}"
    return f"{title}: date corrected from {before} to {after}"


def _when(date: str) -> str:
    """Return a date in words that follow a verb: on a day, in a month or a year."""
    words = dates.in_words(date)
    precision = dates.parse(pd.Series([date]))["precision"].item()
    if date[-1] in "?~%" or precision not in ("day", "month", "season", "year"):
        return f"({words})"
    return f"on {words}" if precision == "day" else f"in {words}"
