"""A change of the files of a record: planned, shown, and written as it was shown or not at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from ..record import (
    DataError,
    Files,
    Group,
    NotWrittenError,
    Problems,
    Table,
    change_files,
    folder_of,
    is_plain_csv,
    read_files,
    say,
)
from .tidy import difference


@dataclasses.dataclass(frozen=True)
class Change:
    """What would be written: the files as they are in canonical form, and their new bytes.

    `lines` say in words what changes, and `problems` what it leaves for a person to see to. As a
    text it is `text`, else the difference of the files.
    """

    folder: Path
    old: Mapping[str, bytes]
    new: Mapping[str, bytes]
    lines: tuple[str, ...] = ()
    problems: Problems = dataclasses.field(default_factory=Problems)
    text: str = ""

    def __str__(self) -> str:
        if self.text:
            return self.text
        return difference(self.folder, {name: self.old.get(name) for name in self.new}, self.new)


def planned_change(path, plan: Callable[[Files], Change]) -> Change:
    """Return what a change of a record would write; write nothing."""
    return read_files(folder_of(path), plan)


def write_change(path, plan: Callable[[Files], Change], shown: Change) -> None:
    """Write a change, all files or none, if it is still the one that was shown.

    Raises
    ------
    NotWrittenError
        The record was changed meanwhile, or the files could not be written.
    """

    def make(files: Files) -> Mapping[str, bytes]:
        change = plan(files)
        if (change.old, change.new) != (shown.old, shown.new):
            what = f"{change.folder}: the record was changed since this was shown"
            raise NotWrittenError(what, "run the command again and look at it anew")
        return change.new

    change_files(folder_of(path), make)


def require_plain(changed: Mapping[str, Table], known: Iterable[Group] = ()) -> None:
    """Refuse to change tables of files that gzip has packed.

    Raises
    ------
    DataError
        There are such tables; all of them are told, after what is known to be wrong already.
    """
    explain = say("cannot be changed here", "change the rows where this file is made")
    rule = "a plain CSV file, whose rows can be changed"
    packed = [t for t in changed.values() if not is_plain_csv(t.declaration.path)]
    if packed:
        told = [Group("encoding", t.name, t.file, None, rule, explain=explain) for t in packed]
        raise DataError(Problems([*known, *told]))
