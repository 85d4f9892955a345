"""Read the files of a record, every one as bytes."""

from __future__ import annotations

from pathlib import Path

DECLARATION = "datapackage.json"


def default_folder() -> Path:
    """Return the record of this checkout: `$COOPERATION_DATA`, else `data/`."""
    import os

    named = os.environ.get("COOPERATION_DATA")
    return Path(named) if named else Path(__file__).parents[2] / "data"


def read(folder: Path, name: str) -> bytes | None:
    """Return the bytes of a file of the record, or None where it is missing.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the record.
    name : str
        The file's path inside it.

    Raises
    ------
    OSError
        The file is there but cannot be read.
    """
    path = folder / name
    return path.read_bytes() if path.is_file() else None


def names(folder: Path) -> list[str]:
    """Return the names of the files of the folder, sorted."""
    return sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
