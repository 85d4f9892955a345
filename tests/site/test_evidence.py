import dataclasses
import json
import os
import shutil
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import helpers
from everything import meta as kept_by
from helpers.figures import evidence_key
from helpers.figures.evidence_key import EvidenceKey
from helpers.site import evidence, pages
from places import INVENTED

OPEN = "figure + .evidence"


def meetings(cooperation, **what):
    return evidence.behind(cooperation, [EvidenceKey(**what)])["meeting_id"].unique().tolist()


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({"topic": "tidal-power", "year": 2031}, ["2031-06-03-working-group", "2031-09-webinar"]),
        ({"meeting": "2031-06-03-working-group"}, ["2031-06-03-working-group"]),
        ({"meeting": "2034-working-group"}, ["2034-working-group"]),
        (
            {"topic": "tidal-power", "meeting": "2033-03-01-working-group"},
            ["2033-03-01-working-group"],
        ),
        ({"area": "energy-from-the-sea", "year": 2033}, ["2033-03-01-working-group"]),
        ({"direction": "XA-XB"}, ["2031-06-03-working-group"]),
        ({"topic": "kelp-farming", "direction": "XB-XA"}, ["2031-12-20-study-visit"]),
        ({"kind": "study-visit", "year": 2033}, ["2033-04-02-study-visit"]),
        ({"year": 2033}, ["2033-03-01-working-group", "2033-04-02-study-visit"]),
        (
            {"commitment": "2031-06-03-working-group-visit"},
            ["2031-06-03-working-group", "2033-04-02-study-visit"],
        ),
        ({"topic": "lighthouse-archives", "year": 2032}, []),
        ({"topic": "no-such-thing"}, []),
        ({"topic": "tidal-power", "record": "another record"}, []),
    ],
)
def test_a_key_leads_to_the_meetings_behind_it(invented, what, expected):
    assert meetings(invented, **what) == expected


def html(cooperation, **what):
    """Return the section behind one number as a page shows it."""
    sections = evidence.evidence_sections(cooperation, [EvidenceKey(**what)])
    part = {"html": "", "number": 1, "keys": [section["key"] for section in sections]}
    return pages.page("a.html", [part], sections, cooperation, {"a.html": "A"}, "What?")


def test_evidence_names_topics_and_organisations_in_other_languages_too(invented):
    shown = html(invented, topic="tidal-power", year=2033)
    assert '<bdi>Tidal power</bdi> <small>(<bdi lang="fr">Marélectricité</bdi>; ' in shown
    assert '<bdi>Shores</bdi> <small>(<bdi lang="ja">なぎさ局</bdi>)</small>; <bdi>Tides' in shown


def test_evidence_shows_the_words_of_a_passage_and_the_copy_in_an_archive(invented):
    shown = html(invented, topic="kelp-farming")
    words = '<q lang="fr"><bdi>tide-tables, ebb &amp; flow</bdi></q>'
    archive = '(<a href="https://archive.example.org/gazette">archived 11 Jan 2034</a>)'
    title = '<cite lang="fr"><bdi>Harbour Gazette</bdi></cite>, <bdi>Gazette, press, page 2</bdi>'
    assert f"{title} (fr)</a> {words} {archive}</p>" in shown
    assert f"<bdi>Gazette, press, page 2</bdi> (fr)</a> {words} {archive}</li>" in shown


def test_a_key_of_a_selection_leads_to_what_the_selection_left(invented):
    online = invented.where(format="online").conditions
    assert meetings(invented, topic="tidal-power", conditions=online) == ["2031-09-webinar"]


FIGURES = (
    "timeline topic_year_matrix continuity direction coverage follow_up cadence support".split()
)
OF_TOPICS = ("topic_year_matrix", "continuity", "direction", "coverage")  # and areas, directions
OPTIONS = {
    "topic_year_matrix": [{"count": "meetings"}, {"count": "exchanges"}],
    "direction": [{"level": level} for level in ("country", "organisation", "unit")],
}
NUMBERS = {  # of what each number in the table of a figure is, where it is one of rows
    "topic_year_matrix": lambda text, options: (int(text), options["count"]),
    "direction": lambda text, options: (int(text), "exchanges"),
}


def numbers_and_rows(cooperation, name, options):
    """Return of each number of a figure what it says and how many rows stand behind it."""
    meta = kept_by(getattr(helpers.figures, name)(cooperation, **options))
    cells = [
        (text, evidence_key.read_key(key))
        for row, keys in zip(meta["table"]["rows"], meta["table"].get("keys", []), strict=False)
        for text, key in zip(row, keys, strict=False)
        if key
    ]
    keys = [dataclasses.replace(key, conditions=meta["conditions"]) for _, key in cells]
    behind = dict(list(evidence.behind(cooperation.record, keys).groupby("key")))
    for (text, _), key in zip(cells, keys, strict=True):
        yield text, key, behind[key.address]


def assert_each_number_is_that_of_its_rows(cooperation, names=FIGURES) -> list[EvidenceKey]:
    """Check figures of a record, at every level; return the keys that they carry."""
    carried = []
    for name in names:
        for options in OPTIONS.get(name, [{}]):
            for text, key, rows in numbers_and_rows(cooperation, name, options):
                carried.append(key)
                if name in NUMBERS:
                    number, column = NUMBERS[name](text, options)
                    assert number == rows[column[:-1] + "_id"].nunique(), (name, key)
                elif name == "cadence" and key.format:
                    assert int(text.split()[0]) == rows["meeting_id"].nunique(), key
    counts = helpers.coverage(cooperation)
    keys = [
        EvidenceKey(conditions=cooperation.conditions, area=area)
        for area in counts["area_id"].fillna("")
    ]
    found = evidence.behind(cooperation.record, keys).groupby("key")
    keys = [key.address for key in keys]
    told = {key: (0, 0) for key in keys}
    told |= {k: (r["meeting_id"].nunique(), r["exchange_id"].nunique()) for k, r in found}
    expected = list(zip(counts["meetings"], counts["exchanges"], strict=True))
    assert [told[key] for key in keys] == expected
    return carried


@pytest.mark.slow
@pytest.mark.parametrize("record", ["invented", "real"])
def test_behind_each_number_stand_as_many_rows(request, record):
    cooperation = request.getfixturevalue(record)
    assert_each_number_is_that_of_its_rows(cooperation)
    for name in ("kind", "format"):
        usual = cooperation.held[name].mode()[0]
        assert_each_number_is_that_of_its_rows(cooperation.where(**{name: usual}))


def carried(figure) -> list[str]:
    """Return the keys that the marks of a figure or the links of a sheet carry."""
    if isinstance(figure, helpers.figures.Sheet):
        return figure.evidence
    rows = [row for trace in figure.data for row in trace.customdata or ()]
    return [key for row in rows for key in ([row] if isinstance(row, str) else row)]


@pytest.mark.parametrize("record", ["invented", "real"])
@pytest.mark.parametrize("name", FIGURES)
def test_each_figure_leads_to_evidence_from_its_marks_and_from_its_table(request, name, record):
    cooperation = request.getfixturevalue(record)
    for options in OPTIONS.get(name, [{}]):
        figure = getattr(helpers.figures, name)(cooperation, **options)
        marks = {key for key in carried(figure) if key}
        table = {key for row in kept_by(figure)["table"]["keys"] for key in row if key}
        assert marks and marks <= table
        keys = map(evidence_key.read_key, table)
        assert table == {
            section["key"] for section in evidence.evidence_sections(cooperation, keys)
        }


def test_a_topic_called_as_a_kind_opens_its_own_evidence(changed):
    record = changed(
        *[(f"{table}.csv", "kelp-farming", "webinar") for table in ("topics", "exchanges")]
    )
    assert helpers.topic_year_matrix(record).loc["webinar", 2031] == 1
    assert meetings(record, topic="webinar", year=2031) == ["2031-12-20-study-visit"]
    assert meetings(record, kind="webinar", year=2031) == ["2031-09-webinar"]


ids = st.lists(  # of kinds, areas and topics alike, that end as years or directions do
    st.sampled_from(
        "webinar online webinar-2031 webinar-xa-to-xb xa-to-xb mutual a a-2031 2031 not-known".split()
    ),
    min_size=4,
    max_size=4,
    unique=True,
)


def colliding(folder, topics, areas, draw) -> helpers.Cooperation:
    """Write the invented record with other ids of topics and areas, its exchanges dealt anew."""
    shutil.copytree(INVENTED, folder)
    names = {
        table: pd.read_csv(folder / f"{table}.csv", dtype=str) for table in ("topics", "areas")
    }
    new = {
        "topics": dict(zip(names["topics"]["topic_id"], topics, strict=True)),
        "areas": dict(zip(names["areas"]["area_id"], areas, strict=False)),
    }
    exchanges = pd.read_csv(folder / "exchanges.csv", dtype=str)
    exchanges["topic_id"] = draw(
        st.lists(st.sampled_from(topics), min_size=len(exchanges), max_size=len(exchanges))
    )
    of_topic = names["topics"]["area_id"].map(new["areas"])
    topics_table = names["topics"].assign(
        topic_id=names["topics"]["topic_id"].map(new["topics"]), area_id=of_topic
    )
    topics_table.to_csv(folder / "topics.csv", index=False)
    names["areas"].assign(area_id=names["areas"]["area_id"].map(new["areas"])).to_csv(
        folder / "areas.csv", index=False
    )
    exchanges.drop_duplicates().to_csv(folder / "exchanges.csv", index=False)
    (folder / "names.csv").write_text("table,id,language,name,source_id\n", encoding="utf-8")
    return helpers.load(folder)


EXAMPLES = int(os.environ.get("EVIDENCE_EXAMPLES", 8))


@pytest.mark.slow
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(topics=ids, areas=ids, data=st.data())
def test_ids_that_collide_never_lead_to_the_rows_of_another_number(topics, areas, data):
    with tempfile.TemporaryDirectory() as folder:
        record = colliding(Path(folder) / "r", topics, areas, data.draw)
        name, values = data.draw(
            st.sampled_from(
                [
                    ("kind", ["webinar", "working-group"]),
                    ("format", "online"),
                    ("year", 2031),
                    ("topic", topics[:2]),
                    ("direction", ["mutual", "XB-XA"]),
                ]
            )
        )
        keys = [
            key
            for part in (record, record.where(**{name: values}))
            for key in assert_each_number_is_that_of_its_rows(part, OF_TOPICS)
        ]
        assert len({key.address for key in keys}) == len(set(keys))
        assert all(evidence_key.read_key(key.address) == key for key in keys)


def test_behind_a_share_of_formats_stand_the_meetings_that_it_counts(invented):
    shares = helpers.formats(invented)
    keys = {
        EvidenceKey(format=row.format, year=row.year): row.meetings for row in shares.itertuples()
    }
    found = evidence.behind(invented, keys).groupby("key")["meeting_id"].nunique()
    assert found.to_dict() == {key.address: n for key, n in keys.items() if n}


def test_former_addresses_are_told_where_they_mean_one_thing_only(invented, changed):
    key = EvidenceKey(topic="tidal-power", year=2031)
    assert evidence.former(invented, [key]) == {key: "tidal-power-2031"}
    ends = EvidenceKey(count="exchanges", topic="kelp-farming", direction="XB-XA", year=2031)
    assert evidence.former(invented, [ends]) == {ends: "kelp-farming-xb-to-xa-2031"}
    outside = EvidenceKey(area="")
    assert list(evidence.former(invented, [outside]).values()) in ([], ["outside-all-areas"])
    record = changed(
        ("topics.csv", "kelp-farming", "webinar"), ("exchanges.csv", "kelp-farming,", "webinar,")
    )
    assert evidence.former(record, [EvidenceKey(topic="webinar", year=2031)]) == {}
    narrowed = dataclasses.replace(key, conditions=(("year", (2031, 2031)),))
    assert evidence.former(invented, [narrowed]) == {}


def test_a_whole_and_a_narrowed_figure_and_another_record_never_meet_on_one_page(invented, changed):
    narrowed, other = (
        invented.where(format="online"),
        changed(("topics.csv", "Tidal power", "Tides")),
    )
    assert other.identity != invented.identity
    parts = []
    for number, record in enumerate((invented, narrowed, other), 1):
        bundle = json.loads(helpers.figures.topic_year_matrix(record).to_json())
        before = json.dumps(bundle)
        part = pages.figure(bundle, number, invented)
        assert json.dumps(bundle) == before  # what the notebook holds stays as it is
        parts.append(part)
    whole, selection, foreign = (set(part["keys"]) for part in parts)
    assert "topic=tidal-power&year=2031" in whole
    assert "only.format=online&topic=tidal-power&year=2031" in selection
    assert not whole & selection and not whole & foreign and not selection & foreign
    keys = [key for part in parts for key in part["keys"].values()]
    sections = {section["key"]: section for section in evidence.evidence_sections(invented, keys)}
    assert sections["topic=tidal-power&year=2031"]["count"] == "2 meetings, 4 exchanges"
    told = sections["only.format=online&topic=tidal-power&year=2031"]
    assert told["count"].startswith("1 meeting")
    assert told["title"] == "Tidal power, 2031 (only online meetings)"
    assert not foreign & set(sections)


def address(page) -> str:
    return page.evaluate("location.href")  # `page.url` lags behind


def test_a_click_on_a_cell_opens_the_meetings_behind_it_under_the_figure(site, opened):
    page = opened(site / "02-topic-by-year.html")
    page.locator("#figure--2 a[href='#count=exchanges&topic=tidal-power&year=2033']").click()
    page.wait_for_selector("#figure--2 + [id='count=exchanges&topic=tidal-power&year=2033']")
    told = page.locator(OPEN).inner_text()
    assert address(page).endswith(
        "02-topic-by-year.html#count=exchanges&topic=tidal-power&year=2033"
    )
    for words in (
        "a day between 1 Mar 2033 and 10 Mar 2033",
        "Second Sea Group",
        "Shores",
        "Tides",
    ):
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
    assert page.locator(OPEN).get_attribute("id") in address(page)


def test_by_keyboard_alone_a_cell_is_reached_opened_and_left_again(site, opened):
    page = opened(site / "02-topic-by-year.html")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.hash") == "#topic=tidal-power&year=2031":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#figure--1 + [id='topic=tidal-power&year=2031']")
    assert page.evaluate("document.activeElement.id") == "topic=tidal-power&year=2031"
    page.keyboard.press("Escape")
    page.wait_for_selector(OPEN, state="detached")
    assert page.evaluate("document.activeElement.hash") == "#topic=tidal-power&year=2031"


def test_by_keyboard_alone_a_mark_of_the_timeline_is_reached_and_opened(site, opened):
    page = opened(site / "01-timeline.html")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.marks') !== null"):
            break
    page.keyboard.press("ArrowRight")
    assert page.locator(".hoverlayer .hovertext").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_selector("#figure--1 + .evidence")


def test_the_table_of_numbers_leads_to_the_same_evidence(site, opened):
    page = opened(site / "01-timeline.html")
    page.locator("details.numbers summary").first.focus()
    page.keyboard.press("Enter")
    page.locator("details.numbers a", has_text="Webinar on tides").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#figure--1 + [id='meeting=2031-09-webinar']")


@pytest.mark.parametrize("address", ["topic=kelp-farming&year=2031", "kelp-farming-2031"])
def test_the_address_of_an_opened_cell_opens_it_again_and_so_does_the_former(site, opened, address):
    page = opened(site / "02-topic-by-year.html", address)
    assert page.locator("#figure--1 + [id='topic=kelp-farming&year=2031']").is_visible()
    assert page.locator(".evidence:visible").count() == 1


def test_going_back_closes_what_was_opened(site, opened):
    page = opened(site / "02-topic-by-year.html")
    page.locator("#figure--1 a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(OPEN)
    page.go_back()
    page.wait_for_selector(OPEN, state="detached")


def test_an_address_that_names_nothing_opens_nothing(site, opened):
    page = opened(site / "02-topic-by-year.html", "%E0%A4%A")
    assert page.locator(OPEN).count() == 0


def test_without_scripts_a_link_of_the_table_leads_to_its_section(site, opened):
    page = opened(site / "02-topic-by-year.html", java_script_enabled=False)
    page.locator("#figure--1 a").first.click()
    target = page.locator(".evidence:target")
    assert target.is_visible() and target.bounding_box()["y"] < 900


def test_a_promise_judged_on_another_day_leads_to_no_evidence_of_this_day(invented):
    figure = helpers.figures.follow_up(invented, today="2033-02-01")
    assert {key for row in figure.table.keys for key in row} == {""}
    assert figure.evidence == []
    text = figure.to_json()
    assert "Looked for and not found: The atlas" not in text  # the search was made later


def test_a_record_without_areas_has_its_evidence_too():
    record = helpers.load("examples/japan-united-kingdom")
    behind = evidence.behind(record, [EvidenceKey(area="")])
    assert record.areas.empty and behind["exchange_id"].nunique() == 28


def test_the_evidence_of_a_promise_answers_three_questions_with_their_sources(changed):
    row = "drawn.,2033,,joint-communique,paragraph 5,,agreement,{},{},{},"
    dropped = row.format("dropped", "The ink ran out.", "tide-wire")
    record = changed(("commitments.csv", row.format("", "", ""), dropped))
    promise = {p["promise"]: p for p in evidence.promises(record)}["An atlas of tides is drawn."]
    assert promise["said"].startswith("Agreement at Second Sea Group")
    assert promise["supported"] == "Dropped. The ink ran out"
    assert promise["deadline"] == "due 2033"
    assert promise["outcome_passage"].source == "Wire, automatic"
    assert promise["outcome_passage"].link == "https://www.example.org/wire"
