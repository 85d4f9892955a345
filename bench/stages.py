"""Where our time goes, stage by stage: `python -m bench.stages FOLDER`, in a process of its own."""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from pathlib import Path

from . import measuring, records


def read(folder: Path) -> dict:
    """Return the seconds of each stage of one load and matrix, as `helpers.load` takes them in turn."""
    from helpers import measures
    from helpers.record import checks
    from helpers.record.load import typed
    from helpers.record.package import read_package

    told, began = {}, time.perf_counter()

    def stage(name: str, result):
        nonlocal began
        told[name], began = time.perf_counter() - began, time.perf_counter()
        return result

    package = stage("files to cells", read_package(folder))
    problems = stage("checks", checks.check(package))
    if len(problems):
        raise ValueError(str(problems)[:2000])
    cooperation = stage("cells to types", typed(package))
    stage("matrix", measures.topic_year_matrix(cooperation))
    return told


def measure(home: Path, meetings: int, runs: int) -> dict:
    """Return the median of each stage, and `meetings` and `rows`."""
    print(f"{meetings:,} meetings, stage by stage", file=sys.stderr)
    folder = records.write(home / "stages", meetings)
    one = partial(measuring.told, [sys.executable, "-m", "bench.stages", folder], folder)
    (found,) = measuring.alternate({"helpers": one}, runs)
    return {**found, **records.facts(folder)}


if __name__ == "__main__":
    print(json.dumps(read(Path(sys.argv[1]).resolve())))
