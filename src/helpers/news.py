"""What is new in a record, for its readers: what its changelog says, and what git does not hold yet."""

from __future__ import annotations

import re
from pathlib import Path

from . import revisions
from .changes import in_words
from .cooperation import Cooperation


def latest(folder: Path) -> list[str]:
    """Return what changed last in a record: the newest Data list of the changelog beside it.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the record; `CHANGELOG.md` lies in it or beside it.
    """
    for path in (folder / "CHANGELOG.md", folder.resolve().parent / "CHANGELOG.md"):
        if path.is_file():
            lists = re.findall(r"^### Data\n(.*?)(?=^#|\Z)", path.read_text("utf-8"), re.M | re.S)
            items = [re.findall(r"^[-*] (.+(?:\n +.+)*)", text, re.M) for text in lists]
            newest = next(filter(None, items), [])
            return [" ".join(item.replace("`", "").split()) for item in newest]
    return []


def unsaved(folder: Path, cooperation: Cooperation) -> list[str]:
    """Return in words what differs from the last commit; nothing where git has none of it.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the record.
    cooperation : Cooperation
        The record as it stands there.
    """
    try:
        return in_words(revisions.load("HEAD", folder), cooperation)
    except revisions.NotFound:
        return []
