"""What holds of every measure, whatever the record."""

import dataclasses
import functools
import random
import shutil

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import helpers
from helpers import measures
from places import examples

KINDS = ("signing", "working-group", "webinar", "study-visit", "continued-exchange")
COUNTED = {
    "matrix": (
        lambda c: (
            helpers.topic_year_matrix(c, "exchanges")
            .melt(ignore_index=False, var_name="variable")
            .reset_index()
        ),
        ["topic_id", "variable"],
        ["value"],
    ),
    "continuity": (
        lambda c: (
            helpers.continuity(c).query("state in ('new', 'continued', 'returned')").assign(n=1)
        ),
        ["topic_id", "meeting_id"],
        ["n"],
    ),
    "country": (
        helpers.direction,
        ["topic_id", "year", "direction", "from_id", "to_id"],
        ["exchanges"],
    ),
    "unit": (
        lambda c: helpers.direction(c, "unit"),
        ["topic_id", "year", "direction", "from_id", "to_id"],
        ["exchanges"],
    ),
    "coverage": (helpers.coverage, ["area_id"], ["meetings", "exchanges"]),
    "follow_up": (lambda c: helpers.follow_up(c).assign(n=1), ["commitment_id", "state"], ["n"]),
    "support": (helpers.support, ["about", "id"], ["meetings", "exchanges", "sources"]),
    "formats": (helpers.formats, ["year", "format"], ["meetings"]),
}


@functools.cache
def counts(name, cooperation):
    measure, keys, values = COUNTED[name]
    frame = measure(cooperation)
    frame = frame.assign(**{key: frame[key].astype("string").fillna("–") for key in keys})
    return frame.groupby(keys)[values].sum().astype("int64")


def renamed(cooperation, mark):
    """Return the record under other ids, so that it shares no row with the first."""
    tables = {}
    for name, table in cooperation.tables.items():
        ids = [c for c in table if c.endswith("_id") or c == "fulfilled_by"]
        tables[name] = table.assign(**{c: table[c] + mark for c in ids})
    return dataclasses.replace(cooperation, tables=tables)


def joined(one, two):
    tables = {
        name: pd.concat([table, two.tables[name]], ignore_index=True)
        for name, table in one.tables.items()
    }
    return dataclasses.replace(one, tables=tables)


@settings(deadline=None, max_examples=examples(15))
@given(
    years=st.tuples(st.integers(2030, 2035), st.integers(2030, 2035)).map(sorted),
    kinds=st.sets(st.sampled_from(KINDS)),
)
def test_narrowing_never_raises_a_count(invented, years, kinds):
    narrowed = invented.where(year=years, kind=sorted(kinds))
    for name in COUNTED:
        part = counts(name, narrowed)
        whole = counts(name, invented).reindex(part.index, fill_value=0)
        assert (part <= whole).all(axis=None), name


@settings(deadline=None, max_examples=examples(15))
@given(kinds=st.sets(st.sampled_from(KINDS)), second=st.sets(st.sampled_from(KINDS)))
def test_two_records_that_share_nothing_joined_give_the_sum(invented, kinds, second):
    one = invented.where(kind=sorted(kinds))
    two = renamed(invented, "-2").where(kind=sorted(second))
    one, two = (dataclasses.replace(part, whole=None) for part in (one, two))
    whole = joined(one, two)
    for name in COUNTED:
        apart = counts(name, one).add(counts(name, two), fill_value=0).astype("int64")
        both = counts(name, whole)
        assert apart[apart.gt(0).any(axis=1)].equals(both[both.gt(0).any(axis=1)]), name


@settings(deadline=None, max_examples=examples(15))
@given(
    ends=st.lists(
        st.sampled_from(
            [
                None,
                "ministry-of-tides",
                "bureau-of-tidal-power",
                "office-of-shores",
                "kelp-unit",
                "pier-watch",
            ]
        ),
        min_size=16,
        max_size=16,
    ),
    level=st.sampled_from(["country", "organisation", "unit"]),
)
def test_every_exchange_is_in_exactly_one_cell_of_direction(invented, ends, level):
    exchanges = invented.exchanges
    sender, receiver = (pd.Series(half, dtype="string") for half in (ends[:8], ends[8:]))
    both = sender.notna() & receiver.notna()
    exchanges = exchanges.assign(from_id=sender.where(both), to_id=receiver.where(both))
    record = dataclasses.replace(invented, tables={**invented.tables, "exchanges": exchanges})
    cells = helpers.direction(record, level)
    rows = measures.taken_up(record)
    assert cells["exchanges"].sum() == len(rows)
    assert (
        cells.loc[cells["direction"].eq("mutual"), "exchanges"].sum()
        == rows["from_id"].isna().sum()
    )
    assert not cells.duplicated(["topic_id", "year", "from_id", "to_id"]).any()


@settings(deadline=None, max_examples=examples(5))
@given(seed=st.integers(0, 99))
def test_the_order_of_rows_and_columns_never_matters(invented, tmp_path_factory, seed):
    folder = tmp_path_factory.mktemp("shuffled") / "r"
    shutil.copytree("tests/data/invented", folder)
    for path in folder.glob("*.csv"):
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        frame = frame.sample(frac=1, random_state=seed)
        columns = list(frame.columns)
        random.Random(seed).shuffle(columns)
        frame[columns].to_csv(path, index=False)
    shuffled = helpers.load(folder)
    for name in (
        "timeline",
        "topic_year_matrix",
        "continuity",
        "direction",
        "coverage",
        "follow_up",
        "provenance",
        "support",
        "formats",
        "cadence",
    ):
        measure = getattr(helpers, name)
        pd.testing.assert_frame_equal(measure(shuffled), measure(invented))
    assert helpers.timeline(shuffled).equals(helpers.timeline(invented))
