"""Read the files of a record, or replace several of them at once, all or nothing.

1. A writer takes the lock `.lock`, undoes what a killed writer left, and asks what is to be written.
2. The new texts and copies of the old ones go to disk in `.change/`; then its journal names them all.
3. The new texts are moved into place; after a failure or a kill the old copies are moved back.
4. The change counts when `.change` is renamed to `.done`, which is then swept away.
5. A reader who finds a journal reads the old copies, and reads again if anything moved meanwhile.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TypeVar

from . import disk
from .disk import NotWritten

DECLARATION = "datapackage.json"
LOCK, PENDING, DONE, JOURNAL = ".lock", ".change", ".done", "journal.json"
WAIT = 120  # seconds that a writer waits for another
_ATTEMPTS = 9
_T = TypeVar("_T")


def default_folder() -> Path:
    """Return the record of this checkout: `$COOPERATION_DATA`, else `data/`."""
    named = os.environ.get("COOPERATION_DATA")
    return Path(os.path.expanduser(named)) if named else Path(__file__).parents[2] / "data"


class Files:
    """The files of a folder as they stand at one moment, a change under way left out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._journal = disk.content(folder / PENDING / JOURNAL)
        self._entries = _entries(self._journal)
        self._seen: dict[str, tuple | None] = {}

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file, or None where it is missing.

        Parameters
        ----------
        name : str
            The file's path inside the folder.

        Raises
        ------
        OSError
            The file is there but cannot be read.
        """
        path = self.folder / name
        self._seen.setdefault(name, disk.signature(path))
        data, entry = disk.content(path), self._entries.get(name)
        if entry is None or data is None or disk.digest(data) != entry["new"]:
            return data
        return disk.content(self.folder / PENDING / entry["copy"]) if entry["copy"] else None

    def names(self) -> list[str]:
        """Return the names of the files of the folder, hidden ones left out, sorted."""
        folder = self.folder
        found = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        return sorted(name for name in found if name[0] not in ".~")

    def are_unchanged(self) -> bool:
        """Tell whether all that was read is still as it was when it was read."""
        return disk.content(self.folder / PENDING / JOURNAL) == self._journal and all(
            disk.signature(self.folder / name) == seen for name, seen in self._seen.items()
        )


class Replaced:
    """The files of a record with some of them replaced, in memory alone."""

    def __init__(self, files: Files, new: Mapping[str, bytes]) -> None:
        self.folder, self._files, self._new = files.folder, files, new

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file, or None where it is missing."""
        return self._new[name] if name in self._new else self._files.read(name)

    def names(self) -> list[str]:
        """Return the names of the files, sorted."""
        return sorted({*self._files.names(), *self._new})


def reading(folder: Path, read: Callable[[Files], _T]) -> _T:
    """Return what `read` makes of the files as they stand at one moment.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the record.
    read : callable
        Gets the `Files`; called again where another program wrote meanwhile.
    """
    for _ in range(_ATTEMPTS):
        _recover(folder)
        files = Files(folder)
        try:
            result = read(files)
        except Exception:
            if files.are_unchanged():
                raise
        else:
            if files.are_unchanged():
                return result
    with _locked(folder, WAIT):
        return read(Files(folder))


def change(folder: Path, make: Callable[[Files], Mapping[str, bytes]]) -> dict[str, bytes]:
    """Replace files by what `make` gives, all of them or none.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the record.
    make : callable
        Gets the `Files` as they stand under the lock, gives name → new bytes. What it raises is
        raised, and nothing is written.

    Returns
    -------
    dict of str to bytes
        The files that were replaced: those whose bytes differ.

    Raises
    ------
    NotWritten
        The files could not be written, or another program changed them; they are as they were.
    """
    with _locked(folder, WAIT):
        try:
            _undo(folder)
            files = Files(folder)
            new = make(files)
            old = {name: files.read(name) for name in new}
            new = {name: data for name, data in sorted(new.items()) if old[name] != data}
            if new:
                _refuse_open(folder, new)
                entries = _stage(folder, new, old)
                if not files.are_unchanged():
                    raise NotWritten(f"{folder}: another program just changed it", "try again")
                _move(folder, entries)
        except BaseException as error:
            with contextlib.suppress(OSError):  # else the next read undoes it
                _undo(folder)
            if isinstance(error, OSError):
                raise disk.in_words(folder, error) from error
            raise
        _sweep(folder)
    return new


def _stage(folder: Path, new: Mapping[str, bytes], old: Mapping[str, bytes | None]) -> dict:
    """Put the new texts and copies of the old ones on disk; return what the journal will say."""
    pending = folder / PENDING
    pending.mkdir()
    entries = {}
    for i, (name, data) in enumerate(new.items()):
        copy = None if old[name] is None else f"{i}.old"
        disk.write(pending / f"{i}.new", data, folder / name)
        if copy:
            disk.write(pending / copy, old[name], folder / name)
        entries[name] = {"from": f"{i}.new", "copy": copy, "new": disk.digest(data)}
    return entries


def _move(folder: Path, entries: dict) -> None:
    """Write the journal, move the new texts into place, and let the change count."""
    pending = folder / PENDING
    journal = {"token": uuid.uuid4().hex, "files": entries}
    disk.write(pending / "journal.new", json.dumps(journal).encode())
    os.replace(pending / "journal.new", pending / JOURNAL)
    disk.sync(pending, folder)
    places = {name: Path(os.path.realpath(folder / name)) for name in entries}
    for name, entry in entries.items():
        os.replace(pending / entry["from"], places[name])
    disk.sync(*{place.parent for place in places.values()})
    os.rename(pending, folder / DONE)


def _undo(folder: Path) -> None:
    """Move the old copies of an unfinished change back, and sweep up; under the lock.

    A file that is neither the old nor the new one was written by a person since: it stays.
    """
    _sweep(folder)
    pending = folder / PENDING
    if not pending.exists():
        return
    for name, entry in _entries(disk.content(pending / JOURNAL)).items():
        place = Path(os.path.realpath(folder / name))
        data = disk.content(place)
        if data is None or disk.digest(data) != entry["new"]:
            continue
        if entry["copy"]:
            os.replace(pending / entry["copy"], place)
        else:
            place.unlink()
        disk.sync(place.parent)
    os.rename(pending, folder / DONE)
    _sweep(folder)


def is_inside(name: str) -> bool:
    """Tell whether a path names a file inside the folder that it is relative to."""
    path = PurePosixPath(name)
    is_below = not path.is_absolute() and ".." not in path.parts
    is_name = bool(name.strip()) and name.isprintable() and len(name) <= 200
    return is_below and is_name and "\\" not in name and ":" not in name


def _entries(journal: bytes | None) -> dict[str, dict]:
    """Return what a journal says of each file; nothing where no writer of ours wrote it."""
    try:
        entries = json.loads(journal)["files"] if journal else {}
        sound = all(
            is_inside(name)
            and isinstance(entry["new"], str)
            and (entry["copy"] is None or re.fullmatch(r"\d+\.old", entry["copy"]))
            for name, entry in entries.items()
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
    return entries if sound else {}


def _sweep(folder: Path) -> None:
    """Remove what a finished or undone change left behind."""
    if (folder / DONE).exists():
        disk.sync(folder)
        shutil.rmtree(folder / DONE, ignore_errors=True)


def _recover(folder: Path) -> None:
    """Undo what a killed writer left, unless it is still at work or the folder is read-only."""
    if (folder / PENDING).exists() or (folder / DONE).exists():
        with contextlib.suppress(NotWritten, OSError), _locked(folder, 0):
            _undo(folder)


@contextlib.contextmanager
def _locked(folder: Path, seconds: float) -> Iterator[None]:
    """Hold the lock of a folder; the system releases it when the process dies."""
    import filelock

    lock = filelock.FileLock(folder / LOCK, timeout=seconds, poll_interval=0.01)
    try:
        os.listdir(folder)  # the library would make a folder that is not there
        lock.acquire()
    except filelock.Timeout:
        raise NotWritten(
            f"{folder}: another change is still being written after {seconds:g} seconds",
            "wait for it, then try again",
        ) from None
    except OSError as error:
        raise disk.in_words(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def _refuse_open(folder: Path, names) -> None:
    """Refuse to replace a file that LibreOffice or Excel says it has open."""
    for place in (folder / name for name in names):
        for mark in (f".~lock.{place.name}#", f"~${place.name}"):
            if (place.parent / mark).exists():
                raise NotWritten(
                    f"{place}: is open in a spreadsheet, which has left {mark} beside it",
                    f"close it there and try again; if it is open nowhere, delete {mark}",
                )
