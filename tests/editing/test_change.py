"""A meeting that takes place, moves or is known better: all tables follow, all or nothing."""

import gzip
import json

import pytest

import helpers
from helpers import __main__
from helpers.editing import change, planned_change, write_change
from helpers.measures import diff_in_words
from places import contents

THIRD = "2034-working-group"


@pytest.fixture
def record(record):
    """Return the folder with an exchange, a promise and a search that hang on the third meeting."""
    folder = record
    row = f"{THIRD}-tides,{THIRD},tidal-power,discussion,,,Tides,,joint-communique,,\n"
    with (folder / "exchanges.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    row = f"{THIRD}-again,{THIRD},They meet again.,2035,,joint-communique,,,,,,,\n"
    with (folder / "commitments.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    row = f"2034-01-21-again,2034-01-21,A fourth meeting,The press,false,{THIRD}-again,\n"
    with (folder / "searches.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    helpers.load(folder)
    return folder


def run(capsys, *words: str) -> tuple[int, str, str]:
    code = __main__.main(["change", *words])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_a_planned_meeting_takes_place_under_its_id(record, capsys):
    code, out, err = run(
        capsys,
        THIRD,
        str(record),
        *("--set", "status=held", "--set", "date=2034-05-12", "--set", "place=Old pier"),
        *("--set", "fulfils=2033-03-01-working-group-third", "--yes"),
    )
    assert code == 0
    loaded = helpers.load(record)
    row = loaded.meetings.set_index("meeting_id").loc[THIRD]
    assert (row["status"], row["date"], row["place"]) == ("held", "2034-05-12", "Old pier")
    kept = loaded.commitments.set_index("commitment_id")["fulfilled_by"]
    assert kept["2033-03-01-working-group-third"] == THIRD
    assert f"+{THIRD},2034-05-12,working-group,held,,Old pier,," in out
    assert err.splitlines() == [
        "Third Sea Group took place on 12 May 2034 (had been planned for 2034).",
        "Tidal power, 2034: 1 meeting, before 0.",
        "Promise kept (by Third Sea Group, 12 May 2034): The group meets a third time.",
        "Changed in meetings, Third Sea Group, 12 May 2034: place is “Old pier”, before empty.",
        "The record is up to date as of 12 May 2034 (before: 21 Jan 2034).",
        "wrote commitments.csv, meetings.csv; now run make",
    ]


def test_a_new_id_is_written_into_every_table_and_its_price_is_told(record, capsys):
    new = "2034-05-12-working-group"
    code, _, err = run(capsys, THIRD, str(record), "--set", "date=2034-05-12", "--id", new, "--yes")
    assert code == 0
    assert not [
        path
        for path in record.glob("*.csv")
        if f"{THIRD}" in path.read_text() and new not in path.read_text()
    ]
    loaded = helpers.load(record)
    assert loaded.participants["meeting_id"].eq(new).sum() == 2
    assert f"{new}-tides" in loaded.exchanges["exchange_id"].tolist()
    assert f"{new}-again" in loaded.commitments["commitment_id"].tolist()
    assert loaded.searches["commitment_id"].tolist()[-1] == f"{new}-again"
    assert err.splitlines() == [
        "Third Sea Group: date now known: 12 May 2034 (before: 2034).",
        f"The meeting's id is {new}, before {THIRD}: calendars that took the meeting over "
        "will show a new entry beside the former one.",
        "wrote commitments.csv, exchanges.csv, meetings.csv, participants.csv, searches.csv; now run make",
    ]


def test_a_new_id_reaches_what_only_the_measures_know_as_a_reference(record, capsys):
    declaration = record / "datapackage.json"
    declared = json.loads(declaration.read_text(encoding="utf-8"))
    for table in declared["resources"]:
        table["schema"].pop("foreignKeys", None)
    declaration.write_text(json.dumps(declared), encoding="utf-8")
    new = "2034-sea-group"
    assert run(capsys, THIRD, str(record), "--id", new, "--yes")[0] == 0
    loaded = helpers.load(record)
    assert loaded.exchanges["meeting_id"].tolist()[-1] == new
    assert loaded.commitments["meeting_id"].tolist()[-1] == new


def test_tables_that_are_packed_are_refused_all_at_once(record, capsys):
    declaration = record / "datapackage.json"
    for name in ("exchanges", "participants"):
        plain = record / f"{name}.csv"
        (record / f"{name}.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
        plain.unlink()
        told = declaration.read_text(encoding="utf-8").replace(f"{name}.csv", f"{name}.csv.gz")
        declaration.write_text(told, encoding="utf-8")
    before = contents(record)
    asked = ("--id", "2034-sea-group", "--set", "fulfils=no-promise", "--yes")
    code, _, err = run(capsys, THIRD, str(record), *asked)
    assert code == 1 and err.startswith("3 problems in the data\n") and "no-promise" in err
    for name in ("exchanges", "participants"):
        assert f"record/{name}.csv.gz, table {name}: cannot be changed here." in err
    assert contents(record) == before


def test_without_a_yes_the_change_is_only_shown(record, capsys):
    before = contents(record)
    code, out, err = run(capsys, THIRD, str(record), "--set", "status=cancelled")
    assert code == 1 and out.startswith("--- record/meetings.csv")
    assert err.splitlines() == [
        "Third Sea Group was cancelled (had been planned for 2034).",
        "Nothing was written. Look at it and add --yes to write it.",
    ]
    assert contents(record) == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["2034-working-grup", "--set", "status=held"],
            "unknown meeting '2034-working-grup': did you mean '2034-working-group'?",
        ),
        ([THIRD, "--set", "plase=Pier"], "unknown column 'plase': did you mean 'place'?"),
        (
            [THIRD, "--set", "meeting_id=x"],
            "the id of a meeting is changed by --id, so that all tables follow",
        ),
        ([THIRD], "change asks questions and needs a terminal; without one: --set COLUMN=VALUE"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(record, capsys, words, message):
    assert run(capsys, words[0], str(record), *words[1:]) == (2, "", f"{message}\n")


def test_a_setting_without_an_equals_sign_is_wrong_usage(record, capsys):
    with pytest.raises(SystemExit):
        __main__.main(["change", THIRD, str(record), "--set", "held"])
    assert "'held' is not COLUMN=VALUE, as in status=held" in capsys.readouterr().err


def test_a_wrong_value_is_told_and_no_file_is_touched(record, capsys):
    before = contents(record)
    code, _, err = run(capsys, THIRD, str(record), "--set", "date=12 May 2034", "--yes")
    assert code == 1
    assert err.startswith(
        "1 problem in the data\n\n"
        'record/meetings.csv, row 10, column date: "12 May 2034" is not a date in EDTF.'
    )
    assert err.endswith("Fix: write 2034-05-12.\n")
    assert contents(record) == before


def test_a_meeting_that_moves_out_of_the_date_of_its_id_is_told_which_id_to_give(record, capsys):
    code, _, err = run(
        capsys, "2033-04-02-study-visit", str(record), "--set", "date=2033-04-05", "--yes"
    )
    assert code == 1
    assert err.splitlines()[2:] == [
        'record/meetings.csv, row 9, column meeting_id: "2033-04-02-study-visit" does not start with "2033-04-05-".',
        "    Allowed: an id that starts with the meeting's date, as far as it is known or less exactly "
        "(for an interval, its first date).",
        "    Fix: add --id 2033-04-05-study-visit, which renames it in every table; calendars that "
        "took the meeting over will show a new entry beside the former one.",
    ]


def test_a_promise_that_was_kept_already_is_told(record, capsys):
    kept = "2031-06-03-working-group-visit"
    code, _, err = run(
        capsys, THIRD, str(record), "--set", "status=held", "--set", f"fulfils={kept}", "--yes"
    )
    assert code == 1
    assert err.split("\n\n")[1] == (
        f'the change, fulfils, table commitments: "{kept}" was kept by 2033-04-02-study-visit already.\n'
        "    Allowed: the id of a commitment that no meeting has kept yet.\n"
        "    Fix: take it out.\n"
    )


def test_a_setting_that_stands_there_already_changes_nothing(record, capsys):
    helpers.editing.tidy(record)
    assert run(capsys, THIRD, str(record), "--set", "status=planned") == (
        0,
        "",
        "Nothing changes.\n",
    )


class Person:
    """Answers the questions from a list of answers by question."""

    def __init__(self, **answers: list[str]) -> None:
        self.answers, self.asked, self.told = answers, [], []

    def ask(self, question: str, hint: str, choices: dict, first: str) -> str:
        self.asked.append((question, dict(choices), first))
        waiting = self.answers.get(question.replace(" ", "_"), [])
        return waiting.pop(0) if waiting else first


def test_a_person_is_asked_for_what_changes_with_the_present_answers(record):
    person = Person(
        Meeting=[THIRD],
        What_changes=["status", "dat", "date", "fulfils", ""],
        Status=["held"],
        Date=["12 May 2034"],
        Promise_kept=["2033-03-01-working-group-third"],
    )
    plan = change.ask_change(record, "2034-working", person.ask, person.told.append)
    shown = planned_change(record, plan)
    write_change(record, plan, shown)
    row = helpers.load(record).meetings.set_index("meeting_id").loc[THIRD]
    assert (row["status"], row["date"]) == ("held", "2034-05-12")
    offered = {question: (choices, first) for question, choices, first in reversed(person.asked)}
    assert offered["Meeting"][0][THIRD] == "Third Sea Group" and offered["Meeting"][1] == THIRD
    assert offered["What changes"][0]["date"] == "2034"
    assert offered["Date"][1] == "2034"
    assert '"dat" is not a column. Do you mean date?' in person.told
    assert (
        shown.lines[0] == "Third Sea Group took place on 12 May 2034 (had been planned for 2034)."
    )


def test_the_source_that_says_what_happened_may_be_new(record):
    person = Person(
        What_changes=["status", "source_id", ""],
        Status=["held"],
        Source=["new"],
        Title=["Minutes of the group"],
        Publisher=["Office of Shores"],
        Grade=["official"],
        URL=["https://www.example.org/minutes"],
        Address=["https://www.example.org/minutes"],
        Language=["en"],
        Published=["2034-06"],
        Accessed=["2034-06-01"],
    )
    plan = change.ask_change(record, THIRD, person.ask, person.told.append)
    write_change(record, plan, planned_change(record, plan))
    loaded = helpers.load(record)
    source = loaded.meetings.set_index("meeting_id").loc[THIRD, "source_id"]
    assert source == "office-of-shores-2034" and source in set(loaded.sources["source_id"])


@pytest.mark.slow
def test_on_a_terminal_the_right_form_of_a_wrong_answer_needs_only_enter(record, on_a_terminal):
    terminal = on_a_terminal("change", THIRD, record)
    for question, answer in (
        ("What changes", "status\r"),
        ("Status", "\x15held\r"),
        ("What changes", "date\r"),
        ("Date", "\x1512 May 2034\r"),
        ("Fix: write 2034-05-12[^$]*Date", "\r"),
        ("What changes", "\r"),
        ("Write this", "yes\r"),
    ):
        terminal.expect(question)
        terminal.send(answer)
    terminal.expect(__import__("pexpect").EOF)
    terminal.close()
    row = helpers.load(record).meetings.set_index("meeting_id").loc[THIRD]
    assert (terminal.exitstatus, row["status"], row["date"]) == (0, "held", "2034-05-12")


def test_a_meeting_that_got_another_id_alone_is_a_difference(record, capsys):
    before = helpers.load(record)
    assert run(capsys, THIRD, str(record), "--id", "2034-third", "--yes")[2].count("id is") == 1
    lines = diff_in_words(before, helpers.load(record))
    assert lines == ["The meeting's id is 2034-third, before 2034-working-group."]


def test_a_column_that_is_set_to_two_values_is_refused(record, capsys):
    asked = ("--set", "status=held", "--set", "status=cancelled", "--yes")
    code, _, err = run(capsys, THIRD, str(record), *asked)
    assert (code, err) == (2, "status is set twice: set it once\n")
