"""A record as it stood at a revision of git, or as it stands in a folder."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path, PurePosixPath

from .checks import check
from .cooperation import Cooperation
from .files import default_folder
from .load import load, typed
from .package import folder_of, package_of

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

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file, or None where it is missing."""
        done = self._git("show", f"{self._commit}:./{PurePosixPath(name)}")
        return None if done.returncode else done.stdout

    def names(self) -> list[str]:
        """Return the names of the files of the folder, sorted."""
        listed = self._git("ls-tree", "--name-only", "-z", self._commit, "./").stdout
        return sorted(PurePosixPath(name).name for name in listed.decode().split("\0") if name)


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
    """Return two records to compare; without `new`, the second is the record as it stands."""
    folder = default_folder()
    named = folder_of(new) if new else folder
    present = named if named.is_dir() else folder
    return load_revision(old, present), load_revision(new or str(folder), folder)
