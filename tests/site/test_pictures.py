import asyncio
import base64
import copy
import io
import subprocess
import sys

import nbformat
import pytest
from PIL import Image

import documents
from helpers.site import browser, pictures

KEPT = base64.b64encode(b"as it was drawn elsewhere").decode()


def square(colour: str) -> dict:
    """Return a figure without axes, its paper of one colour."""
    layout = {"height": 200, "paper_bgcolor": colour, "plot_bgcolor": colour}
    hidden = {"visible": False}
    return {"data": [], "layout": {**layout, "xaxis": hidden, "yaxis": hidden}}


def notebook(*figures: dict) -> nbformat.NotebookNode:
    outputs = [
        nbformat.v4.new_output("display_data", {pictures.PLOTLY: copy.deepcopy(figure)})
        for figure in figures
    ]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("show()", outputs=outputs)])


@pytest.fixture
def committed(tmp_path):
    """Return the file of a notebook with a blue figure and its picture."""
    path = tmp_path / "a.ipynb"
    content = notebook(square("#0072B2"))
    content.cells[0].outputs[0].data[pictures.PNG] = KEPT
    nbformat.write(content, path)
    return path


def shown(fresh: nbformat.NotebookNode) -> list[str | None]:
    return [output.data.get(pictures.PNG) for output in pictures.drawable_figures(fresh)]


def test_a_figure_that_is_as_it_was_keeps_its_picture_wherever_it_now_stands(
    committed, monkeypatch
):
    monkeypatch.setenv("COOPERATION_BROWSER", "/nowhere")
    fresh = notebook(square("#D55E00"), square("#0072B2"))
    pictures.complete({committed: fresh})
    assert shown(fresh) == [None, KEPT]


def test_without_a_browser_a_figure_that_changed_loses_its_picture_and_this_is_told(
    committed, monkeypatch
):
    monkeypatch.setenv("COOPERATION_BROWSER", "/nowhere")
    fresh = notebook(square("#D55E00"))
    (told,) = pictures.complete({committed: fresh})
    assert shown(fresh) == [None]
    assert told.startswith("figures without a picture in the notebooks: 1, as no Chromium")


@pytest.mark.slow
def test_a_browser_that_does_not_start_is_told_and_does_no_harm(committed, tmp_path, monkeypatch):
    broken = tmp_path / "browser"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("COOPERATION_BROWSER", str(broken))
    (told,) = pictures.complete({committed: notebook(square("#D55E00"))})
    assert "1, as the browser did not do its work: The browser seemed to close" in told


@pytest.fixture(scope="module")
def drawn(tmp_path_factory, chromium):
    """Return the outputs of figures that are drawn at once, and the lines that are told.

    One is only another colour, one the reader's own that names no height, one has letters that
    every machine draws, one a letter that none does.
    """
    changed, own, usual, rare = (square("#D55E00") for _ in range(4))
    del own["layout"]["height"]
    usual["layout"]["title"] = {"text": "Tides – 2031 é · ●"}
    rare["layout"]["title"] = {"text": "Sea \U000f1234 &amp; é"}
    fresh = notebook(changed, own, usual, rare)
    fresh.cells[0].outputs[3].data["text/plain"] = "<b>When they met</b> 2031"
    path = tmp_path_factory.mktemp("drawn") / "a.ipynb"
    nbformat.write(notebook(square("#0072B2")), path)
    lines = pictures.complete({path: fresh})
    return list(pictures.drawable_figures(fresh)), lines


def image(output: nbformat.NotebookNode) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(output.data[pictures.PNG])))


def test_a_figure_that_changed_is_drawn_in_its_colours(drawn):
    with image(drawn[0][0]) as picture:
        assert (picture.size, picture.mode) == ((780, 300), "P")
        colour = picture.convert("RGB").getpixel((390, 150))
    assert max(abs(a - b) for a, b in zip(colour, (0xD5, 0x5E, 0x00), strict=True)) <= 1


def test_a_figure_of_the_readers_own_that_names_no_height_is_drawn(drawn):
    with image(drawn[0][1]) as picture:
        assert picture.size == (780, 675)


def test_letters_without_a_font_are_named_with_their_figure_and_no_others(drawn):
    (line,) = drawn[1]
    assert line.startswith(
        "figure “When they met”: no font of this machine has \U000f1234 (U+F1234); install"
    )


def test_the_readme_shows_the_first_figure_of_a_notebook(committed, tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "PICTURES", {"a": "a.ipynb"})
    monkeypatch.setattr(documents, "render", lambda root: {})
    (tmp_path / "docs").mkdir()
    (tmp_path / "notebooks").mkdir()
    committed.rename(tmp_path / "notebooks/a.ipynb")
    assert documents.write_documents(tmp_path) == ["renewed docs/a.png"]
    assert (tmp_path / "docs/a.png").read_bytes() == base64.b64decode(KEPT)
    assert documents.write_documents(tmp_path) == []


@pytest.mark.slow
def test_python_ends_although_a_browser_did_not_start(tmp_path, monkeypatch):
    broken = tmp_path / "browser"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("COOPERATION_BROWSER", str(broken))
    code = (
        "from helpers.site import browser, pictures\n"
        "try: pictures.draw([{'data': [], 'layout': {}}])\n"
        "except browser.BrowserError: print('told')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "told\n")


def test_a_browser_that_never_answers_is_told(monkeypatch):
    monkeypatch.setattr(browser, "LONGEST", 0.01)
    with pytest.raises(browser.BrowserError, match="it took more than 0.01 seconds"):
        browser.work(asyncio.sleep(3600))
