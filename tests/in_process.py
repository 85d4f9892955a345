"""Notebooks run in the process of the tests, for their pages of another record: no kernel starts."""

import contextlib
import os
import tempfile
from pathlib import Path
from unittest import mock

import nbformat
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

import helpers
from helpers.explorer import STATIC
from helpers.site import pages
from helpers.site.notebooks import read_notebook
from places import NOTEBOOKS


def run(path: Path, record: Path) -> nbformat.NotebookNode:
    """Return a notebook with what its cells show of a record."""
    notebook = read_notebook(path)
    environment = {"COOPERATION_DATA": str(record.resolve()), STATIC: "1"}
    options = Config({"HistoryManager": {"enabled": False}})
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.dict(os.environ, environment),
        contextlib.chdir(path.parent),
    ):
        shell = InteractiveShell.instance(config=options, ipython_dir=folder, warn_venv=False)
        try:
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    with shell.display_trap, capture_output() as captured:
                        shell.run_cell(cell.source).raise_error()
                    shown = [output.data for output in captured.outputs if output.data]
                    cell.outputs = [nbformat.v4.new_output("display_data", data) for data in shown]
        finally:
            shell.restore_sys_module_state()
            InteractiveShell.clear_instance()
    return notebook


def write_pages(record: Path, out: Path, notebooks: list[Path] = NOTEBOOKS) -> Path:
    """Write the pages of notebooks on a record, and return their folder."""
    done = {path: run(path, record) for path in notebooks}
    pages.write_pages(done, record, helpers.load(record), out)
    return out
