"""A meeting is added with all that hangs on it, checked as a whole, or not at all."""

import io
import json
from pathlib import Path

import jsonschema
import pytest

import helpers
from helpers import __main__, dates
from helpers.editing import add
from helpers.record import json_files
from places import contents

MEETING = {
    "date": "2033-06-05~",
    "kind": "webinar",
    "status": "held",
    "format": None,
    "title": 'The "second" webinar, on lights',
    "participants": [{"organisation_id": "ministry-of-tides"}, {"organisation_id": "kelp-unit"}],
    "exchanges": [
        {
            "topic_id": "kelp-soup",
            "mode": "presentation",
            "from_id": "office-of-shores",
            "to_id": "ministry-of-tides",
        },
        {"topic_id": "kelp-soup", "mode": "discussion", "source_id": "tide-wire"},
    ],
    "commitments": [{"promise": "Soup is served at the next visit.", "due": "2034"}],
    "fulfils": ["2033-03-01-working-group-atlas"],
    "sources": [
        {
            "title": "Minutes",
            "publisher": "Office of Shores",
            "grade": "official",
            "url": "https://www.example.org/minutes",
            "language": "en",
            "published": "2033-07",
            "accessed": "2034-01-11",
        }
    ],
    "topics": [{"topic_id": "kelp-soup", "label": "Kelp soup"}],
}


def problems(folder: Path, meeting) -> list[str]:
    """Return what is told of a meeting, after seeing that nothing was written."""
    old = contents(folder)
    with pytest.raises(helpers.DataError) as told:
        add.add_meeting(folder, meeting, "m.json")
    assert contents(folder) == old
    return [f"{p.file}: {p.value} {p.what} | {p.rule} | {p.remedy}" for p in told.value.problems]


def test_a_meeting_brings_all_its_rows_to_their_places(record):
    old = contents(record)
    added = add.add_meeting(record, MEETING)
    assert added.meeting_id == "2033-06-05-webinar"
    new = contents(record)
    lines = {
        name: [
            line
            for line in new[name].decode().splitlines()
            if line not in old[name].decode().splitlines()
        ]
        for name in new
        if new[name] != old[name]
    }
    source = "office-of-shores-2033"
    assert lines == {
        "meetings.csv": [
            f'2033-06-05-webinar,2033-06-05~,webinar,held,,,,"The ""second"" webinar, on lights",,{source},,'
        ],
        "participants.csv": [
            "2033-06-05-webinar,kelp-unit,,",
            "2033-06-05-webinar,ministry-of-tides,,",
        ],
        "exchanges.csv": [
            f"2033-06-05-webinar-kelp-soup,2033-06-05-webinar,kelp-soup,presentation,office-of-shores,ministry-of-tides,,,{source},,",
            "2033-06-05-webinar-kelp-soup-discussion,2033-06-05-webinar,kelp-soup,discussion,,,,,tide-wire,,",
        ],
        "commitments.csv": [
            "2033-03-01-working-group-atlas,2033-03-01-working-group,An atlas of tides is drawn.,2033,2033-06-05-webinar,joint-communique,paragraph 5,,agreement,,,,",
            f"2033-06-05-webinar-soup-is-served-at-the,2033-06-05-webinar,Soup is served at the next visit.,2034,,{source},,,,,,,",
        ],
        "sources.csv": [
            f"{source},Minutes,Office of Shores,official,https://www.example.org/minutes,en,2033-07,2034-01-11,,"
        ],
        "topics.csv": ["kelp-soup,,,Kelp soup,"],
    }
    assert helpers.load(record).meetings["meeting_id"].tolist()[-2:] == [
        "2033-06-05-webinar",
        "2034-working-group",
    ]


def test_an_id_that_is_taken_gets_a_number(record):
    plain = {**{k: v for k, v in MEETING.items() if not isinstance(v, list)}, "date": "2034"}
    plain |= {"kind": "working-group", "source_id": "tide-wire"}
    added = [add.add_meeting(record, {**plain, "title": t}).meeting_id for t in ("A", "B")]
    assert added == ["2034-working-group-2", "2034-working-group-3"]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("203X", "203x-webinar"),
        ("../2034-02", "2034-02-webinar"),
        ("/2034", "2034-webinar"),
        ("2034-21?", "2034-21-webinar"),
        ("2034-02-XX", "2034-02-webinar"),
        ("[2034-02-01..2034-02-03]", "2034-02-01-webinar"),
    ],
)
def test_a_date_of_any_form_gives_an_id_that_the_checks_take(record, date, expected):
    plain = {k: v for k, v in MEETING.items() if not isinstance(v, list)}
    plain |= {"date": date, "kind": "webinar", "status": "planned", "source_id": "tide-wire"}
    assert add.add_meeting(record, plain).meeting_id == expected


def test_every_problem_is_told_at_its_place_in_the_meeting(record):
    meeting = json.loads(json.dumps(MEETING))
    meeting["date"] = "15/12/2033"
    meeting["exchanges"][0] |= {"topic_id": "kelp-farmin", "to_id": "pier-watch"}
    meeting["fulfils"] = ["2031-06-03-working-group-visit"]
    assert problems(record, meeting) == [
        "m.json, fulfils: 2031-06-03-working-group-visit was kept by 2033-04-02-study-visit already"
        " | the id of a commitment that no meeting has kept yet | take it out",
        f"m.json, date: 15/12/2033 is not a date in EDTF | {dates.ALLOWED} | write 2033-12-15",
        "m.json, exchanges[0].topic_id: kelp-farmin is not in record/topics.csv"
        " | an id of record/topics.csv | write kelp-farming",
        "m.json, exchanges[0].to_id: pier-watch is not among the participants of the meeting"
        " | a participant of the meeting; a unit counts for its parent"
        " | add it to participants.csv, or correct the id",
    ]


def test_what_the_schema_does_not_allow_is_told_with_the_nearest_name(record):
    meeting = {
        **MEETING,
        "kind": "webinr",
        "titel": "x",
        "plaice": "x",
        "participants": [{"organisation_id": 7}],
    }
    del meeting["title"]
    assert problems(record, meeting) == [
        "m.json, title: None is missing | an object with title | add title",
        f"m.json: titel is a name that is not known here | {NAMES} | write title",
        f"m.json: plaice is a name that is not known here | {NAMES} | write place",
        f"m.json, kind: webinr is not among the declared values | {KINDS} | write webinar",
        "m.json, participants[0].organisation_id: 7 is not a text | a text | put it in quotes",
    ]


NAMES = (
    "$schema, meeting_id, date, kind, status, format, place, host_id, title, summary, source_id, locator, "
    "anchor, participants, exchanges, commitments, topics, areas, organisations, sources, searches, names, fulfils"
)
KINDS = "ministerial-meeting, signing, working-group, study-visit, webinar, continued-exchange"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"{", "Expecting property name"),
        (b'{"date": "2031", "date": "2032"}', 'an object holds "date" twice'),
        (b"\xff", "is not UTF-8"),
        (b'{"title": "\\ud800"}', "holds half a character"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_not_json_is_told(text, why):
    with pytest.raises(helpers.DataError, match="m.json: ") as told:
        json_files.read_json(text, "m.json")
    assert why in str(told.value)


@pytest.mark.parametrize(
    ("meeting", "told"),
    [
        ([], "m.json: [] is not an object"),
        (None, "m.json: null is not an object"),
        (3, "m.json: 3 is not an object"),
        ({"exchanges": {}}, "m.json, exchanges: {} is not a list"),
        ({"participants": ["x"]}, "m.json, participants[0]: x is not an object"),
    ],
)
def test_a_meeting_of_another_shape_is_told(record, meeting, told):
    assert problems(record, meeting)[-1].startswith(told)


def test_the_problems_that_were_there_before_are_told_at_the_rows_of_the_file(record):
    header, *rows = (record / "meetings.csv").read_text(encoding="utf-8").splitlines()
    rows[0] = rows[0].replace(",signing,held,", ",sign,held,")
    (record / "meetings.csv").write_text("\n".join([header, *reversed(rows)]), encoding="utf-8")
    with pytest.raises(helpers.DataError) as told:
        add.add_meeting(record, {**MEETING, "kind": "webinar", "date": "15/12/2033"})
    assert [(p.file, p.row, p.value) for p in told.value.problems] == [
        ("record/meetings.csv", 10, "sign")
    ]


def test_the_schema_takes_what_the_declaration_says(record):
    file = record / "datapackage.json"
    declared = file.read_text(encoding="utf-8")
    file.write_text(declared.replace('"webinar",', '"webinar", "regatta",'), encoding="utf-8")
    schema = add.schema_of_record(record)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(MEETING, schema)
    assert "regatta" in schema["properties"]["kind"]["enum"]
    assert schema["$defs"]["areas"]["properties"]["position"]["minimum"] == 1
    assert schema["$defs"]["exchanges"]["required"] == ["topic_id", "mode"]


def test_what_must_be_filled_is_what_the_declaration_or_a_measure_asks(record):
    file = record / "datapackage.json"
    declared = json.loads(file.read_text(encoding="utf-8"))
    fields = {
        (table["name"], field["name"]): field
        for table in declared["resources"]
        for field in table["schema"]["fields"]
    }
    fields["exchanges", "subject"]["constraints"] = {"required": True}
    del fields["exchanges", "mode"]["constraints"]["required"]
    file.write_text(json.dumps(declared), encoding="utf-8")
    needed = add.schema_of_record(record)["$defs"]["exchanges"]["required"]
    assert needed == ["topic_id", "mode", "subject"]


def main(capsys, *words) -> tuple[int, str, str]:
    code = __main__.main(["add", *map(str, words)])
    return code, *capsys.readouterr()


def test_add_from_a_file_shows_the_rows_and_ends_with_zero(record, tmp_path, capsys):
    (tmp_path / "m.json").write_text(json.dumps(MEETING), encoding="utf-8")
    code, out, err = main(capsys, record, "--from", tmp_path / "m.json")
    assert code == 0 and err == "added 2033-06-05-webinar; now run make\n"
    assert "+++ record/topics.csv\n@@ -3,0 +4 @@\n+kelp-soup,,,Kelp soup,\n" in out


def test_add_of_a_wrong_meeting_ends_with_one(record, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"date": "2031"}')))
    code, out, err = main(capsys, record, "--from", "-")
    assert code == 1 and out == "" and "standard input, title: is missing" in err


@pytest.mark.parametrize("words", [["--from", "nowhere.json"], []])
def test_add_without_file_or_terminal_is_wrong_usage(record, monkeypatch, capsys, words):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(capsys, record, *words)[0] == 2


def test_add_prints_its_schema(record, capsys):
    code, out, _ = main(capsys, record, "--schema")
    assert code == 0 and json.loads(out)["required"] == ["date", "kind", "status", "title"]


def test_what_the_schema_and_what_the_record_do_not_allow_is_told_at_once(record):
    meeting = json.loads(json.dumps(MEETING))
    meeting |= {"plaice": "Pier", "date": "15/12/2033"}
    meeting["exchanges"][1]["topic_id"] = "kelp-farmin"
    assert problems(record, meeting) == [
        f"m.json: plaice is a name that is not known here | {NAMES} | write place",
        f"m.json, date: 15/12/2033 is not a date in EDTF | {dates.ALLOWED} | write 2033-12-15",
        "m.json, exchanges[1].topic_id: kelp-farmin is not in record/topics.csv"
        " | an id of record/topics.csv | write kelp-farming",
    ]


def test_rows_called_in_other_letters_get_ids_from_the_date_of_the_meeting(record):
    meeting = {k: v for k, v in MEETING.items() if k not in ("exchanges", "fulfils", "commitments")}
    meeting["date"] = "2034-03-05"
    meeting["topics"] = [{"label": "昆布"}, {"label": "灯台"}]
    meeting["sources"] = [{**MEETING["sources"][0], "publisher": "なぎさ局"}]
    meeting["organisations"] = [{"country": "XA", "name": "灯台局"}]
    add.add_meeting(record, meeting)
    loaded = helpers.load(record)
    assert set(loaded.topics["topic_id"]) >= {"2034-03-05-topic", "2034-03-05-topic-2"}
    assert "2034-03-05-organisation" in set(loaded.organisations["organisation_id"])
    assert "minutes" in set(loaded.sources["source_id"])
    assert loaded.meetings["meeting_id"].tolist()[-1] == "2034-03-05-webinar"


def test_an_id_of_another_form_is_told_in_words_with_its_remedy(record):
    meeting = {
        "meeting_id": "2034-03-05-Webinar",
        **{"date": "2034-03-05", "kind": "webinar", "status": "held", "title": "Tides"},
        "source_id": "joint-communique",
    }
    with pytest.raises(helpers.DataError) as raised:
        add.add_meeting(record, meeting)
    (problem,) = raised.value.problems
    assert problem.remedy == "write 2034-03-05-webinar"
