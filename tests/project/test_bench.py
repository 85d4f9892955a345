"""The comparison with peers: it runs at tiny size, and its page says what was measured."""

import json
import re
import subprocess
import sys

import pytest

from places import ROOT

sys.path.insert(0, str(ROOT))
from bench import __main__ as bench  # noqa: E402 - after its path
from bench import estimate, measuring, ratios, readers, report, rerun  # noqa: E402 - after its path


@pytest.fixture
def measured():
    if not (ROOT / "bench/results.json").exists():
        pytest.skip("nothing was measured yet: make bench")
    return json.loads((ROOT / "bench/results.json").read_text(encoding="utf-8"))


def results() -> dict:
    """Return results that are easy to reckon with: 100 and 1,000 meetings, four rows each."""

    def row(tool, meetings, seconds, peak):
        size = {"meetings": meetings, "rows": 4 * meetings, "bytes": 1, "widest": 4 * meetings}
        return {"tool": tool, "seconds": seconds, "peak": peak, **size}

    return {
        "machine": {"memory": 2_000_000},
        "sizes": [
            row("helpers", 100, 1.0, 100_000),
            row("pandas", 100, 2.0, 50_000),
            row("helpers", 1_000, 4.6, 1_900_000),
        ],
        "problems": [row("helpers", 100, 1.0, 10), row("helpers, broken", 100, 3.0, 20)],
        "starts": [{"tool": "pandas", "seconds": 2.0}, {"tool": "import helpers", "seconds": 3.0}],
    }


@pytest.mark.slow
def test_the_comparison_runs_at_tiny_size_and_writes_results_page_and_table(tmp_path):
    tools = [
        "--tools",
        "helpers",
        "pandas",
        "frictionless",
    ]  # the others are not in this environment
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", "--only", "sizes", "problems", "stages", *tools]
        + ["--sizes", "20", "40", "--out", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    measured = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert [(row["tool"], row["rows"]) for row in measured["sizes"][:3]] == [
        ("helpers", 80),
        ("pandas", 80),
        ("frictionless", 80),
    ]
    assert measured["runs"] == 1
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert page == report.page(measured) and done.stdout.strip() in page


def test_one_part_is_measured_anew_and_the_others_are_kept_unless_the_machine_differs(tmp_path):
    path, now = tmp_path / "results.json", {"is_trial": True, "runs": 1}
    now["machine"] = {"cores": 2, "day": "2031-12-15", "load": 0.1}
    former = {**now, "sizes": [1], "has_plot": True}
    former["machine"] = {"cores": 2, "day": "2031-11-02", "load": 0.9}
    assert bench.kept(path, now) == {}
    path.write_text(json.dumps(former), encoding="utf-8")
    assert bench.kept(path, now) == {"sizes": [1]}
    now["machine"]["cores"] = 4
    with pytest.raises(SystemExit, match="another machine"):
        bench.kept(path, now)


def test_a_part_alone_is_refused_before_it_is_measured_where_the_others_are_missing(
    tmp_path, capsys
):
    with pytest.raises(SystemExit):
        bench.main(["--quick", "--only", "pages", "--out", str(tmp_path)])
    assert "name them too: sizes, problems, stages" in capsys.readouterr().err


def test_the_page_says_what_the_results_hold(measured):
    assert (ROOT / "bench/README.md").read_text(encoding="utf-8") == report.page(measured)


def test_the_committed_results_are_of_a_whole_run(measured):
    assert not measured["is_trial"]
    assert {row["rows"] for row in measured["sizes"]} >= {1_000, 10_000, 100_000, 1_000_000}
    assert min(row["runs"] for row in measured["sizes"]) >= 5
    assert {"starts", "pages", "rerun", "problems"} <= set(measured)


@pytest.mark.parametrize("tool", ["helpers", "pandas", "DuckDB", "sqlite-utils"])
def test_each_tool_counts_the_same(tool, tmp_path):
    pytest.importorskip({"DuckDB": "duckdb", "sqlite-utils": "sqlite_utils"}.get(tool, tool))
    sys.path.insert(0, str(ROOT / "tests"))
    import generate

    folder = generate.record(tmp_path / "record", 50, exchanges=200, topics=3)
    counts = {name: readers.read(name, folder)["counts"] for name in (tool, "helpers")}
    assert len(set(counts.values())) == 1


def test_a_generated_record_has_a_problem_in_every_row(tmp_path):
    import generate
    import helpers

    folder = generate.record(tmp_path / "record", 30, exchanges=50, broken=True)
    with pytest.raises(helpers.DataError) as told:
        helpers.load(folder)
    found = {(problem.file, problem.row) for problem in told.value.problems}
    wanted = {"meetings": 30, "participants": 60, "exchanges": 50}
    assert found >= {
        (f"record/{name}.csv", row) for name, rows in wanted.items() for row in range(2, rows + 2)
    }


def test_a_ratio_is_ours_by_theirs_and_tells_whether_its_bound_is_kept():
    found = {(r.what, r.beside): r for r in ratios.all_of(results())}
    assert found["time, 100 meetings, 400 rows", "pandas"].ratio == 0.5
    assert found["time, 1,000 meetings, 4,000 rows", "helpers, 400 rows"].ratio == 4.6
    assert found["bytes of peak memory for each row more, 400 to 4,000", "one row"].ratio == 500
    assert found["import helpers", "pandas"].verdict == "at most 1.2: missed"


def test_the_bounds_on_growth_hold_between_their_own_two_sizes():
    told = results()
    told["sizes"] += [
        {**told["sizes"][0], "rows": 100_000, "meetings": 25_000, "seconds": 5.0, "peak": 10**8},
        {
            **told["sizes"][0],
            "rows": 1_000_000,
            "meetings": 250_000,
            "seconds": 65.0,
            "peak": 10**9,
        },
    ]
    found = {(r.what, r.beside): r for r in ratios.all_of(told)}
    time = found["time, 250,000 meetings, 1,000,000 rows", "helpers, 100,000 rows"]
    memory = found["bytes of peak memory for each row more, 100,000 to 1,000,000", "one row"]
    assert (time.ratio, time.verdict) == (13.0, "at most 12: missed")
    assert (memory.ratio, memory.verdict) == (1000.0, "at most 600: missed")


def test_the_estimate_goes_on_from_the_slope_and_names_first_what_breaks_first():
    told = "\n".join(estimate.told(results()))
    # 3,600 rows more took 3.6 s and 1.8 MB: 1 ms and 500 bytes a row
    assert "1e+03 µs and 500 bytes" in told
    assert "| 100,000,000 | 1667 min, 50 GB (does not fit" in told
    # 0.1 MB are left of 2 MB: 200 rows more; a byte a row of the widest column: 2 GiB much later
    assert told.index("1. memory: at 4,200 rows") < told.index("2. the reader")


def test_measures_take_turns_and_give_their_median(capsys):
    turns = []

    def measure(name, numbers):
        def one():
            turns.append(name)
            return {"seconds": numbers.pop(0), "counts": "same"}

        return one

    rows = measuring.alternate(
        {"a": measure("a", [3.0, 1.0, 2.0]), "b": measure("b", [9.0, 9.0, 9.0])}, 3
    )
    assert turns == ["a", "b"] * 3
    a = {"tool": "a", "runs": 3, "seconds": 2.0, "counts": "same", "spread": [1.0, 3.0]}
    assert rows[0] == a and rows[1]["seconds"] == 9.0


@pytest.mark.slow
def test_a_failing_command_stops_the_measuring():
    with pytest.raises(RuntimeError, match="no-such-word"):
        measuring.seconds([sys.executable, "-c", "raise SystemExit('no-such-word')"])


@pytest.mark.slow
def test_the_measured_checkout_has_one_more_meeting_without_a_problem(tmp_path, real):
    import helpers

    copy = rerun.checkout(tmp_path)
    assert len(helpers.load(copy / "data").meetings) == len(real.meetings) + 1


def test_the_lock_of_the_comparison_agrees_with_the_lock_of_the_project():
    def locked(path):
        text = (ROOT / path).read_text(encoding="utf-8")
        assert "://" not in text and "--hash=sha256:" in text
        return dict(re.findall(r"^([a-z0-9_.-]+)==([^ ;\\]+)", text, re.M))

    ours, theirs = locked("requirements.txt"), locked("bench/requirements.txt")
    assert {"duckdb", "sqlite-utils", "papermill", "frictionless"} <= set(theirs)
    assert {name for name in set(ours) & set(theirs) if ours[name] != theirs[name]} == set()
