"""The comparison with peers: it runs at tiny size, and its page says what was measured."""

import json
import re
import subprocess
import sys

import pytest

from places import ROOT

sys.path.insert(0, str(ROOT))
from bench import measuring, pages, report, tasks  # noqa: E402 - after its path

import generate  # noqa: E402 - after its path


@pytest.fixture
def measured():
    return json.loads((ROOT / "bench/results.json").read_text(encoding="utf-8"))


def runs(*seconds, **further):
    return [{"seconds": number, **further} for number in seconds]


@pytest.mark.slow
def test_the_comparison_runs_at_tiny_size_and_writes_results_page_and_table(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", "--out", tmp_path]
        + ["--only", "sizes", "problems", "survey", "starts"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    ((size, tasks_of_size),) = results["sizes"].items()
    assert (size, list(tasks_of_size)) == (
        "2000",
        ["load", "load and matrix", "plain pandas", "frictionless validate"],
    )
    assert results["is_trial"] and len(tasks_of_size["load"]) == 1
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert page == report.page(results) and done.stdout.strip() in page
    assert len(done.stdout.splitlines()) == 2 + 8


def test_the_page_says_what_the_results_hold(measured):
    assert (ROOT / "bench/README.md").read_text(encoding="utf-8") == report.page(measured)


def test_the_committed_results_are_of_a_whole_run(measured):
    parts = {"sizes", "problems", "survey", "pages", "meeting", "starts"}
    assert not measured["is_trial"] and parts <= set(measured)
    assert set(measured["sizes"]) >= {"1000", "10000", "100000", "400000", "1000000"}
    assert min(len(numbers) for numbers in measured["sizes"]["400000"].values()) >= 3


def test_the_page_has_at_most_fifteen_rows(measured):
    assert 9 <= len(list(report.rows(measured))) <= 15


def test_plain_pandas_counts_the_same(tmp_path):
    folder = generate.record(tmp_path / "record", 50, exchanges=200, topics=3)
    theirs = tasks.plain_pandas(folder).rename(columns=int)
    ours = tasks.matrix(folder)
    assert theirs.stack().sum() > 0
    assert ours.loc[theirs.index, theirs.columns].to_numpy().tolist() == theirs.to_numpy().tolist()
    assert ours.to_numpy().sum() == theirs.to_numpy().sum()


def test_the_task_on_problems_refuses_a_record_without_any(tmp_path):
    folder = generate.record(tmp_path / "record", 10)
    with pytest.raises(ValueError, match="has no problem"):
        tasks.problems(folder)


def test_a_generated_record_has_a_problem_in_every_row(tmp_path):
    import helpers

    folder = generate.record(tmp_path / "record", 30, exchanges=50, broken=True)
    with pytest.raises(helpers.DataError) as error:
        helpers.load(folder)
    problems = {(problem.file, problem.row) for problem in error.value.problems}
    wanted = {"meetings": 30, "participants": 60, "exchanges": 50}
    assert problems >= {
        (f"record/{name}.csv", row) for name, rows in wanted.items() for row in range(2, rows + 2)
    }


def test_a_ratio_is_of_the_medians_ours_by_theirs():
    row = report.row("load", runs(1.0, 9.0, 2.0), "pandas", runs(4.0, 4.0, 4.0))
    assert row == ["load", "2 s", "pandas", "4 s", "0.5", ""]


@pytest.mark.parametrize(
    ("ours", "verdict"), [(8.0, "at most 4: kept"), (8.2, "at most 4: missed")]
)
def test_a_row_says_whether_its_bound_is_kept(ours, verdict):
    assert report.row("load", runs(ours), "pandas", runs(2.0), 4)[-1] == verdict


def test_a_small_ratio_is_written_as_a_fraction():
    row = report.row("load", runs(0.5), "frictionless validate", runs(10.0), 1 / 15)
    assert row[-2:] == ["1/20", "at most 1/15: kept"]


def test_the_largest_record_is_held_against_the_tenth_of_it():
    sizes = {
        "40": {"load and matrix": runs(1.0, peak=1)},
        "100": {
            task: runs(2.0, peak=1)
            for task in ("load", "load and matrix", "plain pandas", "frictionless validate")
        },
        "400": {"load and matrix": runs(13.0, peak=1)},
    }
    *_, growth = report.rows({"sizes": sizes})
    assert growth == ["load and matrix, 400 rows", "13 s", "a tenth, 40", "1 s", "13"] + [
        "at most 12: missed"
    ]


def test_a_survey_of_all_pairs_costs_ten_machines_a_tenth_of_the_time():
    two = runs(20.0, worker_peak=150_000_000, rows_bytes=2_000_000)
    part = {"records": 200, "rows": 100, "tasks": {"survey, 2 processes": two}}
    lines = report.on_paper(part)
    # 0.1 s and 10,000 bytes a record: 1,800 s and 180 MB for 18,000
    assert "| time | 30 min | 3 min |" in lines
    assert "| memory of the frame that is collected | 180 MB | 180 MB |" in lines


@pytest.mark.parametrize(("load", "is_said"), [([5.0, 6.0], True), ([0.3, 6.0], False)])
def test_the_page_says_when_other_work_had_the_cores_all_the_while(measured, load, is_said):
    machine = {**measured["machine"], "cores": 2, "load": load}
    assert (report.BUSY in report.page({**measured, "machine": machine})) == is_said


def test_measures_take_turns_and_keep_the_numbers_of_each_run(capsys):
    turns = []

    def measure(name):
        turns.append(name)
        return {"seconds": len(turns)}

    numbers = measuring.in_turn({"a": lambda: measure("a"), "b": lambda: measure("b")}, 2)
    assert turns == ["a", "b", "a", "b"]
    assert numbers == {"a": runs(1, 3), "b": runs(2, 4)}


@pytest.mark.slow
def test_a_failing_command_stops_the_measuring():
    with pytest.raises(RuntimeError, match="no-such-word"):
        measuring.seconds([sys.executable, "-c", "raise SystemExit('no-such-word')"])


@pytest.mark.slow
def test_the_measured_clone_has_one_more_meeting_without_a_problem(tmp_path, real):
    import helpers

    clone = pages.clone_with_a_meeting(tmp_path)
    assert len(helpers.load(clone / "data").meetings) == len(real.meetings) + 1


def test_the_lock_of_the_comparison_agrees_with_the_lock_of_the_project():
    def locked(path):
        text = (ROOT / path).read_text(encoding="utf-8")
        assert "://" not in text and "--hash=sha256:" in text
        return dict(re.findall(r"^([a-z0-9_.-]+)==([^ ;\\]+)", text, re.M))

    ours, theirs = locked("requirements.txt"), locked("bench/requirements.txt")
    assert {"frictionless", "playwright", "nbconvert"} <= set(theirs)
    assert {name for name in set(ours) & set(theirs) if ours[name] != theirs[name]} == set()
