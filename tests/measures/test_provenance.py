import dataclasses

import helpers
from helpers import figures
from helpers.figures import evidence_key, listings
from helpers.site import evidence

MEETING_OF_2040 = (
    "meetings.csv",
    "",
    "2040-05-02-call,2040-05-02,webinar,held,online,,,Call of 2040,,tide-wire,line 1,",
)


def of(rows, **columns):
    for column, value in columns.items():
        rows = rows[rows[column].eq(value)]
    return rows.iloc[0]


def test_each_statement_counts_for_the_source_that_it_cites(invented):
    source = of(helpers.provenance(invented), source_id="joint-communique")
    kinds = ["meetings", "exchanges", "commitments", "outcomes", "areas", "statements"]
    assert source[kinds].tolist() == [6, 6, 4, 0, 3, 19]
    assert source["without_passage"] == 16  # all but two meetings and an exchange


def test_an_outcome_with_a_source_of_its_own_is_one_more_statement(changed):
    record = changed(
        ("commitments.csv", "drawn.,2033,,joint-communique,paragraph 5,,agreement,,,,",
         "drawn.,2033,,joint-communique,paragraph 5,,agreement,dropped,Given up.,tide-wire,"),
    )  # fmt: skip
    source = of(helpers.provenance(record), source_id="tide-wire")
    assert (source["commitments"], source["outcomes"], source["statements"]) == (0, 1, 2)


def test_a_source_that_nothing_cites_stays_in_the_record_and_leaves_a_selection(changed):
    record = changed(
        (
            "sources.csv",
            "",
            "sea-log,Sea log,Log,press,https://www.example.org/log,en,,2034-01-08,,",
        )
    )
    assert of(helpers.provenance(record), source_id="sea-log")["statements"] == 0
    narrowed = helpers.provenance(record.where(year=2033))
    assert narrowed["source_id"].tolist() == ["joint-communique", "tide-wire"]
    assert "not cited" in figures.provenance(record).body


def test_a_source_of_which_only_the_title_and_address_are_known_is_listed(invented):
    sources = invented.sources[["source_id", "title", "url", "accessed"]]
    record = dataclasses.replace(invented, tables={**invented.tables, "sources": sources})
    sheet = figures.provenance(record)
    assert "Joint communique</bdi></a><br><small><bdi>last read 10 Jan 2034</bdi>" in sheet.body
    assert "cite one document, “Joint communique”. For" in sheet.finding
    assert set(helpers.support(record)["grades"]) == {()}


def test_areas_are_no_statements_of_a_selection(invented):
    assert helpers.provenance(invented.where(year=2033))["areas"].sum() == 0


def test_the_days_of_the_last_reading_are_the_first_and_the_last(invented):
    finding = figures.describe(figures.provenance(invented))
    assert "between 9 Jan 2034 and 10 Jan 2034" in finding
    assert "An archived copy is recorded for 1 of 3 sources" in finding


def test_each_subject_has_its_meetings_contact_exchanges_and_sources(invented):
    rows = helpers.support(invented)
    columns = ["meetings", "contact", "exchanges", "sources", "grades"]
    year = of(rows, about="year", id="2031")
    assert year[columns].tolist() == [4, 1, 6, 2, ("official", "press")]
    topic = of(rows, about="topic", id="tidal-power")
    assert topic[columns].tolist() == [3, 0, 5, 1, ("official",)]
    area = of(rows, about="area", id="clean-beaches")
    assert area[columns].tolist() == [0, 0, 0, 0, ()]
    visit = of(rows, about="meeting", id="2031-12-20-study-visit")
    assert visit[columns].tolist() == [1, 0, 1, 1, ("press",)]


def test_the_subjects_stand_in_the_order_of_time_and_of_the_agreement(invented):
    rows = helpers.support(invented)
    assert rows["about"].drop_duplicates().tolist() == ["year", "topic", "area", "meeting"]
    ids = rows.groupby("about")["id"].agg(list)
    assert ids["area"] == ["energy-from-the-sea", "food-from-the-sea", "clean-beaches"]
    assert ids["topic"][0] == "harbour-lights" and ids["topic"][-1] == "lighthouse-archives"
    assert ids["meeting"] == helpers.timeline(invented.where(status="held"))["meeting_id"].tolist()


def test_an_exchange_from_another_source_is_a_second_source_of_its_meeting(changed):
    exchange = "2033-04-02-study-visit-kelp,2033-04-02-study-visit,kelp-farming,discussion,,,,,harbour-gazette,,"
    visit = of(
        helpers.support(changed(("exchanges.csv", "", exchange))), id="2033-04-02-study-visit"
    )
    assert (visit["sources"], visit["grades"]) == (2, ("press", "automatic"))


def test_years_go_on_to_the_cut_off_date_and_to_a_later_meeting(invented, changed):
    def years(record):
        rows = helpers.support(record)
        return rows.loc[rows["about"].eq("year"), "id"].tolist()

    assert years(invented) == ["2031", "2032", "2033", "2034"]  # as of 20 Jan 2034
    assert years(changed(MEETING_OF_2040))[-1] == "2040"
    assert years(invented.where(year=2031)) == ["2031"]


def test_a_year_with_a_reported_meeting_alone_is_not_said_to_have_nothing(changed):
    call = MEETING_OF_2040[2].replace("2040", "2032").replace("held", "reported")
    body = figures.support(changed(("meetings.csv", "", call))).body
    assert "no held meeting recorded in our sources" in body
    assert ">none recorded in our sources<" not in body.split("Topics")[0]


def test_the_finding_names_what_is_thin(invented):
    assert figures.describe(figures.support(invented)) == (
        "4 years: 2 without a held meeting (2032, 2034). "
        "4 topics: 1 without a meeting, 2 with one meeting only, 3 with one source only. "
        "3 areas: 1 without a meeting, 1 with one meeting only, 2 with one source only. "
        "6 meetings and one period of contact: 7 with one source only."
    )


def test_behind_a_number_stand_the_meetings_that_it_counted(changed):
    record = changed(
        ("exchanges.csv", "", "2031-11-continued-exchange-tides,2031-11-continued-exchange,tidal-power,discussion,,,,,tide-wire,,")
    )  # fmt: skip
    keys = [evidence_key.read_key(key) for key in figures.support(record).evidence]
    behind = evidence.behind(record, keys).groupby("key")["meeting_id"].nunique()
    rows = helpers.support(record)
    for about, with_contact in (("year", True), ("topic", False), ("area", False)):
        for row in rows[rows["about"].eq(about) & rows["meetings"].gt(0)].itertuples():
            number = row.meetings + (row.contact if with_contact else 0)
            assert behind[f"{about}={row.id}"] == number


def test_what_has_one_meeting_or_one_source_is_hollow(invented):
    lines = figures.support(invented).body.split("<li")
    tidal, *_ = (line for line in lines if "Tidal power" in line)
    year, *_ = (line for line in lines if "2031" in line)
    assert "background:#0072B2" not in tidal and "background:#0072B2" in year


def test_the_searches_of_a_selection_are_those_for_its_promises(invented):
    listing = listings.searches(invented.where(year=2033))
    assert listing.frame["Looked for"].tolist() == ["The atlas of tides"]
    assert listing.caption == (
        "In this selection (only 2033): 1 search on 20 Jan 2034: 1 not found"
    )
    assert listings.searches(invented.where(year=2031)).caption.endswith(": no search is recorded")


def test_remarks_are_listed_with_their_place_and_what_to_look_at():
    listing = listings.remarks(helpers.remarks("tests/data/invented", today="2036-01-01"))
    assert listing.caption == "1 remark: what may be right but should be checked"
    assert listing.frame["Where"].tolist() == ["invented/searches.csv"]


def test_a_source_read_by_or_since_a_day_is_listed_as_it_is_known(invented):
    for accessed, words in (
        ("../2034-01", "by January 2034"),
        ("2034-01/..", "since January 2034"),
    ):
        sources = invented.sources.assign(accessed=accessed)
        record = dataclasses.replace(invented, tables={**invented.tables, "sources": sources})
        assert f"last read {words}" in figures.provenance(record).body
