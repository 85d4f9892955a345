import copy
import datetime
import functools
import inspect
import pickle

import pandas as pd
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


def test_where_narrows_by_direction_with_the_exchanges_that_went_it(invented):
    record = invented.where(direction="XB-XA", status="held")
    found = ["2031-06-03-working-group-tides-answered", "2031-12-20-study-visit-kelp"]
    assert record.exchanges["exchange_id"].tolist() == found


def test_topic_and_direction_must_meet_in_one_exchange(invented):
    assert ids(invented, topic="harbour-lights", direction="XA-XB") == []


def test_where_narrows_to_a_meeting(invented):
    assert ids(invented, meeting="2034-working-group") == ["2034-working-group"]


@pytest.mark.parametrize(
    ("conditions", "hint"),
    [
        ({"topics": "tidal-power"}, "unknown condition 'topics': did you mean 'topic'"),
        ({"topic": "tidal-powr"}, "unknown topic 'tidal-powr': did you mean 'tidal-power'"),
        ({"format": "onlin"}, "did you mean 'online'"),
        ({"status": "hold"}, "did you mean 'held'"),
        ({"direction": "mutal"}, "did you mean 'mutual'"),
        ({"way": "mutual"}, "it is called 'direction' since 0.2.0"),
        ({"meeting": "2034-working-grup"}, "did you mean '2034-working-group'"),
        ({"year": "2031"}, "year '2031' is not a year: did you mean 2031"),
        ({"year": 2031.0}, "year 2031.0 is not a whole number: did you mean 2031"),
        ({"year": (2033, 2031)}, r"did you mean \(2031, 2033\)"),
        ({"year": True}, "year True is not a year: it is a year or the first and the last"),
        ({"year": (2031,)}, r"as in 2031, \(2031, 2033\) or \(2031, None\)"),
        ({"kind": 5}, "kind 5 is not a text or a list of texts; there are ministerial-meeting"),
        ({"topic": ["tidal-power", 5]}, "is not a text or a list of texts"),
        ({"text": 5}, "text 5 is not a text"),
        ({"text": "\ud800"}, "half a character"),
        ({"year": {2031, 2033}}, "is not a year"),
        ({"period": ("2031-13-01", "2031-12-01")}, "period '2031-13-01' is not a date"),
        ({"period": ("2031-12", "2031-05")}, "ends before it begins"),
        ({"period": "2031"}, "it is a first and a last day, month or year"),
        ({"period": (pd.Timestamp("2031-05-01", tz="UTC"), None)}, "has a time zone"),
    ],
)
def test_a_wrong_condition_names_the_nearest_right_one(invented, conditions, hint):
    with pytest.raises((TypeError, ValueError), match=hint):
        invented.where(**conditions)


def test_a_condition_has_a_name(invented):
    with pytest.raises(TypeError, match=r"as in where\(topic='tidal-power'\)"):
        invented.where("tidal-power")


def test_an_open_range_of_years_and_whole_years_of_a_period(invented):
    assert ids(invented, year=(2033, None)) == [i for i in ids(invented) if i >= "2033"]
    assert ids(invented, year=(None, 2031)) == [i for i in ids(invented) if i < "2032"]
    assert ids(invented, period=("2033", "2034")) == ids(invented, year=(2033, 2034))
    assert ids(invented, period=("2031-05", "2031-06")) == [
        "2031-05-signing",
        "2031-06-03-working-group",
    ]
    assert ids(invented, period=(datetime.date(2033, 4, 2), None))[0] == "2033-04-02-study-visit"


def test_conditions_are_kept_in_the_order_asked_and_a_name_may_come_twice(invented):
    record = invented.where(year=2031, kind="webinar").where(topic="tidal-power", year=(None, 2033))
    assert record.conditions == (
        ("year", (2031, 2031)),
        ("kind", ("webinar",)),
        ("topic", ("tidal-power",)),
        ("year", (None, 2033)),
    )
    assert invented.conditions == () and record.record is invented


def test_two_topics_one_after_the_other_leave_nothing(invented):
    record = invented.where(topic="tidal-power").where(topic="kelp-farming")
    assert len(record.meetings) == len(record.topics) == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("KELP FARMING", "2031-12-20-study-visit"),  # the label of a topic
        ("Ministry of Tides", "2031-05-signing"),  # the name of an organisation
        ("Second Sea", "2033-03-01-working-group"),
    ],
)
def test_where_searches_every_text_that_readers_see(invented, text, found):
    assert found in ids(invented, text=text)


def test_where_searches_places_and_persons(changed):
    record = changed(
        ("meetings.csv", "Capital of Northmere", "Quay of the North"),
        ("participants.csv", "office-of-shores,,", "office-of-shores,The Keeper of Shores,"),
    )
    assert ids(record, text="quay of the") == [ids(record)[0]]
    assert ids(record, text="keeper") == ["2031-05-signing"]


def test_what_a_meeting_says_does_not_hang_on_what_was_narrowed_before(invented):
    after = invented.where(topic="harbour-lights").where(text="turbines")
    before = invented.where(text="turbines").where(topic="harbour-lights")
    assert after.meetings.equals(before.meetings) and len(after.meetings) == 1


def test_a_record_is_a_value(invented):
    narrowed = invented.where(topic="tidal-power")
    for record in (invented, narrowed):
        for twin in (
            copy.copy(record),
            copy.deepcopy(record),
            pickle.loads(pickle.dumps(record)),
        ):
            assert twin == record and hash(twin) == hash(record)
            assert twin.conditions == record.conditions
    assert narrowed != invented and len({invented, narrowed, copy.copy(invented)}) == 2
    assert invented != "a record"


def test_a_table_that_is_changed_changes_no_record(changed):
    record = changed()
    meetings = record.meetings
    meetings["status"] = "planned"
    meetings.loc[0, "title"] = "Another"
    for table in (record.tables["topics"], record["areas"], record.where(year=2031).topics):
        table["label"] = "?"
    assert record == changed() and len(record.held) == 7


def test_a_topic_in_square_brackets_is_told_where_to_ask(invented):
    with pytest.raises(KeyError, match=r"\.where\(topic='tidal-power'\)"):
        invented["tidal-power"]
    with pytest.raises(KeyError, match="did you mean 'meetings'"):
        invented["meeting"]


def test_completion_lists_the_tables(invented):
    assert {"meetings", "sources"} <= set(invented._ipython_key_completions_())
    assert "tidal-power" not in invented._ipython_key_completions_()
    assert {"meetings", "where"} <= set(dir(invented))


def test_the_conditions_of_where_are_shown_by_editors(invented):
    assert "direction" in inspect.signature(invented.where).parameters


def test_a_wrong_attribute_names_the_nearest_table(invented):
    with pytest.raises(AttributeError, match="did you mean 'exchanges'"):
        _ = invented.exchange


def test_the_matrix_is_a_frame_of_integers_alone(invented):
    matrix = helpers.topic_year_matrix(invented)
    assert type(matrix) is pd.DataFrame and set(matrix.dtypes.astype(str)) == {"int64"}
    assert matrix.sum(axis=1)["tidal-power"] == 3 and matrix.mean().round(2)[2031] == 1.0


def test_the_matrix_to_be_read_shades_its_cells(invented):
    shown = helpers.listings.topic_year_matrix(invented)._repr_html_()
    assert "Tidal power" in shown and shown.count("background:rgba") == 4 * 3


def test_the_loading_of_many_rows_is_told_step_by_step_and_of_few_silently():
    from helpers.record.load import SLOW, progress

    with progress(3, SLOW) as step:
        step()
        assert (step.__self__.n, step.__self__.total) == (1, 3)
    with progress(3, SLOW - 1) as step:
        assert step() is None


def test_the_usual_kind_is_that_of_which_most_meetings_were_held(invented):
    assert invented.where(year=2031).usual_kind == "signing"  # one of each: the first declared
    assert invented.where(kind=["webinar", "working-group"]).usual_kind == "working-group"
    assert invented.where(year=1999).usual_kind is None


TAKERS = (
    "explore timeline topic_year_matrix continuity direction coverage follow_up cadence formats "
    "figures.timeline figures.topic_year_matrix figures.continuity figures.direction "
    "figures.coverage figures.follow_up figures.cadence listings.exchanges listings.meetings "
    "provenance support figures.provenance figures.support listings.searches"
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


def test_an_array_of_a_table_that_was_handed_out_changes_no_record(changed):
    record = changed()
    record.meetings["kind"].array[0] = "webinar"
    record.meetings["is_lasting"].array[0] = True
    assert record == changed()


def test_what_a_selection_shows_of_itself_counts_what_was_held(invented):
    shown = repr(invented.where(status="cancelled"))
    assert "Exchanges: 1, 0 of them at held meetings" in shown
    assert "Topics: 0 taken up in this selection" in shown


REPORTED = (  # a ministers' meeting of 2035 that is reported but not confirmed, later than all else
    ("meetings.csv", "", "2035-02-01-call,2035-02-01,ministerial-meeting,reported,online,,,Call of the ministers,,tide-wire,line 3,"),
    ("participants.csv", "", "2035-02-01-call,pier-watch,,"),
    ("exchanges.csv", "", "2035-02-01-call-kelp,2035-02-01-call,kelp-farming,discussion,,,Kelp,,tide-wire,,"),
    ("commitments.csv", "", "2035-02-01-call-again,2035-02-01-call,They call again.,2036,,tide-wire,,,,,,,"),
)  # fmt: skip


def test_what_is_only_reported_can_be_asked_for(changed):
    record = changed(*REPORTED)
    assert record.where(status="reported").meetings["meeting_id"].tolist() == ["2035-02-01-call"]
    assert "Reported, not confirmed: 1" in repr(record) and "Held meetings: 6" in repr(record)


def test_no_measure_counts_what_is_only_reported(invented, changed):
    record = changed(*REPORTED)
    assert record.as_of == invented.as_of and record.span == invented.span
    for name in "topic_year_matrix continuity coverage follow_up cadence support exchanges".split():
        expected = getattr(helpers, name)(invented)
        pd.testing.assert_frame_equal(getattr(helpers, name)(record), expected, obj=name)
    for level in ("country", "organisation", "unit"):
        assert helpers.direction(record, level).equals(helpers.direction(invented, level))
    compared, expected = (helpers.compare({"a": r, "b": r}) for r in (record, invented))
    for name in "signings topics meetings matrix cadence silences coverage".split():
        assert getattr(compared, name).equals(getattr(expected, name)), name
    rows = helpers.timeline(record)
    assert rows["status"].tolist()[-1] == "reported" and len(rows) == 10


def test_what_is_only_reported_keeps_no_promise(broken):
    meeting = REPORTED[0][2] + "\n"
    assert broken("meetings.csv", "2034-working-group,", f"{meeting}2034-working-group,") == []
    (problem,) = broken("commitments.csv", "drawn.,2033,,", "drawn.,2033,2035-02-01-call,")
    assert (problem.check, problem.what) == ("kept-before", "is not a held meeting")
