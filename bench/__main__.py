"""Measure, and write results.json, README.md and the plot: `python -m bench [--quick] [--only PART …]`."""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import sys
import tempfile
from functools import partial
from importlib import metadata
from pathlib import Path

from . import pages, plot, records, report
from .measuring import in_turn, run, seconds

HERE = Path(__file__).parent
SIZES, QUICK = (250, 2_500, 25_000, 100_000, 250_000), (500,)  # meetings, each four rows
MOST_OF_FRICTIONLESS = 100_000  # meetings; of more, one run takes minutes
SURVEYED, MEETINGS_OF_SURVEYED = 200, 25
STARTS = {
    "import pandas": ["-c", "import pandas"],
    "import helpers": ["-c", "import helpers"],
    "python -m helpers matrix": ["-m", "helpers", "matrix"],
}
TOOLS = "pandas pyarrow frictionless plotly nbconvert".split()


def by_size(home: Path, runs: int, sizes: tuple[int, ...]) -> dict[str, dict]:
    """Return the runs of each task by the number of rows."""
    return {f"{4 * meetings}": _of_size(home, runs, meetings) for meetings in sizes}


def _of_size(home: Path, runs: int, meetings: int) -> dict[str, list]:
    print(f" {meetings:,} meetings", file=sys.stderr)
    records.write(meetings, home / f"{meetings}")
    tasks = ["load", "load and matrix", "plain pandas"]
    tasks += ["frictionless validate"] * (meetings <= MOST_OF_FRICTIONLESS)
    return _tasks({task: (home / "small", home / f"{meetings}") for task in tasks}, runs)


def with_problems(home: Path, runs: int, meetings: int) -> dict[str, list]:
    """Return the runs on a clean record, and on one of that size with a problem in every row."""
    records.write(meetings, home / "clean")
    records.write(meetings, home / "broken", is_broken=True)
    records.write(10, home / "small broken", is_broken=True)
    folders = {
        "load": (home / "small", home / "clean"),
        "problems": (home / "small broken", home / "broken"),
    }
    return _tasks(folders, runs)


def surveyed(home: Path, runs: int, number: int) -> dict:
    """Return the runs of one measure of many records: a plain loop, one process, two."""
    for folder, count in (("few", 2), ("many", number)):
        records.write(MEETINGS_OF_SURVEYED, *(home / folder / f"{i}" for i in range(count)))
    names = ("plain loop", "survey, 1 process", "survey, 2 processes")
    tasks = _tasks({name: (home / "few", home / "many") for name in names}, runs)
    return {"records": number, "rows": 4 * MEETINGS_OF_SURVEYED, "tasks": tasks}


def _tasks(folders: dict[str, tuple[Path, Path]], runs: int) -> dict[str, list]:
    """Run each task on its small record and on that which is measured."""

    def measured(task: str) -> dict:
        words = [sys.executable, "-m", "bench.tasks", task, *folders[task]]
        return json.loads(run(words).splitlines()[-1])

    return in_turn({task: partial(measured, task) for task in folders}, runs)


def starts(home: Path, runs: int) -> dict[str, list]:
    """Return the runs of each command, from the start of Python to its end."""
    commands = {name: [sys.executable, *words] for name, words in STARTS.items()}
    return in_turn({name: partial(seconds, words) for name, words in commands.items()}, runs)


def machine() -> dict:
    """Return the day, the machine, and the versions of the tools."""
    return {
        "day": f"{datetime.date.today()}",
        "cores": os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "load": [os.getloadavg()[0]],
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {name: metadata.version(name) for name in TOOLS},
    }


def main(words: list[str] | None = None) -> int:
    """Run the comparison, or parts of it as a trial; return 0."""
    sizes = {True: QUICK, False: SIZES}
    parts = {
        "sizes": lambda home, runs, quick: by_size(home, runs, sizes[quick]),
        "problems": lambda home, runs, quick: with_problems(home, runs, 500 if quick else 100_000),
        "survey": lambda home, runs, quick: surveyed(home, runs, 4 if quick else SURVEYED),
        "pages": lambda home, runs, quick: pages.pages(home, runs),
        "meeting": lambda home, runs, quick: pages.new_meeting(home, runs),
        "starts": lambda home, runs, quick: starts(home, runs if quick else max(runs, 11)),
    }
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small size, one run each: a trial")
    parser.add_argument("--runs", type=int, help="of each measure (default: 5, of starts 11)")
    parser.add_argument("--only", nargs="+", choices=parts, help="some parts: a trial")
    parser.add_argument("--out", type=Path, help="default: bench/, of a trial bench/trial/")
    wish = parser.parse_args(words)
    is_trial = bool(wish.quick or wish.only)
    out = wish.out or HERE / ("trial" if is_trial else "")
    runs = wish.runs or (1 if wish.quick else 5)
    results = {"machine": machine(), "is_trial": is_trial, "runs": runs}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        records.write(10, home / "small")
        for part, measure in parts.items():
            if part in (wish.only or parts):
                print(part, file=sys.stderr)
                results[part] = measure(home, runs, wish.quick)
                results["machine"]["load"].append(os.getloadavg()[0])
    out.mkdir(parents=True, exist_ok=True)
    results["has_plot"] = "sizes" in results and plot.write(results["sizes"], out / "cost.png")
    (out / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (out / "README.md").write_text(report.page(results), encoding="utf-8")
    print(report.table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
