import re
import shutil
import subprocess
import tomllib

import pytest
import yaml

import documents
from helpers import __main__
from places import INVENTED, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def direct() -> dict[str, str]:
    extras = PROJECT["optional-dependencies"]
    texts = PROJECT["dependencies"] + extras["test"]
    return dict(re.sub(r"\[.*?\]", "", text).split(">=") for text in texts)


def version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


@pytest.mark.slow
def test_the_readme_tells_every_make_target_and_no_other():
    told = subprocess.check_output(["make", "help"], cwd=ROOT, text=True)
    assert set(re.findall(r"^\| `(make[ a-z]*)`", README, re.M)) == {
        re.split(r"\s{2,}", line.strip())[0]
        for line in told.splitlines()
        if line.startswith("  make")
    }


def commands() -> list[str]:
    """Return the commands that `python -m helpers --help` lists."""
    return re.findall(r"^    ([a-z]+)  ", __main__.parser().format_help(), re.M)


def test_the_table_of_commands_has_every_one_and_no_other():
    listed = set(re.findall(r"^\| `python -m helpers ([a-z]+)", CONTRIBUTING, re.M))
    assert listed == set(commands())


def test_the_readme_is_one_hundred_and_thirty_lines_at_most():
    assert len(README.splitlines()) <= 130


def test_every_command_explains_itself(capsys):
    for command in commands():
        with pytest.raises(SystemExit, match="0"):
            __main__.parser().parse_args([command, "--help"])
        assert f"usage: python -m helpers {command}" in capsys.readouterr().out


@pytest.mark.slow
def test_all_that_is_generated_is_current():
    for name, text in documents.render(ROOT).items():
        assert (ROOT / name).read_text(encoding="utf-8") == text(), f"{name}: run make"


@pytest.mark.slow
def test_a_document_is_made_anew_when_it_is_missing_or_a_source_is_newer(tmp_path, monkeypatch):
    of_one = {name: text for name, text in documents.CHECKS.items() if name == "declaration"}
    monkeypatch.setattr(documents, "CHECKS", of_one)
    monkeypatch.setattr(documents, "REMARKS", {})
    for part in ("docs", "notebooks", "tests/data"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copytree(INVENTED, tmp_path / "data")
    listed, source = tmp_path / documents.LIST, tmp_path / "tests/data/broken/edits.toml"
    documents.write_documents(tmp_path)  # the dictionary of another record
    listed.unlink()
    assert documents.write_documents(tmp_path) == ["renewed docs/checks.md"]
    assert '"intger" is not a type' in listed.read_text(encoding="utf-8")
    assert documents.write_documents(tmp_path) == []
    source.write_text(source.read_text(encoding="utf-8").replace("intger", "inteer"), "utf-8")
    assert documents.write_documents(tmp_path) == ["renewed docs/checks.md"]
    assert '"inteer" is not a type' in listed.read_text(encoding="utf-8")


def test_the_pictures_of_the_readme_are_those_of_the_notebooks():
    for name, notebook in documents.PICTURES.items():
        picture = documents.picture(ROOT / "notebooks" / notebook)
        assert picture in (None, (ROOT / "docs" / f"{name}.png").read_bytes()), f"{name}: run make"


def test_the_lock_holds_every_direct_dependency_within_its_bound():
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    locked = dict(re.findall(r"^([a-z0-9_.-]+)==([^ ;\\]+)", lock, re.M))
    late = {
        name: bound for name, bound in direct().items() if version(locked[name]) < version(bound)
    }
    assert late == {} and "://" not in lock and "--hash=sha256:" in lock


def test_the_environment_takes_the_lock_and_nothing_else():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *conda, pip = environment["dependencies"]
    assert pip == {"pip": ["-r requirements.txt"]}
    assert conda == ["python=3.11", "pip"] and environment["channels"] == ["conda-forge"]
    assert "pip install --no-deps -e ." in (ROOT / "postBuild").read_text(encoding="utf-8")


def test_every_direct_dependency_has_its_reason():
    extra = [text.split(">=")[0] for text in PROJECT["optional-dependencies"]["bench"]]
    table = README.split("## Why each dependency")[1].split("\n## ")[0]
    named = {name for row in re.findall(r"^\| (.*?) \|", table, re.M) for name in row.split(", ")}
    assert named - {"library", "---"} == {*direct(), *extra, "setuptools", "distributed"}


def test_the_citation_can_be_read():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["type"] == "dataset" and citation["version"] == PROJECT["version"]
