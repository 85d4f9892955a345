import re
import shutil
import zlib
from importlib import import_module

import pytest

from helpers import __main__
from helpers.record import files
from helpers.site import browser
from helpers.site.pdf import write_pdfs
from places import NOTEBOOKS


@pytest.fixture(scope="module")
def printed(tmp_path_factory, chromium, site):
    """Return the PDF files of the invented record."""
    copy = tmp_path_factory.mktemp("printed") / "site"
    shutil.copytree(site, copy)
    assert __main__.main(["pdf", "--site", str(copy)]) == 0
    return {path.name: path.read_bytes() for path in (copy / "pdf").glob("*.pdf")}


def drawn(pdf: bytes) -> bytes:
    """Return the drawing commands of a PDF."""
    streams = re.findall(rb"/FlateDecode.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.S)
    return b"\n".join(zlib.decompressobj().decompress(stream) for stream in streams)


def test_each_page_is_a_pdf_on_a4_that_programs_can_read_aloud(printed):
    assert set(printed) == {"index.pdf", *(path.stem + ".pdf" for path in NOTEBOOKS)}
    for pdf in printed.values():
        assert pdf.startswith(b"%PDF-") and b"/MarkInfo" in pdf
        sizes = re.findall(rb"/MediaBox \[0 0 (\S+) (\S+)\]", pdf)
        assert {(round(float(w)), round(float(h))) for w, h in sizes} == {(596, 842)}


def test_the_figures_are_drawn_in_the_pdf(printed):
    vermilion = rb"\.835\d* \.368\d* 0 (rg|RG)"  # of the second side, in figures alone
    assert re.search(vermilion, drawn(printed["01-timeline.pdf"]))


def test_a_pdf_leads_to_the_sources_and_to_no_file_of_this_machine(printed):
    assert b"/URI (https://www.example.org/" in printed["01-timeline.pdf"]
    assert not [name for name, pdf in printed.items() if b"file:" in pdf]


@pytest.mark.parametrize(
    ("state", "told"), [("failed ready", "could not be drawn"), ("", "were not drawn in 1 s")]
)
def test_a_page_without_its_figures_is_told_and_not_printed(
    tmp_path, chromium, monkeypatch, state, told
):
    monkeypatch.setattr(import_module("helpers.site.pdf"), "PATIENCE", 1)
    (tmp_path / "a.html").write_text(f'<html class="{state}"><p id="the--plotly">A page</p>')
    with pytest.raises(browser.BrowserError, match=f"the figures of a.html {told}"):
        write_pdfs(tmp_path, tmp_path / "pdf")
    assert not (tmp_path / "pdf").exists()


def test_without_a_browser_or_pages_the_command_says_so(tmp_path, monkeypatch, capsys):
    assert __main__.main(["pdf", "--site", str(tmp_path)]) == 2
    (tmp_path / "index.html").write_text("<p>A page</p>")
    monkeypatch.setenv("COOPERATION_BROWSER", "/nowhere")
    assert __main__.main(["pdf", "--site", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "there are no pages" in told and "no Chromium or Chrome was found" in told


def test_a_pdf_of_others_is_not_overwritten(tmp_path, chromium):
    (tmp_path / "a.html").write_text("<p>A page</p>")
    (tmp_path / "pdf").mkdir()
    (tmp_path / "pdf/a.pdf").write_bytes(b"mine")
    with pytest.raises(files.NotWrittenError, match="a.pdf: was not written by this command"):
        write_pdfs(tmp_path, tmp_path / "pdf")
    assert (tmp_path / "pdf/a.pdf").read_bytes() == b"mine"


def test_our_pdfs_are_printed_again_also_where_no_list_names_them(tmp_path, chromium):
    (tmp_path / "a.html").write_text("<p>A page</p>")
    write_pdfs(tmp_path, tmp_path / "pdf")
    (tmp_path / "pdf/.written.json").unlink()
    (tmp_path / "pdf/mine.pdf").write_bytes(b"mine")
    assert write_pdfs(tmp_path, tmp_path / "pdf") == [tmp_path / "pdf/a.pdf"]
    assert (tmp_path / "pdf/mine.pdf").read_bytes() == b"mine"
