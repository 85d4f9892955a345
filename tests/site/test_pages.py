import html
from pathlib import Path

import nbformat
import plotly.io
import pytest

import helpers
import in_process
from helpers.figures import SHEET
from helpers.record import files
from helpers.site import pages, pictures
from helpers.site.notebooks import NotebookError, read_notebook
from places import FITS, INVENTED, NOTEBOOKS, PAGES, RENDERED, ROOT, TEXTS


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_offline_and_nothing_leaves_its_width(site, opened, name):
    page = opened(site / name)
    assert [u for u in page.asked if not u.startswith((site.as_uri(), "data:"))] == []
    for width in (1280, 640, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(FITS, arg=width)


def forms(notebook) -> list[dict]:
    """Return what the cells of a notebook show, but for pictures and the plain text that no page shows."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    unseen = ("image/png", "text/plain")
    return [{k: v for k, v in output.data.items() if k not in unseen} for output in outputs]


@pytest.mark.kernel
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_in_the_process_of_the_tests_a_notebook_shows_what_nbval_finds_in_a_kernel(path):
    assert forms(in_process.run(path, ROOT / "data")) == forms(nbformat.read(path, 4))


def test_no_word_of_a_readers_table_is_broken_on_a_phone(site, opened):
    page = opened(site / "05-your-own-question.html", width=390)
    lines = page.locator(".dataframe thead th").evaluate_all(
        """heads => heads.filter(head => /^\\w+$/.test(head.textContent)).map(head => {
        const range = document.createRange(); range.selectNodeContents(head);
        return range.getClientRects().length; })"""
    )
    assert len(lines) > 10 and set(lines) == {1}


@pytest.mark.parametrize("path", RENDERED, ids=lambda path: path.stem)
def test_every_figure_of_the_notebook_is_drawn_on_its_page(site, opened, path):
    committed = forms(nbformat.read(path, 4))
    sheets = sum(SHEET in data for data in committed)
    expected = sum(pictures.PLOTLY in data and SHEET not in data for data in committed)
    page = opened(site / f"{path.stem}.html")
    heights = page.locator("figure .plot > .plot-container .main-svg:first-child").evaluate_all(
        "drawn => drawn.map(svg => svg.getBoundingClientRect().height)"
    )
    assert len(heights) == page.locator("figure:not(.sheet)").count() == expected
    assert page.locator("figure.sheet").count() == sheets and sheets + expected
    assert all(height >= 100 for height in heights)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES[1:])
def test_no_text_of_a_figure_overlaps_another_is_cut_or_small(site, opened, name, width):
    page, wrong = opened(site / name, width=width), []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for drawn in page.evaluate(TEXTS):
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


@pytest.mark.parametrize("name", PAGES)
def test_in_a_window_of_another_width_a_figure_is_as_wide_as_its_place_and_nothing_leaves_it(
    site, opened, name
):
    page = opened(site / name)
    for width in (1024, 844, 768, 390, 844, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(
            "() => [...document.querySelectorAll('.plot')].every(plot => plot._fullLayout.width === plot.clientWidth"
            " && plot._fullLayout.height === plot.clientHeight)"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_nothing_shifts_while_a_page_loads(site, opened, name):
    watch = (
        "window.shifted = 0; new PerformanceObserver(list => { for (const shift of list.getEntries())"
        " window.shifted += shift.value; }).observe({ type: 'layout-shift', buffered: true });"
    )
    page = opened(site / name, script=watch)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("window.shifted") < 0.02


def test_a_title_has_fewer_lines_where_there_is_room_and_the_plot_is_as_much_lower(site, opened):
    look = """() => [...document.querySelectorAll('.plot')].map(plot => ({
        lines: plot.querySelectorAll('.gtitle tspan.line').length,
        drawn: plot._fullLayout.height, kept: plot.clientHeight,
        room: plot._fullLayout.height - plot._fullLayout.margin.t}))"""
    page = opened(site / "01-timeline.html", width=1280)
    wide = page.evaluate(look)
    page.set_viewport_size({"width": 390, "height": 900})
    page.wait_for_function(
        "kept => document.querySelector('.plot')._fullLayout.height > kept", arg=wide[0]["drawn"]
    )
    narrow = page.evaluate(look)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = page.evaluate(look)
    assert len(wide) == len(narrow) == 1
    for roomy, phone, paper in zip(wide, narrow, printed, strict=True):
        assert 2 < roomy["lines"] < phone["lines"] and roomy["drawn"] < phone["drawn"]
        assert roomy["room"] == phone["room"] == paper["room"]
        assert roomy["drawn"] == roomy["kept"] and phone["drawn"] == phone["kept"]
        assert (paper["lines"], paper["drawn"]) == (roomy["lines"], roomy["drawn"])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_page_is_at_most_0_15_of_the_notebook_as_plotly_and_nbconvert_render_it(site, path):
    import nbconvert

    notebook = nbformat.read(path, 4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    drawn = [output for output in outputs if pictures.PLOTLY in output.get("data", {})]
    page = (site / f"{path.stem}.html").read_bytes()
    if b'id="the--plotly"' not in page:
        assert len(page) <= 150_000
        return
    for place, output in enumerate(drawn):
        figure = {name: output.data[pictures.PLOTLY][name] for name in ("data", "layout")}
        code = plotly.io.to_html(figure, include_plotlyjs=place == 0, full_html=False)
        output["data"] = {"text/html": code}
    peer, _ = nbconvert.HTMLExporter().from_notebook_node(notebook)
    assert len(page) <= 0.15 * len(peer.encode())


def test_without_scripts_the_finding_the_numbers_and_the_evidence_are_there(site, opened):
    page = opened(site / "02-topic-by-year.html", java_script_enabled=False)
    assert page.locator("figcaption").first.is_visible()
    assert page.locator("figure.sheet table").first.is_visible()
    assert page.locator("[id='topic=tidal-power&year=2031']").is_visible()


def test_a_browser_that_cannot_unpack_shows_the_numbers_instead(site, opened):
    page = opened(
        site / "01-timeline.html", script="delete window.DecompressionStream", state="failed"
    )
    assert "DecompressionStream is not defined" in opened.errors.pop()
    assert page.locator("details.numbers table").first.is_visible()
    assert page.locator("[id='meeting=2031-09-webinar']").is_visible()


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
    with pytest.raises(NotebookError, match=r"bad.ipynb, cell 2: ZeroDivisionError"):
        pages.write_site(data, helpers.load(data), [bad], site, in_place=False)
    assert {p: p.read_bytes() for p in site.rglob("*") if p.is_file()} == before


OWN = [
    nbformat.v4.new_markdown_cell("# What a reader's own cells show"),
    nbformat.v4.new_code_cell(
        "import sys\nprint('<b>printed</b>')\nprint('to standard error', file=sys.stderr)"
    ),
    nbformat.v4.new_code_cell("from PIL import Image\nImage.new('RGB', (900, 90), '#0072b2')"),
    nbformat.v4.new_code_cell("import plotly.express as px\npx.bar(x=[1, 2], y=[3, 4], width=900)"),
    nbformat.v4.new_code_cell(
        "px.scatter(x=[1, 2], y=[3, 4], render_mode='webgl', custom_data=[['a', 'b']])"
    ),
    nbformat.v4.new_code_cell(
        "import helpers\nfigure = helpers.figures.timeline(helpers.load())\n"
        "figure.update_layout(title=None)"
    ),
]


def written(folder, name, *cells):
    """Write a notebook and return its file."""
    nbformat.write(nbformat.v4.new_notebook(cells=list(cells)), folder / name)
    return folder / name


def made(folder: Path, *notebooks: Path) -> Path:
    """Run notebooks and write their pages."""
    pages.write_site(INVENTED, helpers.load(INVENTED), list(notebooks), folder, in_place=False)
    return folder


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """Return the pages of notebooks as readers write them."""
    folder = tmp_path_factory.mktemp("own")
    notebooks = [
        written(folder, "own.ipynb", *OWN),
        written(folder, "Untitled #1.ipynb", nbformat.v4.new_code_cell("")),
    ]
    return made(folder / "site", *notebooks)


@pytest.mark.parametrize("width", [1280, 390])
def test_what_a_readers_own_cells_print_and_draw_is_shown(own, opened, width):
    page = opened(own / "own.html", width=width)
    assert page.locator("pre:not(.code)").all_text_contents() == [
        "<b>printed</b>",
        "to standard error",
    ]
    assert page.locator("pre.error").text_content() == "to standard error"
    assert page.locator("main img").evaluate("i => i.complete && i.naturalWidth") == 900
    assert page.locator("figure .main-svg:first-child").count() == 3
    assert page.locator("figure .point").count() >= 4
    assert page.locator("figcaption").count() == page.locator("details.numbers").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_notebook_without_a_heading_has_its_file_name_as_title(own, opened):
    page = opened(own / "Untitled #1.html")
    assert page.locator("h1").all_text_contents() == ["Untitled #1"]
    page = opened(own / "index.html")
    page.locator("nav a", has_text="Untitled #1").click()
    assert page.locator("h1").text_content() == "Untitled #1"


def shown(folder: Path, *notebooks: Path) -> Path:
    """Write pages of notebooks as they are, without running them."""
    done = {path: read_notebook(path) for path in notebooks}
    pages.write_pages(done, INVENTED, helpers.load(INVENTED), folder)
    return folder


@pytest.mark.slow
def test_new_pages_leave_what_others_put_beside_them(tmp_path):
    one = written(tmp_path, "one.ipynb", nbformat.v4.new_markdown_cell("# One"))
    two = written(tmp_path, "two.ipynb", nbformat.v4.new_markdown_cell("# Two"))
    out = shown(tmp_path / "site", one)
    others = {"keep/notes.txt", "pdf/index.pdf", "mine.html", "downloads/mine.csv"}
    for name in others:
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text("mine")
    shown(out, two)
    assert {name for name in others if (out / name).read_text() == "mine"} == others
    assert (out / "two.html").exists() and not (out / "one.html").exists()


@pytest.mark.slow
def test_pages_written_before_there_was_a_list_count_as_ours_and_a_copy_does_not(tmp_path):
    one = written(tmp_path, "one.ipynb", nbformat.v4.new_markdown_cell("# One"))
    two = written(tmp_path, "two.ipynb", nbformat.v4.new_markdown_cell("# Two"))
    out = shown(tmp_path / "site", one)
    (out / ".written.json").unlink()
    (out / "copy.html").write_bytes((out / "one.html").read_bytes())
    shown(out, two)
    assert sorted(path.name for path in out.glob("*.html")) == [
        "copy.html",
        "explore.html",
        "index.html",
        "two.html",
    ]


def test_an_index_of_others_is_told_before_any_notebook_runs(tmp_path):
    (tmp_path / "index.html").write_text("<p>My own</p>")
    bad = written(tmp_path, "bad.ipynb", nbformat.v4.new_code_cell("1 / 0"))
    with pytest.raises(files.NotWrittenError, match="index.html: was not written by this command"):
        made(tmp_path, bad)
    assert (tmp_path / "index.html").read_text() == "<p>My own</p>"


@pytest.mark.slow
def test_the_page_of_the_explorers_notebook_is_the_explorer_itself(tmp_path):
    prose = nbformat.v4.new_markdown_cell("# Something else")
    path = written(tmp_path, "explore.ipynb", prose, nbformat.v4.new_code_cell("1 + 1"))
    out = shown(tmp_path / "site", path)
    page = (out / "explore.html").read_text(encoding="utf-8")
    assert "What do you want to know?" in page and "Something else" not in page
    home = (out / "index.html").read_text(encoding="utf-8")
    assert home.count('href="explore.html"') == 2  # in the navigation, and among the questions


@pytest.mark.parametrize("names", [["index.ipynb"], ["a/one.ipynb", "b/one.ipynb"]])
def test_two_pages_of_one_name_are_told(tmp_path, names):
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        written(tmp_path, name)
    with pytest.raises(NotebookError, match="its page would have the name of"):
        made(tmp_path / "site", *(tmp_path / name for name in names))


def test_renewing_a_notebook_keeps_its_mode_and_the_link_that_leads_to_it(tmp_path):
    path = written(tmp_path, "one.ipynb", nbformat.v4.new_markdown_cell("# One"))
    path.chmod(0o640)
    (tmp_path / "link.ipynb").symlink_to(path)
    new = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Two")])
    assert pages.renew(tmp_path / "link.ipynb", new)
    assert "# Two" in path.read_text() and path.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "link.ipynb").is_symlink() and len(list(tmp_path.iterdir())) == 2


def test_no_two_cards_of_the_home_page_say_the_same_and_none_speaks_of_a_selection(site, opened):
    cards = opened(site / "index.html").locator(".cards p").all_inner_texts()
    assert len(cards) == len(set(cards)) == len(PAGES) - 1
    assert [card for card in cards if "selection" in card or card.count(". ")] == []
