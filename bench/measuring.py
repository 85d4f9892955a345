"""Run commands side by side, several times over.

This process imports nothing large: on Linux a child begins with its parent's `ru_maxrss`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]


def in_turn(measures: Mapping[str, Callable[[], dict]], runs: int) -> dict[str, list[dict]]:
    """Run each measure once, then each again, so that what else the machine does meets them all.

    Parameters
    ----------
    measures : mapping of str to callable
        Name → one run, which returns its numbers by name.
    runs : int
        How many turns.
    """
    numbers: dict[str, list[dict]] = {name: [] for name in measures}
    for turn in range(runs):
        for name, measure in measures.items():
            print(f"  {name} ({turn + 1} of {runs})", file=sys.stderr)
            numbers[name].append(measure())
    return numbers


def run(command: list, cwd: Path = ROOT, environment: Mapping[str, str] | None = None) -> str:
    """Run a command and return what it prints.

    Raises
    ------
    RuntimeError
        The command failed; the message holds the end of what it printed.
    """
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{command}: {(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def seconds(
    *commands: list, cwd: Path = ROOT, environment: Mapping[str, str] | None = None
) -> dict:
    """Return the time that commands take, one after the other, from start to end."""
    began = time.perf_counter()
    for command in commands:
        run(command, cwd, environment)
    return {"seconds": time.perf_counter() - began}
