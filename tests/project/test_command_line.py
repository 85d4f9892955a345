import io
import json
import subprocess
import sys

import pytest

from helpers import __main__
from helpers.exports import tables
from places import contents


def run(capsys, *words):
    code = __main__.main(list(words))
    told = capsys.readouterr()
    return code, told.out, told.err


def test_check_of_a_sound_record_ends_with_zero(capsys):
    code, out, _ = run(capsys, "check", "tests/data/invented")
    assert code == 0 and "No problem found" in out


def test_check_of_a_broken_record_ends_with_one_and_json_has_all(capsys, broken):
    assert broken("meetings.csv", "2031-06-03,working", "15/12/2031,working")
    code, out, _ = run(capsys, "check", str(broken.folder), "--json")
    assert code == 1 and {"table", "row", "column", "value", "rule", "remedy"} <= set(
        json.loads(out)[0]
    )


MEETING = '{"date": "2034-06-05", "kind": "webinar", "status": "held", "title": "Kelp"}'


@pytest.mark.parametrize(
    "words",
    [
        ["matrix"],
        ["timeline"],
        ["diff", "tests/data/invented"],
        ["site"],
        ["add", "--schema"],
        ["add", "--from", "-"],
        ["change", "2034-working-group", "--set", "status=held", "--yes"],
    ],
    ids=lambda words: words[0],
)
@pytest.mark.parametrize(
    ("file", "told"),
    [("meetings.csv", '"15/12/2031" is not a date'), ("topics.csv", "topics.csv: is missing")],
)
def test_a_command_tells_the_problems_of_a_record_and_changes_nothing(
    broken, capsys, monkeypatch, words, file, told
):
    broken("meetings.csv", "2031-06-03,working", "15/12/2031,working")
    if file == "topics.csv":
        (broken.folder / file).unlink()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(MEETING.encode())))
    before = contents(broken.folder)
    code, out, err = run(capsys, words[0], *words[1:], str(broken.folder))
    assert (code, out) == (1, "") and told in err and "in the data" in err.splitlines()[0]
    assert contents(broken.folder) == before


def test_a_folder_that_is_not_there_is_wrong_usage(capsys):
    assert run(capsys, "matrix", "tests/nowhere")[0] == 2


def test_matrix_as_csv_and_json(capsys):
    out = run(capsys, "matrix", "tests/data/invented", "--format", "csv")[1]
    assert out.splitlines()[:2] == [
        "topic_id,label,2031,2032,2033",
        "harbour-lights,Harbour lights,1,0,0",
    ]
    told = json.loads(run(capsys, "matrix", "tests/data/invented", "--format", "json")[1])
    assert told["topics"][1] == {
        "topic_id": "tidal-power",
        "label": "Tidal power",
        "counts": {"2031": 2, "2032": 0, "2033": 1},
    }
    assert (told["count"], told["years"]) == ("meetings", [2031, 2032, 2033])


def test_timeline_as_json_has_lists(capsys):
    told = json.loads(run(capsys, "timeline", "tests/data/invented", "--format", "json")[1])
    assert (
        told[1]["topics"] == ["Harbour lights", "Tidal power"] and told[1]["start"] == "2031-06-03"
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "-a", "@x", "\tx", "\rx"])
def test_a_formula_is_neutralised(text):
    assert tables.neutralised(text) == "'" + text


@pytest.mark.slow
def test_importing_helpers_loads_no_heavy_library():
    code = "import sys, helpers; print([m for m in ('plotly', 'nbconvert', 'IPython', 'edtf') if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_the_folder_may_stand_before_or_after_the_options(capsys, broken):
    asked = ["change", "2034-working-group", "--set", "status=cancelled", str(broken.folder)]
    code, _, err = run(capsys, *asked)
    assert code == 1 and "Third Sea Group was cancelled" in err
    with pytest.raises(SystemExit, match="2"):
        run(capsys, *asked, "again")
    assert "unrecognized arguments" in capsys.readouterr().err


def test_of_an_empty_table_a_wrong_name_is_told_that_there_is_none(capsys, broken):
    for path in broken.folder.glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    code, _, err = run(capsys, "change", "x", str(broken.folder), "--set", "status=held")
    assert (code, err) == (2, "unknown meeting 'x': there is none\n")
    out = run(capsys, "diff", "tests/data/invented", str(broken.folder))[1].splitlines()
    assert out[-1] == "The record is up to date as of a day not known (before: 20 Jan 2034)."


def test_one_problem_is_marked_in_a_workbook(capsys, broken, tmp_path):
    assert broken("commitments.csv", ",2034~,", ",soon,")
    err = run(capsys, "workbook", str(broken.folder), "--out", str(tmp_path / "b.xlsx"))[2]
    assert err.endswith("; 1 problem is marked in it\n")
