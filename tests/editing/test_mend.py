"""`mend` writes what has one possible reading, shown first; the rest is told to a person."""

import csv
import datetime
import io
import re
from pathlib import Path

import pytest

import helpers
from helpers import __main__
from helpers.editing import planned_change, planned_mending, write_change
from helpers.record import NotWrittenError
from places import INVENTED, contents


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def rewrite_days(folder: Path, form: str) -> None:
    """Write each full day of the record's date columns as a spreadsheet shows it."""
    for path in folder.glob("*.csv"):
        header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
        for row in rows:
            for at, name in enumerate(header):
                if name in ("date", "due", "published", "accessed", "archived") and re.fullmatch(
                    r"\d{4}-\d{2}-\d{2}", row[at]
                ):
                    row[at] = datetime.date.fromisoformat(row[at]).strftime(form)
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=";").writerows([header, *rows])
        path.write_text("\ufeff" + out.getvalue(), encoding="utf-8", newline="")


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y"])
def test_whole_columns_that_a_spreadsheet_rewrote_are_one_command(record, form, capsys):
    edit(record, "sources.csv", "2034-01-09", "2034-01-29")  # a day that shows the order
    edit(record, "sources.csv", "2034-01-11", "2034-01-31")
    before = contents(record)
    rewrite_days(record, form)
    assert __main__.main(["mend", str(record), "--yes"]) == 0
    assert contents(record)["meetings.csv"] == before["meetings.csv"]
    assert contents(record)["sources.csv"] == before["sources.csv"]
    assert contents(record)["searches.csv"] == before["searches.csv"]
    assert "cells can be read in only one way" in capsys.readouterr().err


def test_what_is_mended_is_shown_first_and_without_a_yes_nothing_is_written(record, capsys):
    edit(record, "meetings.csv", ",2033-04-02,", ",02/04/2033,")
    before = contents(record)
    assert __main__.main(["mend", str(record)]) == 1
    told = capsys.readouterr()
    assert told.out.splitlines()[3:] == [
        "+2033-04-02-study-visit,2033-04-02,study-visit,held,in-person,Old pier,office-of-shores,"
        "Visit to the old pier,A short visit.,tide-wire,,",
        "@@ -10 +10,0 @@",
        "-2033-04-02-study-visit,02/04/2033,study-visit,held,in-person,Old pier,office-of-shores,"
        "Visit to the old pier,A short visit.,tide-wire,,",
    ]
    assert told.err == (
        "1 cell can be read in only one way\n"
        "Nothing was written. Look at it and add --yes to write it.\n"
    )
    assert contents(record) == before


def test_ids_in_another_case_follow_the_table_that_they_name(record):
    edit(record, "exchanges.csv", "kelp-farming", "Kelp-farming")
    edit(record, "meetings.csv", ",webinar,held", ",Webinar,HELD")
    edit(record, "topics.csv", "tidal-power", "TIDAL-POWER")
    before = contents(INVENTED)
    assert __main__.main(["mend", str(record), "--yes"]) == 0
    assert contents(record) == before


def test_text_in_another_form_of_unicode_is_written_in_the_usual_one(record):
    edit(record, "names.csv", "Marélectricité", "Mare\u0301lectricite\u0301")
    assert __main__.main(["mend", str(record), "--yes"]) == 0
    assert contents(record) == contents(INVENTED)


def test_what_has_two_readings_is_left_and_told_and_the_rest_is_written(record, capsys):
    edit(record, "commitments.csv", ",2032,2033-04", ",FY2032,2033-04")
    edit(record, "commitments.csv", "2034~", "令和16年")
    assert __main__.main(["mend", str(record), "--yes"]) == 1
    assert ",FY2032," in (record / "commitments.csv").read_text(encoding="utf-8")
    assert ",2034,," in (record / "commitments.csv").read_text(encoding="utf-8")
    assert capsys.readouterr().err.split("\n\n", 1)[1] == (
        'record/commitments.csv, row 3, column due: "FY2032" is not a date in EDTF and has two readings.\n'
        f"    Allowed: {helpers.record.written_dates.dates.ALLOWED}.\n"
        "    Fix: ask the source: write [2032-04-01..2033-03-31] (April to March) "
        "or 2032 (the calendar's year).\n"
    )


def test_a_sound_record_has_nothing_to_mend(record, capsys):
    assert __main__.main(["mend", str(record), "--yes"]) == 0
    assert capsys.readouterr().err == "No cell can be mended without looking at the source.\n"


def test_a_time_of_day_is_never_lost(record):
    edit(record, "searches.csv", ",2034-01-15,", ",2034-01-15 10:30,")
    assert __main__.main(["mend", str(record), "--yes"]) == 1
    assert "2034-01-15 10:30" in (record / "searches.csv").read_text(encoding="utf-8")


def test_tidy_changes_no_value(record):
    edit(record, "meetings.csv", ",2033-04-02,", ",02/04/2033,")
    assert __main__.main(["tidy", str(record)]) == 0
    assert ",02/04/2033," in (record / "meetings.csv").read_text(encoding="utf-8")


def test_what_was_shown_is_what_is_written(record):
    edit(record, "meetings.csv", ",2033-04-02,", ",02/04/2033,")
    shown = planned_change(record, planned_mending)
    edit(record, "meetings.csv", ",2034,working", ",令和16年,working")
    with pytest.raises(NotWrittenError, match="the record was changed since this was shown"):
        write_change(record, planned_mending, shown)
    assert ",02/04/2033," in (record / "meetings.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("answers", "code", "asked"), [("what\nyes\n", 0, 2), ("no\n", 1, 1), ("", 1, 1)]
)
def test_on_a_terminal_a_person_is_asked_until_yes_or_no(
    record, monkeypatch, capsys, answers, code, asked
):
    edit(record, "meetings.csv", ",2033-04-02,", ",02/04/2033,")
    terminal = io.StringIO(answers)
    terminal.isatty = lambda: True
    monkeypatch.setattr("sys.stdin", terminal)
    assert __main__.main(["mend", str(record)]) == code
    err = capsys.readouterr().err
    assert err.count("Write this (yes or no): ") == asked
    assert ("wrote meetings.csv; now run make" in err) == (code == 0)
    assert ("Nothing was written." in err) == (code == 1)


@pytest.mark.parametrize("other", ["Tidal-Power", "Kelp-Unit\nKELP-UNIT"])
def test_two_ids_that_would_become_one_are_left_to_a_person(record, other, capsys):
    with open(record / "topics.csv", "a", encoding="utf-8") as file:
        file.writelines(f"{topic},,,{topic} here,Another.\n" for topic in other.splitlines())
    assert __main__.main(["mend", str(record), "--yes"]) == 1
    topics = (record / "topics.csv").read_text(encoding="utf-8")
    assert all(f"\n{topic},,," in topics for topic in other.splitlines())
    assert "does not have the declared form" in capsys.readouterr().err
