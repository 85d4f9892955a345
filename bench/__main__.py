"""Measure, and write results.json, README.md and the plot: `python -m bench [--quick] [--out FOLDER]`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from . import first_figure, machine, plot, report, rerun, sizes, stages, starts

HERE = Path(__file__).parent
SIZES = [250, 2_500, 25_000, 100_000, 250_000, 1_000_000]  # meetings, each four rows
NEEDED = ("sizes", "problems", "stages")  # by the report, beside which the others may be missing
PARTS = (*NEEDED, "starts", "pages", "rerun")


def main(words: list[str] | None = None) -> int:
    """Run the whole comparison, or parts of it anew; return 0."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, one run each: a trial")
    parser.add_argument("--runs", type=int, help="of each measure (default: 5, of starts 11)")
    parser.add_argument("--sizes", type=int, nargs="+", help="meetings (default: 250 to 1,000,000)")
    parser.add_argument("--tools", nargs="+", choices=sizes.TOOLS, default=sizes.TOOLS)
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, help="what to measure; the rest is kept"
    )
    parser.add_argument("--out", type=Path, help="default: bench/, of a trial bench/trial/")
    wish = parser.parse_args(words)
    out = wish.out or HERE / ("trial" if wish.quick else "")
    several = wish.runs or (1 if wish.quick else 5)
    counts = wish.sizes or ([500, 5_000] if wish.quick else SIZES)
    most = min(100_000, counts[-1])
    results = {"machine": machine.named(), "is_trial": wish.quick, "runs": several}
    results |= kept(out / "results.json", results) if wish.only else {}
    lacking = [part for part in NEEDED if part not in (wish.only or PARTS) and part not in results]
    if lacking:
        parser.error(f"not measured before, so name them too: {', '.join(lacking)}")
    with tempfile.TemporaryDirectory() as home:
        home = Path(home)
        measures = {
            "sizes": lambda: sizes.measure(home, counts, several, wish.tools),
            "problems": lambda: sizes.with_problems(home, most, several),
            "stages": lambda: stages.measure(home, most, several),
            "starts": lambda: starts.measure(several if wish.runs or wish.quick else 11),
            "pages": lambda: first_figure.measure(home, several),
            "rerun": lambda: rerun.measure(home, several),
        }
        results |= {part: measures[part]() for part in wish.only or PARTS}
    out.mkdir(parents=True, exist_ok=True)
    results["has_plot"] = plot.write(results["sizes"], out / "cost.png")
    (out / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (out / "README.md").write_text(report.page(results), encoding="utf-8")
    print(report.ratios(results))
    return 0


def kept(path: Path, now: dict) -> dict:
    """Return the parts that were measured before, in the same way and on the same machine.

    Raises
    ------
    SystemExit
        The machine, its versions or the number of runs differ, so that the parts would not fit together.
    """
    if not path.exists():
        return {}
    former = json.loads(path.read_text(encoding="utf-8"))

    def way(results: dict) -> tuple:
        lasting = {**results["machine"], "day": "", "load": 0}
        return lasting, results["is_trial"], results["runs"]

    if way(former) != way(now):
        raise SystemExit(f"{path} is of another machine, version or number of runs: measure all")
    return {part: former[part] for part in PARTS if part in former}


if __name__ == "__main__":
    sys.exit(main())
