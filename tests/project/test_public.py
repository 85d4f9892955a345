import ast
import datetime
import inspect
import re
import subprocess
import sys
import tomllib

import pytest
import yaml

import helpers
from helpers.measures.exchanges import EXCHANGES
from places import ROOT

SOURCE = (ROOT / "src" / "helpers" / "__init__.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", helpers.__all__)
def test_each_public_name_is_there_and_known_to_editors(name):
    assert getattr(helpers, name) is getattr(helpers, name)
    told = next(node for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.If))
    assert name in {alias.name for node in told.body for alias in node.names}


def test_the_version_is_that_of_the_citation_and_of_the_change_log():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert helpers.__version__ == project["version"] == citation["version"]
    assert helpers.__version__ == re.search(r"^## (\S+)", log, re.M)[1]


def test_editors_are_told_that_the_package_has_types():
    assert (ROOT / "src" / "helpers" / "py.typed").exists()


def test_a_name_that_is_not_public_is_told_with_those_that_are():
    with pytest.raises(AttributeError, match="has no 'timelines'; it has .*timeline"):
        _ = helpers.timelines


def test_the_exchanges_are_those_of_held_meetings_with_labels_and_ids(invented):
    rows = helpers.exchanges(invented)
    assert rows["status"].eq("held").all() and rows.index.tolist() == list(range(7))
    assert list(rows) == EXCHANGES and rows["start"].is_monotonic_increasing
    row = rows.set_index("exchange_id").loc["2031-12-20-study-visit-kelp"]
    assert row[["label", "direction", "from_name", "to_name"]].tolist() == [
        "Kelp farming",
        "XB-XA",
        "Kelp Unit",
        "Tides",
    ]


def test_the_timeline_gives_ids_in_the_order_of_the_labels(invented):
    rows = helpers.timeline(invented).set_index("meeting_id")
    row = rows.loc["2031-06-03-working-group"]
    labels = invented.topics.set_index("topic_id")["label"]
    assert (
        tuple(labels[i] for i in row["topic_ids"])
        == row["topics"]
        == ("Harbour lights", "Tidal power")
    )
    assert len(row["organisation_ids"]) == len(row["organisations"])


@pytest.mark.parametrize(
    "today", [2033, "2033", "soon", True, 20331231.5, datetime.date(9999, 12, 31)]
)
def test_a_day_that_is_none_is_refused_with_how_to_write_one(invented, today):
    with pytest.raises((TypeError, ValueError), match="is not a day: write one such as"):
        helpers.follow_up(invented, today=today)


def test_a_day_with_a_time_zone_is_refused(invented):
    import pandas as pd

    with pytest.raises(ValueError, match="has a time zone: write the day alone, 2033-12-31"):
        helpers.follow_up(invented, today=pd.Timestamp("2033-12-31", tz="Asia/Tokyo"))


def test_wrong_things_to_compare_and_to_describe_are_told(invented):
    with pytest.raises(TypeError, match="give several by their labels"):
        helpers.compare(invented)
    with pytest.raises(TypeError, match="5 is not a record"):
        helpers.compare(5)
    with pytest.raises(TypeError, match="'data' is not a record"):
        helpers.compare({"a": "data"})
    with pytest.raises(TypeError, match="make one first with helpers.compare"):
        helpers.figures.compare(invented)
    with pytest.raises(TypeError, match="has no finding"):
        helpers.figures.describe(invented)


def test_signatures_are_those_that_are_documented():
    assert list(inspect.signature(helpers.topic_year_matrix).parameters) == ["cooperation", "count"]


@pytest.mark.slow
def test_months_have_their_english_names_whatever_the_language_of_the_machine():
    code = """
import calendar
calendar.month_name = [""] + ["maand"] * 12
calendar.month_abbr = [""] + ["mnd"] * 12
from helpers import dates
from helpers.figures.time_axis import period_name
from helpers.record.written_dates import explain
print(dates.in_words("2031-05-02"), period_name(2031 * 4 + 1, 3), explain("2 May 2031")[1])
print(explain("2031-02-30")[0])
"""
    told = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert told.splitlines() == [
        "2 May 2031 Apr–Jun 2031 write 2031-05-02",
        "is not a day: February 2031 has 28",
    ]
