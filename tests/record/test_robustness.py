"""Whatever stands in the files: a record that loads as it was written, or problems told."""

import copy
import csv
import datetime
import io
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import helpers
from places import INVENTED

EXAMPLES = int(os.environ.get("EXAMPLES", "120"))  # 10,000 were run once
CORRUPTIONS = int(os.environ.get("CORRUPTIONS", "20"))  # a file; 1,000 were run once
MANY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate] if os.environ.get("QUICK") else list(Phase)[:-1],
)
DECLARATION = json.loads((INVENTED / "datapackage.json").read_text(encoding="utf-8"))
FIELDS = {r["name"]: [f["name"] for f in r["schema"]["fields"]] for r in DECLARATION["resources"]}
HIDDEN = "\u200b\u2028\u2029\u2060\ufeff\xad"

SLUGS = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters=HIDDEN), max_size=12
).map(str.strip)
FILLED = TEXTS.filter(bool)
YEARS = datetime.date(1000, 1, 1), datetime.date(2999, 12, 31)
POINTS = st.builds(
    lambda day, length, about: str(day)[:length] + about,
    st.dates(*YEARS),
    st.sampled_from([4, 7, 10]),
    st.sampled_from(["", "~"]),
)


def first_day(point: str) -> str:
    return (point.rstrip("~") + "-01-01")[:10]


@st.composite
def dates(draw) -> str:
    first, second = sorted([draw(POINTS), draw(POINTS)], key=first_day)
    return draw(st.sampled_from([first, f"{first}/{second}", f"[{first}..{second}]"]))


TYPES = {
    "string": TEXTS,
    "integer": st.integers(-(2**63) + 1, 2**63 - 1).map(str) | st.just(""),
    "number": st.floats(allow_nan=False).map(lambda x: repr(x).replace("inf", "INF")),
    "boolean": st.sampled_from(["true", "false", "TRUE", "0", "1", ""]),
    "date": st.dates(*YEARS).map(str) | st.just(""),
    "year": st.integers(0, 9999).map("{:04d}".format),
    "yearmonth": st.dates().map(lambda d: str(d)[:7]),
    "time": st.times().map(lambda t: t.replace(microsecond=0).isoformat()),
    "datetime": st.dates(*YEARS).map("{}T09:30:00".format),
    "any": TEXTS,
}


@st.composite
def packages(draw) -> tuple[dict, dict[str, list[dict[str, str]]]]:
    """A declaration with a table of its own beside the needed ones, and rows for all of them."""

    def some(slugs, most=4):
        return draw(st.lists(slugs, max_size=most, unique=True))

    def one_of(rows, column, or_none=True):
        ids = [row[column] for row in rows]
        return draw(st.sampled_from([*ids, ""] if or_none or not ids else ids))

    def row(**cells):
        return cells

    enums = {
        (r["name"], f["name"]): f["constraints"]["enum"]
        for r in DECLARATION["resources"]
        for f in r["schema"]["fields"]
        if "enum" in f.get("constraints", {})
    }

    def value(table, column):
        return draw(st.sampled_from(enums[table, column]))

    rows = dict.fromkeys(FIELDS, ())
    rows["sources"] = [
        row(
            source_id=s,
            title=draw(FILLED),
            publisher="P",
            grade=value("sources", "grade"),
            url=f"https://example.org/{s}",
            language="en",
            published=draw(dates()),
            accessed=draw(dates()),
        )
        for s in ["s", *some(SLUGS.map("s-{}".format), 2)]
    ]
    source = lambda: one_of(rows["sources"], "source_id", or_none=False)  # noqa: E731
    rows["organisations"] = []
    for o in some(SLUGS):
        parent = one_of(rows["organisations"], "organisation_id")
        rows["organisations"].append(
            row(
                organisation_id=o,
                parent_id=parent,
                country=draw(st.sampled_from(["XA", "XB"])),
                name=f"{draw(FILLED)} {o}",  # no row repeats another
                short_name=draw(TEXTS),
                website="",
            )
        )
    rows["areas"] = [
        row(area_id=a, position=str(i), label=draw(FILLED) + f" {i}", source_id=source())
        for i, a in enumerate(some(SLUGS), 1)
    ]
    rows["topics"] = [
        row(topic_id=t, area_id=one_of(rows["areas"], "area_id"), label=f"{draw(FILLED)} {i}")
        for i, t in enumerate(some(SLUGS))
    ]
    rows["meetings"] = []
    for i, slug in enumerate(some(SLUGS)):
        date = draw(dates())
        start = re.match(r"\[?([0-9-]*)", date)[1]
        rows["meetings"].append(
            row(
                meeting_id=f"{start}-{slug}",
                date=date,
                kind=value("meetings", "kind"),
                status=value("meetings", "status"),
                format=value("meetings", "format"),
                place=draw(TEXTS),
                host_id=one_of(rows["organisations"], "organisation_id"),
                title=f"{draw(FILLED)} {i}",
                source_id=source(),
            )
        )
    rows["meetings"] = list({m["meeting_id"]: m for m in rows["meetings"]}.values())
    rows["participants"] = [
        row(meeting_id=m["meeting_id"], organisation_id=o["organisation_id"], person=draw(TEXTS))
        for m in rows["meetings"]
        for o in rows["organisations"]
        if draw(st.booleans())
    ]
    rows["exchanges"] = []
    for i, m in enumerate(rows["meetings"] * bool(rows["topics"])):
        there = [p for p in rows["participants"] if p["meeting_id"] == m["meeting_id"]]
        ends = ("", "")
        if there and draw(st.booleans()):
            ends = tuple(one_of(there, "organisation_id", or_none=False) for _ in "ab")
        rows["exchanges"].append(
            row(
                exchange_id=f"{m['meeting_id']}-{i}",
                meeting_id=m["meeting_id"],
                topic_id=one_of(rows["topics"], "topic_id", or_none=False),
                mode=value("exchanges", "mode"),
                from_id=ends[0],
                to_id=ends[1],
                subject=draw(TEXTS),
                source_id=source(),
            )
        )
    rows["commitments"] = [
        row(
            commitment_id=f"{m['meeting_id']}-{i}",
            meeting_id=m["meeting_id"],
            promise=f"{draw(FILLED)} {i}",
            due=draw(dates()),
            fulfilled_by="",
            source_id=source(),
            form=value("commitments", "form"),
        )
        for i, m in enumerate(rows["meetings"])
    ]
    for commitment in rows["commitments"]:
        if outcome := draw(st.sampled_from(["", "kept", "kept-in-part", "dropped"])):
            commitment |= {"outcome": outcome, "outcome_note": draw(TEXTS)}
            commitment |= {"outcome_source_id": source()}
    if len(rows["commitments"]) > 1 and draw(st.booleans()):
        first, second = rows["commitments"][:2]
        first |= {"outcome": "replaced", "replaced_by": second["commitment_id"]}
    rows["searches"] = [
        row(search_id=s, date=draw(dates()), looked_for=f"x {s}", where="y", found="true")
        for s in some(SLUGS, 2)
    ]
    kinds = draw(st.lists(st.sampled_from(sorted(TYPES)), min_size=1, max_size=6))
    names = [f"{kind} {i}" for i, kind in enumerate(kinds)]
    declaration = copy.deepcopy(DECLARATION)
    fields = [
        {"name": n, "type": k} for n, k in zip(["key", *names], ["integer", *kinds], strict=True)
    ]
    further = {
        "name": "further",
        "path": "further.csv",
        "schema": {"fields": fields, "primaryKey": "key"},
    }
    declaration["resources"].append(further)
    rows["further"] = [
        row(key=str(i), **{n: draw(TYPES[k]) for n, k in zip(names, kinds, strict=True)})
        for i in range(draw(st.integers(0, 4)))
    ]
    contents = [tuple(list(r.values())[1:]) for r in rows["further"]]
    if len(set(contents)) < len(contents):
        rows["further"] = rows["further"][:1]
    return declaration, rows


def write(folder: Path, declaration: dict, tables: dict[str, list[list[str]]], **dialect) -> None:
    (folder / "datapackage.json").write_text(json.dumps(declaration), encoding="utf-8")
    for name, rows in tables.items():
        out = io.StringIO(newline="")
        if any("\r" in cell for row in rows for cell in row):  # the writer would leave it bare
            dialect = {**dialect, "quoting": csv.QUOTE_ALL}
        csv.writer(out, lineterminator="\n", **dialect).writerows(rows)
        (folder / f"{name}.csv").write_bytes(out.getvalue().encode())


def as_lists(declaration: dict, rows: dict[str, list[dict]]) -> dict[str, list[list[str]]]:
    """Return for each table its header and its rows, all declared columns filled up."""
    tables = {}
    for resource_ in declaration["resources"]:
        columns = [f["name"] for f in resource_["schema"]["fields"]]
        found = rows.get(resource_["name"], ())
        tables[resource_["name"]] = [columns, *([r.get(c, "") for c in columns] for r in found)]
    return tables


def assert_same(cooperation, declaration: dict, tables: dict[str, list[list[str]]]) -> None:
    """Assert that a record holds what was written, cell by cell, in the declared types."""
    for resource_ in declaration["resources"]:
        header, *rows = tables[resource_["name"]]
        rows = [row for row in rows if any(row)]
        frame = cooperation.tables[resource_["name"]]
        kinds = {f["name"]: f.get("type", "string") for f in resource_["schema"]["fields"]}
        assert len(frame) == len(rows)
        for at, name in enumerate(header):
            read = frame[name].astype(object).tolist()
            for cell, typed in zip((row[at] for row in rows), read, strict=True):
                kind = kinds.get(name)
                if cell == "" or (kind == "number" and cell == "NaN"):
                    assert pd.isna(typed)
                elif kind in ("integer", "year"):
                    assert typed == int(cell)
                elif kind == "number":
                    assert typed == float(cell)
                elif kind == "boolean":
                    assert typed == (cell.lower() in ("true", "1"))
                elif kind == "date":
                    assert typed == pd.Timestamp(cell)
                else:
                    assert typed == cell


def load_or_problems(folder: Path):
    """Return the record, or the problems; each of these has its words."""
    try:
        return helpers.load(folder), []
    except helpers.DataError as error:
        told = list(error.problems)
        assert told and str(error) and all(p.what and p.rule and p.remedy for p in told)
        return None, told


@pytest.mark.slow
@MANY
@given(packages(), st.sampled_from(",;\t"), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_any_package_of_the_declared_types_loads_as_it_was_written(package, delimiter, quoting):
    declaration, rows = package
    tables = as_lists(declaration, rows)
    with tempfile.TemporaryDirectory() as place:
        write(Path(place), declaration, tables, delimiter=delimiter, quoting=quoting)
        assert_same(helpers.load(place), declaration, tables)


STRANGE = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "15/12/2031",
            "2031-02-30",
            "45275",
            "Dec-31",
            "２０３１",
            "“tidal-power”",
            "=1+1",
        ]
        + ["a\nb", "\r", "\0", "a,b;c\td", '"', '"a"b', "x" * 40_000, "NA", "true", "-1", "1e400"]
        + ["2031-05-signing", "ministry-of-tides", "tidal-power", "\u200b", "\ufeff", "2031/2030"]
    ),
    st.text(max_size=20).filter(lambda text: text.isascii() or text.encode("utf-8", "ignore")),
    dates(),
    SLUGS,
)


@pytest.mark.slow
@MANY
@given(data=st.data())
def test_any_change_of_a_sound_record_loads_as_it_is_or_is_told(data):
    tables = {
        name: list(csv.reader(io.StringIO((INVENTED / f"{name}.csv").read_text(encoding="utf-8"))))
        for name in FIELDS
    }
    for _ in range(data.draw(st.integers(1, 2))):
        rows = tables[data.draw(st.sampled_from(sorted(tables)))]
        at = data.draw(st.integers(0, len(rows) - 1))
        column = data.draw(st.integers(0, len(rows[0]) - 1))
        change = data.draw(
            st.sampled_from(["cell", "cell", "cell", "drop", "double", "move", "column"])
        )
        if change == "cell" and column < len(rows[at]):
            text = data.draw(STRANGE).encode("utf-8", "ignore").decode()
            rows[at] = [*rows[at][:column], text, *rows[at][column + 1 :]]
        elif change == "drop" and len(rows) > 2:
            del rows[at]
        elif change == "double":
            rows.insert(at, rows[at])
        elif change == "move":
            rows.append(rows.pop(at))
        elif change == "column":
            rows[:] = [[*row[:column], *row[column + 1 :]] for row in rows]
    with tempfile.TemporaryDirectory() as place:
        write(Path(place), DECLARATION, tables)
        cooperation, told = load_or_problems(Path(place))
        if not told:
            assert_same(cooperation, DECLARATION, tables)


def wrong_keys(folder: Path) -> list:
    """Return keys that break their pattern or stand twice, and references that lead nowhere.

    Read with the csv module alone, so that it knows nothing of the code that is tested.
    """
    declared = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    columns: dict[tuple[str, str], list[str]] = {}
    for name in FIELDS:
        text = (folder / f"{name}.csv").read_bytes().decode("utf-8", "replace")
        header, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        for at, column in enumerate(header):
            columns[name, column] = [row[at] for row in rows if at < len(row)]
    wrong = []
    for table in declared["resources"]:
        key = table["schema"].get("primaryKey", [])
        ids = [i for i in zip(*(columns[table["name"], c] for c in key), strict=True) if any(i)]
        wrong += [i for i in set(ids) if ids.count(i) > 1]
        slug = "[a-z0-9]+(-[a-z0-9]+)*"
        wrong += [i for i in ids if len(key) == 1 and not re.fullmatch(slug, *i, re.ASCII)]
        for reference in table["schema"].get("foreignKeys", []):
            (column,), (target,) = reference["fields"], reference["reference"]["fields"]
            known = columns[reference["reference"]["resource"] or table["name"], target]
            wrong += [i for i in columns[table["name"], column] if i and i not in known]
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("file", sorted(path.name for path in INVENTED.glob("[!.]*")))
def test_corrupted_bytes_end_in_problems_and_no_wrong_key_is_read(file, tmp_path):
    draw = random.Random(file)
    folder = shutil.copytree(INVENTED, tmp_path / "record")
    sound = (INVENTED / file).read_bytes()
    for _ in range(CORRUPTIONS):
        data = bytearray(sound)
        for _ in range(draw.choice([1, 1, 1, 2, 8, 64])):
            at = draw.randrange(len(data))
            change = draw.choice(["other", "bit", "lost", "new", "cut", "swap"])
            if change == "other":
                data[at] = draw.choice([*b'\0\n\r\t",;"-\\ 0a\xff\xc3', draw.randrange(256)])
            elif change == "bit":
                data[at] ^= 1 << draw.randrange(8)
            elif change == "lost":
                del data[at : at + draw.choice([1, 1, 20])]
            elif change == "new":
                data[at:at] = draw.choice([b"\n", b'"', b",", b"\xef\xbb\xbf", b"\0", b"a"])
            elif change == "cut" and draw.random() < 0.2:
                del data[at:]
            else:
                data[at : at + 40] = data[at : at + 40][::-1]
            if not data:
                break
        (folder / file).write_bytes(bytes(data))
        _, told = load_or_problems(folder)
        if not told and file != "datapackage.json":
            assert wrong_keys(folder) == []


LARGE = """
import sys
from helpers import DataError, load
try:
    load(sys.argv[1])
except DataError as error:
    print(error)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("x" * 10_000_000, "row 5, column definition"),
        ('"' + "x" * 10_000_000, "row 5"),
        ("x" * 10_000_000 + ',"a"b', "row 5"),
        ("wide", "has 10,005 columns"),
    ],
    ids=["plain", "unclosed", "with a wrong quote", "10,000 columns"],
)
def test_a_cell_of_10_mb_and_10000_columns_end_in_a_message_within_a_gigabyte(
    cell, words, tmp_path
):
    folder = shutil.copytree(INVENTED, tmp_path / "record")
    path = folder / "topics.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    if cell == "wide":
        lines = [line + ",".join(["", *(f"c{i}" for i in range(10_000))]) for line in lines]
    else:
        lines = [line.replace("Power from tides.", cell) for line in lines]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", LARGE, str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (10**9, 10**9)),
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert words in done.stdout and len(done.stdout) < 5_000
