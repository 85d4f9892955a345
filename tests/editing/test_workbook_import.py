"""The workbook comes back: told cell by cell, shown, and written whole or not at all."""

import datetime
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

import helpers
from helpers import __main__
from helpers.editing import planned_change, workbook_import
from helpers.exports import as_workbook
from helpers.record import NotWrittenError, read_package
from places import INVENTED, contents

WRITTEN: dict[tuple, bytes] = {}


def workbook_of(folder: Path) -> io.BytesIO:
    """Return the workbook of a record; one and the same record is written once."""
    key = tuple(sorted(contents(folder).items()))
    if key not in WRITTEN:
        WRITTEN[key] = as_workbook(read_package(folder))
    return io.BytesIO(WRITTEN[key])


@pytest.fixture
def edited(record, tmp_path):
    """Return a function that edits the workbook of the record and gives its path."""

    def edit(change) -> Path:
        book = openpyxl.load_workbook(workbook_of(record))
        change(book)
        path = tmp_path / "book.xlsx"
        book.save(path)
        return path

    return edit


def run(capsys, path: Path, folder: Path, *words: str) -> tuple[int, str, str]:
    code = __main__.main(["import", str(path), str(folder), *words])
    told = capsys.readouterr()
    return code, told.out, told.err


def put(sheet: str, address: str, value, form: str = "@"):
    def change(book) -> None:
        book[sheet][address] = value
        book[sheet][address].number_format = form

    return change


@pytest.mark.parametrize("folder", ["tests/data/invented", "data"])
def test_out_and_back_changes_no_byte(folder, tmp_path, capsys):
    shutil.copytree(folder, tmp_path / "record", ignore=shutil.ignore_patterns(".*"))
    before = contents(tmp_path / "record")
    path = tmp_path / "book.xlsx"
    assert __main__.main(["workbook", str(tmp_path / "record"), "--out", str(path)]) == 0
    capsys.readouterr()
    assert run(capsys, path, tmp_path / "record", "--yes") == (
        0,
        "",
        "The workbook holds what the record holds.\n",
    )
    assert contents(tmp_path / "record") == before


def test_changed_added_and_removed_rows_are_told_shown_and_written(record, edited, capsys):
    def change(book) -> None:
        book["meetings"]["D10"] = "held"
        book["meetings"]["B10"] = "2034-05-12"
        book["topics"].append(["eel-grass", "food-from-the-sea", "", "Eel grass", ""])
        book["names"].delete_rows(8)

    path = edited(change)
    before = contents(record)
    code, out, err = run(capsys, path, record)
    assert code == 1 and contents(record) == before
    assert err.splitlines() == [
        "Third Sea Group took place on 12 May 2034 (had been planned for 2034).",
        "New in topics: Eel grass.",
        "Removed from names: うしおの電気 (ja), for Tidal power.",
        "The record is up to date as of 12 May 2034 (before: 20 Jan 2034).",
        "Nothing was written. Look at it and add --yes to write it.",
    ]
    assert "+eel-grass,food-from-the-sea,,Eel grass," in out
    assert "-topics,tidal-power,ja,うしおの電気,joint-communique" in out
    assert run(capsys, path, record, "--yes")[0] == 0
    loaded = helpers.load(record)
    assert loaded.meetings.set_index("meeting_id").loc["2034-working-group", "status"] == "held"
    assert "eel-grass" in set(loaded.topics["topic_id"]) and len(loaded.names) == 6


def test_sorted_rows_moved_columns_and_blank_rows_are_no_difference(record, edited, capsys):
    def change(book) -> None:
        sheet = book["topics"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        sheet.delete_rows(1, 99)
        for number, row in enumerate([rows[0], *reversed(rows[1:])]):
            for at, value in enumerate(reversed(row), 1):
                sheet.cell(1 + 2 * number if number else 1, at, value)

    assert run(capsys, edited(change), record)[::2] == (
        0,
        "The workbook holds what the record holds.\n",
    )


def test_every_problem_is_told_with_sheet_and_cell_and_nothing_is_written(record, edited, capsys):
    def change(book) -> None:
        book["meetings"]["B9"] = "15/12/2033"
        book["exchanges"]["C2"] = "tidal-powr"
        book["topics"]["D3"] = None

    before = contents(record)
    code, _, err = run(capsys, edited(change), record, "--yes")
    allowed = helpers.record.column_types.dates.ALLOWED
    assert code == 1
    assert err.split("\n\n") == [
        "3 problems in the data",
        'book.xlsx, meetings!B9, column date: "15/12/2033" is not a date in EDTF.\n'
        f"    Allowed: {allowed}.\n    Fix: write 2033-12-15.",
        'book.xlsx, exchanges!C2, column topic_id: "tidal-powr" is not in book.xlsx, topics.\n'
        "    Allowed: an id of book.xlsx, topics.\n    Fix: write tidal-power.",
        'book.xlsx, topics!D3, column label: "" is empty.\n'
        "    Allowed: a value; this cell must be filled.\n"
        "    Fix: fill the cell from the source, or take the row out.\n",
    ]
    assert contents(record) == before


DAY = datetime.datetime(2033, 4, 2)
FULL = "2033-04-02"


def put_rows(rows: list[tuple]):
    """Return a change that adds a search for each value and number format, as its date."""

    def change(book) -> None:
        for row, (value, form, *_) in enumerate(rows, 4):
            for column, text in zip(
                "ACDE", (f"s-{row}", f"Tide {row}", "Press", "true"), strict=True
            ):
                put("searches", f"{column}{row}", text)(book)
            put("searches", f"B{row}", value, form)(book)

    return change


def test_a_date_cell_is_read_as_it_is_shown_and_each_is_listed(record, edited):
    cells = [
        (DAY, "dd/mm/yyyy", FULL),
        (DAY, "mm-dd-yy", FULL),
        (DAY, "d-mmm-yy", FULL),
        (DAY, "dddd d mmmm yyyy", FULL),
        (DAY, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", FULL),
        (DAY, 'yyyy"年"m"月"d"日"', FULL),
        (DAY, '[$-411]ggge"年"m"月"d"日"', FULL),
        (DAY, "[$-411]ge.m.d", FULL),
        (DAY + datetime.timedelta(hours=14), "yyyy-mm-dd", FULL),
        (DAY, "yyyy-mm", "2033-04"),
        (DAY, "mmm-yy", "2033-04"),
        (DAY, 'yyyy"年"m"月"', "2033-04"),
        (DAY, "yyyy", "2033"),
        (DAY, '[$-411]ggge"年"', "2033"),
    ]
    change = planned_change(record, workbook_import(edited(put_rows(cells))))
    notes = [line for line in change.lines if line.startswith("searches!")]
    dates = [date for *_, date in cells]
    assert notes == [f"searches!B{i}: a date cell, taken as {d}" for i, d in enumerate(dates, 4)]
    written = change.new["searches.csv"].decode().splitlines()
    for row, date in enumerate(dates, 4):
        assert f"s-{row},{date},Tide {row},Press,true,," in written


def test_what_a_cell_does_not_show_is_not_guessed(record, edited):
    no_year = "is a date cell that shows no year; the program put in one of its own"
    cells = [
        (DAY, "d-mmm", no_year),
        (DAY, 'm"月"d"日"', no_year),
        (DAY, "dddd", no_year),
        (datetime.time(14, 30), "h:mm", "is a time, not a text"),
        (0.5, "0%", "is a number shown in another form"),
        (2033.5, "#,##0", "is a number shown in another form"),
        (2033.5, "0", "is a number shown in another form"),
        ("#REF!", "General", "holds the error #REF!"),
        (datetime.datetime(1899, 12, 31), "yyyy-mm-dd", "is a time, not a text"),
        (1e16, "General", "is a number whose digits a spreadsheet does not keep"),
        ("=1/0", "General", "is a formula without a result"),
    ]
    with pytest.raises(helpers.DataError) as error:
        planned_change(record, workbook_import(edited(put_rows(cells))))
    problems = [p for p in error.value.problems if p.remedy.startswith("format the cell as text")]
    assert [(problem.file, problem.what) for problem in problems] == [
        (f"book.xlsx, searches!B{row}", why) for row, (*_, why) in enumerate(cells, 4)
    ]


def test_a_number_is_the_text_that_it_shows(record, edited):
    def change(book) -> None:
        for row, (value, form) in enumerate(
            [(2024, "General"), (2024, "0"), (7, "0000"), (1.5, "General")], 2
        ):
            put("topics", f"E{row}", value, form)(book)

    change = planned_change(record, workbook_import(edited(change)))
    rows = change.new["topics.csv"].decode().splitlines()[1:]
    assert [row.rpartition(",")[2] for row in rows] == ["2024", "2024", "0007", "1.5"]


def test_a_date_with_a_time_is_told_with_the_place_for_the_time(record, edited):
    value = datetime.datetime(2034, 1, 20, 14, 30)
    with pytest.raises(helpers.DataError) as error:
        planned_change(
            record, workbook_import(edited(put("searches", "B3", value, "yyyy-mm-dd hh:mm")))
        )
    (problem,) = error.value.problems
    assert (problem.value, problem.remedy) == (
        "2034-01-20 14:30",
        "write 2034-01-20; the time can go into the summary, with its zone",
    )


def test_days_of_a_workbook_that_counts_from_1904_are_right(record, edited, tmp_path):
    def change(book) -> None:
        book.epoch = datetime.datetime(1904, 1, 1)
        put("searches", "B3", datetime.datetime(2034, 1, 19), "yyyy-mm-dd")(book)

    change = planned_change(record, workbook_import(edited(change)))
    assert b",2034-01-19,The atlas" in change.new["searches.csv"]


def test_a_bare_number_of_a_workbook_that_counts_from_1904_is_told_with_its_day(record, edited):
    def change(book) -> None:
        book.epoch = datetime.datetime(1904, 1, 1)
        put("searches", "B3", 43813, "General")(book)
        put("searches", "G3", 43813, "General")(book)

    with pytest.raises(helpers.DataError) as error:
        planned_change(record, workbook_import(edited(change)))
    (problem,) = error.value.problems
    assert "the number stands for 2023-12-15" in problem.remedy


def test_a_date_in_an_east_asian_built_in_format_is_a_date(record, edited, tmp_path):
    path = edited(put("searches", "B3", DAY, "[$-411]ge.m.d"))
    fresh = tmp_path / "fresh.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(fresh, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/styles.xml":
                own = re.search(
                    rb'numFmtId="(\d+)"[^>]*\[\$-411\]|\[\$-411\][^>]*numFmtId="(\d+)"', data
                )
                number = (own[1] or own[2]).decode()
                data = data.replace(f'numFmtId="{number}" fontId'.encode(), b'numFmtId="57" fontId')
            new.writestr(name, data)
    change = planned_change(record, workbook_import(fresh))
    assert change.lines[0] == "searches!B3: a date cell, taken as 2033-04-02"


def test_booleans_of_the_program_are_those_of_the_record(record, edited):
    def change(book) -> None:
        put_rows([("2034-01-16", "@")] * 3)(book)
        for row, value in enumerate((True, 1, "TRUE"), 4):
            put("searches", f"E{row}", value, "General")(book)

    change = planned_change(record, workbook_import(edited(change)))
    written = change.new["searches.csv"].decode().splitlines()
    for row in (4, 5, 6):
        assert f"s-{row},2034-01-16,Tide {row},Press,true,," in written


def test_ids_and_values_in_another_case_are_taken_as_the_known_ones_and_it_is_said(record, edited):
    def change(book) -> None:
        book["exchanges"]["C2"] = "Harbour-lights"
        book["meetings"]["D10"] = "Held"
        book["meetings"]["B10"] = "2034-01-02"

    change = planned_change(record, workbook_import(edited(change)))
    assert change.lines[:3] == (
        "meetings!D10: “Held”, taken as held",
        "exchanges!C2: “Harbour-lights”, taken as harbour-lights",
        "Third Sea Group took place on 2 Jan 2034 (had been planned for 2034).",
    )
    assert "exchanges.csv" not in change.new


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            put("topics", "D1", "Label"),
            'book.xlsx, topics!D1: "Label" is not a column of this table.\n'
            "    Allowed: topic_id, area_id, area_note, label, definition.\n"
            "    Fix: write label.",
        ),
        (
            put("topics", "E1", "label"),
            'book.xlsx, topics!E1: "label" occurs twice.\n'
            "    Allowed: each column once.\n"
            "    Fix: delete or rename one of the two.",
        ),
        (
            lambda book: book["topics"].delete_cols(5),
            "book.xlsx, topics: has no column definition.\n"
            "    Allowed: the column definition.\n"
            "    Fix: write definition into row 1 above its cells.",
        ),
        (
            put("topics", "H3", "a stray note"),
            'book.xlsx, topics!H3: "a stray note" is under no heading.\n'
            "    Allowed: cells below a heading.\n"
            "    Fix: move the text into its column, or delete it.",
        ),
        (
            lambda book: setattr(book["topics"], "title", "Topic"),
            "book.xlsx, sheet topics: is missing.\n"
            "    Allowed: a sheet for each table, under its name.\n"
            "    Fix: rename Topic to topics.",
        ),
    ],
    ids=["unknown column", "double column", "missing column", "no heading", "renamed sheet"],
)
def test_what_is_not_as_it_was_handed_out_is_told_at_its_place(record, edited, change, message):
    with pytest.raises(helpers.DataError) as error:
        planned_change(record, workbook_import(edited(change)))
    assert str(error.value).split("\n\n")[1] == message


def test_a_record_that_changed_since_is_not_overwritten(record, edited, capsys):
    path = edited(put("topics", "E2", "Lamps."))
    for name, old, new in (
        ("meetings.csv", "A short visit.", "A visit."),
        ("sources.csv", "Tide wire", "Wire of tides"),
    ):
        text = (record / name).read_text(encoding="utf-8").replace(old, new)
        (record / name).write_text(text, encoding="utf-8")
    before = contents(record)
    code, out, err = run(capsys, path, record, "--yes")
    assert (code, out) == (1, "")
    assert err == (
        f"{path}: since this workbook was written, meetings, sources have changed in the record.\n"
        "    Nothing was written; the files are as they were.\n"
        "    Fix: write a new workbook (python -m helpers workbook) and copy your rows into it.\n"
    )
    assert contents(record) == before


def test_a_record_that_was_only_put_in_another_order_has_not_changed(record, edited):
    path = edited(put("topics", "E2", "Lamps."))
    head, *rows = (record / "topics.csv").read_text(encoding="utf-8").splitlines()
    (record / "topics.csv").write_text("\r\n".join([head, *reversed(rows)]), encoding="utf-8")
    assert list(planned_change(record, workbook_import(path)).new) == ["topics.csv"]


def test_a_workbook_without_its_memory_is_refused(record, edited, capsys):
    path = edited(lambda book: book.remove(book["_base"]))
    code, _, err = run(capsys, path, record, "--yes")
    assert code == 1
    assert err.startswith(
        f"{path}: was not written by `python -m helpers workbook`, or its memory was taken out.\n"
    )


def test_a_workbook_that_is_not_there_is_wrong_usage(record, capsys):
    assert run(capsys, Path("nowhere.xlsx"), record) == (
        2,
        "",
        "nowhere.xlsx: there is no such file\n",
    )


def test_a_record_with_problems_goes_out_is_mended_there_and_comes_back(record, edited, capsys):
    text = (record / "meetings.csv").read_text(encoding="utf-8")
    (record / "meetings.csv").write_text(text.replace(",2033-04-02,", ",02/04/33,"))
    path = edited(put("meetings", "B9", "2033-04-02"))
    assert run(capsys, path, record, "--yes")[0] == 0
    assert contents(record) == contents(INVENTED)


def zipped(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return content.getvalue()


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'


def with_part(name: str, data: bytes) -> bytes:
    good = as_workbook(read_package(INVENTED))
    with zipfile.ZipFile(io.BytesIO(good)) as file:
        return zipped({n: file.read(n) for n in file.namelist()} | {name: data})


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (lambda: b"\xd0\xcf\x11\xe0" + b"Workbook" * 99, "is a workbook of the old form (.xls)"),
        (
            lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "is a workbook with a password",
        ),
        (
            lambda: zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
            "is a workbook in OpenDocument (.ods)",
        ),
        (lambda: b"meeting_id,date\n", "is not a workbook (.xlsx)"),
        (lambda: b"", "is not a workbook (.xlsx)"),
        (lambda: zipped({"a.txt": b"x"}), "is not a workbook (.xlsx)"),
        (
            lambda: as_workbook(read_package(INVENTED))[:-2000],
            "is not a whole workbook: it is cut off or damaged",
        ),
        (
            lambda: with_part("xl/worksheets/sheet2.xml", DOCTYPE),
            "holds a document type, which no spreadsheet writes",
        ),
        (
            lambda: with_part("xl/worksheets/sheet2.xml", DOCTYPE.decode().encode("utf-16")),
            "holds a document type, which no spreadsheet writes",
        ),
        (
            lambda: with_part("xl/worksheets/sheet2.xml", b"<worksheet><sheetData><row"),
            "is damaged: a part of the workbook cannot be read",
        ),
        (
            lambda: with_part("xl/styles.xml", b"<styleSheet>" + b" " * 11_000_000),
            "unpacks to",
        ),
    ],
)
def test_what_is_no_workbook_to_be_read_is_refused_with_the_reason(record, tmp_path, data, why):
    path = tmp_path / "book.xlsx"
    path.write_bytes(data())
    with pytest.raises(NotWrittenError) as error:
        planned_change(record, workbook_import(path))
    assert str(error.value).startswith(f"{path}: {why}")
    assert "Nothing was written; the files are as they were" in str(error.value)


def test_a_sheet_of_ones_own_is_left_alone_and_it_is_said(record, edited, capsys):
    path = edited(lambda book: book.create_sheet("my notes").append(["call them"]))
    assert run(capsys, path, record)[2].splitlines() == [
        "my notes: is not a table of the record, and was not read",
        "The workbook holds what the record holds.",
    ]


OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.slow
@pytest.mark.skipif(not OFFICE, reason="no LibreOffice was found")
@pytest.mark.parametrize("forms", [["xlsx"], ["ods", "xlsx"]], ids=" and ".join)
def test_a_spreadsheet_program_that_saves_the_workbook_changes_nothing(
    record, tmp_path, capsys, forms
):
    awkward = ["=1+1", "'abc", "00123", "TRUE", "1E5", "_x0041_", "a\u00a0b", "😀", "@x"]
    lines = [f'topic-{i},,,潮 {i},"{text}"\n' for i, text in enumerate(awkward)]
    with (record / "topics.csv").open("a", encoding="utf-8") as file:
        file.writelines(lines)
    path = tmp_path / "book.xlsx"
    path.write_bytes(as_workbook(read_package(record)))
    for number, form in enumerate(forms):
        out = tmp_path / f"{number}"
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        words = [OFFICE, profile, "--headless", "--convert-to", form, "--outdir", str(out)]
        subprocess.run([*words, str(path)], check=True, capture_output=True)
        path = out / f"book.{form}"
    assert run(capsys, path, record)[2] == "The workbook holds what the record holds.\n"
