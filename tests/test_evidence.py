import pytest

import helpers
from helpers import evidence

OPEN = "figure + .evidence"


def meetings(cooperation, key):
    return evidence.behind(cooperation, [key])["meeting_id"].drop_duplicates().tolist()


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("tidal-power-2031", ["2031-06-03-working-group", "2031-09-webinar"]),
        ("2031-06-03-working-group", ["2031-06-03-working-group"]),
        ("2034-working-group", ["2034-working-group"]),
        ("tidal-power-2033-03-01-working-group", ["2033-03-01-working-group"]),
        ("energy-from-the-sea-2033", ["2033-03-01-working-group"]),
        ("xa-to-xb", ["2031-06-03-working-group"]),
        ("kelp-farming-xb-to-xa", ["2031-12-20-study-visit"]),
        ("study-visit-2033", ["2033-04-02-study-visit"]),
        ("2033", ["2033-03-01-working-group", "2033-04-02-study-visit"]),
        (
            "2031-06-03-working-group-visit",
            ["2031-06-03-working-group", "2033-04-02-study-visit"],
        ),
        ("lighthouse-archives-2032", []),
        ("no-such-thing", []),
    ],
)
def test_a_key_leads_to_the_meetings_behind_it(invented, key, expected):
    assert meetings(invented, key) == expected


@pytest.mark.parametrize("record", ["invented", "real"])
@pytest.mark.parametrize("count", ["meetings", "exchanges"])
def test_behind_each_number_of_the_matrix_stand_as_many_rows(request, record, count):
    cooperation = request.getfixturevalue(record)
    matrix = helpers.topic_year_matrix(cooperation, count).drop(columns="label")
    column = {"meetings": "meeting_id", "exchanges": "exchange_id"}[count]
    keys = {f"{topic}-{year}": n for topic, row in matrix.iterrows() for year, n in row.items()}
    found = evidence.behind(cooperation, keys).groupby("key")[column].nunique()
    assert found.to_dict() == {key: n for key, n in keys.items() if n}


FIGURES = "timeline topic_year_matrix continuity direction coverage follow_up cadence".split()


@pytest.mark.parametrize("record", ["invented", "real"])
@pytest.mark.parametrize("name", FIGURES)
def test_each_figure_leads_to_evidence_from_its_marks_and_from_its_table(request, name, record):
    cooperation = request.getfixturevalue(record)
    figure = getattr(helpers.figures, name)(cooperation)
    carried = [row for trace in figure.data for row in trace.customdata or ()]
    marks = {key for row in carried for key in ([row] if isinstance(row, str) else row) if key}
    table = {key for row in figure.layout.meta["table"]["keys"] for key in row if key}
    assert marks and marks <= table
    assert table == {section["key"] for section in evidence.sections(cooperation, table)}


def test_behind_a_share_of_formats_stand_the_meetings_that_it_counts(invented):
    shares = helpers.formats(invented)
    keys = (shares["format"] + "-" + shares["year"].astype("string")).str.replace(" ", "-")
    wanted = {key: n for key, n in zip(keys, shares["meetings"], strict=True) if n}
    found = evidence.behind(invented, keys).groupby("key")["meeting_id"].nunique()
    assert found.to_dict() == wanted


def test_a_click_on_a_cell_opens_the_meetings_behind_it_under_the_figure(site, opened):
    page = opened(site / "02-topic-by-year.html")
    plot = page.locator("#figure--2 .plot")
    plot.scroll_into_view_if_needed()
    label = plot.get_by_text("Tidal power", exact=True).bounding_box()
    year = plot.get_by_text("2033", exact=True).bounding_box()
    page.mouse.click(year["x"] + year["width"] / 2, label["y"] + label["height"] / 2)
    page.wait_for_selector("#figure--2 + #tidal-power-2033")
    told = page.locator(OPEN).inner_text()
    assert page.url.endswith("02-topic-by-year.html#tidal-power-2033")
    for words in ("a day between 1 Mar 2033 and 10 Mar 2033", "Second Sea Group", "Shores; Tides"):
        assert words in told
    assert "discussion, mutual" in told and "official" in told
    assert (
        page.locator(f"{OPEN} a", has_text="Joint communique")
        .get_attribute("href")
        .startswith("https://www.example.org/joint?page=1")
    )


def test_a_click_on_a_mark_of_the_timeline_opens_its_meeting(site, opened):
    page = opened(site / "01-timeline.html", width=390)
    page.locator("#figure--1 .scatterlayer .point").last.click(force=True)
    page.wait_for_selector("#figure--1 + .evidence")
    assert page.locator(OPEN).get_attribute("id") in page.url


def test_by_keyboard_alone_a_cell_is_reached_opened_and_left_again(site, opened):
    page = opened(site / "02-topic-by-year.html")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.marks') !== null"):
            break
    page.keyboard.press("ArrowRight")
    focused = page.evaluate_handle("document.activeElement")
    assert focused.get_attribute("aria-label") == "Tidal power, 2031: 2 meetings, 4 exchanges"
    cell = focused.bounding_box()
    assert cell["width"] > 40 and cell["height"] > 20
    assert page.locator(".hoverlayer .hovertext").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_selector("#figure--1 + #tidal-power-2031")
    assert page.evaluate("document.activeElement.id") == "tidal-power-2031"
    page.keyboard.press("Escape")
    page.wait_for_selector(OPEN, state="detached")
    assert page.evaluate("document.activeElement.hash") == "#tidal-power-2031"


def test_the_table_of_numbers_leads_to_the_same_evidence(site, opened):
    page = opened(site / "01-timeline.html")
    page.locator("details.numbers summary").first.focus()
    page.keyboard.press("Enter")
    page.locator("details.numbers a", has_text="Webinar on tides").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#figure--1 + [id='2031-09-webinar']")


def test_the_address_of_an_opened_cell_opens_it_again(site, opened):
    page = opened(site / "02-topic-by-year.html", "kelp-farming-2031")
    assert page.locator("#figure--1 + #kelp-farming-2031").is_visible()
    assert page.locator(".evidence:visible").count() == 1


def test_going_back_closes_what_was_opened(site, opened):
    page = opened(site / "02-topic-by-year.html")
    page.locator(".marks a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(OPEN)
    page.go_back()
    page.wait_for_selector(OPEN, state="detached")


def test_an_address_that_names_nothing_opens_nothing(site, opened):
    page = opened(site / "02-topic-by-year.html", "%E0%A4%A")
    assert page.locator(OPEN).count() == 0


def test_without_scripts_a_link_of_the_table_leads_to_its_section(site, opened):
    page = opened(site / "02-topic-by-year.html", java_script_enabled=False)
    page.locator("details.numbers a").first.click()
    target = page.locator(".evidence:target")
    assert target.is_visible() and target.bounding_box()["y"] < 900


def test_a_record_without_areas_has_its_evidence_too():
    behind = evidence.behind(helpers.load("examples/japan-estonia"), ["outside-all-areas"])
    assert behind["exchange_id"].nunique() == 4
