"""Add a meeting and its details to a record: propose ids, check the whole, write it at once."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Mapping

import pyarrow as pa

from ..record import (
    NEEDED,
    OPTIONAL_TABLES,
    DataError,
    Files,
    Group,
    Package,
    Problem,
    Problems,
    Replaced,
    Table,
    change_files,
    check,
    folder_of,
    id_start,
    nearest,
    package_of,
    read_files,
    read_package,
    say,
)
from .changes import require_plain
from .meeting_json import FULFILS, meeting_schema, problems_of_meeting, readable_part
from .tidy import difference, order_of_rows, starts, text, tidied

MEETING = "the meeting"
_LOOKS_AT = {  # check → the tables by whose rows it judges another row
    "participant": ("participants",),
    "reference": ("organisations", "topics", "sources", "areas"),
}


@dataclasses.dataclass(frozen=True)
class Addition:
    """What adding a meeting changes: its id, the record before, and the new bytes of its files."""

    meeting_id: str
    before: Package
    new: dict[str, bytes]

    def __str__(self) -> str:
        old = tidied(self.before)
        return difference(self.before.folder, old, self.new)


def add_meeting(path, meeting: Mapping, file: str = MEETING) -> Addition:
    """Add a meeting to a record, with all its details, or nothing at all.

    Parameters
    ----------
    path : str or pathlib.Path
        The folder of the record, or its `datapackage.json`.
    meeting : Mapping
        The columns of `meetings`; under the name of each further table a list of rows; in `fulfils`
        the ids of the promises that it kept (`meeting_json.meeting_schema` lists all).
    file : str
        What messages call the meeting.

    Returns
    -------
    Addition
        The meeting's id and the files that were written.

    Raises
    ------
    DataError
        The record with the meeting would have problems, all of which it holds; nothing was written.
    NotWrittenError
        The files could not be written; they are as they were.
    """
    folder = folder_of(path)
    read_files(folder, lambda files: planned(files, meeting, file))  # what is wrong needs no lock
    done: list[Addition] = []

    def make(files: Files) -> dict[str, bytes]:
        done[:] = [planned(files, meeting, file)]
        return done[0].new

    change_files(folder, make)
    return done[0]


def schema_of_record(path) -> dict:
    """Return the JSON Schema of a meeting to be added to a record.

    Raises
    ------
    DataError
        The record has problems.
    """
    package = read_package(path)
    if len(problems := check(package)):
        raise DataError(problems)
    return meeting_schema(package.declaration)


def planned(files: Files, meeting: Mapping, file: str = MEETING) -> Addition:
    """Return what adding a meeting would change, checked; write nothing.

    Raises
    ------
    DataError
        The record with the meeting would have problems.
    """
    package = package_of(files)
    columns = {name: table.cells.column_names for name, table in package.tables.items()}
    is_whole = all(
        {c for c, need in needed.items() if not need.is_optional} <= set(columns.get(name, ()))
        for name, needed in NEEDED.items()
        if name in columns or name not in OPTIONAL_TABLES
    )
    if package.groups or not is_whole:
        raise DataError(check(package))
    wrong = problems_of_meeting(meeting, package.declaration, file)
    if wrong and not isinstance(meeting, dict):
        raise DataError(Problems(wrong))
    meeting = readable_part(meeting, package.declaration) if wrong else meeting
    rows = completed(package, meeting)
    changed = with_rows(package, rows)
    new_id = rows["meetings"][0]["meeting_id"]
    groups = fulfil(package, changed, new_id, meeting.get(FULFILS) or [], file)
    require_plain(changed, groups)
    began = starts({**package.tables, **changed})
    new, places = {}, {}
    for name, table in changed.items():
        order = order_of_rows(table, began)
        new[table.declaration.path] = text(table, order)
        for row, at in enumerate(order, 2):
            i = at - package.tables[name].cells.num_rows
            if i >= 0:
                places[name, row] = "" if name == "meetings" else f"{name}[{i}]"
    checked = package_of(Replaced(files, new))
    problems = [
        problem
        for problem in check(checked)
        if problem.check != "id-start"
        or problem.column != "meeting_id"
        or meeting.get("meeting_id")
    ]  # an id that we proposed follows the date, and is as wrong as that
    if problems or groups or wrong:
        if len(before := check(package)):
            raise DataError(before)
        placed = [_placed(p, places, file) for p in problems if not _follows(p, wrong, file)]
        in_words = {group.file for group in placed if group.check == "pattern"}
        wrong = [group for group in wrong if group.check != "pattern" or group.file not in in_words]
        told = {group.file for group in wrong}  # what is not as the schema says is told once
        placed = [group for group in placed if group.file not in told]
        raise DataError(Problems([*wrong, *groups, *placed]))
    return Addition(new_id, package, new)


def _follows(problem: Problem, wrong: list[Group], file: str) -> bool:
    """Return whether a problem may be there only as rows it looks at are not as their schema says."""
    places = {re.split(r"[\[.]", group.file.removeprefix(f"{file}, "))[0] for group in wrong}
    return not places.isdisjoint(_LOOKS_AT.get(problem.check, ()))


def _placed(problem: Problem, places: Mapping[tuple, str], file: str) -> Group:
    """Return a problem of the record to be, told of the place in the meeting where it arose."""
    row, column, name = problem.row, problem.column, problem.file
    if (problem.table, row) in places:
        place = f"{places[problem.table, row]}.{column or ''}".strip(".")
        row, column, name = None, None, f"{file}, {place}" if place else file
    explain = say(problem.what, problem.remedy)
    at = (problem.table, name, column, problem.rule, (row,), (problem.value,), explain)
    return Group(problem.check, *at)


def completed(package: Package, meeting: Mapping) -> dict[str, list[dict[str, str]]]:
    """Return the rows of a meeting by table, every cell text, ids and sources filled in."""
    named = {name: [_row(r) for r in meeting.get(name) or []] for name in package.tables}
    first = _row({c: v for c, v in meeting.items() if not isinstance(v, list)})
    named["meetings"] = [first]
    for name in ("organisations", "topics", "sources"):
        for row in named[name]:
            fill_id(package, name, row, named[name], first.get("date", ""))
    if not first.get("source_id") and len(named["sources"]) == 1:
        first["source_id"] = named["sources"][0]["source_id"]
    fill_id(package, "meetings", first, [])
    for name in package.declaration.tables_of_meeting():
        for row in named[name]:
            row["meeting_id"] = first["meeting_id"]
            if "source_id" in package.tables[name].cells.column_names and not row.get("source_id"):
                row["source_id"] = first.get("source_id", "")
            fill_id(package, name, row, named[name])
    return named


def _row(values: Mapping) -> dict[str, str]:
    """Return the cells of a row as text."""
    return {name: cell(value) for name, value in values.items() if not name.startswith("$")}


def cell(value) -> str:
    """Return a value as it is written into a cell: nothing for none, true and false in lower case."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def fill_id(
    package: Package, name: str, row: dict[str, str], beside: Iterable[dict], date: str = ""
) -> None:
    """Give a row that has none an id that is free in its table and among the rows beside it.

    What is called in other letters than a to z gets an id from the date of its meeting.
    """
    key = package.tables[name].key
    if len(key) != 1 or row.get(key[0]):
        return
    taken = {*package.tables[name].cells[key[0]].to_pylist(), *(r.get(key[0]) for r in beside)}
    row[key[0]] = _free(_proposals(name, key[0], row, date), taken)


def _proposals(name: str, key: str, row: Mapping[str, str], date: str) -> list[str]:
    """Return ids for a row, the best first."""

    def of(*columns: str) -> str:
        return next((row[column] for column in columns if row.get(column)), "")

    if name == "meetings":
        return [f"{id_start(of('date'))}-{slug(of('kind'))}".strip("-")]
    if name == "sources":
        if publisher := slug(of("publisher"), 4):
            return ["-".join(filter(None, (publisher, of("published", "accessed")[:4])))]
    if name == "exchanges":
        start = f"{of('meeting_id')}-{slug(of('topic_id'))}"
        return [start, f"{start}-{slug(of('mode'))}"]
    words = slug(of("promise", "short_name", "label", "name", "title"), 5)
    start = of("meeting_id", "date") or ("" if words else id_start(date))
    return ["-".join(filter(None, (start, words or key.removesuffix("_id"))))]


def _free(proposals: list[str], taken: set) -> str:
    """Return the first proposal that is not taken, else the last with the first free number."""
    for proposal in proposals:
        if proposal not in taken:
            return proposal
    number = 2
    while f"{proposals[-1]}-{number}" in taken:
        number += 1
    return f"{proposals[-1]}-{number}"


def slug(text: str, words: int = 99) -> str:
    """Return a text as a lower-case slug of its first words.

    Examples
    --------
    >>> slug("Café de la Mer, 2nd floor", 3)
    'cafe-de-la'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain)[:words])


def with_rows(package: Package, rows: Mapping) -> dict[str, Table]:
    """Return the tables that get rows, with them."""
    changed = {}
    for name, added in rows.items():
        if added:
            table = package.tables[name]
            columns = {
                column: pa.array([row.get(column, "") for row in added], pa.string())
                for column in table.written.column_names
            }
            written = pa.concat_tables([table.written, pa.table(columns)])
            changed[name] = dataclasses.replace(table, written=written)
    return changed


def fulfil(
    package: Package, changed: dict, meeting_id: str, kept: list[str], file: str
) -> list[Group]:
    """Write into commitments by which meeting they were kept; report those where it cannot be."""
    if not kept:
        return []
    table = changed.get("commitments", package.tables["commitments"])
    ids = table.cells["commitment_id"].to_pylist()
    kept_by = table.cells["fulfilled_by"].to_pylist()
    written = table.written["fulfilled_by"].to_pylist()
    groups = []

    def report(value: str, what: str, remedy: str) -> None:
        rule = "the id of a commitment that no meeting has kept yet"
        groups.append(
            Group(
                "reference",
                "commitments",
                f"{file}, {FULFILS}",
                None,
                rule,
                (None,),
                (value,),
                say(what, remedy),
            )
        )

    for commitment in kept:
        if commitment not in ids:
            near = nearest(commitment, ids)
            report(
                commitment, f"is not in {table.file}", f"write {near}" if near else "take it out"
            )
        elif other := kept_by[ids.index(commitment)]:
            report(commitment, f"was kept by {other} already", "take it out")
        else:
            kept_by[ids.index(commitment)] = written[ids.index(commitment)] = meeting_id
    at = table.written.column_names.index("fulfilled_by")
    column = pa.array(written, pa.string())
    changed["commitments"] = dataclasses.replace(
        table, written=table.written.set_column(at, "fulfilled_by", column)
    )
    return groups
