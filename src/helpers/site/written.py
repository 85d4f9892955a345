"""A folder that we write anew: only our files in it are replaced or removed, all else stays.

`.written.json` in the folder names our files, each with the digest of what we wrote; a file that
was changed since is no longer ours. A change of the folder is made so:

1. Whatever is in the way is reported, and nothing is written.
2. The new files go to disk in a folder of their own inside; then the list names old and new ones.
3. Each new file is moved into place; then old ones that are no longer written are removed.
4. The list names the new files alone.

Cut off anywhere, each file is the old or the new one, and the next run finishes.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path, PurePosixPath

from ..record import (
    NotWrittenError,
    content_of,
    digest_of,
    is_inside,
    not_written,
    sync_folders,
    write_file,
)

LIST, STAGE, MARK = ".written.json", ".written-", ".ours"
ABOUT = "What python -m helpers wrote here, with SHA-256; it replaces and removes nothing else."
HALFWAY = "Some files are new already, the others are as they were"

Known = Callable[[Path], Iterable[str]]


def none_known(folder: Path) -> tuple[str, ...]:
    """Return that no file of a folder without a list is ours."""
    return ()


def written_names(folder: Path) -> list[str] | None:
    """Return the names on the list of a folder, or None where it has no list.

    Raises
    ------
    NotWrittenError
        What has the name of the list is none of ours.
    """
    files = _list(folder)
    return None if files is None else sorted(files)


def check_folder(
    folder: Path, wanted: Iterable[str], known: Known = none_known
) -> dict[str, Collection[str | None]]:
    """Return our files in a folder, name to digests, if nothing of others is in the way.

    Parameters
    ----------
    folder : pathlib.Path
        The folder; it need not be there.
    wanted : iterable of str
        The names of the files that are to be written, relative to it.
    known : callable
        Gets the folder where it has no list, gives the names of files in it that are ours.

    Raises
    ------
    NotWrittenError
        A file of ours would replace what is not ours, or leave the folder by a link.
    """
    if folder.exists() and not folder.is_dir():
        raise NotWrittenError(
            f"{folder}: is not a folder", "move it elsewhere, or name another folder"
        )
    listed = _list(folder)
    ours: dict[str, Collection[str | None]]
    if listed is not None:
        ours = {**listed}
    else:
        ours = {name: (_digest(folder / name),) for name in known(folder) if is_inside(name)}
    obstacles = {}
    for name in wanted:
        if not is_inside(name):
            obstacles[folder / name] = "is a name that not every system takes"
        above = [folder / parent for parent in list(PurePosixPath(name).parents)[-2::-1]]
        for place in above:
            if place.exists() and not place.is_dir():
                obstacles[place] = "is a file where a folder is needed"
        place = folder / name
        if place.is_dir():
            obstacles[place] = "is a folder where a file is needed"
        elif place.exists() and _digest(place) not in ours.get(name, ()):
            obstacles[place] = "was not written by this command, or was changed since"
        obstacles.update((link, "is a link") for link in (*above, place) if link.is_symlink())
    if obstacles:
        raise NotWrittenError(
            "\n".join(f"{place}: {reason}" for place, reason in obstacles.items()),
            "move it elsewhere or delete it, or name another folder",
        )
    return ours


def replace_files(
    folder: Path, files: Mapping[str, bytes], known: Known = none_known, last: str = ""
) -> None:
    """Write files into a folder, and remove those of ours that are no longer among them.

    Parameters
    ----------
    folder : pathlib.Path
        The folder; it is made where it is missing.
    files : mapping of str to bytes
        Path inside the folder, with `/`, to content.
    known : callable
        As for `check_folder`.
    last : str
        The file that is moved into place after all others.

    Raises
    ------
    NotWrittenError
        Something of others is in the way, or the system refused.
    """
    stage, state = None, {}
    try:
        check_folder(folder, files, known)
        folder.mkdir(parents=True, exist_ok=True)
        for stale in folder.glob(f"{STAGE}*/"):  # by a run that was cut off
            if content_of(stale / MARK) == ABOUT.encode():
                shutil.rmtree(stale)
        stage = Path(tempfile.mkdtemp(prefix=STAGE, dir=folder))
        write_file(stage / MARK, ABOUT.encode())
        ours = check_folder(folder, files, known)
        new = {name: digest_of(data) for name, data in files.items()}
        moved = [name for name in files if _digest(folder / name) != new[name]]
        moved.sort(key=lambda name: name == last)
        for place, name in enumerate(moved):
            write_file(stage / str(place), files[name])
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
        either: dict[str, Collection[str | None]] = {
            name: {*ours.get(name, ()), digest} for name, digest in new.items()
        }
        _write_list(folder, stage, {**ours, **either})
        state = {"state": HALFWAY}
        for place, name in enumerate(moved):
            os.replace(stage / str(place), folder / name)
        for name in ours.keys() - files.keys():
            _remove(folder, name, ours[name])
        _write_list(folder, stage, {name: [digest] for name, digest in new.items()})
        sync_folders(*{(folder / name).parent for name in moved})
    except OSError as error:
        raise not_written(folder, error, **state) from error
    finally:
        if stage:
            shutil.rmtree(stage, ignore_errors=True)


def _remove(folder: Path, name: str, digests: Collection[str | None]) -> None:
    """Remove a file of ours, unless it was changed or a link leads to it."""
    place = folder / name
    above = [folder / parent for parent in PurePosixPath(name).parents]
    has_link = place.is_symlink() or any(parent.is_symlink() for parent in above[:-1])
    if not has_link and _digest(place) in digests:
        place.unlink()


def _digest(path: Path) -> str | None:
    data = content_of(path)
    return None if data is None else digest_of(data)


def _list(folder: Path) -> dict[str, list[str]] | None:
    """Return the list of a folder, or None where there is none."""
    path = folder / LIST
    if not path.exists() and not path.is_symlink():
        return None
    try:
        found = json.loads(path.read_bytes())["files"]
        is_sound = not path.is_symlink() and all(
            is_inside(name)
            and isinstance(digests, list)
            and all(isinstance(digest, str) for digest in digests)
            for name, digests in found.items()
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        is_sound = False
    if not is_sound:
        raise NotWrittenError(
            f"{path}: is not a list that this command wrote",
            "move it elsewhere or delete it, or name another folder",
        )
    return found


def _write_list(folder: Path, stage: Path, ours: Mapping[str, Collection[str | None]]) -> None:
    listed = {name: sorted(filter(None, digests)) for name, digests in sorted(ours.items())}
    text = json.dumps({"about": ABOUT, "files": listed}, ensure_ascii=False, indent=1) + "\n"
    write_file(stage / LIST, text.encode())
    os.replace(stage / LIST, folder / LIST)
