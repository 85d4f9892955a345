"""What may be right in a sound record but needs a look."""

from __future__ import annotations

import datetime
import unicodedata

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from .. import dates
from .checks.needed import KEPT_IN_PART, PLANNED
from .cooperation import Cooperation
from .csv_files import Table
from .load import SIGHTINGS, load_checked, sightings
from .package import Package
from .problems import REMARKS, Group, Problems, say


def remarks(path=None, today=None) -> Problems:
    """Return what may be right in a record but needs a look.

    Parameters
    ----------
    path : str or pathlib.Path, optional
        The folder of the record, as for `load`.
    today : str, datetime.date or pandas.Timestamp, optional
        The day on which the record is looked at; without it the day of this machine.

    Returns
    -------
    Problems
        A sequence of `Problem` of the severity "remark": what is dated after today; a planned
        meeting that is past; a promise kept in part without a note; topics, areas or organisations that read alike; text that is not in
        Unicode's form NFC; a record in which nothing was looked up for a year. Empty where
        nothing needs a look. As text it is what `python -m helpers check` prints.

    Raises
    ------
    DataError
        The data has problems; there are no remarks before they are mended.
    ValueError
        `today` is not a day.

    Notes
    -----
    A date that is not exact is after today only if it certainly is: its earliest possible last day
    counts. A planned meeting is past when its last possible day is before the record's as-of
    day, whatever day it is today.

    Examples
    --------
    >>> import helpers
    >>> [remark] = helpers.remarks("tests/data/invented", today="2035-03-01")
    >>> print(remark)
    invented/searches.csv: holds nothing that was looked up since 20 Jan 2034, more than a year before today, 1 Mar 2035.
        Look at: what was published since; then note each search here, also one that found nothing.
    """
    day = dates.day_of(datetime.date.today() if today is None else today)
    return remarks_on(*load_checked(path), day)


LABELS = {"topics": ("label",), "areas": ("label",), "organisations": ("name", "short_name")}


def remarks_on(package: Package, cooperation: Cooperation, today: pd.Timestamp) -> Problems:
    """Return every remark on a sound record.

    Parameters
    ----------
    package : Package
        The record as it was read.
    cooperation : Cooperation
        The same record, whole.
    today : pandas.Timestamp
        The day on which it is looked at.

    Returns
    -------
    Problems
        All remarks, of the severity "remark"; empty where nothing needs a look.
    """
    return Problems(
        _after_today(package, cooperation, today)
        + _planned_past(package, cooperation)
        + _without_note(package)
        + _same_labels(package)
        + _not_nfc(package)
        + _not_looked_up(package, cooperation, today)
    )


def is_planned_and_past(cooperation: Cooperation) -> pd.Series:
    """Return which meetings are planned though their last possible day is past (bool).

    It is past when it is before the record's as-of day.
    """
    meetings = cooperation.meetings
    return meetings["status"].eq(PLANNED) & meetings["end"].lt(cooperation.as_of)


def _group(check: str, table: Table, column: str, at, explain, earlier=()) -> Group:
    return table.problems(check, column, at, REMARKS[check], explain, earlier, "remark")


def _after_today(package: Package, cooperation: Cooperation, today: pd.Timestamp) -> list[Group]:
    """Return what was seen on a day that is still to come, whatever its exact day is."""
    if not cooperation.as_of > today:
        return []
    day, groups = _in_words(today), []
    remedy = "the date, above all its year; as it is, the record's cut-off date is in the future"
    for name, column in SIGHTINGS.items():
        days = dates.bounds(sightings(cooperation.tables, name))["ends_first"]
        at = days.index[days.gt(today)]
        what = f"ends after today, {day}" if name == "meetings" else f"is after today, {day}"
        explain = say(what, remedy)
        groups.append(_group("after-today", package.tables[name], column, at, explain))
    return groups


def _planned_past(package: Package, cooperation: Cooperation) -> list[Group]:
    """Return the planned meetings that are past."""
    at = np.flatnonzero(is_planned_and_past(cooperation))
    if not len(at):
        return []
    explain = say(
        f"is past, and the meeting is still planned: the record is up to date as of {_in_words(cooperation.as_of)}",
        "whether it took place; then write held and the day, else cancelled, or the new date",
    )
    return [_group("planned-past", package.tables["meetings"], "date", at, explain)]


def _without_note(package: Package) -> list[Group]:
    """Return the promises kept in part of which no note says which part."""
    table = package.tables["commitments"]
    columns = table.cells.column_names
    if "outcome" not in columns:
        return []
    is_told = pc.equal(table.cells["outcome"], KEPT_IN_PART).to_numpy()
    if "outcome_note" in columns:
        is_told &= pc.equal(table.cells["outcome_note"], "").to_numpy()
    explain = say("is not explained: outcome_note is empty", "which part was kept, and which not")
    return [_group("outcome-note", table, "outcome", np.flatnonzero(is_told), explain)]


def _same_labels(package: Package) -> list[Group]:
    """Return the rows that a reader cannot tell apart by their labels."""
    groups = []
    for name, columns in LABELS.items():
        table = package.tables[name]
        first: dict[str, int] = {}
        for column in columns:
            texts = map(_alike, table.cells[column].to_pylist())
            found = [first.setdefault(text, at) if text else at for at, text in enumerate(texts)]
            again = [at for at, other in enumerate(found) if other != at]
            explain = say(
                f"reads like {'the label' if column == 'label' else 'a name'} in row",
                "whether the two are one; if not, word them so that readers can tell them apart",
            )
            earlier = [found[at] for at in again]
            groups.append(_group("same-label", table, column, again, explain, earlier))
    return groups


def _alike(text: str) -> str:
    """Return a text so that two which differ in capitals or Unicode form alone are equal."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return unicodedata.normalize("NFC", folded)


def _not_nfc(package: Package) -> list[Group]:
    """Return text in another form than the usual one of Unicode."""
    explain = say(
        "is not in the usual form of Unicode (NFC): a letter and its accent are stored apart, or the like, so a search may not find it",
        "how it was typed or pasted; type it anew, an id also wherever it is used",
    )
    groups = []
    for table in package.tables.values():
        for column in table.cells.column_names:
            cells = table.cells[column]
            differs = pc.not_equal(pc.utf8_normalize(cells, "NFC"), cells)
            at = np.flatnonzero(differs.to_numpy())
            groups.append(_group("not-nfc", table, column, at, explain))
    return groups


def _not_looked_up(package: Package, cooperation: Cooperation, today: pd.Timestamp) -> list[Group]:
    """Return that nothing was looked up in a record for a year, where that is so."""
    as_of, table = cooperation.as_of, package.tables["searches"]
    is_recent = pd.isna(as_of) or (as_of.year + 1, as_of.month, as_of.day) >= (
        today.year,
        today.month,
        today.day,
    )
    if is_recent:
        return []
    explain = say(
        f"holds nothing that was looked up since {_in_words(as_of)}, more than a year before today, {_in_words(today)}",
        "what was published since; then note each search here, also one that found nothing",
    )
    about = ("not-looked-up", table.name, table.file, None, REMARKS["not-looked-up"])
    return [Group(*about, explain=explain, severity="remark")]


def _in_words(day: pd.Timestamp) -> str:
    return dates.in_words(f"{day:%Y-%m-%d}")
