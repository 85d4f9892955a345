"""Ask a person for a meeting, answer by answer, each checked as it is given."""

from __future__ import annotations

import dataclasses
import datetime
import json
import shutil
import sys
import tempfile
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa

from ..record import (
    HELD,
    NEEDED,
    DataError,
    Field,
    NotWrittenError,
    Table,
    check,
    check_columns,
    must_be_filled,
    nearest,
    read_files,
    read_package,
)
from .add import Addition, add_meeting, fill_id, planned
from .meeting_json import FULFILS

NEW = "new"
UNTIL = "The files are as they were until the answer is yes."
_OPENS = {"participants": "organisation_id", "exchanges": "topic_id", "commitments": "promise"}
_LATER = {"outcome", "outcome_note", "outcome_source_id", "replaced_by"}  # not known when promised
_GROWS = ("organisations", "topics", "sources")


def ask_meeting(folder: Path, ask: Ask, say: Callable[[str], object]) -> Addition | None:
    """Ask for a meeting, show its rows, and write them on yes.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the record.
    ask : callable
        Puts a question: gets what is asked, a hint, the known answers with their meaning, and the
        answer that is there from the start; gives the answer.
    say : callable
        Shows a text to the person.

    Returns
    -------
    Addition or None
        What was written; None where the person did not say yes.

    Raises
    ------
    EOFError, KeyboardInterrupt
        The person gave up; nothing was written.
    DataError, NotWrittenError
        Nothing could be written; `say` told where the answers are kept.
    """
    interview = Interview(folder, ask, say)
    meeting = interview.meet()
    say(f"\n{interview.planned()}")
    while (
        answer := ask("Write these rows (yes or no)", UNTIL, {"yes": "", "no": ""}, "").lower()
    ) not in ("yes", "no"):
        say("Please answer yes or no.")
    if answer == "no":
        return None
    try:
        return add_meeting(folder, meeting)
    except (DataError, NotWrittenError):
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="meeting-", suffix=".json", delete=False
        ) as file:
            json.dump(meeting, file, ensure_ascii=False, indent=1)
        say(f"Your answers are kept; later: python -m helpers add --from {file.name}")
        raise


def _first_answers() -> dict[str, str]:
    """Return the answers that are there from the start, by column."""
    return {"status": HELD, "accessed": f"{datetime.date.today()}"}


class Interview:
    """The questions about one meeting; `ask` puts one to a person, `say` reports what is wrong."""

    def __init__(self, folder: Path, ask: Ask, say: Callable[[str], object]) -> None:
        self.folder, self.ask = folder, ask
        self.say = lambda text: say(wrapped(text))
        self.package = read_package(folder)
        self.declared = self.package.declaration.tables
        self.meeting: dict = {}
        self.date = ""

    def meet(self) -> dict:
        """Return the meeting as it was told, in the form of `meeting_json.meeting_schema`.

        Raises
        ------
        EOFError, KeyboardInterrupt
            The person gave up.
        DataError
            The record as it is has problems.
        """
        problems = check(self.package)
        if len(problems):
            raise DataError(problems)
        self._checked(lambda former: self._row("meetings", former), self.meeting.update)
        for name in self.package.declaration.tables_of_meeting():
            if name in _OPENS:
                self._rows(name, _OPENS[name])
        if self.meeting.get("status") == HELD:
            self.ask_fulfilled()
        return self.meeting

    def planned(self) -> Addition:
        """Return what adding the meeting as told so far would change."""
        return read_files(self.folder, lambda files: planned(files, self.meeting))

    def _rows(self, name: str, opening: str) -> None:
        """Ask for rows that belong to the meeting, until the first question stays empty."""
        self.say(f"\n{self.declared[name].title or name}: leave the first answer empty to go on.")
        while self._checked(
            lambda former: self._row(name, former, opening),
            lambda row: self.meeting.setdefault(name, []).append(row),
        ):
            pass

    def _checked(self, question: Callable[[dict], dict], keep: Callable[[dict], object]) -> bool:
        """Keep a row if the record with it is sound; else report what is wrong and ask again."""
        former: dict = {}
        while True:
            at_first = self._copy()
            row = question(former)
            if not row:
                return False
            before = self._copy()
            keep(row)
            try:
                self.planned()
                return True
            except DataError as error:
                self.say(f"\n{error}\n\nPlease go through these answers again.")
                is_deeper = any(problem.table in _GROWS for problem in error.problems)
            self.meeting.clear()
            self.meeting.update(at_first if is_deeper else before)
            former = row

    def _copy(self) -> dict:
        """Return the meeting as told so far, its lists copied."""
        return {k: list(v) if isinstance(v, list) else v for k, v in self.meeting.items()}

    def _row(self, name: str, former: Mapping[str, str], opening: str = "") -> dict[str, str]:
        """Ask for the cells of a row; nothing where the opening question stays empty."""
        table = self.declared[name]
        row: dict[str, str] = {}
        key = table.primary_key
        left_out = {c for c in table.columns if table.referred_table(c) == "meetings"}
        left_out |= {*key, *({"source_id"} if name in _OPENS else ())}
        left_out |= _LATER if name == "commitments" else set()
        asked = sorted((c for c in table.columns if c not in left_out), key=lambda c: c != opening)
        for column in asked:
            if column == "to_id" and not row.get("from_id"):
                continue  # mutual: both ends stay empty
            first = former.get(column) or _first_answers().get(column, "")
            row[column] = self.cell(name, column, first, column == opening)
            if column == opening and not row[column]:
                return {}
        if key and name not in _OPENS:
            fill_id(self.package, name, row, self.meeting.get(name, []), self.date)
            row[key[0]] = self.cell(name, key[0], former.get(key[0]) or row[key[0]])
        return {column: text for column, text in row.items() if text}

    def cell(self, name: str, column: str, first: str, may_be_empty: bool = False) -> str:
        """Ask for one cell until the answer is allowed."""
        table = self.declared[name]
        field = table.column(column)
        must = must_be_filled(table, column) and not may_be_empty
        target = table.referred_table(column)
        grows = target in _GROWS and (target != name)
        question = field.title or column
        if column in table.primary_key:
            question += " id"
        hint = field.description + ("" if must else " May stay empty.")
        hint += f" “{NEW}” adds one." if grows else ""
        while True:
            choices = self._known(target) if target else dict.fromkeys(field.enum, "")
            answer = self.ask(question, hint, choices, first).strip()
            if not answer and not must:
                return ""
            if answer == NEW and grows:
                if answer := self._new(target):
                    return answer
                continue
            wrong, fix = self._what_is_wrong(name, field, answer)
            if not wrong and target and answer not in choices:
                near = nearest(answer, choices) or self._by_label(answer, choices)
                wrong = f'"{answer}" is not known. ' + (f"Do you mean {near}?" if near else hint)
                first = near
            elif wrong:
                first = fix or nearest(answer, choices) or answer
            if not wrong:
                if (name, column) == ("meetings", "date"):
                    self.date = answer
                return answer
            self.say(wrong)

    def _known(self, target: str) -> dict[str, str]:
        """Return the ids of a table, the new ones too, each with what it is called."""
        table = self.package.tables[target]
        rows = table.cells.to_pylist() + self.meeting.get(target, [])
        called = ("label", "short_name", "name", "title", "promise")
        return {row[table.key[0]]: next((row[c] for c in called if row.get(c)), "") for row in rows}

    @staticmethod
    def _by_label(answer: str, choices: Mapping[str, str]) -> str:
        """Return the id whose label is nearest to an answer."""
        ids = {label.lower(): row_id for row_id, label in choices.items()}
        return ids.get(nearest(answer.lower(), ids), "")

    def _new(self, target: str) -> str:
        """Ask for a row of another table; return its id."""
        self.say(f"\nA new row of {target}:")
        row = self._row(target, {})
        self.meeting.setdefault(target, []).append(row)
        self.say("")
        return row[self.package.tables[target].key[0]]

    def _what_is_wrong(self, name: str, field: Field, answer: str) -> tuple[str, str]:
        """Return what the checks of the record say of one cell, or an empty text, and its one fix."""
        if any("\ud800" <= letter <= "\udfff" for letter in answer):
            return (
                "The terminal sent bytes that are not text in its encoding. Please type it anew.",
                "",
            )
        declared = dataclasses.replace(self.declared[name], fields=(field,))
        cells = pa.table({field.name: pa.array([answer], pa.string())})
        table = Table(name, "", declared, cells, np.array([2]))
        for group in check_columns(table, NEEDED.get(name, {})):
            for problem in map(group.__getitem__, range(len(group))):
                return (
                    f'"{answer}" {problem.what}.\n    Allowed: {problem.rule}.\n'
                    f"    Fix: {problem.remedy}.",
                    problem.fix or "",
                )
        known = self.package.tables[name].cells[field.name].to_pylist()
        known += [row.get(field.name) for row in self.meeting.get(name, []) if name != "meetings"]
        if field.is_unique and answer in known:
            return f'"{answer}" is in {name} already.\n    Allowed: each once.', ""
        return "", ""

    def ask_fulfilled(self) -> None:
        """Ask which earlier promises the meeting kept."""
        rows = self.package.tables["commitments"].cells.to_pylist()
        still_open = {
            row["commitment_id"]: row["promise"]
            for row in rows
            if not row["fulfilled_by"] and not row.get("outcome")
        }
        kept: list[str] = self.meeting.setdefault(FULFILS, [])
        if still_open:
            self.say("\nPromises that this meeting kept: leave the answer empty to go on.")
        first = ""
        while left := {k: v for k, v in still_open.items() if k not in kept}:
            answer = self.ask("Promise kept", "May stay empty.", left, first).strip()
            if not answer:
                return
            if answer in left:
                kept.append(answer)
                first = ""
            else:
                first = nearest(answer, left)
                self.say(
                    f'"{answer}" is not an open promise. '
                    + (
                        f"Do you mean {first}?"
                        if first
                        else "It is one of " + ", ".join(left) + "."
                    )
                )


Ask = Callable[[str, str, Mapping[str, str], str], str]


def asker() -> Ask:
    """Return the function that puts a question on a terminal: with completion, a hint below, a first answer."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.application import get_app
    from prompt_toolkit.completion import WordCompleter

    session: PromptSession = PromptSession()

    def ask(question: str, hint: str, choices: Mapping[str, str], first: str) -> str:
        def show_choices() -> None:
            if choices and not first:
                get_app().current_buffer.start_completion()

        return session.prompt(
            f"{showable(question)}: ",
            default=first,
            completer=WordCompleter(
                list(choices),
                ignore_case=True,
                meta_dict={name: showable(text) for name, text in choices.items()},
                sentence=True,
                match_middle=True,
            ),
            bottom_toolbar=wrapped(showable(hint)),
            pre_run=show_choices,
        )

    return ask


def showable(text: str) -> str:
    """Return a text with an escape for what the terminal's encoding does not have."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def wrapped(text: str) -> str:
    """Return a text in lines that a terminal need not break."""
    width = shutil.get_terminal_size().columns - 1
    return "\n".join(
        textwrap.fill(line, width, subsequent_indent="        " if line[:1] == " " else "")
        for line in text.split("\n")
    )
