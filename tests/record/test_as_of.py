"""The record stands as of the latest day on which anything in it was seen."""

import shutil

import pandas as pd
import pytest

import helpers
from helpers import measures
from helpers.editing import add
from helpers.site import home
from places import ROOT

THIRD = {
    "date": "2027-01-15",
    "kind": "working-group",
    "status": "held",
    "title": "Third Working Group",
    "fulfils": ["2023-12-15-working-group-meet-again"],
    "sources": [
        {
            "title": "Third Working Group",
            "publisher": "Digital Agency",
            "grade": "official",
            "url": "https://www.example.org/third",
            "language": "en",
            "published": "2027-01-20",
            "accessed": "2027-01-25",
        }
    ],
}
NO_SEARCH = (
    (
        "searches.csv",
        "2034-01-15-wire,2034-01-15,A second source for the old pier,The press,true,,\n",
        "",
    ),
    (
        "searches.csv",
        "2034-01-20-atlas,2034-01-20,The atlas of tides,Pages of both offices,false,2033-03-01-working-group-atlas,\n",
        "",
    ),
)
NO_ACCESS = tuple(
    ("sources.csv", f",{day}", ",2030-01-01") for day in ("2034-01-10", "2034-01-10", "2034-01-09")
)
NOTHING_SEEN = (*NO_SEARCH, *NO_ACCESS)


@pytest.fixture(scope="module")
def added(tmp_path_factory):
    """The real record with a working group later than its last search, which keeps a promise."""
    folder = tmp_path_factory.mktemp("added") / "record"
    shutil.copytree(ROOT / "data", folder, ignore=shutil.ignore_patterns(".*"))
    bodies = helpers.load(folder).organisations["organisation_id"].head(2)
    present = [{"organisation_id": body} for body in bodies]
    add.add_meeting(folder, {**THIRD, "participants": present})
    return helpers.load(folder)


def tile(cooperation, name):
    return next((t["value"], t["note"]) for t in home.key_figures(cooperation) if t["name"] == name)


def page(cooperation):
    told = home.home_page(cooperation, {"index.html": "Overview"}, {}, {}, {}, [])
    return " ".join(told.replace("<bdi>", "").replace("</bdi>", "").split())


def test_a_source_accessed_after_the_last_search_moves_the_as_of_day(added):
    assert added.as_of == pd.Timestamp("2027-01-25")


def test_a_promise_that_a_later_meeting_keeps_is_kept_late_and_not_overdue(added):
    rows = helpers.follow_up(added).set_index("commitment_id")
    assert rows["state"].eq("kept-in-part").sum() == 1 and "overdue" not in set(rows["state"])
    again = rows.loc["2023-12-15-working-group-meet-again"]
    assert again["state"] == "kept" and again["is_late"]
    assert again["kept_by"] == "2027-01-15-working-group"


def test_the_days_since_the_last_meeting_are_counted_from_the_later_meeting(added):
    assert measures.open_silence(added) == (10, 10)
    assert "the last recorded meeting was 10 days" in helpers.figures.describe(
        helpers.figures.cadence(added)
    )


def test_the_home_page_tells_of_the_later_meeting_and_of_no_overdue_promise(added):
    assert tile(added, "Last recorded meeting") == ("15 Jan 2027", "Third Working Group")
    assert tile(added, "Since the last recorded meeting") == ("10 days", "as of 25 Jan 2027")
    assert tile(added, "Promises") == ("0 overdue", "1 kept (1 late), 1 kept in part, 1 open")
    assert "the last 15 Jan 2027" in home.lead_sentence(added)
    told = page(added)
    assert "<strong>Overdue:</strong> nothing." in told
    assert "By Third Working Group, 15 Jan 2027, after it was due." in told


def test_a_search_of_a_year_makes_the_record_stand_as_of_its_first_day(changed):
    record = changed(("searches.csv", "2034-01-20-atlas,2034-01-20", "2034-01-20-atlas,2064"))
    assert record.as_of == pd.Timestamp("2064-01-01")


def test_a_held_meeting_later_than_all_that_was_looked_up_moves_the_as_of_day(changed):
    planned = "2034-working-group,2034,working-group,planned"
    record = changed(("meetings.csv", planned, planned.replace("planned", "held")), *NOTHING_SEEN)
    assert record.as_of == pd.Timestamp("2034-01-01")
    assert measures.open_silence(record) == (0, 0)


def test_a_lasting_meeting_counts_by_the_first_day_on_which_it_may_have_ended(changed):
    record = changed(
        ("meetings.csv", "visit,2033-04-02,", "visit,2033-04-02/2034-03,"), *NOTHING_SEEN
    )
    assert record.as_of == pd.Timestamp("2034-03-01")


def test_neither_a_planned_nor_a_cancelled_meeting_moves_the_as_of_day(changed):
    record = changed(
        ("meetings.csv", "", "2035-webinar,2035,webinar,cancelled,,,,Off,,tide-wire,,")
    )
    assert record.as_of == pd.Timestamp("2034-01-20")


def test_on_the_day_of_the_last_meeting_no_day_has_passed_since(changed):
    record = changed(*NOTHING_SEEN)
    assert record.as_of == pd.Timestamp("2033-04-02")
    assert tile(record, "Since the last recorded meeting") == ("0 days", "as of 2 Apr 2033")


def test_the_time_since_a_meeting_of_which_the_month_is_known_is_at_most_so_long(changed):
    row = "2034-01-webinar,2034-01,webinar,held,,,,Late,,tide-wire,,"
    record = changed(("meetings.csv", "", row))
    assert tile(record, "Since the last recorded meeting") == (
        "at most 19 days",
        "0–19 days, as of 20 Jan 2034",
    )


def test_the_time_since_a_meeting_is_at_least_so_long_where_its_last_possible_day_is_past(changed):
    record = changed(
        ("meetings.csv", "", "2033-12-webinar,2033-12,webinar,held,,,,Late,,tide-wire,,")
    )
    assert tile(record, "Since the last recorded meeting") == (
        "at least 20 days",
        "20–50 days, as of 20 Jan 2034",
    )


def test_an_empty_record_stands_as_of_no_known_day_and_has_no_remark(broken):
    for path in broken.folder.glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    record = helpers.load(broken.folder)
    assert pd.isna(record.as_of) and "as of a day not known" in page(record)
    assert list(helpers.remarks(broken.folder, today="2034-02-01")) == []


def test_whether_a_promise_was_kept_in_time_is_told(invented):
    told = page(invented)
    assert "Second Sea Group, a day between 1 Mar 2033 and 10 Mar 2033, in time." in told
    assert "Visit to the old pier, 2 Apr 2033, after it was due." in told


def test_a_planned_meeting_that_is_past_is_told_on_the_home_page(changed):
    record = changed(("searches.csv", "atlas,2034-01-20", "atlas,2035-01-20"))
    told = page(record)
    assert (
        "<strong>Planned, now past:</strong> Third Sea Group, planned for 2034. "
        "Our sources do not record whether it took place." in told
    )
    assert "working group, planned, and past" in told


def test_a_planned_meeting_that_may_still_come_is_not_called_past(changed):
    record = changed(("searches.csv", "atlas,2034-01-20", "atlas,2034-12-31"))
    assert "and past" not in page(record)


def test_of_many_planned_meetings_that_are_past_the_last_are_told(changed):
    rows = [
        ("meetings.csv", "", f"2033-0{i}-webinar,2033-0{i},webinar,planned,,,,No. {i},,tide-wire,,")
        for i in range(1, 6)
    ]
    told = page(changed(*rows))
    assert [f"> No. {i}, planned" in told for i in range(1, 6)] == [False, False, True, True, True]
    assert "And 2 more planned meetings, now past." in told
