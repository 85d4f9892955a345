"""The results as a page: `README.md` is made from `results.json` and nothing else."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator

PAIRS = 18_000  # of governments: 193 members of the United Nations make 18,528


def factor(ratio: float) -> str:
    """Return a ratio as people read it: 1.8, or 1/17 where it is small."""
    return f"{ratio:.3g}" if ratio >= 0.1 else f"1/{1 / ratio:.3g}"


def in_seconds(number: float) -> str:
    """Return a time as people read it."""
    if number >= 120:
        return f"{number / 60:,.0f} min"
    return f"{number * 1000:.0f} ms" if number < 0.9995 else f"{number:.3g} s"


def in_megabytes(number: float) -> str:
    """Return bytes as people read them."""
    return f"{number / 1e6:,.0f} MB" if number >= 1e7 else f"{number / 1e6:.2f} MB"


def median(runs: list[dict], column: str = "seconds") -> float:
    """Return the median of one number of several runs."""
    return statistics.median(run[column] for run in runs)


def row(
    what: str,
    ours: list[dict],
    beside: str,
    theirs: list[dict],
    bound: float | None = None,
    *,
    column: str = "seconds",
    words: Callable[[float], str] = in_seconds,
) -> list[str]:
    """Return the medians of two lists of runs as the cells of a row; the ratio is ours by theirs."""
    mine, other = median(ours, column), median(theirs, column)
    ratio, verdict = mine / other, ""
    if bound:
        verdict = f"at most {factor(bound)}: {'kept' if ratio <= bound else 'missed'}"
    return [what, words(mine), beside, words(other), factor(ratio), verdict]


def rows(results: dict) -> Iterator[list[str]]:
    """Yield the rows of the page, of those parts that were measured."""
    if "sizes" in results:
        yield from _by_size(results["sizes"])
    if tasks := results.get("problems"):
        what = "a problem in every row, until the message is there"
        yield row(what, tasks["problems"], "the same size, clean", tasks["load"], 3)
    if part := results.get("survey"):
        (_, loop), (first, alone), (second, both) = part["tasks"].items()

        def a_second(number: float) -> str:
            return f"{part['records'] / number:.3g} records a second"

        yield row(first, alone, "plain loop", loop, words=a_second)
        yield row(second, both, first, alone, words=a_second)
    if "pages" in results:
        (_, ours), (name, theirs) = results["pages"].items()
        size = {"column": "bytes", "words": in_megabytes}
        yield row("size of a page", ours, name, theirs, 0.42, **size)
        if "seconds" in ours[0]:
            yield row("time to its first figure", ours, name, theirs)
    if "meeting" in results:
        (_, ours), (name, theirs) = results["meeting"].items()
        yield row("one new meeting: `make`", ours, f"{name}, notebook by notebook", theirs, 0.6)
    if "starts" in results:
        (pandas, theirs), (ours, start), (command, whole) = results["starts"].items()
        yield row(ours, start, pandas, theirs, 1.2)
        yield row(command, whole, pandas, theirs)


def _by_size(sizes: dict[str, dict]) -> Iterator[list[str]]:
    counts = [int(size) for size, tasks in sizes.items() if "frictionless validate" in tasks]
    tasks, name = sizes[f"{counts[-1]}"], f"{counts[-1]:,} rows"
    both, pandas = tasks["load and matrix"], tasks["plain pandas"]
    validate, memory = "frictionless validate", {"column": "peak", "words": in_megabytes}
    yield row(f"check and load {name}", tasks["load"], validate, tasks[validate], 1 / 15)
    yield row(f"load and matrix, {name}", both, "plain pandas", pandas, 4)
    yield row("the same, peak memory", both, "plain pandas", pandas, **memory)
    large = max(map(int, sizes))
    if tenth := sizes.get(f"{large // 10}"):  # a trial has one size
        ours, theirs = (of_size["load and matrix"] for of_size in (sizes[f"{large}"], tenth))
        yield row(f"load and matrix, {large:,} rows", ours, f"a tenth, {large // 10:,}", theirs, 12)


def on_paper(part: dict) -> list[str]:
    """Return what a survey of all pairs of governments would cost, from the one that was measured."""
    runs, records = part["tasks"]["survey, 2 processes"], part["records"]
    time = PAIRS * median(runs) / records
    worker = in_megabytes(median(runs, "worker_peak"))
    collected = in_megabytes(PAIRS * median(runs, "rows_bytes") / records)
    return [
        f"A survey of {PAIRS:,} pairs of governments, each with a record of {part['rows']:,} rows, at the speed of 2 processes:",
        "",
        "| | one machine, 2 processes | ten machines, 20 processes |",
        "| --- | --- | --- |",
        f"| time | {in_seconds(time)} | {in_seconds(time / 10)} |",
        f"| memory of a process | {worker} | {worker} |",
        f"| memory of the frame that is collected | {collected} | {collected} |",
        "",
        "The records share nothing, so ten machines do ten times as much, until the one that collects the frames, or the folder",
        "that all of them read, is too slow: neither was measured here.",
    ]


def table(results: dict) -> str:
    """Return the rows as a Markdown table; a trial is not judged."""
    columns = ["what", "ours", "beside", "theirs", "ratio", "bound"]
    last = -1 if results["is_trial"] else None
    cells = [columns, ["---"] * len(columns), *rows(results)]
    return "\n".join(f"| {' | '.join(line[:last])} |" for line in cells)


def page(results: dict) -> str:
    """Return bench/README.md."""
    machine = results["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    load = ", ".join(f"{number:.1f}" for number in machine["load"])
    lines = [
        "<!-- Generated by `make bench`; run it again instead of editing. -->",
        "# What it costs, beside others",
        "",
    ]
    if results["is_trial"]:
        lines += ["**A trial: small sizes or a part alone. Its numbers mean little.**", ""]
    if min(machine["load"]) > machine["cores"]:
        lines += [BUSY, ""]
    lines += [table(results), "", HOW_TO_READ.format(runs=results["runs"])]
    if results["has_plot"]:
        lines += [f"![{PLOT}](cost.png)", ""]
    if "survey" in results:
        lines += ["## On paper: all pairs of governments", "", *on_paper(results["survey"]), ""]
    return "\n".join(
        [
            *lines,
            "## The machine",
            "",
            f"{machine['day']}: {machine['cores']} cores, {machine['memory'] / 1e9:.0f} GB of memory, {machine['system']}.",
            f"Processes that were waiting or running, before and after each part: {load}; our own are one, of the survey three, so more means",
            f"that other work took its part of the cores. Python {machine['python']}, {versions}.",
            "",
        ]
    )


PLOT = "Seconds and peak memory against the number of rows, a line for each tool"
BUSY = """\
**Measured while other work had the cores (see the end of the page): times that stand in one line may be off by a factor of 2,
and a second process gains little. Measure again on a quiet machine.**"""
HOW_TO_READ = """\
**How to read it.** A ratio is ours by theirs: below 1, ours takes less. The two were measured in turn, each time in a fresh process;
each number is the median of {runs} (of starts, of at least as many), all of which are in `results.json`.

- **Rows**: the record is generated (`tests/generate.py`); of four rows one is a meeting, one an exchange, two are participants. Before the
  clock starts, the process does the same with a small record, so imports are not in the time. They are in the peak memory.
- **frictionless** counts nothing, and does not check all that ours checks.
- **Plain pandas** is `read_csv` with its defaults of the two tables that the matrix needs, `merge` and `crosstab`. It counts the same and
  checks nothing.
- **survey**: `helpers.survey` with the measure `timeline`, the start of its processes included.
- **Page**: `01-timeline`, opened in a fresh browser context without a network.
- **One new meeting**: `make` in a clone in which all was current before a meeting was added. `jupyter nbconvert --execute --to html` of each
  notebook writes pages too, but does not check the record.
- **Import**: the start of Python included. `matrix` is of the record in `data/`.
"""
