"""The bundle of plotly.js that pages carry."""

import gzip
import hashlib
import json
import re

import plotly.offline
import pytest

import vendor
from helpers.site import templates
from places import PAGES

FOLDER = templates.HERE / "static" / "plotly"
ABOUT = json.loads((FOLDER / "about.json").read_text(encoding="utf-8"))
CODE = gzip.decompress((FOLDER / "cartesian.min.js.gz").read_bytes())


def test_the_bundle_has_the_version_of_the_python_package_and_its_checksum():
    version = plotly.offline.get_plotlyjs_version()
    assert ABOUT["version"] == version
    assert f"plotly.js (cartesian - minified) v{version}" in CODE[:200].decode()
    assert hashlib.sha256(CODE).hexdigest() == ABOUT["sha256"]


def test_the_types_of_traces_are_those_in_the_code_and_the_licence_stands_beside_it():
    assert vendor.trace_types(CODE) == ABOUT["traces"]
    assert {"scatter", "bar", "heatmap"} <= set(ABOUT["traces"])
    assert "scattergl" not in ABOUT["traces"] and "sankey" not in ABOUT["traces"]
    assert (FOLDER / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")


@pytest.mark.parametrize("kind", ["sankey", "scatterpolar", "treemap"])
def test_a_type_that_the_bundle_lacks_brings_the_whole(kind):
    figures = [{"data": [{"type": "bar"}]}, {"data": [{"type": kind}]}]
    assert templates.bundle_for(figures) == "whole"
    assert "sha256-" in templates.policy("whole") != templates.policy("cartesian")


def test_a_page_without_a_figure_of_plotly_carries_none(site):
    for name in PAGES:
        text = (site / name).read_text(encoding="utf-8")
        has_plot = 'class="plot"' in text
        assert ('id="the--plotly"' in text) == has_plot, name
        assert len(text.encode()) <= (900_000 if has_plot else 150_000), name


def test_a_page_is_described_and_named_by_its_question_and_its_record(site):
    text = (site / "01-timeline.html").read_text(encoding="utf-8")
    title = "Who met when? – Northmere–Southholm cooperation on the sea"
    assert f"<title>{title}</title>" in text
    described = re.search('<meta name="description" content="([^"]+)">', text)[1]
    assert described.startswith("Who met when? Northmere–Southholm") and "20 Jan 2034" in described


@pytest.mark.parametrize(("width", "most"), [(1280, 520), (390, 640)])
@pytest.mark.parametrize("name", PAGES[1:5])
def test_the_first_figure_begins_on_the_first_screen(site, opened, name, width, most):
    page = opened(site / name, width=width)
    assert page.locator("figure :is(.plot, table, ol)").first.bounding_box()["y"] < most
    assert page.locator("nav").bounding_box()["height"] < 50


def test_a_figcaption_stands_first_and_no_style_stands_in_the_body(site, opened):
    for name in PAGES[1:]:
        page = opened(site / name)
        wrong = "all => all.filter(e => e.parentElement.firstElementChild !== e).length"
        assert page.locator("figcaption").evaluate_all(wrong) == 0, name
        assert page.locator("body style").count() == 0, name


def test_the_code_is_hidden_until_the_switch_is_on(site, opened):
    page = opened(site / "01-timeline.html")
    code = page.locator("pre.code").first
    assert not code.is_visible()
    page.get_by_label("Show the code").check()
    assert code.is_visible()


def test_on_a_phone_the_current_page_is_in_sight_in_the_navigation(site, opened):
    page = opened(site / "explore.html", width=390)
    box = page.locator("nav [aria-current]").bounding_box()
    assert 0 <= box["x"] and box["x"] + box["width"] <= 390


def test_the_licence_of_plotly_goes_with_its_code(site):
    licence = (FOLDER / "LICENSE").read_text(encoding="utf-8")
    for name in PAGES:
        text = (site / name).read_text(encoding="utf-8")
        assert (licence in text) == ('id="the--plotly"' in text), name


def test_no_id_stands_twice_on_a_page(site):
    for name in PAGES:
        ids = re.findall(r' id="([^"]+)"', (site / name).read_text(encoding="utf-8"))
        assert sorted(ids) == sorted(set(ids)), name
