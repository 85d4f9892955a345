"""A change of several files is there as a whole, or not at all, whatever happens to its writer."""

import importlib.util
import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import filelock
import pytest

import helpers
from helpers.editing import add
from helpers.record import files
from helpers.record.files import (
    LOCK,
    UNDO,
    VOID,
    Files,
    NotWrittenError,
    change_files,
    read_files,
)
from places import INVENTED, ROOT

MEETING = {
    "date": "2033-06-05",
    "kind": "webinar",
    "status": "held",
    "title": "Webinar on lights",
    "source_id": "joint-communique",
    "participants": [{"organisation_id": "ministry-of-tides"}],
    "exchanges": [{"topic_id": "harbour-lights", "mode": "discussion"}],
    "fulfils": ["2033-03-01-working-group-atlas"],
}
CLEAN = multiprocessing.get_context("forkserver")  # children that never saw a thread
CLEAN.set_forkserver_preload(["filelock", "jsonschema", "helpers.editing"])
A, B = "meetings.csv", "participants.csv"
NEW = {A: b"new a", B: b"new b", "added.csv": b"new c"}


def copied(folder: Path) -> Path:
    shutil.copytree(INVENTED, folder, ignore=shutil.ignore_patterns(".*"))
    return folder


@pytest.fixture
def record(tmp_path):
    return copied(tmp_path / "record")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name[0] != "."}


def hidden(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name[0] == "."} - {LOCK}


def run(function, *arguments) -> int | None:
    """Run a function in a process of its own; return its exit code, minus the signal that ended it."""
    process = CLEAN.Process(target=function, args=arguments)
    process.start()
    process.join()
    return process.exitcode


def die_at(step: int, folder: Path) -> None:
    """Replace three files, and be killed at the given step of the writing."""
    steps = iter(range(1_000_000))

    def hook(event: str, arguments: tuple) -> None:
        named = [str(a) for a in arguments if isinstance(a, (str, Path))]
        if event in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree"):
            is_ours = any(name.startswith(f"{folder}/.") for name in named)
            if is_ours and next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    change_files(folder, lambda files: NEW)


@pytest.mark.slow
def test_a_writer_killed_at_any_step_leaves_the_old_record_or_the_new_one(tmp_path):
    old, ends = {A: b"old a", B: b"old b"}, []
    for step in range(100):
        folder = tmp_path / str(step)
        folder.mkdir()
        for name, data in old.items():
            (folder / name).write_bytes(data)
        code = run(die_at, step, folder)
        assert read_files(folder, both) in ((b"old a", b"old b"), (b"new a", b"new b"))
        assert contents(folder) in (old, NEW) and hidden(folder) == set(), step
        ends.append(contents(folder) == NEW)
        if code == 0:
            break
        assert code == -signal.SIGKILL
    assert ends == sorted(ends) and 10 < ends.index(True) < len(ends) - 1 < 99


def both(files: Files) -> tuple:
    return files.read(A), files.read(B)


def half_changed(folder: Path) -> None:
    """Leave a change of two files undone after the first was moved into place."""
    moved = iter(range(1_000_000))

    def hook(event: str, arguments: tuple) -> None:
        if event == "os.rename" and str(arguments[1]).endswith(".csv") and next(moved) == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    change_files(folder, lambda files: {A: b"new a", B: b"new b"})


@pytest.fixture
def half(record):
    old = contents(record)
    assert run(half_changed, record) == -signal.SIGKILL
    assert (record / A).read_bytes() == b"new a" and (record / B).read_bytes() == old[B]
    return record, old


@pytest.mark.slow
def test_the_next_read_undoes_what_a_killed_writer_left(half):
    folder, old = half
    assert read_files(folder, both) == (old[A], old[B])
    assert contents(folder) == old and hidden(folder) == set()


@pytest.mark.slow
def test_a_read_during_a_write_sees_the_old_record_and_leaves_the_writer_alone(half):
    folder, old = half
    with filelock.FileLock(folder / LOCK):
        assert read_files(folder, both) == (old[A], old[B])
        assert (folder / A).read_bytes() == b"new a" and UNDO in hidden(folder)


@pytest.mark.slow
def test_what_a_person_saved_after_the_kill_is_not_undone(half):
    folder, old = half
    (folder / A).write_bytes(b"typed by hand")
    assert read_files(folder, both) == (b"typed by hand", old[B])
    assert hidden(folder) == set()


@pytest.mark.slow
def test_a_file_that_was_not_there_is_gone_after_the_undoing(tmp_path):
    assert run(half_changed, tmp_path) == -signal.SIGKILL
    assert read_files(tmp_path, both) == (None, None)
    assert contents(tmp_path) == {}


def test_a_reader_reads_again_when_the_files_changed_meanwhile(record):
    seen = []

    def read(files: Files) -> tuple:
        first = files.read(A)
        if not seen:
            change_files(record, lambda files: {A: b"new a", B: b"new b"})
        seen.append((first, files.read(B)))
        return seen[-1]

    assert read_files(record, read) == (b"new a", b"new b")
    assert len(seen) == 2 and seen[0][0] != b"new a"


@pytest.mark.slow
def test_a_reader_reads_again_when_the_change_came_to_count_meanwhile(half):
    folder, old = half
    seen = []

    def read(files: Files) -> tuple:
        first = files.read(A)
        if not seen:
            (folder / B).write_bytes(b"new b")
            (folder / UNDO).rename(folder / VOID)
        seen.append((first, files.read(B)))
        return seen[-1]

    with filelock.FileLock(folder / LOCK):
        assert read_files(folder, read) == (b"new a", b"new b")
    assert seen[0] == (old[A], b"new b")


def test_what_a_reader_says_of_files_that_changed_meanwhile_does_not_count(record):
    seen = []

    def read(files: Files) -> bytes:
        seen.append(files.read(A))
        if len(seen) == 1:
            change_files(record, lambda files: {A: b"new a"})
            raise ValueError("half of the one, half of the other")
        return seen[-1]

    assert read_files(record, read) == b"new a"


def test_a_writer_is_told_when_another_program_changed_the_files_it_had_read(record):
    def make(files: Files) -> dict[str, bytes]:
        row = files.read(A)
        (record / A).write_bytes(row + b"typed by hand")
        return {A: row + b"added"}

    with pytest.raises(NotWrittenError, match="another program just changed it"):
        change_files(record, make)
    assert (record / A).read_bytes().endswith(b"typed by hand") and hidden(record) == set()


def test_a_writer_is_told_when_another_writer_does_not_end(record, monkeypatch):
    monkeypatch.setattr(files, "WAIT", 0)
    with (
        filelock.FileLock(record / LOCK),
        pytest.raises(NotWrittenError, match="another change is still being written"),
    ):
        add.add_meeting(record, MEETING)


def add_some(folder: Path, number: int, count: int) -> None:
    for i in range(count):
        title = f"Webinar {number}-{i}"
        add.add_meeting(folder, {**MEETING, "title": title, "fulfils": []})


@pytest.mark.slow
def test_writers_at_once_lose_no_row(record):
    processes = [CLEAN.Process(target=add_some, args=(record, n, 4)) for n in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    titles = helpers.load(record).meetings["title"]
    assert sorted(titles[titles.str.fullmatch(r"Webinar \d-\d")]) == [
        f"Webinar {n}-{i}" for n in range(3) for i in range(4)
    ]


def add_on_a_full_disk(folder: Path, told: Path) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    try:
        add.add_meeting(folder, MEETING)
    except NotWrittenError as error:
        told.write_text(str(error), encoding="utf-8")


@pytest.mark.slow
def test_on_a_full_disk_the_old_files_stay_and_the_remedy_is_told(record, tmp_path):
    old = contents(record)
    assert run(add_on_a_full_disk, record, tmp_path / "told") == 0
    told = (tmp_path / "told").read_text(encoding="utf-8")
    assert "Nothing was written; the files are as they were." in told and "free some space" in told
    assert contents(record) == old and hidden(record) == set()


def add_in_a_read_only_folder(folder: Path, told: Path) -> None:
    add.add_meeting(copied(folder.parent / "other"), MEETING)  # all is imported before root goes
    told.touch()
    told.chmod(0o666)
    folder.chmod(0o555)
    if os.getuid() == 0:
        os.setuid(65534)
    helpers.load(folder)
    try:
        add.add_meeting(folder, MEETING)
    except NotWrittenError as error:
        told.write_text(str(error), encoding="utf-8")


@pytest.mark.slow
def test_a_read_only_folder_can_be_read_and_is_not_written():
    with tempfile.TemporaryDirectory() as home:
        os.chmod(home, 0o755)
        folder, told = copied(Path(home) / "record"), Path(home) / "told"
        old = contents(folder)
        assert run(add_in_a_read_only_folder, folder, told) == 0
        assert "make the folder writable" in told.read_text(encoding="utf-8")
        assert contents(folder) == old and hidden(folder) == set()
        folder.chmod(0o755)


def read_as_another_user(folder: Path, told: Path) -> None:
    told.touch()
    told.chmod(0o666)
    folder.chmod(0o555)
    if os.getuid() == 0:
        os.setuid(65534)
    told.write_text(repr(read_files(folder, both)), encoding="utf-8")


@pytest.mark.slow
def test_in_a_read_only_folder_a_half_made_change_is_read_as_the_old_record():
    with tempfile.TemporaryDirectory() as home:
        os.chmod(home, 0o755)
        folder, told = copied(Path(home) / "record"), Path(home) / "told"
        old = contents(folder)
        assert run(half_changed, folder) == -signal.SIGKILL
        assert run(read_as_another_user, folder, told) == 0
        assert told.read_text(encoding="utf-8") == repr((old[A], old[B]))
        assert (folder / A).read_bytes() == b"new a" and UNDO in hidden(folder)
        folder.chmod(0o755)


def test_a_file_locked_by_another_program_leaves_all_the_old_files(record, monkeypatch):
    old, replace = contents(record), os.replace

    def refuse(source, target):
        if str(target).endswith(B) and str(source).endswith(".new"):
            raise PermissionError(13, "Permission denied", str(source), None, str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)  # Windows refuses so while Excel has the file open
    with pytest.raises(NotWrittenError) as told:
        change_files(record, lambda files: {A: b"new a", B: b"new b"})
    assert str(told.value) == (
        f"{record / B}: Permission denied.\n"
        "    Nothing was written; the files are as they were.\n"
        "    Fix: close the file where it is open in another program, or make the folder writable; then try again."
    )
    assert contents(record) == old and hidden(record) == set()


@pytest.mark.parametrize("mark", [".~lock.meetings.csv#", "~$meetings.csv"])
def test_a_file_that_a_spreadsheet_has_open_is_not_replaced(record, mark):
    (record / mark).touch()
    old = contents(record)
    with pytest.raises(NotWrittenError, match="is open in a spreadsheet"):
        add.add_meeting(record, MEETING)
    assert contents(record) == old


def test_links_to_a_folder_and_to_a_file_stay_links(record, tmp_path):
    (tmp_path / "elsewhere.csv").write_bytes((record / A).read_bytes())
    (record / A).unlink()
    (record / A).symlink_to("../elsewhere.csv")
    (tmp_path / "data").symlink_to("record")
    add.add_meeting(tmp_path / "data", MEETING)
    assert (tmp_path / "data").is_symlink() and (record / A).is_symlink()
    assert b"2033-06-05-webinar" in (tmp_path / "elsewhere.csv").read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(not os.path.isdir("/dev/shm"), reason="there is no second file system")
def test_a_link_to_another_file_system_is_changed_and_undone_too(record):
    with tempfile.TemporaryDirectory(dir="/dev/shm") as home:
        place = Path(home) / "elsewhere.csv"
        place.write_bytes(b"old a")
        (record / A).unlink()
        (record / A).symlink_to(place)
        assert run(half_changed, record) == -signal.SIGKILL
        assert read_files(record, both)[0] == b"old a" == place.read_bytes()
        change_files(record, lambda files: {A: b"new a"})
        assert (record / A).is_symlink() and place.read_bytes() == b"new a"


def test_a_replaced_file_keeps_its_mode(record):
    (record / A).chmod(0o640)
    add.add_meeting(record, MEETING)
    assert (record / A).stat().st_mode & 0o777 == 0o640


@pytest.mark.slow
def test_reading_a_record_does_not_load_the_lock():
    code = (
        "import sys, helpers; helpers.load('tests/data/invented'); print('filelock' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "False\n"


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Return the module as it is where it was installed, far from the checkout."""
    monkeypatch.delenv("COOPERATION_DATA", raising=False)
    place = tmp_path / "env" / "site-packages" / "helpers" / "record" / "files.py"
    place.parent.mkdir(parents=True)
    shutil.copy(files.__file__, place)
    spec = importlib.util.spec_from_file_location("installed", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_installed_package_reads_the_record_of_the_nearest_project_above(
    installed, tmp_path, monkeypatch
):
    copied(tmp_path / "data")
    copied(tmp_path / "project" / "data")
    (tmp_path / "project" / "notebooks").mkdir()
    for folder in ("project", "project/notebooks"):
        monkeypatch.chdir(tmp_path / folder)
        assert installed.default_folder() == tmp_path / "project" / "data"


def test_an_installed_package_looks_in_the_present_folder_where_there_is_no_project(
    installed, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    assert installed.project_folder() == tmp_path
    assert installed.default_folder() == tmp_path / "data"


def test_a_checkout_reads_its_own_record_wherever_it_is_run(tmp_path, monkeypatch):
    monkeypatch.delenv("COOPERATION_DATA", raising=False)
    copied(tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    assert files.default_folder() == ROOT / "data"
