"""The rules that join columns and tables: ids, directions, participants, ancestors, promises."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ... import dates
from ..csv_files import Table
from ..package import Package
from ..problems import Group, say
from .needed import DROPPED, HELD, REPLACED


def check_rules(
    package: Package,
    codes: dict[tuple[str, str], np.ndarray],
    wrong_dates: Collection[str | None] = (),
) -> list[Group]:
    """Return the problems that show only across columns and tables.

    Parameters
    ----------
    package : Package
        The record as it was read.
    codes : dict
        (table, column) → to which row of the other table each reference leads, -1 for none.
    wrong_dates : collection of str
        What stands as a meeting's date and is none; no id can start with it.
    """
    groups = _id_starts(package, wrong_dates)
    groups += _directions(package, codes)
    groups += _ancestors(package, codes)
    groups += _kept_before(package, codes)
    groups += _outcomes(package, codes)
    groups += _archived_nowhere(package)
    return groups


def _has(package: Package, table: str, *columns: str) -> bool:
    present = package.tables.get(table)
    return present is not None and set(columns) <= set(present.cells.column_names)


def _id_starts(package: Package, wrong_dates: Collection[str | None]) -> list[Group]:
    """Report ids that start with neither their meeting's date nor its id."""
    groups = []
    if _has(package, "meetings", "meeting_id", "date"):
        table = package.tables["meetings"]
        days = table.distinct("date")
        unknown = {"", *wrong_dates}
        first = [
            "" if day in unknown else id_start(day) + "-" for day in days.dictionary.to_pylist()
        ]
        starts = pa.array(first, pa.string()).take(days.indices)
        rule = "an id that starts with the meeting's date, as far as it is known or less exactly (for an interval, its first date)"
        groups.append(_unlike_start(table, "meeting_id", starts, rule, _covers))
    for name, column in (("exchanges", "exchange_id"), ("commitments", "commitment_id")):
        if _has(package, name, column, "meeting_id"):
            meetings = package.tables[name].joined(["meeting_id"])
            starts = pc.binary_join_element_wise(meetings, "", "-")
            starts = pc.if_else(pc.equal(meetings, ""), "", starts)
            rule = "an id that starts with that of its meeting"
            groups.append(_unlike_start(package.tables[name], column, starts, rule))
    return groups


def id_start(date: str) -> str:
    """Return the date with which the id of a meeting starts, as exact as the meeting's date.

    Of what is no date it is what stands there as one, or empty.

    Examples
    --------
    >>> id_start("2031-11-02/2032"), id_start("203X"), id_start("../2031-06?")
    ('2031-11-02', '203x', '2031-06')
    """
    point = re.match(r"(?:\.\./|/|\[)?([0-9]{2}[0-9X]{2}(?:-[0-9]{2}){0,2})", date)
    return point[1].lower() if point else ""


def _covers(begun: str, start: str) -> bool:
    """Return whether an id begins with a date, as exact as its start or less, that holds it."""
    exact = start.removesuffix("-")
    years = exact[:4]
    less = [exact[:end] for end in (7, 4)] + [years[:3] + "x", years[:2] + "xx"]
    seasons = dates.SEASON_MONTHS.items()
    month = int(exact[5:7] or 0)
    less += [f"{years}-{season}" for season, (first, last) in seasons if first <= month <= last]
    written = re.match(r"[0-9]{4}(?:-[0-9]{2}){0,2}(?=-)|[0-9]{3}x(?=-)|[0-9]{2}xx(?=-)", begun)
    return written is not None and written[0] in less


def _unlike_start(
    table: Table,
    column: str,
    starts: pa.Array,
    rule: str,
    covers: Callable[[str, str], bool] = lambda value, start: False,
) -> Group:
    """Report ids that do not begin with their start, nor as `covers` allows; empty cells aside."""
    ids = table.joined([column])
    is_like = pc.equal(ids, "").to_numpy(False)
    lengths = pc.utf8_length(starts).to_numpy()
    for length in np.unique(lengths):  # pyarrow cuts all texts to one length
        rows = np.flatnonzero((lengths == length) & ~is_like)
        begun = pc.utf8_slice_codeunits(ids.take(rows), 0, int(length))
        is_like[rows] = pc.equal(begun, starts.take(rows))
    wrong = np.flatnonzero(~is_like)
    pairs = list(zip(ids.take(wrong).to_pylist(), starts.take(wrong).to_pylist(), strict=True))
    wrong = wrong[[not covers(*pair) for pair in pairs]]
    expected = dict(pairs)

    def explain(value: str) -> tuple[str, str]:
        start = expected[value]
        return (
            f'does not start with "{start}"',
            f"write {start}…, and the same wherever the id is used",
        )

    return table.problems("id-start", column, wrong, rule, explain)


def _took_part(
    meeting: np.ndarray,
    organisation: np.ndarray,
    present: tuple[np.ndarray, np.ndarray],
    up: np.ndarray,
) -> np.ndarray:
    """Return whether each organisation was at its meeting: itself, by a unit, or by one above it.

    Parameters
    ----------
    meeting, organisation : numpy.ndarray of int
        Rows of meetings, and of the organisations that are asked for.
    present : tuple of numpy.ndarray
        Rows of meetings, and of the organisations that took part.
    up : numpy.ndarray
        To which row of the organisations each leads as its parent, -1 for none; no circles.
    """

    def pairs(meetings: np.ndarray, organisations: np.ndarray) -> np.ndarray:
        # one number for both: sets of tuples would double the time of a large record
        return meetings.astype(np.int64) * len(up) + organisations

    took_part = np.zeros(len(organisation), bool)
    meetings, units = present
    while len(units):  # who was there, then those above them, and so on
        took_part |= np.isin(pairs(meeting, organisation), pairs(meetings, units))
        has_parent = up[units] >= 0
        meetings, units = meetings[has_parent], up[units[has_parent]]
    asked, above = np.arange(len(organisation)), up[organisation]
    while (above >= 0).any():  # those above the one that is asked for
        asked, above = asked[above >= 0], above[above >= 0]
        took_part[asked] |= np.isin(pairs(meeting[asked], above), pairs(*present))
        above = up[above]
    return took_part


def _directions(package: Package, codes: dict) -> list[Group]:
    """Both ends or none; each end took part, itself, by a unit or by what it is part of."""
    if not _has(package, "exchanges", "from_id", "to_id"):
        return []
    table = package.tables["exchanges"]
    empty = {c: pc.equal(table.cells[c], "").to_numpy() for c in ("from_id", "to_id")}
    groups = []
    for column, other in (("from_id", "to_id"), ("to_id", "from_id")):
        at = np.flatnonzero(empty[column] & ~empty[other])
        groups.append(
            table.problems(
                "direction",
                column,
                at,
                "from_id and to_id both filled, or both empty for mutual",
                say(
                    f"is empty although {other} is filled",
                    "fill both ends from the source, or empty both",
                ),
            )
        )
    needs = [
        ("participants", "meeting_id"),
        ("participants", "organisation_id"),
        ("exchanges", "meeting_id"),
        ("organisations", "parent_id"),
    ]
    if any(key not in codes for key in needs):
        return groups
    there, who = codes["participants", "meeting_id"], codes["participants", "organisation_id"]
    is_known = (there >= 0) & (who >= 0)
    up = codes["organisations", "parent_id"].copy()
    up[_in_circles(up)] = -1
    for column in ("from_id", "to_id"):
        if ("exchanges", column) not in codes:
            continue
        meeting, end = codes["exchanges", "meeting_id"], codes["exchanges", column]
        at = np.flatnonzero((meeting >= 0) & (end >= 0))
        present = there[is_known], who[is_known]
        absent = at[~_took_part(meeting[at], end[at], present, up)]
        groups.append(
            table.problems(
                "participant",
                column,
                absent,
                "a participant of the meeting; a unit counts for its parent",
                say(
                    "is not among the participants of the meeting",
                    "add it to participants.csv, or correct the id",
                ),
            )
        )
    return groups


def _ancestors(package: Package, codes: dict) -> list[Group]:
    """No organisation is a unit of itself, over any number of steps."""
    parents = codes.get(("organisations", "parent_id"))
    if parents is None:
        return []
    return [
        package.tables["organisations"].problems(
            "ancestor",
            "parent_id",
            _in_circles(parents),
            "an organisation that is no unit of this one",
            say(
                "makes the organisation its own ancestor",
                "empty the cell, or name the right parent",
            ),
        )
    ]


def _in_circles(parents: np.ndarray) -> np.ndarray:
    """Return the rows from which the way up leads back to themselves.

    After as many steps up as there are rows, one stands at no row or in a circle. Each pass
    doubles the number of steps.
    """
    step = parents.copy()
    for _ in range(len(parents).bit_length() + 1):
        step = np.where(step >= 0, step[step], -1)
    return np.unique(step[step >= 0])


def _kept_before(package: Package, codes: dict) -> list[Group]:
    """No promise is kept by a meeting that ended before it was made, or that was not held."""
    made, kept = (
        codes.get(("commitments", "meeting_id")),
        codes.get(("commitments", "fulfilled_by")),
    )
    if made is None or kept is None or not _has(package, "meetings", "date", "status"):
        return []
    meetings, table = package.tables["meetings"].cells, package.tables["commitments"]
    at = np.flatnonzero((made >= 0) & (kept >= 0))
    texts = meetings["date"].take(np.concatenate([made[at], kept[at]])).to_pylist()
    known = dates.parse(pd.Series(texts, dtype="str"))
    made_from, kept_until = known["start"].to_numpy()[: len(at)], known["end"].to_numpy()[len(at) :]
    earlier = kept_until < made_from
    same = made[at] == kept[at]
    unheld = ~pc.equal(meetings["status"], HELD).to_numpy()[kept[at]]
    rule = "a held meeting later than the one that made the promise"
    remedy = "name the meeting that kept the promise, or empty the cell"
    wrong = (
        (earlier & ~same, "ended before the promise was made", remedy),
        (same, "is the meeting that made the promise", remedy),
        (
            unheld & ~earlier & ~same,
            "is not a held meeting",
            "empty the cell until a held meeting keeps the promise",
        ),
    )
    return [
        table.problems("kept-before", "fulfilled_by", at[mask], rule, say(what, remedy))
        for mask, what, remedy in wrong
    ]


def _outcomes(package: Package, codes: dict) -> list[Group]:
    """No outcome of a promise contradicts another cell of its row; none is replaced in a circle."""
    table = package.tables.get("commitments")
    if table is None:
        return []
    cells = dict.fromkeys(
        ("fulfilled_by", "outcome", "outcome_note", "outcome_source_id", "replaced_by"),
        np.full(table.cells.num_rows, "", dtype=object),
    )
    present = [column for column in cells if column in table.cells.column_names]
    cells |= {c: np.array(table.cells[c].to_pylist(), dtype=object) for c in present}
    filled = {column: texts != "" for column, texts in cells.items()}
    is_replaced = cells["outcome"] == REPLACED
    is_not_kept = is_replaced | (cells["outcome"] == DROPPED)
    of_kept = "kept, kept-in-part or an empty cell beside fulfilled_by"
    of_replaced = "replaced as the outcome with a promise in replaced_by, or neither"
    only_with_outcome = "a cell that is filled only where outcome is"
    wrong = [
        (
            "outcome",
            is_not_kept & filled["fulfilled_by"],
            of_kept,
            "contradicts fulfilled_by, which names the meeting that kept the promise",
            "empty fulfilled_by, or write kept or kept-in-part",
        ),
        (
            "outcome",
            is_replaced & ~filled["replaced_by"],
            of_replaced,
            "does not say by which promise: replaced_by is empty",
            "fill replaced_by, or correct the outcome",
        ),
        (
            "replaced_by",
            filled["replaced_by"] & ~is_replaced,
            of_replaced,
            "is filled although the outcome is not replaced",
            "write replaced as the outcome, or empty the cell",
        ),
    ]
    for column in ("outcome_note", "outcome_source_id"):
        what = "is filled although outcome is empty"
        remedy = "fill outcome, or empty the cell"
        at = filled[column] & ~filled["outcome"]
        wrong.append((column, at, only_with_outcome, what, remedy))
    groups = [
        table.problems("outcome", column, np.flatnonzero(at), rule, say(what, remedy))
        for column, at, rule, what, remedy in wrong
        if column in present
    ]
    replacements = codes.get(("commitments", "replaced_by"))
    if replacements is not None:
        rule = "a promise that was not replaced by this one, over any number of steps"
        explain = say("makes the promise replace itself", "name the promise that took its place")
        circle = _in_circles(replacements)
        groups.append(table.problems("outcome", "replaced_by", circle, rule, explain))
    return groups


def _archived_nowhere(package: Package) -> list[Group]:
    """Report sources that were archived without an address of the copy."""
    if not _has(package, "sources", "archive_url", "archived"):
        return []
    table = package.tables["sources"]
    is_dated = pc.not_equal(table.cells["archived"], "")
    at = np.flatnonzero(pc.and_(is_dated, pc.equal(table.cells["archive_url"], "")))
    rule = "the address of the copy of which archived gives the day"
    explain = say("is empty although archived is filled", "add the address, or empty archived")
    return [table.problems("required", "archive_url", at, rule, explain)]
