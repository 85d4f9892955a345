"""The plot of cost against size."""

from __future__ import annotations

import os
from pathlib import Path

from .report import median

INK, GRID = "#1F2937", "#D1D5DB"
LOOKS = {  # name, colour, sign and dash: in grey, the last two tell them apart
    "load and matrix": ("helpers: load and matrix", "#0072B2", "circle", "solid"),
    "plain pandas": ("plain pandas: matrix", "#6B7280", "square", "dash"),
    "frictionless validate": ("frictionless: validate", "#D55E00", "x", "longdash"),
}


def write(sizes: dict[str, dict], path: Path) -> bool:
    """Draw seconds and peak memory against rows; return whether a browser was there to do it."""
    from helpers.site import browser

    found = browser.find()
    if not found:
        return False
    os.environ.setdefault("BROWSER_PATH", found)
    figure(sizes).write_image(path, scale=1.5, width=760, height=400)
    return True


def figure(sizes: dict[str, dict]):
    """Return the plot: two panels, both axes of each logarithmic, a line for each tool."""
    from plotly.subplots import make_subplots

    plot = make_subplots(
        rows=1, cols=2, subplot_titles=("Seconds", "Peak memory, MB"), horizontal_spacing=0.15
    )
    for panel, (column, unit) in enumerate((("seconds", 1), ("peak", 1e6)), 1):
        for task, (name, colour, sign, dash) in LOOKS.items():
            there = {int(rows): tasks[task] for rows, tasks in sizes.items() if task in tasks}
            plot.add_scatter(
                x=list(there),
                y=[median(runs, column) / unit for runs in there.values()],
                mode="lines+markers",
                line={"color": colour, "dash": dash, "width": 2},
                marker={"symbol": sign, "size": 8},
                name=name,
                showlegend=panel == 1,
                row=1,
                col=panel,
            )
    axis = {"type": "log", "gridcolor": GRID, "zeroline": False}
    plot.update_xaxes(**axis, dtick=1, tickformat=",d", title="rows")
    plot.update_yaxes(**axis, dtick="D2", tickformat=",~r", exponentformat="none")
    plot.update_layout(
        template=None,
        font={"family": "sans-serif", "size": 12, "color": INK},
        title={"text": "Time and memory against size, less is better", "x": 0.02, "y": 0.97},
        margin={"l": 60, "r": 20, "t": 70, "b": 90},
        legend={"orientation": "h", "y": -0.24, "x": 0.5, "xanchor": "center"},
    )
    return plot
