import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import helpers
from choices import CONDITIONS, choices
from generate import record
from helpers.explorer.narrowing import Narrowing
from places import examples


@pytest.fixture(scope="module")
def narrowing(invented):
    return Narrowing(invented)


@settings(deadline=None, max_examples=examples(200))
@given(choice=choices)
def test_a_choice_leaves_what_where_leaves(invented, narrowing, choice):
    left, expected = narrowing.narrow(choice), invented.where(**choice)
    assert set(narrowing.ids[left.meetings]) == set(expected.meetings["meeting_id"])
    exchanges = invented.exchanges["exchange_id"][left.exchanges]
    assert exchanges.tolist() == expected.exchanges["exchange_id"].tolist()


@settings(deadline=None, max_examples=examples(50))
@given(choice=choices, name=st.sampled_from(sorted(CONDITIONS)))
def test_a_count_is_what_where_would_leave_with_that_value_alone(invented, narrowing, choice, name):
    facet, counts = narrowing.facets[name], narrowing.narrow(choice).counts[name]
    expected = [len(invented.where(**{**choice, name: v}).meetings) for v in facet.values]
    assert counts.tolist() == expected


def test_a_meeting_of_a_unit_counts_for_the_bodies_above_it(narrowing):
    counts = narrowing.narrow({"meeting": "2031-12-20-study-visit"}).counts["organisation"]
    told = dict(zip(narrowing.facets["organisation"].values, counts.tolist(), strict=True))
    assert (told["kelp-unit"], told["office-of-shores"]) == (1, 1)


def test_topics_are_counted_among_the_exchanges_that_went_the_chosen_way(narrowing):
    choice = {"topic": ["harbour-lights"], "direction": ["XA-XB"]}
    counts = narrowing.narrow(choice).counts["topic"]
    told = dict(zip(narrowing.facets["topic"].values, counts.tolist(), strict=True))
    assert (told["tidal-power"], told["harbour-lights"]) == (1, 0)


def test_an_empty_record_is_narrowed_too(invented):
    empty = invented.where(year=1900)
    assert Narrowing(empty).narrow({"text": "tide"}).meetings.tolist() == []


def test_a_large_record_is_narrowed_as_where_does(tmp_path):
    large = helpers.load(record(tmp_path / "record", 2_000))
    choice = {"topic": ["topic-7", "topic-8"], "year": (1960, 2000), "text": "3"}
    left = Narrowing(large).narrow(choice)
    assert np.count_nonzero(left.meetings) == len(large.where(**choice).meetings) > 0
