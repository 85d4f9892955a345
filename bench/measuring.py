"""Measure things side by side: each in turn, several times over; medians of the lot.

This process imports nothing large: on Linux a child begins with its parent's `ru_maxrss`.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]


def alternate(measures: Mapping[str, Callable[[], dict]], runs: int) -> list[dict]:
    """Run each measure in turn, `runs` times, and return one row a measure.

    Parameters
    ----------
    measures : mapping of str to callable
        Name → one run, which returns its numbers by name (and texts, equal in all runs).
    runs : int
        How many turns.

    Returns
    -------
    list of dict
        `tool`, `runs`, the median of each number, and `spread`, the least and most of its first.

    Raises
    ------
    ValueError
        A text differs between two runs.
    """
    found: dict[str, list[dict]] = {name: [] for name in measures}
    for turn in range(runs):
        for name, measure in measures.items():
            print(f"  {name} ({turn + 1} of {runs})", file=sys.stderr)
            found[name].append(measure())
    return [_median(name, rows) for name, rows in found.items()]


def _median(name: str, rows: list[dict]) -> dict:
    told = {"tool": name, "runs": len(rows)}
    first = next(iter(rows[0]))
    for key in rows[0]:
        values = [row[key] for row in rows]
        if isinstance(values[0], (int, float)):
            middle = statistics.median(values)
            told[key] = round(middle) if isinstance(values[0], int) else round(middle, 4)
        elif values.count(values[0]) != len(values):
            raise ValueError(f"{name}: {key} differs between runs: {values}")
        else:
            told[key] = values[0]
    ends = min(row[first] for row in rows), max(row[first] for row in rows)
    return {**told, "spread": [round(end, 4) for end in ends]}


def seconds(*commands: list[str], cwd=None, environment: Mapping[str, str] | None = None) -> dict:
    """Return the time that commands take, one after the other; what they print is dropped.

    Raises
    ------
    RuntimeError
        A command failed; the message holds the end of what it printed.
    """
    began = time.perf_counter()
    for command in commands:
        _run(command, cwd, {**os.environ, **(environment or {})})
    return {"seconds": time.perf_counter() - began}


def _run(command: list, cwd, environment: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command}: {(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def told(command: list, folder: Path) -> dict:
    """Return the JSON that a command ends with, the files of a folder read before, as after a change of one.

    Raises
    ------
    RuntimeError
        The command failed; the message holds the end of what it printed.
    """
    _warm(folder)
    return json.loads(_run(command, ROOT).splitlines()[-1])


def _warm(folder: Path) -> None:
    """Read the files, so that no tool waits for the disk because a slow one came before it."""
    for path in folder.glob("*.csv"):
        with path.open("rb") as file:
            while file.read(1_000_000):
                pass
