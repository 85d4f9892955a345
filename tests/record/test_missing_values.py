import json

import pandas as pd
import pytest

import documents
import helpers
from helpers import measures
from helpers.editing import add
from helpers.editing.tidy import tidy
from helpers.record import check, read_package

MISSING = ["", "NA"]


def declare(folder, values, table="", column=""):
    """Declare missing values of every table, of one, or of one column."""
    path = folder / "datapackage.json"
    declaration = json.loads(path.read_text(encoding="utf-8"))
    for resource in declaration["resources"]:
        schema = resource["schema"]
        if column and resource["name"] == table:
            next(f for f in schema["fields"] if f["name"] == column)["missingValues"] = values
        elif not column and table in ("", resource["name"]):
            schema["missingValues"] = values
    path.write_text(json.dumps(declaration), encoding="utf-8")


@pytest.fixture
def folder(broken):
    """Return the invented record with "NA" in empty cells of columns of many kinds."""
    declare(broken.folder, MISSING)
    for file, old, new in (
        ("meetings.csv", "held,in-person,,ministry", "held,NA,NA,ministry"),  # an enum, a text
        ("meetings.csv", "held,online,,,Webinar on tides", "held,online,,NA,Webinar on tides"),
        ("meetings.csv", "paragraph 3,\n", "paragraph 3,NA\n"),  # a pattern
        ("commitments.csv", "2034~,,", "NA,NA,"),  # a date, a reference
        ("datapackage.json", '"required": true, "minimum": 1', '"minimum": 1'),
        ("areas.csv", "food-from-the-sea,2,", "food-from-the-sea,NA,"),  # a number
        ("organisations.csv", "Pier Watch,,", "Pier Watch,,NA"),  # an address
        ("exchanges.csv", "discussion,,,Harbour", "discussion,NA,NA,Harbour"),  # both ends
        ("searches.csv", "The press,true,,", "The press,true,NA,NA"),
    ):
        path = broken.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return broken.folder


def test_a_missing_value_is_an_empty_cell_of_any_column(folder):
    record = helpers.load(folder)
    meetings = record.meetings.set_index("meeting_id")
    assert pd.isna(meetings.loc["2031-06-03-working-group", ["format", "place"]]).all()
    assert pd.isna(meetings.loc["2031-09-webinar", ["host_id", "anchor"]]).all()
    commitment = record.commitments.set_index("commitment_id").loc["2033-03-01-working-group-third"]
    assert pd.isna(commitment[["due", "due_start", "fulfilled_by"]]).all()
    assert pd.isna(record.areas["position"]).tolist() == [False, True, False]
    assert not (record.exchanges[["from_id", "to_id"]] == "NA").any(axis=None)
    assert not (record.organisations["website"] == "NA").any()


def test_without_the_declaration_the_same_cells_are_told(folder):
    declare(folder, [""])
    checks = {(p.table, p.column) for p in check(read_package(folder))}
    assert {("meetings", "format"), ("commitments", "due"), ("areas", "position")} <= checks


def test_a_missing_value_in_a_cell_that_must_be_filled_is_told(broken):
    declare(broken.folder, MISSING)
    (problem,) = broken("meetings.csv", "First Sea Group", "NA")
    assert (problem.check, problem.column, problem.row) == ("required", "title", 3)
    assert (problem.value, problem.what) == ("NA", "stands for an empty cell")


def test_missing_values_of_a_column_stand_instead_of_those_of_its_table(broken):
    declare(broken.folder, ["", "-"], "topics", "definition")
    declare(broken.folder, MISSING, "topics")
    text = (broken.folder / "topics.csv").read_text(encoding="utf-8")
    new = text.replace("Lights in harbours.", "-").replace("Growing kelp.", "NA")
    assert broken("topics.csv", text, new.replace("Kelp is eaten.", "NA")) == []
    topics = helpers.load(broken.folder).topics.set_index("topic_id")
    assert pd.isna(topics.loc["harbour-lights", "definition"])
    assert topics.loc["kelp-farming", "definition"] == "NA"
    assert pd.isna(topics.loc["kelp-farming", "area_note"])


def test_missing_values_may_have_labels_as_the_standard_has_it(broken):
    declare(broken.folder, [{"value": ""}, {"value": "NA", "label": "not asked"}], "topics")
    assert broken("topics.csv", "Old logs.", "NA") == []
    assert pd.isna(helpers.load(broken.folder).topics["definition"]).sum() == 1


def test_only_a_cell_that_is_the_missing_value_as_a_whole_is_empty(broken):
    declare(broken.folder, MISSING)
    assert broken("topics.csv", "Old logs.", "NA and others") == []
    assert "NA and others" in helpers.load(broken.folder).topics["definition"].tolist()


@pytest.mark.parametrize("values", ["NA", [7], [{"label": "NA"}], {"value": "NA"}, None, ["", {}]])
def test_missing_values_that_are_no_list_of_texts_are_told(broken, values):
    declare(broken.folder, values, "topics")
    (problem,) = check(read_package(broken.folder))
    assert problem.what == "is not a list of texts that stand for an empty cell"


def test_tidy_keeps_a_missing_value_as_it_is_written(folder):
    before = {path.name: sorted(path.read_bytes().split(b"\n")) for path in folder.glob("*.csv")}
    meetings = (folder / "meetings.csv").read_bytes()
    header, *rows = meetings.splitlines(keepends=True)
    (folder / "meetings.csv").write_bytes(header + b"".join(reversed(rows)))
    assert set(tidy(folder)) >= {"meetings.csv"}
    after = {path.name: sorted(path.read_bytes().split(b"\n")) for path in folder.glob("*.csv")}
    assert after == before


def test_adding_a_meeting_keeps_missing_values_beside_it_and_fills_the_one_that_it_answers(folder):
    before = (folder / "meetings.csv").read_text(encoding="utf-8").splitlines()
    meeting = dict(date="2033-06-05", kind="webinar", status="held", title="Webinar on kelp")
    meeting |= dict(source_id="tide-wire", fulfils=["2033-03-01-working-group-third"])
    add.add_meeting(folder, meeting)
    assert set(before) < set((folder / "meetings.csv").read_text(encoding="utf-8").splitlines())
    kept = "The group meets a third time.,NA,2033-06-05-webinar,"
    assert kept in (folder / "commitments.csv").read_text(encoding="utf-8")


def test_a_kept_promise_beside_a_missing_value_stays_as_it_is_written(folder):
    path = folder / "commitments.csv"
    text = path.read_text(encoding="utf-8").replace("drawn.,2033,,", "drawn.,2033,NA,")
    path.write_text(text, encoding="utf-8")
    meeting = dict(date="2033-06-05", kind="webinar", status="held", title="Webinar on kelp")
    meeting |= dict(source_id="tide-wire", fulfils=["2033-03-01-working-group-third"])
    add.add_meeting(folder, meeting)
    assert "An atlas of tides is drawn.,2033,NA," in path.read_text(encoding="utf-8")


def test_an_empty_cell_and_a_missing_value_are_no_difference(folder, invented):
    changed = measures.diff(invented, helpers.load(folder))["changed"]
    assert {(cell["table"], cell["column"]) for cell in changed} == {
        ("meetings", "format"),
        ("commitments", "due"),
        ("areas", "position"),
    }


def test_the_dictionary_says_what_stands_for_an_empty_cell(broken):
    declare(broken.folder, MISSING, "topics", "definition")
    row = "| `definition` | string | What it means, in our own words. | `NA` for an empty cell |"
    lines = documents.dictionary(broken.folder).splitlines()
    assert [line for line in lines if "`NA` for an empty cell" in line] == [row]
