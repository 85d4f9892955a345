"""Read the files of a record, or replace several of them at once: all of them or none.

1. A writer takes the lock `.lock`, puts back what a killed writer left, and computes the new files.
2. It writes the old and the new texts into the folder `.void-change`, and waits for the disk.
3. It renames that folder to `.undo-change`: from now on the change can be undone.
4. It replaces the files one by one. After an error or a kill, the old texts are put back.
5. It renames `.undo-change` to `.void-change`: from now on the change counts.

A reader who finds `.undo-change` puts the old files back. If it cannot, since the writer is still at
work or the folder is read-only, it reads the old texts. It reads again if a file changed meanwhile.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Protocol, TypeVar

DECLARATION = "datapackage.json"
LOCK = ".lock"
UNDO = ".undo-change"  # the old texts of a change that does not count yet
VOID = ".void-change"  # the same, not complete yet or not needed any more
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


class AnyFiles(Protocol):
    """Files of a record that can be read: of a folder, with some replaced, or of a revision."""

    folder: Path

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file, or None where it is missing."""

    def names(self) -> list[str]:
        """Return the names of the files, sorted."""


class Files:
    """The files of a folder as they stand at one moment, without a change that does not count yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._change = content_of(folder / UNDO / "id")
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
        data, undo = content_of(path), self.folder / UNDO
        if data is not None and data == content_of(undo / "new" / name):
            return content_of(undo / "old" / name)
        return data

    def names(self) -> list[str]:
        """Return the names of the files of the folder, hidden ones left out, sorted."""
        folder = self.folder
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        return sorted(name for name in names if name[0] not in ".~")

    def are_unchanged(self) -> bool:
        """Return whether every file that was read is still as it was then."""
        return content_of(self.folder / UNDO / "id") == self._change and all(
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
            _restore(folder)
            files = Files(folder)
            new = make(files)
            old = {name: files.read(name) for name in new}
            new = {name: data for name, data in sorted(new.items()) if old[name] != data}
            if new:
                _refuse_open(folder, new)
                _write_copies(folder, new, old)
                if not files.are_unchanged():
                    raise NotWrittenError(f"{folder}: another program just changed it", "try again")
                os.rename(folder / VOID, folder / UNDO)
                sync_folders(folder)
                for name, data in new.items():
                    replace_file(folder / name, data)
                os.rename(folder / UNDO, folder / VOID)
        except BaseException as error:
            with contextlib.suppress(OSError):  # else the next reader puts the old files back
                _restore(folder)
            if isinstance(error, OSError):
                raise not_written(folder, error) from error
            raise
        _sweep(folder)
    return new


def _write_copies(folder: Path, new: Mapping[str, bytes], old: Mapping[str, bytes | None]) -> None:
    """Write the new texts and the old ones into a folder; a file that is added has no old text."""
    copies = folder / VOID
    copies.mkdir()
    write_file(copies / "id", os.urandom(16))
    for kind, texts in (("new", new), ("old", old)):
        for name in new:
            path = copies / kind / name
            path.parent.mkdir(parents=True, exist_ok=True)
            data = texts[name]
            if data is not None:
                write_file(path, data, like=folder / name)
    sync_folders(copies, *(path for path in copies.rglob("*") if path.is_dir()))


def _restore(folder: Path) -> None:
    """Put the old files back where a change was not completed; the caller holds the lock.

    A file that differs from the new text was not replaced, or a person saved it since: it stays.
    """
    undo = folder / UNDO
    for new in (path for path in (undo / "new").rglob("*") if path.is_file()):
        name = new.relative_to(undo / "new")
        place = Path(os.path.realpath(folder / name))
        _beside(place).unlink(missing_ok=True)
        if content_of(place) == content_of(new):
            old = content_of(undo / "old" / name)
            if old is not None:
                replace_file(place, old)
            else:
                place.unlink()
                sync_folders(place.parent)
    if undo.exists():
        os.rename(undo, folder / VOID)
    _sweep(folder)


def _sweep(folder: Path) -> None:
    """Remove the copies of a change that counts, was undone or had not begun."""
    if (folder / VOID).exists():
        sync_folders(folder)
        shutil.rmtree(folder / VOID, ignore_errors=True)


def _recover(folder: Path) -> None:
    """Put back what a killed writer left, unless a writer is at work or the folder is read-only."""
    if (folder / UNDO).exists() or (folder / VOID).exists():
        with contextlib.suppress(NotWrittenError, OSError), _locked(folder, 0):
            _restore(folder)


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
    """A change was not written; the message says why, how the files are now, and what helps."""

    def __init__(self, what: str, remedy: str, state: str = UNTOUCHED) -> None:
        super().__init__(what, remedy, state)

    def __str__(self) -> str:
        what, remedy, state = self.args
        return f"{what}.\n    {state}.\n    Fix: {remedy}."


def not_written(folder: Path, error: OSError, state: str = UNTOUCHED) -> NotWrittenError:
    """Return an error of the system as a message that a person can act on."""
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
    """Write a file and wait until it is on disk; give it the mode of another file, if that exists."""
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if like is not None and like.exists():
        shutil.copymode(like, path)


def replace_file(path: Path, data: bytes) -> None:
    """Replace a file, or the file that a link leads to; after a kill it is the old or the new one."""
    place = Path(os.path.realpath(path))
    fresh = _beside(place)
    try:
        write_file(fresh, data, place)
        os.replace(fresh, place)
    finally:
        fresh.unlink(missing_ok=True)
    sync_folders(place.parent)


def _beside(place: Path) -> Path:
    """Return where the new text of a file is written before it is moved into place."""
    return place.with_name(f".{place.name}.new")


def sync_folders(*folders: Path) -> None:
    """Wait until the names in folders are on disk; Windows has no such call and does not need it."""
    for folder in folders if os.name != "nt" else ():
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def is_inside(name: str) -> bool:
    """Return whether a path names a file inside the folder that it is relative to."""
    path = PurePosixPath(name)
    is_below = not path.is_absolute() and ".." not in path.parts
    is_name = bool(name.strip()) and name.isprintable() and len(name) <= 200
    return is_below and is_name and "\\" not in name and ":" not in name


def content_of(path: Path) -> bytes | None:
    """Return the bytes of a file, or None where there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of a content, by which it is recognised."""
    return hashlib.sha256(data).hexdigest()


def signature(path: Path) -> tuple | None:
    """Return what changes when a file is replaced or written to, or None where there is none."""
    try:
        stat = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns
