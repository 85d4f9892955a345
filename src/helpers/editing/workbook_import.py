"""Take the record back from the workbook that was written of it: told, shown, and written whole."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa

from ..measures import diff_in_words
from ..record import (
    BASE_SHEET,
    BASE_TITLE,
    HOW_TO_SHEET,
    LIST_SHEET,
    DataError,
    Files,
    Group,
    NotWrittenError,
    Package,
    Problem,
    Problems,
    Table,
    check,
    dated,
    nearest,
    package_of,
    say,
    typed,
)
from ..wording import listed
from .changes import Change, require_plain
from .mend import Cells, with_cells
from .tidy import order_of_rows, starts, text, tidied
from .workbook_cells import Cell, read_cells

_ANEW = "write a new workbook (python -m helpers workbook) and copy your rows into it"
_FOLDED = (
    "enum",
    "reference",
    "pattern",
)  # checks of which a spreadsheet breaks the case of letters
_DAYS_1904 = 1462  # between the first days of the two ways in which a spreadsheet counts
_SHOWN_NOTES = 50
_BOOLEANS = {"TRUE": "true", "FALSE": "false", "1": "true", "0": "false"}  # as programs write them


@dataclasses.dataclass
class _Sheet:
    """The filled cells of a sheet: its heading by column, and its rows by number.

    `days_of_1904` are the places of whole numbers, which are days from 1904 where they are dates.
    """

    heading: dict[int, str] = dataclasses.field(default_factory=dict)
    rows: list[int] = dataclasses.field(default_factory=list)
    texts: dict[int, list[str]] = dataclasses.field(default_factory=dict)
    days_of_1904: set[tuple[int, int]] = dataclasses.field(default_factory=set)

    def add(self, cell: Cell) -> None:
        """Add a cell; cells come row by row."""
        if cell.row == 1:
            self.heading[cell.column] = cell.text.strip()
            return
        if not self.rows or self.rows[-1] != cell.row:
            self.rows.append(cell.row)
        texts = self.texts.setdefault(cell.column, [])
        texts.extend([""] * (len(self.rows) - len(texts)))
        texts[-1] = cell.text

    def column(self, at: int) -> list[str]:
        """Return the texts of a column, one a row."""
        texts = self.texts.get(at, [])
        return texts + [""] * (len(self.rows) - len(texts))


def workbook_import(path: Path) -> Callable[[Files], Change]:
    """Return what plans to take a record from a workbook, for `planned_change` and `write_change`.

    Parameters
    ----------
    path : pathlib.Path
        The workbook, written by `exports.as_workbook` and edited since.

    Returns
    -------
    callable
        Gets the files, gives the change; its lines say how date cells were read, then what changes.
        It raises DataError with every problem at its sheet and cell, and NotWrittenError where the
        file is no such workbook or the record has changed since it was written.
    """

    @functools.cache
    def reading():
        return _read(path)  # once: what is shown is what is written

    def plan(files: Files) -> Change:
        package = package_of(files)
        old = tidied(package)
        sheets, base, cell_problems, notes = reading()
        _refuse_other_state(path, package, base)
        taken = _Taken(path, package, base, sheets)
        groups = [*taken.groups, *(taken.unread(cell) for cell in cell_problems)]
        if any(
            group.check in ("missing-table", "missing-column", "double-column") for group in groups
        ):
            raise DataError(Problems(groups))
        tables, folded = taken.folded()
        after = dataclasses.replace(package, tables={**package.tables, **tables}, groups=[])
        told = {group.file for group in groups}  # what a cell does not show is told once
        placed = map(taken.placed, check(after))
        problems = [[problem] for problem in placed if problem.file not in told]
        if problems or groups:
            raise DataError(Problems([*groups, *problems]))
        changed = {n: t for n, t in tables.items() if t.digest() != package.tables[n].digest()}
        require_plain(changed)
        began = starts(after.tables)
        new = {t.declaration.path: text(t, order_of_rows(t, began)) for t in changed.values()}
        lines = [
            f"{place}: {note}" for place, note in (taken.noted(cell) for cell in notes) if place
        ]
        lines += [
            f"{sheet}: is not a table of the record, and was not read" for sheet in taken.others
        ]
        lines = _shortened([*lines, *folded])
        if changed and not len(check(package)):
            lines += diff_in_words(typed(package), typed(after))
        return Change(package.folder, old, dict(sorted(new.items())), tuple(lines))

    return plan


def _shortened(lines: list[str]) -> list[str]:
    """Return the first of many lines, with how many more there are."""
    more = len(lines) - _SHOWN_NOTES
    return [*lines[:_SHOWN_NOTES], f"… and {more:,} more cells"] if more > 0 else lines


def _read(
    path: Path,
) -> tuple[dict[str, _Sheet], dict[str, tuple[str, str]], list[Cell], list[Cell]]:
    """Return the sheets of a workbook, what it remembers, the cells not read, and those not text."""
    book = read_cells(path)
    sheets = {name: _Sheet() for name in book.sheets}
    problems, notes = [], []
    for cell in book.cells:
        if cell.problem:
            problems.append(cell)
        if cell.note:
            notes.append(cell)
        if book.is_1904 and cell.is_number and cell.text.isdecimal():
            sheets[cell.sheet].days_of_1904.add((cell.row, cell.column))
        sheets[cell.sheet].add(cell)
    memory = sheets.pop(BASE_SHEET, _Sheet())
    if memory.heading.get(1) != BASE_TITLE or not memory.rows:
        what = (
            f"{path}: was not written by `python -m helpers workbook`, or its memory was taken out"
        )
        raise NotWrittenError(what, _ANEW)
    columns = (memory.column(at) for at in (1, 2, 3))
    base = {table: (sheet, digest) for table, sheet, digest in zip(*columns, strict=True)}
    return sheets, base, problems, notes


def _refuse_other_state(path: Path, package: Package, base: Mapping[str, tuple[str, str]]) -> None:
    """Refuse a workbook of another state of the record, and say which tables differ."""
    names = dict.fromkeys([*package.tables, *base])
    digests = {name: table.digest() for name, table in package.tables.items()}
    differ = [name for name in names if digests.get(name) != base.get(name, ("", ""))[1]]
    if differ:
        verb = "has" if len(differ) == 1 else "have"
        what = f"{path}: since this workbook was written, {listed(differ)} {verb} changed in the record"
        raise NotWrittenError(what, _ANEW)


class _Taken:
    """The tables as a workbook holds them, and where each of their cells is in it."""

    def __init__(
        self, path: Path, package: Package, base: Mapping, sheets: Mapping[str, _Sheet]
    ) -> None:
        self.path, self.package = path, package
        self.sheet_of = {name: base[name][0] for name in package.tables}
        self.table_of = {sheet: name for name, sheet in self.sheet_of.items()}
        self.others = [s for s in sheets if s not in (*self.table_of, HOW_TO_SHEET, LIST_SHEET)]
        self.places: dict[tuple[str, str], int] = {}
        self.groups: list[Group] = []
        self.tables: dict[str, Table] = {}
        for name, sheet in self.sheet_of.items():
            if sheet in sheets:
                self._take(name, sheets[sheet])
            else:
                free = [other for other in sheets if other not in self.table_of]
                near = nearest(sheet, free)
                remedy = f"rename {near} to {sheet}" if near else f"add the sheet {sheet} again"
                rule = "a sheet for each table, under its name"
                self._report("missing-table", f"sheet {sheet}", None, "is missing", rule, remedy)

    def _report(self, check: str, place: str, value, what: str, rule: str, remedy: str) -> None:
        file = f"{self.path.name}, {place}"
        group = Group(check, "", file, None, rule, (None,), (value,), say(what, remedy))
        self.groups.append(group)

    def _take(self, name: str, sheet: _Sheet) -> None:
        """Take the rows of one sheet; report columns that are unknown, doubled or missing."""
        table, title = self.package.tables[name], self.sheet_of[name]
        known = table.written.column_names
        for at, column in sheet.heading.items():
            address = f"{title}!{_letters(at)}1"
            if column in known and (name, column) in self.places:
                remedy = "delete or rename one of the two"
                self._report(
                    "double-column", address, column, "occurs twice", "each column once", remedy
                )
            elif column in known:
                self.places[name, column] = at
            elif column:
                absent = [other for other in known if other not in sheet.heading.values()]
                near = nearest(column, absent)
                remedy = f"write {near}" if near else "delete the column"
                what = "is not a column of this table"
                self._report("missing-column", address, column, what, listed(known), remedy)
        for column in known:
            if (name, column) not in self.places:
                rule, remedy = f"the column {column}", f"write {column} into row 1 above its cells"
                self._report("missing-column", title, None, f"has no column {column}", rule, remedy)
        named = {at for at, column in sheet.heading.items() if column}
        for at in sorted(set(sheet.texts) - named):
            texts = sheet.column(at)
            row = next(row for row, value in zip(sheet.rows, texts, strict=True) if value)
            value = next(filter(None, texts))
            rule, remedy = "cells below a heading", "move the text into its column, or delete it"
            what = "is under no heading"
            self._report("row-shape", f"{title}!{_letters(at)}{row}", value, what, rule, remedy)
        booleans = {field.name for field in table.fields if field.type == "boolean"}
        columns = {}
        for column in known:
            texts = sheet.column(self.places.get((name, column), 0))
            if column in booleans:
                former = set(table.distinct(column).dictionary.to_pylist())
                texts = [text if text in former else _BOOLEANS.get(text, text) for text in texts]
            if column in dated(table.declaration) and sheet.days_of_1904:
                place = self.places.get((name, column))
                texts = [
                    f"{int(text) + _DAYS_1904}" if (row, place) in sheet.days_of_1904 else text
                    for row, text in zip(sheet.rows, texts, strict=True)
                ]
            columns[column] = pa.array(texts, pa.string())
        self.tables[name] = Table(
            name,
            f"{self.path.name}, {title}",
            table.declaration,
            pa.table(columns),
            np.array(sheet.rows, dtype=int),
        )

    def folded(self) -> tuple[dict[str, Table], list[str]]:
        """Return the tables with ids and declared values in the case of the known ones, and which."""
        lines: list[str] = []
        for _ in range(3):
            package = dataclasses.replace(self.package, tables=self.tables, groups=[])
            cells: Cells = {}
            for problem in check(package):
                if problem.check in _FOLDED and problem.fix and problem.row and problem.column:
                    at = self.tables[problem.table].position(problem.row)
                    cells.setdefault((problem.table, problem.column), {})[at] = problem.fix
                    place = self._address(problem.table, problem.column, problem.row)
                    lines.append(f"{place}: “{problem.value}”, taken as {problem.fix}")
            if not cells:
                break
            self.tables |= with_cells(package, cells)
        return self.tables, lines

    def _address(self, table: str, column: str | None, row: int | None) -> str:
        at = self.places.get((table, (column or "").split(" + ")[0]))
        letter = _letters(at) if at else ""
        return f"{self.sheet_of[table]}!{letter}{row or ''}".rstrip("!")

    def placed(self, problem: Problem) -> Problem:
        """Return a problem of the tables at its sheet and cell."""
        if problem.table not in self.sheet_of:
            return problem
        place = self._address(problem.table, problem.column, problem.row)
        file = f"{self.path.name}, {place}"
        return dataclasses.replace(problem, file=file, table="", row=None)

    def unread(self, cell: Cell) -> Group:
        """Return the problem of a cell that cannot be read as a text."""
        remedy = "format the cell as text, then write what it should hold"
        rule = (
            "text, or a date of which day, month and year, or month and year, or the year is shown"
        )
        place = f"{self.path.name}, {cell.sheet}!{_letters(cell.column)}{cell.row}"
        return Group(
            "type", "", place, None, rule, (None,), (cell.text,), say(cell.problem, remedy)
        )

    def noted(self, cell: Cell) -> tuple[str, str]:
        """Return where a date cell is, if in a table, and how it was read."""
        name = self.table_of.get(cell.sheet, "")
        place = f"{cell.sheet}!{_letters(cell.column)}{cell.row}" if name else ""
        is_dated = name and any(
            self.places.get((name, column)) == cell.column
            for column in dated(self.package.tables[name].declaration)
        )
        return place, cell.note if is_dated else f"{cell.note}, though the column holds no dates"


def _letters(at: int) -> str:
    """Return the letters of a column by its number, which is 1 for the first."""
    from openpyxl.utils import get_column_letter

    return get_column_letter(at)
