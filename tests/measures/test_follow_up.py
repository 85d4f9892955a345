import datetime

import pandas as pd
import pytest

import helpers

OPEN = "2033-03-01-working-group-some-day,2033-03-01-working-group,Some day a bridge.,,,joint-communique,,"


def row(cooperation, promise, **today):
    rows = helpers.follow_up(cooperation, **today).set_index("commitment_id")
    return rows.loc[promise]


ATLAS, THIRD = "2033-03-01-working-group-atlas", "2033-03-01-working-group-third"
AGAIN, VISIT = "2031-06-03-working-group-meet-again", "2031-06-03-working-group-visit"


def test_a_promise_for_a_year_is_overdue_from_the_next_new_year_on(invented):
    assert row(invented, ATLAS, today="2033-12-31")["state"] == "open"
    late = row(invented, ATLAS, today="2034-01-01")
    assert late["state"] == "overdue" and late["days_overdue"] == 1
    assert late["overdue_since"] == pd.Timestamp("2034-01-01")


def test_without_a_day_the_record_is_judged_as_of_its_own(invented):
    assert invented.as_of == pd.Timestamp("2034-01-20")
    assert row(invented, ATLAS)["days_overdue"] == 20


def test_a_promise_whose_due_date_has_not_passed_is_open(invented):
    told = row(invented, THIRD)
    assert told["state"] == "open" and pd.isna(told["overdue_since"])
    assert pd.isna(told["days_overdue"]) and told["searched"] == ()


def test_a_promise_without_a_due_date_is_open_and_never_overdue(changed):
    rows = helpers.follow_up(changed(("commitments.csv", "", OPEN)), today="2999-01-01")
    assert rows["commitment_id"].tolist()[-1] == OPEN.split(",")[0]
    assert rows["state"].tolist()[-1] == "open"


def test_a_kept_promise_names_the_meeting_and_whether_it_was_late(invented):
    again, visit = row(invented, AGAIN), row(invented, VISIT)
    assert (again["state"], again["kept_by"]) == ("kept", "2033-03-01-working-group")
    assert again["kept_on"] == "[2033-03-01..2033-03-10]" and not again["is_late"]
    assert visit["state"] == "kept" and visit["is_late"]


def test_whether_a_promise_was_kept_late_is_not_told_where_the_dates_do_not_tell(changed):
    record = changed(("commitments.csv", "again.,2033,", "again.,2033-03-05,"))
    assert row(record, AGAIN)["state"] == "kept" and pd.isna(row(record, AGAIN)["is_late"])


def test_what_was_searched_in_vain_stands_beside_the_promise(invented, changed):
    assert row(invented, ATLAS)["searched"] == (
        "The atlas of tides (Pages of both offices, 20 Jan 2034)",
    )
    found = changed(("searches.csv", "offices,false", "offices,true"))
    assert row(found, ATLAS)["searched"] == ()


def test_narrowing_never_turns_kept_into_open(invented):
    narrowed = invented.where(year=2031)
    assert "2033-03-01-working-group" not in narrowed.meetings["meeting_id"].tolist()
    assert row(narrowed, AGAIN)["state"] == "kept"
    assert row(narrowed, AGAIN)["kept_on"] == "[2033-03-01..2033-03-10]"


def test_on_an_earlier_day_later_meetings_have_kept_and_made_nothing(invented):
    rows = helpers.follow_up(invented, today=datetime.date(2033, 1, 1))
    assert rows.set_index("commitment_id")["state"].astype(str).to_dict() == {
        VISIT: "overdue",
        AGAIN: "open",
    }


@pytest.mark.parametrize("today", ["soon", 3.5j, ""])
def test_a_day_that_is_none_is_told(invented, today):
    with pytest.raises(ValueError, match="is not a day"):
        helpers.follow_up(invented, today=today)


def test_a_record_that_tells_no_search_for_promises_has_none(changed):
    record = changed(
        ("searches.csv", "where,found,commitment_id,note", "where,found,note"),
        ("searches.csv", "false,2033-03-01-working-group-atlas,", "false,"),
        ("searches.csv", "true,,", "true,"),
        (
            "datapackage.json",
            '{"name": "commitment_id", "title": "Commitment", "type": "string", "description": "The promise on which the search bears."},',
            "",
        ),
        (
            "datapackage.json",
            ',\n        "foreignKeys": [\n          {\n            "fields": ["commitment_id"],\n            "reference": {"resource": "commitments", "fields": ["commitment_id"]}\n          }\n        ]',
            "",
        ),
    )
    assert row(record, ATLAS)["searched"] == ()


@pytest.mark.parametrize(
    ("empty", "told"),
    [
        ("Pages of both offices", "The atlas of tides (20 Jan 2034)"),
        ("The atlas of tides", "Pages of both offices, 20 Jan 2034"),
    ],
)
def test_what_a_search_does_not_say_is_left_out(changed, empty, told):
    required = '"Where it was looked for.", "constraints": {"required": true}'
    what = '"What might be missing.", "constraints": {"required": true}'
    record = changed(
        ("datapackage.json", required, required.replace("true", "false")),
        ("datapackage.json", what, what.replace("true", "false")),
        ("searches.csv", empty, ""),
    )
    assert row(record, ATLAS)["searched"] == (told,)


def test_only_a_held_meeting_promises(changed):
    row = "{0}-x,{0},Logs are scanned.,2033-06,,joint-communique,,"
    record = changed(
        ("commitments.csv", "", row.format("2032-03-14-webinar")),  # cancelled
        ("commitments.csv", "", row.format("2034-working-group")),  # planned
    )
    assert len(helpers.follow_up(record)) == 4
    assert "Logs are scanned" not in helpers.figures.timeline(record).to_json()


def test_a_promise_is_made_and_kept_on_the_day_of_its_meeting(invented):
    assert len(helpers.follow_up(invented, today="2031-06-03")) == 2
    assert row(invented, VISIT, today="2033-04-02")["state"] == "kept"


def test_a_promise_kept_on_the_day_when_it_was_due_was_kept_in_time(changed):
    record = changed(("commitments.csv", "pier.,2032,", "pier.,2033-04-02,"))
    assert not row(record, VISIT)["is_late"]


def test_searches_in_vain_stand_in_the_order_of_time(changed):
    older = "2033-12-01-a,2033-12-01,An older atlas,The press,false,2033-03-01-working-group-atlas,"
    assert row(changed(("searches.csv", "", older)), ATLAS)["searched"] == (
        "An older atlas (The press, 1 Dec 2033)",
        "The atlas of tides (Pages of both offices, 20 Jan 2034)",
    )


def test_a_promise_due_in_a_month_stands_before_one_due_in_its_year(changed):
    record = changed(("commitments.csv", "drawn.,2033,", "drawn.,2033-06,"))
    assert helpers.follow_up(record)["commitment_id"].tolist() == [VISIT, ATLAS, AGAIN, THIRD]


def test_a_kept_promise_is_overdue_since_no_day_though_its_due_date_has_passed(invented):
    assert row(invented, AGAIN)[["overdue_since", "days_overdue"]].isna().all()


def test_on_an_earlier_day_a_later_search_was_not_made(invented):
    assert row(invented, ATLAS, today="2034-01-19")["searched"] == ()
