import json

import pytest

import helpers
from helpers import measures
from helpers.editing import add
from helpers.record import check, read_package, remarks

TITLE = '"Northmere–Southholm cooperation on the sea"'


@pytest.fixture
def unnamed(broken):
    """Return the folder of the invented record as it was before names could be recorded."""
    path = broken.folder / "datapackage.json"
    declaration = json.loads(path.read_text(encoding="utf-8"))
    declaration["resources"] = [r for r in declaration["resources"] if r["name"] != "names"]
    path.write_text(json.dumps(declaration), encoding="utf-8")
    (broken.folder / "names.csv").unlink()
    return broken.folder


def test_a_record_without_names_loads_and_is_narrowed_as_before(unnamed):
    record = helpers.load(unnamed)
    assert "names" not in record.tables and measures.names_of(record, "topics") == {}
    assert len(record.where(text="tidal power").meetings) == 3
    assert record.where(text="うしお").meetings.empty


def test_a_name_in_another_language_is_found_with_the_meetings_of_its_topic(invented):
    found = invented.where(text="marélec").meetings["meeting_id"].tolist()
    assert found == ["2031-06-03-working-group", "2031-09-webinar", "2033-03-01-working-group"]


def test_a_name_in_another_language_is_found_with_the_meetings_of_its_organisation(invented):
    present = invented.participants["organisation_id"].eq("office-of-shores")
    expected = set(invented.participants.loc[present, "meeting_id"])
    assert set(invented.where(text="なぎさ").meetings["meeting_id"]) == expected


def test_a_name_is_not_taken_for_that_of_the_same_id_in_another_table(changed):
    record = changed(("names.csv", "", "areas,clean-beaches,fr,Plages,harbour-gazette"))
    assert measures.names_of(record, "topics").keys() == {"tidal-power"}
    assert record.where(text="Plages").meetings.empty


def test_a_name_of_a_table_whose_rows_cannot_be_named_is_told(broken):
    broken("datapackage.json", '"topics", "areas", "agreement"]', '"topics", "sources"]')
    (problem,) = (
        problem
        for problem in broken("names.csv", "areas,energy-from-the-sea", "sources,tide-wire")
        if problem.row == 3
    )
    assert (problem.column, problem.value) == ("table", "sources")
    assert problem.rule == "organisations, topics, areas, agreement"
    assert problem.what == "is a table whose rows cannot be named"
    assert problem.remedy == "take the row out"


def test_two_things_with_one_name_in_one_source_repeat_no_row(changed):
    row = "topics,kelp-farming,fr,Marélectricité,harbour-gazette"
    assert len(changed(("names.csv", "", row)).names) == 8


def test_names_stand_by_language_in_whatever_order_the_rows_came(changed):
    french = "topics,tidal-power,fr,Marélectricité,harbour-gazette\n"
    record = changed(("names.csv", french, ""), ("names.csv", "", french.strip()))
    assert [tag for tag, _ in measures.names_of(record, "topics")["tidal-power"]] == ["fr", "ja"]


def test_a_second_name_in_one_language_is_told(broken):
    old = "topics,tidal-power,ja,"
    (problem,) = broken("names.csv", old, "topics,tidal-power,fr,Marée,tide-wire\n" + old)
    assert (problem.check, problem.row) == ("duplicate", 8)


@pytest.mark.parametrize("column", ["table", "id", "language", "name"])
def test_a_cell_of_a_name_is_filled_whatever_is_declared(broken, column):
    path = broken.folder / "datapackage.json"
    declaration = json.loads(path.read_text(encoding="utf-8"))
    names = next(r for r in declaration["resources"] if r["name"] == "names")
    for field in names["schema"]["fields"]:
        field["constraints"].pop("required", None)
    del names["schema"]["primaryKey"]
    path.write_text(json.dumps(declaration), encoding="utf-8")
    row = dict(table="topics", id="tidal-power", language="de", name="Strom", source_id="tide-wire")
    text = (broken.folder / "names.csv").read_text(encoding="utf-8")
    row = ",".join({**row, column: ""}.values())
    (broken.folder / "names.csv").write_text(f"{text}{row}\n", encoding="utf-8")
    (problem,) = check(read_package(broken.folder))
    assert (problem.check, problem.column, problem.row) == ("required", column, 9)


def test_the_invented_names_give_no_remark():
    assert not remarks("tests/data/invented", today="2034-02-01")


@pytest.mark.parametrize(
    ("declared", "title", "languages"),
    [
        ('{"ja": "うみ", "en": "The sea"}', "The sea", ["en", "ja"]),
        ('{"ja": "うみ", "en-GB": "The sea"}', "The sea", ["en-GB", "ja"]),
        ('{"fr": "La mer", "ja": "うみ"}', "La mer", ["fr", "ja"]),
        ('"The sea"', "The sea", [""]),
    ],
)
def test_a_title_by_language_is_shown_in_english_or_else_in_the_first(
    changed, declared, title, languages
):
    record = changed(("datapackage.json", TITLE, declared))
    assert record.title == title and list(record.declaration.titles) == languages


@pytest.mark.parametrize("declared", ["{}", '{"en": 7}', '{"en": " "}', '["The sea"]', "null"])
def test_a_title_that_is_no_text_by_language_is_told(broken, declared):
    (problem,) = broken("datapackage.json", TITLE, declared)
    assert problem.what == "is not a text, or an object of texts by language"


def test_a_name_is_added_with_the_meeting_that_first_tells_it(broken):
    name = dict(table="topics", id="kelp-farming", language="fr", name="Varech")
    meeting = dict(date="2033-06-05", kind="webinar", status="held", title="Webinar on kelp")
    meeting |= dict(source_id="tide-wire", names=[{**name, "source_id": "harbour-gazette"}])
    add.add_meeting(broken.folder, meeting)
    assert measures.names_of(helpers.load(broken.folder), "topics")["kelp-farming"] == (
        ("fr", "Varech"),
    )
