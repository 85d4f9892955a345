"""What a reader takes away from a page: numbers and rows as CSV, figures as pictures."""

import base64
import csv
import io

import pytest
from nbformat import v4

from helpers import figures
from helpers.figures.evidence_key import EvidenceKey
from helpers.site import evidence, pages, takeaway

PAGE = "02-topic-by-year.html"


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_numbers_of_a_selection_name_it_and_the_day(invented):
    sheet = figures.coverage(invented.where(year=2033))
    link = pages.sheet(sheet.to_dict(), 1, invented)["csv"]
    table = rows(base64.b64decode(link.split("base64,")[1]))
    assert table[0] == ["# Title", sheet.title]
    assert table[1] == ["# Selection", "only 2033"]
    assert table[2] == ["# Source", f"{invented.title}, as of 20 Jan 2034"]
    assert table[4:6] == [[], sheet.table.columns]
    assert table[6:] == [[str(cell) for cell in row] for row in sheet.table.rows]


def test_rows_that_are_left_out_are_told(invented):
    table = figures.NumberTable(["Topic"], [["Tides"]], left=1200)
    text = takeaway.numbers_text("T", figures.Meta("F.", table, invented.identity), invented)
    assert "# Left out,1,200 more rows" in text.replace('"', "")


def test_a_number_that_would_run_as_a_formula_is_harmless(invented):
    table = figures.NumberTable(["Topic"], [["=cmd|' /C calc'!A0"]])
    assert "\n'=cmd" in takeaway.numbers_text("T", figures.Meta("F.", table), invented)


def test_behind_a_number_stand_as_many_rows_of_csv_as_exchanges(invented):
    key = EvidenceKey(topic="tidal-power", year=2031)
    sections = evidence.evidence_sections(invented, [key])
    lines, needed = takeaway.evidence_lines(sections)
    assert len(needed[key.address]) == 4  # "2 meetings, 4 exchanges"
    table = rows("".join(lines[i] for i in [0, *needed[key.address]]).encode())
    assert table[0] == takeaway.COLUMNS
    assert {row[4] for row in table[1:]} == {"Tidal power"}


def test_a_meeting_without_an_exchange_is_a_row_of_its_own(invented):
    key = EvidenceKey(meeting="2033-04-02-study-visit")
    lines, needed = takeaway.evidence_lines(evidence.evidence_sections(invented, [key]))
    (row,) = rows(lines[needed[key.address][0]].encode())
    assert row[0] == "2 Apr 2033" and row[4:9] == [""] * 5 and row[10].startswith("https://")


@pytest.mark.parametrize("has_script", [True, False])
def test_the_numbers_are_taken_away_also_without_a_script(site, opened, has_script):
    page = opened(site / PAGE, java_script_enabled=has_script)
    with page.expect_download() as download:
        page.locator("#figure--1 .take a").click()
    assert download.value.suggested_filename == "02-topic-by-year-1.csv"
    content = download.value.path().read_bytes()
    assert ["Tidal power", "2", "0", "1"] in [row[:4] for row in rows(content)]


def test_the_rows_behind_a_number_are_taken_away(site, opened):
    page = opened(site / PAGE, "topic=tidal-power&year=2031")
    with page.expect_download() as download:
        page.get_by_role("button", name="These rows as CSV").locator("visible=true").click()
    assert download.value.suggested_filename == "topic-tidal-power-year-2031.csv"
    assert len(rows(download.value.path().read_bytes())) == 5


@pytest.mark.parametrize(("form", "start"), [("PNG", b"\x89PNG"), ("SVG", b"<svg")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_figure_of_plotly_is_taken_away_as_a_picture(site, opened, form, start, scheme):
    page = opened(site / "01-timeline.html", color_scheme=scheme)
    with page.expect_download() as download:
        page.get_by_role("button", name=form).click()
    assert download.value.suggested_filename == f"01-timeline-1.{form.lower()}"
    content = download.value.path().read_bytes()
    assert content.startswith(start) and len(content) > 10_000


def page_parts(invented, *cells, **metadata):
    return pages.contents(v4.new_notebook(cells=list(cells), metadata=metadata), invented)


def test_a_page_shows_its_first_figure_before_what_it_says_of_itself(invented):
    sheet = v4.new_output("display_data", data=figures.coverage(invented)._repr_mimebundle_())
    parts = page_parts(
        invented,
        v4.new_markdown_cell("# A question?\n\nHere you can see an answer."),
        v4.new_markdown_cell("## First"),
        v4.new_code_cell("coverage", outputs=[sheet]),
        v4.new_markdown_cell("**Limits.** None."),
        v4.new_markdown_cell("## Second"),
    )
    shown = [next(iter(part)) for part in parts]
    assert shown == ["html", "html", "code", "sheet", "html", "about", "switch", "html"]
    assert "Second" in parts[-1]["html"]


def test_a_page_without_a_figure_says_what_it_is_first(invented):
    parts = page_parts(invented, v4.new_markdown_cell("# A question?\n\nWords."))
    assert [next(iter(part)) for part in parts] == ["html", "about"]


@pytest.mark.parametrize("is_shown", [True, False])
def test_the_code_is_shown_at_once_where_the_notebook_says_so(invented, is_shown):
    metadata = {"code": "shown"} if is_shown else {}
    parts = page_parts(
        invented, v4.new_markdown_cell("# A?"), v4.new_code_cell("1 + 1"), **metadata
    )
    assert [part["switch"] for part in parts if "switch" in part] == [is_shown]


@pytest.mark.parametrize(
    ("asked", "kind", "selection"),
    [
        ({"topic": "tidal-power"}, None, "only the topic Tidal power"),
        ({}, "working-group", "only meetings of the kind working group"),
        ({}, None, "the whole record"),
    ],
)
def test_states_read_in_the_whole_record_name_the_selection_that_shows_them(
    invented, asked, kind, selection
):
    sheet = pages.sheet(figures.continuity(invented.where(**asked), kind).to_dict(), 1, invented)
    table = rows(base64.b64decode(sheet["csv"].split("base64,")[1]))
    assert table[1] == ["# Selection", selection]
    assert sheet["is_whole"] == (selection == "the whole record")


def test_an_empty_selection_does_not_speak_for_the_whole_record(invented):
    nothing = invented.where(topic="lighthouse-archives", year=2031)
    assert not pages.sheet(figures.direction(nothing).to_dict(), 1, invented)["is_whole"]
    drawn = figures.timeline(nothing).to_plotly_json()
    assert figures.Meta.of(drawn["layout"]).narrowed == nothing.conditions
