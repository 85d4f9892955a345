"""The cells of one table, column by column, against what its declaration says of them."""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..column_types import judges, parts_of_date
from ..csv_files import Table
from ..declaration import Field
from ..problems import Group, say
from ..written_dates import Hint
from .needed import Need, dated

LONGEST = 32_767  # characters that a cell of Excel holds; what is longer is cut when it is saved
# Line breaks, blanks of no width and the like; marks of direction belong to the writing.
HIDDEN = "[\\x00-\\x1f\\x7f\u0080-\u009f\u00ad\u200b\u2028\u2029\u2060\ufeff]"
_LIMITS = {
    "minLength": (operator.lt, "at least {} characters"),
    "maxLength": (operator.gt, "at most {} characters"),
    "minimum": (operator.lt, "{} or more"),
    "maximum": (operator.gt, "{} or less"),
    "exclusiveMinimum": (operator.le, "more than {}"),
    "exclusiveMaximum": (operator.ge, "less than {}"),
}


def check_columns(table: Table, needed: dict[str, Need]) -> list[Group]:
    """Report cells that are not as their column declares, and hidden characters anywhere.

    Parameters
    ----------
    table : Table
        The cells as text.
    needed : dict
        Column → that without which the measures cannot work.

    Returns
    -------
    list of Group
        The problems of each column, in the file's order of columns.
    """
    groups = []
    fields = {field.name: field for field in table.fields}
    for name in table.cells.column_names:
        groups += _characters(table, name)
        if name in fields:
            groups += _declared(table, name, fields[name], needed.get(name, Need()))
    return groups + _names_of_dates(table)


def _characters(table: Table, name: str) -> list[Group]:
    """Report hidden characters, spaces at either end, and cells that are too long."""
    groups, column = [], table.cells[name]
    if not table.is_plain:
        groups.append(
            table.problems(
                "control-character",
                name,
                np.flatnonzero(pc.match_substring_regex(column, HIDDEN)),
                "printable text on one line",
                lambda v: ("holds a hidden character, shown as \\x and its number", _shown_mend(v)),
            )
        )
    groups.append(
        table.problems(
            "space",
            name,
            np.flatnonzero(pc.not_equal(pc.utf8_trim_whitespace(column), column)),
            "text without a space at either end",
            lambda v: (
                "begins or ends with a space",
                f'write "{v.strip()[:80]}"' if v.strip() else "empty the cell",
                v.strip(),
            ),
        )
    )
    if (pc.max(pc.binary_length(column)).as_py() or 0) > LONGEST:
        groups.append(
            table.problems(
                "size",
                name,
                np.flatnonzero(pc.greater(pc.utf8_length(column), LONGEST)),
                f"at most {LONGEST:,} characters, the most that a spreadsheet keeps in a cell",
                lambda v: (f"is too long: it has {len(v):,} characters", "shorten the cell"),
            )
        )
    return groups


def _shown_mend(value: str) -> str:
    plain = re.sub(HIDDEN, lambda found: " " if found[0] < "\x20" else "", value)
    return f'write "{" ".join(plain.split())[:80]}"'


def _declared(table: Table, name: str, field: Field, needed: Need) -> list[Group]:
    """Report the cells of one column that its declaration does not allow."""
    groups = []
    is_declared = field.is_required or name in table.key
    if is_declared or needed.is_filled:
        empty = np.flatnonzero(pc.equal(table.cells[name], ""))
        rule = "a value; this cell must be filled"
        rule += "" if is_declared else ", as the measures need it"
        groups.append(table.problems("required", name, empty, rule, _explain_empty))
    asked = judges(field, needed.meaning)
    if asked:
        distinct = table.distinct(name).dictionary
        filled = distinct.filter(pc.not_equal(distinct, ""))
        for judge in asked:
            bad = judge.unlike(filled)
            if bad:
                at = np.flatnonzero(pc.is_in(table.cells[name], pa.array(bad, pa.string())))
                hints = hints_of_dates(table, name) if judge.check == "date" else None
                groups.append(
                    table.problems(judge.check, name, at, judge.rule, judge.explain, hints=hints)
                )
    return groups + _limits(table, name, field)


def hints_of_dates(table: Table, name: str) -> Callable[[int], list[Hint]]:
    """Return what gives, of a row's position, what may settle how its date is read.

    That is the id, which begins with the date; the texts of the row, which may name the day; and
    the column, where it holds dates of one order alone, such as 15/12/2031.
    """
    cells, enums = table.cells, {field.name for field in table.fields if field.enum}
    others = {*table.key, *dated(table.declaration), *enums}
    others |= {
        column for column in table.declaration.columns if table.declaration.referred_table(column)
    }
    texts = [column for column in cells.column_names if column not in others]
    key = table.key[0] if name == "date" and len(table.key) == 1 else ""

    @functools.cache
    def of_column() -> list[Hint]:
        ordered: dict[bool, str] = {}
        for value in table.distinct(name).dictionary.to_pylist():
            pair = re.fullmatch(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}\s*", value)
            if pair and (int(pair[1]) > 12) != (int(pair[2]) > 12):
                ordered[int(pair[1]) > 12] = value.strip()
        if len(ordered) != 1:
            return []
        is_day_first, text = next(iter(ordered.items()))
        says = f"the column writes the {'day' if is_day_first else 'month'} first, as in"
        return [Hint(says, text, is_column=True)]

    def of_row(position: int) -> list[Hint]:
        row = cells.slice(position, 1).to_pylist()[0]
        hints = [Hint("the id says", row[key], is_id=True)] if row.get(key) else []
        hints += [Hint(f"the {column} says", row[column]) for column in texts if row[column]]
        return hints + of_column()

    return of_row


def _explain_empty(value: str) -> tuple[str, str]:
    what = "is empty" if not value else "stands for an empty cell"
    return what, "fill the cell from the source, or take the row out"


def _limits(table: Table, name: str, field: Field) -> list[Group]:
    """Report values outside the declared lengths and bounds."""
    groups = []
    column = table.cells[name]
    for limit, bound in field.limits:
        is_outside, words = _LIMITS[limit]
        rule = words.format(bound)
        filled = pc.not_equal(column, "").to_numpy()
        if limit.endswith("Length"):
            size = pc.utf8_length(column).to_numpy()
        elif field.type in ("integer", "number", "year"):
            texts = pd.Series(column.to_pylist(), dtype=object)
            size, bound = pd.to_numeric(texts, errors="coerce").to_numpy(float), float(bound)
        else:
            size = np.array(column.to_pylist(), dtype=object)
        at = np.flatnonzero(filled & is_outside(size, bound))
        explain = say("is outside the declared limits", "look the value up in the source")
        groups.append(table.problems("limit", name, at, rule, explain))
    return groups


def _names_of_dates(table: Table) -> list[Group]:
    """Report columns whose names are given to what is read out of a date."""
    groups = []
    for date in dated(table.declaration):
        for column in sorted(set(parts_of_date(date)) & set(table.cells.column_names)):
            groups.append(
                Group(
                    "double-column",
                    table.name,
                    table.file,
                    column,
                    "other names than those of what is read out of a date",
                    (1,),
                    (column,),
                    say(
                        f"is the name of what is read out of the column {date}",
                        "rename or delete the column",
                    ),
                )
            )
    return groups
