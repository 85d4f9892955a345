"""The plot of cost against size."""

from __future__ import annotations

import os
from pathlib import Path

INK, GRID, NARROW = "#1F2937", "#D1D5DB", {"width": 760, "height": 400}
LOOKS = {  # colour, sign and dash: in grey, the last two tell them apart
    "helpers": ("#0072B2", "circle", "solid"),
    "pandas": ("#6B7280", "square", "dash"),
    "DuckDB": ("#009E73", "diamond", "dot"),
    "sqlite-utils": ("#CC79A7", "triangle-up", "dashdot"),
    "frictionless": ("#D55E00", "x", "longdash"),
}


def write(rows: list[dict], path: Path) -> bool:
    """Draw seconds and peak memory against meetings; return whether a browser was there to do it."""
    from helpers.site import browser

    found = browser.find()
    if not found:
        return False
    os.environ.setdefault("BROWSER_PATH", found)
    figure(rows).write_image(path, scale=1.5, **NARROW)
    return True


def figure(rows: list[dict]):
    """Return the plot: two panels, both axes of each logarithmic, each line named at its end."""
    from plotly.subplots import make_subplots

    plot = make_subplots(
        rows=1, cols=2, subplot_titles=("Seconds", "Peak memory, MB"), horizontal_spacing=0.22
    )
    for panel, (column, unit) in enumerate((("seconds", 1), ("peak", 1e6)), 1):
        for tool, (colour, sign, dash) in LOOKS.items():
            mine = [row for row in rows if row["tool"] == tool]
            plot.add_scatter(
                x=[row["rows"] for row in mine],
                y=[row[column] / unit for row in mine],
                mode="lines+markers",
                line={"color": colour, "dash": dash, "width": 2},
                marker={"symbol": sign, "size": 8},
                name=tool,
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
