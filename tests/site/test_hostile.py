"""A record whose every text is hostile: it shows as text, nothing runs, nothing leaves the page."""

import csv
import dataclasses
import html.parser
import itertools
import json
import shutil
from pathlib import Path
from types import MappingProxyType

import pytest
from markupsafe import Markup

import in_process
from helpers.figures import listings
from helpers.figures.evidence_key import EvidenceKey
from helpers.site import evidence, home, pages
from places import COLUMNS, INVENTED, PAGES, RENDERED, TEXTS

HOSTILE = [
    "<script>window.ran=1</script>",
    '"><img src=x onerror=window.ran=1>',
    "'><svg/onload=window.ran=1>",
    "</script><script>window.ran=1</script>",
    "</title></style></textarea><script>window.ran=1</script>",
    "<a href=javascript:window.ran=1>here</a>",
    "javascript:window.ran=1//",
    "{{ 7 * 7 }}{% raw %}<b>bold</b>",
    "&lt;script&gt;window.ran=1&lt;/script&gt;",
    "<!--<script>--><iframe srcdoc='<script>parent.ran=1</script>'>",
    "\u202eright to left\u2066 and \u200f isolated",
    "A" * 5000,
    "<details open ontoggle=window.ran=1><summary>x</summary></details>",
    "<style>*{display:none}</style><base href=https://example.org/>",
]


def hostile_record(folder: Path, texts: list[str]) -> Path:
    """Write the invented record with every text replaced by the next of these."""
    shutil.copytree(INVENTED, folder)
    following = itertools.cycle(texts)
    for table, columns in COLUMNS.items():
        path = folder / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row, column in itertools.product(rows, columns):
            if column in row:
                row[column] = next(following)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    declaration = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    declaration |= {
        "title": "".join(texts[:3]),
        "description": texts[3],
        "version": texts[1],
        "homepage": "javascript:window.ran=1",
        "countryNames": {"XA": texts[0], "XB": texts[1]},
        "contributors": [{"title": texts[2], "email": texts[1]}],
        "licenses": [{"name": "x", "title": texts[0], "path": "javascript:window.ran=1"}],
    }
    (folder / "datapackage.json").write_text(json.dumps(declaration), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = hostile_record(tmp_path_factory.mktemp("hostile") / "record", HOSTILE)
    return in_process.write_pages(folder, folder.parent / "site")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_and_nothing_leaves_the_layout(hostile, opened, name, width):
    page = opened(hostile / name, width=width)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.locator(".marks a").evaluate_all(
        "async marks => { for (const mark of marks) { mark.click(); await new Promise(requestAnimationFrame); } }"
    )
    assert page.evaluate("window.ran") is None
    assert [u for u in page.asked if not u.startswith((hostile.as_uri(), "data:"))] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    beyond = page.locator("main *:visible").evaluate_all(
        "(all, width) => all.filter(e => e.getBoundingClientRect().right > width + 1 && !e.closest('.plot, .wide:has(.dataframe)'))"
        ".map(e => e.outerHTML.slice(0, 100))",
        width,
    )
    assert beyond == []
    for narrower in {844, 768} if width == 1280 else ():
        page.set_viewport_size({"width": narrower, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= narrower


@pytest.mark.parametrize("name", PAGES)
def test_no_element_comes_from_the_record(hostile, site, name):
    assert elements(hostile / name) <= elements(site / name)


def elements(path: Path) -> set[tuple[str, ...]]:
    """Return the elements of a page, each with the names of its attributes."""
    found = set()

    class Reader(html.parser.HTMLParser):
        def handle_starttag(self, tag, attributes):
            found.add((tag, *sorted(name for name, _ in attributes if name != "lang")))

    Reader().feed(path.read_text(encoding="utf-8"))
    return found


def test_hostile_text_can_be_read_as_it_is(hostile, opened):
    page = opened(hostile / "02-topic-by-year.html", java_script_enabled=False)
    told = page.locator("main").text_content()
    assert "<script>window.ran=1</script>" in told and "{{ 7 * 7 }}{% raw %}" in told
    assert "&lt;script&gt;window.ran=1&lt;/script&gt;" in told and "A" * 5000 in told


class Turning(html.parser.HTMLParser):
    """The elements of a page whose own text holds a mark that turns the direction of what follows."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag not in ("br", "col", "hr", "img", "input", "link", "meta", "wbr"):  # have no end
            self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass  # an end tag that may be left out, such as that of a row

    def handle_data(self, data):
        if "\u202e" in data:
            self.found.add(self.open[-1])


def test_where_a_direction_mark_stands_is_found():
    assert Turning("<p><bdi>a</bdi>\u202eb<img></p><td>c\u202e").found == {"p", "td"}


@pytest.mark.parametrize("name", PAGES)
def test_a_direction_mark_turns_no_text_beside_it(hostile, name):
    found = Turning((hostile / name).read_text(encoding="utf-8")).found
    assert found and found <= {"bdi", "td", "th", "caption", "script", "title"}


@pytest.mark.parametrize("name", [f"{path.stem}.html" for path in RENDERED])
def test_no_hostile_text_is_cut_in_a_figure(hostile, opened, name):
    page = opened(hostile / name, width=390)
    figures = page.evaluate(TEXTS)
    sheets = page.locator("figure.sheet").evaluate_all(
        "all => all.map(sheet => sheet.scrollWidth - sheet.clientWidth)"
    )
    assert figures or sheets
    assert all(drawn["texts"] for drawn in figures) and all(over <= 1 for over in sheets)
    for drawn in figures:
        cut = [
            text["words"] for text in drawn["texts"] if text["right"] > drawn["plot"]["right"] + 1
        ]
        assert cut == []


def test_an_address_that_is_none_of_the_web_is_never_linked(invented):
    sources = invented.sources.assign(url="javascript:alert(1)")
    tables = MappingProxyType({**invented.tables, "sources": sources})
    raw = {
        **invented.declaration,
        "homepage": "javascript:alert(1)",
        "licenses": [{"title": "Mine", "path": "data:text/html,x"}],
    }
    declaration = dataclasses.replace(invented.declaration, raw=raw)
    record = dataclasses.replace(invented, tables=tables, declaration=declaration)
    titles = {"index.html": "Overview", "a.html": "A"}
    keys = [
        EvidenceKey(topic="tidal-power", year=2031),
        EvidenceKey(commitment="2033-03-01-working-group-atlas"),
    ]
    sections = evidence.evidence_sections(record, keys)
    html = Markup(listings.meetings(record)._repr_html_())
    parts = [{"html": html, "number": 1, "keys": [section["key"] for section in sections]}]
    made = home.home_page(record, titles, {}, {}, {}, [])
    made += pages.page("a.html", parts, sections, record, titles, "What?")
    assert len(sections) == 2 and "Second Sea Group" in made
    assert 'href="javascript:' not in made and 'href="data:text' not in made
    assert '"url":"javascript:' not in made and '"data:text' not in made  # of the dataset
