"""A date as officials and programs write it gets its one reading, or is offered its two."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import dates
from helpers.record.written_dates import Hint, explain


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
        ("199u", "write 199X"),
        ("19uu", "write 19XX"),
        ("199x", "write 199X"),
        ("2031-uu", "write 2031-XX"),
        ("2031-uu-uu", "write 2031-XX-XX"),
        ("2031-05-uu", "write 2031-05-XX"),
        ("unknown/2031-06", "write /2031-06"),
        ("2031-06/unknown", "write 2031-06/"),
        ("2031-06/open", "write 2031-06/.."),
        ("1984?~", "write 1984%"),
        ("1984~?", "write 1984%"),
    ],
)
def test_a_date_that_reads_one_way_gets_its_mend(text, remedy):
    assert explain(text)[1] == remedy


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2031-06-03T10:00+09:00", "a time of day"),
        ("2031-06-03T10:00:00Z", "a time of day"),
        ("Y17000", "a year before 1000 or after 2999"),
        ("-0044", "a year before 1000 or after 2999"),
        ("2031-25", "a season of one hemisphere, a quarter"),
        ("2031-33", "a season of one hemisphere, a quarter"),
        ("{2031,2033}", "a set of dates"),
        ("[2031,2033]", "a set of dates"),
        ("[..2031]", "a set of dates"),
        ("../..", "an interval without beginning and end"),
        ("1XXX", "an unknown digit before a known one"),
        ("203X-05", "an unknown digit before a known one"),
        ("2031?-06", "one part less certain than the rest"),
        ("2031-06~-03", "one part less certain than the rest"),
        ("?2031", "one part less certain than the rest"),
    ],
)
def test_a_form_of_edtf_that_is_not_read_is_named_and_not_called_no_date(text, name):
    what, remedy = explain(text)
    assert what.startswith(f"is a date in EDTF of a form that is not read here: {name}") and remedy


def test_a_time_of_day_gets_its_day_and_a_place_for_the_time():
    remedy = explain("2031-06-03T10:00+09:00")[1]
    assert remedy == "write 2031-06-03; the time can go into the summary, with its zone"


@pytest.mark.parametrize("text", ["0001", "0203-12-15", "9999-12", "15/12/3000", "2031/9999~"])
def test_a_year_that_no_source_can_mean_is_told_with_the_years_that_can_be(text):
    assert "the year is not one of 1000 to 2999" in " ".join(explain(text))


@pytest.mark.parametrize("text", ["45275", "45275.5", "４５２７５"])
def test_a_number_from_a_spreadsheet_is_told_with_the_day_it_stands_for(text):
    assert "2023-12-15" in explain(text)[1]


@pytest.mark.parametrize("text", ["Dec-23", "15-Dec-23", "15/12/23"])
def test_a_date_that_a_spreadsheet_shortened_is_looked_up_and_not_guessed(text):
    what, remedy = explain(text)
    assert "a spreadsheet may have rewritten it" in what and "look the date up" in remedy


@settings(deadline=None)
@given(st.text(max_size=30))
def test_no_text_is_too_strange_to_be_explained(text):
    parsed = dates.parse(pd.Series([text], dtype="str"))
    assert parsed["is_valid"].item() or all(explain(text))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("令和13年6月3日", "2031-06-03"),
        ("R13.6.3", "2031-06-03"),
        ("Ｒ１３．６．３", "2031-06-03"),
        ("令和13年", "2031"),
        ("令和十三年六月三日", "2031-06-03"),
        ("令和元年5月1日", "2019-05-01"),
        ("平成35年", "2023"),
        ("昭和64年1月7日", "1989-01-07"),
        ("2031年度", "[2031-04-01..2032-03-31]"),
        ("令和13年度", "[2031-04-01..2032-03-31]"),
        ("FY2031/32", "[2031-04-01..2032-03-31]"),
        ("2031年6月上旬", "[2031-06-01..2031-06-10]"),
        ("2031年2月下旬", "[2031-02-21..2031-02-28]"),
        ("2031.12.15", "2031-12-15"),
        ("2031. 12. 15.", "2031-12-15"),
        ("15 décembre 2031", "2031-12-15"),
        ("1er août 2031", "2031-08-01"),
        ("3 mei 2031", "2031-05-03"),
        ("maart 2031", "2031-03"),
        ("Monday, 15 December 2031", "2031-12-15"),
        ("lundi 15 décembre 2031", "2031-12-15"),
        ("maandag 15 december 2031", "2031-12-15"),
        ("2031年12月15日（月）", "2031-12-15"),
        ("until June 2031", "../2031-06"),
        ("by the end of 2031", "../2031"),
        ("jusqu'en juin 2031", "../2031-06"),
        ("avant la fin de 2031", "../2031"),
        ("until the end of June 2031", "../2031-06"),
        ("t/m juni 2031", "../2031-06"),
        ("令和13年度第1四半期", "[2031-04-01..2031-06-30]"),
        ("2031年度下半期", "[2031-10-01..2032-03-31]"),
        ("2031/12/15〜2032/1/20", "2031-12-15/2032-01-20"),
        ("Dec 2031 - Jan 2032", "2031-12/2032-01"),
        ("spring 2031 to autumn 2031", "2031-21/2031-23"),
        ("les années 2030", "203X"),
        ("tot juni 2031", "../2031-06"),
        ("2031年6月まで", "../2031-06"),
        ("since March 2031", "2031-03/.."),
        ("depuis mars 2031", "2031-03/.."),
        ("sinds maart 2031", "2031-03/.."),
        ("2031年3月以降", "2031-03/.."),
        ("about June 2031", "2031-06~"),
        ("spring 2031", "2031-21"),
        ("herfst 2031", "2031-23"),
        ("2031年夏", "2031-22"),
        ("the 2030s", "203X"),
        ("12–15 December 2031", "2031-12-12/2031-12-15"),
        ("du 12 au 15 décembre 2031", "2031-12-12/2031-12-15"),
        ("December 12-15, 2031", "2031-12-12/2031-12-15"),
        ("2031年12月12日～15日", "2031-12-12/2031-12-15"),
        ("from 3 June 2031 to 5 July 2031", "2031-06-03/2031-07-05"),
    ],
)
def test_a_date_as_officials_write_it_has_one_reading(text, date):
    assert explain(text) == ("is not a date in EDTF", f"write {date}", date)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("FY2031", "[2031-04-01..2032-03-31] (April to March) or 2031 (the calendar's year)"),
        (
            "2031-Q3",
            "[2031-07-01..2031-09-30] (of the calendar's year) "
            "or [2031-10-01..2031-12-31] (of a year from April to March)",
        ),
        (
            "fourth quarter of 2031",
            "[2031-10-01..2031-12-31] (of the calendar's year) "
            "or [2032-01-01..2032-03-31] (of a year from April to March)",
        ),
        (
            "2031年上半期",
            "[2031-01-01..2031-06-30] (of the calendar's year) "
            "or [2031-04-01..2031-09-30] (of a year from April to March)",
        ),
        ("before 2031-06", "../2031-05 (without that month) or ../2031-06 (with it)"),
        ("avant 2031", "../2030 (without that year) or ../2031 (with it)"),
        ("before 1 March 2032", "../2032-02-29 (without that day) or ../2032-03-01 (with it)"),
        ("after June 2031", "2031-07/.. (without that month) or 2031-06/.. (with it)"),
        ("late 2031", "[2031-09-01..2031-12-31] (a third of the year) or 2031-23 (autumn)"),
        ("mid-2031", "[2031-05-01..2031-08-31] (a third of the year) or 2031-22 (summer)"),
        (
            "early June 2031",
            "[2031-06-01..2031-06-10] (ten days of it) or 2031-06 (the month alone)",
        ),
        ("winter 2031", "2031-24 (December) or [2031-12-01..2032-02-29] (into the next year)"),
        ("2000s", "200X or 20XX (the century)"),
    ],
)
def test_a_date_with_two_readings_is_offered_both_and_neither_is_a_fix(text, remedy):
    assert explain(text) == (
        "is not a date in EDTF and has two readings",
        f"ask the source: write {remedy}",
    )


def test_of_a_year_of_accounts_no_end_is_guessed():
    assert explain("end of FY2031")[1].startswith("look the date up in the source")


def test_a_weekday_that_the_day_does_not_have_is_told_and_nothing_is_offered():
    assert explain("Friday, 15 December 2031") == (
        "is not a date in EDTF: 2031-12-15 is a Monday, not a Friday",
        "look the date up in the source",
    )


@pytest.mark.parametrize(
    "text",
    ["15/12/2031 14:30", "2031年12月15日14時30分", "15 December 2031 at 2 pm", "2031-12-15 9h30"],
)
def test_a_time_of_day_is_no_part_of_a_fix_and_gets_a_place(text):
    assert explain(text) == (
        "is not a date in EDTF: it holds a time",
        "write 2031-12-15; the time can go into the summary, with its zone",
    )


ID, TITLE = "2031-07-04-webinar", "Webinar of 4 July 2031"


@pytest.mark.parametrize(
    ("text", "hint", "date", "why"),
    [
        ("04/07/2031", Hint("the id says", ID, is_id=True), "2031-07-04", "the id says 2031-07-04"),
        ("07/04/2031", Hint("the id says", ID, is_id=True), "2031-07-04", "the id says 2031-07-04"),
        ("04/07/2031", Hint("the id says", "2031-07-x", True), "2031-07-04", "the id says 2031-07"),
        ("04/07/2031", Hint("the title says", TITLE), "2031-07-04", "the title says 2031-07-04"),
        ("04/07/31", Hint("the id says", ID, is_id=True), "2031-07-04", "the id says 2031-07-04"),
        ("4-Jul-31", Hint("the id says", ID, is_id=True), "2031-07-04", "the id says 2031-07-04"),
        ("48033", Hint("the id says", ID, is_id=True), "2031-07-04", "the id says 2031-07-04"),
        (
            "04/07/2031",
            Hint("the column writes the day first, as in", "15/12/2031", is_column=True),
            "2031-07-04",
            "the column writes the day first, as in 15/12/2031",
        ),
        (
            "04/07/2031",
            Hint("the column writes the month first, as in", "12/15/2031", is_column=True),
            "2031-04-07",
            "the column writes the month first, as in 12/15/2031",
        ),
    ],
)
def test_what_stands_beside_a_date_settles_how_it_is_read(text, hint, date, why):
    assert explain(text, [hint])[1:] == (f"write {date}; {why}", date)


@pytest.mark.parametrize(
    ("other", "remedy"),
    [
        ("13/1/2034", "write 2034-07-04; the column writes the day first, as in 13/1/2034"),
        ("1/13/2034", "write 2034-04-07; the column writes the month first, as in 1/13/2034"),
        ("12/1/2034", "ask the source: write 2034-07-04 or 2034-04-07"),
    ],
)
def test_one_date_of_a_column_that_has_one_order_settles_the_others(broken, other, remedy):
    broken("sources.csv", "2034-01-09", other)
    found = broken("sources.csv", "2034-01-10", "04/07/2034")
    assert remedy in {problem.remedy for problem in found}


@pytest.mark.parametrize("beside", ["2031-webinar", "2031-05-webinar", "webinar"])
def test_an_id_that_says_neither_day_settles_nothing(beside):
    assert len(explain("04/07/2031", [Hint("the id says", beside, is_id=True)])) == 2


def test_the_first_of_a_month_may_be_what_a_spreadsheet_made_of_a_month():
    hint = Hint("the id says", "2031-05-signing", is_id=True)
    assert explain("01/05/2031", [hint]) == (
        "is not a date in EDTF and has two readings",
        "ask the source: write 2031-05-01 (the day) or 2031-05 (the month alone)",
    )


@pytest.mark.parametrize("part", ["-", "2031-", "1 ", "jan ", "2031 to ", "since ", "令和", "(月)"])
def test_a_long_text_of_pieces_of_dates_is_no_date_and_is_told(part):
    what, remedy = explain(part * 8000)[:2]
    assert what.startswith("is not a date") and remedy.startswith("look the date up")


@pytest.mark.parametrize("text", ["H2", "S1", "T1", "M3", "令和0年", "before 1000", "after 2999"])
def test_what_may_be_a_half_of_a_year_or_is_no_year_of_an_era_is_not_guessed(text):
    assert len(explain(text)) == 2


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("2031 年 6 月 3 日", "write 2031-06-03"),
        ("令和 13 年 6 月", "write 2031-06"),
        ("2031年 春", "write 2031-21"),
        ("令和 13 年", "write 2031"),
        ("R13", "write 2031"),
        ("2031-06-03/05", "write 2031-06-03/2031-06-05"),
        (
            "2031-06/07",
            "ask the source: write 2031-06/2031-07 (two months) or 2031-06-07 (one day)",
        ),
        (
            "2031 H1",
            "ask the source: write [2031-01-01..2031-06-30] (of the calendar's year) or "
            "[2031-04-01..2031-09-30] (of a year from April to March)",
        ),
        (
            "令和13年6月3日（火）14時",
            "write 2031-06-03; the time can go into the summary, with its zone",
        ),
    ],
)
def test_spaces_short_intervals_and_a_time_after_the_weekday_are_read(text, remedy):
    assert explain(text)[1] == remedy
