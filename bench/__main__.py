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


def main(words: list[str] | None = None) -> int:
    """Run the whole comparison; return 0."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, one run each: a trial")
    parser.add_argument("--runs", type=int, help="of each measure (default: 5, of starts 11)")
    parser.add_argument("--sizes", type=int, nargs="+", help="meetings (default: 250 to 1,000,000)")
    parser.add_argument("--tools", nargs="+", choices=sizes.TOOLS, default=sizes.TOOLS)
    parser.add_argument("--only-sizes", action="store_true", help="no pages, starts and re-runs")
    parser.add_argument("--out", type=Path, help="default: bench/, of a trial bench/trial/")
    wish = parser.parse_args(words)
    out = wish.out or HERE / ("trial" if wish.quick else "")
    several = wish.runs or (1 if wish.quick else 5)
    counts = wish.sizes or ([500, 5_000] if wish.quick else SIZES)
    results = {"machine": machine.named(), "is_trial": wish.quick, "runs": several}
    with tempfile.TemporaryDirectory() as home:
        home = Path(home)
        results["sizes"] = sizes.measure(home, counts, several, wish.tools)
        results["problems"] = sizes.with_problems(home, min(100_000, counts[-1]), several)
        results["stages"] = stages.measure(home, min(100_000, counts[-1]), several)
        if not wish.only_sizes:
            results["starts"] = starts.measure(several if wish.runs or wish.quick else 11)
            results["pages"] = first_figure.measure(home, several)
            results["rerun"] = rerun.measure(home, several)
    out.mkdir(parents=True, exist_ok=True)
    results["has_plot"] = plot.write(results["sizes"], out / "cost.png")
    (out / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (out / "README.md").write_text(report.page(results), encoding="utf-8")
    print(report.ratios(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
