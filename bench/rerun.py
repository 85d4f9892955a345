"""What one new meeting costs: the steps of `make` against other ways to run the notebooks again."""

from __future__ import annotations

import compileall
import csv
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from . import measuring, records

LEFT_OUT = shutil.ignore_patterns(
    ".venv*", ".git", "site", "__pycache__", ".hypothesis", "*.egg-info", ".*_cache", "results.json"
)

AUTHOR = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]


def checkout(home: Path) -> Path:
    """Return a copy of the checkout with one more meeting on one topic, taken up before."""
    copy = Path(tempfile.mkdtemp(dir=home)) / "checkout"
    shutil.copytree(records.ROOT, copy, ignore=LEFT_OUT)
    compileall.compile_dir(copy / "src", quiet=1)  # as it is where make has been run before
    documents = [
        sys.executable,
        "-m",
        "helpers",
        "documents",
    ]  # so that none is older than the code
    about = {**os.environ, "PYTHONPATH": str(copy / "src")}
    subprocess.run(documents, cwd=copy, env=about, check=True, capture_output=True)
    for words in (["init", "-q"], ["add", "-A"], [*AUTHOR, "commit", "-q", "-m", "as it was"]):
        subprocess.run(["git", *words], cwd=copy, check=True)
    meeting = _row(copy, "meetings")
    new = "2029-03-measured"
    _append(
        copy,
        "meetings",
        {key: meeting[key] for key in ("kind", "status", "format", "source_id")}
        | {"meeting_id": new, "date": "2029-03", "title": "A meeting made to be measured"},
    )
    exchange = _row(copy, "exchanges")
    _append(
        copy,
        "exchanges",
        {key: exchange[key] for key in ("topic_id", "mode", "source_id")}
        | {"exchange_id": f"{new}-one", "meeting_id": new},
    )
    return copy


def _row(copy: Path, name: str) -> dict[str, str]:
    with (copy / f"data/{name}.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.DictReader(file))


def _append(copy: Path, name: str, cells: dict[str, str]) -> None:
    with (copy / f"data/{name}.csv").open("r+", encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
        file.seek(0, 2)
        csv.DictWriter(file, header, restval="", lineterminator="\n").writerow(cells)


def helpers(copy: Path) -> list[list]:
    """Return the steps of `make`."""
    steps = ("check", "tidy", "diff", "site", "documents")
    return [[sys.executable, "-m", "helpers", step] for step in steps]


def notebooks(copy: Path) -> list[Path]:
    """Return the notebooks that `make` runs."""
    return sorted([*copy.glob("notebooks/*.ipynb"), *copy.glob("examples/*/*.ipynb")])


def nbconvert(copy: Path) -> list[list]:
    """Return nbconvert's run and page of each notebook in turn."""
    return [
        [sys.executable, "-m", "nbconvert", "--execute", "--to", "html", path]
        for path in notebooks(copy)
    ]


def papermill(copy: Path) -> list[list]:
    """Return papermill's run of each notebook in turn, without a page."""
    return [
        [sys.executable, "-m", "papermill", path, copy / path.name, "--cwd", path.parent]
        for path in notebooks(copy)
    ]


WAYS = {
    "make (check, tidy, diff, site, documents)": helpers,
    "nbconvert, notebook by notebook": nbconvert,
    "papermill, notebook by notebook": papermill,
}


def one(home: Path, way) -> dict:
    """Return the seconds of one way, in a fresh copy of the checkout."""
    copy = checkout(home)
    environment = {"PYTHONPATH": str(copy / "src"), "COOPERATION_DATA": str(copy / "data")}
    if way is helpers:
        environment["COOPERATION_DATA"] = ""
    try:
        return measuring.seconds(*way(copy), cwd=copy, environment=environment)
    finally:
        shutil.rmtree(copy.parent)


def measure(home: Path, runs: int) -> list[dict]:
    """Return the seconds of each way."""
    print("after one new meeting", file=sys.stderr)
    return measuring.alternate(
        {name: lambda way=way: one(home, way) for name, way in WAYS.items()},
        runs,
    )
