"""Which notebooks hold their outputs already: nothing that these follow from has changed."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Iterable
from pathlib import Path

from ..record import content_of, replace_file

KEYS = ".ran.json"  # in the folder of the pages
_CODE = Path(__file__).parents[1]


def outputs_keys(notebooks: Iterable[Path], data: Path) -> dict[Path, str]:
    """Return for each notebook a checksum of it and of all that its outputs follow from.

    That is the record, what lies beside the notebook, our code, Python and the libraries. What a
    notebook reads from elsewhere is not seen: without the folder of the pages all is run anew.

    Parameters
    ----------
    notebooks : iterable of pathlib.Path
        The notebooks, with the outputs that they hold.
    data : pathlib.Path
        The folder of the record.
    """
    libraries = sorted(f"{d.name} {d.version}" for d in importlib.metadata.distributions())
    shared = hashlib.sha256("\n".join([platform.python_version(), *libraries]).encode())
    code = (path for path in _CODE.rglob("*") if path.suffix != ".pyc")
    _add(shared, [*code, *data.rglob("*")])
    keys = {}
    for path in notebooks:
        digest = shared.copy()
        beside = (other for other in path.parent.rglob("*") if other.suffix != ".ipynb")
        _add(digest, [*beside, path])
        keys[path] = digest.hexdigest()
    return keys


def _add(digest, paths: Iterable[Path]) -> None:
    for path in sorted(path for path in paths if path.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.resolve()} {len(content)}\n".encode())
        digest.update(content)


def former_keys(out: Path) -> set[str]:
    """Return the keys with which the pages of a folder were written; none where that is not known."""
    return set(_ours(out / KEYS) or ())


def keep_keys(out: Path, keys: Iterable[str]) -> None:
    """Write the keys beside the pages, unless what has the name of their file is none of ours."""
    place = out / KEYS
    is_free = not place.exists() and not place.is_symlink()
    if is_free or _ours(place) is not None:
        replace_file(place, json.dumps(sorted(keys), indent=1).encode())


def _ours(place: Path) -> list[str] | None:
    """Return the keys that a file of ours holds, None where there is no such file."""
    if place.is_symlink():
        return None
    try:
        keys = json.loads(content_of(place) or b"")
    except (ValueError, RecursionError):
        return None
    is_list = isinstance(keys, list) and all(isinstance(key, str) for key in keys)
    return keys if is_list else None
