import pandas as pd
import pytest

import helpers

WITHIN = "2031-06-03-working-group-within,2031-06-03-working-group,tidal-power,briefing,bureau-of-tidal-power,ministry-of-tides,,,joint-communique,,"
SECOND = "2031-06-03-working-group-second,2031-06-03-working-group,tidal-power,briefing,ministry-of-tides,office-of-shores,,,joint-communique,,"
THIRD = "2031-06-03-working-group-third,2031-06-03-working-group,tidal-power,briefing,office-of-shores,pier-watch,,,joint-communique,,"


def cells(cooperation, level="country"):
    rows = helpers.direction(cooperation, level)
    rows = rows[rows["topic_id"].eq("tidal-power") & rows["year"].eq(2031)]
    ends = zip(rows["from_id"].fillna(""), rows["to_id"].fillna(""), strict=True)
    return dict(zip(ends, zip(rows["direction"], rows["exchanges"], strict=True), strict=True))


def test_countries_that_each_share_are_a_cell_each_way_and_mutual_is_apart(invented):
    assert cells(invented) == {
        ("XA", "XB"): ("XA-XB", 1),
        ("XB", "XA"): ("XB-XA", 1),
        ("", ""): ("mutual", 2),
    }


def test_a_unit_counts_for_its_topmost_parent(changed):
    record = changed(
        ("organisations.csv", "", "turbine-hall,bureau-of-tidal-power,XA,Turbine Hall,,"),
        ("exchanges.csv", "presentation,bureau-of-tidal-power", "presentation,turbine-hall"),
    )
    assert cells(record, "organisation") == {
        ("ministry-of-tides", "office-of-shores"): ("XA-XB", 1),
        ("office-of-shores", "ministry-of-tides"): ("XB-XA", 1),
        ("", ""): ("mutual", 2),
    }
    assert ("turbine-hall", "office-of-shores") in cells(record, "unit")


def test_the_names_of_the_ends_stand_beside_their_ids(invented):
    rows = helpers.direction(invented, "unit").set_index(["topic_id", "direction"])
    kelp = rows.loc[("kelp-farming", "XB-XA")]
    assert (kelp["from_label"], kelp["to_label"]) == ("Kelp Unit", "Tides")
    country = helpers.direction(invented).set_index(["topic_id", "direction"])
    assert country.loc[("kelp-farming", "XB-XA"), "from_label"] == "Southholm"
    assert pd.isna(country.loc[("harbour-lights", "mutual"), "from_label"])


def test_what_stays_within_a_country_or_goes_to_a_third_is_other(changed):
    record = changed(("exchanges.csv", "", WITHIN), ("exchanges.csv", "", THIRD))
    assert cells(record)["XA", "XA"] == ("other", 1)
    assert cells(record)["XB", "XK"] == ("other", 1)
    assert cells(record, "organisation")["ministry-of-tides", "ministry-of-tides"] == ("other", 1)


def test_topics_stand_as_in_the_matrix_and_cancelled_meetings_do_not_count(invented):
    topics = helpers.direction(invented)["topic_id"].drop_duplicates().tolist()
    assert topics == ["harbour-lights", "tidal-power", "kelp-farming"]


def test_a_wrong_level_names_the_nearest(invented):
    with pytest.raises(ValueError, match="did you mean 'organisation'"):
        helpers.direction(invented, "organization")


def test_what_two_organisations_of_a_country_shared_adds_up(changed):
    assert cells(changed(("exchanges.csv", "", SECOND)))["XA", "XB"] == ("XA-XB", 2)
