import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest

from helpers.site import notebooks
from places import INVENTED

LAUNCHER = """
import pathlib, sys
tried = pathlib.Path(__file__).with_name("tried")
tried.write_text(tried.read_text() + "." if tried.exists() else ".")
if len(tried.read_text()) <= {failures}:
    raise OSError("Address already in use")
from ipykernel import kernelapp
kernelapp.launch_new_instance()
"""


def saved(folder: Path, *code: str, **metadata) -> Path:
    """Return the file of a notebook of code cells."""
    cells = [nbformat.v4.new_code_cell(source) for source in code]
    path = folder / "one.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
    return path


def ran(path: Path) -> nbformat.NotebookNode:
    return notebooks.run_all([path], INVENTED)[path]


def refused(path: Path) -> str:
    with pytest.raises(notebooks.NotebookError) as told:
        ran(path)
    assert "\n" not in str(told.value)
    return str(told.value)


KERNEL = {"name": "conda-env-coop-py", "display_name": "coop", "language": "python"}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """Return a notebook of another environment, run by a reader with start-up files and long paths.

    Beside it, what the run left in the folder of temporary files.
    """
    folder = tmp_path_factory.mktemp("elsewhere")
    startup, long = folder / "ipython/profile_default/startup", folder / ("long" * 30)
    startup.mkdir(parents=True)
    long.mkdir()
    (startup / "mine.py").write_text("mine = 1")
    (folder / "theirs.py").write_text("theirs = 1")
    code = "import sys\nprint(sys.executable)", "'mine' in globals() or 'theirs' in globals()"
    path = saved(folder, *code, kernelspec=KERNEL, authors=[{"name": "A reader"}])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        patch.setenv("PYTHONSTARTUP", str(folder / "theirs.py"))
        patch.setattr(tempfile, "tempdir", str(long))
        notebook = ran(path)
    return notebook, list(long.iterdir())


def test_a_notebook_of_another_environment_runs_on_this_python_and_keeps_what_it_says(elsewhere):
    notebook, _ = elsewhere
    assert notebook.cells[0].outputs[0].text == f"{sys.executable}\n"
    assert notebook.metadata == {
        "kernelspec": KERNEL,
        "authors": [{"name": "A reader"}],
        "language_info": notebooks.LANGUAGE,
    }


def test_no_startup_file_of_the_reader_is_read(elsewhere):
    notebook, _ = elsewhere
    assert notebook.cells[1].outputs[0].data["text/plain"] == "False"


def test_a_notebook_runs_where_the_folder_of_temporary_files_has_a_long_path(elsewhere):
    notebook, left = elsewhere
    assert notebook.cells[1].execution_count == 2 and left == []


def test_a_notebook_of_another_language_is_told(tmp_path):
    path = saved(tmp_path, "x <- 1", kernelspec={"name": "ir", "display_name": "R"})
    content = json.loads(path.read_text())
    content["metadata"]["language_info"] = {"name": "R"}
    path.write_text(json.dumps(content))
    assert refused(path).startswith("one.ipynb: is written in R; only notebooks of Python")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "one.ipynb: is empty"),
        (
            b'{\n<<<<<<< HEAD\n"a": 1\n=======\n',
            "one.ipynb, line 2: holds a conflict that git left",
        ),
        (
            b"words",
            "one.ipynb: is not a notebook of version 4: Notebook does not appear to be JSON",
        ),
        (b"[]", "one.ipynb: is not a notebook of version 4: "),
        (b"{}", "one.ipynb: is not a notebook of version 4: "),
        (b'{"nbformat": 5, "nbformat_minor": 0, "metadata": {}, "cells": []}', "version 5"),
        (b"\xff\xfe{", "one.ipynb: is not a notebook: it is not text in UTF-8"),
    ],
)
def test_what_is_not_a_notebook_is_told_in_one_line_that_names_the_file(tmp_path, content, told):
    path = tmp_path / "one.ipynb"
    path.write_bytes(content)
    assert told in refused(path)


@pytest.fixture
def launched(tmp_path, monkeypatch):
    """Return a function after which so many kernels fail to start."""

    def fail(failures: int) -> Path:
        (tmp_path / "path").mkdir()
        launcher = tmp_path / "path/ipykernel_launcher.py"
        launcher.write_text(LAUNCHER.format(failures=failures))
        monkeypatch.setenv("PYTHONPATH", str(launcher.parent), prepend=os.pathsep)
        return launcher.with_name("tried")

    return fail


@pytest.mark.slow
def test_a_kernel_that_does_not_start_gets_one_more_try(tmp_path, launched):
    tried = launched(1)
    assert ran(saved(tmp_path, "1 + 1")).cells[0].outputs[0].data["text/plain"] == "2"
    assert tried.read_text() == ".."


@pytest.mark.slow
def test_a_kernel_that_starts_neither_time_is_told_with_its_reason(tmp_path, launched, capfd):
    tried = launched(9)
    assert refused(saved(tmp_path, "1 + 1")) == (
        "one.ipynb: no Python could be started to run it: OSError: Address already in use"
    )
    assert tried.read_text() == ".."
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.slow
def test_a_kernel_that_dies_is_told_without_a_traceback_even_at_the_exit(tmp_path):
    path = saved(tmp_path, "import os\nos._exit(1)")
    code = (
        "import pathlib, sys\nfrom helpers.site import NotebookError\nfrom helpers.site.notebooks import run_all\n"
        "try: run_all([pathlib.Path(sys.argv[1])], pathlib.Path('.'))\n"
        "except NotebookError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True)
    assert done.stdout.startswith("one.ipynb: the Python that ran it died")
    assert "Traceback" not in done.stderr and "Error" not in done.stderr


@pytest.mark.slow
def test_a_cell_that_does_not_end_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(notebooks, "LONGEST", 1)
    path = saved(tmp_path, "while True:\n    pass")
    assert refused(path) == "one.ipynb: a cell ran for more than 1 seconds"


@pytest.mark.kernel
def test_of_several_errors_the_one_that_was_not_allowed_is_told(tmp_path):
    path = saved(tmp_path, "1 / 0", "[][0]")
    content = json.loads(path.read_text())
    content["cells"][0]["metadata"] = {"tags": ["raises-exception"]}
    path.write_text(json.dumps(content))
    assert refused(path) == "one.ipynb, cell 2: IndexError: list index out of range"
