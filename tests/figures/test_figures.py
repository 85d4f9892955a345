import dataclasses
import functools
import json
import re
import shutil

import pandas as pd
import pytest

import helpers
from everything import said
from helpers.figures import style

NAMES = ["continuity", "direction", "coverage", "follow_up", "cadence", "support"]
SHEETS = [*NAMES, "provenance"]


@functools.cache
def drawn(name, cooperation, **options):
    """Return a figure; that of a record that several tests look at is drawn once."""
    return getattr(helpers.figures, name)(cooperation, **options)


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_of_the_record_stays_under_fifteen_kilobytes(real, name):
    assert len(drawn(name, real)._repr_html_().encode()) < 15_000


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_in_a_notebook_leads_nowhere_and_keeps_its_keys_for_the_pages(invented, name):
    sheet = drawn(name, invented)
    forms = sheet._repr_mimebundle_()
    assert "<a" not in forms["text/html"] and "<style" not in forms["text/html"]
    assert helpers.figures.describe(sheet) in forms["text/html"].replace("&#x27;", "'")
    assert helpers.figures.Sheet.of(json.loads(json.dumps(forms[helpers.figures.SHEET]))) == sheet
    assert sheet.evidence and all(f"#{key}" not in forms["text/html"] for key in sheet.evidence)


def test_a_sheet_links_what_has_evidence_on_the_page_and_nothing_else(invented):
    sheet = drawn("coverage", invented)
    body = sheet.linked({"area=food-from-the-sea": "only.year=2031&area=food-from-the-sea"})
    assert re.findall('<a href="([^"]*)">([^<]*)', body) == [
        ("#only.year=2031&amp;area=food-from-the-sea", "1 meeting")
    ]


def test_a_state_is_told_by_a_sign_and_by_a_word_that_is_read_where_styles_are_gone(invented):
    cell = re.search('<td class="continued".*?</td>', drawn("continuity", invented).body)[0]
    assert re.sub("<[^>]+>", "", cell).split() == ["■", "continued"]


def test_the_matrix_is_a_shaded_table_beside_its_drawing(invented):
    figure = drawn("topic_year_matrix", invented)
    rows = re.findall("<tr>(.*?)</tr>", figure.sheet.body)
    numbers = [[int(n) for n in re.findall(r">(\d+)<", row)] for row in rows[1:]]
    assert numbers == [list(row) for row in figure.data[0].z]
    assert figure.sheet.finding == helpers.figures.describe(figure)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("continuity", "2031–2033, 6 meetings and one period of contact, as of 20 Jan 2034."),
        (
            "direction",
            "2031–2033, 7 exchanges at 4 meetings, as of 20 Jan 2034.",
        ),
        ("coverage", "2031–2033, 6 meetings and one period of contact, as of 20 Jan 2034."),
        ("follow_up", "4 promises made 2031–2033, as of 20 Jan 2034."),
        ("cadence", "2031–2033, 6 meetings and one period of contact, as of 20 Jan 2034."),
        ("support", "2031–2033, 6 meetings and one period of contact, as of 20 Jan 2034."),
        (
            "provenance",
            "24 statements: 9 meetings, 8 exchanges, 4 commitments, 3 areas, as of 20 Jan 2034.",
        ),
    ],
)
def test_a_figure_says_how_many_records_and_as_of_when(invented, name, says):
    assert says in said(drawn(name, invented))


@pytest.mark.parametrize("name", SHEETS)
def test_each_row_of_the_table_of_numbers_has_a_cell_for_each_column(invented, name):
    table = drawn(name, invented).table
    assert table.rows and {len(row) for row in table.rows} == {len(table.columns)}


def test_an_empty_record_gives_figures_that_say_why(tmp_path):
    shutil.copytree("tests/data/invented", tmp_path / "r")
    for path in (tmp_path / "r").glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    empty = helpers.load(tmp_path / "r")
    for name, says in {
        "timeline": "The record holds no meeting and no promise with a date.",
        "topic_year_matrix": "The record names no topic.",
        "continuity": "The record has no held meeting with known topics.",
        "direction": "The record holds no exchange at a held meeting.",
        "coverage": "The record names no area and no topic.",
        "follow_up": "The record holds no promise, as of a day not known.",
        "cadence": "The record has no held meeting.",
        "provenance": "The record has no statement that cites a source.",
        "support": "The record has no held meeting, no topic and no area.",
    }.items():
        figure = drawn(name, empty)
        assert helpers.figures.describe(figure) == says and says in said(figure)


def test_text_of_the_record_is_shown_as_text(changed):
    bad = "<img src=x onerror=alert(1)>"
    record = changed(
        ("topics.csv", ",Tidal power,", f",{bad},"),
        ("areas.csv", "Clean beaches", bad),
        ("meetings.csv", "First Sea Group", bad),
        ("organisations.csv", "Ministry of Tides,Tides", f"{bad},{bad}"),
        ("commitments.csv", "An atlas of tides is drawn.", bad),
        ("searches.csv", "The atlas of tides", bad),
        ("sources.csv", "Harbour Gazette", bad),
    )
    for name in SHEETS:
        options = {"level": "unit"} if name == "direction" else {}
        text = drawn(name, record, **options)._repr_html_()
        assert "<img" not in text and "&lt;img" in text, name


def test_the_finding_of_continuity_names_what_never_came_back(invented):
    finding = helpers.figures.describe(drawn("continuity", invented))
    assert finding.startswith(
        "Of the 2 topics recorded for “First Sea Group” (3 Jun 2031), 1 came up again; 1 did not, according to our sources: Harbour lights."
    )


def test_continuity_says_of_each_topic_since_when_it_has_not_come_up_again(invented):
    text = said(drawn("continuity", invented))
    assert "taken up once; not again since 3 Jun 2031" in text
    assert "taken up 3 times, 90–556 days apart" in text and "not taken up yet" in text


def test_continuity_of_a_kind_without_topics_says_why_it_is_empty(invented):
    text = helpers.figures.describe(drawn("continuity", invented, kind="signing"))
    assert text == "The record has no held meeting of the kind signing with known topics."


def test_the_last_meetings_alone_are_drawn_where_they_are_many_and_this_is_said(changed):
    rows = [
        f"2033-05-{day:02d}-webinar,2033-05-{day:02d},webinar,held,,,,Hour {day},,tide-wire,,"
        for day in range(1, 6)
    ]
    figure = drawn("continuity", changed(*(("meetings.csv", "", row) for row in rows)))
    assert "Shows the last 9 of 12 meetings." in said(figure)
    assert figure.body.count('<th scope="col"') == 9
    assert len(figure.table.columns) == 1 + 12


def test_who_shared_is_said_with_how_many_exchanges_name_it(invented):
    finding = helpers.figures.describe(drawn("direction", invented))
    assert finding == (
        "3 of 7 exchanges name who shared: Northmere 1, Southholm 2; the other 4 are mutual. "
        "As of 20 Jan 2034."
    )


def test_of_units_it_is_said_between_how_many_pairs(invented):
    finding = helpers.figures.describe(drawn("direction", invented, level="unit"))
    assert finding.startswith("3 of 7 exchanges name who shared, between 3 pairs of units: ")


@pytest.mark.parametrize(
    ("selection", "says"),
    [
        (
            {"topic": "tidal-power"},
            "2 of 5 exchanges name who shared: Northmere 1, Southholm 1; the other 3 are mutual.",
        ),
        (
            {"topic": "kelp-farming"},
            "1 of 1 exchange names who shared: Northmere 0, Southholm 1. As of",
        ),
        ({"topic": "harbour-lights"}, "the one exchange does not name who shared."),
        ({"direction": "mutual"}, "none of 4 exchanges names who shared."),
    ],
)
def test_few_exchanges_that_name_who_shared_are_counted_and_not_weighed(invented, selection, says):
    finding = helpers.figures.describe(drawn("direction", invented.where(**selection)))
    assert finding.split("): ")[1].startswith(says)


def test_an_exchange_with_a_third_names_who_shared_and_is_in_neither_sides_number(changed):
    row = "2031-06-03-working-group-third,2031-06-03-working-group,tidal-power,briefing,office-of-shores,pier-watch,,,tide-wire,,"
    assert helpers.figures.describe(drawn("direction", changed(("exchanges.csv", "", row)))) == (
        "4 of 8 exchanges name who shared: Northmere 1, Southholm 2, within one country or with a "
        "third 1; the other 4 are mutual. As of 20 Jan 2034."
    )


def test_the_finding_of_the_matrix_counts_topics_of_all_topics(invented):
    assert helpers.figures.describe(drawn("topic_year_matrix", invented)) == (
        "1 of 4 topics was taken up in both 2031 and 2033, none in 2032. "
        "1 was not taken up. 6 meetings and one period of contact, as of 20 Jan 2034."
    )


def test_the_finding_of_a_matrix_of_one_year_names_the_year_once(invented):
    assert helpers.figures.describe(drawn("topic_year_matrix", invented.where(year=2031))) == (
        "In this selection (only 2031): 3 of 4 topics were taken up in 2031. 4 meetings "
        "and one period of contact, as of 20 Jan 2034. In the whole record, 1 of these topics was not taken up."
    )


def test_the_finding_of_coverage_counts_areas_of_all_areas(invented):
    assert helpers.figures.describe(drawn("coverage", invented)) == (
        "2 of 3 areas that the agreement names were taken up; our sources record nothing for "
        "Clean beaches. In none of these areas: Harbour lights, at 1 meeting. 6 meetings "
        "and one period of contact, as of 20 Jan 2034; the link from topic to area is our judgement."
    )


def test_coverage_says_whose_judgement_it_is_and_what_waits(invented):
    figure = drawn("coverage", invented)
    assert "Which topic belongs to which area is our judgement." in said(figure)
    assert "Clean beaches" in helpers.figures.describe(figure).split("nothing for")[1]
    assert "second-hand" not in said(figure)
    reason = {row[0]: row[-1] for row in figure.table.rows}
    assert reason["Food from the sea"] == "Kelp farming: Kelp is eaten."


def test_coverage_says_that_the_areas_are_known_at_second_hand_where_they_are(changed):
    record = changed(
        ("areas.csv", "Clean beaches,joint-communique", "Clean beaches,harbour-gazette")
    )
    said_so = (
        "The list of areas comes from a second-hand source (press), not from the agreement itself."
    )
    figure = drawn("coverage", record)
    finding = helpers.figures.describe(figure)
    assert said_so in said(figure) and said_so in finding
    assert finding.startswith("2 of 3 areas that the agreement is reported to name were taken up;")


def test_coverage_of_a_record_without_areas_says_so_and_names_the_topics(invented):
    tables = {**invented.tables, "areas": invented.areas.iloc[:0]}
    tables["topics"] = invented.topics.assign(area_id=pd.Series(pd.NA, dtype="string"))
    record = dataclasses.replace(invented, tables=tables)
    finding = helpers.figures.describe(drawn("coverage", record))
    assert finding.startswith(
        "No area of the agreement is recorded. "
        "Topics taken up: Harbour lights, Tidal power, Kelp farming, at 4 meetings. "
    )


def test_beside_an_overdue_promise_is_what_was_looked_for_and_not_found(invented):
    text = said(drawn("follow_up", invented))
    assert "due 2033, overdue since 1 Jan 2034, 20 days by 20 Jan 2034" in text
    assert "Our sources record no meeting that kept it." in text
    assert (
        "Looked for and not found: The atlas of tides (Pages of both offices, 20 Jan 2034)" in text
    )
    assert "Not recorded as kept is not the same as not done." in text


def test_a_promise_says_whether_it_was_kept_in_time(invented):
    text = said(drawn("follow_up", invented))
    assert "Kept by Visit to the old pier, 2 Apr 2033, after it was due" in text
    assert "Kept by Second Sea Group, a day between 1 Mar 2033 and 10 Mar 2033, in time" in text


def test_where_no_search_is_recorded_the_figure_says_so(changed):
    record = changed(("searches.csv", "false,2033-03-01-working-group-atlas", "false,"))
    assert "No search for it is recorded" in said(drawn("follow_up", record))


def test_another_day_may_be_asked_for(invented):
    figure = drawn("follow_up", invented, today="2033-12-31")
    assert (
        helpers.figures.describe(figure)
        == "4 promises, judged on 31 Dec 2033 (record as of 20 Jan 2034): 2 kept, 2 open, 0 overdue."
    )


def test_cadence_gives_the_longest_gap_the_open_one_and_the_formats(invented):
    finding = helpers.figures.describe(drawn("cadence", invented))
    assert "the shortest gap between two was 3–32 days, the longest 416–425 days" in finding
    assert "the last recorded meeting was 293 days before 20 Jan 2034" in finding
    assert finding.endswith("Of 6 meetings: in person 4, online 1, not known 1.")


def test_a_range_of_days_is_filled_as_far_as_certain_and_hollow_to_the_most(invented):
    drawn_bar = re.search(
        '<div class="bar"(?:(?!</div>).)*90–119 days', drawn("cadence", invented).body
    )
    widths = re.findall(r"width:([\d.]+)%;(\w+)", drawn_bar[0].rsplit("<li>", 1)[-1])
    filled, hollow = 90 / 425 * 60, 29 / 425 * 60  # a bar takes at most 60 of 100
    assert widths == [(f"{filled:.1f}", "background"), (f"{hollow:.1f}", "border")]


def test_a_single_meeting_has_a_figure_without_days_between(invented):
    finding = helpers.figures.describe(drawn("cadence", invented.where(kind="signing")))
    assert "one meeting, so no days between meetings" in finding


ATLAS = "drawn.,2033,,joint-communique,paragraph 5,,agreement,,,,"
SETTLED = {  # the promise that is due in 2033, each time with another end
    "kept-in-part": "drawn.,2033,2033-04-02-study-visit,joint-communique,paragraph 5,,agreement,kept-in-part,Half of it.,,",
    "dropped": "drawn.,2033,,joint-communique,paragraph 5,,agreement,dropped,,joint-communique,",
    "replaced": "drawn.,2033,,joint-communique,paragraph 5,,agreement,replaced,,,2033-03-01-working-group-third",
    "past": "drawn.,2033,,joint-communique,paragraph 5,,stated-intention,,,,",
}


@pytest.mark.parametrize(
    ("state", "sentence", "count", "sign"),
    [
        (
            "kept-in-part",
            "Kept in part by Visit to the old pier, 2 Apr 2033, in time. Half of it",
            "1 kept in part",
            "◉",
        ),
        ("dropped", "Dropped", "1 dropped", "✕"),
        ("replaced", "Replaced by “The group meets a third time”", "1 replaced", "◇"),
        ("past", "due 2033, now past", "1 past intention", "▹"),
    ],
)
def test_each_state_of_a_promise_has_its_words_and_its_sign(changed, state, sentence, count, sign):
    sheet = drawn("follow_up", changed(("commitments.csv", ATLAS, SETTLED[state])))
    assert sentence in said(sheet) and f">{sign}</span>" in sheet.body
    finding = helpers.figures.describe(sheet)
    assert count in finding and "0 overdue" in finding


def test_an_intention_is_not_counted_as_a_promise(changed):
    figure = drawn("follow_up", changed(("commitments.csv", ATLAS, SETTLED["past"])))
    finding = helpers.figures.describe(figure)
    assert finding.startswith("3 promises and 1 stated intention, as of 20 Jan 2034:")
    assert "A stated intention for 2033, now past: “An atlas of tides is drawn”" in finding
    assert "no meeting recorded, and a search found none." in finding


def test_the_table_of_promises_answers_one_question_a_column(invented):
    table = drawn("follow_up", invented).table
    assert table.columns[1:] == [
        "What was said",
        "What the record supports",
        "Deadline",
    ]
    rows = {row[0]: list(row[1:]) for row in table.rows}
    assert rows["An atlas of tides is drawn."] == [
        "Agreement at Second Sea Group, a day between 1 Mar 2033 and 10 Mar 2033",
        "Our sources record no meeting that kept it. Looked for and not found: The atlas of tides (Pages of both offices, 20 Jan 2034)",
        "due 2033, overdue since 1 Jan 2034, 20 days by 20 Jan 2034",
    ]


def test_the_listing_of_promises_links_each_to_its_source(invented):
    listing = helpers.listings.commitments(invented)
    assert listing.caption == "4 promises, each linked to its passage in the source"
    assert listing.frame["Source"].tolist()[0] == "Ministry of Tides, official, paragraph 2"
    assert all("https://www.example.org/joint?page=1" in cell for cell in listing.marked["Source"])


@pytest.mark.parametrize(
    ("state", "lane", "status"),
    [("past", "intended, due", "intended"), ("dropped", None, None)],
)
def test_the_timeline_tells_intentions_from_promises_and_leaves_out_what_is_settled(
    changed, state, lane, status
):
    figure = drawn("timeline", changed(("commitments.csv", ATLAS, SETTLED[state])))
    rows = [r for r in figure.layout.meta["table"]["rows"] if "atlas" in r[1]]
    assert [(row[2], row[3]) for row in rows] == ([(lane, status)] if lane else [])


CALL = ("meetings.csv", "", "2033-08-01-call,2033-08-01,ministerial-meeting,reported,online,,,Call of the ministers,,tide-wire,line 3,")  # fmt: skip


def test_what_is_only_reported_is_hollow_and_apart_with_its_source(changed):
    record = changed(CALL)
    figure = drawn("timeline", record)
    (mark,) = [trace for trace in figure.data if trace.name == "Call of the ministers"]
    assert mark.marker.symbol == "diamond-open"
    assert "ministerial meeting · reported, not confirmed, Wire, automatic" in mark.hovertext
    texts = [note.text for note in figure.layout.annotations]
    assert "<b>reported, not confirmed</b>" in texts and "<b>ministerial meeting</b>" not in texts
    assert any("Wire" in text for text in texts)
    finding = helpers.figures.describe(figure)
    assert finding.startswith("6 held meetings and one period of contact, 2031–2033:")
    assert finding.endswith(
        "Reported, not confirmed, and in no count: Call of the ministers, 1 Aug 2033."
    )
    assert "6 held meetings" in figure.layout.title.text


def test_a_label_in_east_asian_letters_is_as_wide_as_it_is_drawn(changed):
    publisher = "港湾灯台及び潮汐発電に関する両国間の定期的な専門家会合" * 2
    figure = drawn(
        "timeline", changed(("sources.csv", "Tide wire,Wire,", f"Tide wire,{publisher},"), CALL)
    )
    (label,) = [note.text for note in figure.layout.annotations if "港湾" in note.text]
    assert label.replace("<br>", "").count("港湾") == 2
    assert max(map(style.letters, label.split("<br>"))) * style.LETTER <= style.NARROW


def test_the_listing_of_meetings_counts_what_is_reported_apart(changed):
    listing = helpers.listings.meetings(changed(CALL))
    assert listing.caption.startswith(
        "8 meetings, one period of contact and 1 reported, not confirmed, each linked"
    )
    assert "ministerial meeting, reported, not confirmed, online" in listing.frame["Kind"].tolist()


def test_on_a_wide_page_a_mark_has_its_title_as_far_as_there_is_room(invented):
    figure = drawn("timeline", invented)
    titles = figure.layout.meta["roomy"].values()
    assert "3 Jun 2031 · First Sea Group" in titles
    assert "<s>14 Mar 2032, webinar · Webinar on archives</s>" in titles


def test_a_title_for_which_there_is_no_room_is_left_out_whole(changed):
    record = changed(("meetings.csv", "First Sea Group", "潮" * 60))
    (label,) = (
        t for t in helpers.figures.timeline(record).layout.meta["roomy"].values() if "潮" in t
    )
    assert label.endswith("潮…") and style.letters(label) * 6.9 < 620


def test_what_was_not_held_stands_in_lanes_of_its_own(invented):
    lanes = [note.text for note in drawn("timeline", invented).layout.annotations]
    assert {"<b>planned</b>", "<b>cancelled</b>"} <= set(lanes)


def test_a_wide_page_draws_what_a_narrow_one_does_where_a_figure_has_no_titles(real):
    layout = helpers.figures.compare(helpers.compare({"a": real, "b": real})).to_plotly_json()[
        "layout"
    ]
    assert set(helpers.figures.roomy(layout)) == {"title.text", "margin.t", "height"}
