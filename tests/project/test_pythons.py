"""The Pythons that the project names, and those on which `.ci/run` runs the tests."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def the_one(pattern: str, file: str) -> str:
    (found,) = re.findall(pattern, (ROOT / file).read_text(encoding="utf-8"))
    return found


def test_all_files_name_the_same_oldest_python():
    oldest = PROJECT["requires-python"].removeprefix(">=")
    assert the_one(r"Python ([\d.]+) or later", "README.md") == oldest
    assert the_one(r"--python-version ([\d.]+)", "Makefile") == oldest
    assert the_one(r"python=([\d.]+)", "environment.yml") == oldest
    assert int(the_one(r"python3\.\{(\d+)\.\.", ".ci/run")) == int(oldest.split(".")[1]) + 1


def test_the_readme_says_tested_of_the_pythons_that_the_package_declares():
    told = the_one(r"tested on ([\d., and]+)\)", "README.md")
    known = [text.split(" :: ")[-1] for text in PROJECT["classifiers"] if ":: Python ::" in text]
    assert re.findall(r"[\d.]+", told) == known


def command(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def ci(tmp_path):
    """Return a function that runs `.ci/run` in a folder without a project and gives its output.

    Its `make` only tells what it was asked, and a Python only its version, or where it is.
    """
    home, names = tmp_path / "checkout", tmp_path / "bin"
    (home / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", home / ".ci")
    command(names / "git", "")
    command(names / "make", 'echo make "$@"')

    def run(used: str, on_path: dict[str, str], of_pyenv: dict[str, str]) -> str:
        command(home / ".venv" / "bin" / "python", f"echo {used}")
        for name, text in on_path.items():
            command(names / name, text)
        for name, text in of_pyenv.items():
            command(tmp_path / "pyenv" / "versions" / name / "bin" / "python", text)
        return subprocess.run(
            [home / ".ci" / "run"],
            env={"PATH": f"{names}:{os.environ['PATH']}", "PYENV_ROOT": str(tmp_path / "pyenv")},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    return run


@pytest.mark.slow
def test_without_a_newer_python_one_line_says_that_the_fast_tests_are_not_run_again(ci):
    assert ci("3.99", {}, {}).splitlines() == [
        "make test",
        "make",
        "No Python newer than 3.99 was found, so the fast tests are not run on a second one.",
    ]


@pytest.mark.slow
def test_the_fast_tests_run_on_the_newest_python_that_answers(ci):
    found = ci(
        "3.11",
        {"python3.19": "exit 127", "python3.18": "echo 3.97 /some/python3.97"},
        {"3.98.0": "echo 3.98 /some/python3.98", "3.9.18": "echo 3.9 /some/python3.9"},
    )
    assert found.splitlines()[2:] == [
        "make VENV=.venv-3.98 PYTHON=/some/python3.98 quick",
    ]
