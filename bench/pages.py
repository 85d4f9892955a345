"""What a reader's page and an author's new meeting cost, beside nbconvert."""

from __future__ import annotations

import compileall
import csv
import json
import re
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path

from .measuring import ROOT, in_turn, run, seconds

NOTEBOOK = "01-timeline"
NBCONVERT = [sys.executable, "-m", "nbconvert", "--execute", "--to", "html"]
OFFLINE = (
    'import plotly.graph_objects\nimport plotly.io\n\nplotly.io.renderers.default = "notebook"'
)
WATCH = """new MutationObserver((_, watching) => {
  if (document.querySelector(".main-svg")) { window.firstFigure = performance.now(); watching.disconnect(); }
}).observe(document, { childList: true, subtree: true });"""


def pages(home: Path, runs: int) -> dict[str, list[dict]]:
    """Return the `bytes` of one notebook's page and, with a browser, `seconds` to its first figure."""
    from helpers.site import browser

    run([sys.executable, "-m", "helpers", "site", "data", "--out", home / "site"])
    paths = {
        "helpers site": home / "site" / f"{NOTEBOOK}.html",
        "nbconvert with plotly's offline renderer": _nbconvert_page(home),
    }
    if not browser.find():
        return {name: [{"bytes": path.stat().st_size}] for name, path in paths.items()}
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=["--no-sandbox"])
        opened = {name: partial(_first_figure, chromium, path) for name, path in paths.items()}
        numbers = in_turn(opened, runs)
        chromium.close()
    return numbers


def _nbconvert_page(home: Path) -> Path:
    """Return nbconvert's page of the same notebook, its figures shown by plotly's renderer."""
    import nbformat

    notebook = nbformat.read(ROOT / "notebooks" / f"{NOTEBOOK}.ipynb", as_version=4)
    figure = re.compile(r"^(helpers\.figures\..*)$", re.M)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = figure.sub(r"plotly.graph_objects.Figure(\1)", cell.source)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(OFFLINE))
    path = home / f"{NOTEBOOK}.ipynb"
    nbformat.write(notebook, path)
    run([*NBCONVERT, path], environment={"COOPERATION_DATA": str(ROOT / "data")})
    return path.with_suffix(".html")


def _first_figure(chromium, path: Path) -> dict:
    """Return the seconds until a fresh page, without a network, shows a figure."""
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(path.resolve().as_uri())
    page.wait_for_selector(".main-svg", state="attached")
    shown = page.evaluate("window.firstFigure")
    context.close()
    return {"seconds": shown / 1000, "bytes": path.stat().st_size}


def new_meeting(home: Path, runs: int) -> dict[str, list[dict]]:
    """Return the `seconds` until all is current again after one more meeting."""
    return in_turn({"make": partial(_make, home), "nbconvert": partial(_nbconvert, home)}, runs)


def _make(home: Path) -> dict:
    clone = clone_with_a_meeting(home)
    ready = Path(sys.prefix) / ".ready"  # the environment is there, and not what is measured
    make = ["make", f"VENV={sys.prefix}", "-o", ready]
    number = seconds(make, cwd=clone, environment={"PYTHONPATH": str(clone / "src")})
    shutil.rmtree(clone.parent)
    return number


def _nbconvert(home: Path) -> dict:
    clone = clone_with_a_meeting(home)
    notebooks = sorted([*clone.glob("notebooks/*.ipynb"), *clone.glob("examples/*/*.ipynb")])
    paths = {"PYTHONPATH": str(clone / "src"), "COOPERATION_DATA": str(clone / "data")}
    number = seconds(*([*NBCONVERT, path] for path in notebooks), cwd=clone, environment=paths)
    shutil.rmtree(clone.parent)
    return number


def clone_with_a_meeting(home: Path) -> Path:
    """Return a clone of the last commit, as it is after `make`, with one more meeting on one topic."""
    clone = Path(tempfile.mkdtemp(dir=home)) / "clone"
    run(["git", "clone", "-q", ROOT, clone])
    compileall.compile_dir(clone / "src", quiet=1)
    (clone / "docs" / "checks.md").touch()  # as current as it is after make
    with (clone / "data" / "exchanges.csv").open(encoding="utf-8", newline="") as file:
        former = next(csv.DictReader(file))
    with (clone / "data" / "meetings.csv").open(encoding="utf-8", newline="") as file:
        meeting = next(csv.DictReader(file))
    columns = ("kind", "status", "format", "source_id")
    new = {column: meeting[column] for column in columns} | {
        "date": "2029-03",
        "title": "A meeting that is measured",
        "exchanges": [{column: former[column] for column in ("topic_id", "mode")}],
    }
    path = clone.parent / "meeting.json"
    path.write_text(json.dumps(new), encoding="utf-8")
    run([sys.executable, "-m", "helpers", "add", clone / "data", "--from", path])
    return clone
