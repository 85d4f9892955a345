import dataclasses
import shutil

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import helpers
from helpers.measures.comparison import months as whole_months
from helpers.measures.equivalents import align
from places import examples

EDITS = {
    "2031-05-signing,2031-05,": "2032-10-05-signing,2032-10-05,",
    "2031-05-signing": "2032-10-05-signing",
    "tidal-power": "tides",
    "Kelp farming": "Seaweed",
    "harbour-lights": "lamps",
    "Harbour lights": "Lamps",
}


@pytest.fixture(scope="module")
def second(tmp_path_factory):
    """Return the invented record signed on 2032-10-05, some of its topics under other names."""
    folder = tmp_path_factory.mktemp("second") / "record"
    shutil.copytree("tests/data/invented", folder)
    for path in folder.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        for old, new in EDITS.items():
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    return helpers.load(folder)


@pytest.fixture(scope="module")
def both(invented, second):
    return helpers.compare({"A": invented, "B": second})


@pytest.fixture(scope="module")
def by_months(invented, second):
    return helpers.compare({"A": invented, "B": second}, by="months")


def cells(comparison, record, topic):
    matrix = comparison.matrix.set_index(["record", "topic"]).loc[(record, topic)]
    return dict(zip(matrix["period"], matrix["meetings"], strict=True))


def months(comparison, record):
    rows = comparison.meetings[comparison.meetings["record"].eq(record)].set_index("meeting_id")
    return {i: (r["first_month"], r["last_month"]) for i, r in rows.iterrows()}


def test_topics_of_the_same_id_or_the_same_label_share_a_row(both):
    topics = both.topics.set_index(["record", "topic_id"])
    told = topics["topic"].to_dict()
    assert told["A", "tidal-power"] == told["B", "tides"] == "Tidal power"
    assert told["A", "kelp-farming"] == told["B", "kelp-farming"] == "Kelp farming"
    assert told["A", "harbour-lights"] == "Harbour lights" and told["B", "lamps"] == "Lamps"


def test_topics_are_one_by_way_of_further_records_too(invented):
    def named(topic, label):
        tables = dict(invented.tables)
        tables["topics"] = pd.DataFrame({"topic_id": [topic], "label": [label]}, dtype="string")
        return dataclasses.replace(invented, tables=tables)

    records = {"A": named("a", "Ebb"), "B": named("b", "Flow"), "C": named("a", "Flow")}
    records["D"] = named("b", "Neap")
    assert align(records)["topic"].tolist() == ["Ebb"] * 4


def test_the_table_of_equivalents_joins_what_has_neither_id_nor_label_in_common(
    invented, second, tmp_path
):
    path = tmp_path / "equivalents.csv"
    path.write_text(
        "record,topic_id,topic,note\nA,harbour-lights,Lights,\nB,lamps,Lights,\n", encoding="utf-8"
    )
    for given_as in (path, pd.read_csv(path)):
        comparison = helpers.compare({"A": invented, "B": second}, equivalents=given_as)
        assert cells(comparison, "A", "Lights") == {2031: 1, 2032: 0, 2033: 0}
        assert cells(comparison, "B", "Lights") == {2031: 1, 2032: 0, 2033: 0}


def test_a_topic_that_the_table_names_joins_no_other_by_its_id(invented, second):
    table = pd.DataFrame({"record": ["A"], "topic_id": ["kelp-farming"], "topic": ["Algae"]})
    topics = align({"A": invented, "B": second}, table).set_index(["record", "topic_id"])["topic"]
    assert (topics["A", "kelp-farming"], topics["B", "kelp-farming"]) == ("Algae", "Seaweed")


def test_the_table_may_name_a_topic_that_a_selection_leaves_out(invented):
    table = pd.DataFrame({"record": ["A"], "topic_id": ["kelp-farming"], "topic": ["Algae"]})
    topics = align({"A": invented.where(topic="tidal-power")}, table)
    assert topics["topic"].tolist() == ["Tidal power"]


def test_two_topics_of_one_record_shown_as_one_count_a_meeting_once(invented):
    equivalents = pd.DataFrame(
        {"record": "A", "topic_id": ["tidal-power", "harbour-lights"], "topic": "Coast"}
    )
    comparison = helpers.compare({"A": invented}, equivalents=equivalents)
    assert cells(comparison, "A", "Coast") == {2031: 2, 2032: 0, 2033: 1}


def test_each_record_has_every_topic_and_every_year_of_them_all(invented, second):
    comparison = helpers.compare({"A": invented.where(year=2031), "B": second.where(year=2033)})
    assert cells(comparison, "A", "Lamps") == {2031: 0, 2032: 0, 2033: 0}
    assert cells(comparison, "B", "Tidal power") == {2031: 0, 2032: 0, 2033: 1}


def test_topics_of_several_records_stand_first_then_by_first_meeting(both):
    topics = both.matrix["topic"].drop_duplicates()
    shared = ["Tidal power", "Kelp farming", "Lighthouse archives"]
    assert topics.tolist() == [*shared, "Harbour lights", "Lamps"]


def test_the_meetings_of_a_record_stand_together_in_the_order_of_the_records(invented, second):
    meetings = helpers.compare({"B": second, "A": invented}).meetings
    assert meetings["record"].tolist() == ["B"] * 7 + ["A"] * 7


def test_months_are_full_on_the_day_of_the_signing_and_negative_before_it(by_months):
    told = months(by_months, "B")
    assert told["2031-06-03-working-group"] == (-17, -17)
    assert told["2032-10-05-signing"] == (0, 0)
    assert told["2033-04-02-study-visit"] == (5, 5)


def test_a_month_is_full_on_the_day_of_its_signing_and_not_the_day_before():
    signed = pd.Series(pd.to_datetime(["2032-10-05", "2032-10-05"]))
    until = pd.Series(pd.to_datetime(["2033-04-04", "2033-04-05"]))
    assert whole_months(signed, until).tolist() == [5, 6]


def test_of_two_signings_the_first_counts(changed):
    row = "2033-05-01-signing,2033-05-01,signing,held,,,,Renewal,,tide-wire,,"
    signings = helpers.compare({"A": changed(("meetings.csv", "", row))}).signings
    assert signings["meeting_id"].tolist() == ["2031-05-signing"]


def test_the_months_up_to_the_as_of_day_count_from_the_earliest_day_of_the_signing(both):
    assert both.signings["as_of_month"][0] == 32  # 1 May 2031 to 20 January 2034


def test_of_an_uncertain_date_the_months_are_the_fewest_and_the_most(by_months):
    told = months(by_months, "B")
    assert told["2031-09-webinar"] == (-14, -13)
    assert told["2031-12-20-study-visit"] == (-10, -9)
    assert told["2033-03-01-working-group"] == (4, 5)


def test_of_an_uncertain_signing_too_but_the_signing_itself_is_month_zero(by_months):
    told = months(by_months, "A")
    assert told["2031-06-03-working-group"] == (0, 1)
    assert told["2031-05-signing"] == (0, 0)


def test_by_months_a_period_is_twelve_months_from_the_signing(by_months):
    assert cells(by_months, "A", "Tidal power") == {-24: 0, -12: 0, 0: 2, 12: 1}
    assert cells(by_months, "B", "Tidal power") == {-24: 2, -12: 0, 0: 1, 12: 0}
    assert cells(by_months, "B", "Kelp farming") == {-24: 0, -12: 1, 0: 0, 12: 0}


def test_a_period_after_the_day_as_of_which_a_record_stands_is_not_known(invented, second):
    early = dataclasses.replace(second, as_of=pd.Timestamp("2032-10-10"))
    year = cells(helpers.compare({"A": invented, "B": early}), "B", "Tidal power")
    month = cells(helpers.compare({"A": invented, "B": early}, by="months"), "B", "Tidal power")
    assert year[2032] == 0 and year[2033] is pd.NA
    assert month[0] == 1 and month[12] is pd.NA


def test_a_narrowed_record_keeps_its_signing(invented):
    comparison = helpers.compare({"A": invented.where(year=2033)}, by="months")
    assert comparison.signings.loc[0, "date"] == "2031-05"
    assert months(comparison, "A")["2033-04-02-study-visit"] == (22, 23)


def test_without_a_signing_months_are_not_known_and_nothing_breaks(invented, second):
    kept = invented.where(kind=["working-group", "webinar"])
    unsigned = dataclasses.replace(kept, whole=None)
    comparison = helpers.compare({"A": unsigned, "B": second}, by="months")
    assert comparison.signings.set_index("record")["date"].isna().to_dict() == {
        "A": True,
        "B": False,
    }
    assert comparison.meetings.set_index("record").loc["A", "first_month"].isna().all()
    assert set(cells(comparison, "A", "Tidal power").values()) == {pd.NA}
    assert comparison.summary().loc["Signing"].tolist() == ["not recorded", "2032-10-05"]


def test_records_without_labels_are_called_by_their_sides(invented):
    assert list(helpers.compare([invented]).records) == ["Northmere–Southholm"]
    with pytest.raises(ValueError, match="two records are called 'Northmere–Southholm'"):
        helpers.compare([invented, invented])


@pytest.mark.parametrize(
    "change, told",
    [
        ({"by": "month"}, "did you mean 'months'"),
        ({"records": {}}, "no record"),
        ({"equivalents": {"records": "A", "topic_id": "lamps", "topic": "x"}}, "rename 'records'"),
        ({"equivalents": {"record": "AA", "topic_id": "lamps", "topic": "x"}}, "record in"),
        (
            {"equivalents": {"record": "A", "topic_id": "kelp-farm", "topic": "x"}},
            "mean 'kelp-farming'",
        ),
    ],
)
def test_a_wrong_argument_names_the_nearest_right_one(invented, change, told):
    if "equivalents" in change:
        change = {"equivalents": pd.DataFrame([change["equivalents"]])}
    with pytest.raises(ValueError, match=told):
        helpers.compare(**{"records": {"A": invented}, **change})


def test_a_topic_given_twice_is_told(invented):
    twice = pd.DataFrame({"record": "A", "topic_id": "tidal-power", "topic": ["x", "y"]})
    with pytest.raises(ValueError, match="tidal-power twice"):
        helpers.compare({"A": invented}, equivalents=twice)


def test_cadence_holds_the_days_of_each_record_and_the_months_since_its_signing(both):
    rows = both.cadence[both.cadence["record"].eq("B")].set_index("meeting_id")
    columns = ["days_lowest", "days_highest", "first_month", "last_month"]
    assert rows.loc["2032-10-05-signing", columns].tolist() == [269, 269, 0, 0]
    assert rows.loc["2033-03-01-working-group", columns].tolist() == [147, 156, 4, 5]
    assert "2031-11-continued-exchange" not in rows.index


def test_silences_hold_the_longest_of_each_record_and_the_open_one(invented, second):
    rows = helpers.compare({"A": invented, "B": second, "C": second.where(year=2050)}).silences
    told = rows.set_index("record").astype(object).where(lambda frame: frame.notna(), None)
    assert told.loc["A"].tolist() == [416, 425, 293, 293]
    assert told.loc["B"].tolist() == [269, 269, 293, 293]
    assert told.loc["C"].tolist() == [None] * 4


def test_a_selection_has_no_silences_also_where_it_holds_two_meetings(invented):
    rows = helpers.compare({"A": invented.where(year=2033)}).silences
    assert rows.drop(columns="record").isna().all(axis=None)


def test_coverage_holds_the_areas_of_each_record_and_the_months_to_their_meetings(both):
    rows = both.coverage[both.coverage["record"].eq("B")].set_index("label")
    columns = ["meetings", "first_month", "last_month"]
    assert rows.loc["Energy from the sea", columns].tolist() == [3, -17, 5]
    assert rows.loc["Food from the sea", columns].tolist() == [1, -10, -9]
    assert rows.loc["Clean beaches", columns].isna().tolist() == [False, True, True]


FRAMES = ["matrix", "meetings", "topics", "signings", "cadence", "silences", "coverage"]
YEARS = st.tuples(st.integers(2030, 2034), st.integers(2030, 2034)).map(sorted).map(tuple)


@settings(deadline=None, max_examples=examples(8))
@given(years=YEARS, by=st.sampled_from(["calendar", "months"]))
def test_a_record_beside_itself_gives_the_same_numbers_twice(invented, years, by):
    part = invented.where(year=years)
    comparison = helpers.compare({"A": part, "B": part}, by)
    for name in FRAMES:
        frame = getattr(comparison, name).set_index("record")
        one, other = (frame[frame.index == label].reset_index(drop=True) for label in "AB")
        pd.testing.assert_frame_equal(one, other)


@settings(deadline=None, max_examples=examples(8))
@given(years=YEARS, others=YEARS, by=st.sampled_from(["calendar", "months"]))
def test_the_order_of_the_records_never_changes_a_number(invented, second, years, others, by):
    a, b = invented.where(year=years), second.where(year=others)
    one, other = helpers.compare({"A": a, "B": b}, by), helpers.compare({"B": b, "A": a}, by)
    for name in FRAMES:
        frames = [getattr(comparison, name) for comparison in (one, other)]
        keys = [
            "record",
            *({"topic", "period", "meeting_id", "topic_id", "area_id"} & {*frames[0]}),
        ]
        frames = [f.sort_values(keys, ignore_index=True) for f in frames]
        pd.testing.assert_frame_equal(*frames)


def test_a_comparison_shows_what_each_record_holds_as_text_and_as_a_table(invented):
    comparison = helpers.compare({"A & co": invented, "B": invented.where(year=2033)})
    assert repr(comparison).splitlines()[0].split() == ["A", "&", "co", "B"]
    row = next(line for line in repr(comparison).splitlines() if line.startswith("Exchanges"))
    assert "8, 7 of them at held meetings" in row
    shown = comparison._repr_html_()
    assert "<th scope=col>A &amp; co</th><th scope=col>B</th>" in shown
    assert (
        '<tr><th scope=row>Topics</th><td data-label="A &amp; co">4</td><td data-label="B">'
        in shown
    )
