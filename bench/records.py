"""The generated records that are measured: `python -m bench.records FOLDER MEETINGS [broken]`."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

from .measuring import ROOT

LARGE = ("meetings", "participants", "exchanges")


def write(folder: Path, meetings: int, is_broken: bool = False) -> Path:
    """Write a record in a process of its own, so that this one stays small (see `measuring`)."""
    told = ["broken"] if is_broken else []
    subprocess.run(
        [sys.executable, "-m", "bench.records", folder, str(meetings), *told], check=True, cwd=ROOT
    )
    return folder


def facts(folder: Path) -> dict:
    """Return how large a record is: `meetings`, `rows`, `bytes`, and `widest`, the bytes of its largest column of ids."""
    found = {"rows": 0, "bytes": 0, "widest": 0}
    for name in LARGE:
        path = folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            header = next(rows)
            widths, count = [0] * len(header), 0
            for count, row in enumerate(rows, 1):  # noqa: B007 - the number of rows, after the loop
                widths = [a + len(b) for a, b in zip(widths, row, strict=True)]
        if name == "meetings":
            found["meetings"] = count
        found["rows"] += count
        found["bytes"] += path.stat().st_size
        ids = [width for name, width in zip(header, widths, strict=True) if name.endswith("_id")]
        found["widest"] = max(found["widest"], *ids)
    return found


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests"))
    import generate

    generate.record(Path(sys.argv[1]), int(sys.argv[2]), broken="broken" in sys.argv[3:])
