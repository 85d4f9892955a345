import copy
import json
import pickle

import pandas as pd
import pytest

import documents
import everything
import helpers
from helpers.editing import add
from helpers.measures import labels
from helpers.record import files, problems, suggest
from helpers.record.checks.needed import NEEDED
from places import INVENTED, ROOT

EDITS = [
    pytest.param(check, edit, id=f"{check}-{number}")
    for check, edits in documents.example_edits(ROOT / "tests/data/broken/edits.toml").items()
    for number, edit in enumerate(edits, 1)
]


@pytest.mark.parametrize(("check", "edit"), EDITS)
def test_an_edit_is_told_in_these_words_and_sets_off_no_other_check(check, edit):
    found = documents.example_problems(INVENTED, edit)
    assert str(next(p for p in found if p.check == check)) == edit["told"]
    assert {p.check for p in found} - {check} == set(edit.get("also", []))


def test_every_check_has_an_edit_that_sets_it_off():
    assert {edit.values[0] for edit in EDITS} == set(problems.CHECKS)


def test_a_problem_is_data_too(broken):
    (found,) = broken("meetings.csv", "2031-06-03,working", "15/12/2023,working")
    assert (found.table, found.file, found.row) == ("meetings", "record/meetings.csv", 3)
    assert (found.column, found.value, found.check) == ("date", "15/12/2023", "date")
    assert (found.what, found.remedy) == ("is not a date in EDTF", "write 2023-12-15")
    assert found.rule.startswith("day, month, year, season or decade (2031-12-15")


def test_an_undeclared_file_with_a_near_name_is_told_for_a_missing_one(broken):
    (broken.folder / "topics.csv").rename(broken.folder / "topic.csv")
    with pytest.raises(helpers.DataError, match=r"rename topic\.csv to topics\.csv"):
        helpers.load(broken.folder)


def test_a_new_kind_and_a_further_column_need_no_code(broken):
    assert broken("datapackage.json", '"signing",', '"signing", "summit",') == []
    assert broken("meetings.csv", ",signing,held", ",summit,held") == []
    data = (broken.folder / "areas.csv").read_text(encoding="utf-8")
    wider = data.replace("\n", ",remark\n", 1).replace("1\n", "1,seen\n")
    assert broken("areas.csv", data, wider.replace("2\n", "2,\n").replace("3\n", "3,\n")) == []
    assert helpers.load(broken.folder).areas["remark"].tolist()[0] == "seen"


def test_all_problems_are_told_at_once_and_the_text_counts_the_rest(broken):
    path = broken.folder / "participants.csv"
    more = "".join(f"nowhere-{i},ministry-of-tides,,\n" for i in range(50))
    found = broken("participants.csv", "host\n", "host\n" + more)
    assert len(found) == 50 and [p.row for p in found[:2]] == [3, 4]
    with pytest.raises(helpers.DataError) as error:
        helpers.load(path.parent)
    assert str(error.value).startswith("50 problems in the data")
    assert str(error.value).count("Fix:") == 20
    assert str(error.value).endswith(
        "… and 30 more of the same check (reference: a reference leads to a row that is there); "
        "--json lists them all."
    )


def test_a_reference_into_a_table_with_unread_rows_is_not_blamed(broken):
    found = broken("meetings.csv", "Kelp coast", "Kelp, coast")
    assert [p.check for p in found] == ["row-shape"]


def test_a_key_of_two_columns_stands_once_and_is_referred_to_as_a_pair(broken):
    path = broken.folder / "datapackage.json"
    old = '"foreignKeys": [{"fields": ["area_id"], "reference": {"resource": "areas", "fields": ["area_id"]}}]'
    pair = '"uniqueKeys": [["area_id", "label"]], "foreignKeys": [{"fields": ["area_id", "label"], "reference": {"resource": "areas", "fields": ["area_id", "label"]}}]'
    found = broken(path.name, old, pair)
    assert [(p.row, p.column, p.value) for p in found] == [
        (3, "area_id + label", "food-from-the-sea + Kelp farming"),
        (5, "area_id + label", "energy-from-the-sea + Tidal power"),
    ]
    text = (broken.folder / "topics.csv").read_text(encoding="utf-8")
    same = text.replace("Harbour lights,L", "Old,L").replace("Lighthouse archives", "Old")
    (twice,) = [p for p in broken("topics.csv", text, same) if p.check == "duplicate"]
    assert (twice.row, twice.value, twice.what) == (4, " + Old", "is already used in row 2")


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ("office-of-shores,ministry-of-tides", []),
        ("kelp-unit,bureau-of-tidal-power", []),
        ("kelp-unit,pier-watch", [("participant", "to_id")]),
    ],
    ids=["the body above one who was there", "a unit of one who was there", "nobody there"],
)
def test_an_end_was_there_by_a_unit_or_by_the_body_above(broken, ends, told):
    found = broken("exchanges.csv", "kelp-unit,ministry-of-tides", ends)
    assert [(p.check, p.column) for p in found] == told


@pytest.mark.parametrize(
    ("there", "end"),
    [("ministry-of-tides", "turbine-hall"), ("turbine-hall", "ministry-of-tides")],
    ids=["the body two steps above", "a unit two steps below"],
)
def test_an_end_was_there_over_more_than_one_step(broken, there, end):
    unit = "turbine-hall,bureau-of-tidal-power,XA,Turbine Hall,,\n"
    assert broken("organisations.csv", "kelp-unit,", f"{unit}kelp-unit,") == []
    webinar = "2031-09-webinar,ministry-of-tides"
    assert broken("participants.csv", webinar, f"2031-09-webinar,{there}") == []
    ends = f"knowledge-sharing,{end},office-of-shores"
    assert broken("exchanges.csv", "knowledge-sharing,,", ends) == []


def test_the_first_meeting_and_the_first_organisation_are_asked_too(broken):
    pier = "pier-watch,,XK,Pier Watch,,\n"
    broken("organisations.csv", pier, "")
    broken("organisations.csv", "bureau-of-tidal", f"{pier}bureau-of-tidal")
    first = (
        "2031-05-signing-tides,2031-05-signing,tidal-power,briefing,pier-watch,ministry-of-tides"
    )
    row = "2031-06-03-working-group-lights,"
    found = broken("exchanges.csv", row, f"{first},,,joint-communique,,\n{row}")
    assert [(p.check, p.row, p.column) for p in found] == [("participant", 2, "from_id")]


def test_a_participant_that_is_no_organisation_stands_for_none(broken):
    row = "2032-03-14-webinar,ministry-of-tides,,\n"
    assert [
        p.check for p in broken("participants.csv", row, f"{row}2032-03-14-webinar,nowhere,,\n")
    ] == ["reference"]
    found = broken("exchanges.csv", "kelp-unit,ministry-of-tides", "kelp-unit,pier-watch")
    assert [(p.check, p.value) for p in found] == [
        ("reference", "nowhere"),
        ("participant", "pier-watch"),
    ]


@pytest.mark.parametrize("day", ["2031-06-03", "2031"], ids=["on its day", "perhaps later"])
def test_a_promise_may_be_kept_by_a_meeting_that_did_not_end_before(broken, day):
    row = f"{day}-webinar,{day},webinar,held,online,,,Hour,,joint-communique,,\n"
    assert broken("meetings.csv", "2031-09-webinar,", f"{row}2031-09-webinar,") == []
    kept = f",{day}-webinar,joint"
    assert broken("commitments.csv", ",2033-03-01-working-group,joint", kept) == []


def test_a_meeting_that_was_not_held_and_came_before_is_told_for_the_one_alone(broken):
    found = broken("commitments.csv", "drawn.,2033,", "drawn.,2033,2032-03-14-webinar")
    assert [(p.check, p.what) for p in found] == [
        ("kept-before", "ended before the promise was made")
    ]


def test_keys_that_are_empty_are_to_be_filled_and_are_not_one_key_twice(broken):
    text = (broken.folder / "searches.csv").read_text(encoding="utf-8")
    bare = text.replace("\n2034-01-15-wire,", "\n,").replace("\n2034-01-20-atlas,", "\n,")
    found = broken("searches.csv", text, bare)
    assert [(p.check, p.row) for p in found] == [("required", 2), ("required", 3)]


def test_a_cell_may_be_as_long_in_characters_as_a_spreadsheet_keeps_it(broken):
    assert broken("meetings.csv", "Kelp coast", "é" * 32_767) == []


def test_a_row_that_differs_from_another_in_its_id_alone_repeats_it(broken):
    row = "2034-01-15-wire,2034-01-15,A second source for the old pier,The press,true,,\n"
    again = row.replace("2034-01-15-wire", "2034-01-15-again")
    found = broken("searches.csv", row, row + again)
    assert [(p.check, p.row, p.what) for p in found] == [
        ("repeated", 3, "begins a row that repeats the content of row 2")
    ]


def test_the_code_of_a_country_in_small_letters_is_none(broken):
    found = broken("organisations.csv", ",,XK,", ",,nz,")
    assert [(p.check, p.remedy) for p in found] == [("country", "write NZ")]


@pytest.mark.parametrize("code", ["XA", "XZ"])
def test_the_first_and_the_last_code_left_to_users_are_taken(broken, code):
    assert broken("organisations.csv", ",,XK,", f",,{code},") == []


def test_an_id_without_its_meeting_is_blamed_for_the_empty_cell_alone(broken):
    found = broken("exchanges.csv", "-lights,2031-06-03-working-group,", "-lights,,")
    assert [(p.check, p.column) for p in found] == [("required", "meeting_id")]


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda e: pickle.loads(pickle.dumps(e))]
)
def test_the_problems_of_a_record_can_be_copied_and_come_from_another_process(broken, copied):
    broken("meetings.csv", "2031-06-03,working", "15/12/2031,working")
    broken("exchanges.csv", ",harbour-lights,", ",harbour-light,")
    with pytest.raises(helpers.DataError) as caught:
        helpers.load(broken.folder)
    again = copied(caught.value)
    assert type(again) is helpers.DataError and str(again) == str(caught.value)
    assert list(again.problems) == list(caught.value.problems) and len(again.problems) == 2
    assert again.frame().equals(caught.value.frame())


def test_a_change_that_was_not_written_can_be_pickled():
    error = files.NotWrittenError("data: is full", "free some space")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert str(error).startswith("data: is full.\n    Nothing was written")


def test_the_problems_are_a_table_too(broken):
    broken("meetings.csv", "2031-06-03,working", "15/12/2031,working")
    broken("topics.csv", ",No article speaks of lights.,Harbour lights,", ",,,")
    (broken.folder / "areas.csv").unlink()
    with pytest.raises(helpers.DataError) as caught:
        helpers.load(broken.folder)
    frame = caught.value.frame().set_index("check")
    assert frame.index.to_list() == ["missing-table", "date", "required"]
    assert frame.loc["date", ["file", "table", "row", "column", "value"]].tolist() == [
        *("record/meetings.csv", "meetings", 3, "date", "15/12/2031")
    ]
    assert frame.loc["date", "remedy"] == "write 2031-12-15"
    assert frame.loc["missing-table", ["row", "column", "value"]].isna().all()
    assert frame.loc["required", "value"] == ""
    kinds = frame.reset_index().dtypes.astype("str")
    assert kinds.pop("row") == "Int64" and set(kinds) == {"string"}


@pytest.fixture
def lenient(broken):
    """Return the folder of a record whose declaration requires no cell to be filled."""
    path = broken.folder / "datapackage.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"required": true, ', "").replace('"required": true', ""))
    assert helpers.load(broken.folder)
    return broken.folder


@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("meetings", name) for name in ("meeting_id", "date", "kind", "status", "title")),
        *(("exchanges", name) for name in ("exchange_id", "meeting_id", "topic_id", "mode")),
        *(("participants", name) for name in ("meeting_id", "organisation_id")),
        *(("commitments", name) for name in ("meeting_id", "promise")),
        *(("organisations", "country"), ("organisations", "name"), ("topics", "label")),
        *(("areas", "label"), ("sources", "title")),
    ],
)
def test_what_the_measures_need_is_filled_though_the_declaration_does_not_require_it(
    lenient, table, column
):
    rows = pd.read_csv(lenient / f"{table}.csv", dtype=str, keep_default_na=False)
    rows.loc[1, column] = ""
    rows.to_csv(lenient / f"{table}.csv", index=False)
    with pytest.raises(helpers.DataError) as caught:
        helpers.load(lenient)
    (found,) = [p for p in caught.value.problems if p.check == "required"]
    assert (found.table, found.row, found.column, found.value) == (table, 3, column, "")
    assert found.rule.startswith("a value; this cell must be filled")
    if not column.endswith("_id"):
        assert found.rule.endswith("filled, as the measures need it")
    assert found.remedy == "fill the cell from the source, or take the row out"


@pytest.mark.slow
def test_all_is_made_of_a_record_whose_other_cells_are_empty(lenient):
    for resource in json.loads((lenient / "datapackage.json").read_text("utf-8"))["resources"]:
        rows = pd.read_csv(lenient / resource["path"], dtype=str, keep_default_na=False)
        needed = NEEDED[resource["name"]]
        for column in rows:
            if column not in needed or not needed[column].is_filled:
                rows[column] = ""
        if resource["name"] == "exchanges":  # without directions two are the same
            rows = rows.drop_duplicates(["meeting_id", "topic_id", "mode"])
        rows.to_csv(lenient / resource["path"], index=False)
    made = everything.of(lenient)
    told = [text for text in made.values() if isinstance(text, str)]
    assert [text for text in told if "<NA>" in text or "&lt;NA" in text or "NaT" in text] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("topics.csv", "harbour-lights,", "kelp-farming,", ("duplicate", 3, "topic_id")),
        ("exchanges.csv", ",harbour-lights,", ",harbour-light,", ("reference", 2, "topic_id")),
        ("meetings.csv", "joint-communique", "communique", ("reference", 2, "source_id")),
        ("searches.csv", "-group-atlas", "-group-map", ("reference", 3, "commitment_id")),
    ],
)
def test_keys_and_references_that_the_measures_need_hold_though_none_is_declared(
    broken, file, old, new, told
):
    path = broken.folder / "datapackage.json"

    def bare(one: dict) -> dict:
        return {k: v for k, v in one.items() if k not in ("primaryKey", "foreignKeys", "unique")}

    declaration = json.loads(path.read_text(encoding="utf-8"), object_hook=bare)
    path.write_text(json.dumps(declaration), encoding="utf-8")
    found = broken(file, old, new)
    assert told in [(p.check, p.row, p.column) for p in found]


def test_a_date_that_the_measures_need_is_asked_for_though_another_meaning_is_declared(broken):
    path = broken.folder / "datapackage.json"

    def as_address(one: dict) -> dict:
        return {**one, "format": "uri", "rdfType": ""} if one.get("name") == "accessed" else one

    declaration = json.loads(path.read_text(encoding="utf-8"), object_hook=as_address)
    path.write_text(json.dumps(declaration), encoding="utf-8")
    found = broken("sources.csv", "2034-01-09", "https://www.example.org/")
    assert [p.check for p in found if p.row == 4] == ["date"]


def test_a_column_that_is_read_where_it_is_there_must_be_declared_as_text(broken):
    path = broken.folder / "datapackage.json"
    declaration = json.loads(path.read_text(encoding="utf-8"))
    (field,) = [
        field
        for resource in declaration["resources"]
        for field in resource["schema"]["fields"]
        if field["name"] == "area_note"
    ]
    field["type"] = "any"
    old = path.read_text(encoding="utf-8")
    found = broken("datapackage.json", old, json.dumps(declaration))
    assert [(p.check, p.table, p.column, p.what) for p in found] == [
        ("declaration", "topics", "area_note", "is declared as any")
    ]
    assert found[0].remedy == 'write "type": "string"'


def test_a_meeting_to_be_added_needs_what_the_measures_need(lenient):
    with pytest.raises(helpers.DataError) as caught:
        add.add_meeting(lenient, {"kind": "webinar", "title": "Webinar"}, "m.json")
    assert [p.file for p in caught.value.problems] == ["m.json, date", "m.json, status"]


def test_two_reserved_codes_of_a_country_are_read_and_named(changed):
    record = changed(("organisations.csv", ",XK,", ",EU,"), ("organisations.csv", "", "un,,UN,U,,"))
    names = labels.country_labels(record)
    assert (names["EU"], names["UN"]) == ("European Union", "United Nations")


def test_the_nearest_of_many_is_found_by_its_beginning_or_by_its_end():
    known = [f"2031-{month:02d}-meeting-{i}" for month in range(1, 13) for i in range(500)]
    near = suggest.Nearest(known)
    assert near("2031-07-meeting-12e") == "2031-07-meeting-12"
    assert near("2o31-07-meeting-123") == "2031-07-meeting-123"
    assert near("fish") == ""


def test_an_empty_id_of_a_meeting_is_not_what_an_empty_cell_names(broken):
    problems = broken("meetings.csv", "2034-working-group,2034", ",2034")
    assert "fulfilled_by" not in {problem.column for problem in problems}
