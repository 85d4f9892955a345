"""What a newer record adds or changes is told in words and as data."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import helpers
from helpers import __main__, measures
from helpers.editing import add
from helpers.measures.diff import diff_in_words
from helpers.measures.meeting_changes import what_became
from places import INVENTED


@pytest.fixture
def record(tmp_path):
    folder = tmp_path / "record"
    shutil.copytree(INVENTED, folder, ignore=shutil.ignore_patterns(".*"))
    return folder


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


MEETING = {
    "date": "2033-06-05",
    "kind": "webinar",
    "status": "held",
    "title": "Webinar on kelp",
    "source_id": "tide-wire",
    "participants": [{"organisation_id": "kelp-unit"}, {"organisation_id": "pier-watch"}],
    "exchanges": [
        {
            "topic_id": "kelp-farming",
            "mode": "knowledge-sharing",
            "from_id": "kelp-unit",
            "to_id": "pier-watch",
        },
        {"topic_id": "kelp-farming", "mode": "discussion"},
    ],
    "commitments": [{"promise": "Kelp is tasted.", "due": "2034-05"}],
    "fulfils": ["2033-03-01-working-group-atlas"],
}


def test_a_new_meeting_is_told_with_all_that_it_brings(invented, record):
    add.add_meeting(record, MEETING)
    assert diff_in_words(invented, helpers.load(record)) == [
        "New meeting: Webinar on kelp (5 Jun 2033).",
        "New exchange: Kelp farming (knowledge sharing, Kelp Unit to Pier Watch), at Webinar on kelp, 5 Jun 2033.",
        "New exchange: Kelp farming (discussion, mutual), at Webinar on kelp, 5 Jun 2033.",
        "New promise (due May 2034): Kelp is tasted.",
        "Kelp farming, 2033: 1 meeting, before 0.",
        "Promise kept (by Webinar on kelp, 5 Jun 2033): An atlas of tides is drawn.",
        "New in participants: Kelp Unit at Webinar on kelp, 5 Jun 2033; Pier Watch at Webinar on kelp, 5 Jun 2033.",
    ]


def test_a_promise_whose_last_day_has_passed_since_is_newly_overdue(invented, record):
    row = "2035-02-01-again,2035-02-01,The third meeting,The press,false,,\n"
    with (record / "searches.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    assert diff_in_words(invented, helpers.load(record)) == [
        "Newly overdue (due about 2034): The group meets a third time.",
        "New in searches: The third meeting.",
        "The record is up to date as of 1 Feb 2035 (before: 20 Jan 2034).",
    ]


def test_changed_cells_and_removed_rows_are_told(invented, record):
    edit(record, "meetings.csv", "planned,,,,Third", "cancelled,,,,Third")
    edit(record, "meetings.csv", "Kelp coast", "")
    edit(record, "participants.csv", "2034-working-group,ministry-of-tides,,\n", "")
    topics = (record / "topics.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    edit(record, "topics.csv", next(t for t in topics if t.startswith("lighthouse-archives")), "")
    edit(
        record,
        "exchanges.csv",
        "2032-03-14-webinar,lighthouse-archives",
        "2032-03-14-webinar,tidal-power",
    )
    assert diff_in_words(invented, helpers.load(record)) == [
        "Third Sea Group was cancelled (had been planned for 2034).",
        "Changed in meetings, Visit to the kelp coast, 20 Dec 2031 – 10 Jan 2032: place is empty, before “Kelp coast”.",
        "Changed in exchanges, Tidal power at Webinar on archives, 14 Mar 2032: topic_id is “Tidal power”, before “Lighthouse archives”.",
        "Removed from participants: Tides at Third Sea Group, 2034.",
        "Removed from topics: Lighthouse archives.",
    ]


def test_no_id_is_shown_where_a_name_is_known(invented, record):
    edit(record, "meetings.csv", "Old pier,office-of-shores", "Old pier,ministry-of-tides")
    edit(record, "topics.csv", "kelp-farming,food-from-the-sea", "kelp-farming,energy-from-the-sea")
    edit(record, "exchanges.csv", "page 2,", "page 3,")
    edit(record, "commitments.csv", "third time.,2034~,", "third time.,2035,")
    edit(record, "sources.csv", "2034-01-09", "2034-01-08")
    assert diff_in_words(invented, helpers.load(record)) == [
        "Changed in meetings, Visit to the old pier, 2 Apr 2033: host_id is “Tides”, before “Shores”.",
        "Changed in exchanges, Kelp farming at Visit to the kelp coast, 20 Dec 2031 – 10 Jan 2032: locator is “page 3”, before “page 2”.",
        "Changed in commitments, The group meets a third time.: due is “2035”, before “2034~”.",
        "Changed in topics, Kelp farming: area_id is “Energy from the sea”, before “Food from the sea”.",
        "Changed in sources, Tide wire: accessed is “2034-01-08”, before “2034-01-09”.",
    ]


def test_a_removed_row_is_called_by_what_the_older_record_knew(invented):
    told = diff_in_words(invented, invented.where(meeting="2033-04-02-study-visit"))
    (removed,) = [line for line in told if line.startswith("Removed from exchanges")]
    assert "Harbour lights at First Sea Group, 3 Jun 2031; " in removed
    (bodies,) = [line for line in told if line.startswith("Removed from participants")]
    assert "Tides at Signing of the sea accord, May 2031; " in bodies
    ids = {i for table in invented.tables.values() for i in table.iloc[:, 0]}
    assert [line for line in told if any(i in line for i in ids)] == []


def test_a_new_name_is_told_with_its_language_and_what_it_names(invented, record):
    names = (record / "names.csv").read_text(encoding="utf-8")
    row = "topics,kelp-farming,fr,Varech,harbour-gazette\n"
    (record / "names.csv").write_text(names + row, encoding="utf-8")
    edit(record, "names.csv", "うみの約定", "うみの盟約")
    assert diff_in_words(invented, helpers.load(record)) == [
        "New in names: Varech (fr), for Kelp farming.",
        "Changed in names, うみの盟約 (ja), for the agreement: name is “うみの盟約”, before “うみの約定”.",
    ]


def test_of_many_rows_the_first_ten_are_named_and_the_others_counted(invented):
    told = diff_in_words(invented, invented.where(meeting="2033-04-02-study-visit"))
    (bodies,) = [line for line in told if line.startswith("Removed from participants")]
    assert bodies.count(" at ") == 10 and bodies.endswith("; and 8 more.")  # 20, 2 at the visit


def test_a_year_that_only_the_older_record_knows_counts_no_meetings_in_the_newer(invented):
    told = diff_in_words(invented, invented.where(year=2033))
    assert "Kelp farming, 2031: 0 meetings, before 1." in told


def test_ten_rows_are_all_named(invented, record):
    rows = [f"2034-01-10-{i},2034-01-10,Search {i},The press,false,,\n" for i in range(10)]
    with (record / "searches.csv").open("a", encoding="utf-8") as file:
        file.writelines(rows)
    named = "; ".join(f"Search {i}" for i in range(10))
    assert diff_in_words(invented, helpers.load(record)) == [f"New in searches: {named}."]


def test_a_new_meeting_that_was_not_held_is_told_with_its_status(invented, record):
    row = "2035-webinar,2035,webinar,planned,,,,Webinar on whales,,tide-wire,,\n"
    with (record / "meetings.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    told = diff_in_words(invented, helpers.load(record))
    assert told == ["New meeting: Webinar on whales (2035, planned)."]


def test_a_promise_kept_by_another_meeting_than_before_is_told_as_a_changed_cell(invented, record):
    edit(
        record, "commitments.csv", "2033,2033-03-01-working-group,", "2033,2033-04-02-study-visit,"
    )
    assert diff_in_words(invented, helpers.load(record)) == [
        "Changed in commitments, The group meets again.: "
        "fulfilled_by is “Visit to the old pier, 2 Apr 2033”, "
        "before “Second Sea Group, a day between 1 Mar 2033 and 10 Mar 2033”."
    ]


def test_a_row_of_a_further_table_is_called_by_its_title_or_by_what_it_names(broken, invented):
    fields = [{"name": name} for name in ("topic_id", "organisation_id")]
    to = [
        {"fields": [name], "reference": {"resource": table, "fields": [name]}}
        for name, table in (("topic_id", "topics"), ("organisation_id", "organisations"))
    ]
    experts = {"name": "experts", "path": "experts.csv"}
    experts["schema"] = {"fields": fields, "foreignKeys": to}
    path = broken.folder / "datapackage.json"
    declaration = json.loads(path.read_text(encoding="utf-8"))
    declaration["resources"].append(experts)
    path.write_text(json.dumps(declaration), encoding="utf-8")
    text = "topic_id,organisation_id\nkelp-farming,kelp-unit\n"
    (broken.folder / "experts.csv").write_text(text, encoding="utf-8")
    told = diff_in_words(invented, helpers.load(broken.folder))
    assert told == ["New in experts: Kelp farming, Kelp Unit."]


def test_a_promise_that_is_no_longer_kept_is_open_again_or_overdue(invented, record):
    edit(record, "commitments.csv", ",2033,2033-03-01-working-group,", ",2035,,")
    told = measures.diff(invented, helpers.load(record))
    assert told["promises"] == [
        {
            "commitment_id": "2031-06-03-working-group-meet-again",
            "promise": "The group meets again.",
            "due": "2035",
            "old": "kept",
            "new": "open",
            "kept_by": None,
            "replaced_by": None,
        }
    ]


ATLAS = "An atlas of tides is drawn.,2033,,joint-communique,paragraph 5,,agreement,,,,"


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        (
            "2033,2033-04-02-study-visit,{},agreement,kept-in-part,,,",
            "Promise kept in part (by Visit to the old pier, 2 Apr 2033): An atlas of tides is drawn.",
        ),
        ("2033,,{},agreement,dropped,,,", "Promise dropped: An atlas of tides is drawn."),
        (
            "2033,,{},agreement,replaced,,,2033-03-01-working-group-third",
            "Promise replaced (by The group meets a third time.): An atlas of tides is drawn.",
        ),
        (
            "2033,,{},stated-intention,,,,",
            "Stated intention, now past, nothing recorded (due 2033): An atlas of tides is drawn.",
        ),
    ],
)
def test_what_became_of_a_promise_is_told_in_words(invented, record, cells, line):
    row = f"An atlas of tides is drawn.,{cells.format('joint-communique,paragraph 5,')}"
    edit(record, "commitments.csv", ATLAS, row)
    lines = diff_in_words(invented, helpers.load(record))
    assert line in lines
    assert not [line for line in lines if "outcome is" in line or "fulfilled_by" in line]


def test_a_new_intention_is_not_called_a_promise(invented, record):
    row = "2033-03-01-working-group-x,2033-03-01-working-group,A reef is seen.,2034-05,,joint-communique,,,stated-intention,,,,\n"
    with (record / "commitments.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    lines = diff_in_words(invented, helpers.load(record))
    assert lines == ["New stated intention (due May 2034): A reef is seen."]


def test_the_order_of_rows_and_what_a_spreadsheet_adds_are_no_difference(invented, record):
    for path in record.glob("*.csv"):
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\ufeff" + "\r\n".join([header, *reversed(rows)]), encoding="utf-8")
    assert diff_in_words(invented, helpers.load(record)) == []


def test_the_cells_of_a_new_column_are_told(invented, record):
    header, *rows = (record / "topics.csv").read_text(encoding="utf-8").splitlines()
    rows = [row + (",tasty" if row.startswith("kelp") else ",") for row in rows]
    (record / "topics.csv").write_text("\n".join([header + ",note", *rows]), encoding="utf-8")
    assert measures.diff(invented, helpers.load(record))["changed"] == [
        {"table": "topics", "key": "kelp-farming", "column": "note", "old": "", "new": "tasty"}
    ]


@pytest.fixture
def repository(tmp_path):
    """Return a repository whose first commit holds the invented record in `data`."""
    shutil.copytree(INVENTED, tmp_path / "data", ignore=shutil.ignore_patterns(".*"))
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]

    def git(*words: str) -> None:
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    git("add", "data")
    git("commit", "-qm", "one")
    git.folder = tmp_path / "data"
    return git


@pytest.fixture
def diff(monkeypatch, capsys):
    """Return a function that runs the command on a record and gives code, output and errors."""

    def run(folder: Path, *words: str) -> tuple[int, str, str]:
        monkeypatch.setenv("COOPERATION_DATA", str(folder))
        code = __main__.main(["diff", *words])
        return code, *capsys.readouterr()

    return run


@pytest.mark.slow
def test_diff_compares_with_the_last_commit_or_an_earlier_one(repository, diff):
    assert diff(repository.folder) == (0, "No difference.\n", "")
    add.add_meeting(repository.folder, MEETING)
    assert diff(repository.folder)[1].startswith("New meeting: Webinar on kelp (5 Jun 2033).\n")
    repository("commit", "-qam", "two")
    assert diff(repository.folder)[1] == "No difference.\n"
    code, out, err = diff(repository.folder, "HEAD~1", "--json")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert told["added"]["meetings"][0]["title"] == "Webinar on kelp"
    assert told["matrix"] == [
        {"topic_id": "kelp-farming", "label": "Kelp farming", "year": 2033, "old": 0, "new": 1}
    ]
    assert told["promises"][0]["new"] == "kept"
    assert "Removed from meetings" in diff(repository.folder, "HEAD", "HEAD~1")[1]


def test_diff_of_two_folders(record, capsys):
    add.add_meeting(record, MEETING)
    assert __main__.main(["diff", str(INVENTED), str(record)]) == 0
    assert "Promise kept" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("revision", ["HEAD", "nowhere", "-x", "--output=x"])
def test_without_such_a_revision_one_line_says_so(record, diff, revision):
    code, out, err = diff(record, "--", revision)
    assert (code, out) == (2, "")
    assert err == f"{revision}: neither a folder nor a revision of git for {record}/\n"


@pytest.mark.slow
def test_a_commit_whose_record_has_problems_is_one_line(repository, diff):
    edit(repository.folder, "areas.csv", "clean-beaches,3", "clean-beaches,x")
    repository("commit", "-qam", "two")
    edit(repository.folder, "areas.csv", "clean-beaches,x", "clean-beaches,3")
    code, out, err = diff(repository.folder)
    assert (code, out) == (2, "")
    assert err == "HEAD: the record has problems there (1), so nothing is compared\n"


def test_a_new_meeting_that_is_only_reported_is_told_as_such(invented, record):
    row = "2033-08-01-call,2033-08-01,ministerial-meeting,reported,,,,Call,,tide-wire,,\n"
    with (record / "meetings.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    lines = diff_in_words(invented, helpers.load(record))
    assert lines == ["New meeting: Call (1 Aug 2033, reported, not confirmed)."]


THIRD = "2034-working-group,2034,working-group,planned"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            ("planned", "2034"),
            ("held", "2034-05-12"),
            "A took place on 12 May 2034 (had been planned for 2034)",
        ),
        (
            ("planned", "2034"),
            ("held", "2034-05-12/2034-05-14"),
            "A took place (12 May 2034 – 14 May 2034) (had been planned for 2034)",
        ),
        (("planned", "2034"), ("held", "2034"), "A took place in 2034, as planned"),
        (
            ("planned", "2034"),
            ("cancelled", "2034"),
            "A was cancelled (had been planned for 2034)",
        ),
        (
            ("planned", "2034"),
            ("planned", "2034-05"),
            "A: date now known: May 2034 (before: 2034)",
        ),
        (
            ("cancelled", "2032-03-14"),
            ("planned", "2032-03-14"),
            "A is planned again, for 14 Mar 2032",
        ),
        (
            ("held", "2031-09~"),
            ("cancelled", "2031-09~"),
            "A was cancelled (had been held, about Sep 2031)",
        ),
        (
            ("held", "2031-09~"),
            ("held", "2031-10-02"),
            "A: date corrected from about Sep 2031 to 2 Oct 2031",
        ),
        (("held", "2031-09"), ("held", "2031-09"), ""),
    ],
)
def test_what_became_of_a_meeting_is_one_sentence(old, new, sentence):
    before, after = (dict(zip(("status", "date"), row, strict=True)) for row in (old, new))
    assert what_became("A", before, after) == sentence


def test_the_sentence_on_a_meeting_stands_first_and_in_place_of_its_changed_cells(invented, record):
    edit(record, "meetings.csv", THIRD, "2034-working-group,2034-05-12,working-group,held")
    lines = diff_in_words(invented, helpers.load(record))
    assert lines[0] == "Third Sea Group took place on 12 May 2034 (had been planned for 2034)."
    assert not [line for line in lines if "Changed in meetings" in line]


def test_a_planned_meeting_that_moves_is_said_to_have_moved(record):
    edit(record, "meetings.csv", THIRD, THIRD.replace(",2034,", ",2034-05-12,"))
    old = helpers.load(record)
    edit(record, "meetings.csv", ",2034-05-12,", ",2034-06-01,")
    assert diff_in_words(old, helpers.load(record)) == [
        "Third Sea Group moved from 12 May 2034 to 1 Jun 2034."
    ]


def test_a_reported_meeting_that_proves_true_is_confirmed(record):
    row = "2033-08-01-call,2033-08-01,ministerial-meeting,reported,,,,Call,,tide-wire,,\n"
    with (record / "meetings.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    old = helpers.load(record)
    edit(record, "meetings.csv", "meeting,reported", "meeting,held")
    assert diff_in_words(old, helpers.load(record))[0] == (
        "Call is confirmed: it took place on 1 Aug 2033."
    )


def test_a_meeting_renamed_in_every_table_is_the_same_meeting(record):
    exchange = "2034-working-group-tides,2034-working-group,tidal-power,discussion,,,Tides,,joint-communique,,\n"
    with (record / "exchanges.csv").open("a", encoding="utf-8") as file:
        file.write(exchange)
    old = helpers.load(record)
    for file in ("meetings", "participants", "exchanges"):
        path = record / f"{file}.csv"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("2034-working", "2034-05-12-working"), encoding="utf-8")
    edit(record, "meetings.csv", ",2034,working-group,planned", ",2034-05-12,working-group,held")
    new = helpers.load(record)
    assert diff_in_words(old, new)[:2] == [
        "Third Sea Group took place on 12 May 2034 (had been planned for 2034).",
        "Tidal power, 2034: 1 meeting, before 0.",
    ]
    told = measures.diff(old, new)
    assert told["renamed"] == [{"old": "2034-working-group", "new": "2034-05-12-working-group"}]
    assert (told["added"], told["removed"]) == ({}, {})


def test_a_planned_meeting_that_is_held_under_another_title_is_the_same_within_its_year(record):
    old = helpers.load(record)
    for file in ("meetings", "participants"):
        path = record / f"{file}.csv"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("2034-working", "2034-05-12-working"), encoding="utf-8")
    edit(record, "meetings.csv", ",2034,working-group,planned", ",2034-05-12,working-group,held")
    edit(record, "meetings.csv", "Third Sea Group", "The group in the harbour")
    assert diff_in_words(old, helpers.load(record))[:2] == [
        "The group in the harbour took place on 12 May 2034 (had been planned for 2034).",
        "Changed in meetings, The group in the harbour, 12 May 2034: "
        "title is “The group in the harbour”, before “Third Sea Group”.",
    ]


def test_of_two_meetings_that_went_neither_is_guessed_to_be_the_one_that_came(record):
    row = "2034-x,2034,working-group,planned,,,,Third Sea Group,,joint-communique,,\n"
    with (record / "meetings.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    old = helpers.load(record)
    text = (record / "meetings.csv").read_text(encoding="utf-8").replace(row, "")
    (record / "meetings.csv").write_text(text, encoding="utf-8")
    path = record / "participants.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("2034-working", "2034-05-working"),
        encoding="utf-8",
    )
    edit(record, "meetings.csv", "2034-working-group,2034,", "2034-05-working-group,2034-05,")
    assert measures.diff(old, helpers.load(record))["renamed"] == []
