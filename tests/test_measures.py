import random
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import helpers


def test_a_topic_counts_the_held_meetings_that_took_it_up(invented):
    assert helpers.topic_year_matrix(invented).loc["tidal-power", [2031, 2032, 2033]].tolist() == [
        2,
        0,
        1,
    ]


def test_exchanges_count_each_row(invented):
    assert helpers.topic_year_matrix(invented, "exchanges").loc[
        "tidal-power", [2031, 2032, 2033]
    ].tolist() == [4, 0, 1]


def test_a_meeting_over_new_year_counts_once_in_the_year_it_began(invented):
    assert helpers.topic_year_matrix(invented).loc["kelp-farming", [2031, 2032]].tolist() == [1, 0]


def test_topics_stand_by_first_meeting_then_label_and_those_never_taken_up_last(invented):
    expected = ["harbour-lights", "tidal-power", "kelp-farming", "lighthouse-archives"]
    assert helpers.topic_year_matrix(invented).index.tolist() == expected


def test_a_wrong_count_names_the_nearest(invented):
    with pytest.raises(ValueError, match="did you mean 'meetings'"):
        helpers.topic_year_matrix(invented, "meeting")


def test_an_empty_record_gives_an_empty_matrix_and_figures_that_say_why(tmp_path):
    shutil.copytree("tests/data/invented", tmp_path / "r")
    for path in (tmp_path / "r").glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    empty = helpers.load(tmp_path / "r")
    assert helpers.topic_year_matrix(empty).shape == (0, 1)
    assert len(helpers.timeline(empty)) == 0
    for figure in (helpers.figures.timeline(empty), helpers.figures.topic_year_matrix(empty)):
        assert "no" in helpers.figures.describe(figure)


def test_the_timeline_holds_each_meeting_once_with_its_topics(invented):
    rows = helpers.timeline(invented).set_index("meeting_id")
    assert len(rows) == 9
    assert rows.loc["2031-06-03-working-group", "topics"] == ("Harbour lights", "Tidal power")
    assert rows.loc["2031-12-20-study-visit", "link"].endswith(
        "#:~:text=tide%2Dtables%2C%20ebb%20%26%20flow"
    )


def test_where_narrows_by_year_kind_organisation_country_and_topic(invented):
    def ids(**conditions):
        return invented.where(**conditions).meetings["meeting_id"].tolist()

    assert ids(year=2033) == ["2033-03-01-working-group", "2033-04-02-study-visit"]
    assert len(ids(year=(2031, 2032))) == 6
    assert ids(kind="signing") == ["2031-05-signing"]
    assert ids(country="XK") == ["2031-06-03-working-group"]
    assert "2031-12-20-study-visit" in ids(organisation="office-of-shores")
    narrowed = invented.where(topic="harbour-lights")
    assert narrowed.exchanges["topic_id"].unique().tolist() == ["harbour-lights"]
    assert narrowed.topics["topic_id"].tolist() == ["harbour-lights"]


def test_a_wrong_name_gets_the_nearest(invented):
    with pytest.raises(ValueError, match="did you mean 'tidal-power'"):
        invented.where(topic="tidal-powr")


@settings(deadline=None, max_examples=20)
@given(
    years=st.tuples(st.integers(2030, 2035), st.integers(2030, 2035)),
    kinds=st.sets(
        st.sampled_from(["signing", "working-group", "webinar", "study-visit"]), min_size=1
    ),
)
def test_narrowing_never_raises_a_count(invented, years, kinds):
    whole = helpers.topic_year_matrix(invented)
    part = helpers.topic_year_matrix(invented.where(year=years, kind=sorted(kinds)))
    for year in [c for c in part.columns if c != "label"]:
        assert (part[year] <= whole[year].reindex(part.index)).all()


@settings(deadline=None, max_examples=5)
@given(seed=st.integers(0, 99))
def test_the_order_of_rows_and_columns_never_matters(invented, tmp_path_factory, seed):
    import pandas as pd

    folder = tmp_path_factory.mktemp("shuffled") / "r"
    shutil.copytree("tests/data/invented", folder)
    for path in folder.glob("*.csv"):
        frame = pd.read_csv(path, dtype=str, keep_default_na=False).sample(
            frac=1, random_state=seed
        )
        columns = list(frame.columns)
        random.Random(seed).shuffle(columns)
        frame[columns].to_csv(path, index=False)
    shuffled = helpers.load(folder)
    assert helpers.topic_year_matrix(shuffled).equals(helpers.topic_year_matrix(invented))
    assert helpers.timeline(shuffled).equals(helpers.timeline(invented))
