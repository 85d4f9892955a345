"""A run with nothing new runs no notebook; whatever outputs follow from starts one."""

import shutil

import nbformat
import pytest

import helpers
from helpers.site import pages, unchanged
from helpers.site.notebooks import read_notebook
from places import INVENTED

pytestmark = pytest.mark.kernel


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a folder with a record, a notebook and a file beside it, and what has been run."""
    shutil.copytree(INVENTED, tmp_path / "data")
    path = tmp_path / "notebooks" / "a.ipynb"
    path.parent.mkdir()
    cells = [nbformat.v4.new_markdown_cell("# A?"), nbformat.v4.new_code_cell("1 + 1")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    (path.parent / "beside.csv").write_text("a\n")
    ran = []

    def run_all(paths, data):
        ran.extend(paths)
        notebooks = {path: read_notebook(path) for path in paths}
        for notebook in notebooks.values():
            notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="2")]
        return notebooks

    monkeypatch.setattr(pages, "run_all", run_all)
    monkeypatch.setattr(pages, "offered_downloads", lambda *of_the_record: {})
    monkeypatch.setattr(pages, "explorer_page", lambda *of_the_record: "")

    def write(in_place=True):
        ran.clear()
        data = tmp_path / "data"
        pages.write_site(data, helpers.load(data), [path], tmp_path / "site", in_place)
        return len(ran)

    return path, write


def test_nothing_is_run_again_where_nothing_is_new(project):
    path, write = project
    assert (write(), write()) == (1, 0)
    page = (path.parent.parent / "site" / "a.html").read_text(encoding="utf-8")
    assert "<pre>2</pre>" in page


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("data/meetings.csv", "First Sea Group", "First Group"),
        ("notebooks/beside.csv", "a", "b"),
        ("notebooks/a.ipynb", '"2"', '"3"'),
        ("notebooks/a.ipynb", "1 + 1", "2 + 2"),
        ("site/.ran.json", '["', '["0'),
        ("site/.ran.json", '["', "{"),
    ],
)
def test_what_the_outputs_follow_from_starts_a_run(project, file, old, new):
    path, write = project
    write()
    changed = path.parent.parent / file
    text = changed.read_text(encoding="utf-8")
    text = "".join(text.split()) if file.endswith(".ran.json") else text
    assert old in text
    changed.write_text(text.replace(old, new), encoding="utf-8")
    assert write() == 1


def test_other_libraries_start_a_run(project, monkeypatch):
    _, write = project
    write()
    monkeypatch.setattr(unchanged.platform, "python_version", lambda: "3.99")
    assert write() == 1


def test_a_picture_that_could_not_be_drawn_is_tried_again(project, monkeypatch):
    _, write = project
    monkeypatch.setattr(pages, "complete", lambda notebooks: ["figures without a picture: 1"])
    assert (write(), write()) == (1, 1)


def test_of_another_record_all_is_run(project):
    _, write = project
    assert (write(), write(in_place=False)) == (1, 1)


def test_a_file_of_others_with_the_name_of_the_keys_stays(project):
    path, write = project
    site = path.parent.parent / "site"
    site.mkdir()
    (site / ".ran.json").write_text('{"mine": 1}')
    assert (write(), write()) == (1, 1)
    assert (site / ".ran.json").read_text() == '{"mine": 1}'


def test_a_link_or_a_folder_with_the_name_of_the_keys_stays(project):
    path, write = project
    site = path.parent.parent / "site"
    (site / ".ran.json").mkdir(parents=True)
    assert write() == 1 and (site / ".ran.json").is_dir()
    (site / ".ran.json").rmdir()
    mine = path.parent.parent / "mine.json"
    mine.write_text("[]")
    (site / ".ran.json").symlink_to(mine)
    assert write() == 1 and mine.read_text() == "[]"
