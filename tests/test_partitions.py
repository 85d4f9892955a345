"""A record in parts gives what the same record in one piece gives, problems included."""

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import generate
import pandas as pd
import pytest
from conftest import INVENTED

import helpers
from helpers import datapackage, partitions, tables

MEASURES = "topic_year_matrix direction coverage formats follow_up cadence continuity timeline"
BIG = partitions.HELD_IN_PARTS


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def as_csv(rows: pd.DataFrame, path: Path) -> None:
    rows.to_csv(path, index=False, lineterminator="\n")


def as_gzip(rows: pd.DataFrame, path: Path) -> None:
    path.write_bytes(gzip.compress(rows.to_csv(index=False).encode()))


def as_parquet(rows: pd.DataFrame, path: Path) -> None:
    rows.to_parquet(path, index=False)


def split(whole: Path, home: Path, parts: int = 3, write=as_csv, ending: str = "csv") -> str:
    """Write a record into folders, the rows of its big tables dealt out, and return their pattern."""
    for number in range(parts):
        folder = home / f"part-{number}"
        folder.mkdir(parents=True)
        for name in BIG:
            rows = read(whole / f"{name}.csv")
            dealt = rows.sample(frac=1, random_state=7) if name == "exchanges" else rows
            write(dealt.iloc[number::parts], folder / f"{name}.{ending}")
    first = home / "part-0"
    for path in whole.glob("*.*"):
        if path.stem not in BIG:
            shutil.copy(path, first / path.name)
    declared = json.loads((whole / "datapackage.json").read_text(encoding="utf-8"))
    for resource in declared["resources"]:
        if resource["name"] in BIG:
            resource["path"] = f"{resource['name']}.{ending}"
    (first / "datapackage.json").write_text(json.dumps(declared), encoding="utf-8")
    return str(home / "part-*")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return generate.record(
        tmp_path_factory.mktemp("whole") / "record", 400, exchanges=900, topics=9
    )


@pytest.mark.parametrize("name", MEASURES.split())
@pytest.mark.parametrize("record", ["invented", "generated"])
def test_each_measure_of_a_record_in_parts_is_that_of_the_whole(whole, tmp_path, record, name):
    folder = INVENTED if record == "invented" else whole
    lazy = helpers.load(split(folder, tmp_path), engine="dask")
    told, expected = (getattr(helpers, name)(one) for one in (lazy, helpers.load(folder)))
    pd.testing.assert_frame_equal(told, expected)
    assert type(lazy.meetings).__module__.startswith("dask")


@pytest.mark.parametrize(
    "conditions",
    [
        {"year": (2031, 2032)},
        {"topic": "tidal-power", "way": "second to first"},
        {"text": "turbines"},
        {"country": "XA", "kind": ["webinar", "signing"]},
        {"organisation": "ministry-of-tides", "period": ("2031-01-01", "2031-12-31")},
        {"meeting": "2031-05-signing"},
    ],
    ids=" ".join,
)
def test_a_record_in_parts_is_narrowed_as_the_whole(tmp_path, conditions):
    lazy, here = helpers.load(split(INVENTED, tmp_path), engine="dask"), helpers.load(INVENTED)
    told, expected = lazy.where(**conditions), here.where(**conditions)
    pd.testing.assert_frame_equal(helpers.timeline(told), helpers.timeline(expected))
    pd.testing.assert_frame_equal(helpers.direction(told), helpers.direction(expected))
    pd.testing.assert_frame_equal(helpers.follow_up(told), helpers.follow_up(expected))


@pytest.mark.parametrize(("write", "ending"), [(as_gzip, "csv.gz"), (as_parquet, "parquet")])
def test_packed_csv_and_parquet_are_read_by_both_engines(whole, tmp_path, write, ending):
    expected = helpers.topic_year_matrix(helpers.load(whole))
    lazy = helpers.load(split(whole, tmp_path / "parts", 2, write, ending), engine="dask")
    here = helpers.load(Path(split(whole, tmp_path / "one", 1, write, ending)).parent / "part-0")
    pd.testing.assert_frame_equal(helpers.topic_year_matrix(lazy), expected)
    pd.testing.assert_frame_equal(helpers.topic_year_matrix(here), expected)


def test_numbers_days_and_gaps_of_parquet_are_read_as_csv_has_them(broken):
    path = broken.folder / "searches.csv"
    rows = read(path)
    rows = rows.assign(
        date=pd.to_datetime(rows["date"]), found=rows["found"].eq("true"), note=None
    ).astype({"looked_for": "category"})
    rows.to_parquet(path.with_suffix(".parquet"), index=False)
    expected = helpers.load(broken.folder).searches.drop(columns="note", errors="ignore")
    broken("datapackage.json", '"searches.csv"', '"searches.parquet"')
    told = helpers.load(broken.folder).searches
    pd.testing.assert_frame_equal(told[list(expected)], expected)


@pytest.mark.parametrize("ending", ["csv.gz", "parquet"])
def test_a_file_that_is_not_what_its_name_says_is_told(broken, ending):
    (broken.folder / f"topics.{ending}").write_bytes(b"topic_id,label\n")
    found = broken("datapackage.json", '"topics.csv"', f'"topics.{ending}"')
    assert [(p.check, p.file) for p in found] == [("encoding", f"record/topics.{ending}")]


def test_a_table_may_name_several_files(whole, tmp_path):
    folder = shutil.copytree(whole, tmp_path / "record")
    rows = read(folder / "meetings.csv")
    as_csv(rows[:150], folder / "one.csv")
    as_csv(rows[150:], folder / "two.csv")
    path = folder / "datapackage.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"meetings.csv"', '["one.csv", "two.csv"]'), encoding="utf-8")
    lazy = helpers.load(folder, engine="dask")
    expected = helpers.topic_year_matrix(helpers.load(whole))
    pd.testing.assert_frame_equal(helpers.topic_year_matrix(lazy), expected)
    with pytest.raises(helpers.DataError, match="is in several files"):
        helpers.load(folder)


BREAKS = {
    "a date that is none": ("meetings", 3, "date", "15/12/2031"),
    "a kind that is none": ("meetings", 4, "kind", "wbinar"),
    "a meeting that stands twice": ("meetings", 5, "meeting_id", "{4}"),
    "an exchange that stands twice": ("exchanges", 6, "exchange_id", "{2}"),
    "a meeting that is not there": ("exchanges", 2, "meeting_id", "2031-05-nowhere"),
    "a topic that is not there": ("exchanges", 1, "topic_id", "tidal-powr"),
    "one end alone": ("exchanges", 1, "from_id", ""),
    "an organisation that was not there": ("exchanges", 5, "to_id", "pier-watch"),
    "a participant of no meeting": ("participants", 0, "meeting_id", "2031-05-nowhere"),
    "a promise of no meeting": ("commitments", 0, "meeting_id", "2031-05-nowhere"),
    "a promise kept too early": ("commitments", 0, "fulfilled_by", "2031-05-signing"),
    "an area that is not there": ("topics", 0, "area_id", "clean-beeches"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_problem_is_told_as_of_the_whole_with_its_own_file_and_row(tmp_path, name):
    table, row, column, value = BREAKS[name]
    folder = shutil.copytree(INVENTED, tmp_path / "whole")
    rows = read(folder / f"{table}.csv")
    if value.startswith("{"):
        value = rows[column].iloc[int(value[1:-1])]
    rows.iloc[row, rows.columns.get_loc(column)] = value
    as_csv(rows, folder / f"{table}.csv")
    with pytest.raises(helpers.DataError) as expected:
        helpers.load(folder)
    pattern = split(folder, tmp_path / "parts")
    with pytest.raises(helpers.DataError) as told:
        helpers.load(pattern, engine="dask")

    def about(problem):
        return problem.check, problem.table, problem.column, problem.value

    assert sorted(map(about, told.value.problems)) == sorted(map(about, expected.value.problems))
    for problem in told.value.problems:
        cells = read(tmp_path / "parts" / problem.file)
        place = problem.column if problem.column in cells else cells.columns[1]
        assert problem.value in (cells[place].iloc[problem.row - 2], *cells.iloc[problem.row - 2])


def test_a_meeting_told_again_in_another_part_is_found(tmp_path):
    folder = shutil.copytree(INVENTED, tmp_path / "whole")
    rows = read(folder / "meetings.csv")
    again = rows.iloc[[1]].assign(meeting_id=rows["meeting_id"].iloc[1] + "-again")
    as_csv(pd.concat([rows, again]), folder / "meetings.csv")
    pattern = split(folder, tmp_path / "parts")
    with pytest.raises(helpers.DataError) as told:
        helpers.load(pattern, engine="dask")
    (problem,) = told.value.problems
    assert (problem.check, problem.what) == (
        "repeated",
        "begins a row that repeats the content of row 5 of part-0/meetings.csv",
    )


def test_the_first_hundred_problems_are_listed_and_all_are_counted(tmp_path):
    folder = generate.record(tmp_path / "whole", 300, topics=5, broken=True)
    pattern = split(folder, tmp_path / "parts")
    with pytest.raises(helpers.DataError) as told:
        helpers.load(pattern, engine="dask")
    with pytest.raises(helpers.DataError) as expected:
        helpers.load(folder)
    problems = told.value.problems
    assert len(list(problems)) == 100 and len(problems) == len(expected.value.problems)
    assert "date 300" in str(told.value) and "The first 100 are listed" in str(told.value)


def test_a_file_that_no_folder_holds_is_told(tmp_path):
    pattern = split(INVENTED, tmp_path)
    for path in tmp_path.glob("*/exchanges.csv"):
        path.unlink()
    with pytest.raises(helpers.DataError, match="exchanges.csv: is missing"):
        helpers.load(pattern, engine="dask")


def test_a_row_is_told_as_its_file_counts_it_also_beside_a_missing_file(tmp_path):
    pattern = split(INVENTED, tmp_path)
    for path in tmp_path.glob("*/exchanges.csv"):
        path.unlink()
    path = tmp_path / "part-0" / "topics.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Tidal power", " Tidal power", 1))
    with pytest.raises(helpers.DataError) as told:
        helpers.load(pattern, engine="dask")
    row = 2 + read(path)["label"].tolist().index(" Tidal power")
    assert ("space", "part-0/topics.csv", row) in [
        (p.check, p.file, p.row) for p in told.value.problems
    ]


def test_a_part_that_is_no_table_is_told_and_no_reference_into_it(tmp_path):
    pattern = split(INVENTED, tmp_path)
    (tmp_path / "part-1" / "meetings.csv").write_bytes("title\nüber\n".encode("utf-16"))
    with pytest.raises(helpers.DataError) as told:
        helpers.load(pattern, engine="dask")
    assert [(p.check, p.file) for p in told.value.problems] == [("encoding", "part-1/meetings.csv")]


def test_dask_is_imported_for_its_engine_alone():
    code = "import sys, helpers; helpers.topic_year_matrix(helpers.load('tests/data/invented'));"
    code += "sys.exit('dask' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_an_engine_that_is_not_there_is_told(monkeypatch):
    with pytest.raises(ValueError, match="did you mean 'dask'"):
        helpers.load(INVENTED, engine="dusk")
    monkeypatch.setitem(sys.modules, "dask", None)
    with pytest.raises(ImportError, match="cooperation-helpers\\[scale\\]"):
        helpers.load(INVENTED, engine="dask")


def test_a_worker_killed_in_the_middle_changes_no_result(whole, tmp_path):
    from dask.distributed import Client, LocalCluster

    pattern = split(whole, tmp_path, parts=8)
    expected = helpers.topic_year_matrix(helpers.load(whole))
    with (
        LocalCluster(2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        lazy = helpers.load(pattern, engine="dask")
        rows = lazy.exchanges.merge(lazy.held[["meeting_id", "start"]], on="meeting_id")
        waiting = client.persist(rows)
        pid = next(iter(client.run(os.getpid).values()))
        os.kill(pid, signal.SIGKILL)
        told = helpers.topic_year_matrix(lazy)
        assert len(waiting) == len(helpers.load(whole).exchanges)
        pids = client.run(os.getpid).values()
    assert pid not in pids
    pd.testing.assert_frame_equal(told, expected)


def test_what_cannot_be_rewritten_is_left_alone(broken):
    path = broken.folder / "topics.csv"
    as_gzip(read(path), path.with_suffix(".csv.gz"))
    path.unlink()
    broken("datapackage.json", '"topics.csv"', '"topics.csv.gz"')
    from helpers import tidying

    new = tidying.tidied(datapackage.read(broken.folder))
    assert "topics.csv.gz" not in new and "meetings.csv" in new
    assert len(tables.load(broken.folder).topics) == 4


@pytest.mark.parametrize("name", ["timeline", "continuity", "direction", "cadence"])
def test_a_figure_of_a_record_in_parts_is_that_of_the_whole(tmp_path, name):
    lazy = helpers.load(split(INVENTED, tmp_path), engine="dask").where(year=(2031, 2032))
    here = helpers.load(INVENTED).where(year=(2031, 2032))
    draw = getattr(helpers.figures, name)
    assert draw(lazy).to_json() == draw(here).to_json()
