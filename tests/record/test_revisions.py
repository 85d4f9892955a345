"""Where git gives no revision, one line says why."""

import shutil
from pathlib import Path

import pytest

import helpers
from helpers import __main__
from helpers.site import home
from places import INVENTED

pytestmark = pytest.mark.slow  # each test starts a process

DISTRUST = """
echo "fatal: detected dubious ownership in repository at '/shared/sea'
To add an exception for this directory, call:

	git config --global --add safe.directory /shared/sea" >&2
exit 128
"""
OUTSIDE_IN_GERMAN = """
case $LC_ALL in
C) echo "fatal: not a git repository (or any of the parent directories): .git" >&2;;
*) echo "Schwerwiegend: Kein Git-Repository (oder irgendein Elternverzeichnis): .git" >&2;;
esac
exit 128
"""


@pytest.fixture
def record(tmp_path, monkeypatch) -> Path:
    """Return a record, where no program is found on the PATH."""
    folder = tmp_path / "record"
    shutil.copytree(INVENTED, folder, ignore=shutil.ignore_patterns(".*"))
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("COOPERATION_DATA", str(folder))
    return folder


def put_git(record: Path, script: str) -> None:
    git = record.parent / "bin" / "git"
    git.write_text("#!/bin/sh" + script, encoding="utf-8")
    git.chmod(0o755)


def test_diff_says_in_one_line_that_git_is_missing(record, capsys):
    assert __main__.main(["diff"]) == 2
    assert capsys.readouterr().err == (
        "HEAD: is not a folder, and git cannot be run (No such file or directory)\n"
    )


def test_diff_says_in_one_line_why_git_distrusts_the_folder(record, capsys):
    put_git(record, DISTRUST)
    assert __main__.main(["diff"]) == 2
    assert capsys.readouterr().err == (
        "HEAD: is not a folder, and git says: fatal: detected dubious ownership in repository at"
        " '/shared/sea' To add an exception for this directory, call:"
        " git config --global --add safe.directory /shared/sea\n"
    )


def test_outside_git_the_line_is_the_same_in_every_language_of_git(record, capsys):
    put_git(record, OUTSIDE_IN_GERMAN)
    assert __main__.main(["diff"]) == 2
    assert capsys.readouterr().err == (
        f"HEAD: neither a folder nor a revision of git for {record}/\n"
    )


def test_the_home_page_is_made_without_git(record):
    assert home.unsaved(record, helpers.load(record)) == []


def test_the_home_page_is_made_where_git_distrusts_the_folder(record):
    put_git(record, DISTRUST)
    assert home.unsaved(record, helpers.load(record)) == []
