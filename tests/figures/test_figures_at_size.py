"""Figures of a record too large to be drawn row by row."""

from importlib import import_module

import pandas as pd
import pytest

import generate
import helpers
from everything import meta, said
from helpers import figures
from helpers.figures import base, time_axis, timeline_counts
from helpers.figures.comparison import layout

MEETINGS, EXCHANGES, TOPICS = 20_000, 30_000, 2_000


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    folder = tmp_path_factory.mktemp("large")
    return helpers.load(generate.record(folder, MEETINGS, exchanges=EXCHANGES, topics=TOPICS))


@pytest.fixture(scope="module")
def drawn(large):
    return figures.timeline(large), figures.topic_year_matrix(large, "exchanges")


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    folder = generate.record(tmp_path_factory.mktemp("crowded") / "record", 300)
    path = folder / "commitments.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0]
    meeting = (folder / "meetings.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    source = (folder / "sources.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    told = {"meeting_id": meeting, "due": "2024", "source_id": source}
    rows = [
        ",".join(
            {**told, "commitment_id": f"{meeting}-{i}", "promise": f"Promise {i}"}.get(name, "")
            for name in header.split(",")
        )
        for i in range(600)
    ]
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return helpers.load(folder)


def assert_small(figure) -> None:
    """Assert that a figure can be loaded and looked at."""
    assert len(figure.to_json()) <= 300_000
    if isinstance(figure, figures.Sheet):
        return
    assert len(figure.layout.annotations) <= 170 and figure.layout.height <= 6_000


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("continuity", "Shows the 40 of 200 topics taken up most."),
        ("direction", "rows with the most exchanges."),
        ("follow_up", "Shows the 40 most urgent of 600 promises: overdue, then past, then open."),
        ("cadence", "Shows the last 20 of 300 meetings."),
        ("support", "Shows the 40 thinnest of 200."),
    ],
)
def test_a_figure_of_many_rows_draws_some_and_says_so(crowded, name, says):
    figure = getattr(figures, name)(crowded)
    assert says in said(figure)
    assert_small(figure)


def test_areas_of_a_large_record_are_all_drawn_where_they_are_few(crowded):
    compared = helpers.compare({"Crowded": crowded, "Again": crowded.where(year=2001)})
    for figure, rows in (
        (figures.coverage(crowded), 3),
        (figures.compare(compared, "coverage"), 2 * 3),
    ):
        assert len(meta(figure)["table"]["rows"]) == rows
        assert "Shows" not in said(figure)
        assert_small(figure)


def test_a_table_too_long_for_a_page_says_how_many_rows_it_lacks(crowded):
    told = figures.follow_up(crowded).to_dict()["table"]
    assert len(told["rows"]) + told.get("left", 0) == 40
    rows = [["x" * 1_000]] * 150
    cut = base.NumberTable(["A"], rows, rows).truncated()
    assert (len(cut.rows), len(cut.keys), cut.left) == (99, 99, 51)


def table(figure) -> pd.DataFrame:
    told = meta(figure)["table"]
    return pd.DataFrame(list(told["rows"]), columns=list(told["columns"])).set_index(
        told["columns"][0]
    )


def test_a_large_record_gives_few_marks_and_little_json(drawn):
    timeline, matrix = drawn
    assert sum(len(trace.x) for trace in timeline.data) <= 5_000
    assert sum(len(row) for row in matrix.data[0].z) <= 5_000
    assert max(len(timeline.to_json()), len(matrix.to_json())) <= 300_000


def test_a_large_timeline_counts_every_meeting_once_in_its_year(large, drawn):
    timeline, _ = drawn
    assert sum(sum(trace.customdata) for trace in timeline.data) == MEETINGS
    in_1987 = large.meetings["meeting_id"].str.startswith("1987") & large.meetings["kind"].eq(
        "webinar"
    )
    assert table(timeline).loc["1987", "webinar"] == in_1987.sum()


def test_a_large_timeline_says_by_what_it_counts_and_where_most_are(drawn):
    timeline, _ = drawn
    years = table(timeline).sum(axis=1)
    assert "counted by year" in timeline.layout.title.text
    told = f"The most in one year: {years.max():,}, in {years.idxmax()}."
    assert figures.describe(timeline).endswith(told)


def test_a_large_matrix_shows_the_topics_taken_up_most_and_the_others_as_one_row(large, drawn):
    _, matrix = drawn
    numbers = large.exchanges["topic_id"].value_counts()
    rows = table(matrix)
    assert "39 taken up most" in matrix.layout.title.text.replace("<br>", " ")
    assert rows.index[-1] == "1,961 other topics" and len(rows) == 40
    assert rows.sum(axis=1).tolist() == [*numbers[:39], numbers[39:].sum()]


def test_a_large_matrix_has_columns_of_several_years(drawn):
    _, matrix = drawn
    assert list(matrix.data[0].x[:2]) == ["1950–1959", "1960–1969"]
    assert "by decade" in matrix.layout.title.text


def test_a_crowded_timeline_holds_each_meeting_in_its_month_lane_and_host(invented, monkeypatch):
    monkeypatch.setattr(timeline_counts, "MOST_MARKS", 0)
    figure = figures.timeline(invented)
    rows = table(figure)
    assert rows.index[0] == "May 2031" and list(rows.columns) == [
        *("signing", "working group", "study visit", "webinar", "continued exchange"),
        *("planned", "cancelled", "promised, due"),
    ]
    assert rows.loc["Jun 2031"].tolist() == [0, 1, 0, 0, 0, 0, 0, 0]
    assert rows.loc["Jan 2034"].tolist() == [0, 0, 0, 0, 0, 1, 0, 1]
    assert rows.loc["Mar 2032", "cancelled"] == 1 and rows.loc["Jan 2032", "promised, due"] == 0
    hosts = {trace.name: list(trace.text) for trace in figure.data}
    assert hosts["study visit, Southholm hosted"] == ["Dec 2031", "Apr 2033"]
    assert hosts["working group, neither named as host"] == ["Mar 2033"]


def test_more_kinds_than_lanes_are_counted_as_other_kinds(invented, monkeypatch):
    monkeypatch.setattr(timeline_counts, "MOST_KINDS", 1)
    numbers = timeline_counts.counts_by_period(invented).rows.groupby("lane")["number"].sum()
    assert numbers["working-group"] == 2 and numbers["other kinds"] == 5


def test_long_titles_make_a_timeline_count_too(invented, monkeypatch):
    monkeypatch.setattr(import_module("helpers.figures.timeline"), "MOST_BYTES", 1_000)
    assert "counted by month" in figures.timeline(invented).layout.title.text.replace("<br>", " ")


@pytest.mark.parametrize(("count", "expected"), [("meetings", [3, 0, 1]), ("exchanges", [6, 0, 1])])
def test_a_meeting_on_two_of_the_other_topics_counts_once(invented, monkeypatch, count, expected):
    monkeypatch.setattr(import_module("helpers.figures.topic_year_matrix"), "MOST_TOPICS", 1)
    rows = table(figures.topic_year_matrix(invented, count))
    assert rows.loc["4 other topics"].tolist() == expected


@pytest.mark.parametrize(
    ("years", "most", "unit"),
    [((2031, 2033), 36, "month"), ((2031, 2033), 35, "quarter"), ((1950, 2031), 9, "decade")],
)
def test_a_period_is_the_shortest_that_fits(years, most, unit):
    first, last = years[0] * 12, years[1] * 12 + 11
    assert time_axis.period_unit(time_axis.period_length(first, last, most)) == unit


@pytest.fixture(scope="module")
def compared(large, crowded):
    return helpers.compare({"Large": large, "Crowded": crowded, "Again": crowded.where(year=2001)})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("measure", "says"),
    [
        (
            "matrix",
            "Shows the 26 of 2,000 topics taken up most. Shows the last 24 of 83 years.",
        ),
        ("cadence", "Shows the last meetings of each record, 102 of 20,302."),  # 50 + 50 + 2
    ],
)
def test_a_comparison_of_large_records_draws_some_and_says_so(compared, measure, says):
    figure = figures.compare(compared, measure)
    assert says in said(figure)
    assert_small(figure)


@pytest.mark.slow
def test_a_comparison_of_many_records_shows_the_first_and_says_so(invented):
    many = helpers.compare({f"Record {i}": invented for i in range(12)})
    for measure in ("matrix", "cadence", "coverage"):
        figure = figures.compare(many, measure)
        assert figures.describe(figure).startswith("Shows the first 10 of 12 records. ")
        assert "Record 9" in figure.to_json() and "Record 10" not in figure.to_json()
        assert len(figure.to_json()) <= 300_000 and figure.layout.height <= 6_000


def test_areas_beyond_those_that_fit_are_left_out_of_a_comparison(invented, monkeypatch):
    monkeypatch.setattr(layout, "MOST_LINES", 4)
    figure = figures.compare(helpers.compare({"A": invented, "B": invented}), "coverage")
    title = figure.layout.title.text.replace("<br>", " ")
    assert "Shows the 4 of 8 areas taken up most." in title
    shown = [note.text for note in figure.layout.annotations]
    assert sum("Energy from the sea" in text for text in shown) == 2
    assert not any("Clean beaches" in text for text in shown)
