"""The questions of `add`: each answer is checked, and nothing is written before the yes."""

from pathlib import Path

import pytest

import helpers
from helpers.editing import change, interview
from helpers.record import files
from places import contents


class Person:
    """Answers each question from a list; at its end, or where it says None, with what stands there."""

    def __init__(self, **answers: str | list[str]) -> None:
        self.answers = {k: [v] if isinstance(v, str) else list(v) for k, v in answers.items()}
        self.asked: list[tuple] = []
        self.told: list[str] = []

    def ask(self, question: str, hint: str, choices: dict, first: str) -> str:
        self.asked.append((question, dict(choices), first))
        assert len(self.asked) < 120, self.told
        waiting = self.answers.get(question.split(" (")[0].replace(" ", "_"), [])
        answer = waiting.pop(0) if waiting else first
        answer = first if answer is None else answer
        if isinstance(answer, type):
            raise answer
        return answer

    def add(self, folder: Path):
        return interview.ask_meeting(folder, self.ask, self.told.append)


GOOD = {
    "Date": "2033-06-05",
    "Kind": "webinar",
    "Title": ["Webinar on kelp"],
    "Source": "tide-wire",
    "Organisation": ["kelp-unit", "pier-watch", ""],
    "Topic": ["kelp-farming"],
    "Mode": "briefing",
    "From": "kelp-unit",
    "To": "pier-watch",
    "Promise": ["Kelp is tasted."],
    "Due": "2034-05",
    "Promise_kept": "2033-03-01-working-group-atlas",
    "Write_these_rows": "yes",
}


def test_the_answers_become_a_meeting_with_all_its_rows(record):
    person = Person(**GOOD)
    assert person.add(record).meeting_id == "2033-06-05-webinar"
    told = helpers.load(record)
    assert told.participants["organisation_id"].tolist().count("pier-watch") == 2
    assert told.exchanges["exchange_id"].tolist()[-1] == "2033-06-05-webinar-kelp-farming"
    kept = told.commitments.set_index("commitment_id")["fulfilled_by"]
    assert kept["2033-03-01-working-group-atlas"] == "2033-06-05-webinar"
    assert kept.index[-1] == "2033-06-05-webinar-kelp-is-tasted"
    assert "+2033-06-05-webinar,kelp-unit,," in person.told[-1]


def test_nothing_is_asked_about_a_record_with_problems(broken):
    broken("meetings.csv", "2031-06-03,working", "15/12/2031,working")
    person = Person(**GOOD)
    with pytest.raises(helpers.DataError, match="15/12/2031"):
        person.add(broken.folder)
    with pytest.raises(helpers.DataError, match="15/12/2031"):
        change.ask_change(broken.folder, "", person.ask, person.told.append)
    assert person.asked == []


@pytest.mark.parametrize("end", ["no", EOFError, KeyboardInterrupt])
@pytest.mark.parametrize("question", ["Write_these_rows", "Topic", "Date"])
def test_without_a_yes_no_file_is_touched(record, question, end):
    old = contents(record)
    person = Person(**{**GOOD, question: [end]})
    if end == "no" and question == "Write_these_rows":
        assert person.add(record) is None
    elif end != "no":
        with pytest.raises(end):
            person.add(record)
    assert contents(record) == old and not (record / files.LOCK).exists()


def test_a_wrong_answer_is_told_at_once_and_asked_again(record):
    person = Person(
        **{
            **GOOD,
            "Date": ["05/06/2033", "2033-06-05"],
            "Kind": ["webinr"],
            "Title": ["", "Webinar on kelp"],
            "Source": ["Harbor Gazette"],
            "Organisation": ["kelp unt", None, "pier-watch", ""],
        }
    )
    person.add(record)
    assert [line.split("\n")[0] for line in person.told[:4]] == [
        '"05/06/2033" is not a date in EDTF and has two readings.',
        '"webinr" is not among the declared values.',
        '"" is empty.',
        '"Harbor Gazette" is not known. Do you mean harbour-gazette?',
    ]
    asked = [(question, first) for question, _, first in person.asked]
    assert ("Kind", "webinar") in asked and ("Source", "harbour-gazette") in asked
    assert helpers.load(record).meetings["source_id"].tolist().count("harbour-gazette") == 3


def test_known_ids_are_offered_with_what_they_are_called(record):
    person = Person(**GOOD)
    person.add(record)
    offered = {question: choices for question, choices, _ in reversed(person.asked)}
    assert offered["Topic"]["kelp-farming"] == "Kelp farming"
    assert list(offered["Kind"])[:2] == ["ministerial-meeting", "signing"]
    assert offered["Promise kept"] == {
        "2033-03-01-working-group-atlas": "An atlas of tides is drawn.",
        "2033-03-01-working-group-third": "The group meets a third time.",
    }


def test_a_row_that_breaks_a_rule_across_tables_is_asked_again(record):
    person = Person(**{**GOOD, "From": ["ministry-of-tides", "kelp-unit"]})
    person.add(record)
    assert "is not among the participants of the meeting" in " ".join(" ".join(person.told).split())
    assert helpers.load(record).exchanges["from_id"].tolist()[-1] == "kelp-unit"


def test_without_a_sharer_nobody_is_asked_who_received(record):
    person = Person(**{**GOOD, "From": ""})
    person.add(record)
    assert "To" not in [question for question, _, _ in person.asked]


def test_a_new_source_and_a_new_topic_are_asked_for_on_the_way(record):
    person = Person(
        **{
            **GOOD,
            "Source": "new",
            "Title": ["Webinar on kelp", "Minutes"],
            "Publisher": "Pier Watch",
            "Grade": "institution",
            "Address": ["https://www.example.org/wire", "https://www.example.org/minutes"],
            "Language": "en",
            "Accessed": "2034-01-11",
            "Topic": "new",
            "Label": "Kelp soup",
        }
    )
    person.add(record)
    assert any("is in sources already" in line for line in person.told)
    told = helpers.load(record)
    assert told.meetings.set_index("title").loc["Webinar on kelp", "source_id"] == "pier-watch-2034"
    assert "kelp-soup" in told.topics["topic_id"].tolist()


def test_answers_that_cannot_be_written_are_kept(record, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (record / ".~lock.meetings.csv#").touch()
    person = Person(**GOOD)
    with pytest.raises(files.NotWrittenError):
        person.add(record)
    kept = person.told[-1].split("--from ")[1]
    assert '"title": "Webinar on kelp"' in Path(kept).read_text(encoding="utf-8")


@pytest.fixture
def terminal(record, on_a_terminal):
    return on_a_terminal("add", record)


@pytest.mark.slow
def test_on_a_terminal_the_questions_lead_to_the_rows(record, terminal):
    for question, answer in [
        ("Date:", "2033-06-05"),
        ("Kind:", "webinar"),
        ("Status:", ""),
        ("Format:", ""),
        ("Place:", ""),
        ("Host:", ""),
        ("Title:", "Webinar on kelp"),
        ("Summary:", ""),
        ("Source:", "tide-wir"),
        ("Do you mean tide-wire", ""),
        ("Locator:", ""),
        ("Anchor:", ""),
        ("Meeting id:", ""),
        ("Organisation:", ""),
        ("Topic:", ""),
        ("Promise:", ""),
        ("Promise kept:", ""),
        ("yes or no", "yes"),
    ]:
        terminal.expect_exact(question)
        terminal.send(answer + "\r")
    terminal.expect_exact("added 2033-06-05-webinar; now run make")
    terminal.expect(__import__("pexpect").EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    assert "Webinar on kelp" in helpers.load(record).meetings["title"].tolist()


@pytest.mark.slow
@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_on_a_terminal_giving_up_leaves_the_files_untouched(record, terminal, key):
    old = contents(record)
    terminal.expect_exact("Date:")
    terminal.send("2033-06-05\r")
    terminal.expect_exact("Kind:")
    terminal.send(key)
    terminal.expect_exact("Nothing was written.")
    terminal.expect(__import__("pexpect").EOF)
    terminal.close()
    assert terminal.exitstatus == 1 and contents(record) == old


def test_of_a_new_promise_its_form_is_asked_and_not_what_became_of_it(record):
    person = Person(**{**GOOD, "Form": "stated-intention"})
    person.add(record)
    questions = {question for question, _, _ in person.asked}
    assert not questions & {"Outcome", "Note on the outcome", "Replaced by"}
    assert helpers.load(record).commitments["form"].tolist()[-1] == "stated-intention"


def test_a_promise_that_was_dropped_is_not_offered_as_kept(record):
    path = record / "commitments.csv"
    text = path.read_text(encoding="utf-8")
    atlas = "drawn.,2033,,joint-communique,paragraph 5,,agreement,"
    assert atlas in text
    path.write_text(text.replace(f"{atlas},", f"{atlas}dropped,"), encoding="utf-8")
    person = Person(**{**GOOD, "Promise_kept": ""})
    person.add(record)
    offered = {question: choices for question, choices, _ in person.asked}
    assert list(offered["Promise kept"]) == ["2033-03-01-working-group-third"]


def test_an_answer_with_one_reading_is_offered_right_as_the_next_default(record):
    person = Person(**{**GOOD, "Date": ["5 June 2033", None], "Kind": ["WEBINAR", None]})
    assert person.add(record).meeting_id == "2033-06-05-webinar"
    asked = [(question, first) for question, _, first in person.asked]
    assert ("Date", "2033-06-05") in asked and ("Kind", "webinar") in asked
    assert person.told[0].split("\n")[-1].strip() == "Fix: write 2033-06-05."
