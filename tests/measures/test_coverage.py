import pandas as pd

import helpers
from helpers import measures


def test_an_area_has_its_topics_meetings_and_dates(invented):
    area = helpers.coverage(invented).set_index("area_id").loc["energy-from-the-sea"]
    assert area["topics"] == ("Tidal power",)
    assert (area["meetings"], area["exchanges"]) == (3, 5)
    assert (area["first_date"], area["last_date"]) == ("2031-06-03", "[2033-03-01..2033-03-10]")
    assert (area["first_id"], area["last_id"]) == (
        "2031-06-03-working-group",
        "2033-03-01-working-group",
    )


def test_an_area_not_taken_up_stays_in_its_place(invented):
    rows = helpers.coverage(invented)
    assert rows["area_id"].tolist()[:3] == [
        "energy-from-the-sea",
        "food-from-the-sea",
        "clean-beaches",
    ]
    assert (rows.loc[2, "topics"], rows.loc[2, "meetings"]) == ((), 0)
    assert pd.isna(rows.loc[2, "first_date"])


def test_topics_outside_all_areas_are_the_last_row(invented):
    apart = helpers.coverage(invented).iloc[-1]
    assert pd.isna(apart["area_id"]) and apart["topics"] == ("Harbour lights",)
    assert apart["meetings"] == 1


def test_a_record_whose_topics_all_lie_in_areas_has_no_row_for_others(invented):
    rows = helpers.coverage(invented.where(topic=["tidal-power", "kelp-farming"]))
    assert rows["area_id"].notna().all() and len(rows) == 3


def test_a_meeting_on_two_topics_of_an_area_counts_once(changed):
    rows = helpers.coverage(
        changed(("topics.csv", "harbour-lights,,", "harbour-lights,energy-from-the-sea,"))
    )
    area = rows.set_index("area_id").loc["energy-from-the-sea"]
    assert area["topics"] == ("Harbour lights", "Tidal power")
    assert (area["meetings"], area["exchanges"]) == (3, 6)


def test_areas_from_an_official_source_are_not_at_second_hand(invented, changed):
    assert measures.second_hand(invented) == ()
    record = changed(("areas.csv", "3,Clean beaches,joint-communique", "3,Clean beaches,tide-wire"))
    assert measures.second_hand(record) == ("automatic",)


def test_of_meetings_that_began_on_one_day_what_ends_later_is_last_then_the_ids_decide(changed):
    meeting = "{0},{1},webinar,held,,,,Hour,,tide-wire,,"
    exchange = "{0}-x,{0},tidal-power,discussion,,,,,tide-wire,,"
    first, second = "2031-06-03-early-webinar", "2033-03-01-xebec-webinar"
    last = "2033-03-01-working-group"  # until 10 March at most
    record = changed(
        ("meetings.csv", "", meeting.format(first, "2031-06-03")),
        ("meetings.csv", "", meeting.format(second, "2033-03-01")),
        *(("exchanges.csv", "", exchange.format(meeting)) for meeting in (first, second)),
    )
    area = helpers.coverage(record).set_index("area_id").loc["energy-from-the-sea"]
    assert (area["first_id"], area["last_id"]) == (first, last)


def test_an_area_lasts_from_the_first_day_of_its_first_to_the_last_day_of_its_last(invented):
    area = helpers.coverage(invented).set_index("area_id").loc["energy-from-the-sea"]
    assert (area["first_start"], area["last_end"]) == (
        pd.Timestamp("2031-06-03"),
        pd.Timestamp("2033-03-10"),
    )


def test_the_topics_of_an_area_stand_by_first_meeting(changed):
    record = changed(
        ("topics.csv", "tidal-power,energy-from-the-sea", "tidal-power,food-from-the-sea")
    )
    area = helpers.coverage(record).set_index("area_id").loc["food-from-the-sea"]
    assert area["topics"] == ("Tidal power", "Kelp farming")
