import html
import json
from pathlib import Path

import nbconvert
import nbformat
import plotly.io
import pytest

import helpers
from helpers import pages

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = ["index.html", *(path.stem + ".html" for path in NOTEBOOKS)]
TEXTS = """() => [...document.querySelectorAll('.plot')].map(plot => ({
  plot: plot.getBoundingClientRect(),
  texts: [...plot.querySelectorAll('text')].filter(t => t.textContent.trim())
    .map(t => ({ words: t.textContent, size: parseFloat(getComputedStyle(t).fontSize), ...t.getBoundingClientRect().toJSON() })),
}))"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_opens_offline_and_nothing_leaves_its_width(site, opened, name, width):
    page = opened(site / name, width=width)
    assert [u for u in page.asked if not u.startswith((site.as_uri(), "data:"))] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_figure_of_the_notebook_is_drawn_on_its_page(site, opened, path):
    outputs = [o for c in nbformat.read(path, 4).cells for o in c.get("outputs", [])]
    expected = sum(pages.PLOTLY in output.get("data", {}) for output in outputs)
    page = opened(site / f"{path.stem}.html")
    heights = page.locator("figure .plot > .plot-container .main-svg:first-child").evaluate_all(
        "drawn => drawn.map(svg => svg.getBoundingClientRect().height)"
    )
    assert len(heights) == page.locator("figure").count() == expected
    assert all(height >= 100 for height in heights)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", NAMES[1:])
def test_no_text_of_a_figure_overlaps_another_is_cut_or_small(site, opened, name, width):
    wrong = []
    for drawn in opened(site / name, width=width).evaluate(TEXTS):
        box, texts = drawn["plot"], drawn["texts"]
        wrong += [t["words"] for t in texts if t["size"] < 12]
        wrong += [
            t["words"]
            for t in texts
            if t["left"] < box["left"] - 1 or t["right"] > box["right"] + 1
        ]
        wrong += [
            (one["words"], two["words"])
            for place, one in enumerate(texts)
            for two in texts[place + 1 :]
            if one["left"] < two["right"] - 1
            and two["left"] < one["right"] - 1
            and one["top"] < two["bottom"] - 1
            and two["top"] < one["bottom"] - 1
        ]
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_shifts_while_a_page_loads(site, chromium, name):
    page = chromium.new_page()
    page.add_init_script(
        "window.shifted = 0; new PerformanceObserver(list => { for (const shift of list.getEntries())"
        " window.shifted += shift.value; }).observe({ type: 'layout-shift', buffered: true });"
    )
    page.goto((site / name).as_uri())
    if page.locator("script").count():
        page.wait_for_selector("html.ready", state="attached")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("window.shifted") < 0.02
    page.close()


def test_a_title_has_fewer_lines_where_there_is_room_and_the_plot_is_as_much_lower(site, opened):
    look = """() => [...document.querySelectorAll('.plot')].map(plot => ({
        lines: plot.querySelectorAll('.gtitle tspan.line').length,
        drawn: plot._fullLayout.height, kept: plot.clientHeight,
        room: plot._fullLayout.height - plot._fullLayout.margin.t}))"""
    page = opened(site / "02-topic-by-year.html", width=1280)
    wide = page.evaluate(look)
    page.set_viewport_size({"width": 390, "height": 900})
    page.wait_for_function("matchMedia('(max-width: 43rem)').matches")
    page.wait_for_timeout(500)
    narrow = page.evaluate(look)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = page.evaluate(look)
    assert len(wide) == len(narrow) == 2
    for roomy, phone, paper in zip(wide, narrow, printed, strict=True):
        assert 2 < roomy["lines"] < phone["lines"] and roomy["drawn"] < phone["drawn"]
        assert roomy["room"] == phone["room"] == paper["room"]
        assert roomy["drawn"] == roomy["kept"] and phone["drawn"] == phone["kept"]
        assert (paper["lines"], paper["drawn"]) == (roomy["lines"], roomy["drawn"])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_page_is_at_most_0_42_of_the_notebook_as_plotly_and_nbconvert_render_it(
    site, opened, path
):
    page = opened(site / f"{path.stem}.html")
    drawn = page.locator("figure script").all_text_contents()
    fragments = [
        plotly.io.to_html(json.loads(figure), include_plotlyjs=place == 0, full_html=False)
        for place, figure in enumerate(drawn)
    ]
    notebook = nbformat.read(path, 4)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if pages.PLOTLY in output.get("data", {}):
                output["data"] = {"text/html": fragments.pop(0)}
    assert fragments == []
    peer, _ = nbconvert.HTMLExporter().from_notebook_node(notebook)
    assert (site / f"{path.stem}.html").stat().st_size <= 0.42 * len(peer.encode())


def test_without_scripts_the_finding_the_numbers_and_the_evidence_are_there(site, opened):
    page = opened(site / "02-topic-by-year.html", java_script_enabled=False)
    assert page.locator("figcaption").first.is_visible()
    assert page.locator("details.numbers table").first.is_visible()
    assert page.locator("[id='topic=tidal-power&year=2031']").is_visible()


def test_a_browser_that_cannot_unpack_shows_the_numbers_instead(site, chromium):
    page = chromium.new_page()
    page.add_init_script("delete window.DecompressionStream")
    page.goto((site / "02-topic-by-year.html").as_uri())
    page.wait_for_selector("html.failed", state="attached")
    assert page.locator("details.numbers table").first.is_visible()
    assert page.locator("[id='topic=tidal-power&year=2031']").is_visible()
    page.close()


def test_the_pages_of_another_record_hold_no_word_of_the_real_one(site, real):
    words = {*real.side_names, *real.topics["label"], *real.organisations["name"]}
    for path in site.glob("*.html"):
        text = html.unescape(path.read_text(encoding="utf-8").split('id="the--plotly"')[0])
        assert not [word for word in words if word in text], path.name


def test_a_failing_notebook_is_told_and_leaves_the_former_pages(site, tmp_path):
    bad = tmp_path / "bad.ipynb"
    nbformat.write(
        nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_markdown_cell("# Bad"), nbformat.v4.new_code_cell("1 / 0")]
        ),
        bad,
    )
    before = {p: p.read_bytes() for p in site.rglob("*") if p.is_file()}
    data = ROOT / "tests/data/invented"
    with pytest.raises(pages.NotebookError, match=r"bad.ipynb, cell 2: ZeroDivisionError"):
        pages.site(data, helpers.load(data), [bad], site, in_place=False)
    assert {p: p.read_bytes() for p in site.rglob("*") if p.is_file()} == before
