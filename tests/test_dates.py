import datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import dates
from places import examples


@pytest.mark.parametrize(
    ("text", "start", "end", "precision", "about", "lasting"),
    [
        ("2031-12-15", "2031-12-15", "2031-12-15", "day", False, False),
        ("2031-02", "2031-02-01", "2031-02-28", "month", False, False),
        ("2032", "2032-01-01", "2032-12-31", "year", False, False),
        ("2031-09~", "2031-09-01", "2031-09-30", "month", True, False),
        ("2031-11/2032-02", "2031-11-01", "2032-02-29", "interval", False, True),
        ("2031-09~/2031-12", "2031-09-01", "2031-12-31", "interval", True, True),
        ("[2033-03-01..2033-03-10]", "2033-03-01", "2033-03-10", "interval", False, False),
    ],
)
def test_a_date_has_its_first_and_last_possible_day(text, start, end, precision, about, lasting):
    row = dates.parse(pd.Series([text])).iloc[0]
    assert (f"{row.start:%Y-%m-%d}", f"{row.end:%Y-%m-%d}") == (start, end)
    assert (row.precision, row.is_approximate, row.is_lasting) == (precision, about, lasting)


@pytest.mark.parametrize(
    "text",
    [
        "2031-02-30",
        "2031-13",
        "2031-00",
        "2031-05-00",
        "2031-06/2031",
        "0000",
        "20XX",
        "2031-21",
        "2032/2031",
        "x",
        "２０３１",
        "２０３１-12-15",
        "٢٠٣١-12-15",
        "0000-01-01",
        "0001-01-01",
        "0999-12",
        "3000",
        "9999",
        "3000-01-01",
        "2031/3000-01-01",
        "[0001..2031]",
        "2031-12-15 ",
        "2031-12-15\n",
        "2031-1-5",
        "2031/",
        "../2031",
    ],
)
def test_what_is_not_in_the_forms_is_not_valid(text):
    assert not dates.parse(pd.Series([text]))["is_valid"].item()


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("15/12/2031", "write 2031-12-15"),
        ("2031/12/5", "write 2031-12-05"),
        ("12/25/2031", "write 2031-12-25"),
        ("13/04/2031", "write 2031-04-13"),
        ("04/13/2031", "write 2031-04-13"),
        ("04/04/2031", "write 2031-04-04"),
        ("04/07/2031", "ask the source: write 2031-07-04 or 2031-04-07"),
        ("２０３１-12-15", "write 2031-12-15"),
        ("2031–12–15", "write 2031-12-15"),
        ("2031-12〜", "write 2031-12~"),
        ("2031-12-15 / 2031-12-20", "write 2031-12-15/2031-12-20"),
        ("2031-12-15 - 2031-12-20", "write 2031-12-15/2031-12-20"),
        ("2031-12-15T00:00:00", "write 2031-12-15"),
        ("20311215", "write 2031-12-15"),
        ("2031年12月5日", "write 2031-12-05"),
        ("15 Dec 2031", "write 2031-12-15"),
        ("December 5th, 2031", "write 2031-12-05"),
        ("May 2031", "write 2031-05"),
        ("12/2031", "write 2031-12"),
        ("2031-1", "write 2031-01"),
        ("2031年", "write 2031"),
        ("31/11/2031", "look the date up in the source: November 2031 has 30"),
        ("0000-01-01", "look the date up in the source"),
        ("2031-02-30", "look the day up in the source, or write 2031-02 if it gives no day"),
        ("2031-13-05", "look the day up in the source, or write 2031 if it gives no day"),
        ("2032/2031", "put the earlier date first, if the source says so"),
    ],
)
def test_a_date_that_reads_one_way_gets_its_mend(text, remedy):
    assert dates.explain(text)[1] == remedy


@pytest.mark.parametrize("text", ["0001", "0203-12-15", "9999-12", "15/12/3000", "2031/9999~"])
def test_a_year_that_no_source_can_mean_is_told_with_the_years_that_can_be(text):
    assert "the year is not one of 1000 to 2999" in " ".join(dates.explain(text))


@pytest.mark.parametrize("text", ["45275", "45275.5", "４５２７５"])
def test_a_number_from_a_spreadsheet_is_told_with_the_day_it_stands_for(text):
    assert "2023-12-15" in dates.explain(text)[1]


@pytest.mark.parametrize("text", ["Dec-23", "15-Dec-23", "15/12/23"])
def test_a_date_that_a_spreadsheet_shortened_is_looked_up_and_not_guessed(text):
    what, remedy = dates.explain(text)
    assert "a spreadsheet may have rewritten it" in what and "look the date up" in remedy


@settings(deadline=None)
@given(st.text(max_size=30))
def test_no_text_is_too_strange_to_be_explained(text):
    parsed = dates.parse(pd.Series([text], dtype="str"))
    assert parsed["is_valid"].item() or all(dates.explain(text))


LIMITS = datetime.date(1000, 1, 1), datetime.date(2999, 12, 31)
POINTS = (
    st.dates(*LIMITS).map(str).flatmap(lambda d: st.sampled_from([d, d[:7], d[:4], d[:7] + "~"]))
)


@settings(deadline=None, max_examples=examples(50))
@given(first=POINTS, second=POINTS, form=st.sampled_from(["{0}", "{0}/{1}", "[{0}..{1}]"]))
def test_the_bounds_are_the_strict_ones_of_the_edtf_library(first, second, form):
    from edtf import parse_edtf

    text = form.format(*sorted((first, second)))
    row = dates.parse(pd.Series([text])).iloc[0]
    if row.is_valid and (form != "[{0}..{1}]" or len(text) == 24):
        known = parse_edtf(text)
        assert row.start.timetuple()[:3] == tuple(known.lower_strict()[:3])
        assert row.end.timetuple()[:3] == tuple(known.upper_strict()[:3])


def test_begin_and_end_of_a_from_to_date_have_bounds_of_their_own():
    known = dates.bounds(pd.Series(["2031-11/2032-02-10", "[2031-05..2031-07]", ""]))
    told = known.astype("str").to_numpy().tolist()
    assert told[0] == ["2031-11-01", "2031-11-30", "2032-02-10", "2032-02-10"]
    assert told[1] == ["2031-05-01", "2031-07-31", "2031-05-01", "2031-07-31"]
    assert known.loc[2].isna().all()


def test_no_meeting_can_begin_after_its_end_or_end_before_its_beginning():
    known = dates.bounds(pd.Series(["2031/2031-06-10", "2031-06-10/2031"])).astype("str")
    assert known.loc[0].tolist() == ["2031-01-01", "2031-06-10", "2031-06-10", "2031-06-10"]
    assert known.loc[1].tolist() == ["2031-06-10", "2031-06-10", "2031-06-10", "2031-12-31"]


def test_an_empty_cell_is_a_date_that_is_not_known_and_no_wrong_one():
    row = dates.parse(pd.Series([""])).iloc[0]
    assert row["is_valid"] and row[["start", "end", "precision"]].isna().all()


@pytest.mark.parametrize("day", ["1000-01-01", "2999-12-31"])
def test_the_first_and_the_last_day_that_a_date_can_be_may_be_asked_for(day):
    assert f"{dates.day_of(day):%Y-%m-%d}" == day


def test_of_a_moment_the_day_alone_is_kept():
    assert dates.day_of(pd.Timestamp("2031-12-15 23:00")) == pd.Timestamp("2031-12-15")


def test_a_day_that_is_one_of_several_is_written_with_both_ends():
    assert dates.in_words("[2033-03-01..2033-03-10]") == (
        "a day between 1 Mar 2033 and 10 Mar 2033"
    )
