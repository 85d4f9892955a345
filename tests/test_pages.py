import html
from pathlib import Path

import pytest

import helpers
from helpers import pages

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("pages") / "site"
    data = ROOT / "tests/data/invented"
    pages.site(data, helpers.load(data), NOTEBOOKS, out, in_place=False)
    return out


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["index.html", *(p.stem + ".html" for p in NOTEBOOKS)])
def test_a_page_opens_offline_with_every_figure_drawn(site, chromium, name, width):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    asked, errors = [], []
    page.on("request", lambda r: asked.append(r.url))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.goto((site / name).as_uri())
    page.wait_for_selector("html.ready", state="attached")
    assert errors == []
    assert [url for url in asked if not url.startswith((site.as_uri(), "blob:", "data:"))] == []
    assert (
        page.locator("figure").count() == page.locator("figure .main-svg >> nth=0").count()
        or page.locator("figure").count() == page.locator(".plot.js-plotly-plot").count()
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    overlaps = page.evaluate(
        """() => [...document.querySelectorAll('.plot')].flatMap(plot => {
          const boxes = [...plot.querySelectorAll('.annotation-text, .gtitle')].map(t => [t.textContent, t.getBoundingClientRect()]);
          return boxes.flatMap(([a, p], i) => boxes.slice(i + 1).filter(([b, q]) =>
            p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1).map(([b]) => [a, b]));
        })"""
    )
    assert overlaps == []
    page.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", [p.stem for p in NOTEBOOKS if p.stem[:2] in ("03", "04")])
def test_no_text_of_a_figure_is_cut_at_its_edge(site, chromium, name, width):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto((site / f"{name}.html").as_uri())
    page.wait_for_selector("html.ready", state="attached")
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.plot')].flatMap(plot => {
          const frame = plot.getBoundingClientRect();
          return [...plot.querySelectorAll('text')].filter(text => text.textContent).filter(text => {
            const box = text.getBoundingClientRect();
            return box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 2 || box.bottom > frame.bottom + 1;
          }).map(text => text.textContent);
        })"""
    )
    assert cut == []
    page.close()


def test_without_scripts_the_finding_and_the_numbers_are_there(site, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "02-topic-by-year.html").as_uri())
    assert (
        page.locator("figcaption").first.is_visible()
        and page.locator("details.numbers table").first.is_visible()
    )
    context.close()


def test_the_pages_of_another_record_hold_no_word_of_the_real_one(site, real):
    words = {*real.side_names, *real.topics["label"], *real.organisations["name"]}
    for path in site.glob("*.html"):
        text = html.unescape(path.read_text(encoding="utf-8").split('id="plotly"')[0])
        assert not [word for word in words if word in text], path.name


def test_a_failing_notebook_is_told_and_leaves_the_former_pages(site, tmp_path):
    import nbformat

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
