"""The record as one workbook: one sheet per table, every cell text, with lists to choose from."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Mapping

from ..record import (
    BASE_SHEET,
    BASE_TITLE,
    HOW_TO_SHEET,
    LIST_SHEET,
    LONGEST,
    DataError,
    NotWrittenError,
    Package,
    Problem,
    Problems,
    Table,
    dated,
    references,
)
from ..wording import counted

MOST_ROWS = 1_048_575  # below the heading, in Excel and LibreOffice
MOST_NOTES = 1_000  # a program that opens the file draws each of them
STEPS = (
    "Each further sheet is one table of the record, each row one fact. Point at a heading to read "
    "what its column means.",
    "Change cells, add rows below the others, delete whole rows. Leave the headings and the names "
    "of the sheets as they are; sorting and filtering change nothing.",
    "Choose from the list where a cell offers one. A new id may be typed before its row is written.",
    "Every cell is text. Write a date as far as it is known: 2031-12-15, 2031-12 or 2031. Where the "
    "program completes or changes what you type, press Delete, then Enter.",
    "Save as .xlsx and run: python -m helpers import FILE.xlsx. It reports what is wrong, cell by "
    "cell, shows every change, and writes on yes. The record must not have changed meanwhile.",
)
_MOMENT = datetime.datetime(1980, 1, 1)  # the same bytes at every run


def as_workbook(package: Package, problems: Problems | None = None) -> bytes:
    """Return a record as a workbook (.xlsx), to be edited and imported again.

    Parameters
    ----------
    package : Package
        The record as it was read, problems or not.
    problems : Problems, optional
        Those of the record: each is marked in its cell, with the message as a note.

    Returns
    -------
    bytes
        The workbook; the same record gives the same bytes.

    Raises
    ------
    DataError
        A table could not be split into cells.
    NotWrittenError
        A table has more rows, or a cell more characters, than a workbook holds.

    Notes
    -----
    Office Open XML, ECMA-376. A hidden sheet holds the digest of each table, by which `import`
    knows whether the record has changed since.
    """
    import xlsxwriter

    _refuse_unwritable(package)
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"constant_memory": True})
    book.set_properties({"title": package.declaration.title, "created": _MOMENT})
    formats = {
        "text": book.add_format({"num_format": "@"}),
        "heading": book.add_format({"num_format": "@", "bold": True, "bottom": 1}),
        "wrong": book.add_format({"num_format": "@", "bg_color": "#FFD9C2"}),
        "wrapped": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
    }
    sheets = sheet_names(package.tables)
    messages = list(problems or ())
    _write_how_to(book.add_worksheet(HOW_TO_SHEET), package, messages, formats)
    pages = {name: book.add_worksheet(sheet) for name, sheet in sheets.items()}
    lists: dict[tuple[str, ...], int] = {}
    for name, table in package.tables.items():
        of_table = [problem for problem in messages[:MOST_NOTES] if problem.table == name]
        _write_table(pages[name], table, of_table, formats)
        for column in table.written.column_names:
            _add_rule(pages[name], package, table, column, sheets, lists)
    if lists:
        page = book.add_worksheet(LIST_SHEET)
        page.hide()
        columns = sorted(lists, key=lists.__getitem__)
        for row in range(max(map(len, columns))):
            for at, values in enumerate(columns):
                if row < len(values):
                    page.write_string(row, at, values[row], formats["text"])
    base = book.add_worksheet(BASE_SHEET)
    base.very_hidden()
    base.write_row(0, 0, [BASE_TITLE])
    for row, (name, table) in enumerate(package.tables.items(), 1):
        base.write_row(row, 0, [name, sheets[name], table.digest()])
    book.close()
    return content.getvalue()


def sheet_names(tables: Iterable[str]) -> dict[str, str]:
    """Return the name of the sheet of each table: at most 31 characters, each name once.

    Examples
    --------
    >>> sheet_names(["topics", "organisations-of-the-other-country", "Topics"])
    {'topics': 'topics', 'organisations-of-the-other-country': 'organisations-of-the-other-coun', 'Topics': 'Topics 2'}
    """
    names: dict[str, str] = {}
    taken = {name.lower() for name in (HOW_TO_SHEET, LIST_SHEET, BASE_SHEET, "history")}
    for table in tables:
        plain = "".join(" " if sign in "[]:*?/\\'" else sign for sign in table).strip()[:31]
        name, number = plain or "table", 1
        while name.lower() in taken:
            number += 1
            name = f"{plain[:27]} {number}"
        taken.add(name.lower())
        names[table] = name
    return names


def _refuse_unwritable(package: Package) -> None:
    """Refuse what a workbook cannot hold, or would hold only in part."""
    unread = set(package.declaration.tables) - set(package.tables)
    if not package.tables or unread or not all(t.is_whole for t in package.tables.values()):
        raise DataError(Problems(package.groups))
    for table in package.tables.values():
        if table.written.num_rows > MOST_ROWS:
            what = f"{table.file}: has {table.written.num_rows:,} rows; a sheet holds {MOST_ROWS:,}"
            raise NotWrittenError(what, "work on the CSV file", "No workbook was written")
        for column in table.written.column_names:
            for value in table.distinct(column).dictionary.to_pylist():
                if len(value) > LONGEST:
                    what = f"{table.file}: a cell of {column} has {len(value):,} characters; a cell of a workbook holds {LONGEST:,}"
                    raise NotWrittenError(what, "shorten the cell", "No workbook was written")


def _write_how_to(page, package: Package, problems: list[Problem], formats: Mapping) -> None:
    """Write the first sheet: what the workbook is, and how it is used."""
    lines = [*STEPS]
    if problems:
        lines.append(
            f"The record has {counted(len(problems), 'problem')}: each is marked in its cell, whose note says how to fix it."
        )
        elsewhere = [p for p in problems if p.row is None or p.table not in package.tables]
        lines += [f"{problem}" for problem in elsewhere[:20]]
        if len(problems) > MOST_NOTES:
            lines.append(f"Only the first {MOST_NOTES:,} are marked.")
    page.set_column(0, 0, 100, formats["wrapped"])
    page.hide_gridlines(2)
    title = package.declaration.title or package.declaration.name
    page.write_string(0, 0, title, formats["heading"])
    for row, line in enumerate(lines, 1):
        height = 15 * sum(1 + len(part) // 95 for part in line.split("\n"))
        page.set_row(row, height)  # a wrapped row does not grow by itself where it is opened
        page.write_string(row, 0, line, formats["wrapped"])


def _write_table(page, table: Table, problems: list[Problem], formats: Mapping) -> None:
    """Write the cells of a table as text, the heading with notes, and mark what is wrong."""
    names = table.written.column_names
    notes = {(0, at): note for at, name in enumerate(names) if (note := _meaning(table, name))}
    wrong: set[tuple[int, int]] = set()
    for problem in problems:
        row = 0
        if problem.row is not None and problem.row > 1:
            row = table.position(problem.row) + 1
        column = (problem.column or names[0]).split(" + ")[0]
        place = (row, names.index(column) if column in names else 0)
        wrong.add(place)
        note = f"{problem.what}.\nAllowed: {problem.rule}.\nFix: {problem.remedy}."
        notes[place] = "\n".join(filter(None, (notes.get(place), note)))
    columns = [column.to_pylist() for column in table.written.columns]
    for at, values in enumerate(columns):
        longest = max(map(len, [names[at], *values[:500]]))
        page.set_column(at, at, min(max(longest + 2, 10), 40), formats["text"])
    rows_with_notes = {row for row, _ in notes}
    for row, texts in enumerate([names, *zip(*columns, strict=True)]):  # written row by row
        plain = formats["text" if row else "heading"]
        for at, text in enumerate(texts):
            if row in rows_with_notes and (row, at) in notes:
                size = {"x_scale": 2.5, "y_scale": 1 + len(notes[row, at]) / 250}
                page.write_comment(row, at, notes[row, at][:LONGEST], size)
            if (row, at) in wrong:
                page.write_string(row, at, text, formats["wrong"])
            elif text:
                page.write_string(row, at, text, plain)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(table.written.num_rows, 1), len(names) - 1)
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _meaning(table: Table, name: str) -> str:
    """Return what the declaration says of a column."""
    field = next((field for field in table.fields if field.name == name), None)
    if field is None:
        return ""
    allowed = field.allowed or ("one of " + ", ".join(field.enum) if field.enum else "")
    return "\n".join(filter(None, (field.title, field.description, allowed)))


def _add_rule(
    page, package: Package, table: Table, column: str, sheets: Mapping[str, str], lists: dict
) -> None:
    """Let the cells of a column be chosen from a list, or ask for text in a column of dates."""
    names = table.written.column_names
    at = names.index(column)
    field = next((field for field in table.fields if field.name == column), None)
    if field is None:
        return
    target = dict(references(table.declaration)).get(column, "")
    letter = _letter(at)
    rule: dict = {"ignore_blank": True}
    if field.enum or field.type == "boolean":
        values = field.enum or ("true", "false")
        is_short = len(",".join(values)) <= 255 and not any("," in value for value in values)
        if not is_short:
            number = lists.setdefault(values, len(lists))
            place = f"${_letter(number)}$1:${_letter(number)}${len(values)}"
        rule |= {
            "validate": "list",
            "source": list(values) if is_short else f"='{LIST_SHEET}'!{place}",
            "error_title": "Not in the list",
            "error_message": "Choose one of the list.",
        }
    elif target in sheets and len(package.tables[target].key) == 1:
        key = package.tables[target].key[0]
        to = _letter(package.tables[target].written.column_names.index(key))
        sheet = f"'{sheets[target]}'"
        rows = f"MAX(1,COUNTA({sheet}!${to}:${to})-1)"
        rule |= {
            "validate": "list",
            "source": f"=OFFSET({sheet}!${to}$2,0,0,{rows},1)",
            "error_type": "warning",
            "error_title": "Not in the list yet",
            "error_message": f"There is no such row on the sheet {sheets[target]}. Will you add it?",
        }
    elif column in dated(table.declaration):
        rule |= {
            "validate": "custom",
            "value": f"=ISTEXT({letter}2)",
            "input_title": "A date, as text",
            "input_message": "As far as it is known: 2031-12-15, 2031-12, 2031, 2031-12~",
            "error_title": "Not text",
            "error_message": "The cell must be text: format it as text, then write 2031-12-15.",
        }
    else:
        return
    page.data_validation(1, at, MOST_ROWS, at, rule)


def _letter(at: int) -> str:
    """Return the letters of a column by its place, which is 0 for the first.

    Examples
    --------
    >>> _letter(0), _letter(27)
    ('A', 'AB')
    """
    from xlsxwriter.utility import xl_col_to_name

    return xl_col_to_name(at)
