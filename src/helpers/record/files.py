"""Read the files of a record, or replace several of them at once, all or nothing.

1. A writer takes the lock `.lock`, undoes what a killed writer left, and asks what is to be written.
2. The new texts and copies of the old ones go to disk in `.change/`; then its journal names them all.
3. The new texts are moved into place; after a failure or a kill the old copies are moved back.
4. The change counts when `.change` is renamed to `.done`, which is then swept away.
5. A reader who finds a journal reads the old copies, and reads again if anything moved meanwhile.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TypeVar

DECLARATION = "datapackage.json"
LOCK, PENDING, DONE, JOURNAL = ".lock", ".change", ".done", "journal.json"
WAIT = 120  # seconds that a writer waits for another
_ATTEMPTS = 9
_T = TypeVar("_T")


def project_folder() -> Path:
    """Return the folder of the project: its `data/` is the record, its `notebooks/` the questions.

    It is the checkout that this code lies in. Where the code is installed elsewhere, it is the
    nearest folder, from here upwards, whose `data/` holds a record; and if there is none, this one.
    """
    here = Path.cwd()
    for folder in (Path(__file__).parents[3], here, *here.parents):
        if (folder / "data" / DECLARATION).is_file():
            return folder
    return here


def default_folder() -> Path:
    """Return the record that is read when none is named: `$COOPERATION_DATA`, else `data/`."""
    named = os.environ.get("COOPERATION_DATA")
    return Path(os.path.expanduser(named)) if named else project_folder() / "data"


class Files:
    """The files of a folder as they stand at one moment, a change under way left out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._journal = content_of(folder / PENDING / JOURNAL)
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
        self._seen.setdefault(name, signature(path))
        data, entry = content_of(path), self._entries.get(name)
        if entry is None or data is None or digest_of(data) != entry["new"]:
            return data
        return content_of(self.folder / PENDING / entry["copy"]) if entry["copy"] else None

    def names(self) -> list[str]:
        """Return the names of the files of the folder, hidden ones left out, sorted."""
        folder = self.folder
        found = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        return sorted(name for name in found if name[0] not in ".~")

    def are_unchanged(self) -> bool:
        """Tell whether all that was read is still as it was when it was read."""
        return content_of(self.folder / PENDING / JOURNAL) == self._journal and all(
            signature(self.folder / name) == seen for name, seen in self._seen.items()
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


def read_files(folder: Path, read: Callable[[Files], _T]) -> _T:
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


def change_files(folder: Path, make: Callable[[Files], Mapping[str, bytes]]) -> dict[str, bytes]:
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
    NotWrittenError
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
                    raise NotWrittenError(f"{folder}: another program just changed it", "try again")
                _move(folder, entries)
        except BaseException as error:
            with contextlib.suppress(OSError):  # else the next read undoes it
                _undo(folder)
            if isinstance(error, OSError):
                raise not_written(folder, error) from error
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
        write_file(pending / f"{i}.new", data, folder / name)
        if copy:
            write_file(pending / copy, old[name], folder / name)
        entries[name] = {"from": f"{i}.new", "copy": copy, "new": digest_of(data)}
    return entries


def _move(folder: Path, entries: dict) -> None:
    """Write the journal, move the new texts into place, and let the change count."""
    pending = folder / PENDING
    journal = {"token": uuid.uuid4().hex, "files": entries}
    write_file(pending / "journal.new", json.dumps(journal).encode())
    os.replace(pending / "journal.new", pending / JOURNAL)
    sync_folders(pending, folder)
    places = {name: Path(os.path.realpath(folder / name)) for name in entries}
    for name, entry in entries.items():
        os.replace(pending / entry["from"], places[name])
    sync_folders(*{place.parent for place in places.values()})
    os.rename(pending, folder / DONE)


def _undo(folder: Path) -> None:
    """Move the old copies of an unfinished change back, and sweep up; under the lock.

    A file that is neither the old nor the new one was written by a person since: it stays.
    """
    _sweep(folder)
    pending = folder / PENDING
    if not pending.exists():
        return
    for name, entry in _entries(content_of(pending / JOURNAL)).items():
        place = Path(os.path.realpath(folder / name))
        data = content_of(place)
        if data is None or digest_of(data) != entry["new"]:
            continue
        if entry["copy"]:
            os.replace(pending / entry["copy"], place)
        else:
            place.unlink()
        sync_folders(place.parent)
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
        sync_folders(folder)
        shutil.rmtree(folder / DONE, ignore_errors=True)


def _recover(folder: Path) -> None:
    """Undo what a killed writer left, unless it is still at work or the folder is read-only."""
    if (folder / PENDING).exists() or (folder / DONE).exists():
        with contextlib.suppress(NotWrittenError, OSError), _locked(folder, 0):
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
        raise NotWrittenError(
            f"{folder}: another change is still being written after {seconds:g} seconds",
            "wait for it, then try again",
        ) from None
    except OSError as error:
        raise not_written(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def _refuse_open(folder: Path, names) -> None:
    """Refuse to replace a file that LibreOffice or Excel says it has open."""
    for place in (folder / name for name in names):
        for mark in (f".~lock.{place.name}#", f"~${place.name}"):
            if (place.parent / mark).exists():
                raise NotWrittenError(
                    f"{place}: is open in a spreadsheet, which has left {mark} beside it",
                    f"close it there and try again; if it is open nowhere, delete {mark}",
                )


_FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY)


UNTOUCHED = "Nothing was written; the files are as they were"


class NotWrittenError(Exception):
    """A change was not written, and why; `state` tells how the files are now."""

    def __init__(self, what: str, remedy: str, state: str = UNTOUCHED) -> None:
        super().__init__(what, remedy, state)

    def __str__(self) -> str:
        what, remedy, state = self.args
        return f"{what}.\n    {state}.\n    Fix: {remedy}."


def not_written(folder: Path, error: OSError, state: str = UNTOUCHED) -> NotWrittenError:
    """Return what an error of the system means to a person."""
    name = error.filename2 or error.filename or folder
    what = f"{name}: {error.strerror or error}"
    if error.errno in _FULL:
        return NotWrittenError(what, "free some space on the disk, then try again", state)
    if error.errno in _REFUSED:
        return NotWrittenError(
            what,
            "close the file where it is open in another program, or make the folder writable; then try again",
            state,
        )
    return NotWrittenError(what, "see to that, then try again", state)


def write_file(path: Path, data: bytes, like: Path | None = None) -> None:
    """Write a file and wait until it is on disk; with the mode of another, where that is there."""
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if like is not None and like.exists():
        shutil.copymode(like, path)


def replace_file(path: Path, data: bytes) -> None:
    """Replace a file, or what a link of its name leads to; cut off, it is the old or the new one."""
    place = Path(os.path.realpath(path))
    fresh = place.with_name(f".{place.name}.new")
    try:
        write_file(fresh, data, place)
        os.replace(fresh, place)
    finally:
        fresh.unlink(missing_ok=True)
    sync_folders(place.parent)


def sync_folders(*folders: Path) -> None:
    """Wait until the names in folders are on disk; Windows has no such call, nor the need."""
    for folder in folders if os.name != "nt" else ():
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def content_of(path: Path) -> bytes | None:
    """Return the bytes of a file, or None where there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None


def digest_of(data: bytes) -> str:
    """Return what stands for a content: its SHA-256."""
    return hashlib.sha256(data).hexdigest()


def signature(path: Path) -> tuple | None:
    """Return what changes when a file is replaced or written to, or None where there is none."""
    try:
        stat = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns
