"""The package as others install it: a wheel, in an environment and a folder far from the checkout."""

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from places import INVENTED, ROOT

pytestmark = pytest.mark.slow  # each test starts a process


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """Return the Python of a clean environment that holds the wheel, and what it needs."""
    place = tmp_path_factory.mktemp("elsewhere")
    source = place / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    shutil.copytree(
        ROOT / "src", source / "src", ignore=shutil.ignore_patterns("*.egg-info", "__pycache__")
    )
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    offline = ["--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "wheel", *offline, "--wheel-dir", place, source], check=True)
    [wheel] = place.glob("*.whl")
    venv.create(place / "env", with_pip=False)
    python = place / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([*pip, "--python", python, "install", *offline, wheel], check=True)
    # The libraries are those of this environment, without the checkout that it also holds.
    library = next(path for path in map(Path, sys.path) if (path / "pandas").is_dir())
    links = place / "libraries"
    links.mkdir()
    for path in library.iterdir():
        if "cooperation_helpers" not in path.name and path.suffix != ".pth":
            (links / path.name).symlink_to(path)
    site_packages = next((place / "env").rglob("helpers")).parent
    (site_packages / "libraries.pth").write_text(str(links))
    return python


@pytest.fixture
def command(installed, tmp_path):
    """Return a function that runs a command of the installed package in an empty folder."""

    def run(*words: str, **options) -> subprocess.CompletedProcess:
        environment = {
            k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COOPERATION"))
        }
        return subprocess.run(
            [installed, "-m", "helpers", *words],
            cwd=tmp_path, env=environment, capture_output=True, text=True, **options,
        )  # fmt: skip

    return run


def test_the_wheel_lies_outside_the_checkout(installed):
    words = [installed, "-c", "import helpers; print(helpers.__file__)"]
    told = subprocess.run(words, capture_output=True, text=True, check=True, cwd="/").stdout
    assert Path(told.strip()).is_relative_to(installed.parents[1])


def test_the_wheel_checks_the_record_of_the_folder_it_is_run_in(command, tmp_path):
    shutil.copytree(INVENTED, tmp_path / "data")
    done = command("check")
    assert (done.returncode, done.stderr) == (0, "") and "No problem found." in done.stdout


def test_the_wheel_prints_the_matrix(command):
    done = command("matrix", str(INVENTED), "--format", "json")
    rows = {row["topic_id"]: row for row in json.loads(done.stdout)["topics"]}
    assert rows["tidal-power"]["counts"]["2031"] == 2


def test_the_wheel_adds_a_meeting(command, tmp_path):
    shutil.copytree(INVENTED, tmp_path / "data")
    meeting = {
        "date": "2033-06-05",
        "kind": "webinar",
        "status": "held",
        "title": "Webinar on lights",
        "source_id": "joint-communique",
        "participants": [{"organisation_id": "ministry-of-tides"}],
    }
    done = command("add", "--from", "-", input=json.dumps(meeting))
    assert done.returncode == 0, done.stderr
    assert "2033-06-05-webinar" in (tmp_path / "data" / "meetings.csv").read_text(encoding="utf-8")


def test_the_wheel_says_where_there_are_no_notebooks(command):
    done = command("site", str(INVENTED))
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "there are no notebooks" in done.stderr


def test_the_wheel_draws_and_explores(installed, tmp_path):
    code = f"""
import helpers
record = helpers.load({str(INVENTED)!r})
helpers.figures.timeline(record)
helpers.explore(record)
from helpers.site import write_site
"""
    subprocess.run([installed, "-c", code], check=True, cwd=tmp_path)
