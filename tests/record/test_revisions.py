"""Where git gives no revision, one line says why."""

import shutil
import subprocess
from pathlib import Path

import pytest

import helpers
from helpers import __main__
from helpers.record import editions
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


@pytest.fixture
def history(tmp_path, monkeypatch):
    """Return a repository with the invented record in `data`, and a function that runs git in it."""
    shutil.copytree(INVENTED, tmp_path / "data", ignore=shutil.ignore_patterns(".*"))

    def git(*words: str, day: str = "2034-01-21") -> str:
        for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
            monkeypatch.setenv(name, f"{day}T10:00:00+09:00")
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        done = subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)
        return done.stdout.decode()

    git("init", "-q", "-b", "main")
    git("add", "data")
    git("commit", "-qm", "one")
    git.folder = tmp_path / "data"
    return git


def change(git, old: str, new: str) -> None:
    path = git.folder / "meetings.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


THIRD = "2034-working-group"


def numbers(git) -> dict[str, int]:
    return {key: edition.number for key, edition in editions(git.folder).items()}


def test_a_row_is_counted_once_for_each_commit_that_changed_it(history):
    assert numbers(history)[THIRD] == 1
    change(history, "2034,working-group,planned", "2034-05,working-group,planned")
    history("commit", "-qam", "two", day="2034-02-01")
    change(history, "Kelp coast", "Kelp shore")
    history("commit", "-qam", "three", day="2034-02-02")
    assert numbers(history)[THIRD] == 2 and numbers(history)["2031-05-signing"] == 1
    edition = editions(history.folder)[THIRD]
    assert edition.changed.isoformat() == "2034-02-01T01:00:00+00:00"


def test_a_row_that_is_not_committed_counts_one_more_and_the_same_after_the_commit(history):
    change(history, "2034,working-group,planned", "2034-05,working-group,planned")
    assert numbers(history)[THIRD] == 2
    history("commit", "-qam", "two")
    assert numbers(history)[THIRD] == 2


def test_order_quotes_and_an_empty_column_change_no_row(history):
    path = history.folder / "meetings.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    lines = [f"{head},note", *(f"{row}," for row in reversed(rows))]
    path.write_text("\ufeff" + "\r\n".join(lines), encoding="utf-8")
    history("commit", "-qam", "two")
    assert set(numbers(history).values()) == {1}


def test_without_the_whole_history_no_row_is_counted(history, tmp_path):
    change(history, "Kelp coast", "Kelp shore")
    history("commit", "-qam", "two")
    history("clone", "-q", "--depth", "1", f"file://{tmp_path}", "shallow")
    assert editions(tmp_path / "shallow" / "data") == {}
    shutil.rmtree(tmp_path / ".git")
    assert editions(history.folder) == {}
