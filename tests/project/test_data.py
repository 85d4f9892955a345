import unicodedata

import frictionless
import pandas as pd
import pytest

import helpers
from places import ROOT

EXAMPLES = sorted(path.parent for path in ROOT.glob("examples/*/datapackage.json"))
PAGE = "https://www.digital.go.jp/en/682bfe73-a659-4ae7-9b0c-c89b0559353d-en"
SIGNING = "https://www.digital.go.jp/news/71aad258-ebb5-4941-9052-2b2bf081d3b5/"
LETTERS = 400  # a column of twelve letters shows them in a screen of 34 lines


def cited(real, table, page=PAGE):
    sources = real.sources.set_index("url")["source_id"]
    return real.tables[table][real.tables[table]["source_id"].eq(sources[page])]


def test_the_starting_page_tells_of_five_meetings_and_a_period_of_contact(real):
    named = {*cited(real, "meetings")["meeting_id"], *cited(real, "exchanges")["meeting_id"]}
    rows = real.meetings[real.meetings["meeting_id"].isin(named)]
    found = sorted(zip(rows["date"], rows["kind"].astype(str), strict=True))
    assert found == [
        ("2022-12-05", "signing"),
        ("2022-12-05", "working-group"),
        ("2022-12-05~/2023-12-15~", "continued-exchange"),
        ("2023-07-04", "webinar"),
        ("2023-11-20", "study-visit"),
        ("2023-12-15", "working-group"),
    ]


def test_the_first_meetings_give_the_matrix_that_the_two_pages_of_the_agency_tell(real):
    matrix = helpers.topic_year_matrix(real.where(year=(2022, 2023)))
    labels = real.topics.set_index("topic_id")["label"]
    told = matrix.set_axis(matrix.index.map(labels))[[2022, 2023]].T.to_dict("list")
    expected = {  # of the two of 2022 on identity, one is the signing
        "Data Free Flow with Trust": [1, 0],
        "Government Cloud": [1, 1],
        "Digital identity and wallet": [2, 2],
        "Web 3.0": [1, 0],
        "Digital inclusion": [0, 1],
        "Peppol e-invoicing": [0, 1],
    }
    assert {label: told[label] for label in expected} == expected


def test_the_intention_to_meet_in_2024_is_a_promise_and_no_meeting(real):
    rows = cited(real, "commitments")
    assert rows["due"].tolist() == ["2024"]
    assert rows["due_precision"].astype(str).tolist() == ["year"]


def test_who_shared_in_the_first_years_is_what_the_page_says(real):
    cells = helpers.direction(real.where(year=(2022, 2023)))
    told = cells[cells["direction"].ne("mutual")]
    rows = told[["topic_id", "from_id", "exchanges"]].to_numpy().tolist()
    assert sorted(rows) == [
        ["digital-identity-and-wallet", "BE", 2],
        ["digital-inclusion", "BE", 1],
        ["government-cloud", "JP", 1],
    ]


def test_the_first_yearly_meeting_was_kept_in_part_and_the_intention_of_2024_is_past_from_2025_on(
    real,
):
    first = real.where(year=(2022, 2023))
    yearly, again = (
        "2022-12-05-signing-yearly-working-group",
        "2023-12-15-working-group-meet-again",
    )
    rows = helpers.follow_up(first, today="2024-12-31").set_index("commitment_id").astype(object)
    assert rows.loc[[yearly, again], "state"].tolist() == ["kept-in-part", "open"]
    assert rows.loc[yearly, "kept_by"] == "2023-12-15-working-group"
    assert rows.loc[[yearly, again], "form"].tolist() == ["agreement", "stated-intention"]
    later = helpers.follow_up(first, today="2025-01-01").set_index("commitment_id")["state"]
    assert later[again] == "past" and "overdue" not in set(later)


def row(real, table, key):
    return real.tables[table].set_index(real.tables[table].columns[0]).loc[key].astype(object)


def test_a_minister_and_a_secretary_of_state_signed_and_not_two_ministers(real):
    signing = row(real, "meetings", "2022-12-05-signing")
    assert signing["title"] == "Meeting and signing of the Memorandum of Cooperation"
    assert "ministers" not in signing["summary"].lower()
    assert "The Minister and the Secretary of State" in signing["summary"]
    there = real.participants[real.participants["meeting_id"].eq(signing.name)]
    assert there.set_index("person")["role"].to_dict() == {
        "Kono Taro": "Minister for Digital Transformation",
        "Mathieu Michel": "Secretary of State for Digitalization",
    }


def test_the_contacts_between_the_working_groups_were_in_several_areas_and_two_are_dated(real):
    contact = row(real, "meetings", "2022-12-05-continued-exchange")
    told = contact["summary"]
    assert all(words in told for words in ("in several areas", "the webinar and the visit"))
    assert not any(words in told for words in ("no topic", "no dates"))
    assert "“both countries”" in told  # who took part is our reading
    assert contact["date"].count("~") == 2 and "both ends of the period are our reading" in told


def test_no_version_of_the_page_says_that_the_head_of_bosa_presented_the_wallet(real):
    wallet = row(real, "exchanges", "2023-12-15-working-group-wallet-presentation")
    assert "head" not in wallet["summary"] and "a director-general of FPS BOSA" in wallet["summary"]
    assert wallet["from_id"] == "bosa-dg-simplification-digitalisation"
    cites = real.sources.set_index("source_id").loc[wallet["source_id"], "language"]
    assert cites == "ja" and "the Japanese version, cited here," in wallet["summary"]


def test_the_first_working_group_met_on_occasion_of_the_signing_on_more_than_four_subjects(real):
    group = row(real, "meetings", "2022-12-05-working-group")
    assert group["summary"].startswith("On the occasion of the signing")
    assert "names four of its subjects" in group["summary"]
    told = real.exchanges[real.exchanges["meeting_id"].eq(group.name)].set_index("topic_id")
    assert {topic: text.split(" subjects ")[0] for topic, text in told["summary"].items()} == {
        "data-free-flow-with-trust": "The first of the four",
        "government-cloud": "The second of the four",
        "digital-identity-and-wallet": "The third of the four",
        "web-3": "The last of the four",
    }
    assert "names as examples" in told.loc["data-free-flow-with-trust", "summary"]
    assert told["summary"].drop("data-free-flow-with-trust").str.contains("subjects named:").all()


def test_the_place_of_the_first_working_group_names_the_page_that_gives_it(real):
    group = row(real, "meetings", "2022-12-05-working-group")
    assert [group["place"], group["format"], group["host_id"]] == [
        "Digital Agency",
        "in-person",
        "digital-agency",
    ]
    assert group["source_id"] == cited(real, "exchanges", SIGNING)["source_id"].item()
    assert "The English page of 2023 calls this the first Working Group" in group["summary"]


def test_each_exchange_of_opinions_and_the_subject_of_the_signing_has_its_row(real):
    first = real.exchanges[real.exchanges["meeting_id"].str[:4].le("2023")]
    assert len(first) == 15
    opinions = first[first["anchor"].str.contains("exchanged opinions").fillna(False)]
    assert opinions["mode"].astype(str).eq("discussion").all()
    assert opinions[["from_id", "to_id"]].isna().all(axis=None)
    assert sorted(opinions["meeting_id"]) == [
        "2023-11-20-study-visit",
        "2023-12-15-working-group",
        "2023-12-15-working-group",
        "2023-12-15-working-group",
    ]
    signing = cited(real, "exchanges", SIGNING)
    assert signing["meeting_id"].tolist() == ["2022-12-05-signing"]
    assert signing["topic_id"].tolist() == ["digital-identity-and-wallet"]


def test_the_description_gives_the_scope_that_the_page_states(real):
    assert "best practice in policy, technology and research" in real.declaration["description"]


def test_the_study_of_joint_initiatives_is_agreed_without_a_date(real):
    study = row(real, "commitments", "2022-12-05-signing-joint-initiatives")
    assert study["form"] == "agreement" and pd.isna(study["due"])
    assert row(real, "sources", study["source_id"])["grade"] == "press"


def test_only_the_visit_names_a_host_among_the_roles(real):
    hosts = real.participants[real.participants["role"].eq("host").fillna(False)]
    assert hosts["meeting_id"].tolist() == ["2023-11-20-study-visit"]


def test_the_webinar_leaves_open_whose_experience_is_a_lesson_for_japan(real):
    webinar = row(real, "exchanges", "2023-07-04-webinar-peppol")
    assert "Belgian" not in webinar["summary"] and "without saying whose" in webinar["summary"]
    assert webinar[["from_id", "to_id"]].isna().all()


def test_connectoo_is_a_training_tool_that_was_introduced_and_nobody_is_said_to_use_it(real):
    told = real.exchanges[real.exchanges["topic_id"].eq("digital-inclusion")]
    assert told["subject"].str.startswith("Connectoo, a training tool").tolist() == [True, True]
    shown = told.loc[told["mode"].eq("presentation"), "summary"].item()
    assert "introduced Connectoo, a training tool" in shown and "uses" not in shown
    assert "which we read as the name of a unit" in shown


def test_the_meeting_of_2024_was_intended_and_not_planned_or_agreed_at_the_meeting(real):
    promise = row(real, "commitments", "2023-12-15-working-group-meet-again")["promise"]
    assert promise.startswith("Both countries intended to meet again in 2024")
    assert "good practice and to promote cooperation under the memorandum" in promise
    assert "does not say that the meeting decided this" in promise and "planned" not in promise


def test_the_first_yearly_meeting_was_kept_for_the_year_and_not_for_the_place(real):
    yearly = row(real, "commitments", "2022-12-05-signing-yearly-working-group")
    assert "alternately in Belgium and Japan" in yearly["promise"]
    assert "as to the year" in yearly["outcome_note"]
    assert "not as to the place: it met online" in yearly["outcome_note"]
    assert "For 2024 and later" in yearly["outcome_note"]  # not dropped silently
    assert yearly["outcome_source_id"] == cited(real, "commitments")["source_id"].item()
    kept = row(real, "meetings", yearly["fulfilled_by"])
    assert kept["date"].startswith(yearly["due"]) and kept["format"] == "online"


def test_every_search_says_that_only_beginnings_of_pages_were_read(real):
    told = real.searches["where"]
    said = told.str.endswith("in an index of public pages, of which the beginnings were read")
    assert len(told) and said.all()


def test_the_search_for_a_third_working_group_says_what_it_leaves_out(real):
    note = row(real, "searches", "2026-11-24-third-working-group")["note"]
    assert "Only a working group was looked for" in note


def test_two_official_pages_place_the_minister_in_japan_and_neither_names_her_call(real):
    note = row(real, "searches", "2026-11-25-courtesy-call")["note"]
    assert "digital matters" in note and "Neither names this call" in note
    assert "https://www.mofa.go.jp/mofaj/press/release/pressit_000001_02717.html" in note
    assert "https://www.mofa.go.jp/mofaj/erp/erp_1/be/pageit_000001_02419.html" in note


def test_whom_the_minister_met_in_belgium_in_january_2024_was_looked_for_and_not_found(real):
    search = row(real, "searches", "2026-11-25-january-2024")
    assert not search["found"] and "possible and not recorded" in search["note"]
    assert search["commitment_id"] == cited(real, "commitments")["commitment_id"].item()


def test_every_source_is_used(real):
    used = {
        value
        for table, frame in real.tables.items()
        if table != "sources"
        for column in frame.columns
        if column.endswith("source_id")
        for value in frame[column].dropna()
    }
    assert set(real.sources["source_id"]) <= used


@pytest.mark.parametrize("folder", [ROOT / "data", *EXAMPLES], ids=lambda path: path.name)
def test_no_cell_is_longer_on_a_phone_than_one_screen(folder):
    long = [
        (name, column, len(text))
        for name, frame in helpers.load(folder).tables.items()
        for column in frame.columns
        for text in frame[column].dropna().astype(str)
        if sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text) > LETTERS
    ]
    assert long == []


def test_the_areas_carry_the_labels_that_their_source_prints_in_its_order(real):
    assert real.areas.sort_values("position")["label"].tolist() == [
        "eID & eWallet",
        "Cross-border interoperability",
        "Privacy & data",
        "Green IT",
        "Vision for a Digital Garden City Nation / Smart City",
        "New technologies: IoT and robotics",
    ]


def test_the_secretary_of_state_is_attached_to_the_prime_minister_and_called_the_same_everywhere(
    real,
):
    office = row(real, "organisations", "state-secretary-for-digitalization")
    assert office["name"] == (
        "Secretary of State for Digitalization, in charge of Administrative Simplification, "
        "Privacy and the Buildings Administration, attached to the Prime Minister"
    )
    called = "Secretary of State for Digitalization"
    assert office["short_name"] == called and pd.isna(office["parent_id"])
    there = real.participants[real.participants["organisation_id"].eq(office.name)]
    assert there[["person", "role"]].to_numpy().tolist() == [["Mathieu Michel", called]]
    assert (
        row(real, "sources", "michel-2022-signing-fr")["publisher"] == f"Mathieu Michel, {called}"
    )


def test_web_3_is_in_no_area_as_the_label_of_new_technologies_specifies_others(real):
    web = row(real, "topics", "web-3")
    assert pd.isna(web["area_id"])
    assert "specifies the Internet of Things and robotics" in web["area_note"]


def test_peppol_invoices_are_not_said_to_go_above_all_to_public_bodies(real):
    peppol = row(real, "topics", "peppol-e-invoicing")
    assert peppol["definition"] == "Electronic invoices exchanged over the Peppol network."
    assert "the match is not certain" in peppol["area_note"]


def test_the_memorandum_is_between_the_two_bodies_and_they_are_not_said_to_have_signed_it(real):
    told = real.declaration["description"]
    assert "between the Digital Agency of Japan and FPS BOSA of Belgium was signed on 5 Dec" in told
    there = real.participants[real.participants["meeting_id"].eq("2022-12-05-signing")]
    assert "bosa" not in set(there["organisation_id"])


def test_the_receiver_of_what_was_presented_is_the_other_side_present(real):
    shown = real.exchanges[real.exchanges["mode"].eq("presentation")]
    assert len(shown)
    there = real.participants.groupby("meeting_id")["organisation_id"].agg(set)
    sides = real.organisations.set_index("organisation_id")["country"]
    for one in shown.itertuples():
        assert one.to_id in there[one.meeting_id] and sides[one.to_id] != sides[one.from_id]


def test_every_topic_says_why_it_is_assigned_to_an_area_or_to_none(real):
    assert real.topics["area_note"].notna().all()


def test_every_anchor_of_the_page_has_at_most_eight_words(real):
    for table in ("meetings", "exchanges", "commitments"):
        anchors = cited(real, table)["anchor"].dropna()
        assert len(anchors) and anchors.str.split().str.len().le(8).all()


def test_every_link_is_well_formed(real):
    assert helpers.timeline(real)["link"].str.fullmatch(r"https?://[^\s]+").all()


@pytest.mark.slow
@pytest.mark.parametrize("folder", [ROOT / "data", *EXAMPLES], ids=lambda path: path.name)
def test_frictionless_finds_nothing_either(folder):
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.to_summary()


def example(name):
    return helpers.load(ROOT / "examples" / name)


@pytest.mark.parametrize(
    "name, date, kind, format, people, topics, grade",
    [
        (
            "japan-estonia",
            "2022-02",
            "meeting",
            "online",
            {"Andres Sutt"},
            set(),
            "official",
        ),
        (
            "japan-estonia",
            "2022-05-06",
            "signing",
            "in-person",
            {"Makishima Karen", "Andres Sutt"},
            {
                "Connectivity",
                "Data Free Flow with Trust",
                "Digital government",
                "Exchange of experts",
            },
            "official",
        ),
        (
            "japan-estonia",
            "2023-07",
            "visit",
            "in-person",
            {"Kono Taro"},
            {"Data Free Flow with Trust", "Digital identity"},
            "official",
        ),
        (
            "japan-estonia",
            "2024-03",
            "ministerial-meeting",
            "in-person",
            {"Margus Tsahkna", "Kono Taro"},
            {"Exchange of experts"},
            "press",
        ),
        (
            "japan-estonia",
            "2024-05/2024-07",
            "secondment",
            "in-person",
            set(),
            {"Internet voting"},
            "institution",
        ),
        (
            "japan-singapore",
            "2022-05-25",
            "signing",
            "in-person",
            {"Makishima Karen", "Janil Puthucheary"},
            {"Digital government", "Interoperability", "Smart cities"},
            "official",
        ),
        (
            "japan-singapore",
            "2023-06-22/2023-06-23",
            "visit",
            "in-person",
            {"Kono Taro", "Josephine Teo", "Janil Puthucheary"},
            {
                "Data analysis and the Internet of Things",
                "Digital divide",
                "Digital identity",
                "Peppol e-invoicing",
            },
            "official",
        ),
        (
            "japan-united-kingdom",
            "2022-05-04",
            "ministerial-meeting",
            "online",
            {"Kaneko Yasushi", "Nadine Dorries"},
            set(),
            "press",
        ),
        (
            "japan-united-kingdom",
            "2024-01-10/2024-01-11",
            "visit",
            "in-person",
            {"Kono Taro", "Oliver Dowden", "Michelle Donelan"},
            {"Data Free Flow with Trust", "Data governance", "Digital government"},
            "official",
        ),
        (
            "japan-united-kingdom",
            "2024-07-08/2024-07-22",
            "working-group",
            "online",
            set(),
            {"Digital governance", "Government Cloud", "Public procurement"},
            "official",
        ),
    ],
)
def test_a_further_record_says_of_an_occasion_what_its_source_does(
    name, date, kind, format, people, topics, grade
):
    record = example(name)
    row = helpers.timeline(record).set_index("date").loc[date]
    source = record.meetings.set_index("date").loc[date, "source_id"]
    present = record.participants[record.participants["meeting_id"].eq(row["meeting_id"])]
    assert (row["kind"], row["format"], row["status"]) == (kind, format, "held")
    assert set(present["person"].dropna()) == people and set(row["topics"]) == topics
    assert record.sources.set_index("source_id").loc[source, "grade"] == grade


@pytest.mark.parametrize("folder", [ROOT / "data", *EXAMPLES], ids=lambda path: path.name)
def test_no_count_rests_on_an_automatic_page(folder):
    record = helpers.load(folder)
    grades = record.sources.set_index("source_id")["grade"]
    assert not record.held["source_id"].map(grades).eq("automatic").any()
    counted = record.exchanges[record.exchanges["meeting_id"].isin(record.held["meeting_id"])]
    assert not counted["source_id"].map(grades).eq("automatic").any()


def test_japan_and_the_united_kingdom_have_twelve_occasions_and_three_experts_meetings():
    record = example("japan-united-kingdom")
    assert len(record.meetings) == 12
    experts = record.meetings[record.meetings["kind"].eq("working-group")].sort_values("date")
    assert experts["status"].astype(str).tolist() == ["held", "held", "reported"]


def test_who_shared_at_the_second_british_experts_meeting_is_stated_for_each_topic():
    cells = helpers.direction(
        example("japan-united-kingdom").where(year=2024, kind="working-group")
    )
    rows = cells[["topic_id", "from_id", "exchanges"]].to_numpy().tolist()
    topics = ["digital-governance", "government-cloud", "procurement"]
    assert sorted(rows) == [[topic, side, 1] for topic in topics for side in ("GB", "JP")]


def test_the_x_road_was_explained_to_the_visitors_and_nobody_is_said_to_share_internet_voting():
    rows = example("japan-estonia").exchanges.set_index("topic_id").astype(object)
    assert rows.loc["x-road", ["mode", "from_id", "to_id"]].tolist() == [
        "briefing",
        "e-estonia-briefing-centre",
        "digital-agency",
    ]
    assert rows.loc["internet-voting", ["from_id", "to_id"]].isna().all()


def test_no_two_topics_are_one_by_a_far_fetched_pair():
    table = pd.read_csv(ROOT / "examples/equivalents.csv", dtype=str)
    assert not {"peppol-e-invoicing", "x-road"} & set(table["topic_id"])
    assert table["note"].notna().all()
    folders = [ROOT / "data", *EXAMPLES]
    compared = helpers.compare(map(helpers.load, folders), equivalents=table)
    shared = compared.topics.groupby("topic")["record"].nunique()
    assert {"Data Free Flow with Trust", "Digital identity"} <= set(shared.index[shared.ge(3)])


def test_the_call_of_september_2025_is_reported_by_a_rewriter_and_in_no_count(real):
    call = row(real, "meetings", "2025-09-16-courtesy-call")
    assert (call["date"], call["status"]) == ("2025-09-16", "reported")
    assert row(real, "sources", call["source_id"])["grade"] == "automatic"
    there = real.participants[real.participants["meeting_id"].eq(call.name)]
    assert there["person"].dropna().tolist() == ["Vanessa Matz"]
    assert call.name not in set(real.held["meeting_id"])
    assert not real.exchanges["meeting_id"].eq(call.name).any()


def test_a_reader_of_the_meetings_sees_who_signed(real):
    persons = helpers.listings.meetings(real).frame.set_index("Meeting")["Persons"]
    assert persons["Meeting and signing of the Memorandum of Cooperation"] == (
        "Kono Taro, Minister for Digital Transformation; "
        "Mathieu Michel, Secretary of State for Digitalization"
    )
