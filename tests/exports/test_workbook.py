"""The record as one workbook: every cell text, lists to choose from, problems in their cells."""

import io
import json
import re
import shutil
import zipfile

import openpyxl
import pytest

import helpers
from helpers import __main__
from helpers.exports import as_workbook, sheet_names, workbook
from helpers.record import NotWrittenError, check, read_package
from places import INVENTED, ROOT


@pytest.fixture
def record(tmp_path):
    folder = tmp_path / "record"
    shutil.copytree(INVENTED, folder, ignore=shutil.ignore_patterns(".*"))
    return folder


def opened(folder) -> openpyxl.Workbook:
    package = read_package(folder)
    return openpyxl.load_workbook(io.BytesIO(as_workbook(package, check(package))))


@pytest.fixture(scope="module")
def book():
    return opened(INVENTED)


def rules(sheet) -> dict[str, object]:
    return {f"{rule.sqref}"[0]: rule for rule in sheet.data_validations.dataValidation}


def test_each_table_is_a_sheet_after_the_one_that_says_how_to_use_it(book):
    assert book.sheetnames[0] == "How to use it"
    assert set(book.sheetnames[1:]) == {*helpers.load(INVENTED).tables, "_base"}
    texts = [cell.value for cell in book.worksheets[0]["A"]]
    assert texts[0] == "Northmere–Southholm cooperation on the sea" and len(texts) == 6
    assert texts[5].startswith("Save as .xlsx and run: python -m helpers import FILE.xlsx.")


def test_every_cell_is_text_and_the_heading_stays_in_sight(book):
    sheet = book["meetings"]
    assert [cell.value for cell in sheet[10]][:4] == [
        "2034-working-group",
        "2034",
        "working-group",
        "planned",
    ]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert {(cell.number_format, cell.data_type) for cell in cells} == {("@", "s")}
    columns = sheet.column_dimensions.values()
    assert {column.number_format for column in columns} == {"@"}  # what is typed is text
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:L10"


def test_declared_values_are_chosen_from_a_list_and_no_other_is_taken(book):
    rule = rules(book["meetings"])["D"]
    assert rule.formula1 == '"held,planned,cancelled,reported"'
    assert (rule.errorStyle or "stop", rule.allowBlank) == ("stop", True)
    assert f"{rule.sqref}" == "D2:D1048576"
    assert rules(book["searches"])["E"].formula1 == '"true,false"'


def test_an_id_of_another_table_is_chosen_from_its_sheet_and_a_new_one_may_be_typed(book):
    rule = rules(book["exchanges"])["C"]
    key = "'topics'!$A$2,0,0,MAX(1,COUNTA('topics'!$A:$A)-1),1"
    assert (rule.type, rule.formula1, rule.errorStyle) == ("list", f"OFFSET({key})", "warning")
    assert rules(book["organisations"])["B"].formula1.startswith("OFFSET('organisations'!$A$2")


def test_a_date_that_the_program_would_turn_into_a_day_is_refused(book):
    rule = rules(book["meetings"])["B"]
    assert (rule.type, rule.formula1) == ("custom", "ISTEXT(B2)")


def test_a_heading_has_the_meaning_of_its_column_as_a_note(book):
    declared = read_package(INVENTED).declaration.tables["meetings"].column("status")
    note = book["meetings"]["D1"].comment.text
    assert declared.description in note and "one of held, planned, cancelled, reported" in note


def test_long_lists_and_those_with_a_comma_stand_on_a_hidden_sheet(record):
    path = record / "datapackage.json"
    declaration = json.loads(path.read_text(encoding="utf-8"))
    fields = next(r for r in declaration["resources"] if r["name"] == "meetings")["schema"]
    kind = next(field for field in fields["fields"] if field["name"] == "kind")
    kind["constraints"]["enum"].append("visit, long")
    path.write_text(json.dumps(declaration), encoding="utf-8")
    with_list = opened(record)
    rule = rules(with_list["meetings"])["C"]
    number = len(kind["constraints"]["enum"])
    assert rule.formula1 == f"'_lists'!$A$1:$A${number}"
    assert with_list["_lists"][f"A{number}"].value == "visit, long"
    assert with_list["_lists"].sheet_state == "hidden"


def test_a_problem_is_marked_in_its_cell_with_its_message(record):
    text = (record / "meetings.csv").read_text(encoding="utf-8")
    (record / "meetings.csv").write_text(text.replace(",2033-04-02,", ",02/04/2033,"))
    marked = opened(record)
    cell = marked["meetings"]["B9"]
    assert cell.value == "02/04/2033" and cell.fill.fgColor.rgb == "FFFFD9C2"
    assert cell.comment.text.startswith("is not a date in EDTF.\nAllowed: day, month, year")
    assert cell.comment.text.endswith("\nFix: write 2033-04-02; the id says 2033-04-02.")
    assert "The record has 1 problem: each is marked" in marked.worksheets[0]["A7"].value
    assert marked["meetings"]["B8"].fill.fill_type is None


def test_text_that_could_be_taken_for_something_else_stays_as_it_is(record):
    texts = ["=1+1", "'abc", "00123", "TRUE", "1E5", "_x0041_", "a\u00a0b", "😀", "+1", "@x"]
    path = record / "topics.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    rows += [f'topic-{i},,,Label {i},"{text}"' for i, text in enumerate(texts)]
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    cells = {row[0].value: row[4] for row in opened(record)["topics"].iter_rows(min_row=2)}
    read = [cells[f"topic-{i}"].value.replace("_x005F_", "_") for i in range(len(texts))]
    assert read == texts and cells["topic-0"].data_type == "s"


def test_the_same_record_gives_the_same_bytes():
    package = read_package(INVENTED)
    assert as_workbook(package) == as_workbook(package)


def test_no_part_of_the_workbook_names_another_file():
    with zipfile.ZipFile(io.BytesIO(as_workbook(read_package(ROOT / "data")))) as file:
        links = [name for name in file.namelist() if "externalLink" in name or "media" in name]
        parts = " ".join(file.read(n).decode() for n in file.namelist() if n.endswith(".rels"))
    assert links == [] and not re.search('TargetMode="External"', parts)


def test_tables_whose_names_are_alike_or_long_get_sheets_of_their_own():
    names = sheet_names(["a" * 40, "A" * 40, "x/y", "How to use it"])
    assert list(names.values()) == ["a" * 31, "A" * 27 + " 2", "x y", "How to use it 2"]


def test_a_file_that_is_there_is_never_overwritten(record, tmp_path, capsys):
    out = tmp_path / "book.xlsx"
    assert __main__.main(["workbook", str(record), "--out", str(out)]) == 0
    assert capsys.readouterr().err == f"wrote {out}\n"
    data = out.read_bytes()
    assert __main__.main(["workbook", str(record), "--out", str(out)]) == 2
    assert capsys.readouterr().err == (
        f"{out}: is there already, perhaps with changes; move it, or name another: --out\n"
    )
    assert out.read_bytes() == data


def test_a_table_that_a_sheet_cannot_hold_is_refused(monkeypatch):
    monkeypatch.setattr("helpers.exports.workbook.MOST_ROWS", 3)
    with pytest.raises(NotWrittenError) as error:
        as_workbook(read_package(INVENTED))
    assert str(error.value) == (
        "invented/meetings.csv: has 9 rows; a sheet holds 3.\n"
        "    No workbook was written.\n    Fix: work on the CSV file."
    )


def test_a_record_that_cannot_be_split_into_cells_is_told(record, tmp_path, capsys):
    (record / "topics.csv").write_text("topic_id,label\nx,y,z\n", encoding="utf-8")
    assert __main__.main(["workbook", str(record), "--out", str(tmp_path / "b.xlsx")]) == 1
    assert "record/topics.csv, row 2" in capsys.readouterr().err
    assert not (tmp_path / "b.xlsx").exists() and workbook.LONGEST == 32_767
