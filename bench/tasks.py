"""One task on generated records, in a process of its own: `python -m bench.tasks TASK SMALL FOLDER`.

The task is done once on the small record, which pays for the imports; then it is measured.
"""

from __future__ import annotations

import concurrent.futures
import json
import multiprocessing
import resource
import sys
import time
from functools import partial
from pathlib import Path


def load(folder: Path) -> None:
    """Check and load a record."""
    import helpers

    helpers.load(folder)


def matrix(folder: Path):
    """Return how many meetings took up each topic in each year; all is checked."""
    import helpers

    return helpers.topic_year_matrix(helpers.load(folder))


def plain_pandas(folder: Path):
    """Return the same, from the two tables that it needs; nothing is checked."""
    import pandas as pd

    meetings = pd.read_csv(folder / "meetings.csv")
    exchanges = pd.read_csv(folder / "exchanges.csv")
    held = meetings[meetings["status"] == "held"]
    rows = exchanges.merge(held, on="meeting_id").drop_duplicates(["meeting_id", "topic_id"])
    return pd.crosstab(rows["topic_id"], rows["date"].str[:4])


def frictionless(folder: Path) -> None:
    """Validate the package."""
    import frictionless

    report = frictionless.validate(str(folder / "datapackage.json"))
    if not report.valid:
        raise ValueError(report.to_summary()[:2000])


def problems(folder: Path) -> None:
    """Write the message on a record that has a problem in every row."""
    import helpers

    try:
        helpers.load(folder)
    except helpers.DataError as error:
        str(error)
    else:
        raise ValueError("the record has no problem")


def loop(folder: Path) -> None:
    """Return the meetings of all records of a folder, one record after the other."""
    import pandas as pd

    import helpers

    pd.concat(helpers.timeline(helpers.load(path)) for path in folder.iterdir())


def survey(folder: Path, processes: int) -> dict:
    """Return the bytes of the same, collected by `helpers.survey`, and of its largest worker."""
    import helpers

    start_anew = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(processes, mp_context=start_anew) as pool:
        rows, _ = helpers.survey(folder.iterdir(), helpers.timeline, pool)
    return {
        "rows_bytes": int(rows.memory_usage(deep=True).sum()),
        "worker_peak": peak(resource.RUSAGE_CHILDREN),
    }


TASKS = {
    "load": load,
    "load and matrix": matrix,
    "plain pandas": plain_pandas,
    "frictionless validate": frictionless,
    "problems": problems,
    "plain loop": loop,
    "survey, 1 process": partial(survey, processes=1),
    "survey, 2 processes": partial(survey, processes=2),
}


def peak(who: int = resource.RUSAGE_SELF) -> int:
    """Return the most memory that this process, or the largest of its children, had, in bytes."""
    most = resource.getrusage(who).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def measured(task: str, small: Path, folder: Path) -> dict:
    """Return `seconds` and `peak` (bytes) of one task, and the numbers that it returns itself."""
    TASKS[task](small)
    began = time.perf_counter()
    result = TASKS[task](folder)
    seconds = time.perf_counter() - began
    further = result if isinstance(result, dict) else {}
    return {"seconds": seconds, "peak": peak(), **further}


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1], *map(Path, sys.argv[2:]))))
