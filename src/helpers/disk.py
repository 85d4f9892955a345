"""One file on disk: read it, write it so that it stays, and say what the system refused."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from pathlib import Path

_FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY)


UNTOUCHED = "Nothing was written; the files are as they were"


class NotWritten(Exception):
    """A change was not written, and why; `state` tells how the files are now."""

    def __init__(self, what: str, remedy: str, state: str = UNTOUCHED) -> None:
        super().__init__(what, remedy, state)

    def __str__(self) -> str:
        what, remedy, state = self.args
        return f"{what}.\n    {state}.\n    Mend it: {remedy}."


def in_words(folder: Path, error: OSError, state: str = UNTOUCHED) -> NotWritten:
    """Return what an error of the system means to a person."""
    name = error.filename2 or error.filename or folder
    what = f"{name}: {error.strerror or error}"
    if error.errno in _FULL:
        return NotWritten(what, "free some space on the disk, then try again", state)
    if error.errno in _REFUSED:
        return NotWritten(
            what,
            "close the file where it is open in another program, or make the folder writable; then try again",
            state,
        )
    return NotWritten(what, "see to that, then try again", state)


def write(path: Path, data: bytes, like: Path | None = None) -> None:
    """Write a file and wait until it is on disk; with the mode of another, where that is there."""
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if like is not None and like.exists():
        shutil.copymode(like, path)


def replace(path: Path, data: bytes) -> None:
    """Replace a file, or what a link of its name leads to; cut off, it is the old or the new one."""
    place = Path(os.path.realpath(path))
    fresh = place.with_name(f".{place.name}.new")
    try:
        write(fresh, data, place)
        os.replace(fresh, place)
    finally:
        fresh.unlink(missing_ok=True)
    sync(place.parent)


def sync(*folders: Path) -> None:
    """Wait until the names in folders are on disk; Windows has no such call, nor the need."""
    for folder in folders if os.name != "nt" else ():
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def content(path: Path) -> bytes | None:
    """Return the bytes of a file, or None where there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None


def digest(data: bytes) -> str:
    """Return what stands for a content: its SHA-256."""
    return hashlib.sha256(data).hexdigest()


def signature(path: Path) -> tuple | None:
    """Return what changes when a file is replaced or written to, or None where there is none."""
    try:
        stat = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns
