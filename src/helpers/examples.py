"""Edits of a sound record, and what is told of each: by them the list of checks is shown."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from . import checks, datapackage, tables
from .problems import Problems


def edits(file: Path) -> dict[str, list[dict]]:
    """Return the edits of a file in TOML: check → its edits.

    An edit names the `file`, the `old` text and the `new` one; without `new` the text goes, without
    `old` the new one is the whole file, without both the file goes. `times` repeats the new text,
    `encoding` is that in which the file is saved. `told` is the message, `also` the further checks
    that the edit sets off, `today` the day on which a remark is made.
    """
    return tomllib.loads(file.read_text(encoding="utf-8"))


def problems(folder: Path, edit: dict) -> Problems:
    """Return what is told of a copy of a record after an edit.

    Raises
    ------
    ValueError
        The old text is not in the file.
    """
    with _edited(folder, edit) as copy:
        return checks.check(datapackage.read(copy), tables.NEEDED)


def remarks(folder: Path, edit: dict) -> Problems:
    """Return the remarks on a copy of a record after an edit, on the day `today` that it names."""
    with _edited(folder, edit) as copy:
        return tables.remarks(copy, edit["today"])


@contextlib.contextmanager
def _edited(folder: Path, edit: dict) -> Iterator[Path]:
    """Give the folder of a copy of a record after an edit."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "record"
        shutil.copytree(folder, copy)
        path = copy / edit["file"]
        text = path.read_text(encoding="utf-8")
        new = edit.get("new", "") * edit.get("times", 1)
        if "old" in edit:
            if edit["old"] not in text:
                raise ValueError(f"{edit['file']} does not hold {edit['old']!r}")
            new = text.replace(edit["old"], new, 1)
        if "old" in edit or "new" in edit:
            path.write_bytes(new.encode(edit.get("encoding", "utf-8")))
        else:
            path.unlink()
        yield copy
