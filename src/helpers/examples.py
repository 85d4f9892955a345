"""Edits that break a sound record, and what is told of each: by them the list of checks is shown."""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from pathlib import Path

from . import checks, datapackage, tables
from .problems import Problems


def edits(file: Path) -> dict[str, list[dict]]:
    """Return the edits of a file in TOML: check → its edits.

    An edit names the `file`, the `old` text and the `new` one; without `new` the text goes, without
    `old` the new one is the whole file, without both the file goes. `times` repeats the new text,
    `encoding` is that in which the file is saved. `told` is the message, `also` the further checks
    that the edit sets off.
    """
    return tomllib.loads(file.read_text(encoding="utf-8"))


def problems(folder: Path, edit: dict) -> Problems:
    """Return what is told of a copy of a record after an edit.

    Raises
    ------
    ValueError
        The old text is not in the file.
    """
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
        return checks.check(datapackage.read(copy), tables.NEEDED)
