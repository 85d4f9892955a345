"""Contact over a period: shown, its exchanges counted, never a meeting."""

import pytest

import helpers
from helpers import figures
from helpers.site import evidence, home

KELP = "2031-11-continued-exchange-kelp,2031-11-continued-exchange,kelp-farming,discussion,,,,,joint-communique,,"
BEACHES = (
    ("topics.csv", "", "beach-care,clean-beaches,Beaches are cleaned.,Beach care,Care of beaches."),
    (
        "exchanges.csv",
        "",
        "2031-11-continued-exchange-beach,2031-11-continued-exchange,beach-care,discussion,,,,,joint-communique,,",
    ),
)


def test_a_contact_is_no_meeting_and_its_exchange_is_an_exchange(changed):
    record = changed(("exchanges.csv", "", KELP))
    assert helpers.topic_year_matrix(record).loc["kelp-farming", 2031] == 1
    assert helpers.topic_year_matrix(record, "exchanges").loc["kelp-farming", 2031] == 2
    assert len(helpers.exchanges(record)) == 8
    assert dict(record.summary())["Held meetings"] == "6, 2031–2033, and one period of contact"


def test_behind_a_number_of_the_matrix_stand_meetings_and_no_contact(changed):
    record = changed(("exchanges.csv", "", KELP))
    keys = [
        figures.EvidenceKey(count=c, topic="kelp-farming", year=2031)
        for c in ("meetings", "exchanges")
    ]
    meetings, exchanges = (s["count"] for s in evidence.evidence_sections(record, keys))
    assert (meetings, exchanges) == (
        "1 meeting, 1 exchange",
        "2 exchanges at 1 meeting and one period of contact",
    )


def test_an_area_that_a_contact_alone_took_up_is_taken_up(changed):
    record = changed(*BEACHES)
    row = helpers.coverage(record).set_index("area_id").loc["clean-beaches"]
    assert (row["meetings"], row["exchanges"]) == (0, 1)
    assert figures.describe(figures.coverage(record)).startswith("3 of 3 areas")
    assert "contact over a period only" in figures.coverage(record).body
    narrowed = figures.coverage(record.where(year=2033)).body
    assert "not in this selection; in the whole record, at contact over a period only" in narrowed
    assert "1 was not taken up" in figures.describe(figures.topic_year_matrix(record))


def test_a_record_that_declares_no_contact_counts_every_held_row_as_a_meeting(changed):
    record = changed(("datapackage.json", '  "contact": ["continued-exchange"],\n', ""))
    assert len(record.met) == len(record.held) == 7 and record.contact.empty
    assert dict(record.summary())["Held meetings"] == "7, 2031–2033"


def test_another_kind_may_be_declared_as_contact_and_as_the_signing(changed):
    record = changed(
        ("datapackage.json", '"contact": ["continued-exchange"]', '"contact": ["webinar"]'),
        ("datapackage.json", '"signing": ["signing"]', '"signing": ["study-visit"]'),
    )
    assert record.contact["kind"].tolist() == ["webinar"]
    assert helpers.compare({"a": record}).signings["meeting_id"].tolist() == [
        "2031-12-20-study-visit"
    ]


def test_a_record_of_contact_alone_says_so(invented):
    letters = invented.where(kind="continued-exchange")
    assert figures.describe(figures.timeline(letters)).startswith(
        "In this selection (only meetings of the kind continued exchange): 0 held meetings and one "
        "period of contact, 2031. Most recent: Letters between the groups, Nov 2031 – Feb 2032."
    )
    assert home.lead_sentence(letters).startswith("Our sources record 0 meetings and one period")


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (
            '"contact": ["continued-exchanges"]',
            ("contact", "is not a kind of meeting", "write continued-exchange"),
        ),
        (
            '"contact": "continued-exchange"',
            ("contact", "is not a list of kinds of meeting", "write a list"),
        ),
    ],
)
def test_a_kind_of_contact_that_is_not_declared_is_told(broken, new, told):
    (found,) = broken("datapackage.json", '"contact": ["continued-exchange"]', new)
    assert told[0] in found.rule and found.what == told[1] and found.remedy.startswith(told[2])
