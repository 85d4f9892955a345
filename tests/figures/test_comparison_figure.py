import dataclasses
import json

import nbformat
import pandas as pd
import pytest

import helpers
from helpers.site.pages import write_pages
from places import ROOT

EXAMPLES = ROOT / "examples"
MEASURES = ["matrix", "cadence", "coverage"]


@pytest.fixture(scope="module")
def later(tmp_path_factory, invented):
    """Return the invented record without its meetings of 2031, its topics under other names."""
    tables = dict(invented.where(year=(2032, 2033)).tables)
    tables["topics"] = tables["topics"].assign(label="New " + tables["topics"]["label"])
    tables["topics"]["topic_id"] = "new-" + tables["topics"]["topic_id"]
    tables["exchanges"] = tables["exchanges"].assign(
        topic_id="new-" + tables["exchanges"]["topic_id"]
    )
    return dataclasses.replace(invented, tables=tables, whole=invented)


@pytest.fixture(scope="module")
def pair(invented):
    """Return the invented record beside what was of 2033 in it."""
    return helpers.compare({"A": invented, "B": invented.where(year=2033)})


def told(comparison, measure="matrix"):
    figure = helpers.figures.compare(comparison, measure)
    return helpers.figures.describe(figure), figure.layout.meta["table"]


def test_the_matrix_tells_which_topics_are_shared_and_how_many_each_took_up(pair):
    finding, table = told(pair)
    assert finding == (
        "Of B, only this selection is shown: only 2033. 1 of 3 topics taken up is in both records: Tidal power. "
        "Topics taken up: A 3, B 1. As of 20 Jan 2034."
    )
    assert table["columns"] == ["Topic", "Record", "2031", "2032", "2033"]
    assert ["Tidal power", "A", 2, 0, 1] in table["rows"]
    assert ["Tidal power", "B", 0, 0, 1] in table["rows"]


def test_the_matrix_tells_when_no_topic_is_shared(invented, later):
    assert told(helpers.compare({"A": invented, "B": later}))[0].startswith(
        "0 of 4 topics taken up are in both records. "
    )


def test_by_months_it_tells_of_the_first_twelve_months(invented):
    records = {"A": invented, "B": invented.where(year=2033)}
    finding, table = told(helpers.compare(records, by="months"))
    assert "in the first twelve months after the signing: A 3, B 0." in finding
    assert table["columns"] == ["Topic", "Record", "0", "12"]


def test_what_is_not_known_yet_is_a_dash_and_no_zero(invented):
    early = dataclasses.replace(invented, as_of=pd.Timestamp("2032-06-01"))
    finding, table = told(helpers.compare({"A": invented, "B": early}))
    assert ["Kelp farming", "A", 1, 0, 0] in table["rows"]
    assert ["Kelp farming", "B", 1, 0, "–"] in table["rows"]
    assert finding.endswith("As of 20 Jan 2034 (A), 1 Jun 2032 (B).")


def test_cadence_gives_the_longest_gap_and_the_open_one_as_bounds(pair):
    finding, table = told(pair, "cadence")
    assert "A: longest gap 416–425 days, since the last recorded meeting 293 days." in finding
    assert "B: 2 meetings. " in finding  # no gap of a selection
    assert ["A", "3 Jun 2031", "First Sea Group", "in person", "3–33 days"] in table["rows"]


def test_cadence_by_months_gives_the_months_of_each_meeting(invented):
    _, table = told(helpers.compare({"A": invented}, by="months"), "cadence")
    row = next(row for row in table["rows"] if row[2] == "First Sea Group")
    assert row[-1] == "0 to 1"


def test_contact_that_lasted_has_a_lane_of_its_own(invented):
    figure = helpers.figures.compare(helpers.compare({"A": invented}), "cadence")
    lanes = ["in person", "online", "not known", "contact"]
    assert list(figure.layout.yaxis.ticktext[:4]) == lanes


def test_coverage_tells_how_many_areas_each_took_up(pair):
    finding, table = told(pair, "coverage")
    assert "only 2033. A: 2 of 3 areas taken up. B: 1 of 3 areas taken up." in finding
    assert ["A", "Clean beaches", "", 0, "", ""] in table["rows"]


def test_coverage_of_a_record_without_areas_says_so(invented):
    tables = {**invented.tables, "areas": invented.areas.iloc[:0]}
    tables["topics"] = invented.topics.assign(area_id=pd.Series(pd.NA, dtype="string"))
    bare = dataclasses.replace(invented, tables=tables)
    finding, _ = told(helpers.compare({"A": bare}), "coverage")
    assert "A: no area of the agreement is recorded." in finding
    assert {row[1] for row in told(helpers.compare({"A": bare}), "coverage")[1]["rows"]} == {
        "No area recorded"
    }


def test_an_unsigned_record_beside_a_signed_one_is_shown_without_months(invented):
    unsigned = dataclasses.replace(invented.where(kind="webinar"), whole=None)
    comparison = helpers.compare({"A": unsigned, "B": invented}, by="months")
    for measure in MEASURES:
        text = helpers.figures.compare(comparison, measure).to_json()
        assert "no signing recorded" in text, measure


@pytest.mark.parametrize("by", ["calendar", "months"])
def test_records_without_meetings_give_a_figure_that_says_why(invented, by):
    empty = invented.where(year=2050)
    comparison = helpers.compare({"A": empty, "B": empty}, by)
    for measure, says in (
        ("matrix", "The records hold no topic that a meeting took up in a known period."),
        ("cadence", "No held meeting is in this selection."),
        ("coverage", "No held meeting is in this selection."),
    ):
        finding, _ = told(comparison, measure)
        assert finding.endswith(f"Of B, only this selection is shown: only 2050. {says}"), measure


def test_a_label_is_shown_as_text(invented):
    comparison = helpers.compare({"<i>A</i>": invented})
    for measure in MEASURES:
        figure = helpers.figures.compare(comparison, measure)
        label = json.loads(figure.to_json())["layout"]["annotations"][0]["text"]
        assert "<b>&lt;i&gt;A&lt;/i&gt;</b>" in label, measure


def test_a_wrong_measure_names_the_nearest(invented):
    with pytest.raises(ValueError, match="did you mean 'coverage'"):
        helpers.figures.compare(helpers.compare({"A": invented}), "covrage")


@pytest.mark.parametrize("by", ["calendar", "months"])
def test_a_figure_of_the_real_pair_stays_small(real, by):
    records = [real.where(year=(2022, 2023)), helpers.load(EXAMPLES / "japan-estonia")]
    comparison = helpers.compare(records, by)
    for measure in MEASURES:
        assert len(helpers.figures.compare(comparison, measure).to_json()) < 10_000, measure


@pytest.fixture(scope="module")
def page(tmp_path_factory, real):
    """Return the page of the committed notebook, which nbval holds against a fresh run."""
    path, out = EXAMPLES / "comparison.ipynb", tmp_path_factory.mktemp("compared") / "site"
    write_pages({path: nbformat.read(path, as_version=4)}, ROOT / "data", real, out)
    return out / "comparison.html"


@pytest.mark.parametrize("width", [1280, 390])
def test_no_text_of_the_comparison_is_cut_or_overlaps(page, opened, width):
    tab = opened(page, width=width)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    found = tab.evaluate(
        """() => [...document.querySelectorAll('.plot')].flatMap(plot => {
          const frame = plot.getBoundingClientRect();
          const boxes = [...plot.querySelectorAll('.annotation-text, .gtitle, .ytick text, .xtick text')]
            .filter(text => text.textContent)
            .map(text => [text.textContent, text.getBoundingClientRect()]);
          const cut = boxes.filter(([, p]) => p.left < frame.left || p.right > frame.right + 1).map(([a]) => [a]);
          return [...cut, ...boxes.flatMap(([a, p], i) => boxes.slice(i + 1).filter(([, q]) =>
            p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1).map(([b]) => [a, b]))];
        })"""
    )
    assert found == []
    assert tab.locator(".plot.js-plotly-plot").count() == 4
