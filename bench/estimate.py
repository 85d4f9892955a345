"""On paper: what far larger records would cost, and what would break first."""

from __future__ import annotations

from . import ratios

MOST_TEXT = 2**31 - 1  # bytes of one array of Arrow's `string`, whose offsets have 32 bits
SIZES = (10**8, 10**9)


def told(results: dict) -> list[str]:
    """Return the estimate as lines of Markdown, from the slope between the two largest sizes."""
    slope = ratios.slope(results["sizes"])
    if slope is None:
        return ["Only one size was measured; there is no slope."]
    large, memory = slope["large"], results["machine"]["memory"]
    lines = [
        f"From {slope['small']['rows']:,} to {large['rows']:,} rows, a row more cost"
        f" {slope['seconds'] * 1e6:.3g} µs and {slope['bytes']:,.0f} bytes of peak memory. Were it to go on so:",
        "",
        "| rows | one machine | ten machines, each a tenth |",
        "| --- | --- | --- |",
    ]
    for rows in SIZES:
        cells = []
        for machines in (1, 10):
            share = rows / machines - large["rows"]
            time = large["seconds"] + slope["seconds"] * share
            peak = large["peak"] + slope["bytes"] * share
            fits = "fits" if peak < memory else "does not fit"
            each = "" if machines == 1 else " each"
            cells.append(
                f"{_long(time)}, {peak / 1e9:,.0f} GB{each} ({fits} into {memory / 1e9:.0f} GB)"
            )
        lines.append(f"| {rows:,} | " + " | ".join(cells) + " |")
    return [*lines, "", *_breaks(slope, memory)]


def _long(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _breaks(slope: dict, memory: int) -> list[str]:
    """Return what would break, the first first."""
    large = slope["large"]
    fits = large["rows"] + (memory - large["peak"]) / slope["bytes"]
    text = large["rows"] * MOST_TEXT / large["widest"]
    limits = sorted(
        [
            (
                fits,
                f"memory: at {_round(fits)} rows the tables, which are held whole, fill the {memory / 1e9:.0f} GB of this machine",
            ),
            (
                text,
                f"the reader: at {_round(text)} rows the text of the widest column of ids reaches 2 GiB, the most that one Arrow array of type `string` holds (`combine_chunks` then says offset overflow)",
            ),
        ]
    )
    return [
        "What breaks first, on one machine:",
        "",
        *(f"{place}. {what};" for place, (_, what) in enumerate(limits, 1)),
        "3. patience, long after: the time grows with the rows and no faster.",
        "",
        "On ten machines the sum of the times is the same, and what is new is that references and keys reach"
        f" across the parts: of {SIZES[-1]:,} rows, {_round(SIZES[-1] * large['meetings'] / large['rows'])} are"
        " meetings, whose ids all have to be compared once with those that the other tables name. How fast ten"
        " machines exchange rows was not measured here; it is what would break first there, before the counting does.",
    ]


def _round(number: float) -> str:
    return f"{float(f'{number:.2g}'):,.0f}"
