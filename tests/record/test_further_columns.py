"""Further columns are welcome, whatever their names: nothing that is made of the record changes."""

import csv
import dataclasses
import json
import shutil

import pandas as pd
import pytest

import everything
import helpers
from helpers import measures
from helpers.record import column_types
from helpers.record.checks import needed
from places import INVENTED

NAMES = (
    *("record", "is_said", "start", "end", "date", "title", "year", "topic", "label", "kind"),
    *("status", "format", "place", "name", "url", "link", "key", "way", "state", "period", "order"),
    *("lane", "host", "side", "path", "depth", "share", "count", "first", "last", "told", "lines"),
    *("meetings", "exchanges", "topics", "organisations", "number", "is_day", "country", "promise"),
    *("topic_id", "exchange_id", "commitment_id", "area_id", "organisation_id", "from_id", "mode"),
    *(
        "from_label",
        "to_label",
        "from_name",
        "to_name",
        "direction",
        "due",
        "fulfilled_by",
        "since",
    ),
    *("publisher", "grade", "summary", "subject", "anchor", "first_month", "precision", "x0", "y"),
    *("is_lasting", "is_approximate", "index", "_merge", "0", "meeting_id_words", "accessed"),
)


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """Return the folder of the invented record with further columns in every table."""
    folder = tmp_path_factory.mktemp("wide") / "record"
    shutil.copytree(INVENTED, folder)
    path = folder / "datapackage.json"
    declaration = json.loads(path.read_text(encoding="utf-8"))
    for resource in declaration["resources"]:
        fields = resource["schema"]["fields"]
        names = {field["name"] for field in fields}
        taken = names.union(*map(column_types.parts_of_date, names))  # what a date is read into
        further = [name for name in NAMES if name not in taken]
        assert len(further) > 50
        types = {
            name: "integer" if name in ("year", "order", "y") else "string" for name in further
        }
        fields[1:1] = [{"name": name, "type": types[name]} for name in further]
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            row |= {n: "7" if types[n] == "integer" else "tidal-power" for n in further}
        with (folder / resource["path"]).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    path.write_text(json.dumps(declaration), encoding="utf-8")
    return folder


@pytest.mark.slow
def test_further_columns_of_any_name_change_nothing_that_is_made_of_a_record(wide):
    plain, made = everything.of(INVENTED), everything.of(wide)
    assert list(made) == list(plain)
    for name, expected in plain.items():
        if isinstance(expected, pd.DataFrame):
            pd.testing.assert_frame_equal(made[name], expected, obj=name)
        else:
            assert made[name] == expected, name


@pytest.mark.slow
def test_a_further_column_that_changed_is_told(wide, tmp_path):
    folder = tmp_path / "record"
    shutil.copytree(wide, folder)
    text = (folder / "exchanges.csv").read_text(encoding="utf-8")
    assert text.count("tidal-power") > 400
    (folder / "exchanges.csv").write_text(text.replace("tidal-power", "calm", 1), encoding="utf-8")
    ((cell,),) = [measures.diff(helpers.load(wide), helpers.load(folder))["changed"]]
    assert (cell["old"], cell["new"]) == ("tidal-power", "calm")


def test_a_column_that_a_reader_adds_to_a_table_changes_no_measure(invented):
    record = helpers.load(INVENTED)
    exchanges = record.exchanges
    for name in ("date", "start", "title", "kind", "year", "label"):
        exchanges[name] = "mine"
    record = dataclasses.replace(record, tables={**record.tables, "exchanges": exchanges})
    assert helpers.continuity(record).equals(helpers.continuity(invented))
    assert helpers.direction(record).equals(helpers.direction(invented))
    assert helpers.coverage(record).equals(helpers.coverage(invented))
    assert set(needed.NEEDED) <= set(record.tables)


@pytest.mark.parametrize("name", ["cells", "problems", "frame"])
def test_a_column_may_be_called_as_what_is_kept_of_a_table(tmp_path, name):
    folder = tmp_path / "record"
    shutil.copytree(INVENTED, folder)
    path = folder / "datapackage.json"
    declaration = json.loads(path.read_text(encoding="utf-8"))
    (topics,) = (r for r in declaration["resources"] if r["name"] == "topics")
    topics["schema"]["fields"].append(
        {"name": name, "type": "string", "constraints": {"enum": ["calm", "rough"]}}
    )
    path.write_text(json.dumps(declaration), encoding="utf-8")
    head, *rows = (folder / "topics.csv").read_text(encoding="utf-8").splitlines()
    text = "\n".join([f"{head},{name}", *(f"{row},calm" for row in rows)]) + "\n"
    (folder / "topics.csv").write_text(text, encoding="utf-8")
    for _ in range(2):  # what is kept is asked again
        assert helpers.load(folder).topics[name].tolist() == ["calm"] * len(rows)
