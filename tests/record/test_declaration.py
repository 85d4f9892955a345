import gzip
import io
import json
import pickle
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest

import documents
import helpers
from helpers import exports
from helpers.editing import add
from helpers.exports import downloads
from helpers.record import checks, column_types, declaration
from helpers.record.load import typed
from helpers.record.package import read_package
from helpers.site import home
from places import INVENTED

DECLARATION = json.loads((INVENTED / "datapackage.json").read_text(encoding="utf-8"))
SCHEMA = Path(declaration.__file__).with_name("datapackage.schema.json")
PLACE_OF = {r["name"]: i for i, r in enumerate(DECLARATION["resources"])}
STRANGE = [None, True, 0, -1, 2.5, "", "x", "meeting_id", "(a+)+$", "[", [], ["x"], [[]], [1, None]]
STRANGE += [
    {},
    {"x": 1},
    [{}],
    {"fields": 1},
    {"fields": [[]], "reference": {"fields": {}}},
    10**400,
]


def places(value, path=()):
    """Return the paths to all parts of a JSON value."""
    found = [path]
    if isinstance(value, (dict, list)):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            found += places(part, (*path, key))
    return found


def put(path, new) -> str:
    """Return the declaration with another value at a path, as JSON."""
    copy = json.loads(json.dumps(DECLARATION))
    at = copy
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = new
    return json.dumps(copy, ensure_ascii=False)


def problems(folder, text: str) -> list[str]:
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    package = read_package(folder)
    found = checks.check(package)
    if not len(found):
        typed(package)
    return list(map(str, found))


@pytest.mark.slow
def test_no_strange_value_anywhere_ends_in_a_traceback(broken):
    draw = random.Random(6)
    everywhere = places(DECLARATION)[1:]
    of_each_kind = {tuple(k for k in path if isinstance(k, str)): path for path in everywhere}
    for path in [*of_each_kind.values(), *draw.sample(everywhere, 30)]:
        for strange in draw.sample(STRANGE, 2):
            told = problems(broken.folder, put(path, strange))
            assert all("Fix: " in text for text in told)


def test_a_bound_too_large_for_a_number_of_the_machine_is_told(broken):
    position = '"constraints": {"required": true, "minimum": 1}'
    found = broken("datapackage.json", position, f'"constraints": {{"minimum": 1{"0" * 400}}}')
    assert [(p.table, p.column, p.what) for p in found] == [
        ("areas", "position", "is not an integer")
    ]


def test_a_needed_reference_is_followed_though_another_is_declared(broken):
    file = broken.folder / "datapackage.json"
    text = file.read_text(encoding="utf-8")
    text = text[text.index('"path": "participants.csv"') :]
    own = text.replace('"resource": "organisations", "fields": ["organ', '"fields": ["organ', 1)
    assert broken("datapackage.json", text, own) == []
    found = broken("participants.csv", "kelp-unit", "kelp-unt")
    assert ("reference", "organisation_id", "kelp-unt") in [
        (p.check, p.column, p.value) for p in found
    ]


def test_the_schema_knows_the_types_that_are_checked():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    column = schema["$defs"]["column"]["properties"]
    assert column["type"]["enum"] == list(column_types.TYPES)


def test_what_the_declaration_hands_out_can_be_changed_without_changing_it():
    declared = helpers.load(INVENTED).declaration
    declared["licenses"].clear()
    assert len(declared["licenses"]) == 1
    assert pickle.loads(pickle.dumps(declared)) == declared


@pytest.mark.slow
def test_reading_a_record_builds_no_grammar_of_addresses():
    code = "import sys, helpers; helpers.load('tests/data/invented'); print('lark' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "False\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"title": "\\ud800", "resources": []}', "half a character"),
        ('{"resources": [], "resources": []}', 'holds "resources" twice'),
        ('{"resources": [], "x": NaN}', "NaN is not a number of JSON"),
        ('{"resources": [], "x": ' + "9" * 5000 + "}", "is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"resources": [], "sides": [' + "[" * 300 + "]" * 300 + ', "XB"]}', "nested too deeply"),
        ('{"resources": {}}', "declares no tables"),
        ("nüll", "is not JSON"),
    ],
)
def test_a_declaration_that_is_no_sound_json_object_is_told_alone(broken, text, words):
    (told,) = problems(broken.folder, text)
    assert words in told


@pytest.mark.parametrize(
    "path", ["", "a\0b.csv", "x" * 5_000, "../x.csv", "..\\x.csv", "/x.csv", "https://x/y.csv"]
)
def test_a_path_that_is_none_inside_the_folder_is_told(broken, path):
    at = ("resources", PLACE_OF["topics"], "path")
    assert any(
        "is not a path to one CSV file" in text for text in problems(broken.folder, put(at, path))
    )


@pytest.mark.parametrize("path", [["a.csv", "b.csv"], "topics.parquet"])
def test_several_files_and_parquet_are_told_in_one_sentence(broken, path):
    at = ("resources", PLACE_OF["topics"], "path")
    told = [text for text in problems(broken.folder, put(at, path)) if "is not a path" in text]
    assert len(told) == 1 and "one CSV file for each table, plain or packed (.csv.gz)" in told[0]


def test_a_packed_table_is_read_as_the_plain_one(broken):
    plain = helpers.load(broken.folder).exchanges
    file = broken.folder / "exchanges.csv"
    (broken.folder / "exchanges.csv.gz").write_bytes(gzip.compress(file.read_bytes()))
    file.unlink()
    declared = broken.folder / "datapackage.json"
    declared.write_text(put(("resources", PLACE_OF["exchanges"], "path"), "exchanges.csv.gz"))
    assert helpers.load(broken.folder).exchanges.equals(plain)


def test_a_declaration_in_another_encoding_is_told(broken):
    path = broken.folder / "datapackage.json"
    path.write_bytes(path.read_bytes().replace("Northmere–".encode(), b"Nordm\xe9ere"))
    with pytest.raises(helpers.DataError, match="is not UTF-8"):
        helpers.load(broken.folder)


def test_one_text_is_taken_where_the_standard_takes_it_for_a_list(broken, invented):
    text = (broken.folder / "datapackage.json").read_text(encoding="utf-8")
    short = text.replace('["area_id"]', '"area_id"').replace('["topic_id"]', '"topic_id"')
    assert broken("datapackage.json", text, short) == []
    found = broken("topics.csv", "energy-from-the-sea", "energy")
    assert [p.check for p in found] == ["reference"]


@pytest.mark.parametrize("pattern", [r"(a)\1", "(?=a)a", "(?<!a)b", "a{1001}", "*", "(?P<n>"])
def test_a_pattern_that_is_not_matched_in_linear_time_is_none(pattern):
    assert not column_types.compiles(pattern)


def test_a_pattern_that_would_hang_other_engines_is_matched_at_once(broken):
    text = (broken.folder / "datapackage.json").read_text(encoding="utf-8")
    slow = text.replace('"[a-z0-9]+(-[a-z0-9]+)*"', '"([a-z0-9-]+)+[a-z]"')
    data = (broken.folder / "topics.csv").read_text(encoding="utf-8")
    assert broken("datapackage.json", text, slow) == []
    found = broken("topics.csv", data, data.replace("kelp-farming", "a" * 60 + "!"))
    assert any(p.value == "a" * 60 + "!" and p.remedy for p in found)


@pytest.mark.parametrize(
    ("kind", "constraints", "good", "bad"),
    [
        ("integer", {"minimum": 2, "maximum": "9"}, "2", "10"),
        ("number", {"exclusiveMinimum": 0.5}, "0.51", "0.5"),
        ("number", {"exclusiveMaximum": 1e3}, "-1e2", "1E3"),
        ("year", {"minimum": 2000}, "2000", "1999"),
        ("date", {"maximum": "2031-12-31"}, "2031-12-31", "2032-01-01"),
        ("string", {"minLength": 2, "maxLength": 3}, "日本語", "日本語学"),
        ("string", {"minLength": 2}, "日本", "日"),
        ("integer", {"enum": [1, 2]}, "2", "3"),
        ("boolean", {"enum": [True]}, "true", "false"),
    ],
)
def test_a_declared_limit_holds(broken, kind, constraints, good, bad):
    field = {"name": "remark", "type": kind, "constraints": constraints}
    text = (broken.folder / "datapackage.json").read_text(encoding="utf-8")
    wider = text.replace('{"name": "definition"', json.dumps(field) + ', {"name": "definition"')
    data = (broken.folder / "topics.csv").read_text(encoding="utf-8").splitlines()
    rows = [line + "," for line in data]
    rows[0] += "remark"
    assert broken("datapackage.json", text, wider)[0].check == "missing-column"
    for cell, expected in ((good, []), (bad, ["enum" if "enum" in constraints else "limit"])):
        rows[1] = f"{data[1]},{cell}"
        old = (broken.folder / "topics.csv").read_bytes()
        assert [p.check for p in broken("topics.csv", old, "\n".join(rows))] == expected


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("integer", ["+7", "-007", "9223372036854775807"], ["7.0", "1e3", "9223372036854775808"]),
        ("number", ["1.5", ".5", "-INF", "1e-9"], ["1,5", "0x1", "inf"]),
        ("boolean", ["true", "FALSE", "0"], ["yes", "tRue"]),
        (
            "date",
            ["2032-02-29", "1000-01-01"],
            ["2031-02-29", "2031-2-9", "0999-12-31", "3000-01-01", "2031-02"],
        ),
        ("year", ["2031", "-0044"], ["31", "20310"]),
        ("yearmonth", ["2031-12"], ["2031-13", "2031"]),
        ("time", ["09:30:00", "23:59:59.5Z"], ["24:00:00", "9:30"]),
        ("datetime", ["2031-12-15T09:30:00Z"], ["2031-02-30T09:30:00", "2031-12-15 09:30:00"]),
        ("duration", ["P1D"], ["1 day"]),
        ("any", ["?"], []),
    ],
)
def test_a_type_takes_its_texts_and_no_others(kind, good, bad):
    import pyarrow as pa

    judges = column_types.judges(declaration.Field("x", kind))
    values = pa.array(good + bad)
    assert {v for judge in judges for v in judge.unlike(values)} == set(bad)


@pytest.mark.parametrize(("value", "mend"), [("Yes", "true"), ("NO", "false")])
def test_a_yes_or_no_in_capitals_gets_its_mend(value, mend):
    (judge,) = column_types.judges(declaration.Field("x", "boolean"))
    assert judge.explain(value) == ("is not a boolean", f"write {mend}", mend)


def test_a_declared_value_with_other_marks_between_its_words_is_proposed():
    (judge,) = column_types.judges(declaration.Field("x", enum=("a-b-c-d",)))
    assert judge.explain("A b_c d")[1] == "write a-b-c-d"


def test_whole_numbers_are_read_without_a_loss(broken):
    large = "9007199254740993"
    assert broken("areas.csv", "clean-beaches,3", f"clean-beaches,+{large}") == []
    assert helpers.load(broken.folder).areas["position"].tolist() == [1, 2, int(large)]


def declare(folder, edit) -> None:
    """Change the declaration of a record by a function that gets each object of it."""
    path = folder / "datapackage.json"
    declared = json.loads(path.read_text(encoding="utf-8"), object_hook=edit)
    path.write_text(json.dumps(declared), encoding="utf-8")


def test_a_list_of_one_path_is_the_path(broken):
    def listed(one: dict) -> dict:
        return {**one, "path": [one["path"]]} if "schema" in one else one

    before = documents.dictionary(broken.folder)
    declare(broken.folder, listed)
    assert documents.dictionary(broken.folder) == before
    with zipfile.ZipFile(io.BytesIO(downloads.packed(broken.folder))) as file:
        assert len(file.namelist()) == 11 and file.namelist()[1] == "meetings.csv"


def test_a_declaration_without_titles_and_descriptions_is_called_by_its_names(broken, tmp_path):
    def bare(one: dict) -> dict:
        return {k: v for k, v in one.items() if k not in ("title", "description", "licenses")}

    declare(broken.folder, bare)
    record = helpers.load(broken.folder)
    assert record.title == "invented-sea-cooperation"
    told = documents.dictionary(broken.folder)
    assert "# Data dictionary: invented-sea-cooperation" in told and "csv`: meetings" in told
    assert b"NAME:invented-sea-cooperation" in exports.calendar(record, "sea")
    assert "invented-sea-cooperation" in home.home_page(record, {"index.html": "A"}, {}, {}, {}, [])
    assert len(downloads.write_all(record, broken.folder, tmp_path / "out")) == 6
    assert add.schema_of_record(broken.folder)["title"] == "A meeting to be added: "
    declare(broken.folder, lambda one: {k: v for k, v in one.items() if v != record.title})
    assert documents.dictionary(broken.folder).splitlines()[2] == "# Data dictionary: record"
    assert helpers.load(broken.folder).title == "record"


@pytest.mark.parametrize(
    ("title", "told"),
    [("Webinar", []), ("webinar", ["pattern"])],
)
def test_a_pattern_that_only_re2_knows_is_asked_of_a_meeting_to_be_added(broken, title, told):
    def capital(one: dict) -> dict:
        is_title = one.get("name") == "title" and "required" in one.get("constraints", {})
        return {**one, "constraints": {"pattern": r"\p{Lu}.*"}} if is_title else one

    declare(broken.folder, capital)
    meeting = {"date": "2033-06-05", "kind": "webinar", "status": "held", "source_id": "tide-wire"}
    try:
        add.add_meeting(broken.folder, {**meeting, "title": title}, "m.json")
    except helpers.DataError as error:
        assert [(p.check, p.file) for p in error.problems] == [("pattern", "m.json, title")]
        assert told
    else:
        assert not told
    assert r"\p{Lu}" in json.dumps(add.schema_of_record(broken.folder)).replace("\\\\", "\\")


def test_a_bound_of_a_column_is_asked_of_a_meeting_to_be_added_whatever_its_type(broken):
    def bounded(one: dict) -> dict:
        if one.get("name") == "definition":
            one = {"name": "definition", "type": "integer", "constraints": {"maximum": "9"}}
        if one.get("name") == "website":
            one = {"name": "website", "type": "date", "constraints": {"minimum": "2000-01-01"}}
        return one

    for file in ("topics.csv", "organisations.csv"):  # of which these are the last columns
        lines = (broken.folder / file).read_text(encoding="utf-8").splitlines()
        rows = [lines[0], *(line.rsplit(",", 1)[0] + "," for line in lines[1:])]
        (broken.folder / file).write_text("\n".join([*rows, ""]), encoding="utf-8")
    declare(broken.folder, bounded)
    topic = {"label": "Fog", "definition": 10}
    body = {"name": "Office of Fog", "country": "XA", "website": "1999-12-31"}
    meeting = {"date": "2033-06-05", "kind": "webinar", "status": "held", "title": "Webinar"}
    meeting |= {"source_id": "tide-wire", "topics": [topic], "organisations": [body]}
    with pytest.raises(helpers.DataError) as caught:
        add.add_meeting(broken.folder, meeting, "m.json")
    rules = [problem.rule for problem in caught.value.problems]
    assert rules == ["maximum 9", "2000-01-01 or more"]
    topic["definition"] = 9
    with pytest.raises(helpers.DataError) as caught:
        add.add_meeting(broken.folder, meeting, "m.json")
    assert [(p.check, p.value) for p in caught.value.problems] == [("limit", "1999-12-31")]
