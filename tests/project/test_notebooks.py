import ast
import json
import os
import re
import subprocess
import sys

import nbformat
import pytest

from helpers.figures import SHEET
from places import ROOT

NOTEBOOKS = sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("examples/*.ipynb")])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_keeps_to_the_guide(path, real):
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(notebook.cells) <= 25
    assert all(len(cell.source.splitlines()) <= 5 for cell in code)
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    shown = [cell for cell in code if cell.outputs]
    assert shown == code
    forms = [output.get("data", {}) for cell in code for output in cell.outputs]
    figures = [data for data in forms if "application/vnd.plotly.v1+json" in data]
    sheets = [data for data in forms if SHEET in data and data not in figures]
    tables = [data for data in forms if "<table" in "".join(data.get("text/html", ""))]
    assert figures or sheets or tables
    assert len(figures) + len(sheets) <= 4
    without = [data for data in figures if "image/png" not in data]
    assert not without or not os.environ.get("COOPERATION_BROWSER"), "run make"
    forbidden = (ast.FunctionDef, ast.For, ast.While, ast.If, ast.comprehension)
    assert not [
        n for cell in code for n in ast.walk(ast.parse(cell.source)) if isinstance(n, forbidden)
    ]
    words = {*real.side_names, *real.topics["label"], *map(str, real.span)}
    prose = "\n".join(cell.source for cell in notebook.cells)
    assert not [word for word in words if word in prose]


@pytest.mark.slow
def test_a_notebook_that_no_longer_matches_the_data_fails(tmp_path):
    stale = json.loads(NOTEBOOKS[0].read_text(encoding="utf-8"))
    text = json.dumps(stale).replace(" held meetings", " held meetings or so")
    assert text != json.dumps(stale)
    (tmp_path / "stale.ipynb").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "--nbval", "-c", ROOT / "pyproject.toml", tmp_path]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1 and "stale.ipynb::Cell 1" in done.stdout, done.stdout[-2000:]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_can_be_taken_away_as_a_script_with_its_prose(path):
    from nbconvert.exporters import ScriptExporter

    script, resources = ScriptExporter().from_filename(str(path))
    assert resources["output_extension"] == ".py"
    assert re.search(r"^# # .", script, re.MULTILINE) and "import helpers" in script
