"""What was measured as ratios: ours by theirs, beside the bound that was set."""

from __future__ import annotations

import dataclasses

BOUNDS = {  # the targets; ours by theirs
    ("frictionless", 100_000, "seconds"): 1 / 20,
    ("pandas", 100_000, "seconds"): 3,
    "growth": 12,
    "bytes a row": 600,
    "page": 0.42,
    "rerun": 0.6,
    "import": 1.2,
}
GROWTH = (100_000, 1_000_000)  # rows, between which the two bounds on growth are set


@dataclasses.dataclass(frozen=True)
class Ratio:
    """Two numbers side by side; `ratio` is ours by theirs, and less is better."""

    what: str
    ours: str
    beside: str
    theirs: str
    ratio: float
    bound: float | None = None

    @property
    def verdict(self) -> str:
        """Tell whether the bound is kept."""
        if self.bound is None:
            return ""
        return f"at most {self.bound:.3g}: {'kept' if self.ratio <= self.bound else 'missed'}"


def seconds(number: float) -> str:
    """Return a time as people read it."""
    return f"{number * 1000:.0f} ms" if number < 0.9995 else f"{number:.3g} s"


def megabytes(number: float) -> str:
    """Return bytes as people read them."""
    return f"{number / 1e6:,.0f} MB" if number >= 1e7 else f"{number / 1e6:.2f} MB"


def all_of(results: dict) -> list[Ratio]:
    """Return every ratio of a run, in the order of the report."""
    return [
        *_by_size(results["sizes"]),
        *_growth(results["sizes"]),
        *_problems(results["problems"]),
        *_pages(results.get("pages", [])),
        *_first_against_rest(results.get("rerun", []), "one new meeting", BOUNDS["rerun"]),
        *_starts(results.get("starts", [])),
    ]


def _by_size(rows: list[dict]) -> list[Ratio]:
    found = []
    for ours in (row for row in rows if row["tool"] == "helpers"):
        for theirs in rows:
            if theirs["meetings"] != ours["meetings"] or theirs is ours:
                continue
            for column, words, name in (
                ("seconds", seconds, "time"),
                ("peak", megabytes, "peak memory"),
            ):
                found.append(
                    Ratio(
                        f"{name}, {_size(ours)}",
                        words(ours[column]),
                        theirs["tool"],
                        words(theirs[column]),
                        ours[column] / theirs[column],
                        BOUNDS.get((theirs["tool"], ours["meetings"], column)),
                    )
                )
    return found


def _size(row: dict) -> str:
    return f"{row['meetings']:,} meetings, {row['rows']:,} rows"


def slope(rows: list[dict], between: tuple[int, int] | None = None) -> dict | None:
    """Return what a row more costs us, between two sizes; None where they were not measured.

    Parameters
    ----------
    rows : list of dict
        The results by size.
    between : pair of int, optional
        The rows of the two records; without them the two largest are taken.

    Returns
    -------
    dict
        `small`, `large` (the rows of the results), `seconds` and `bytes` a row of the record.
    """
    mine = sorted((row for row in rows if row["tool"] == "helpers"), key=lambda row: row["rows"])
    ends = [row for row in mine if row["rows"] in between] if between else mine[-2:]
    if len(ends) < 2:
        return None
    small, large = ends
    more = large["rows"] - small["rows"]
    return {
        "small": small,
        "large": large,
        "seconds": (large["seconds"] - small["seconds"]) / more,
        "bytes": (large["peak"] - small["peak"]) / more,
    }


def _growth(rows: list[dict]) -> list[Ratio]:
    aimed_at = slope(rows, GROWTH)
    found = aimed_at or slope(rows)
    if found is None:
        return []
    small, large = found["small"], found["large"]
    return [
        Ratio(
            f"time, {_size(large)}",
            seconds(large["seconds"]),
            f"helpers, {small['rows']:,} rows",
            seconds(small["seconds"]),
            large["seconds"] / small["seconds"],
            BOUNDS["growth"] if aimed_at else None,
        ),
        Ratio(
            f"bytes of peak memory for each row more, {small['rows']:,} to {large['rows']:,}",
            f"{found['bytes']:,.0f}",
            "one row",
            "1",
            found["bytes"],
            BOUNDS["bytes a row"] if aimed_at else None,
        ),
    ]


def _problems(rows: list[dict]) -> list[Ratio]:
    clean, broken = rows
    name = f"a problem in every row, {clean['meetings']:,} meetings"
    return [
        Ratio(
            f"{word}, {name}",
            words(broken[column]),
            "helpers, no problem",
            words(clean[column]),
            broken[column] / clean[column],
        )
        for column, words, word in (
            ("seconds", seconds, "time"),
            ("peak", megabytes, "peak memory"),
        )
    ]


def _pages(rows: list[dict]) -> list[Ratio]:
    if not rows:
        return []
    ours, theirs = rows
    found = [
        Ratio(
            "page size",
            megabytes(ours["bytes"]),
            theirs["tool"],
            megabytes(theirs["bytes"]),
            ours["bytes"] / theirs["bytes"],
            BOUNDS["page"],
        )
    ]
    if "first_figure_ms" in ours:
        mine, other = ours["first_figure_ms"], theirs["first_figure_ms"]
        found.append(
            Ratio(
                "time to the first figure",
                seconds(mine / 1000),
                theirs["tool"],
                seconds(other / 1000),
                mine / other,
            )
        )
    return found


def _first_against_rest(rows: list[dict], what: str, bound: float) -> list[Ratio]:
    return [
        Ratio(
            f"{what}: {rows[0]['tool']}",
            seconds(rows[0]["seconds"]),
            other["tool"],
            seconds(other["seconds"]),
            rows[0]["seconds"] / other["seconds"],
            bound,
        )
        for other in rows[1:]
    ]


def _starts(rows: list[dict]) -> list[Ratio]:
    if not rows:
        return []
    pandas, *ours = rows
    return [
        Ratio(
            row["tool"],
            seconds(row["seconds"]),
            pandas["tool"],
            seconds(pandas["seconds"]),
            row["seconds"] / pandas["seconds"],
            BOUNDS["import"] if row["tool"] == "import helpers" else None,
        )
        for row in ours
    ]
