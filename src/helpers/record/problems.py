"""One thing wrong in the data, as data and in words that a non-programmer can act on."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ..wording import shorten

if TYPE_CHECKING:
    import pandas as pd


SHOWN = 20
CHECKS = {
    "declaration": "`datapackage.json` is there, is JSON, and all that it declares can be read",
    "missing-table": "every table that is declared or needed has its file",
    "unknown-table": "a reference names a declared table and column",
    "missing-column": "every declared or needed column is in the file",
    "double-column": "no column occurs twice, and none has the name of what is read out of a date",
    "encoding": "the file is UTF-8",
    "quote": "every quote closes its cell",
    "row-shape": "every row has as many cells as the header",
    "size": "no cell is longer and no table wider than spreadsheets keep",
    "blank-row": "no blank row between rows",
    "control-character": "no cell holds a hidden character, such as a line break",
    "space": "no cell begins or ends with a space",
    "required": "a required cell is filled",
    "type": "a cell is of the declared type",
    "enum": "a cell holds one of the declared values",
    "pattern": "a cell has the declared form",
    "limit": "a cell keeps to the declared limits",
    "date": "a date is in one of the EDTF forms of the dictionary",
    "country": "a country is an ISO 3166-1 alpha-2 code",
    "language": "a language is a BCP 47 tag",
    "address": "an address begins with http:// or https://",
    "duplicate": "a key occurs once",
    "reference": "a reference leads to a row that is there",
    "id-start": "an id starts with its meeting's date, or its meeting's id",
    "direction": "from_id and to_id are both filled or both empty",
    "participant": "who shares and who receives took part in the meeting",
    "ancestor": "no organisation is a unit of itself",
    "kept-before": "no promise is kept before it was made, or by a meeting that was not held",
    "outcome": "no outcome of a promise contradicts another cell, and none is replaced in a circle",
    "repeated": "no row repeats the content of another",
}
REMARKS = {
    "after-today": "no search, access or held meeting is later than today",
    "planned-past": "a planned meeting is still to come",
    "outcome-note": "of a promise kept in part a note says which part",
    "same-label": "no two topics, areas or organisations read alike",
    "not-nfc": "text is in the usual form of Unicode (NFC)",
    "not-looked-up": "something was looked up within the last year",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in the data: where, what, what is allowed (`rule`) and how to mend it.

    `fix` is what to write into the cell, where that is certain: where the text has one reading.
    Of the severity "remark" it may be right but needs a look; `remedy` then says what to look at.
    """

    table: str
    row: int | None
    column: str | None
    value: str | None
    rule: str
    remedy: str
    check: str
    what: str
    file: str
    severity: str = "problem"
    fix: str | None = None

    def __str__(self) -> str:
        place = [self.file]
        if self.table and not self.file.endswith(f"/{self.table}.csv"):
            place.append(f"table {self.table}")
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column is not None:
            place.append(f"column {self.column}")
        shown = "" if self.value is None else f'"{shorten(self.value)}" '
        sentence = f"{', '.join(place)}: {shown}{self.what}.\n"
        if self.severity == "remark":
            return f"{sentence}    Look at: {self.remedy}."
        return f"{sentence}    Allowed: {self.rule}.\n    Fix: {self.remedy}."


@dataclasses.dataclass(frozen=True)
class Group:
    """Problems of one check in one column; each is made only when it is looked at.

    Finding one remedy takes a moment, finding 100,000 takes minutes, and a message shows a few.
    `explain` gives what is wrong with a value, the remedy, and where it is certain the right value;
    it gets what `hints` gives of a row's place in `rows`, where there are any. Where each row
    repeats an earlier one, `earlier` holds the numbers of these, which end what is said.
    """

    check: str
    table: str
    file: str
    column: str | None
    rule: str
    rows: Sequence[int | None] = (None,)
    values: Sequence[str | None] = (None,)
    explain: Callable[..., tuple[str, ...]] = lambda value: ("", "")
    earlier: Sequence[int] = ()
    severity: str = "problem"
    hints: Callable[[int], object] | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, i: int) -> Problem:
        row, value = self.rows[i], self.values[i]
        value = None if value is None else str(value)
        beside = () if self.hints is None else (self.hints(i),)
        what, remedy, *fix = self.explain(value, *beside)
        if len(self.earlier):
            what = f"{what} {self.earlier[i]}"
        row = None if row is None else int(row)
        return Problem(
            self.table,
            row,
            self.column,
            value,
            self.rule,
            remedy,
            self.check,
            what,
            self.file,
            self.severity,
            next(iter(fix), None),
        )


def say(what: str, remedy: str) -> Callable[[str | None], tuple[str, str]]:
    """Return an explanation that is the same for each value."""
    return lambda value: (what, remedy)


class Problems(Sequence):
    """All problems of a record, each made only when it is looked at."""

    def __init__(self, groups: Iterable[Group | list[Problem]] = ()) -> None:
        self.groups = [group for group in groups if len(group)]

    def __reduce__(self):
        """Pickle and copy the problems themselves: an explanation is a function, which cannot be."""
        return Problems, ([[group[i] for i in range(len(group))] for group in self.groups],)

    def __len__(self) -> int:
        return sum(map(len, self.groups))

    def __iter__(self) -> Iterator[Problem]:
        return (group[i] for group in self.groups for i in range(len(group)))

    def __getitem__(self, i):
        return list(self)[i]

    def __str__(self) -> str:
        parts = []
        for check in dict.fromkeys(group[0].check for group in self.groups):
            groups = [group for group in self.groups if group[0].check == check]
            of_check = (group[i] for group in groups for i in range(len(group)))
            parts += [str(problem) for problem in itertools.islice(of_check, SHOWN)]
            more = sum(map(len, groups)) - SHOWN
            if more > 0:
                rule = {**CHECKS, **REMARKS}[check]
                parts.append(
                    f"… and {more:,} more of the same check ({check}: {rule}); --json lists them all."
                )
        return "\n\n".join(parts)


class DataError(Exception):
    """The record has problems; `problems` holds all of them, `frame()` gives them as a table.

    It can be copied and pickled, so that it comes back from another process as it was.

    Examples
    --------
    >>> import helpers
    >>> try:
    ...     helpers.load("tests/data/nowhere")
    ... except helpers.DataError as error:
    ...     len(error.problems)
    1
    """

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        super().__init__(problems)

    def __str__(self) -> str:
        count = len(self.problems)
        return f"{count:,} problem{'s' * (count != 1)} in the data\n\n{self.problems}"

    def frame(self) -> pd.DataFrame:
        """Return the problems as a table, to be counted, filtered and sorted.

        Returns
        -------
        pandas.DataFrame
            One row per problem, in their order: `file`, `table` (string), `row` (Int64, as a
            spreadsheet counts), `column`, `value`, `what`, `rule`, `remedy`, `check` (string). NA
            where a problem has none, such as a row where a whole file is meant.

        Examples
        --------
        >>> import helpers
        >>> try:
        ...     helpers.load("tests/data/nowhere")
        ... except helpers.DataError as error:
        ...     error.frame()[["check", "what"]].to_numpy().tolist()
        [['declaration', 'is missing']]
        """
        import pandas as pd

        names = ["file", "table", "row", "column", "value", "what", "rule", "remedy", "check"]
        rows = [[getattr(problem, name) for name in names] for problem in self.problems]
        frame = pd.DataFrame(rows, columns=names)
        frame = frame.astype({name: "Int64" if name == "row" else "string" for name in names})
        return frame.assign(table=frame["table"].mask(frame["table"].eq("")))
