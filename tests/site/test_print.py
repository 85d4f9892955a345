import re

import pytest

A4 = 672  # CSS pixels between margins of 16 mm


@pytest.mark.parametrize("name", ["index.html", "01-timeline.html", "explore.html"])
def test_a_page_prints_on_a4(site, opened, name):
    pdf = opened(site / name).pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert {(round(float(w)), round(float(h))) for w, h in sizes} == {(595, 842)}


@pytest.mark.parametrize("width", [1280, 390])
def test_a_printed_figure_is_as_wide_as_the_paper_and_not_cut(site, opened, width):
    page = opened(site / "01-timeline.html", width=width)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4, "height": 900})
    wide = page.locator("figure .main-svg").first.bounding_box()
    assert wide["x"] >= 0 and A4 - 12 <= wide["x"] + wide["width"] <= A4
    assert page.locator("figure").first.evaluate("f => getComputedStyle(f).breakInside") == "avoid"
    page.evaluate("dispatchEvent(new Event('afterprint'))")


def test_print_shows_the_addresses_of_links_and_no_navigation(site, opened):
    page = opened(site / "01-timeline.html", "2031-12-20-study-visit")
    page.emulate_media(media="print")
    shown = "a => getComputedStyle(a, '::after').content"
    link = page.locator(".evidence:visible a", has_text="Harbour Gazette")
    assert "text=tide%2Dtables" in link.get_attribute("href")
    assert link.evaluate(shown) == '" <https://www.example.org/gazette>"'
    for hidden in ("nav", ".skip", "pre.code", ".back", "details.numbers"):
        assert page.locator(hidden).count() and not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".evidence:visible").count() == 1


def test_dark_pages_print_dark_ink_on_white(site, opened):
    page = opened(site / "index.html", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    colours = "(s => [s.color, s.backgroundColor])(getComputedStyle(document.body))"
    assert page.evaluate(colours) == ["rgb(31, 41, 55)", "rgb(255, 255, 255)"]
