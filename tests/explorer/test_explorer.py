import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import helpers
from choices import choices
from helpers.explorer import STATIC, packed, stand_in, too_many
from places import examples


@pytest.fixture
def explorer(invented):
    return helpers.explore(invented)


def test_it_begins_with_the_whole_record(explorer):
    assert explorer.sentence == (
        "The whole record: 8 meetings, one period of contact and 8 exchanges, 2031–2034."
    )
    assert (explorer.code, explorer.choice) == ("cooperation", {})


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
        "3 of 8 meetings and 5 of 8 exchanges, 2031: "
        "topic Tidal power or Kelp farming; year 2031–2032."
    )


@settings(deadline=None, max_examples=examples(40))
@given(choice=choices)
def test_the_code_reproduces_the_view(invented, choice):
    explorer = helpers.explore(invented)
    explorer.choose(**choice)
    assert eval(explorer.code, {"cooperation": invented}) == explorer.view
    assert explorer.view == invented.where(**explorer.choice)


def test_the_choice_is_what_where_takes_and_is_set_as_a_whole(explorer, invented):
    explorer.choice = {"year": 2031, "topic": "tidal-power"}
    assert explorer.choice == {"year": [2031, 2031], "topic": ["tidal-power"]}
    assert invented.where(**explorer.choice).meetings.equals(explorer.view.meetings)
    explorer.choice = {}
    assert explorer.code == "cooperation"


def test_none_takes_a_condition_away_and_reset_all(explorer):
    explorer.choose(topic=["tidal-power", "kelp-farming"], year=2031)
    explorer.choose(year=None)
    assert explorer.choice == {"topic": ["tidal-power", "kelp-farming"]}
    explorer.reset()
    assert explorer.choice == {}


def test_a_wrong_condition_names_the_nearest_and_changes_nothing(explorer):
    explorer.choose(kind="webinar")
    with pytest.raises(ValueError, match="did you mean 'tidal-power'"):
        explorer.choose(topic="tidal-powr")
    with pytest.raises(ValueError, match="unknown condition 'topics': did you mean 'topic'"):
        explorer.choice = {"topics": "tidal-power"}
    assert explorer.choice == {"kind": ["webinar"]}


def test_the_tab_key_offers_conditions_and_what_an_explorer_has(explorer):
    from IPython.core.completer import IPCompleter, provisionalcompleter

    completer = IPCompleter(namespace={"explorer": explorer}, use_jedi=False)

    def offered(code: str) -> set[str]:
        with provisionalcompleter():
            found = completer.completions(code, len(code))
            return {each.text.rpartition(".")[2] for each in found}

    assert "organisation=" in offered("explorer.choose(org")
    assert offered("explorer.") == {
        *("choice", "choose", "code", "cooperation", "reset", "sentence", "view", "widget")
    }


def test_words_are_kept_literally_in_the_code(explorer):
    explorer.choose(text='say "tide" \\ (now)')
    assert eval(explorer.code, {"cooperation": explorer.cooperation}).meetings.empty


def test_an_empty_record_can_be_explored(invented):
    explorer = helpers.explore(invented.where(year=1900))
    assert explorer.sentence == "This selection (only 1900): 0 meetings and 0 exchanges."
    assert packed(explorer.cooperation)


def test_the_widget_and_python_share_the_choice(explorer):
    explorer.choose(kind="webinar")
    data, _ = explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    panel = explorer.widget
    assert panel.choice == {"kind": ["webinar"]}
    panel.choice = {"year": [2031, 2032]}  # as the browser sets it
    assert explorer.code == "cooperation.where(year=(2031, 2032))"
    explorer.reset()
    assert panel.choice == {}
    with pytest.raises(ValueError, match="did you mean 'webinar'"):
        panel.choice = {"kind": ["webnar"]}


def test_where_no_widget_runs_text_and_tables_stand_there_with_a_sentence(explorer):
    data, _ = explorer._repr_mimebundle_()
    for kind in ("text/html", "text/plain"):
        assert "Tidal power" in data[kind] and "First Sea Group" in data[kind]
        assert "Run this notebook in JupyterLab" in data[kind]


def test_outputs_that_are_kept_hold_no_widget_whose_name_would_change_at_every_run(
    explorer, monkeypatch
):
    monkeypatch.setenv(STATIC, "1")
    data, _ = explorer._repr_mimebundle_()
    assert sorted(data) == ["text/html", "text/plain"]
    assert data == stand_in(explorer.cooperation)


def test_above_200_000_meetings_a_sentence_names_where(invented, monkeypatch):
    monkeypatch.setattr("helpers.explorer.tables.MOST", 8)
    note = too_many(invented)
    assert note.startswith("This record has 9 meetings; the explorer shows at most 8.")
    assert "cooperation.where(" in note
    data, _ = helpers.explore(invented)._repr_mimebundle_()
    assert note in data["text/plain"] and "vnd.jupyter" not in str(data)


def test_the_payload_of_a_record_is_the_same_each_time_and_small(real):
    assert packed(real) == packed(real)
    assert len(packed(real)) < 10_000


@settings(deadline=None, max_examples=examples(20))
@given(column=st.sampled_from(["place", "summary", "locator", "anchor", "host_id"]))
def test_a_record_without_an_optional_value_can_be_packed(invented, column):
    import dataclasses

    meetings = invented.meetings.assign(**{column: None}).astype({column: "string"})
    changed = dataclasses.replace(invented, tables={**invented.tables, "meetings": meetings})
    assert packed(changed)


CALL = ("meetings.csv", "", "2033-08-01-call,2033-08-01,ministerial-meeting,reported,online,,,Call of the ministers,,tide-wire,line 3,")  # fmt: skip


def test_the_explorer_counts_what_is_only_reported_apart(changed):
    explorer = helpers.explore(changed(CALL))
    assert explorer.sentence == (
        "The whole record: 8 meetings, one period of contact and 8 exchanges, 2031–2034, "
        "and 1 reported, not confirmed."
    )
    explorer.choose(status="reported")
    assert explorer.sentence.startswith("0 of 8 meetings and 0 of 8 exchanges, and 1 reported")


def test_no_script_writes_markup_and_none_ends_the_element_that_holds_it():
    from helpers.explorer import module

    assert "innerHTML" not in module() and "insertAdjacentHTML" not in module()
    assert "</script" not in module() and "<!--" not in module()
    assert "\r" not in module()


def test_a_record_in_other_tables_order_gives_the_same_views(tmp_path, invented):
    folder = tmp_path / "record"
    shutil.copytree("tests/data/invented", folder)
    for name in ("participants", "exchanges", "meetings"):
        path = folder / f"{name}.csv"
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    explorer, other = helpers.explore(helpers.load(folder)), helpers.explore(invented)
    for each in (explorer, other):
        each.choose(topic="tidal-power", organisation="ministry-of-tides")
    assert explorer.sentence == other.sentence


@pytest.mark.parametrize("wrong", [None, 5, "topic", [("topic", "tidal-power")]])
def test_a_choice_that_is_not_a_dict_is_refused_and_nothing_changes(explorer, wrong):
    explorer.choose(topic="tidal-power")
    with pytest.raises(TypeError, match="is not a choice: it is a dict as `where` takes it"):
        explorer.choice = wrong
    assert explorer.choice == {"topic": ["tidal-power"]}
