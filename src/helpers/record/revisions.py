"""A record as it was at a revision of git, or as it is in a folder."""

from __future__ import annotations

import datetime
import functools
import os
import subprocess
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from .checks import check
from .cooperation import Cooperation
from .csv_files import Table
from .declaration import TableDeclaration
from .files import default_folder
from .load import load, typed
from .package import folder_of, package_of, read_package, table_of

OUTSIDE = "not a git repository (or any"  # of the parent directories: no folder is under git


class NotFoundError(Exception):
    """There is no such record to be compared; the message says why in one line."""


class Revision:
    """The files of a folder as they stood at a revision of git."""

    def __init__(self, revision: str, folder: Path) -> None:
        self._repository = folder.resolve()
        try:
            done = self._git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        except OSError as error:
            raise NotFoundError(
                f"{revision}: is not a folder, and git cannot be run ({error.strerror})"
            ) from error
        message = " ".join(done.stderr.decode(errors="replace").split())
        if done.returncode and message and OUTSIDE not in message:
            raise NotFoundError(f"{revision}: is not a folder, and git says: {message}")
        if done.returncode:
            raise NotFoundError(f"{revision}: neither a folder nor a revision of git for {folder}/")
        self._commit = done.stdout.decode().strip()
        self.folder = Path(f"{revision.replace('/', '-')}:{folder.name or self._repository.name}")

    def _git(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        """Run git in the folder; its messages are in English, as ours."""
        return subprocess.run(
            ["git", "-C", str(self._repository), *words],
            capture_output=True,
            env={**os.environ, "LC_ALL": "C"},
        )

    @classmethod
    def of(cls, folder: Path) -> Revision | None:
        """Return the last commit of a folder; None where git does not know it, or not its past."""
        try:
            head = cls("HEAD", folder)
        except NotFoundError:
            return None
        is_shallow = head._git("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
        return None if is_shallow else head

    def versions_of(self, name: str) -> list[tuple[str, str, datetime.datetime]]:
        """Return how commits changed a file: from which text to which, by their names, and when."""
        words = ("--no-merges", "--full-history", "--reverse", "--raw", "--no-abbrev")
        done = self._git("log", *words, "--format=%cI", "--", f"./{PurePosixPath(name)}")
        versions, time = [], datetime.datetime.min
        for line in filter(None, done.stdout.decode().splitlines()):
            if line.startswith(":"):
                former, new = line.split()[2:4]
                versions.append((former, new, time))
            else:
                time = datetime.datetime.fromisoformat(line).astimezone(datetime.UTC)
        return versions

    def text_of(self, name: str) -> bytes | None:
        """Return a text by its name in git, or None where there is none."""
        done = self._git("cat-file", "blob", name)
        return None if done.returncode else done.stdout

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file, or None where it is missing."""
        done = self._git("show", f"{self._commit}:./{PurePosixPath(name)}")
        return None if done.returncode else done.stdout

    def names(self) -> list[str]:
        """Return the names of the files of the folder, sorted."""
        listed = self._git("ls-tree", "--name-only", "-z", self._commit, "./").stdout
        return sorted(PurePosixPath(name).name for name in listed.decode().split("\0") if name)


class Edition(NamedTuple):
    """How often a row was changed, and when for the last time."""

    number: int
    changed: datetime.datetime


def editions(folder: Path, name: str = "meetings") -> dict[str, Edition]:
    """Return how often each row of a table was changed, and when for the last time, as git knows it.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the record.
    name : str
        A table whose primary key is one column.

    Returns
    -------
    dict of str to Edition
        Key → the number of commits that changed the row, the one that added it included, and one
        more where it differs from the last commit; the time is that of the commit, or of the file.
        Empty where there is no history, or not the whole of it.

    Notes
    -----
    Rows are compared by their filled cells: their order, their quotes and a new empty column change
    none. Commits that merge others count for none.
    """
    repository = Revision.of(folder)
    package = read_package(folder)
    table = package.tables.get(name)
    if repository is None or table is None:
        return {}
    declared, path = table.declaration, table.declaration.path

    @functools.cache
    def rows(text: str) -> dict[str, dict]:
        return _rows(declared, repository.text_of(text))

    known: dict[str, Edition] = {}
    for former, new, time in repository.versions_of(path):
        _count(known, rows(former), rows(new), time)
    present = _filled(table)
    if known:
        now = int((folder / path).stat().st_mtime)
        time = datetime.datetime.fromtimestamp(now, datetime.UTC)
        _count(known, _rows(declared, repository.read(path)), present, time)
    return {key: edition for key, edition in known.items() if key in present}


def _count(known: dict, before: dict, after: dict, time: datetime.datetime) -> None:
    """Count the rows that differ between two states."""
    for key, row in after.items():
        if before.get(key) != row:
            number = known[key].number + 1 if key in known else 1
            latest = max(time, known[key].changed) if key in known else time
            known[key] = Edition(number, latest)


def _rows(declared: TableDeclaration, data: bytes | None) -> dict[str, dict]:
    """Return the filled cells of the rows of a table by its key; none where it cannot be read."""
    table = None if data is None else table_of(declared, declared.path, data, [])
    return {} if table is None else _filled(table)


def _filled(table: Table) -> dict[str, dict]:
    """Return the filled cells of the rows of a table, by its key."""
    (key,) = table.key
    if key not in table.cells.column_names:
        return {}
    rows = table.cells.to_pylist()
    return {row[key]: {c: text for c, text in row.items() if text} for row in rows}


def load_revision(name: str, folder: Path) -> Cooperation:
    """Return the record of a folder, or of a revision of git.

    Parameters
    ----------
    name : str
        A folder; else a revision, such as `HEAD~1`.
    folder : pathlib.Path
        The folder of which the revision is meant.

    Raises
    ------
    NotFoundError
        It is neither, git cannot tell, or the record at that revision has problems.
    DataError
        The record of that folder has problems.
    """
    if folder_of(name).is_dir():
        return load(name)
    package = package_of(Revision(name, folder))
    if count := len(check(package)):
        raise NotFoundError(
            f"{name}: the record has problems there ({count}), so nothing is compared"
        )
    return typed(package)


def load_pair(old: str, new: str | None) -> tuple[Cooperation, Cooperation]:
    """Return two records to compare; without `new`, the second is the record as it is now."""
    folder = default_folder()
    named = folder_of(new) if new else folder
    present = named if named.is_dir() else folder
    return load_revision(old, present), load_revision(new or str(folder), folder)
