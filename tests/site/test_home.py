import dataclasses
import html
import json
import re
import subprocess
from types import MappingProxyType

import pandas as pd
import pytest

import helpers
from helpers import exports
from helpers.site import dataset, home
from places import ROOT

INVENTED = "tests/data/invented"


def declared(cooperation, **changes):
    raw = {**cooperation.declaration, **changes}
    declaration = dataclasses.replace(cooperation.declaration, raw=raw)
    return dataclasses.replace(cooperation, declaration=declaration)


def page(cooperation, **given):
    parts = {"cards": {}, "places": {}, "downloads": {}, "changes": [], **given}
    return home.home_page(cooperation, {"index.html": "Overview"}, **parts)


@pytest.fixture(scope="module")
def shown(invented):
    """Return the home page of the invented record."""
    return page(invented)


def test_the_home_page_says_when_they_last_met_what_came_up_no_more_and_what_is_overdue(
    site, opened
):
    told = " ".join(opened(site / "index.html").locator("main").inner_text().split())
    assert "Last recorded meeting 2 Apr 2033 Visit to the old pier" in told
    assert "Since the last recorded meeting 9 months 293 days, as of 20 Jan 2034" in told
    assert "Promises 1 overdue 2 kept (1 late), 1 open" in told
    assert "Topics not taken up again: Harbour lights (last on 3 Jun 2031); Kelp farming" in told
    assert (
        "Overdue: An atlas of tides is drawn. Due 2033, overdue since 1 Jan 2034. "
        "Our sources record no meeting that kept it, and a search found none."
    ) in told


def test_a_number_of_the_small_matrix_opens_its_evidence(site, opened):
    page = opened(site / "index.html")
    page.locator("table.small tr", has_text="Tidal power").locator("a").first.click()
    page.wait_for_selector("#figure--1 + [id='topic=tidal-power&year=2031']")
    assert page.evaluate("location.href").endswith(
        "02-topic-by-year.html#topic=tidal-power&year=2031"
    )


def test_every_link_of_the_home_page_leads_to_something(site, opened):
    page = opened(site / "index.html")
    hrefs = page.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    inside = {href for href in hrefs if not href.startswith(("http", "#the--content"))}
    assert len(inside) > 10
    for href in inside:
        file, _, key = href.partition("#")
        key = html.escape(key)
        content = (site / (file or "index.html")).read_bytes()
        begins = '<section class="evidence" id=' if file else " id="
        assert not key or f'{begins}"{key}"'.encode() in content, href


def test_promises_that_are_kept_or_overdue_are_told_the_first_of_many(invented, shown):
    assert "Due 2033, overdue since 1 Jan 2034." in shown and "Second Sea Group, " in shown
    rows = invented.commitments
    more = [rows.assign(commitment_id=rows["commitment_id"] + f"-{i}") for i in range(5)]
    tables = MappingProxyType({**invented.tables, "commitments": pd.concat(more)})
    told = page(dataclasses.replace(invented, tables=tables))
    assert told.count("<strong>Overdue:") == told.count("<strong>Kept:") == 3
    assert "And 9 more promises and intentions." in told


def test_a_hollow_sign_is_explained_where_there_is_one(invented, shown):
    assert "Hollow: planned" in shown
    assert "Hollow: planned" not in page(invented.where(status="held"))


def test_contact_that_lasts_is_not_the_last_meeting_unless_it_is_all_there_is(invented):
    letters = invented.where(kind="continued-exchange")
    assert home.key_figures(letters)[0]["note"] == "Letters between the groups"
    both = invented.where(kind=["continued-exchange", "webinar"])
    assert home.key_figures(both)[0]["note"] == "Webinar on tides"


def test_a_topic_is_silent_when_the_last_meeting_that_names_topics_left_it_out(invented):
    told = home.silent_topics(invented)
    assert told["meeting"] == "Second Sea Group, a day between 1 Mar 2033 and 10 Mar 2033"
    assert [(topic["key"], topic["date"]) for topic in told["topics"]] == [
        ("topic=harbour-lights&year=2031", "3 Jun 2031"),
        ("topic=kelp-farming&year=2031", "20 Dec 2031 – 10 Jan 2032"),
    ]
    assert home.silent_topics(invented.where(topic="tidal-power"))["topics"] == []


def test_marks_of_the_small_timeline_stand_in_proportion(invented):
    strip = home.timeline_strip(invented)
    assert [year["year"] for year in strip["years"]] == [2031, 2032, 2033, 2034]
    assert [year["left"] for year in strip["years"]] == [0.0, 25.0, 50.0, 75.0]
    [old_pier] = [
        mark for mark in strip["marks"] if mark["shape"] == "second" and not mark["width"]
    ]
    assert old_pier["left"] == 56.3  # 822 of 1461 days


def test_a_matrix_of_many_years_is_no_wider_than_a_phone(changed, opened, tmp_path):
    row = "2040-webinar,2040,webinar,held,,,,Webinar on the far future,,tide-wire,,"
    written = tmp_path / "index.html"
    written.write_text(page(changed(("meetings.csv", "", row))), encoding="utf-8")
    shown = opened(written, width=390)
    assert shown.locator("table.small thead th").count() == 10  # the topic, eight years, the last
    assert shown.evaluate("document.documentElement.scrollWidth") == 390
    assert shown.locator("table.small tbody th").first.bounding_box()["width"] >= 96


def test_a_record_without_meetings_has_a_home_page_too(invented):
    nothing = invented.where(year=1999)
    assert "No held meeting is recorded in our sources" in page(nothing)


def test_what_changed_last_is_the_newest_data_list_beside_the_record(tmp_path):
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## 0.3.0\n\n### Code\n\n- Faster.\n\n## 0.2.0\n\n### Data\n\n- A visit,\n  with"
        " its source.\n- A `topic`.\n\n### Code\n\n- Smaller.\n\n## 0.1.0\n\n### Data\n\n- The start.\n",
        encoding="utf-8",
    )
    (tmp_path / "record").mkdir()
    assert home.latest_news(tmp_path / "record") == ["A visit, with its source.", "A topic."]


def test_a_folder_without_a_changelog_tells_no_change(tmp_path):
    (tmp_path / "record").mkdir()
    assert home.latest_news(tmp_path / "record") == []


@pytest.mark.slow
def test_what_git_does_not_hold_yet_is_told_and_elsewhere_nothing(broken, tmp_path):
    record = helpers.load(broken.folder)
    assert home.unsaved(broken.folder, record) == []
    for words in ("init -q", "add -A", "-c user.name=a -c user.email=a@b.c commit -qm first"):
        subprocess.run(["git", *words.split()], cwd=broken.folder, check=True)
    assert home.unsaved(broken.folder, record) == []
    broken("meetings.csv", "Second Sea Group", "Other Sea Group")
    told = home.unsaved(broken.folder, helpers.load(broken.folder))
    assert len(told) == 1 and "Other Sea Group" in told[0]
    assert f"<li><bdi>{told[0]}</bdi></li>" in page(record, fresh=told).replace("&#34;", '"')


def test_where_to_report_a_mistake_comes_from_the_declaration(invented, shown):
    assert "Open an issue in the repository of this record, or tell those who gave you" in shown
    at = page(declared(invented, homepage="https://www.example.org/sea"))
    assert 'Report it at <a href="https://www.example.org/sea">' in at
    to = page(declared(invented, contributors=[{"title": "Sea Desk", "email": "sea@example.org"}]))
    assert 'Write to <a href="mailto:sea@example.org">sea@example.org</a>' in to


def test_downloads_are_listed_with_what_they_are(invented):
    told = page(invented, downloads={"the record.zip": "the whole record"})
    assert '<a href="downloads/the%20record.zip">the record.zip</a>: the whole record' in told


def test_a_page_is_in_english_and_the_title_in_the_language_that_the_record_declares(invented):
    declaration = dataclasses.replace(invented.declaration, languages=("nl-BE", "en"))
    shown = page(dataclasses.replace(invented, declaration=declaration))
    assert '<html lang="en">' in shown
    assert f'<h1><bdi lang="nl-BE">{invented.title}</bdi></h1>' in shown


def test_the_home_page_names_the_agreement_and_the_topics_in_other_languages(shown):
    assert (
        '<dt>The agreement in other languages</dt><dd><bdi lang="ja">うみの約定</bdi></dd>' in shown
    )
    assert '<bdi>Tidal power</bdi> <small>(<bdi lang="fr">Marélectricité</bdi>; ' in shown


def test_a_title_in_another_language_stands_beside_the_english_one(changed):
    title = '"Northmere–Southholm cooperation on the sea"'
    record = changed(("datapackage.json", title, '{"ja": "うみ", "en": "The <sea>"}'))
    shown = page(record)
    assert (
        '<h1><bdi lang="en">The &lt;sea&gt;</bdi></h1>\n<p class="lead"><bdi lang="ja">うみ'
        in shown
    )


def test_the_home_page_needs_no_script(site):
    scripts = re.findall("<script[^>]*>", (site / "index.html").read_text(encoding="utf-8"))
    assert scripts == ['<script type="application/ld+json">']  # text that no browser runs
    assert helpers.load(INVENTED).title in (site / "index.html").read_text(encoding="utf-8")


def test_every_key_that_the_home_page_makes_is_an_address(changed):
    record = changed(("searches.csv", ",2034-01-20,", ",2035-02-01,"))
    (told,) = home.past(record)
    assert told["key"] == "meeting=2034-working-group"


def test_a_past_intention_is_not_called_overdue(changed):
    row = "drawn.,2033,,joint-communique,paragraph 5,,{},,,,"
    record = changed(("commitments.csv", row.format("agreement"), row.format("stated-intention")))
    told = page(record)
    assert "<strong>Overdue:</strong> nothing." in told
    assert "<strong>Stated intention, now past:</strong>" in told
    assert "It was for 2033. No meeting is recorded, and a search found none." in told
    tiles = {tile["name"]: tile for tile in home.key_figures(record)}
    assert tiles["Promises"]["note"] == "2 kept (1 late), 1 open, 1 past intention"


def test_what_was_kept_in_part_is_told_with_its_note(changed):
    row = "drawn.,2033,{},joint-communique,paragraph 5,,agreement,{},{},,"
    part = row.format("2033-04-02-study-visit", "kept-in-part", "Half of it.")
    told = page(changed(("commitments.csv", row.format("", "", ""), part)))
    assert "<strong>Kept in part:</strong>" in told
    assert "2 Apr 2033</bdi>, in time. <bdi>Half of it.</bdi>" in told


CALL = ("meetings.csv", "", "2033-08-01-call,2033-08-01,ministerial-meeting,reported,online,,,Call of the ministers,,tide-wire,line 3,")  # fmt: skip


def test_what_is_only_reported_stands_apart_with_its_source_and_in_no_count(invented, changed):
    record = changed(CALL)
    told = page(record)
    assert "<strong>Reported, not confirmed:</strong>" in told
    assert "<bdi>Wire, automatic, line 3</bdi>" in told
    assert home.key_figures(record) == home.key_figures(invented)
    assert home.lead_sentence(record) == home.lead_sentence(invented)
    assert home.latest_meetings(record) == home.latest_meetings(invented)
    marks = home.timeline_strip(record)["marks"]
    assert [mark["shape"] for mark in marks if mark["status"] == "reported"] == ["neither"]


ASKED = {  # https://developers.google.com/search/docs/appearance/structured-data/dataset
    "name",
    "description",
    "creator",
    "license",
    "keywords",
    "spatialCoverage",
    "temporalCoverage",
    "distribution",
    "version",
}


def dataset_of(shown):
    (text,) = re.findall('<script type="application/ld\\+json">(.*?)</script>', shown)
    return json.loads(text)


def test_the_home_page_holds_what_dataset_search_asks_for(real):
    about = dataset_of(page(real, downloads={"record.zip": "all", "meetings.ics": "a calendar"}))
    assert about["@context"] == {"@vocab": "https://schema.org/"}
    assert about["@type"] == "Dataset" and set(about) >= ASKED
    assert 50 <= len(about["description"]) <= 5000
    assert about["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert [place["identifier"] for place in about["spatialCoverage"]] == ["JP", "BE"]
    assert about["distribution"] == [
        {
            "@type": "DataDownload",
            "name": "record.zip",
            "contentUrl": "downloads/record.zip",
            "encodingFormat": "application/zip",
        },
        {
            "@type": "DataDownload",
            "name": "meetings.ics",
            "contentUrl": "downloads/meetings.ics",
            "encodingFormat": "text/calendar",
        },
    ]
    assert {creator["@type"] for creator in about["creator"]} <= {"Person", "Organization"}


def test_what_the_declaration_leaves_open_is_left_out_of_the_dataset(shown):
    about = dataset_of(shown)
    assert not {"url", "creator", "version", "distribution"} & set(about)
    assert about["temporalCoverage"] == "2031-05-01/2033-04-02"


def test_a_title_cannot_end_the_dataset_of_the_home_page(invented):
    shown = page(dataclasses.replace(invented, title="</script><b>sea"))
    assert dataset_of(shown)["name"] == "</script><b>sea"


def test_every_download_says_its_form(real):
    offered = exports.offered_downloads(real, ROOT / "data")
    forms = {
        entry["name"]: entry.get("encodingFormat")
        for entry in dataset.dataset(real, offered)["distribution"]
    }
    assert len(forms) == len(offered) > 5 and all(forms.values())
