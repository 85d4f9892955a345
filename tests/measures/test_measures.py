import dataclasses
import shutil

import pandas as pd
import pytest

import helpers
from helpers.measures.addresses import link, page_of, web_address


def test_a_topic_counts_the_held_meetings_that_took_it_up(invented):
    assert helpers.topic_year_matrix(invented).loc["tidal-power", [2031, 2032, 2033]].tolist() == [
        2,
        0,
        1,
    ]


def test_exchanges_count_each_row(invented):
    assert helpers.topic_year_matrix(invented, "exchanges").loc[
        "tidal-power", [2031, 2032, 2033]
    ].tolist() == [4, 0, 1]


def test_a_meeting_over_new_year_counts_once_in_the_year_it_began(invented):
    assert helpers.topic_year_matrix(invented).loc["kelp-farming", [2031, 2032]].tolist() == [1, 0]


def test_a_cancelled_meeting_counts_for_no_topic(invented):
    assert helpers.topic_year_matrix(invented).loc["lighthouse-archives"].tolist() == [0, 0, 0]


def test_topics_stand_by_first_meeting_then_label_and_those_never_taken_up_last(invented):
    expected = ["harbour-lights", "tidal-power", "kelp-farming", "lighthouse-archives"]
    assert helpers.topic_year_matrix(invented).index.tolist() == expected


def test_a_wrong_count_names_the_nearest(invented):
    with pytest.raises(ValueError, match="did you mean 'meetings'"):
        helpers.topic_year_matrix(invented, "meeting")


def test_an_empty_record_gives_empty_measures(tmp_path):
    shutil.copytree("tests/data/invented", tmp_path / "r")
    for path in (tmp_path / "r").glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    empty = helpers.load(tmp_path / "r")
    assert helpers.topic_year_matrix(empty).shape == (0, 0)
    for name in (
        "timeline",
        "continuity",
        "direction",
        "coverage",
        "follow_up",
        "cadence",
        "formats",
    ):
        assert len(getattr(helpers, name)(empty)) == 0


def test_the_timeline_holds_each_meeting_once_with_its_topics(invented):
    rows = helpers.timeline(invented).set_index("meeting_id")
    assert len(rows) == 9
    assert rows.loc["2031-06-03-working-group", "topics"] == ("Harbour lights", "Tidal power")
    assert rows.loc["2031-12-20-study-visit", "link"].endswith(
        "#:~:text=tide%2Dtables%2C%20ebb%20%26%20flow"
    )


def test_where_narrows_by_year_kind_organisation_country_and_topic(invented):
    def ids(**conditions):
        return invented.where(**conditions).meetings["meeting_id"].tolist()

    assert ids(year=2033) == ["2033-03-01-working-group", "2033-04-02-study-visit"]
    assert len(ids(year=(2031, 2032))) == 6
    assert ids(kind="signing") == ["2031-05-signing"]
    assert ids(country="XK") == ["2031-06-03-working-group"]
    assert "2031-12-20-study-visit" in ids(organisation="office-of-shores")
    narrowed = invented.where(topic="harbour-lights")
    assert narrowed.exchanges["topic_id"].unique().tolist() == ["harbour-lights"]
    assert narrowed.topics["topic_id"].tolist() == ["harbour-lights"]


def test_a_wrong_name_gets_the_nearest(invented):
    with pytest.raises(ValueError, match="did you mean 'tidal-power'"):
        invented.where(topic="tidal-powr")


def test_an_exchange_without_a_source_is_listed_too(invented):
    exchanges = invented.exchanges.assign(source_id=pd.Series(pd.NA, dtype="string"))
    record = dataclasses.replace(invented, tables={**invented.tables, "exchanges": exchanges})
    assert len(helpers.exchanges(record)) == 7


YEAR = (
    ("meetings.csv", "", "2031-webinar,2031,webinar,held,,,,Some time in 2031,,tide-wire,,"),
    ("exchanges.csv", "", "2031-webinar-x,2031-webinar,tidal-power,discussion,,,,,tide-wire,,"),
)


def test_meetings_and_exchanges_stand_by_their_first_possible_day_and_not_by_id(changed):
    record = changed(*YEAR)
    assert helpers.timeline(record)["meeting_id"].tolist()[:2] == [
        "2031-webinar",
        "2031-05-signing",
    ]
    assert helpers.exchanges(record)["exchange_id"].tolist()[0] == "2031-webinar-x"


def test_the_topics_of_a_meeting_stand_by_label_and_not_by_id(changed):
    rows = helpers.timeline(changed(("topics.csv", ",Tidal power,", ",Barrages,")))
    group = rows.set_index("meeting_id").loc["2031-06-03-working-group"]
    assert group["topics"] == ("Barrages", "Harbour lights")
    assert group["topic_ids"] == ("tidal-power", "harbour-lights")


def test_an_address_in_capitals_is_one_of_the_web_too():
    assert web_address("HTTPS://WWW.EXAMPLE.ORG/") == "HTTPS://WWW.EXAMPLE.ORG/"


def test_a_link_into_a_page_keeps_its_place_beside_the_passage():
    told = link("https://www.example.org/a#part", "ebb")
    assert told == "https://www.example.org/a#part:~:text=ebb"


@pytest.mark.parametrize(
    ("url", "locator", "expected"),
    [
        ("https://example.org/a.pdf", "page 3", "https://example.org/a.pdf#page=3"),
        (
            "https://example.org/A.PDF?v=2",
            "Pages 12 to 14",
            "https://example.org/A.PDF?v=2#page=12",
        ),
        ("https://example.org/a.pdf", "section 2, p. 7", "https://example.org/a.pdf#page=7"),
        ("https://example.org/a.pdf", "paragraph 3", "https://example.org/a.pdf"),
        ("https://example.org/a.pdf", pd.NA, "https://example.org/a.pdf"),
        ("https://example.org/a.pdf#annex", "page 3", "https://example.org/a.pdf#annex"),
        ("https://example.org/a.pdf/read", "page 3", "https://example.org/a.pdf/read#:~:text=ebb"),
        ("https://example.org/?a=b.pdf", "page 3", "https://example.org/?a=b.pdf#:~:text=ebb"),
    ],
)
def test_a_pdf_is_opened_at_the_page_that_the_locator_gives(url, locator, expected):
    assert link(url, "ebb", locator) == expected


def test_the_link_of_a_meeting_opens_its_pdf_at_the_page(changed):
    gazette = "https://www.example.org/gazette,"
    record = changed(("sources.csv", gazette, gazette.replace(",", ".pdf,")))
    rows = helpers.timeline(record).set_index("meeting_id")
    assert rows.loc["2032-03-14-webinar", "link"] == "https://www.example.org/gazette.pdf#page=3"


def test_an_address_without_a_passage_is_the_page_as_it_stands():
    assert page_of("https://www.example.org/a#") == "https://www.example.org/a#"


def test_contact_that_began_on_the_day_of_a_meeting_stands_after_it(changed):
    contact = (
        "2031-06-03-contact,2031-06-03/2031-10,continued-exchange,held,,,,Letters,,tide-wire,,"
    )
    ids = helpers.timeline(changed(("meetings.csv", "", contact)))["meeting_id"].tolist()
    assert ids.index("2031-06-03-contact") == ids.index("2031-06-03-working-group") + 1
