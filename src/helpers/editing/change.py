"""Change a meeting that took place, was moved or cancelled, or is known better: all tables follow."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ..measures import diff_in_words
from ..record import (
    DataError,
    Files,
    Package,
    Problem,
    Problems,
    Replaced,
    check,
    id_start,
    nearest,
    package_of,
    references,
    require,
    typed,
)
from .add import completed, fulfil, with_rows
from .changes import Change, require_plain
from .interview import Ask, Interview
from .meeting_json import FULFILS
from .mend import Cells, as_read, with_cells
from .tidy import tidied

CHANGE = "the change"
NEW_ENTRY = "calendars that took the meeting over will show a new entry beside the former one"


def meeting_change(
    meeting_id: str,
    values: Sequence[tuple[str, str]],
    new_id: str = "",
    rows: Mapping[str, list[dict]] | None = None,
) -> Callable[[Files], Change]:
    """Return what plans a change of a meeting, to be given to `planned_change` and `write_change`.

    Parameters
    ----------
    meeting_id : str
        The meeting.
    values : sequence of pairs of str
        Column and new text, which may be empty; under `fulfils` a promise that the meeting kept.
    new_id : str, optional
        The id that the meeting gets instead; every id that begins with the former one, and every
        reference, follows.
    rows : mapping of str to list of dict, optional
        Table → rows that are new, such as the source that says what happened.

    Returns
    -------
    callable
        Gets the files, gives the change. It raises ValueError where there is no such meeting or
        column, and DataError where the record with the change would have problems.
    """

    def plan(files: Files) -> Change:
        package = package_of(files)
        if len(before := check(package)):
            raise DataError(before)
        table = package.tables["meetings"]
        ids = table.cells["meeting_id"].to_pylist()
        require("meeting", meeting_id, ids)
        at = ids.index(meeting_id)
        cells: Cells = {}
        for column, value in values:
            if column == "meeting_id":
                raise ValueError(
                    "the id of a meeting is changed by --id, so that all tables follow"
                )
            if column != FULFILS:
                require("column", column, [*table.written.column_names[1:], FULFILS])
                cells.setdefault(("meetings", column), {})[at] = value
        for place, texts in _renamed(package, meeting_id, new_id).items() if new_id else ():
            cells.setdefault(place, {}).update(texts)
        changed = with_cells(package, cells)
        changed |= with_rows(package, _new_rows(package, rows or {}))
        kept = [value for column, value in values if column == FULFILS]
        kept_by = new_id or meeting_id
        groups = fulfil(package, changed, kept_by, kept, CHANGE)
        require_plain(changed, groups)
        as_told = package_of(Replaced(files, as_read(package, changed)))  # rows in their order
        if len(problems := check(as_told)) or groups:
            told = [[_with_new_id(problem, dict(values).get("date", ""))] for problem in problems]
            raise DataError(Problems([*groups, *told]))
        new = tidied(as_told)
        paths = sorted(table.declaration.path for table in changed.values())
        lines = diff_in_words(typed(package), typed(as_told))
        if new_id and new_id != meeting_id:
            new_key = f"The meeting's id is {new_id}, before {meeting_id}"
            lines = [line for line in lines if line != f"{new_key}."]
            lines.append(f"{new_key}: {NEW_ENTRY}.")
        old = tidied(package)
        files_that_differ = {path: new[path] for path in paths if new[path] != old[path]}
        return Change(package.folder, old, files_that_differ, tuple(lines))

    return plan


def _new_rows(package: Package, rows: Mapping[str, list[dict]]) -> dict[str, list[dict]]:
    """Return new rows of the tables beside meetings, their ids filled in."""
    named = completed(package, {"date": "", "kind": "", **rows})
    return {name: named[name] for name in rows}


def _renamed(package: Package, old: str, new: str) -> Cells:
    """Return the cells that change when a meeting gets another id, in every table."""
    keys = {"meetings": {old: new}}
    for name in package.declaration.tables_of_meeting():
        table = package.tables[name]
        if len(table.key) == 1:
            pairs = zip(table.joined(["meeting_id"]), table.joined(table.key), strict=True)
            keys[name] = {
                key: new + key.removeprefix(old)
                for meeting, key in ((m.as_py(), k.as_py()) for m, k in pairs)
                if meeting == old and key.startswith(f"{old}-")
            }
    cells: Cells = {}
    for name, table in package.tables.items():
        columns = dict(references(table.declaration))
        if name in keys and len(table.key) == 1:
            columns[table.key[0]] = name
        for column, target in columns.items():
            texts = table.cells[column].to_pylist() if keys.get(target) else []
            if renamed := {i: keys[target][t] for i, t in enumerate(texts) if t in keys[target]}:
                cells[name, column] = renamed
    return cells


def _with_new_id(problem: Problem, date: str) -> Problem:
    """Return a problem, with another remedy where the id does not fit a date that was set."""
    is_own = (problem.table, problem.check) == ("meetings", "id-start")
    if not is_own or not date or not problem.value:
        return problem
    rest = problem.value.lstrip("0123456789x-") or "meeting"
    remedy = f"add --id {id_start(date)}-{rest}, which renames it in every table; {NEW_ENTRY}"
    return dataclasses.replace(problem, remedy=remedy)


def ask_change(
    folder: Path, meeting_id: str, ask: Ask, show: Callable[[str], object]
) -> Callable[[Files], Change]:
    """Ask a person which meeting changes and how; return what plans the change.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the record.
    meeting_id : str
        The meeting, as far as it was named.
    ask, show : callable
        As in `ask_meeting`.

    Raises
    ------
    EOFError, KeyboardInterrupt
        The person gave up.
    DataError
        The record as it is has problems.
    """
    interview = Interview(folder, ask, show)
    if len(problems := check(interview.package)):
        raise DataError(problems)
    table = interview.package.tables["meetings"]
    rows = {row["meeting_id"]: row for row in table.cells.to_pylist()}
    titles = {key: row["title"] for key, row in rows.items()}
    while meeting_id not in rows:
        near = nearest(meeting_id, rows) if meeting_id else ""
        meeting_id = ask("Meeting", "The id of the meeting that changes.", titles, near).strip()
    row, values = rows[meeting_id], []
    hint = "The column that changes; empty to go on."
    while True:
        columns = {c: row[c] for c in table.declaration.columns[1:] if c in row}
        choices = columns | {FULFILS: "promises that it kept"}
        column = ask("What changes", hint, choices, "").strip()
        if not column:
            break
        if column == FULFILS:
            interview.ask_fulfilled()
        elif column in columns:
            row[column] = interview.cell("meetings", column, row[column])
            values.append((column, row[column]))
        else:
            near = nearest(column, choices)
            show(f'"{column}" is not a column. ' + (f"Do you mean {near}?" if near else hint))
    kept = interview.meeting.pop(FULFILS, [])
    values += [(FULFILS, commitment) for commitment in kept]
    return meeting_change(meeting_id, values, "", interview.meeting)
