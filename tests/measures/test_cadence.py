import dataclasses

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import helpers
from helpers import measures
from helpers.measures.cadence import last_held, since_last
from places import examples


def days(cooperation):
    rows = helpers.cadence(cooperation).set_index("meeting_id")
    pairs = zip(rows["days_lowest"], rows["days_highest"], strict=True)
    return dict(zip(rows.index, [None if pd.isna(a) else (a, b) for a, b in pairs], strict=True))


def test_days_between_meetings_are_a_range_where_dates_are_not_exact(invented):
    assert days(invented) == {
        "2031-05-signing": None,
        "2031-06-03-working-group": (3, 33),  # 31 May or 1 May to 3 June
        "2031-09-webinar": (90, 119),  # 3 June to 1 or 30 September
        "2031-12-20-study-visit": (81, 110),  # 30 or 1 September to 20 December
        "2033-03-01-working-group": (416, 425),  # 10 January 2032 to 1 or 10 March 2033
        "2033-04-02-study-visit": (23, 32),  # 10 or 1 March to 2 April
    }


def test_contact_over_a_period_neither_ends_a_silence_nor_makes_one(invented):
    assert "2031-11-continued-exchange" not in days(invented)


def test_two_meetings_on_one_day_have_no_days_between_them(changed):
    record = changed(
        ("meetings.csv", "", "2033-04-02-webinar,2033-04-02,webinar,held,,,,Late,,tide-wire,,")
    )
    assert days(record)["2033-04-02-webinar"] == (0, 0)


def test_a_meeting_within_another_leaves_the_silence_after_the_longer_one(changed):
    row = "2031-12-28-webinar,2031-12-28,webinar,held,,,,Within,,tide-wire,,"
    told = days(changed(("meetings.csv", "", row)))
    assert told["2031-12-28-webinar"] == (0, 0)
    assert told["2033-03-01-working-group"] == (416, 425)


def test_dates_that_may_overlap_give_no_negative_days(changed):
    row = "2033-webinar,2033,webinar,held,,,,Some time in 2033,,tide-wire,,"
    told = days(changed(("meetings.csv", "", row)))
    # in order of earliest days: webinar (2033), group (1 to 10 March), visit (2 April)
    assert told["2033-webinar"] == (357, 425)  # 10 January 2032 to 1 January, or to 10 March
    assert told["2033-03-01-working-group"] == (0, 91)  # 1 January to 2 April at most
    assert told["2033-04-02-study-visit"] == (0, 305)  # 1 March to 31 December at most


def test_a_single_meeting_has_no_days_before_it(invented):
    assert days(invented.where(kind="signing")) == {"2031-05-signing": None}


def test_the_silence_after_the_last_meeting_is_open(invented, changed):
    assert measures.open_silence(invented) == (293, 293)  # 2 April 2033 to 20 January 2034
    row = "2033-12-webinar,2033-12,webinar,held,,,,Late,,tide-wire,,"
    assert measures.open_silence(changed(("meetings.csv", "", row))) == (20, 50)
    assert measures.open_silence(invented.where(year=2031)) == (293, 293)  # of the whole record


def test_formats_are_counted_by_year_and_silent_years_have_no_share(invented):
    rows = helpers.formats(invented).set_index(["year", "format"])
    assert rows.loc[2031, "meetings"].to_dict() == {
        "in-person": 3,
        "online": 1,
        "hybrid": 0,
        "not known": 0,
    }
    assert rows.loc[(2031, "in-person"), "share"] == 0.75
    assert rows.loc[2032, "share"].isna().all()
    assert rows.loc[(2033, "not known"), "share"] == 0.5


@st.composite
def periods(draw):
    """Meetings, each known to a period, with the true day in it."""
    told = []
    for _ in range(draw(st.integers(2, 7))):
        start, length = draw(st.integers(0, 300)), draw(st.sampled_from([0, 0, 3, 30, 364]))
        told.append((start, start + length, start + draw(st.integers(0, length))))
    return told


@settings(deadline=None, max_examples=examples(50))
@given(told=periods())
def test_whatever_the_true_days_the_silences_lie_within_the_ranges(invented, told):
    zero = pd.Timestamp("2031-01-01")
    first, last, true = (
        [zero + pd.Timedelta(d, "D") for d in days] for days in zip(*told, strict=True)
    )
    texts = [
        f"[{a:%Y-%m-%d}..{b:%Y-%m-%d}]" if a < b else f"{a:%Y-%m-%d}"
        for a, b in zip(first, last, strict=True)
    ]
    meetings = invented.meetings.iloc[[0] * len(told)].assign(
        meeting_id=[f"m{i}" for i in range(len(told))], date=texts, start=first, end=last, at=first
    )
    record = dataclasses.replace(invented, tables={**invented.tables, "meetings": meetings})
    rows = helpers.cadence(record).iloc[1:]
    silences = pd.Series(true).sort_values().diff().dt.days.iloc[1:].tolist()
    assert all(rows["days_lowest"].le(silences)) and all(rows["days_highest"].ge(silences))


def test_the_days_since_the_last_meeting_are_told_of_the_one_that_ended_last(changed):
    record = changed(
        ("meetings.csv", "[2033-03-01..2033-03-10]", "2033-03-01/2033-12-10"),
    )
    told = since_last(record.where(year=2031))
    assert "Second Sea Group, 1 Mar 2033 – 10 Dec 2033, 41 days before 20 Jan 2034" in told
    finding = helpers.figures.describe(helpers.figures.timeline(record))
    assert "Last to end: Second Sea Group, 1 Mar 2033 – 10 Dec 2033, 41 days before" in finding


def test_where_dates_overlap_no_meeting_is_named_as_the_last(changed):
    record = changed(
        ("meetings.csv", "2033-04-02-study-visit,2033-04-02", "2033-study-visit,2033"),
        *(
            (f"{table}.csv", "2033-04-02-study-visit", "2033-study-visit")
            for table in ("participants", "participants", "commitments")
        ),
    )
    assert since_last(record.where(year=2031)) == (
        " In the whole record, the last recorded meeting was 20–325 days before 20 Jan 2034, "
        "the record's cut-off date; which one it was is not certain."
    )


def test_two_meetings_that_last_side_by_side_have_no_days_between_them(changed):
    row = "2031-12-22-webinar,2031-12-22/2032-01-05,webinar,held,,,,Beside,,tide-wire,,"
    assert days(changed(("meetings.csv", "", row)))["2031-12-22-webinar"] == (0, 0)


def test_a_last_meeting_that_may_still_go_on_leaves_no_days_below_zero(changed):
    row = "2034-webinar,2034,webinar,held,,,,Some time in 2034,,tide-wire,,"
    record = changed(("meetings.csv", "", row))
    assert measures.open_silence(record) == (0, 19)  # 31 December or 1 January to 20 January 2034


def test_of_two_meetings_that_ended_on_one_day_the_first_is_called_the_last(changed):
    row = "2033-04-02-webinar,2033-04-02,webinar,held,,,,Late,,tide-wire,,"
    assert last_held(changed(("meetings.csv", "", row)))["title"] == "Visit to the old pier"


def test_no_days_are_told_where_the_record_ends_on_the_day_of_its_last_meeting(changed):
    row = "2034-01-20-webinar,2034-01-20,webinar,held,,,,Late,,tide-wire,,"
    assert since_last(changed(("meetings.csv", "", row))) == (
        " In the whole record, the last recorded meeting was Late, 20 Jan 2034."
    )


def test_a_format_that_the_record_itself_calls_not_known_is_counted_once(changed):
    formats = '["in-person", "online", "hybrid"]'
    record = changed(("datapackage.json", formats, formats[:-1] + ', "not known"]'))
    rows = helpers.formats(record)
    assert rows.loc[rows["year"].eq(2033), ["format", "meetings"]].to_numpy().tolist() == [
        *(["in-person", 1], ["online", 0], ["hybrid", 0], ["not known", 1])
    ]


def test_a_meeting_whose_format_no_source_gives_has_one_that_is_not_known(invented):
    formats = helpers.cadence(invented).set_index("meeting_id")["format"]
    assert formats["2033-03-01-working-group"] == "not known"


def test_without_a_held_meeting_there_are_no_days_since_the_last(invented):
    planned = invented.meetings.assign(status="planned")
    record = dataclasses.replace(invented, tables={**invented.tables, "meetings": planned})
    assert pd.notna(record.as_of) and measures.open_silence(record) is None


def test_the_only_meeting_of_a_year_is_all_of_its_meetings(changed):
    record = changed(("meetings.csv", "2033-04-02-study-visit,2033-04-02,study-visit,held", "2033-04-02-study-visit,2033-04-02,study-visit,cancelled"),
                     ("commitments.csv", "2033-04-02-study-visit", ""))  # fmt: skip
    rows = helpers.formats(record).set_index(["year", "format"])
    assert rows.loc[(2033, "not known"), "share"] == 1.0
