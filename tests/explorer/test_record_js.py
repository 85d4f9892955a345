"""What the browser narrows and counts equals what `where` and the measures say."""

import csv
import io
import random

import pandas as pd
import pytest

import helpers
from generate import record
from helpers.explorer.payload import LEGENDS
from helpers.measures.addresses import link
from helpers.wording import shorten
from in_node import Node
from odd_records import DATES, TEXTS, UNPRINTABLE, odd_choice, odd_record, offered_by
from places import examples

pytestmark = pytest.mark.slow  # starts a process
EACH = 10  # choices of a record
FACETS = [name for name in LEGENDS if name != "text"]


def differences(explorer, offered: dict, node: Node, choice: dict, counted: str) -> list[str]:
    """Return in what the browser and Python differ on a choice, and on the counts of one facet."""
    cooperation, explorer.choice = explorer.cooperation, choice
    choice, view = explorer.choice, cooperation.where(**explorer.choice)
    shown = node.narrow(choice)
    drawn, drawn_exchanges = shown["matrix"], node.narrow(choice, unit="exchanges")["matrix"]
    bars = helpers.direction(view).groupby("direction", observed=False)["exchanges"].sum()
    pairs = {
        "meetings": (shown["meetings"], helpers.timeline(view)["meeting_id"].tolist()),
        "exchanges": (shown["exchanges"], len(view.exchanges)),
        "matrix": (cells(drawn), expected_cells(view, "meetings", drawn)),
        "matrix of exchanges": (
            cells(drawn_exchanges),
            expected_cells(view, "exchanges", drawn_exchanges),
        ),
        "directions": (shown["directions"], bars.tolist()),
        "sentence": (shown["sentence"], explorer.sentence),
        "code": (shown["code"], explorer.code),
        "address": (shown["address"], choice),
        "view of the code": (eval(explorer.code, {"cooperation": cooperation.record}), view),
    }
    counts = []
    rest = cooperation.where(**{name: choice[name] for name in choice if name != counted})
    for value in offered[counted]:
        asked = [value, value] if counted == "year" else [value]
        left = rest.where(**{counted: asked}).meetings
        counts.append(
            len(left) if counted == "status" else int(left["status"].ne("reported").sum())
        )
    pairs[f"counts of {counted}"] = (shown["counts"][counted], counts)
    return [f"{choice}: {what}: {a} is not {b}" for what, (a, b) in pairs.items() if a != b]


def cells(matrix: dict) -> dict:
    """Return the numbers above 0 that the browser draws, by topic and year."""
    return {
        (row["topics"][0], column["ends"][0]): number
        for row in matrix["rows"]
        for column, number in zip(matrix["columns"], row["counts"], strict=True)
        if number
    }


def expected_cells(view, count: str, drawn: dict) -> dict:
    """Return the numbers of the measure above 0, by topic and the first year of the column."""
    columns = {
        year: column["ends"][0]
        for column in drawn["columns"]
        for year in range(column["ends"][0], column["ends"][1] + 1)
    }
    counts = helpers.topic_year_matrix(view, count).stack()
    sums = counts[counts > 0].reset_index(name="count")
    sums["year"] = sums["year"].map(columns)
    return sums.groupby(["topic_id", "year"])["count"].sum().to_dict()


def tried(folder, number: int, narrowed: bool = False) -> list[str]:
    """Return the differences over so many choices of random records."""
    wrong = []
    for seed in range(number // EACH):
        cooperation = odd_record(folder / str(seed), seed)
        draw = random.Random(seed)
        if narrowed:
            asked = odd_choice(cooperation, offered_by(cooperation), draw)
            cooperation = cooperation.where(**asked)
        node, explorer = Node(cooperation), helpers.explore(cooperation)
        offered = offered_by(cooperation)
        for _ in range(EACH):
            counted = draw.choice([*FACETS])
            choice = odd_choice(cooperation, offered, draw)
            wrong += differences(explorer, offered, node, choice, counted)
        node.stop()
    return wrong


def test_of_random_records_and_choices_the_browser_shows_what_python_does(tmp_path):
    assert tried(tmp_path, max(EACH, examples(120))) == []


def test_of_random_selections_too(tmp_path):
    assert tried(tmp_path, max(EACH, examples(40)), narrowed=True) == []


def test_a_text_is_also_found_in_an_exchange_that_the_selection_leaves_out(invented):
    of_topic = invented.where(topic="tidal-power")
    node = Node(of_topic)
    for text, expected in (("harbour", ["2031-06-03-working-group"]), ("kelp", [])):
        assert node.narrow({"text": text})["meetings"] == expected
        assert of_topic.where(text=text).meetings["meeting_id"].tolist() == expected
    node.stop()


@pytest.fixture(scope="module")
def node(invented):
    running = Node(invented)
    yield running
    running.stop()


def test_a_text_is_found_as_pandas_finds_it(node):
    texts = pd.Series(TEXTS)
    for text in TEXTS:
        for needle in (text, text[1:4], text.swapcase()[:3], text[-1]):
            expected = texts.str.contains(needle, case=False, regex=False).tolist()
            assert node.ask("found", [needle, list(TEXTS)]) == expected, needle


def test_a_text_is_cut_as_python_cuts_it(node):
    for text in (*TEXTS, *UNPRINTABLE, "😀" * 50, "a" * 39 + "\t" * 3):
        assert node.ask("shorten", [text, 40]) == shorten(text, 40)


def test_a_passage_has_the_address_that_python_gives_it(node):
    urls = [
        "https://e.org/a",
        "http://e.org/a?b#c",
        "https://e.org/A.PDF?x",
        "https://e.org/a.pdf#p",
    ]
    for url in urls:
        for anchor in ("", "tide, ebb & flow", "(it's) a-b!*~_.", "潮汐"):
            for locator in ("", "page 3, paragraph 1", "pp. 12", "homepage 4", "P.7"):
                expected = link(url, anchor or None, locator or None)
                assert node.ask("link", [url, anchor, locator]) == expected
    assert node.ask("link", ["javascript:alert(1)", "", ""]) == ""


def test_an_address_asks_for_what_it_names_and_says_what_there_is_none_of(node):
    hash_ = "#topic=tidal-power&topic=nope&year=2031-2033&period=2031-05-01/&text=a%20b&__proto__=x"
    assert node.ask("asked", hash_) == {
        "choice": {
            "topic": ["tidal-power"],
            "year": [2031, 2033],
            "period": ["2031-05-01", None],
            "text": "a b",
        },
        "unknown": ["topic nope", "__proto__"],
    }
    assert node.ask("asked", "#the--content") == {"choice": {}, "unknown": []}
    assert node.ask("asked", "#period=0999-01-01/")["unknown"] == ["period 0999-01-01/"]
    wrong = "#year=2033-2031&period=2031-02-30/2031-03-01&meeting=x"
    assert node.ask("asked", wrong) == {
        "choice": {},
        "unknown": ["year 2033-2031", "period 2031-02-30/2031-03-01", "meeting x"],
    }


def test_what_is_taken_away_is_csv_of_the_meetings_shown_that_runs_no_formula(tmp_path):
    odd = odd_record(tmp_path / "odd", 3)
    node = Node(odd)
    rows = list(csv.DictReader(io.StringIO(node.narrow({})["csv"], newline="")))
    node.stop()
    assert [row["meeting_id"] for row in rows] == helpers.timeline(odd)["meeting_id"].tolist()
    assert {row["date"] for row in rows} <= set(DATES)
    assert not [cell for row in rows for cell in row.values() if cell[:1] in ("=", "@")]


def counts(node: Node, cooperation, choice: dict, name: str) -> dict:
    """Return the number behind each value of a facet."""
    return dict(
        zip(offered_by(cooperation)[name], node.narrow(choice)["counts"][name], strict=True)
    )


def test_a_meeting_of_a_unit_counts_for_the_bodies_above_it(node, invented):
    numbers = counts(node, invented, {"meeting": "2031-12-20-study-visit"}, "organisation")
    assert (numbers["kelp-unit"], numbers["office-of-shores"]) == (1, 1)


def test_topics_are_counted_among_the_exchanges_that_went_the_chosen_way(node, invented):
    choice = {"topic": ["harbour-lights"], "direction": ["XA-XB"]}
    numbers = counts(node, invented, choice, "topic")
    assert (numbers["tidal-power"], numbers["harbour-lights"]) == (1, 0)


def test_what_is_only_reported_counts_beside_its_status_alone(changed):
    call = "2033-08-01-call,2033-08-01,ministerial-meeting,reported,online,,,Call,,tide-wire,,"
    cooperation = changed(("meetings.csv", "", call))
    node = Node(cooperation)
    assert counts(node, cooperation, {}, "kind")["ministerial-meeting"] == 0
    assert counts(node, cooperation, {}, "status")["reported"] == 1
    node.stop()


def test_an_empty_record_is_narrowed_too(invented):
    node = Node(invented.where(year=1900))
    assert node.narrow({"text": "tide"})["meetings"] == []
    node.stop()


def test_a_large_record_is_narrowed_as_where_does_and_each_bar_holds_what_it_counts(tmp_path):
    large = helpers.load(record(tmp_path / "record", 2_000))
    node = Node(large)
    choice = {"topic": ["topic-7", "topic-8"], "year": [1960, 2000], "text": "3"}
    shown, view = node.narrow(choice), large.where(**choice)
    assert shown["meetings"] == helpers.timeline(view)["meeting_id"].tolist() != []
    bars = node.narrow({})["bars"]
    assert sum(bar["count"] for bar in bars) == 2_000
    kinds, epoch = offered_by(large)["kind"], pd.Timestamp("1970-01-01")
    for bar in bars[::40]:
        days = [str((epoch + pd.Timedelta(bar[end], "D")).date()) for end in ("first", "last")]
        there = node.narrow({"kind": [kinds[bar["kind"]]], "period": days})["meetings"]
        assert len(there) == bar["count"]
    node.stop()


def test_contact_is_no_meeting_in_sentence_and_matrix(node):
    shown = node.narrow({"kind": ["continued-exchange"]})
    assert shown["sentence"] == (
        "0 of 8 meetings, one period of contact and 0 of 8 exchanges, 2031: kind continued exchange."
    )


def test_under_areas_each_area_counts_a_meeting_once_and_none_is_left_out(node, invented):
    rows = node.narrow({}, byArea=True)["matrix"]["rows"]
    totals = {row["label"]: sum(row["counts"]) for row in rows if row["isArea"]}
    coverage = helpers.coverage(invented)
    named = coverage["label"].fillna("Outside the agreement's areas")
    assert totals == dict(zip(named, coverage["meetings"], strict=True))
    assert [row["label"] for row in rows][:4] == [
        "Energy from the sea",
        "Tidal power",
        "Food from the sea",
        "Kelp farming",
    ]
