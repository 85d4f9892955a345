"""One measure of many records gives what a plain loop over them gives, whoever works."""

import concurrent.futures
import os
import shutil
import signal
from functools import partial

import pandas as pd
import pytest

import generate
import helpers

RECORDS, DIFFERENT, BROKEN = 200, 20, (7, 120)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Return the folders of generated records, each in ten copies, of which two cannot be read."""
    home = tmp_path_factory.mktemp("pairs")
    made = [home / f"{i:03}" for i in range(RECORDS)]
    for i, folder in enumerate(made[:DIFFERENT]):
        generate.record(folder, 3 + i % 4, i, topics=5)
    for i, folder in enumerate(made[DIFFERENT:]):
        shutil.copytree(made[i % DIFFERENT], folder)
    for i in BROKEN:
        (made[i] / "topics.csv").unlink()
    return made


@pytest.fixture(scope="module")
def expected(folders):
    """Return what a plain loop gives; a copy has the rows of what it is a copy of."""
    rows, problems, measured = [], [], {}
    for i, folder in enumerate(folders):
        try:
            if i in BROKEN or i % DIFFERENT not in measured:
                frame = helpers.topic_year_matrix(helpers.load(folder)).reset_index()
                frame.columns.name = None
                measured[i % DIFFERENT] = frame
            rows.append(measured[i % DIFFERENT].assign(record=str(folder)))
        except helpers.DataError as error:
            problems.append(error.frame().assign(record=str(folder)))
    return tuple(pd.concat(frames, ignore_index=True) for frames in (rows, problems))


def are_equal(result, expected) -> bool:
    for frame, other in zip(result, expected, strict=True):
        assert frame.columns[0] == "record"
        other = other.astype({"record": "string"})
        pd.testing.assert_frame_equal(frame, other[list(frame.columns)])
    return True


@pytest.mark.slow
def test_a_pool_of_processes_gives_what_a_loop_gives(folders, expected):
    assert are_equal(helpers.survey(folders, helpers.topic_year_matrix), expected)
    assert expected[1]["record"].tolist() == [str(folders[i]) for i in BROKEN]


class Killing(concurrent.futures.Executor):
    """An executor that kills a worker when so many records are done."""

    def __init__(self, executor, worker: int, after: int) -> None:
        self.executor, self.worker, self.left = executor, worker, after

    def submit(self, *arguments, **named):
        future = self.executor.submit(*arguments, **named)
        future.add_done_callback(self.count)
        return future

    def count(self, _) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(self.worker, signal.SIGKILL)


@pytest.mark.slow
def test_a_cluster_gives_what_a_loop_gives_although_a_worker_is_killed(folders, expected):
    from distributed import Client, LocalCluster

    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(**options) as cluster, Client(cluster) as client:
        first = next(iter(client.run(os.getpid).values()))
        killing = Killing(client.get_executor(), first, 60)
        result = helpers.survey(folders, helpers.topic_year_matrix, killing)
        assert are_equal(result, expected)
        assert killing.left < 0 and first not in client.run(os.getpid).values()


def with_threads(folders, measure):
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        return helpers.survey(folders, measure, executor)


def test_arguments_of_a_measure_are_given_with_it(invented):
    measure = partial(helpers.direction, level="unit")
    rows, problems = with_threads(["tests/data/invented"], measure)
    alone = helpers.direction(invented, level="unit")
    assert rows["record"].eq("tests/data/invented").all() and problems.empty
    pd.testing.assert_frame_equal(rows.drop(columns="record"), alone)


def test_an_executor_that_is_given_can_be_asked_again():
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        for _ in range(2):
            rows, _ = helpers.survey(["tests/data/invented"], helpers.coverage, executor)
            assert len(rows) == 4


def test_the_rows_stand_in_the_order_of_the_folders():
    folders = ["tests/data/invented", "data"]
    for given in (folders, folders[::-1]):
        rows, _ = with_threads(given, helpers.coverage)
        assert rows["record"].unique().tolist() == given


def test_the_index_of_a_measure_becomes_a_column():
    rows, _ = with_threads(["tests/data/invented"], helpers.topic_year_matrix)
    assert list(rows.columns) == ["record", "topic_id", 2031, 2032, 2033]


def test_no_record_gives_no_rows():
    rows, problems = helpers.survey([], helpers.coverage)
    assert list(rows.columns) == list(problems.columns) == ["record"]
    assert rows.empty and problems.empty


def test_a_folder_that_is_given_twice_is_refused():
    with pytest.raises(ValueError, match="'a' is given more than once: name each folder once"):
        helpers.survey(["a", "b", "a"], helpers.coverage)


def test_what_a_measure_raises_names_its_record():
    with pytest.raises(ZeroDivisionError) as raised:
        with_threads(["tests/data/invented"], lambda record: 1 / 0)
    assert raised.value.__notes__ == ["The record is tests/data/invented."]


def test_where_there_is_no_terminal_no_progress_is_shown(capsys):
    with_threads(["tests/data/invented"], helpers.coverage)
    assert capsys.readouterr().err == ""
