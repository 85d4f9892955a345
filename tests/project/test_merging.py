"""Two branches of one repository that each add a meeting merge into a sound record."""

import shutil
import subprocess

import pytest

import helpers
from helpers.editing import add_meeting
from places import INVENTED, ROOT

pytestmark = pytest.mark.slow  # each test starts git


@pytest.fixture
def repository(tmp_path):
    """Return a repository with the invented record, and a function that runs git in it."""
    shutil.copytree(INVENTED, tmp_path / "data", ignore=shutil.ignore_patterns(".*"))
    shutil.copy(ROOT / ".gitattributes", tmp_path)
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n### Data\n\n- First.\n")

    def git(*words: str) -> int:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        return subprocess.run(["git", *who, *words], cwd=tmp_path, capture_output=True).returncode

    git.folder = tmp_path
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "one")
    return git


def add(git, branch: str, date: str, title: str) -> None:
    """Add a meeting and a line of the changelog on a branch of its own."""
    git("checkout", "-q", "-b", branch, "main")
    meeting = {"date": date, "kind": "webinar", "status": "held", "title": title}
    meeting |= {
        "participants": [
            {"organisation_id": "kelp-unit"},
            {"organisation_id": "ministry-of-tides"},
        ],
        "exchanges": [{"topic_id": f"{branch}-topic", "mode": "discussion"}],
        "topics": [{"topic_id": f"{branch}-topic", "label": f"Topic of {branch}"}],
        "source_id": "tide-wire",
    }
    add_meeting(git.folder / "data", meeting)
    path = git.folder / "CHANGELOG.md"
    path.write_text(path.read_text().replace("- First.", f"- {title}.\n- First."))
    git("commit", "-qam", title)


def test_two_branches_that_each_add_a_meeting_merge_and_the_record_passes(repository):
    add(repository, "kelp", "2033-06-05", "Webinar on kelp")
    add(repository, "foam", "2033-06-05", "Webinar on foam")
    text = (repository.folder / "data" / "meetings.csv").read_text(encoding="utf-8")
    for name in ("meetings", "participants", "exchanges"):
        path = repository.folder / "data" / f"{name}.csv"
        text = path.read_text(encoding="utf-8").replace("2033-06-05-webinar", "2033-06-05-foam")
        path.write_text(text, encoding="utf-8")
    repository("commit", "-qam", "an id of its own")
    assert repository("merge", "-q", "-m", "both", "kelp") == 0
    loaded = helpers.load(repository.folder / "data")
    assert {"Webinar on kelp", "Webinar on foam"} <= set(loaded.meetings["title"])
    assert {"kelp-topic", "foam-topic"} <= set(loaded.exchanges["topic_id"])
    lines = (repository.folder / "CHANGELOG.md").read_text().splitlines()
    assert {"- Webinar on kelp.", "- Webinar on foam.", "- First."} <= set(lines)


def test_a_row_that_both_branches_changed_stands_twice_and_is_told(repository):
    for branch, place in (("a", "New pier"), ("b", "Third pier")):
        repository("checkout", "-q", "-b", branch, "main")
        path = repository.folder / "data" / "meetings.csv"
        path.write_text(path.read_text(encoding="utf-8").replace("Old pier", place))
        repository("commit", "-qam", place)
    assert repository("merge", "-q", "-m", "both", "a") == 0
    with pytest.raises(helpers.DataError) as error:
        helpers.load(repository.folder / "data")
    (problem,) = error.value.problems
    assert (problem.what, problem.value) == (
        "is already used in row 9",
        "2033-04-02-study-visit",
    )
