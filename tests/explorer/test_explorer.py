import shutil

import numpy as np
import pytest
from hypothesis import given, settings

import helpers
from choices import choices
from generate import record
from helpers.explorer.card import card
from places import examples

YEARS = [2031, 2032, 2033]


@pytest.fixture
def explorer(invented):
    return helpers.explore(invented)


@pytest.fixture(scope="module")
def shared(invented):
    return helpers.explore(invented)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    folder = tmp_path_factory.mktemp("large") / "record"
    return helpers.explore(helpers.load(record(folder, 3_000, exchanges=6_000)))


def shown(explorer) -> list[str]:
    """The meetings of the table, page by page."""
    rows = []
    for page in range(explorer.meetings.last_page + 1):
        explorer.act(page=page)
        rows += [row[0] for row in explorer.meetings.rows]
    return rows


def test_it_begins_with_the_whole_record(explorer):
    assert explorer.sentence == "The whole record: 9 meetings and 8 exchanges, 2031–2034."
    assert explorer.code == "cooperation"


def test_of_a_narrowed_record_sentence_and_code_name_the_selection(invented):
    explorer = helpers.explore(invented.where(year=(2031, None)).where(topic="tidal-power"))
    assert explorer.sentence.startswith(
        "This selection (only 2031 or later, only the topic Tidal power): 3 meetings"
    )
    explorer.choose(format="online")
    assert "of this selection (only 2031 or later, only the topic Tidal power)" in explorer.sentence
    before = 'cooperation.where(year=(2031, None)).where(topic="tidal-power")'
    assert explorer.code == before + '.where(format="online")'
    view = eval(explorer.code, {"cooperation": invented})
    assert view.meetings.equals(explorer.view.meetings)


def test_the_sentence_says_what_is_left_and_by_which_conditions(explorer):
    explorer.choose(topic=["tidal-power", "kelp-farming"], year=(2031, 2032))
    assert explorer.sentence == (
        "3 of 9 meetings and 5 of 8 exchanges, 2031: "
        "topic Tidal power or Kelp farming; year 2031–2032."
    )


@settings(deadline=None, max_examples=examples(40))
@given(choice=choices)
def test_the_code_reproduces_the_view_and_every_view_shows_its_measure(invented, shared, choice):
    shared.reset()
    shared.choose(**choice)
    view = eval(shared.code, {"cooperation": invented})
    assert shown(shared) == helpers.timeline(view)["meeting_id"].tolist()
    drawn = {
        row.topics[0]: counts
        for row, counts in zip(shared.matrix.rows, shared.matrix.counts, strict=True)
    }
    matrix = helpers.topic_year_matrix(view)
    years = list(view.span)
    for topic, expected in matrix[years].iterrows():
        inside = [count for year, count in zip(YEARS, drawn[topic], strict=True) if year in years]
        assert inside == expected.tolist()
    outside = sum(np.isfinite(counts).sum() for counts in drawn.values()) - matrix[years].size
    assert outside == 0
    ways = helpers.direction(view).groupby("direction", observed=False)["exchanges"].sum()
    bars = shared.direction.figure.data[0].x
    assert list(bars) == ways.drop("other").tolist()


def test_the_matrix_counts_exchanges_when_asked(explorer):
    explorer.matrix.count.value = "exchanges"
    expected = helpers.topic_year_matrix(explorer.cooperation, "exchanges")
    assert explorer.matrix.counts.tolist() == expected[YEARS].to_numpy().tolist()


def test_under_areas_each_area_counts_a_meeting_once_and_none_is_left_out(explorer):
    explorer.matrix.grouped.value = True
    rows = explorer.matrix.rows
    totals = {r.label: int(r.counts.sum()) for r in rows if r.is_area}
    coverage = helpers.coverage(explorer.cooperation)
    named = coverage["label"].fillna("Outside the agreement's areas")
    assert totals == dict(zip(named, coverage["meetings"], strict=True))
    assert [row.label for row in rows][:4] == [
        "Energy from the sea",
        "Tidal power",
        "Food from the sea",
        "Kelp farming",
    ]


def test_no_view_is_drawn_again_when_its_data_did_not_change(explorer):
    views = [explorer.timeline, explorer.matrix, explorer.direction]
    before = [view.redraws for view in views]
    explorer.choose(organisation="ministry-of-tides")  # it attended every meeting
    assert explorer.choice and [view.redraws for view in views] == before
    explorer.choose(kind="signing")
    assert [view.redraws for view in views] == [n + 1 for n in before]


def test_a_second_click_on_a_cell_lets_go_of_it(explorer):
    for expected in ({"topic": ["tidal-power"], "year": (2031, 2031)}, {}):
        explorer.toggle(topic=["tidal-power"], year=(2031, 2031))
        assert explorer.choice == expected


def test_back_returns_to_what_was_shown_before(explorer):
    explorer.choose(year=2031)
    explorer.choose(kind="webinar")
    explorer.back()
    assert explorer.code == "cooperation.where(year=2031)"
    explorer.back()
    assert explorer.code == "cooperation" and not explorer.summary.can_go_back


def test_a_condition_can_be_taken_away_by_itself(explorer):
    explorer.choose(topic=["tidal-power", "kelp-farming"], year=2031)
    explorer.act(remove=["topic", "tidal-power"])
    explorer.act(remove=["year", [2031, 2031]])
    assert explorer.choice == {"topic": ["kelp-farming"]}


def test_a_wrong_condition_names_the_nearest(explorer):
    with pytest.raises(ValueError, match="did you mean 'tidal-power'"):
        explorer.choose(topic="tidal-powr")
    with pytest.raises(ValueError, match="unknown condition 'topics': did you mean 'topic'"):
        explorer.choose(topics="tidal-power")


def test_words_are_kept_literally_in_the_code(explorer):
    explorer.choose(text='say "tide" \\ (now)')
    assert eval(explorer.code, {"cooperation": explorer.cooperation}).meetings.empty


def test_few_meetings_have_a_mark_each_a_day_or_a_span(explorer):
    days, spans, counts = explorer.timeline.figure.data
    assert (len(days.x), len(spans.x), len(counts.x or ())) == (3, 6, 0)


def test_an_axis_of_days_stays_one_where_no_meeting_is_known_to_the_day(explorer):
    explorer.choose(text="nothing like it")
    days = explorer.timeline.figure.data[0]
    assert (len(days.x), days.y) == (1, (None,))


def test_many_meetings_are_counted_by_quarter_in_fewer_than_5000_bars(large):
    days, spans, counts = large.timeline.figure.data
    assert len(days.x) == len(spans.x) == 0
    told = [int(text.split(" in ")[0].replace(",", "")) for text in counts.hovertext]
    assert sum(told) == 3_000 and len(told) <= 5_000
    assert all("in the quarter from" in text for text in counts.hovertext)


def test_the_period_of_each_bar_of_the_timeline_holds_the_meetings_that_it_counts(large):
    large.reset()
    told = [int(text.split()[0]) for text in large.timeline.figure.data[2].hovertext]
    narrow = large.narrowing.narrow
    found = [
        int(narrow({"kind": [kind], "period": (first, last)}).meetings.sum())
        for kind, first, last in large.timeline.bins
    ]
    assert found == told


def test_many_topics_show_those_with_most(large):
    large.reset()
    most = helpers.topic_year_matrix(large.cooperation).sum(axis=1)
    drawn = [int(row.counts.sum()) for row in large.matrix.rows]
    assert sorted(drawn) == sorted(most)[-24:]


def test_the_card_tells_what_was_shared_promised_and_kept(invented):
    text = card(invented, "2033-03-01-working-group")
    assert "a day between 1 Mar 2033 and 10 Mar 2033" in text
    assert (
        "An atlas of tides is drawn. (agreement, due 2033, overdue since 1 Jan 2034, 20 days"
        in text
    )
    assert "The group meets again. (kept, due 2033; made at First Sea Group)" in text


def test_the_card_names_topics_and_organisations_in_other_languages_too(invented):
    shown = card(invented, "2031-06-03-working-group")
    assert 'Office of Shores <small>(<bdi lang="ja">なぎさ局</bdi>)</small>' in shown
    assert 'Tidal power <small>(<bdi lang="fr">Marélectricité</bdi>; ' in shown


def test_words_in_another_language_find_the_meetings_of_a_topic(explorer):
    explorer.choose(text="うしおの電気")
    assert shown(explorer) == [
        "2031-06-03-working-group",
        "2031-09-webinar",
        "2033-03-01-working-group",
    ]


def test_the_card_of_a_narrowed_record_still_tells_what_was_kept(invented):
    text = card(invented.where(year=2031), "2031-06-03-working-group")
    assert "Kept by Visit to the old pier" in text


def test_text_of_the_record_is_text_in_the_card_and_in_the_figures(tmp_path):
    folder = tmp_path / "record"
    shutil.copytree("tests/data/invented", folder)
    for name, old in (("meetings", "First Sea Group"), ("topics", "Kelp farming")):
        path = folder / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(old, "<i>Odd</i>"), "utf-8")
    explorer = helpers.explore(helpers.load(folder))
    explorer.open("2031-06-03-working-group")
    assert "&lt;i&gt;Odd&lt;/i&gt;" in explorer.card.html and "<i>" not in explorer.card.html
    sent = str(explorer.timeline.figure.to_json()) + str(explorer.matrix.figure.to_json())
    assert "&lt;i&gt;Odd" in sent and "<i>" not in sent.replace("\\u003ci\\u003e", "<i>")


def test_an_empty_record_can_be_explored(invented):
    explorer = helpers.explore(invented.where(year=1900))
    assert explorer.sentence == "This selection (only 1900): 0 meetings and 0 exchanges."


def test_a_page_that_is_loaded_again_is_given_what_is_drawn_now(explorer):
    explorer.choose(kind="study-visit")
    state = explorer.direction.figure.get_state()
    assert state["_widget_data"][0]["text"] == ["<b>0</b>", "<b>1</b>", "<b>0</b>"]
    assert state["_widget_layout"]["xaxis"]["range"] == [0, 1.5]


def test_where_no_widget_runs_the_record_stands_as_text(explorer):
    bundle = explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "Tidal power" in bundle["text/html"] and "Tidal power" in bundle["text/plain"]


def test_the_card_says_of_an_intention_that_no_meeting_is_recorded(changed):
    row = "drawn.,2033,,joint-communique,paragraph 5,,{},,,,"
    record = changed(("commitments.csv", row.format("agreement"), row.format("stated-intention")))
    text = card(record, "2033-03-01-working-group")
    assert "(stated intention, due 2033, which is past; No meeting recorded)" in text


CALL = ("meetings.csv", "", "2033-08-01-call,2033-08-01,ministerial-meeting,reported,online,,,Call of the ministers,,tide-wire,line 3,")  # fmt: skip


def test_the_explorer_counts_what_is_only_reported_apart(changed):
    record = changed(CALL)
    explorer = helpers.explore(record)
    assert explorer.sentence == (
        "The whole record: 9 meetings and 8 exchanges, 2031–2034, and 1 reported, not confirmed."
    )
    kinds = explorer.narrowing.facets["kind"]
    counts = dict(zip(kinds.values, explorer.controls.counts["kind"], strict=True))
    assert counts["ministerial-meeting"] == 0
    explorer.choose(status="reported")
    assert "1 reported, not confirmed" in explorer.sentence
    assert "reported, not confirmed" in card(record, "2033-08-01-call")
