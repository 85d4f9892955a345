"""Write generated records: `python -m bench.records MEETINGS FOLDER… [--broken]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .measuring import ROOT, run


def write(meetings: int, *folders: Path, is_broken: bool = False) -> None:
    """Write records in a process of its own, so that this one stays small (see `measuring`)."""
    broken = ["--broken"] if is_broken else []
    run([sys.executable, "-m", "bench.records", str(meetings), *folders, *broken])


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests"))
    import generate

    parser = argparse.ArgumentParser(prog="python -m bench.records", description=__doc__)
    parser.add_argument("meetings", type=int)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--broken", action="store_true", help="a problem in every row")
    wish = parser.parse_args()
    for seed, folder in enumerate(wish.folders, 1):
        generate.record(folder, wish.meetings, seed, broken=wish.broken)
