import functools

import pytest

import helpers


def ids(record, **conditions):
    return record.where(**conditions).meetings["meeting_id"].tolist()


def test_where_narrows_by_format_and_status(invented):
    online = ["2031-09-webinar", "2032-03-14-webinar"]
    assert ids(invented, format="online") == online
    assert ids(invented, format="online", status="held") == online[:1]


def test_where_finds_words_in_titles_summaries_and_subjects_capital_or_small(invented):
    assert ids(invented, text="accord") == ["2031-05-signing"]  # a title
    assert ids(invented, text="LETTERS WENT") == ["2031-11-continued-exchange"]  # a summary
    assert ids(invented, text="barrage") == ["2031-06-03-working-group"]  # a subject
    assert ids(invented, text="were explained") == ["2031-12-20-study-visit"]  # of an exchange


def test_where_takes_the_words_literally(invented):
    assert ids(invented, text=".") and ids(invented, text="a.tlas") == []
    assert ids(invented, text="(") == []


def test_where_narrows_by_the_days_of_a_period_both_included(invented):
    period = ("2031-06-03", "2031-11-01")
    expected = ["2031-06-03-working-group", "2031-09-webinar", "2031-11-continued-exchange"]
    assert ids(invented, period=period) == expected


def test_where_narrows_by_way_with_the_exchanges_that_went_it(invented):
    record = invented.where(way="second to first", status="held")
    found = ["2031-06-03-working-group-tides-answered", "2031-12-20-study-visit-kelp"]
    assert record.exchanges["exchange_id"].tolist() == found


def test_topic_and_way_must_meet_in_one_exchange(invented):
    assert ids(invented, topic="harbour-lights", way="first to second") == []


def test_where_narrows_to_a_meeting(invented):
    assert ids(invented, meeting="2034-working-group") == ["2034-working-group"]


@pytest.mark.parametrize(
    ("conditions", "hint"),
    [
        ({"topics": "tidal-power"}, "unknown condition 'topics': did you mean 'topic'"),
        ({"topic": "tidal-powr"}, "unknown topic 'tidal-powr': did you mean 'tidal-power'"),
        ({"format": "onlin"}, "did you mean 'online'"),
        ({"status": "hold"}, "did you mean 'held'"),
        ({"way": "mutal"}, "did you mean 'mutual'"),
        ({"meeting": "2034-working-grup"}, "did you mean '2034-working-group'"),
        ({"year": "2031"}, "unknown year '2031'"),
        ({"period": ("2031-13-01", "2031-12-01")}, "unknown period"),
    ],
)
def test_a_wrong_condition_names_the_nearest_right_one(invented, conditions, hint):
    with pytest.raises(ValueError, match=hint):
        invented.where(**conditions)


def test_square_brackets_give_a_table_or_the_record_of_a_topic(invented):
    assert invented["meetings"] is invented.meetings
    assert len(invented["kelp-farming"].exchanges) == 1
    with pytest.raises(KeyError, match="did you mean 'meetings'"):
        invented["meeting"]


def test_completion_lists_the_tables_and_the_topics(invented):
    listed = invented._ipython_key_completions_()
    assert {"meetings", "sources", "tidal-power", "kelp-farming"} <= set(listed)
    assert {"meetings", "where"} <= set(dir(invented))


def test_a_wrong_attribute_names_the_nearest_table(invented):
    with pytest.raises(AttributeError, match="did you mean 'exchanges'"):
        _ = invented.exchange


def test_the_matrix_shows_shaded_cells_and_what_is_made_of_it_is_plain(invented):
    import pandas as pd

    matrix = helpers.topic_year_matrix(invented)
    shown = matrix._repr_html_()
    assert "Tidal power" in shown and shown.count("background:rgba") == 4 * 3
    assert isinstance(matrix, pd.DataFrame)
    assert {type(matrix.copy()), type(matrix[[2031]]), type(matrix.T)} == {pd.DataFrame}


def test_the_loading_of_many_rows_is_told_step_by_step_and_of_few_silently():
    from helpers import tables

    with tables._progress(3, tables.SLOW) as step:
        step()
        assert (step.__self__.n, step.__self__.total) == (1, 3)
    with tables._progress(3, tables.SLOW - 1) as step:
        assert step() is None


def test_the_usual_kind_is_that_of_which_most_meetings_were_held(invented):
    assert invented.where(year=2031).usual_kind == "signing"  # one of each: the first declared
    assert invented.where(kind=["webinar", "working-group"]).usual_kind == "working-group"
    assert invented.where(year=1999).usual_kind is None


TAKERS = (
    "explore timeline topic_year_matrix continuity direction coverage follow_up cadence formats "
    "figures.timeline figures.topic_year_matrix figures.continuity figures.direction "
    "figures.coverage figures.follow_up figures.cadence listings.exchanges listings.meetings"
).split()


@pytest.mark.parametrize("ask", TAKERS)
def test_what_is_not_a_record_is_refused_with_the_way_to_read_one(ask):
    function = functools.reduce(getattr, ask.split("."), helpers)
    with pytest.raises(TypeError, match="'data' is not a record: read one first"):
        function("data")


@pytest.mark.parametrize("name", ["engine", "folder"])
def test_load_takes_a_path_alone_and_says_what_became_of_the_engine(name):
    with pytest.raises(TypeError, match=f"no argument '{name}'") as caught:
        helpers.load("tests/data/invented", **{name: "dask"})
    assert ("in one piece" in str(caught.value)) == (name == "engine")
