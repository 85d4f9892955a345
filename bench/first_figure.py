"""Page size, and time to the first figure, against nbconvert with plotly's own offline renderer."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from . import measuring, records

NOTEBOOK = "01-timeline.ipynb"
OFFLINE = (
    'import plotly.graph_objects\nimport plotly.io\n\nplotly.io.renderers.default = "notebook"'
)
WATCH = """new MutationObserver((_, watching) => {
  if (document.querySelector(".main-svg")) { window.firstFigure = performance.now(); watching.disconnect(); }
}).observe(document, { childList: true, subtree: true });"""


def ours(home: Path) -> Path:
    """Return the page that `python -m helpers site` writes."""
    subprocess.run(
        [sys.executable, "-m", "helpers", "site", "data", "--out", home / "site"],
        cwd=records.ROOT,
        check=True,
        capture_output=True,
    )
    return home / "site" / NOTEBOOK.replace(".ipynb", ".html")


def plotlys(home: Path) -> Path:
    """Return nbconvert's page of the same notebook, its figures shown by plotly's renderer."""
    import nbformat

    notebook = nbformat.read(records.ROOT / "notebooks" / NOTEBOOK, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = re.sub(
                r"^(helpers\.figures\..*)$",
                r"plotly.graph_objects.Figure(\1)",
                cell.source,
                flags=re.M,
            )
    notebook.cells.insert(0, nbformat.v4.new_code_cell(OFFLINE))
    path = home / NOTEBOOK
    nbformat.write(notebook, path)
    measuring.seconds(
        [sys.executable, "-m", "nbconvert", "--execute", "--to", "html", path],
        cwd=records.ROOT,
        environment={"COOPERATION_DATA": str(records.ROOT / "data")},
    )
    return path.with_suffix(".html")


@contextmanager
def _browser() -> Iterator:
    """Give a Chromium or Chrome, or None where there is none."""
    from playwright.sync_api import sync_playwright

    from helpers.site import browser

    found = browser.find()
    if not found:
        yield None
        return
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield running
        running.close()


def one(running, path: Path) -> dict:
    """Return the milliseconds until a fresh page, without a network, shows a figure."""
    context = running.new_context(offline=True)
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(path.resolve().as_uri())
    page.wait_for_selector(".main-svg", state="attached")
    shown = page.evaluate("window.firstFigure")
    context.close()
    return {"first_figure_ms": float(shown)}


def measure(home: Path, runs: int) -> list[dict]:
    """Return `bytes` of each page and, with a browser, `first_figure_ms`."""
    print("pages", file=sys.stderr)
    pages = {"helpers": ours(home), "nbconvert with plotly's offline renderer": plotlys(home)}
    sizes = {tool: path.stat().st_size for tool, path in pages.items()}
    with _browser() as running:
        if running is None:
            return [{"tool": tool, "bytes": size, "runs": 0} for tool, size in sizes.items()]
        found = measuring.alternate(
            {tool: partial(one, running, path) for tool, path in pages.items()},
            runs,
        )
        version = running.version
    return [{**row, "bytes": sizes[row["tool"]], "browser": version} for row in found]
