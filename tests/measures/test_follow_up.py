import datetime
import json
import shutil

import pandas as pd
import pytest

import helpers
from places import INVENTED

OPEN = "2033-03-01-working-group-some-day,2033-03-01-working-group,Some day a bridge.,,,joint-communique,,,,,,,"


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
            '{"name": "commitment_id", "title": "Commitment", "type": "string", "description": "The promise that the search is about."},',
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
    row = "{0}-x,{0},Logs are scanned.,2033-06,,joint-communique,,,,,,,"
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


def atlas(by="", form="agreement", outcome="", note="", source="", replaced=""):
    """Return an edit of the promise that is due in 2033 and of which nothing is recorded."""
    row = "drawn.,2033,{},joint-communique,paragraph 5,,{},{},{},{},{}"
    former = row.format("", "agreement", "", "", "", "")
    return ("commitments.csv", former, row.format(by, form, outcome, note, source, replaced))


def three(told):
    return [None if pd.isna(told[name]) else told[name] for name in ("form", "outcome", "deadline")]


def test_what_was_said_what_is_recorded_and_the_deadline_stand_in_three_columns(invented):
    assert three(row(invented, VISIT)) == ["agreement", "kept", "passed"]
    assert three(row(invented, ATLAS)) == ["agreement", None, "passed"]
    assert three(row(invented, THIRD)) == [None, None, "to come"]


def test_without_a_due_date_there_is_no_deadline(changed):
    record = changed(("commitments.csv", "", OPEN))
    assert row(record, OPEN.split(",")[0])["deadline"] == "none"


def test_an_intention_whose_time_has_passed_is_past_and_not_overdue(changed):
    record = changed(atlas(form="stated-intention"))
    told = row(record, ATLAS, today="2034-01-01")
    assert told["state"] == "past" and pd.isna(told["overdue_since"])
    assert row(record, ATLAS, today="2033-12-31")["state"] == "open"


def test_a_promise_kept_in_part_names_the_meeting_and_whether_it_was_late(changed):
    visit = "2033-04-02-study-visit"
    told = row(changed(atlas(visit, outcome="kept-in-part", note="Half of it.")), ATLAS)
    assert (told["state"], told["kept_by"], told["is_late"]) == ("kept-in-part", visit, False)
    assert (told["kept_on"], told["outcome_note"]) == ("2033-04-02", "Half of it.")


def test_a_promise_may_be_kept_without_a_meeting(changed):
    told = row(changed(atlas(outcome="kept", source="tide-wire")), ATLAS)
    assert told["state"] == "kept" and pd.isna(told["kept_by"]) and pd.isna(told["is_late"])
    assert told["outcome_source_id"] == "tide-wire"


def test_a_dropped_promise_is_not_overdue(changed):
    told = row(changed(atlas(outcome="dropped")), ATLAS)
    assert told["state"] == "dropped" and pd.isna(told["days_overdue"])


def test_a_replaced_promise_names_the_one_that_took_its_place(changed):
    told = row(changed(atlas(outcome="replaced", replaced=THIRD)), ATLAS)
    assert (told["state"], told["replaced_by"]) == ("replaced", THIRD)
    assert told["outcome_on"] == "[2033-03-01..2033-03-10]"  # when that one was promised


def test_an_outcome_without_a_meeting_is_known_from_when_its_source_was_published(changed):
    late = ("sources.csv", "en,2033-03,", "en,2033-12,")
    record = changed(late, atlas(outcome="dropped", source="joint-communique"))
    assert row(record, ATLAS, today="2033-12-01")["state"] == "dropped"
    before = row(record, ATLAS, today="2033-11-30")
    assert before["state"] == "open" and pd.isna(before["outcome_source_id"])


def test_on_an_earlier_day_a_promise_is_not_kept_in_part_yet(changed):
    record = changed(atlas("2033-04-02-study-visit", outcome="kept-in-part", note="Half of it."))
    told = row(record, ATLAS, today="2033-04-01")
    assert told["state"] == "open" and told[["kept_by", "outcome_note"]].isna().all()


def test_a_record_without_the_new_columns_gives_what_it_gave(tmp_path, invented):
    folder = tmp_path / "record"
    shutil.copytree(INVENTED, folder)
    path = folder / "commitments.csv"
    rows = [line.rsplit(",", 5)[0] for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("\n".join([*rows, ""]), encoding="utf-8")
    path = folder / "datapackage.json"
    declaration = json.loads(path.read_text(encoding="utf-8"))
    (schema,) = (r["schema"] for r in declaration["resources"] if r["name"] == "commitments")
    schema["fields"] = schema["fields"][:-5]
    schema["foreignKeys"] = schema["foreignKeys"][:-2]
    path.write_text(json.dumps(declaration), encoding="utf-8")
    former = helpers.follow_up(helpers.load(folder))
    assert former["form"].isna().all()
    expected = helpers.follow_up(invented)
    pd.testing.assert_frame_equal(former.drop(columns="form"), expected.drop(columns="form"))


@pytest.mark.parametrize("kept", ["outcome", "form"])
def test_values_that_the_measures_do_not_know_may_not_be_declared(broken, kept):
    known = {"outcome": '"kept", "kept-in-part"', "form": '"agreement"'}[kept]
    (problem,) = broken("datapackage.json", f'"enum": [{known}', f'"enum": ["broken", {known}')
    assert (problem.check, problem.column) == ("declaration", kept)
    assert problem.what == "declares values that the measures do not know: broken"


def test_two_promises_that_replace_one_another_are_told(broken):
    third = "time.,2034~,,joint-communique,paragraph 5,,,,,,"
    assert broken("commitments.csv", third, third[:-3] + f"replaced,,,{ATLAS}") == []
    problems = broken(*atlas(outcome="replaced", replaced=THIRD))
    assert [(p.row, p.column) for p in problems] == [(4, "replaced_by"), (5, "replaced_by")]


@pytest.mark.parametrize(
    ("edit", "value"),
    [
        (atlas(outcome="replaced", replaced="nothing"), "nothing"),
        (atlas(outcome="dropped", source="no-page"), "no-page"),
    ],
)
def test_what_an_outcome_refers_to_is_there(broken, edit, value):
    assert [(p.check, p.value) for p in broken(*edit)] == [("reference", value)]
