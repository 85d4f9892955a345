"""One reading of a record by one tool, in a process of its own: `python -m bench.readers TOOL FOLDER`.

Each tool reads the CSV files and counts at how many held meetings a topic was taken up in a year;
the peers read only the two tables that this needs and check nothing, except frictionless, which
checks all tables and counts nothing. Imports are timed apart from the work.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

SQL = """SELECT topic_id, substr(date, 1, 4), count(DISTINCT meeting_id)
FROM {exchanges} AS exchanges JOIN {meetings} AS meetings USING (meeting_id) WHERE status = 'held' GROUP BY 1, 2"""


def with_helpers():
    """Check, load and count with this project."""
    from helpers import measures, record

    def work(folder: Path):
        matrix = measures.topic_year_matrix(record.load(folder))
        return lambda: matrix.stack().items()

    return work


def with_pandas():
    """Count with bare pandas."""
    import pandas as pd

    def work(folder: Path):
        as_text = {"dtype": str, "keep_default_na": False}
        meetings = pd.read_csv(folder / "meetings.csv", **as_text)
        exchanges = pd.read_csv(folder / "exchanges.csv", **as_text)
        held = meetings.loc[meetings["status"].eq("held"), ["meeting_id", "date"]]
        rows = exchanges.merge(held, on="meeting_id").drop_duplicates(["meeting_id", "topic_id"])
        matrix = pd.crosstab(rows["topic_id"], rows["date"].str[:4])
        return lambda: matrix.stack().items()

    return work


def with_duckdb():
    """Count with one query on the files."""
    import duckdb

    def work(folder: Path):
        names = {
            name: f"read_csv('{folder / name}.csv', all_varchar=true)"
            for name in ("exchanges", "meetings")
        }
        rows = duckdb.connect().execute(SQL.format(**names)).fetchall()
        return lambda: (((topic, year), number) for topic, year, number in rows)

    return work


def with_sqlite():
    """Insert with sqlite-utils, then count in SQL."""
    import sqlite3

    from sqlite_utils.cli import cli

    def work(folder: Path):
        with tempfile.TemporaryDirectory(dir=folder.parent) as home:
            base = f"{home}/record.db"
            for name, key in (("meetings", "meeting_id"), ("exchanges", "exchange_id")):
                words = ["insert", base, name, f"{folder / name}.csv", "--csv", "--pk", key]
                cli.main([*words, "--silent"], standalone_mode=False)
            sql = SQL.format(exchanges="exchanges", meetings="meetings")
            rows = sqlite3.connect(base).execute(sql).fetchall()
        return lambda: (((topic, year), number) for topic, year, number in rows)

    return work


def with_frictionless():
    """Validate the package."""
    import frictionless

    def work(folder: Path):
        report = frictionless.validate(str(folder / "datapackage.json"))
        if not report.valid:
            raise ValueError(report.to_summary()[:2000])
        return None

    return work


def with_helpers_on_problems():
    """Tell the problems of a record that has many."""
    from helpers import (
        DataError,
        measures,  # noqa: F401 - as much is imported as for a sound record
        record,
    )

    def work(folder: Path):
        try:
            record.load(folder)
        except DataError as error:
            str(error)
            return None
        raise ValueError("the record has no problem")

    return work


TOOLS = {
    "helpers": with_helpers,
    "pandas": with_pandas,
    "DuckDB": with_duckdb,
    "sqlite-utils": with_sqlite,
    "frictionless": with_frictionless,
    "helpers, a problem in every row": with_helpers_on_problems,
}


def peak() -> int:
    """Return the most memory that this process had at once, in bytes (`ru_maxrss`)."""
    found = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return found if sys.platform == "darwin" else found * 1024


def digest(counts) -> str:
    """Return one short text for the counts above 0, the same for each tool that counts alike."""
    told = sorted(f"{topic} {year} {number}" for (topic, year), number in counts if number)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:12]


def read(tool: str, folder: Path) -> dict:
    """Return seconds and peak memory of one reading, and what it counted."""
    began = time.perf_counter()
    work = TOOLS[tool]()
    imported, base = time.perf_counter(), peak()
    counts = work(folder)
    seconds, most = time.perf_counter() - imported, peak()
    return {
        "seconds": seconds,
        "imports": imported - began,
        "base": base,
        "peak": most,
        "counts": counts and digest(counts()),
    }


if __name__ == "__main__":
    print(json.dumps(read(sys.argv[1], Path(sys.argv[2]).resolve())))
