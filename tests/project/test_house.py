"""The rooms of `src/helpers/`: their order, their doors, and what ARCHITECTURE.md says of them."""

import importlib
import re
import subprocess
import sys

import pytest

from places import ROOT

HOUSE = ROOT / "src" / "helpers"
ROOMS = sorted(path.parent.name for path in HOUSE.glob("*/__init__.py"))
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def test_a_room_imports_only_what_stands_to_its_left_and_through_its_door(capsys):
    from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_the_architecture_has_a_row_for_each_room_and_names_no_other():
    table = ARCHITECTURE.split("| room |")[1].split("\n\n")[0]
    there = {path.name + "/" for path in HOUSE.glob("*/") if path.name[0] != "_"}
    there |= {path.name for path in HOUSE.glob("*.py")}
    first_cells = "\n".join(row.split("|")[1] for row in table.splitlines() if row.startswith("|"))
    assert sorted(re.findall(r"`([a-z_]+(?:/|\.py))`", first_cells)) == sorted(there)


def test_every_file_and_folder_that_the_architecture_names_is_there():
    named = set(re.findall(r"`([\w/]+(?:\.py|/))`", ARCHITECTURE))
    there = {path.name for path in ROOT.glob("*/")} | {
        "src/helpers",
        "tests/measures",
        "tests/everything.py",
    }
    for place in (ROOT / "src", HOUSE, ROOT / "tests"):
        there |= {path.relative_to(place).as_posix() for path in place.rglob("*")}
    there |= {path.name for path in HOUSE.rglob("*")}
    assert len(named) > 30 and {name.rstrip("/") for name in named} - there == set()


def test_each_room_says_its_sentence_and_hands_out_what_it_has():
    for room in ROOMS:
        module = importlib.import_module(f"helpers.{room}")
        assert len(module.__doc__.splitlines()) == 1 and module.__all__, room
        assert [name for name in module.__all__ if not hasattr(module, name)] == []


READ = """
import importlib, sys
for room in ("helpers", "helpers.figures", "helpers.measures"):
    for step in (1, -1):
        for name in [name for name in sys.modules if name.split(".")[0] == "helpers"]:
            del sys.modules[name]
        module = importlib.import_module(room)
        names = module.__all__[::step]
        first = [getattr(module, name) for name in names]
        for other in sys.argv[1:]:
            importlib.import_module(f"helpers.{other}")
        again = [getattr(module, name) for name in names]
        assert all(one is other for one, other in zip(first, again, strict=True))
        kinds = [name for name, value in zip(names, again) if type(value).__name__ == "module"]
        print(room, step, *sorted(kinds))
"""


@pytest.mark.slow
def test_a_name_read_twice_is_the_same_function_also_where_a_module_has_its_name():
    done = subprocess.run([sys.executable, "-c", READ, *ROOMS], capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "helpers 1 figures listings",
        "helpers -1 figures listings",
        "helpers.figures 1 listings",
        "helpers.figures -1 listings",
        "helpers.measures 1",
        "helpers.measures -1",
    ]


def test_no_helper_names_a_country_topic_or_organisation_of_the_record(real):
    words = {
        *real.side_names,
        *real.topics["label"],
        *real.organisations["name"],
        *real.topics["topic_id"],
    }
    paths = [p for p in HOUSE.rglob("*.*") if p.is_file() and p.suffix not in (".pyc", ".gz")]
    assert HOUSE / "measures" / "cadence.py" in paths and all(words)
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert not [word for word in words if word in text], path.name
