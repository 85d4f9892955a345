"""Time and memory of a record by its size, tool by tool."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from . import measuring, records

TOOLS = ("helpers", "pandas", "DuckDB", "sqlite-utils", "frictionless")
SLOW, MOST_OF_SLOW = ("sqlite-utils", "frictionless"), 250_000  # meetings, a minute a run


def one(tool: str, folder: Path) -> dict:
    """Return what one reading in a fresh process took."""
    return measuring.told([sys.executable, "-m", "bench.readers", tool, folder], folder)


def measure(home: Path, sizes: list[int], runs: int, tools=TOOLS) -> list[dict]:
    """Return a row a tool and size: seconds, imports (seconds), base and peak (bytes).

    Raises
    ------
    ValueError
        Two tools do not count the same.
    """
    rows = []
    for meetings in sizes:
        print(f"{meetings:,} meetings", file=sys.stderr)
        folder = records.write(home / str(meetings), meetings)
        facts = records.facts(folder)
        these = [tool for tool in tools if tool not in SLOW or meetings <= MOST_OF_SLOW]
        found = measuring.alternate({tool: partial(one, tool, folder) for tool in these}, runs)
        counts = {row["tool"]: row.pop("counts") for row in found}
        if len(set(counts.values()) - {None}) > 1:
            raise ValueError(f"the tools do not count the same: {counts}")
        rows += [{**row, **facts} for row in found]
    return rows


def with_problems(home: Path, meetings: int, runs: int) -> list[dict]:
    """Return two rows: the same number of meetings without a problem, and with one in every row."""
    print(f"{meetings:,} meetings, a problem in every row", file=sys.stderr)
    clean = records.write(home / "clean", meetings)
    broken = records.write(home / "broken", meetings, is_broken=True)
    tools = {"helpers": clean, "helpers, a problem in every row": broken}
    measures = {tool: partial(one, tool, folder) for tool, folder in tools.items()}
    found = measuring.alternate(measures, runs)
    facts = records.facts(clean)
    return [{**row, **facts} for row in found]
