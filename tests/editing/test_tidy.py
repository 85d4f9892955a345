"""One canonical form: whatever a spreadsheet wrote, the same rows give the same bytes."""

import csv
import io
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import helpers
from helpers import __main__, editing
from helpers.editing.tidy import difference, preview_tidy, tidied
from helpers.record.package import read_package
from places import INVENTED, ROOT, contents, examples


def rewrite(path: Path, shuffle=lambda rows: None, **form) -> None:
    header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    shuffle(rows)
    out = io.StringIO(newline="")
    csv.writer(out, **form).writerows([header, *rows])
    path.write_text(out.getvalue(), encoding="utf-8", newline="")


@pytest.mark.parametrize("folder", [ROOT / "data", INVENTED], ids=["data", "invented"])
def test_the_committed_record_is_tidy(folder):
    assert preview_tidy(folder) == "", "run python -m helpers tidy"


@settings(deadline=None, max_examples=examples(10))
@given(
    seed=st.integers(0, 999),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n", "\r\n\r\n\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    mark=st.sampled_from(["", "\ufeff"]),
)
def test_what_spreadsheets_write_in_any_order_becomes_the_same_bytes(
    tmp_path_factory, seed, delimiter, end, quoting, mark
):
    folder = tmp_path_factory.mktemp("tidy") / "record"
    shutil.copytree(INVENTED, folder)
    for path in folder.glob("*.csv"):
        form = {"delimiter": delimiter, "quoting": quoting, "lineterminator": end[:2]}
        rewrite(path, random.Random(seed).shuffle, **form)
        path.write_text(mark + path.read_text(encoding="utf-8") + end, encoding="utf-8", newline="")
    editing.tidy(folder)
    assert contents(folder) == contents(INVENTED)


TEXT = st.text(
    st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" ,;\"'"),
    min_size=1,
    max_size=12,
).filter(lambda text: text == text.strip())


@settings(deadline=None, max_examples=examples(10))
@given(titles=st.lists(TEXT, min_size=9, max_size=9), notes=st.lists(TEXT, min_size=9, max_size=9))
def test_load_write_load_gives_the_same_tables(tmp_path_factory, titles, notes):
    folder = tmp_path_factory.mktemp("round") / "record"
    shutil.copytree(INVENTED, folder)
    header, *rows = csv.reader(io.StringIO((folder / "meetings.csv").read_text(), newline=""))
    at = header.index("title")
    for row, title, note in zip(rows, titles, notes, strict=True):
        row[at] = title
        row.append(note)
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([[*header, "a note of our own"], *rows])
    (folder / "meetings.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
    before = helpers.load(folder)
    editing.tidy(folder)
    after = helpers.load(folder)
    assert after.meetings["title"].tolist() == titles
    assert after.meetings["a note of our own"].tolist() == notes
    for name, frame in before.tables.items():
        assert frame.equals(after.tables[name]), name
    assert editing.tidy(folder) == {}


def test_rows_stand_by_date_and_id_areas_by_position_units_by_id(record):
    for path in record.glob("*.csv"):
        rewrite(path, list.reverse)
    editing.tidy(record)

    def first(name: str) -> list[str]:
        return [row[0] for row in csv.reader((record / name).open(encoding="utf-8"))][1:]

    assert first("meetings.csv")[:3] == [
        "2031-05-signing",
        "2031-06-03-working-group",
        "2031-09-webinar",
    ]
    assert first("areas.csv") == ["energy-from-the-sea", "food-from-the-sea", "clean-beaches"]
    assert first("searches.csv") == ["2034-01-15-wire", "2034-01-20-atlas"]
    assert first("topics.csv") == [
        "harbour-lights",
        "kelp-farming",
        "lighthouse-archives",
        "tidal-power",
    ]
    assert first("commitments.csv")[-1] == "2033-03-01-working-group-third"


def test_dates_that_are_none_stand_last_and_stay_as_they_are(record):
    text = (record / "meetings.csv").read_text(encoding="utf-8")
    (record / "meetings.csv").write_text(text.replace(",2031-05,", ",May 2031,"), encoding="utf-8")
    editing.tidy(record)
    assert ",May 2031," in (record / "meetings.csv").read_text(encoding="utf-8").splitlines()[-1]


def test_a_file_that_cannot_be_told_apart_is_told_and_nothing_is_written(record, capsys):
    rewrite(record / "areas.csv", lineterminator="\r\n")
    header = (record / "topics.csv").read_bytes().splitlines()[0]
    (record / "topics.csv").write_bytes(header + b'\na,,,"b,c\n')
    old = contents(record)
    assert __main__.main(["tidy", str(record)]) == 1
    assert 'record/topics.csv, row 2: ""b,c" has a quote' in capsys.readouterr().err
    assert contents(record) == old


def test_diff_shows_what_tidy_would_do_and_does_nothing(record, capsys):
    rewrite(record / "areas.csv", list.reverse, lineterminator="\n")
    old = contents(record)
    assert __main__.main(["tidy", str(record), "--diff"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "--- record/areas.csv",
        "+++ record/areas.csv",
        "@@ -1,0 +2,2 @@",
        "+energy-from-the-sea,1,Energy from the sea,joint-communique,article 1",
        "+food-from-the-sea,2,Food from the sea,joint-communique,article 2",
        "@@ -3,2 +4,0 @@",
        "-food-from-the-sea,2,Food from the sea,joint-communique,article 2",
        "-energy-from-the-sea,1,Energy from the sea,joint-communique,article 1",
    ]
    assert contents(record) == old


def test_a_diff_shows_what_a_terminal_would_obey(tmp_path):
    shown = difference(tmp_path, {"a.csv": b"x\r\n"}, {"a.csv": b"x\x1b[2J\n"})
    assert "-x\\x0d" in shown and "+x\\x1b[2J" in shown


def test_tidy_says_what_it_did_and_leaves_a_tidy_record_alone(record, capsys):
    rewrite(record / "areas.csv", lineterminator="\r\n")
    assert __main__.main(["tidy", str(record)]) == 0
    before = {path: path.stat().st_mtime_ns for path in record.glob("*.csv")}
    assert __main__.main(["tidy", str(record / "datapackage.json")]) == 0
    assert capsys.readouterr().err == "tidied areas.csv\nEvery file is tidy.\n"
    assert {path: path.stat().st_mtime_ns for path in record.glob("*.csv")} == before


def test_tidied_leaves_the_columns_in_their_order(record):
    package = read_package(record)
    assert tidied(package)["areas.csv"].startswith(b"area_id,position,label,source_id")


def in_encoding(folder: Path, name: str, encoding: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8").replace(old, new)
    (folder / name).write_bytes(text.replace("\n", "\r\n").encode(encoding))


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "iso2022_jp", "utf-16"])
def test_files_in_another_encoding_are_rewritten_after_their_text_was_shown(
    record, encoding, capsys
):
    before = contents(record)
    in_encoding(record, "topics.csv", encoding, "Kelp is eaten.", "昆布を食べる。")
    assert __main__.main(["tidy", str(record), "--from-encoding", encoding, "--yes"]) == 0
    told = capsys.readouterr()
    assert told.out == (
        "record/topics.csv, line 3: kelp-farming,food-from-the-sea,昆布を食べる。,Kelp farming,Growing kelp.\n"
    )
    assert told.err == (
        f"1 file read as {encoding}: does the text read right?\nwrote topics.csv; now run make\n"
    )
    new = before["topics.csv"].replace(b"Kelp is eaten.", "昆布を食べる。".encode())
    assert contents(record) == {**before, "topics.csv": new}


def test_without_a_yes_the_text_is_only_shown(record, capsys):
    in_encoding(record, "topics.csv", "cp932", "Kelp is eaten.", "昆布を食べる。")
    before = contents(record)
    assert __main__.main(["tidy", str(record), "--from-encoding", "cp932"]) == 1
    assert "Nothing was written. Look at it and add --yes" in capsys.readouterr().err
    assert contents(record) == before


def test_a_file_that_is_not_in_that_encoding_is_told_with_the_one_that_it_seems_to_be_in(
    record, capsys
):
    in_encoding(record, "topics.csv", "euc_jp", "Kelp is eaten.", "昆布を食べる。")
    assert __main__.main(["tidy", str(record), "--from-encoding", "utf-8", "--yes"]) == 1
    assert capsys.readouterr().err.split("\n\n")[1] == (
        "record/topics.csv, row 3: cannot be read as utf-8: byte ba means nothing there.\n"
        "    Allowed: text in utf-8.\n"
        "    Fix: try --from-encoding euc_jp; the file seems to be EUC-JP.\n"
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("cp923", "unknown encoding 'cp923': did you mean 'cp932'?"),
        (
            "rot13",
            "unknown encoding 'rot13': there are cp932, euc_jp, iso2022_jp, mac_roman, cp1252, latin-1, utf-16 and others",
        ),
    ],
)
def test_an_encoding_that_is_none_is_wrong_usage(record, capsys, name, message):
    assert __main__.main(["tidy", str(record), "--from-encoding", name]) == 2
    assert capsys.readouterr().err == f"{message}\n"


def test_where_every_file_is_utf_8_nothing_is_rewritten(record, capsys):
    assert __main__.main(["tidy", str(record), "--from-encoding", "cp932", "--yes"]) == 0
    assert capsys.readouterr().err == "Every file is UTF-8.\n"


def test_a_file_whose_escapes_change_roman_letters_alone_is_rewritten_too(record, capsys):
    path = record / "topics.csv"
    path.write_bytes(path.read_bytes().replace(b"Kelp farming", b"\x1b(JKelp\x1b(B farming"))
    with pytest.raises(helpers.DataError, match="ISO-2022-JP"):
        helpers.load(record)
    words = ["tidy", str(record), "--from-encoding", "iso2022_jp", "--yes"]
    assert __main__.main(words) == 0, capsys.readouterr().err
    assert "Kelp farming" in helpers.load(record).topics["label"].tolist()
