"""Dates without an end, or known to less than a month, through every measure, figure and export."""

import datetime
import re

import icalendar
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import everything
import helpers
from dated import any_date
from helpers import dates, exports, figures, measures
from helpers.record import id_start
from places import INVENTED

SO_FAR = (
    "meetings.csv",
    "2033-04-02-study-visit,2033-04-02,",
    "2033-04-02-study-visit,2033-04-02/..,",
)
BY = ("meetings.csv", "2033-04-02-study-visit,2033-04-02,", "2033-04-study-visit,../2033-04,")
RENAMED = [
    (f"{table}.csv", "2033-04-02-study-visit", "2033-04-study-visit")
    for table in ("participants", "participants", "commitments")
]


def test_what_has_not_ended_leaves_no_silence_after_it(changed):
    record = changed(SO_FAR)
    assert measures.open_silence(record) == (0, 0)
    assert helpers.cadence(record)["days_lowest"].iloc[-1] == 23  # from 10 March to 2 April 2033


def test_what_ended_on_a_day_not_known_may_have_lasted_to_the_as_of_day(changed):
    record = changed((*SO_FAR[:2], "2033-04-02-study-visit,2033-04-02/,"))
    assert measures.open_silence(record) == (0, 293)  # 2 April 2033 to 20 January 2034


def test_what_has_no_known_beginning_stands_by_its_end(changed):
    record = changed(BY, *RENAMED)
    assert helpers.timeline(record)["meeting_id"].iloc[-2] == "2033-04-study-visit"
    assert record.where(year=2033).meetings["meeting_id"].tolist() == [
        "2033-03-01-working-group",
        "2033-04-study-visit",
    ]
    gap = helpers.cadence(record).iloc[-1]
    assert (gap["days_lowest"], gap["days_highest"]) == (0, 60)  # 1 March to 30 April 2033


def test_the_matrix_and_the_cadence_say_of_how_many_meetings_the_year_is_not_certain(changed):
    record = changed(BY, *RENAMED)
    for draw in (figures.topic_year_matrix, figures.cadence):
        assert "The year of 1 of these meetings is not certain." in figures.describe(draw(record))
        assert "is not certain" not in figures.describe(draw(helpers.load(INVENTED)))


def test_a_promise_is_overdue_after_the_last_day_on_which_it_may_be_due(changed):
    cases = [
        ("../2033-03", "overdue", "2033-04-01"),
        ("203X", "open", None),
        ("2033-23", "overdue", "2033-12-01"),
        ("2033-03/..", "open", None),
        ("/2033-03", "overdue", "2033-04-01"),
        ("2033?", "overdue", "2034-01-01"),
    ]
    meeting = "2033-03-01-working-group"
    row = f"{meeting}-{{0}},{meeting},Promise {{0}}.,{{1}},,joint-communique,,,agreement,,,,"
    rows = [row.format(i, due) for i, (due, *_) in enumerate(cases)]
    record = changed(*(("commitments.csv", "", row) for row in rows))
    promises = helpers.follow_up(record).set_index("commitment_id")
    shown = figures.follow_up(record).to_json()
    for i, (due, state, since) in enumerate(cases):
        promise = promises.loc[f"{meeting}-{i}"]
        assert promise["state"] == state, due
        assert since is None or f"{promise['overdue_since']:%Y-%m-%d}" == since
        assert dates.in_words(due) in shown


def test_a_lasting_contact_is_drawn_up_to_the_as_of_day_and_fades(changed):
    (trace,) = (
        t for t in figures.timeline(changed(SO_FAR)).data if t.name == "Visit to the old pier"
    )
    assert trace.base[0] == "2033-04-02" and len(trace.base) == 5
    assert trace.x[0] == (293 + 1) * 86_400_000  # 2 April 2033 to 20 January 2034, both whole
    assert list(trace.marker.opacity) == sorted(trace.marker.opacity, reverse=True)


def test_a_date_with_both_ends_does_not_fade(invented):
    bars = [trace for trace in figures.timeline(invented).data if trace.type == "bar"]
    assert bars and all(len(bar.base) == 1 for bar in bars)


@pytest.mark.parametrize(
    ("date", "begins", "ends", "words"),
    [
        ("2033-04-02/..", datetime.date(2033, 4, 2), None, "since 2 Apr 2033"),
        ("2033-04/..", datetime.date(2033, 4, 1), datetime.date(2033, 5, 1), "since April 2033"),
        ("../2033-04", datetime.date(2033, 4, 1), datetime.date(2033, 5, 1), "by April 2033"),
        (
            "2033-22",
            datetime.date(2033, 6, 1),
            datetime.date(2033, 9, 1),
            "summer 2033, day not known",
        ),
    ],
)
def test_a_calendar_writes_no_end_that_is_not_known(
    tmp_path, edited_date, date, begins, ends, words
):
    record, meeting = edited_date(date)
    parsed = icalendar.Calendar.from_ical(exports.calendar(record, "sea"))
    event = next(e for e in parsed.walk("VEVENT") if e["uid"] == f"{meeting}@sea")
    assert event["dtstart"].dt == begins
    assert (event["dtend"].dt if "dtend" in event else None) == ends
    assert event["summary"] == f"Visit to the old pier ({words})"
    assert event["x-edtf"] == date


@pytest.fixture
def edited_date(changed):
    """Return a function that gives a meeting of the invented record another date, and its id."""

    def edit(date: str):
        meeting = f"{id_start(date)}-study-visit"
        edits = [(t, "2033-04-02-study-visit", meeting) for t, _, _ in RENAMED]
        row = f"{meeting},{date},"
        return changed((SO_FAR[0], SO_FAR[1], row), *edits), meeting

    return edit


@pytest.mark.parametrize(
    ("meeting", "date", "is_right"),
    [
        ("2034-working-group", "2034-05-12", True),
        ("2034-05-working-group", "2034-05-12", True),
        ("203x-working-group", "2034-05-12", True),
        ("203x-working-group", "203X", True),
        ("2034-working-group", "../2034-06", True),
        ("2034-22-working-group", "2034-07-02", True),
        ("2034-05-13-working-group", "2034-05-12", False),
        ("2034-06-working-group", "2034-05", False),
        ("2035-working-group", "2034", False),
        ("working-group", "2034", False),
    ],
)
def test_the_id_of_a_meeting_starts_with_a_date_that_covers_it(broken, meeting, date, is_right):
    (broken.folder / "participants.csv").write_text(
        (broken.folder / "participants.csv")
        .read_text(encoding="utf-8")
        .replace("2034-working-group", meeting),
        encoding="utf-8",
    )
    found = broken("meetings.csv", "2034-working-group,2034,", f"{meeting},{date},")
    assert [problem.check for problem in found] == ([] if is_right else ["id-start"])


@pytest.mark.slow
@settings(deadline=None, max_examples=6)
@given(
    when=st.lists(
        any_date(datetime.date(2031, 1, 1), datetime.date(2034, 1, 1)), min_size=9, max_size=9
    ),
    due=st.lists(
        any_date(datetime.date(2031, 1, 1), datetime.date(2035, 1, 1)), min_size=4, max_size=4
    ),
    order=st.randoms(use_true_random=False),
)
def test_dates_of_any_form_go_through_everything_in_whatever_order_the_rows_are(
    tmp_path_factory, when, due, order
):
    records = []
    for shuffled in (False, True):
        folder = tmp_path_factory.mktemp("dated")
        names = _write(folder, when, due, order if shuffled else None)
        records.append(helpers.load(folder))
    made = dict(everything.made(records[0]))
    assert records[0].as_of == records[1].as_of and len(names) == 9
    for name, text in everything.in_time(records[1]):
        texts = [re.sub(" [0-9a-f]{8}", "", str(value)) for value in (made[name], text)]
        assert texts[0] == texts[1], name  # but for the checksum of the cells


def _write(folder, when, due, order) -> dict[str, str]:
    """Write the invented record with other dates and ids that fit; shuffle its rows if asked."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in INVENTED.iterdir()}
    head, *rows = texts["meetings.csv"].splitlines()
    names, meetings = {}, []
    for i, (row, date) in enumerate(zip(rows, when, strict=True)):
        date = date if dates.parse(_series(date))["is_valid"].item() else "2033"
        meeting, _, rest = row.split(",", 2)
        names[meeting] = f"{id_start(date)}-m{i}"
        meetings.append(f"{names[meeting]},{date},{rest}")
    texts["meetings.csv"] = "\n".join([head, *meetings]) + "\n"
    for file in ("participants.csv", "exchanges.csv", "commitments.csv", "searches.csv"):
        for old in sorted(names, key=len, reverse=True):
            texts[file] = re.sub(rf"(?<![\w-]){old}", names[old], texts[file])
    head, *rows = texts["commitments.csv"].splitlines()
    cells = [row.split(",") for row in rows]
    for row, date in zip(cells, due, strict=True):
        row[3] = date if dates.parse(_series(date))["is_valid"].item() else ""
        row[4] = ""
    texts["commitments.csv"] = "\n".join([head, *map(",".join, cells)]) + "\n"
    for name, text in texts.items():
        if order and name.endswith(".csv"):
            head, *rows = text.splitlines()
            order.shuffle(rows)
            text = "\n".join([head, *rows]) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
    return names


def _series(date):
    return pd.Series([date])
