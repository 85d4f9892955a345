import json
import os
import shutil
import subprocess
import sys

import pytest

from helpers.record.files import NotWrittenError
from helpers.site import written

OLD = {"a.html": b"a, old", "gone.html": b"gone", "in/c.csv": b"c, old", "index.html": b"home, old"}
NEW = {
    "index.html": b"home, new",
    "a.html": b"a, new",
    "in/c.csv": b"c, new",
    "in/d.csv": b"d, new",
}
CUT = """
import json, os, pathlib, sys
from helpers.site import written
files = {name: text.encode() for name, text in json.loads(sys.argv[2]).items()}
def cut(function):
    def one(*arguments, **named):
        global left
        if left == 0:
            os._exit(9)
        left -= 1
        return function(*arguments, **named)
    return one
for after, folder in enumerate(sorted(pathlib.Path(sys.argv[1]).iterdir())):
    if not (process := os.fork()):
        left = after
        os.replace, os.unlink, os.open = cut(os.replace), cut(os.unlink), cut(os.open)
        pathlib.Path.unlink = cut(pathlib.Path.unlink)
        written.replace_files(folder, files, last="index.html")
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
"""


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != written.LIST
    }


@pytest.fixture
def folder(tmp_path):
    """Return a folder that holds files of ours and of others."""
    folder = tmp_path / "site"
    written.replace_files(folder, OLD)
    (folder / "keep").mkdir()
    (folder / "keep/notes.txt").write_bytes(b"mine")
    (folder / "in/mine.csv").write_bytes(b"mine")
    return folder


KEPT = {"keep/notes.txt": b"mine", "in/mine.csv": b"mine"}


def refused(folder, files=NEW):
    before = contents(folder)
    with pytest.raises(NotWrittenError) as told:
        written.replace_files(folder, files)
    assert contents(folder) == before
    return str(told.value)


def test_only_our_files_are_replaced_and_removed(folder):
    written.replace_files(folder, NEW)
    assert contents(folder) == {**NEW, **KEPT}
    assert written.written_names(folder) == sorted(NEW)


def test_a_file_of_others_in_the_way_is_named_and_nothing_is_written(folder):
    (folder / "in/d.csv").write_bytes(b"theirs")
    told = refused(folder)
    assert f"{folder / 'in/d.csv'}: was not written by this command" in told
    assert "Nothing was written" in told and "move it elsewhere or delete it" in told


def test_a_file_of_ours_that_was_changed_since_is_not_replaced(folder):
    (folder / "a.html").write_bytes(b"a, old, with a note")
    assert "a.html: was not written by this command, or was changed since" in refused(folder)


def test_a_file_of_ours_that_was_changed_since_is_not_removed(folder):
    (folder / "gone.html").write_bytes(b"gone, with a note")
    written.replace_files(folder, NEW)
    assert contents(folder)["gone.html"] == b"gone, with a note"


@pytest.mark.parametrize("name", ["a.html", "in"])
def test_no_link_is_followed_out_of_the_folder(folder, tmp_path, name):
    place, outside = folder / name, tmp_path / "outside"
    place.rename(outside)
    place.symlink_to(outside)
    assert f"{place}: is a link" in refused(folder)
    assert outside.exists()


def test_nothing_is_removed_behind_a_link(folder, tmp_path):
    (folder / "in").rename(tmp_path / "outside")
    (folder / "in").symlink_to(tmp_path / "outside")
    written.replace_files(folder, {"a.html": b"a, new"})
    assert (tmp_path / "outside/c.csv").read_bytes() == b"c, old"


def test_a_folder_where_a_file_is_needed_and_a_file_where_a_folder_is_are_told(folder):
    (folder / "d.html").mkdir()
    told = refused(folder, {"d.html": b"", "index.html/e": b""})
    assert "d.html: is a folder where a file is needed" in told
    assert "index.html: is a file where a folder is needed" in told


def test_a_file_in_place_of_the_folder_is_told(tmp_path):
    (tmp_path / "site").write_bytes(b"mine")
    with pytest.raises(NotWrittenError, match="site: is not a folder"):
        written.replace_files(tmp_path / "site", NEW)


@pytest.mark.parametrize("text", ["", "[]", '{"files": {"../x": ["a"]}}', '{"files": {"a": "b"}}'])
def test_a_list_that_is_none_of_ours_is_told(folder, text):
    (folder / written.LIST).write_text(text)
    assert f"{written.LIST}: is not a list that this command wrote" in refused(folder)


def test_a_folder_that_takes_no_files_is_told_and_left_as_it_was(folder, monkeypatch):
    def mkdtemp(**_):
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(written.tempfile, "mkdtemp", mkdtemp)
    assert "make the folder writable" in refused(folder)


def test_a_file_that_cannot_be_moved_is_told_as_halfway_and_the_next_run_finishes(
    folder, monkeypatch
):
    move = os.replace

    def replace(source, target):
        if target == folder / "index.html":
            raise PermissionError(13, "Permission denied", str(target))
        move(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(NotWrittenError, match="Some files are new already"):
        written.replace_files(folder, NEW, last="index.html")
    assert contents(folder)["index.html"] == b"home, old"
    monkeypatch.undo()
    written.replace_files(folder, NEW, last="index.html")
    assert contents(folder) == {**NEW, **KEPT}


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork there")
def test_cut_off_at_any_moment_each_file_is_old_or_new_and_the_next_run_finishes(folder, tmp_path):
    folders = [tmp_path / "cut" / f"{after:02}" for after in range(40)]
    for copy in folders:
        shutil.copytree(folder, copy)
    files = json.dumps({name: data.decode() for name, data in NEW.items()})
    command = [sys.executable, "-c", CUT, folders[0].parent, files]
    codes = subprocess.check_output(command, text=True).split()
    cuts, states = codes.count("9"), []
    assert codes == ["9"] * cuts + ["0"] * (40 - cuts) and cuts < 40
    for copy in folders[: cuts + 1]:
        found = {n: d for n, d in contents(copy).items() if not n.startswith(written.STAGE)}
        states.append({name for name, data in found.items() if NEW.get(name) == data})
        for name in OLD.keys() & NEW.keys():
            assert found[name] in (OLD[name], NEW[name])
        if found["index.html"] == NEW["index.html"]:
            assert states[-1] == NEW.keys()
        written.replace_files(copy, NEW, last="index.html")
        assert contents(copy) == {**NEW, **KEPT}
    assert [sorted(s) for s in states[:2]] == [[], []] and len(set(map(len, states))) == 5


@pytest.mark.skipif(os.name == "nt", reason="no umask there")
def test_folders_and_files_are_as_the_umask_says(tmp_path):
    before = os.umask(0o077)
    try:
        written.replace_files(tmp_path / "site", NEW)
    finally:
        os.umask(before)
    modes = {p.stat().st_mode & 0o777 for p in (tmp_path / "site").rglob("*") if p.is_file()}
    folders = {p.stat().st_mode & 0o777 for p in (tmp_path / "site", tmp_path / "site/in")}
    assert (modes, folders) == ({0o600}, {0o700})


def test_a_folder_of_others_that_is_called_as_our_stages_are_stays(folder):
    (folder / ".written-old").mkdir()
    (folder / ".written-old/x").write_bytes(b"important")
    written.replace_files(folder, NEW)
    assert (folder / ".written-old/x").read_bytes() == b"important"
