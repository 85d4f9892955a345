"""Put right what has one possible reading: dates, ids in another case, text in another form."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..record import Files, Package, Replaced, Table, check, is_plain_csv, package_of
from ..wording import counted
from .changes import Change
from .tidy import text, tidied

_ROUNDS = 4  # a mended id lets the references to it be mended, these the keys made of them
Cells = dict[tuple[str, str], dict[int, str]]  # table and column → position of a row → right text


def planned_mending(files: Files) -> Change:
    """Return what mending the record would write: every cell that can be read in only one way.

    Parameters
    ----------
    files : Files
        The files of the record.

    Returns
    -------
    Change
        The new files, none where there is nothing to mend; in `problems` what a person must see to.

    Raises
    ------
    DataError
        A file cannot be split into cells.
    """
    first = package_of(files)
    old = tidied(first)
    package, count, changed = first, 0, set()
    for _ in range(_ROUNDS):
        cells = _certain(package)
        if not cells:
            break
        count += sum(map(len, cells.values()))
        tables = with_cells(package, cells)
        changed |= {table.declaration.path for table in tables.values()}
        package = package_of(Replaced(files, as_read(package, tables)))
    new = tidied(package)
    lines = (f"{counted(count, 'cell')} can be read in only one way",) if count else ()
    return Change(
        first.folder, old, {name: new[name] for name in sorted(changed)}, lines, check(package)
    )


def _certain(package: Package) -> Cells:
    """Return the cells for which a check knows the right text, or whose form of Unicode is not NFC."""
    cells: Cells = {}
    for name, table in package.tables.items():
        if is_plain_csv(table.declaration.path):
            for column in table.written.column_names:
                texts = table.written[column]
                normal = pc.utf8_normalize(texts, form="NFC")
                for at in np.flatnonzero(pc.not_equal(texts, normal)):
                    cells.setdefault((name, column), {})[int(at)] = normal[int(at)].as_py()
    for problem in check(package):
        if not problem.fix or not problem.row:
            continue
        table = package.tables[problem.table]
        if is_plain_csv(table.declaration.path):
            row = table.position(problem.row)
            cells.setdefault((problem.table, problem.column or ""), {})[row] = problem.fix
    return {
        (name, column): texts
        for (name, column), known in cells.items()
        if (texts := _apart(package.tables[name], column, known))
    }


def _apart(table: Table, column: str, texts: dict[int, str]) -> dict[int, str]:
    """Return the new texts without those that would give two rows one id: they may be two things."""
    if list(table.key) != [column]:
        return texts
    ids = Counter([*table.written[column].to_pylist(), *texts.values()])
    return {at: text for at, text in texts.items() if ids[text] == 1}


def with_cells(
    package: Package, cells: Mapping[tuple[str, str], Mapping[int, str]]
) -> dict[str, Table]:
    """Return the tables of which some cells get another text, with these texts."""
    changed: dict[str, Table] = {}
    for (name, column), texts in cells.items():
        table = changed.get(name, package.tables[name])
        values = table.written[column].to_pylist()
        for at, value in texts.items():
            values[at] = value
        place = table.written.column_names.index(column)
        written = table.written.set_column(place, column, pa.array(values, pa.string()))
        changed[name] = dataclasses.replace(table, written=written)
    return changed


def as_read(package: Package, changed: Mapping[str, Table]) -> dict[str, bytes]:
    """Return the plain files of a record with changed tables, the rows in their order."""
    return {
        table.declaration.path: text(table, list(range(table.written.num_rows)))
        for table in {**package.tables, **changed}.values()
        if is_plain_csv(table.declaration.path)
    }
