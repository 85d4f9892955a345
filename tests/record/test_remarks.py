"""What may be right but needs a look is reported, and is no problem."""

import datetime
import json
import re
import unicodedata

import pandas as pd
import pytest

import documents
import helpers
from helpers import __main__
from helpers.record import problems
from places import INVENTED, ROOT

TODAY = "2034-02-01"
EDITS = [
    pytest.param(check, edit, id=f"{check}-{number}")
    for check, edits in documents.example_edits(ROOT / "tests/data/broken/remarks.toml").items()
    for number, edit in enumerate(edits, 1)
]
LATE_SEARCH = ("searches.csv", "2034-01-20-atlas,2034-01-20", "2034-01-20-atlas,2064-01-20")


@pytest.mark.parametrize(("check", "edit"), EDITS)
def test_an_edit_is_remarked_in_these_words_and_sets_off_no_other_remark(check, edit):
    found = documents.example_remarks(INVENTED, edit)
    assert str(next(r for r in found if r.check == check)) == edit["told"]
    assert {r.check for r in found} - {check} == set(edit.get("also", []))


def test_every_remark_has_an_edit_that_sets_it_off():
    assert {edit.values[0] for edit in EDITS} == set(problems.REMARKS)


def test_what_was_kept_in_part_needs_no_look_where_a_note_says_which_part(broken):
    row = "pier.,2032,2033-04-02-study-visit,joint-communique,paragraph 2,,agreement,"
    broken("commitments.csv", row + ",,", row + "kept-in-part,Of the pier alone.,")
    assert list(helpers.remarks(broken.folder, today=TODAY)) == []


def test_a_record_without_doubts_has_no_remark():
    assert list(helpers.remarks(INVENTED, today=TODAY)) == []


def test_a_remark_is_data_and_a_problem_is_told_from_it(broken):
    assert broken(*LATE_SEARCH) == []
    remark = helpers.remarks(broken.folder, today=TODAY)[0]
    assert (remark.severity, remark.check, remark.row) == ("remark", "after-today", 3)
    assert (remark.file, remark.column, remark.value) == (
        "record/searches.csv",
        "date",
        "2064-01-20",
    )
    (wrong,) = broken("meetings.csv", "2031-06-03,working", "15/12/2031,working")
    assert wrong.severity == "problem"


def test_there_are_no_remarks_on_a_record_with_problems(broken):
    broken(*LATE_SEARCH)
    broken("meetings.csv", "2031-06-03,working", "15/12/2031,working")
    with pytest.raises(helpers.DataError) as error:
        helpers.remarks(broken.folder, today=TODAY)
    assert {p.severity for p in error.value.problems} == {"problem"}


@pytest.mark.parametrize(
    "today", ["2034-01-20", datetime.date(2034, 1, 20), pd.Timestamp("2034-01-20 23:00")]
)
def test_what_was_looked_up_today_is_not_after_today(today):
    assert list(helpers.remarks(INVENTED, today=today)) == []


def test_a_date_is_after_today_only_if_it_certainly_is(broken):
    broken("searches.csv", "atlas,2034-01-20", "atlas,2034")
    assert list(helpers.remarks(broken.folder, today=TODAY)) == []


def test_beside_a_date_after_today_those_of_today_and_of_the_year_are_not_remarked(broken):
    broken(*LATE_SEARCH)
    broken("searches.csv", "wire,2034-01-15", "wire,2034")
    broken("sources.csv", "2034-01-10", TODAY)
    found = helpers.remarks(broken.folder, today=TODAY)
    assert [r.value for r in found if r.check == "after-today"] == ["2064-01-20"]


def test_a_held_meeting_after_today_is_remarked_wherever_its_row_stands(broken):
    broken("meetings.csv", "signing,2031-05,", "signing,2031-05/2034-04,")
    broken("meetings.csv", "visit,2033-04-02,", "visit,2033-04-02/2034-05-01,")
    found = helpers.remarks(broken.folder, today=TODAY)
    assert [(r.row, r.value) for r in found] == [
        (2, "2031-05/2034-04"),
        (9, "2033-04-02/2034-05-01"),
    ]


def test_a_planned_meeting_is_past_only_after_its_last_possible_day(broken):
    broken("searches.csv", "atlas,2034-01-20", "atlas,2034-12-31")
    assert list(helpers.remarks(broken.folder, today="2035-01-01")) == []
    broken("searches.csv", "atlas,2034-12-31", "atlas,2035-01-01")
    (remark,) = helpers.remarks(broken.folder, today="2035-01-01")
    assert (remark.check, remark.row, remark.value) == ("planned-past", 10, "2034")


def test_a_year_to_the_day_is_not_yet_too_long_ago():
    assert list(helpers.remarks(INVENTED, today="2035-01-20")) == []
    (remark,) = helpers.remarks(INVENTED, today="2035-01-21")
    assert (remark.check, remark.row, remark.value) == ("not-looked-up", None, None)


def test_labels_are_compared_without_their_capitals_and_unicode_forms(broken):
    broken("topics.csv", "Harbour lights,L", "Jetée,L")
    broken("topics.csv", "Lighthouse archives", unicodedata.normalize("NFD", "JETÉE"))
    found = helpers.remarks(broken.folder, today=TODAY)
    assert [(r.check, r.row) for r in found] == [("same-label", 4), ("not-nfc", 4)]
    assert found[0].what == "reads like the label in row 2"


@pytest.mark.parametrize(
    ("label", "other"),
    [("\u0390", "\u03aa\u0301"), ("\u1fb4", "\u03b1\u0345\u0301")],
    ids=["a capital that no one letter is", "marks in another order"],
)
def test_labels_in_greek_read_alike_too(broken, label, other):
    broken("topics.csv", "Harbour lights,L", f"{label},L")
    broken("topics.csv", "Lighthouse archives", other)
    found = helpers.remarks(broken.folder, today=TODAY)
    assert [r.row for r in found if r.check == "same-label"] == [4]


def test_an_empty_record_has_no_remark(broken):
    for path in broken.folder.glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert list(helpers.remarks(broken.folder, today=TODAY)) == []


def test_an_organisation_whose_short_name_is_its_name_reads_like_no_other(broken):
    broken("organisations.csv", "Pier Watch,,", "Pier Watch,Pier Watch,")
    assert list(helpers.remarks(broken.folder, today=TODAY)) == []


def test_two_organisations_of_one_short_name_are_remarked(broken):
    broken("organisations.csv", "Pier Watch,,", "Pier Watch,SHORES,")
    (remark,) = helpers.remarks(broken.folder, today=TODAY)
    assert (remark.row, remark.column, remark.what) == (
        6,
        "short_name",
        "reads like a name in row 5",
    )


def test_an_id_that_is_not_in_nfc_is_remarked_wherever_it_stands(broken):
    for name in ("topics.csv", "exchanges.csv", "datapackage.json"):
        path = broken.folder / name
        text = path.read_text(encoding="utf-8").replace("harbour-lights", "jete\u0301e")
        text = re.sub('"pattern": "[^"]+"', '"pattern": ".+"', text)  # ids of any letters
        path.write_text(text, encoding="utf-8")
    found = helpers.remarks(broken.folder, today=TODAY)
    assert [(r.check, r.file, r.row, r.column) for r in found] == [
        ("not-nfc", "record/exchanges.csv", 2, "topic_id"),
        ("not-nfc", "record/topics.csv", 2, "topic_id"),
    ]


def test_text_of_a_further_column_that_is_not_in_nfc_is_remarked(broken):
    path = broken.folder / "areas.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = [lines[0] + ",remark", lines[1] + ",jete\u0301e", *(line + "," for line in lines[2:])]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (remark,) = helpers.remarks(broken.folder, today=TODAY)
    assert (remark.check, remark.row, remark.column) == ("not-nfc", 2, "remark")


@pytest.mark.parametrize(
    "today", ["soon", "2034-02-30", 2034, pd.NaT, pd.Timestamp("2034-02-01", tz="UTC")]
)
def test_a_day_that_is_none_is_refused(today):
    with pytest.raises(ValueError, match="is not a day: write one such as|has a time zone"):
        helpers.remarks(INVENTED, today=today)


def check(capsys, *words):
    code = __main__.main(["check", *map(str, words)])
    return code, capsys.readouterr().out


def test_check_tells_remarks_after_the_summary_and_ends_with_zero(capsys, broken):
    broken(*LATE_SEARCH)
    code, out = check(capsys, broken.folder, "--today", TODAY)
    assert code == 0
    summary, _, told = out.partition("No problem found.\n\n")
    assert "As of: 2064-01-20" in summary
    assert told.startswith(
        "2 remarks on what may be right but needs a look\n\nrecord/searches.csv, row 3"
    )


def test_check_as_json_gives_remarks_of_a_sound_record_and_problems_of_another(capsys, broken):
    assert check(capsys, broken.folder, "--json", "--today", TODAY) == (0, "[]\n")
    broken(*LATE_SEARCH)
    code, out = check(capsys, broken.folder, "--json", "--today", TODAY)
    assert (code, [r["severity"] for r in json.loads(out)]) == (0, ["remark", "remark"])
    broken("meetings.csv", "2031-06-03,working", "15/12/2031,working")
    code, out = check(capsys, broken.folder, "--json", "--today", TODAY)
    assert (code, [p["severity"] for p in json.loads(out)]) == (1, ["problem"])


def test_check_without_a_day_takes_that_of_the_machine(capsys, broken):
    day = f"{datetime.date.today() + datetime.timedelta(days=366)}"
    broken("searches.csv", "atlas,2034-01-20", f"atlas,{day}")
    out = check(capsys, broken.folder)[1]
    assert f'"{day}" is after today' in out


def test_a_day_that_is_none_is_wrong_usage_of_check(capsys):
    with pytest.raises(SystemExit) as stopped:
        __main__.main(["check", str(INVENTED), "--today", "2034-02-30"])
    assert stopped.value.code == 2
    assert "'2034-02-30' is not a day: write one such as 2031-12-15" in capsys.readouterr().err


def test_of_many_remarks_of_one_kind_the_rest_is_counted(broken):
    path = broken.folder / "topics.csv"
    more = "".join(f"tides-{i},,,Tidal power,No. {i}.\n" for i in range(30))
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    found = helpers.remarks(broken.folder, today=TODAY)
    assert len(found) == 30
    assert str(found).endswith(
        "… and 10 more of the same check (same-label: no two topics, areas or organisations read "
        "alike); --json lists them all."
    )
