import csv
import io
import re
import shutil
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import helpers
from helpers import exports
from helpers.exports import downloads, tables
from helpers.measures.exchanges import every_exchange
from helpers.record import Edition
from places import examples

INVENTED = Path("tests/data/invented")
SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"


@pytest.fixture
def edited(tmp_path):
    """Return a function that loads a copy of the invented record with edits in meetings.csv."""
    folder = tmp_path / "record"
    shutil.copytree(INVENTED, folder)

    def edit(**new):
        path = folder / "meetings.csv"
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        for column, text in new.items():
            rows.loc[1, column] = text  # the row of the First Sea Group
        rows.to_csv(path, index=False)
        return helpers.load(folder)

    edit.folder = folder
    return edit


def events(cooperation) -> dict:
    parsed = icalendar.Calendar.from_ical(exports.calendar(cooperation, "sea"))
    return {str(event["uid"]).removesuffix("@sea"): event for event in parsed.walk("VEVENT")}


def period(event) -> tuple[date, date]:
    return event["dtstart"].dt, event["dtend"].dt


def test_the_zip_holds_the_files_of_the_record_byte_for_byte_and_no_other(tmp_path):
    folder = tmp_path / "record"
    shutil.copytree(INVENTED, folder)
    for name in ("README.md", "LICENSE", "notes.txt", "undeclared.csv"):
        (folder / name).write_bytes(b"\xff\r\n" + name.encode())
    with zipfile.ZipFile(io.BytesIO(downloads.packed(folder))) as file:
        packed = {name: file.read(name) for name in file.namelist()}
    kept = {p.name: p.read_bytes() for p in folder.glob("[!.]*")}
    assert kept.pop("notes.txt") and kept.pop("undeclared.csv") and packed == kept


def test_another_program_finds_a_sound_data_package_in_the_zip(tmp_path):
    import frictionless

    path = tmp_path / "record.zip"
    path.write_bytes(downloads.packed(Path("data")))
    package = frictionless.Package(str(path))
    assert package.name and all(resource.read_rows() for resource in package.resources)


def test_a_second_run_writes_the_same_bytes_whatever_the_files_times(invented, tmp_path):
    folder = tmp_path / "record"
    shutil.copytree(INVENTED, folder, copy_function=shutil.copyfile)
    first = downloads.write_all(invented, INVENTED, tmp_path / "a")
    second = downloads.write_all(helpers.load(folder), folder, tmp_path / "b")
    assert first == second and list(first) == [
        "record.zip",
        "record.xlsx",
        "topic-by-year.csv",
        "timeline.csv",
        "exchanges.csv",
        "meetings.ics",
    ]
    for name in first:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_an_empty_record_has_no_calendar_and_empty_tables(edited, tmp_path):
    for path in edited.folder.glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    told = downloads.write_all(helpers.load(edited.folder), edited.folder, tmp_path / "out")
    assert "meetings.ics" not in told and not (tmp_path / "out/meetings.ics").exists()
    assert (tmp_path / "out/topic-by-year.csv").read_text("utf-8-sig") == "topic_id,label\n"


def test_a_spreadsheet_reads_japanese_and_dashes_as_they_are(edited, tmp_path):
    downloads.write_all(edited(title="第一回 – 会合"), edited.folder, tmp_path)
    content = (tmp_path / "timeline.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") and "第一回 – 会合" in content.decode("utf-8-sig")


def test_a_formula_in_the_record_is_text_in_every_table_and_unchanged_in_the_zip(edited, tmp_path):
    title = '=HYPERLINK("https://www.example.org","look")'
    downloads.write_all(edited(title=title), edited.folder, tmp_path)
    for name in ("timeline.csv", "exchanges.csv"):
        rows = csv.DictReader(io.StringIO((tmp_path / name).read_text("utf-8-sig")))
        assert f"'{title}" in [row["title"] for row in rows], name
    with zipfile.ZipFile(tmp_path / "record.zip") as file:
        assert file.read("meetings.csv") == (edited.folder / "meetings.csv").read_bytes()


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("  =1+1", "'  =1+1"),
        ("＝1+1", "'＝1+1"),
        ("＠sum(1)", "'＠sum(1)"),
        ("\u200b+1", "'\u200b+1"),
        ("\u00a0-1", "'\u00a0-1"),
        ("-5;-1+1", "'-5;'-1+1"),
        ("--5", "'--5"),
        ("-5\t=1", "'-5\t'=1"),
        ("\n=1", "'\n'=1"),
        ("tides\n-a", "tides\n'-a"),
        ('tides";=1+1', "tides\";'=1+1"),
        ("tides; @ebb", "tides;' @ebb"),
        ("tides\t=1", "tides\t'=1"),
    ],
)
def test_a_cell_that_could_run_as_a_formula_gets_an_apostrophe(cell, expected):
    assert tables.neutralised(cell) == expected


@pytest.mark.parametrize(
    "cell",
    [
        *("e-ID; cloud", "2031-05~", "[2031-05-02..2031-05-09]", "a=b, c@d", "第一回（東京）"),
        *("Tokyo, (+81) 3", "(+81) 3", "tides, @ebb", '"=1+1"', "tides – ebb", "tides: -5 °C"),
        *("-", "–", "－", "-5", "-1,250.5", "-5%", 7, None),
    ],
)
def test_a_cell_that_is_no_formula_stays_as_it_is(cell):
    assert tables.neutralised(cell) == cell


@settings(deadline=None, max_examples=examples(300))
@given(st.lists(st.text(SIGNS + " \t\r\n,;|\"'(a1日\u200b"), min_size=1, max_size=3))
def test_no_cell_opens_with_a_formula_where_a_program_splits_at_commas_or_at_semicolons(cells):
    cells = ["an-id", *cells]  # which is the first column of every table
    text = tables.table_text(pd.DataFrame([cells]).add_prefix("c"), "csv")
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert len(read) == 2 and len(read[1]) == len(cells)
    for cell in [*re.split(r"[;\t\r\n]", text), *read[1]]:
        harmless = re.fullmatch(r"[-－﹣][\d,]*", cell)
        assert harmless or not re.match(rf"[\s\u200b]*[{re.escape(SIGNS)}]", cell), text


def test_the_exchanges_name_who_shared_and_where_it_stands(invented):
    rows = every_exchange(invented).set_index("exchange_id")
    shared = rows.loc["2031-06-03-working-group-tides-shown"]
    assert shared[["title", "label", "from_name", "to_name", "grade"]].tolist() == [
        "First Sea Group",
        "Tidal power",
        "Bureau of Tidal Power",
        "Shores",
        "official",
    ]
    assert shared["link"].endswith("#:~:text=turbines")
    assert rows.loc["2032-03-14-webinar-archives", "status"] == "cancelled"


def test_the_calendar_read_again_tells_each_meeting_of_the_record(invented):
    rows = helpers.timeline(invented).set_index("meeting_id")
    found = events(invented)
    assert list(found) == rows.index.tolist()
    for meeting, event in found.items():
        row = rows.loc[meeting]
        assert event["dtend"].dt - event["dtstart"].dt == row["end"] - row["start"] + timedelta(1)
        assert event["dtstart"].dt == row["start"].date()
        assert (event["url"], event["x-edtf"]) == (row["link"], row["date"])
        assert str(event["summary"]).startswith(row["title"])
        assert event["dtstamp"].dt.replace(tzinfo=None) == datetime(2034, 1, 20)
        assert event["transp"] == "TRANSPARENT"


def test_a_known_day_is_one_whole_day_with_an_exclusive_end(invented):
    event = events(invented)["2031-06-03-working-group"]
    assert period(event) == (date(2031, 6, 3), date(2031, 6, 4))
    assert event["summary"] == "First Sea Group"
    assert event["dtstart"].params["value"] == event["dtend"].params["value"] == "DATE"


def test_a_lasting_meeting_fills_its_days(invented):
    event = events(invented)["2031-12-20-study-visit"]
    assert period(event) == (date(2031, 12, 20), date(2032, 1, 11))
    assert (event["summary"], event["location"]) == ("Visit to the kelp coast", "Kelp coast")


@pytest.mark.parametrize(
    ("meeting", "first", "after", "summary"),
    [
        (
            "2031-05-signing",
            date(2031, 5, 1),
            date(2031, 6, 1),
            "Signing of the sea accord (May 2031, day not known)",
        ),
        (
            "2034-working-group",
            date(2034, 1, 1),
            date(2035, 1, 1),
            "Third Sea Group (2034, day not known)",
        ),
        (
            "2033-03-01-working-group",
            date(2033, 3, 1),
            date(2033, 3, 11),
            "Second Sea Group (a day between 1 Mar 2033 and 10 Mar 2033)",
        ),
        (
            "2031-11-continued-exchange",
            date(2031, 11, 1),
            date(2032, 3, 1),
            "Letters between the groups (Nov 2031 – Feb 2032)",
        ),
    ],
)
def test_a_date_known_to_less_than_a_day_is_as_wide_as_it_is_and_says_so(
    invented, meeting, first, after, summary
):
    event = events(invented)[meeting]
    assert (*period(event), event["summary"]) == (first, after, summary)


def test_about_a_day_is_not_made_a_day_but_named_in_the_calendar(edited):
    content = exports.calendar(edited(date="2031-06-03~"), "sea")
    parsed = icalendar.Calendar.from_ical(content)
    shown = [event["uid"] for event in parsed.walk("VEVENT")]
    assert len(shown) == 8 and "2031-06-03-working-group@sea" not in shown
    told = "Not shown, as no period is known: First Sea Group (about 3 Jun 2031, day not known)."
    assert parsed["description"].endswith(told)


def test_held_planned_and_cancelled_meetings_have_their_status(invented):
    found = events(invented)
    assert found["2031-05-signing"]["status"] == "CONFIRMED"
    assert found["2034-working-group"]["status"] == "TENTATIVE"
    assert found["2032-03-14-webinar"]["status"] == "CANCELLED"


def test_long_japanese_and_hostile_text_comes_back_whole_from_folded_lines(edited):
    title = "第一回作業部会・" * 20 + '\\n; BEGIN:VEVENT, "a"'
    cooperation = edited(title=title)
    content = exports.calendar(cooperation, "sea")
    assert max(map(len, content.split(b"\r\n"))) <= 75
    for line in content.split(b"\r\n"):
        line.decode("utf-8")
    assert events(cooperation)["2031-06-03-working-group"]["summary"] == title


CALL = ("meetings.csv", "", "2033-08-01-call,2033-08-01,ministerial-meeting,reported,online,,,Call of the ministers,,tide-wire,line 3,")  # fmt: skip


def test_the_calendar_says_of_what_is_only_reported_that_it_is_not_confirmed(changed):
    text = exports.calendar(changed(CALL), "sea").decode().replace("\r\n ", "")
    (event,) = [e for e in text.split("BEGIN:VEVENT") if "2033-08-01-call@" in e]
    assert "SUMMARY:Call of the ministers (reported\\, not confirmed)" in event
    assert "STATUS:TENTATIVE" in event


def test_an_entry_says_how_often_its_meeting_was_changed_and_when(invented):
    when = datetime(2034, 1, 20, 9, 30, tzinfo=UTC)
    known = {"2034-working-group": Edition(3, when)}
    parsed = icalendar.Calendar.from_ical(exports.calendar(invented, "sea", known))
    of = {str(event["uid"]): event for event in parsed.walk("VEVENT")}
    assert of["2034-working-group@sea"]["sequence"] == 3
    assert of["2034-working-group@sea"]["last-modified"].dt == when
    assert "sequence" not in of["2031-05-signing@sea"]
    assert "last-modified" not in of["2031-05-signing@sea"]


def test_an_entry_is_the_same_one_when_its_meeting_takes_place(changed, invented):
    held = changed(("meetings.csv", "2034,working-group,planned", "2034-05-12,working-group,held"))
    before, after = (events(x)["2034-working-group"] for x in (invented, held))
    assert (before["uid"], before["status"]) == (after["uid"], "TENTATIVE")
    assert after["status"] == "CONFIRMED" and after["dtstart"].dt == date(2034, 5, 12)


def test_one_entry_alone_names_no_calendar(invented):
    one = exports.calendar(invented.where(meeting="2034-working-group"), "sea").decode()
    assert "X-WR-CALNAME" not in one and "\r\nNAME" not in one
    assert "X-WR-CALNAME" in exports.calendar(invented, "sea").decode()
