import re

import pytest

import helpers
from places import PAGES

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPEN_ALL = """() => {
  for (const details of document.querySelectorAll('details')) details.open = true;
  const first = document.querySelector('.marks a');
  if (first) location.hash = first.hash;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation_with_everything_opened(site, opened, name, width, scheme):
    page = opened(site / name, width=width, color_scheme=scheme)
    page.evaluate(OPEN_ALL)
    options = {"runOnly": {"type": "tag", "values": TAGS}}
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=options).response
    told = [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found["violations"]]
    assert told == []
    assert len(found["passes"]) > 15


@pytest.mark.parametrize("name", PAGES)
def test_headings_go_down_one_level_at_a_time(site, opened, name):
    levels = opened(site / name).evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => Number(h.localName[1]))"
    )
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


@pytest.mark.parametrize("name", PAGES)
def test_the_first_stop_of_the_keyboard_leads_past_the_navigation(site, opened, name):
    page = opened(site / name)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.localName") == "main"


@pytest.mark.parametrize("name", PAGES)
def test_whoever_has_the_focus_shows_it(site, opened, name):
    page = opened(site / name)
    stops = []
    for _ in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            "(e => e === document.body ? null : [e.outerHTML.slice(0, 90), getComputedStyle(e).outlineStyle,"
            " parseFloat(getComputedStyle(e).outlineWidth)])(document.activeElement)"
        )
        if stop is None or (stops and stop[0] == stops[0][0]):
            break
        stops.append(stop)
    assert len(stops) > 5
    assert [stop for stop in stops if stop[1] == "none" or stop[2] < 2] == []


def test_a_figure_is_named_by_its_finding(site, opened):
    page = opened(site / "01-timeline.html")
    finding = page.locator("figcaption").first.inner_text()
    assert finding.startswith("6 held meetings and one period of contact, 2031–2033")
    assert page.get_by_role("img", name=finding).count() == 1
    page = opened(site / "02-topic-by-year.html")
    finding = page.locator("figcaption").first.inner_text()
    assert finding.startswith("1 of 4 topics was taken up in both 2031 and 2033, none in 2032.")
    assert page.get_by_role("figure", name=finding).count() == 2


def test_the_title_of_a_source_is_in_its_own_language(site):
    text = (site / "02-topic-by-year.html").read_text(encoding="utf-8")
    assert '<html lang="en"' in text
    assert re.search(r'<cite lang="fr"><bdi>Harbour Gazette</bdi></cite>', text)


def test_nothing_moves(site, opened):
    page = opened(site / "01-timeline.html", reduced_motion="reduce")
    page.locator(".marks a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("figure + .evidence")
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_the_figure_takes_the_ink_of_the_scheme(site, opened):
    page = opened(site / "01-timeline.html", color_scheme="light")
    ink = "getComputedStyle(document.querySelector('.plot .gtitle')).fill"
    assert page.evaluate(ink) == "rgb(31, 41, 55)"
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ink) == "rgb(229, 231, 235)"
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate(ink) == "rgb(31, 41, 55)"


def test_who_hosted_is_told_by_shape_as_well_as_by_colour(invented):
    figure = helpers.figures.timeline(invented)
    marks = [trace.marker for trace in figure.data if trace.type == "scatter"]
    shapes = {mark.color: mark.symbol.removesuffix("-open") for mark in marks}
    assert len(set(shapes.values())) == len(shapes) == 3


def test_with_forced_colours_a_held_meeting_is_not_hollow(site, opened):
    page = opened(site / "index.html", forced_colors="active")
    fill = "i => getComputedStyle(i).backgroundColor"
    paper = page.locator("body").evaluate(fill)
    held = page.locator(".strip i.held")
    assert held.count() and paper not in held.evaluate_all(f"all => all.map({fill})")
    assert "rgba(0, 0, 0, 0)" in page.locator(".strip i.planned").evaluate_all(
        f"all => all.map({fill})"
    )


def test_with_forced_colours_a_held_meeting_of_the_explorer_is_not_hollow(site, opened):
    page = opened(site / "explore.html", forced_colors="active")
    fill = "all => all.map(mark => getComputedStyle(mark, '::before').backgroundColor)"
    paper = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    held = page.locator(".mark:not(.planned, .reported, .cancelled)")
    assert held.count() and paper not in held.evaluate_all(fill)
