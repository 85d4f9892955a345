import pandas as pd
import pytest

import helpers
from helpers import measures


def states(cooperation, topic, **kind):
    rows = helpers.continuity(cooperation, **kind)
    rows = rows[rows["topic_id"].eq(topic)]
    return dict(zip(rows["meeting_id"], rows["state"].astype(str), strict=True))


def cell(cooperation, topic, meeting):
    rows = helpers.continuity(cooperation)
    return rows[rows["topic_id"].eq(topic) & rows["meeting_id"].eq(meeting)].squeeze()


def test_a_topic_is_new_then_continued_silent_and_returned(invented):
    assert states(invented, "tidal-power") == {
        "2031-05-signing": "no topic named",
        "2031-06-03-working-group": "new",
        "2031-09-webinar": "continued",
        "2031-11-continued-exchange": "no topic named",
        "2031-12-20-study-visit": "silent",
        "2033-03-01-working-group": "returned",
        "2033-04-02-study-visit": "no topic named",
    }


def test_before_its_first_time_a_topic_is_not_yet_there(invented):
    assert states(invented, "kelp-farming")["2031-09-webinar"] == "not yet"
    assert set(states(invented, "lighthouse-archives").values()) == {"not yet", "no topic named"}


def test_silence_names_the_meeting_since_which_it_lasts(invented):
    silent = cell(invented, "harbour-lights", "2033-03-01-working-group")
    assert (silent["state"], silent["since_id"]) == ("silent", "2031-06-03-working-group")
    assert pd.isna(silent["days_lowest"])


def test_contact_that_names_no_topic_interrupts_nothing(changed):
    record = changed(
        ("meetings.csv", "2031-12-20-study-visit,2031-12-20/2032-01-10", "2031-10-x,2031-10"),
        ("participants.csv", "2031-12-20-study-visit,ministry", "2031-10-x,ministry"),
        ("participants.csv", "2031-12-20-study-visit,kelp", "2031-10-x,kelp"),
        (
            "exchanges.csv",
            "2031-12-20-study-visit-kelp,2031-12-20-study-visit",
            "2031-10-x-k,2031-10-x",
        ),
        (
            "exchanges.csv",
            "kelp-farming,briefing,kelp-unit,ministry-of-tides",
            "tidal-power,discussion,,",
        ),
    )
    assert states(record, "tidal-power")["2031-11-continued-exchange"] == "no topic named"
    assert states(record, "tidal-power")["2033-03-01-working-group"] == "continued"


def test_contact_over_a_period_that_names_a_topic_takes_it_up(changed):
    row = "2031-11-continued-exchange-kelp,2031-11-continued-exchange,kelp-farming,discussion,,,,,joint-communique,,"
    record = changed(("exchanges.csv", "", row))
    assert states(record, "kelp-farming")["2031-11-continued-exchange"] == "new"
    assert states(record, "tidal-power")["2031-11-continued-exchange"] == "silent"


def test_days_between_two_takings_up_are_a_range_where_a_date_is_not_exact(invented):
    # 3 June to 1 September is 90 days, to the 30th 119
    webinar = cell(invented, "tidal-power", "2031-09-webinar")
    assert (webinar["days_lowest"], webinar["days_highest"]) == (90, 119)
    # 30 September 2031 to 1 March 2033 is 518 days, 1 September to 10 March 556
    group = cell(invented, "tidal-power", "2033-03-01-working-group")
    assert (group["days_lowest"], group["days_highest"]) == (518, 556)


def test_a_kind_is_compared_with_its_own_meetings_alone(invented):
    assert states(invented, "tidal-power", kind="working-group") == {
        "2031-06-03-working-group": "new",
        "2033-03-01-working-group": "continued",
    }


def test_an_unknown_kind_gets_the_nearest(invented):
    with pytest.raises(ValueError, match="did you mean 'working-group'"):
        helpers.continuity(invented, kind="workinggroup")


def test_narrowing_hides_rows_and_changes_no_state(invented):
    whole = helpers.continuity(invented).set_index(["topic_id", "meeting_id"])
    part = helpers.continuity(invented.where(year=2033)).set_index(["topic_id", "meeting_id"])
    assert part.loc[("tidal-power", "2033-03-01-working-group"), "state"] == "returned"
    assert part["state"].astype(str).to_dict() == {
        key: str(whole.loc[key, "state"]) for key in part.index
    }


def test_the_topics_of_the_first_meeting_tell_whether_they_came_back(invented):
    rows = measures.never_came_back(invented).set_index("topic_id")
    assert rows["came_back"].to_dict() == {"harbour-lights": False, "tidal-power": True}
    assert set(rows["meeting_id"]) == {"2031-06-03-working-group"}


def test_a_topic_that_came_back_at_another_kind_alone_did_not_at_this_kind(changed):
    record = changed(
        (
            "exchanges.csv",
            "2033-03-01-working-group-tides,2033-03-01-working-group,tidal-power",
            "2033-03-01-working-group-tides,2033-03-01-working-group,kelp-farming",
        ),
    )
    assert measures.never_came_back(record)["came_back"].tolist() == [False, True]
    assert measures.never_came_back(record, "working-group")["came_back"].tolist() == [False, False]


def test_two_takings_up_whose_dates_may_overlap_have_no_days_below_zero(changed):
    record = changed(
        ("meetings.csv", "", "2031-09-10-webinar,2031-09-10,webinar,held,,,,Tides,,tide-wire,,"),
        (
            "exchanges.csv",
            "",
            "2031-09-10-webinar-x,2031-09-10-webinar,tidal-power,discussion,,,,,tide-wire,,",
        ),
    )
    told = cell(record, "tidal-power", "2031-09-10-webinar")
    assert told["since_id"] == "2031-09-webinar"
    assert (told["days_lowest"], told["days_highest"]) == (0, 9)  # 30 or 1 to 10 September


def test_a_topic_that_came_back_outside_the_selection_came_back(invented):
    rows = measures.never_came_back(invented.where(year=2031, kind="working-group"))
    assert rows.set_index("topic_id")["came_back"].to_dict() == {
        "harbour-lights": False,
        "tidal-power": True,
    }


def test_a_selection_of_topics_lists_these_alone(invented):
    rows = helpers.continuity(invented.where(topic="kelp-farming"))
    assert rows["topic_id"].unique().tolist() == ["kelp-farming"]


def test_a_selection_of_meetings_lists_these_alone(invented):
    rows = helpers.continuity(invented.where(year=2033))
    assert rows["meeting_id"].unique().tolist() == [
        "2033-03-01-working-group",
        "2033-04-02-study-visit",
    ]


def test_topics_of_two_meetings_of_one_day_begin_together(changed):
    record = changed(
        (
            "meetings.csv",
            "",
            "2031-06-03-webinar,2031-06-03,webinar,held,online,,,Second of the day,,joint-communique,,",
        ),
        (
            "exchanges.csv",
            "",
            "2031-06-03-webinar-kelp,2031-06-03-webinar,kelp-farming,discussion,,,,,joint-communique,,",
        ),
    )
    rows = measures.never_came_back(record).set_index("topic_id")["came_back"]
    assert rows.to_dict() == {"harbour-lights": False, "tidal-power": True, "kelp-farming": True}
    said = helpers.figures.describe(helpers.figures.continuity(record))
    assert said.startswith(
        "Of the 3 topics recorded for “Second of the day” and “First Sea Group” (3 Jun 2031), 2"
    )


def test_a_topic_that_both_meetings_of_the_first_day_took_up_has_not_come_back_by_that(changed):
    record = changed(
        (
            "meetings.csv",
            "",
            "2031-06-03-webinar,2031-06-03,webinar,held,online,,,Second of the day,,joint-communique,,",
        ),
        (
            "exchanges.csv",
            "",
            "2031-06-03-webinar-lights,2031-06-03-webinar,harbour-lights,discussion,,,,,joint-communique,,",
        ),
    )
    rows = measures.never_came_back(record).set_index("topic_id")["came_back"]
    assert not rows["harbour-lights"]


def test_the_states_of_a_topic_have_an_order(invented):
    states = helpers.continuity(invented)["state"]
    assert states.cat.ordered and states.min() == states.cat.categories[0]


def test_the_topics_in_order_are_an_id_and_a_label(invented):
    assert list(measures.topics_in_order(invented)) == ["topic_id", "label"]


def test_whoever_changes_what_was_taken_up_changes_it_for_nobody_else(invented):
    rows = measures.taken_up(invented)
    rows["year"] = 1999
    assert measures.taken_up(invented)["year"].min() == 2031
