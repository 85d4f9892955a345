"""The explorer as a page, in Chromium: nothing is asked for, and the address is the choice."""

import csv
import json
import shutil
from urllib.parse import parse_qs

import pytest

import helpers
from accessibility import LOOKS, violations
from choices import TICKS
from generate import record
from helpers.site.explore import EXPLORER, explorer_page
from places import INVENTED

TITLES = {"index.html": "Overview", EXPLORER: "Explore"}
WHOLE = "The whole record: 8 meetings, one period of contact and 8 exchanges, 2031–2034."


@pytest.fixture(scope="module")
def path(tmp_path_factory, invented):
    file = tmp_path_factory.mktemp("page") / EXPLORER
    file.write_text(explorer_page(invented, TITLES), encoding="utf-8", newline="\n")
    return file


@pytest.fixture
def page(path, opened):
    return opened(path)


def sentence(page) -> str:
    return page.locator(".sentence").text_content()


def meetings(page) -> list[str]:
    rows = page.locator("tr[data-meeting]")
    return rows.evaluate_all("rows => rows.map(row => row.dataset.meeting)")


def expected(cooperation) -> list[str]:
    return helpers.timeline(cooperation)["meeting_id"].tolist()


def fragment(page) -> str:
    return page.evaluate("location.hash.slice(1)")  # `page.url` lags behind


def test_it_shows_the_whole_record_and_asks_for_nothing(page, path, invented):
    assert sentence(page) == WHOLE
    assert meetings(page) == expected(invented)
    assert page.asked == [path.as_uri()]


@pytest.mark.parametrize(
    ("name", "value"),
    TICKS,
)
def test_a_tick_narrows_to_the_meetings_that_its_number_told_and_stands_in_the_address(
    page, invented, name, value
):
    line = page.locator(f'.facet.{name} label:has(input[value="{value}"])')
    number = line.locator(".count").text_content()
    line.locator("input").check()
    assert meetings(page) == expected(invented.where(**{name: value}))
    assert len(meetings(page)) == int(number)
    assert fragment(page) == f"{name}={value}"


def test_an_address_opens_with_its_choice_and_says_what_there_is_none_of(path, opened, invented):
    asked = "topic=tidal-power&topic=nope&year=2031-2032&text=tid&colour=red"
    page = opened(path, asked)
    view = invented.where(topic="tidal-power", year=(2031, 2032), text="tid")
    assert meetings(page) == expected(view)
    assert sentence(page).endswith("Not in this record, so left out: topic nope, colour.")
    assert page.locator('.facet.topic input[value="tidal-power"]').is_checked()
    assert page.locator(".facet.text input").input_value() == "tid"


def test_back_and_forward_of_the_browser_and_an_edited_address_are_followed(page, invented):
    page.locator('.facet.kind input[value="webinar"]').check()
    page.locator('.facet.format input[value="online"]').check()
    page.go_back()
    assert fragment(page) == "kind=webinar"
    page.wait_for_function("() => document.querySelectorAll('.chips button').length === 1")
    page.click('.summary button:text-is("Back")')
    page.wait_for_function("() => document.querySelectorAll('.chips button').length === 0")
    assert sentence(page) == WHOLE and fragment(page) == ""
    page.go_forward()
    page.wait_for_function("() => document.querySelectorAll('.chips button').length === 1")
    page.evaluate("location.hash = 'year=2033'")
    page.wait_for_function(
        "() => document.querySelector('.sentence').textContent.includes('year 2033')"
    )
    assert meetings(page) == expected(invented.where(year=2033))


def test_words_that_are_typed_are_one_step_back_and_are_marked(page, invented):
    page.locator('.facet.kind input[value="study-visit"]').check()
    page.locator(".facet.text input").press_sequentially("old pi", delay=30)
    page.wait_for_function(
        "() => document.querySelector('.sentence').textContent.includes('“old pi”')"
    )
    assert meetings(page) == expected(invented.where(text="old pi"))
    assert page.locator("tr mark").all_text_contents() == ["old pi"]
    page.go_back()
    page.wait_for_function(
        "() => !document.querySelector('.sentence').textContent.includes('words')"
    )
    assert fragment(page) == "kind=study-visit"


def test_the_skip_link_and_the_reload_keep_the_choice(page):
    page.locator('.facet.kind input[value="webinar"]').check()
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.localName") == "main"
    page.reload()
    page.wait_for_selector("html.ready", state="attached")
    assert page.locator(".chips").text_content() == "kind: webinar ×"


def test_address_and_code_are_copied(path, opened, invented):
    page = opened(
        path, "topic=tidal-power&year=2031", permissions=("clipboard-read", "clipboard-write")
    )
    page.click("text=Copy this view's address")
    page.wait_for_selector('.done:text-is("copied")')
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert parse_qs(fragment(page)) == {"topic": ["tidal-power"], "year": ["2031"]}
    page.click("text=Copy this view as code")
    page.wait_for_selector('.done:text-is("copied")')
    code = page.evaluate("navigator.clipboard.readText()")
    assert code == 'cooperation.where(topic="tidal-power", year=2031)'
    assert meetings(page) == expected(eval(code, {"cooperation": invented}))


def test_the_meetings_shown_are_taken_away_as_csv(path, opened, invented, tmp_path):
    page = opened(path, "kind=webinar&kind=study-visit")
    with page.expect_download() as download:
        page.click("text=Take away")
    assert download.value.suggested_filename == "meetings.csv"
    download.value.save_as(tmp_path / "meetings.csv")
    with open(tmp_path / "meetings.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    timeline = helpers.timeline(invented.where(kind=["webinar", "study-visit"]))
    for name in ("meeting_id", "date", "title"):
        assert [row[name] for row in rows] == timeline[name].tolist()
    assert [row["link"] for row in rows] == timeline["link"].fillna("").tolist()
    assert [row["organisations"].split("; ") for row in rows if row["kind"] == "webinar"] == [
        ["Tides", "Shores"]
    ] * 2


def test_a_drag_narrows_to_a_period_and_a_click_on_a_cell_lets_go_at_the_second(page, invented):
    box = page.locator(".axis").bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.5, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.99, y, steps=4)
    page.mouse.up()
    assert fragment(page).startswith("period=")
    code = page.locator("code").text_content()
    assert meetings(page) == expected(eval(code, {"cooperation": invented})) != expected(invented)
    page.click('.summary button:text-is("Reset")')
    cell = page.locator('.matrix button[aria-label^="Tidal power, 2031"]')
    cell.click()
    assert fragment(page) == "topic=tidal-power&year=2031"
    assert cell.get_attribute("aria-pressed") == "true"
    cell.click()
    assert sentence(page) == WHOLE


def test_the_card_tells_what_was_shared_promised_and_kept_with_passages_and_other_names(page):
    page.click("text=Second Sea Group")
    card = page.locator(".card")
    assert "a day between 1 Mar 2033 and 10 Mar 2033" in card.text_content()
    assert (
        "An atlas of tides is drawn. (agreement, due 2033, overdue since 1 Jan 2034, 20 days"
        in card.text_content()
    )
    assert "The group meets again. (kept, due 2033; made at First Sea Group)" in card.text_content()
    page.keyboard.press("Escape")
    assert not card.is_visible()
    page.click("text=First Sea Group")
    assert "Office of Shores (なぎさ局)" in card.text_content()
    assert card.locator('[lang="fr"]', has_text="Marélectricité").count() == 3
    page.keyboard.press("Escape")
    page.click("text=Visit to the kelp coast")
    link = card.locator("a").first
    assert link.text_content() == "Gazette, press, page 2 (fr)"
    assert link.get_attribute("href").endswith("#:~:text=tide%2Dtables%2C%20ebb%20%26%20flow")
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert card.locator('q[lang="fr"]').first.text_content() == "tide-tables, ebb & flow"
    assert card.locator("a", has_text="archived 11 Jan 2034").count() == 2


def test_a_meeting_in_the_address_opens_its_card(path, opened):
    page = opened(path, "meeting=2031-09-webinar")
    assert page.locator(".card h3").text_content() == "Webinar on tides"
    page.click(".card >> text=Close")
    assert sentence(page) == WHOLE


def test_words_in_another_language_find_the_meetings_of_a_topic(path, opened, invented):
    page = opened(path)
    page.locator(".facet.text input").fill("うしおの電気")
    page.wait_for_function(
        "() => document.querySelector('.sentence').textContent.includes('words')"
    )
    assert meetings(page) == expected(invented.where(topic="tidal-power"))


def test_keys_alone_choose_in_every_view(page):
    for place, key, words in (
        (".facet.topic input", "Space", "topic"),
        (".mark", "Enter", "meeting"),
        (".matrix td button", "Enter", "year"),
        (".bars button", "Enter", "shared"),
    ):
        page.locator(place).first.focus()
        page.keyboard.press(key)
        assert f"{words} " in sentence(page), place
        page.click('.summary button:text-is("Reset")')


def test_axe_finds_no_violation_with_a_card_open(path, opened):
    page = opened(path, "text=tid&topic=tidal-power", width=390)
    page.locator(".link").first.click()
    page.click(".fold")
    for look in LOOKS:
        assert violations(page, *look) == [], look


def test_on_a_phone_controls_fold_away_and_rows_are_cards(path, opened):
    page = opened(path, width=390)
    assert not page.locator(".facets").is_visible()
    assert (
        page.locator("tr[data-meeting]").first.evaluate("e => getComputedStyle(e).display")
        == "block"
    )
    page.click(".fold")
    assert page.locator(".fold").get_attribute("aria-expanded") == "true"
    page.locator('.facet.kind input[value="webinar"]').check()
    assert page.locator(".fold").text_content() == "Choose (1 chosen)"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("width", [640, 320])
def test_with_text_twice_as_large_nothing_leaves_the_width(path, opened, width):
    page = opened(path, width=2 * width)
    page.evaluate("document.documentElement.style.zoom = 2")
    assert page.evaluate("document.documentElement.scrollWidth") <= 2 * width + 1


def test_where_scripts_are_off_plain_tables_stand_there(path, opened):
    page = opened(path, java_script_enabled=False)
    assert page.locator("table.matrix").is_visible()
    captions = page.locator("table.listing caption").all_text_contents()
    assert [caption.split(" ")[0] for caption in captions] == ["8", "7", "4"]


def test_a_browser_that_cannot_unpack_shows_the_tables(path, opened):
    page = opened(path, script="delete window.DecompressionStream", state="failed")
    assert "DecompressionStream is not defined" in opened.errors.pop()
    assert page.locator("table.listing").first.is_visible()


def test_print_shows_the_views_without_the_controls(page):
    page.emulate_media(media="print")
    for name in (".sentence", ".mark", ".matrix table", ".meetings table"):
        assert page.locator(name).first.is_visible(), name
    for name in (".controls", ".switches", ".pages"):
        assert not page.locator(name).is_visible(), name


HOSTILE = [
    "<img src=x onerror=window.ran=1>",
    "</script><script>window.ran=1</script>",
    "&lt;b&gt;",
    "javascript:window.ran=1//",
]


def test_text_of_the_record_is_text_everywhere(tmp_path, opened):
    folder = tmp_path / "record"
    shutil.copytree(INVENTED, folder)
    for name, old, new in (
        ("meetings.csv", "First Sea Group", HOSTILE[0]),
        ("topics.csv", ",Tidal power,", f",{HOSTILE[1]},"),
        ("organisations.csv", "Bureau of Tidal Power", HOSTILE[2]),
        ("exchanges.csv", "Tidal barrages", HOSTILE[3]),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    about = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    about["countryNames"]["XA"] = HOSTILE[0]
    (folder / "datapackage.json").write_text(json.dumps(about), encoding="utf-8")
    file = tmp_path / EXPLORER
    file.write_text(explorer_page(helpers.load(folder), TITLES), encoding="utf-8", newline="\n")
    page = opened(file, "meeting=2031-06-03-working-group")
    shown = page.locator(".card").text_content()
    assert all(text in shown for text in HOSTILE[:4])
    assert page.evaluate("window.ran") is None
    assert page.locator(".cooperation-explorer :is(img, script)").count() == 0
    assert len(page.asked) == 1


def test_many_meetings_are_counted_in_bars_and_many_topics_show_those_with_most(tmp_path, opened):
    large = helpers.load(record(tmp_path / "record", 2_000, exchanges=4_000))
    file = tmp_path / EXPLORER
    file.write_text(explorer_page(large, TITLES), encoding="utf-8", newline="\n")
    page = opened(file)
    assert page.locator(".mark").count() == 0 and page.locator(".tables").count() == 0
    bar = page.locator(".count-bar").nth(40)
    number = int(bar.get_attribute("aria-label").rpartition(": ")[2])
    bar.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelectorAll('.chips button').length === 2")
    assert sentence(page).startswith(f"{number} of 2,000 meetings")
    page.click('.summary button:text-is("Reset")')
    rows = page.locator(".matrix tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('button')].reduce("
        "(sum, cell) => sum + Number(cell.textContent), 0))"
    )
    most = helpers.topic_year_matrix(large).sum(axis=1)
    assert sorted(rows) == sorted(most)[-24:]
    assert page.locator(".matrix thead th").count() <= 17
    assert page.locator(".pages").is_visible()
    page.click("text=Next")
    assert page.locator(".meetings caption").text_content() == "Meetings 26 to 50 of 2,000"
    without = opened(file, java_script_enabled=False)
    assert "too many to be listed" in without.locator("main").text_content()


def test_of_too_many_meetings_the_page_says_what_to_do_and_carries_no_record(invented, monkeypatch):
    monkeypatch.setattr("helpers.explorer.tables.MOST", 8)
    text = explorer_page(invented, TITLES)
    assert "This record has 9 meetings; the explorer shows at most 8." in text
    assert "<script" not in text


def test_the_page_of_the_real_record_has_at_most_150_kb(real):
    assert len(explorer_page(real, TITLES).encode()) <= 150_000


def test_no_figure_is_drawn_again_when_its_data_did_not_change(page):
    page.evaluate(
        """() => {
          window.changes = 0;
          const watch = new MutationObserver((list) => { window.changes += list.length; });
          for (const part of document.querySelectorAll('.lanes, .matrix tbody, .bars'))
            watch.observe(part, { subtree: true, childList: true, attributes: true, characterData: true });
        }"""
    )
    page.locator("tr[data-meeting] button").first.click()
    page.keyboard.press("Escape")
    page.locator('.facet.organisation input[value="ministry-of-tides"]').check()  # at every meeting
    assert "organisation Tides" in sentence(page) and page.evaluate("window.changes") == 0
    page.locator('.facet.kind input[value="signing"]').check()
    assert page.evaluate("() => Promise.resolve().then(() => window.changes)") > 0


def test_the_colours_of_another_editor_are_followed(page):
    page.evaluate(
        "document.documentElement.style.setProperty('--vscode-editor-foreground', 'rgb(1, 2, 3)')"
    )
    colour = "node => getComputedStyle(node).color"
    assert page.locator(".sentence").evaluate(colour) == "rgb(1, 2, 3)"
