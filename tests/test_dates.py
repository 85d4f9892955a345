import re

import pandas as pd
import pytest
from hypothesis import given, settings

from dated import any_date
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
    ("text", "start", "end", "at", "precision"),
    [
        ("2031-06/2031", "2031-06-01", "2031-12-31", "2031-06-01", "interval"),
        ("2031-21", "2031-03-01", "2031-05-31", "2031-03-01", "season"),
        ("2031-22", "2031-06-01", "2031-08-31", "2031-06-01", "season"),
        ("2031-23", "2031-09-01", "2031-11-30", "2031-09-01", "season"),
        ("2031-24", "2031-12-01", "2031-12-31", "2031-12-01", "season"),
        ("203X", "2030-01-01", "2039-12-31", "2030-01-01", "decade"),
        ("20XX", "2000-01-01", "2099-12-31", "2000-01-01", "century"),
        ("2031-XX", "2031-01-01", "2031-12-31", "2031-01-01", "year"),
        ("2031-XX-XX", "2031-01-01", "2031-12-31", "2031-01-01", "year"),
        ("2031-02-XX", "2031-02-01", "2031-02-28", "2031-02-01", "month"),
        ("2031-11/..", "2031-11-01", "NaT", "2031-11-01", "open"),
        ("2031-11/", "2031-11-01", "NaT", "2031-11-01", "open"),
        ("../2031-06", "NaT", "2031-06-30", "2031-06-30", "open"),
        ("/2031-06", "NaT", "2031-06-30", "2031-06-30", "open"),
        ("203X/2041-22?", "2030-01-01", "2041-08-31", "2030-01-01", "interval"),
    ],
)
def test_a_date_without_an_end_stands_in_time_by_the_other_one(text, start, end, at, precision):
    row = dates.parse(pd.Series([text])).iloc[0]
    assert [str(row[name])[:10] for name in ("start", "end", "at")] == [start, end, at]
    assert row.precision == precision


@pytest.mark.parametrize(
    ("text", "about", "uncertain"),
    [
        ("2031-05?", False, True),
        ("2031-05~", True, False),
        ("2031-05%", True, True),
        ("2031?/..", False, True),
        ("2031/2032-05%", True, True),
        ("2031-05", False, False),
    ],
)
def test_a_date_is_about_or_perhaps_or_both(text, about, uncertain):
    row = dates.parse(pd.Series([text])).iloc[0]
    assert (row.is_approximate, row.is_uncertain) == (about, uncertain)


def test_many_dates_are_read_as_few_are():
    forms = ["2031-05-02", "203X", "../2031-06", "2031-11/..", "2031-21?", "", "x", "2031-02-30"]
    few = dates.parse(pd.Series(forms))
    many = dates.parse(pd.Series(forms * 1000))
    pd.testing.assert_frame_equal(many.iloc[: len(forms)], few)
    pd.testing.assert_frame_equal(many.iloc[-len(forms) :].reset_index(drop=True), few)


@pytest.mark.parametrize(
    "text",
    [
        "2031-02-30",
        "2031-13",
        "2031-00",
        "2031-05-00",
        "0000",
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
        "2031-20",
        "2031-25",
        "2031-21-01",
        "2031-21-XX",
        "2031-13-XX",
        "1XXX",
        "XXXX",
        "203X-05",
        "2031-XX-05",
        "2031-05-1X",
        "099X",
        "30XX",
        "2031?~",
        "2031?-05",
        "/",
        "..",
        "../",
        "/..",
        "../..",
        "[..2031]",
        "[2031..]",
        "[203X..2041]",
    ],
)
def test_what_is_not_in_the_forms_is_not_valid(text):
    assert not dates.parse(pd.Series([text]))["is_valid"].item()


@settings(deadline=None, max_examples=examples(150))
@given(any_date())
def test_the_bounds_are_the_strict_ones_of_the_edtf_library(text):
    from edtf import parse_edtf

    row = dates.parse(pd.Series([text])).iloc[0]
    if text.startswith("[") and len(text) != len("[2031-11-02..2031-12-15]"):
        return  # of sets the library reads those of full days alone
    known = parse_edtf(text)
    ends = known.lower_strict(), known.upper_strict()
    is_open = row.precision == "open"
    assert row.is_valid == (is_open or ends[0] <= ends[1])
    for ours, end in zip((row.start, row.end), ends, strict=True):
        if pd.notna(ours):
            assert ours.timetuple()[:3] == tuple(end[:3])
    assert pd.isna(row.start) == (row.is_valid is False or text.startswith(("/", "..")))
    assert pd.isna(row.end) == (row.is_valid is False or text.endswith(("/", "/..")))


@settings(deadline=None, max_examples=examples(100))
@given(any_date())
def test_every_date_has_words_and_bounds_around_it(text):
    row, known = (read(pd.Series([text])).iloc[0] for read in (dates.parse, dates.bounds))
    if row.is_valid:
        words = dates.in_words(text)
        assert re.search("[0-9]{3}", words) and not re.search("[X?%~/]|\\.\\.", words)
        assert known["begins_last"] >= known["begins_first"] or pd.isna(row.start)
        assert pd.isna(row.start) or known["begins_first"] == row.start
        assert pd.isna(row.end) or known["ends_last"] == row.end


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2031-05?", "perhaps May 2031"),
        ("2031-21", "spring 2031"),
        ("2031-24~", "about winter 2031"),
        ("203X", "in the 2030s"),
        ("203X?", "perhaps in the 2030s"),
        ("203X~", "about the 2030s"),
        ("20XX", "in 2000–2099"),
        ("2031-XX", "2031"),
        ("2031-05-XX", "May 2031"),
        ("../2031-06", "by June 2031"),
        ("../2033-03", "by March 2033"),
        ("../2031-06?", "perhaps by June 2031"),
        ("2031-11/..", "since November 2031"),
        ("2031-11-02/..", "since 2 Nov 2031"),
        ("2031-05/", "from May 2031, end not known"),
        ("/2031-06", "until June 2031, beginning not known"),
        ("203X/2041", "the 2030s – 2041"),
        ("2031-05%", "perhaps about May 2031"),
    ],
)
def test_a_date_is_written_as_people_write_it(text, words):
    assert dates.in_words(text) == words


@pytest.mark.parametrize(
    ("text", "could"),
    [
        ("2031-12-31", False),
        ("2031-12/2032-02", False),
        ("2031/..", False),
        ("2031-06~", False),
        ("2031-06?", True),
        ("2031~", True),
        ("203X", True),
        ("203X/2041", True),
        ("[2031-12-30..2032-01-02]", True),
        ("[2031-12-30..2031-12-31]", False),
        ("../2031-06", True),
        ("/2031-06", True),
        ("", False),
    ],
)
def test_a_date_that_could_fall_into_another_year_is_known(text, could):
    assert dates.could_be_another_year(pd.Series([text])).tolist() == [could]


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
