"""A meeting is added to a copy of the checkout; all else follows by itself."""

import os
import shutil
import subprocess
import sys

import pytest

from places import ROOT

pytestmark = pytest.mark.slow  # each test starts a process
# Those of the README's pictures and of the comparison; the others run on other records.
NOTEBOOKS = ("01-timeline.ipynb", "02-topic-by-year.ipynb", "comparison.ipynb")


def test_after_a_new_meeting_the_steps_of_make_leave_the_tests_green(tmp_path):
    copy = tmp_path / "checkout"
    names = subprocess.check_output(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, text=True
    )
    for name in filter(None, names.split("\0")):
        is_run = not name.endswith(".ipynb") or name.endswith(NOTEBOOKS)
        if is_run and (ROOT / name).exists():  # else it was deleted and not yet committed
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(
                ROOT / name, copy / name
            )  # with its time: the list of checks stays current
    source = (copy / "data/sources.csv").read_text(encoding="utf-8").splitlines()[2].split(",")[0]
    for name, row in {
        "meetings": f"2029-03-webinar,2029-03,webinar,held,online,,,A meeting made for a test,,{source},,",
        "exchanges": f"2029-03-webinar-one,2029-03-webinar,web-3,discussion,,,,,{source},,",
    }.items():
        with (copy / f"data/{name}.csv").open("a", encoding="utf-8") as file:
            file.write(row + "\n")
    environment = {**os.environ, "PYTHONPATH": str(copy / "src")}
    environment.pop("COOPERATION_DATA", None)
    commands = [["-m", "helpers", command] for command in ("check", "tidy", "site")]
    for words in (*commands, ["tools/documents.py"]):
        done = subprocess.run(
            [sys.executable, *words],
            cwd=copy,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    page = (copy / "site/02-topic-by-year.html").read_text(encoding="utf-8")
    assert 'id="topic=web-3&amp;year=2029"' in page
    assert 'href="comparison.html"' in (copy / "site/index.html").read_text(encoding="utf-8")
    tests = [
        "tests/editing/test_tidy.py::test_the_committed_record_is_tidy",
        "tests/project/test_data.py",
        "tests/project/test_documents.py::test_the_pictures_of_the_readme_are_those_of_the_notebooks",
        "tests/project/test_notebooks.py::test_a_notebook_keeps_to_the_guide",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "-p", "no:cacheprovider", *tests],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]
