import dataclasses

from helpers.figures import listings
from helpers.figures.sources import Passage, passage_html, passages

VISIT = "2031-12-20-study-visit"
WORDS = '<q lang="fr"><bdi>tide-tables, ebb &amp; flow</bdi></q>'
ARCHIVE = '(<a href="https://archive.example.org/gazette">archived 11 Jan 2034</a>)'


def of_meeting(record, meeting):
    return passages(record.meetings[record.meetings["meeting_id"].eq(meeting)], record)[0]


def test_a_passage_has_its_words_its_language_and_the_copy_in_an_archive(invented):
    assert of_meeting(invented, VISIT) == Passage(
        "Gazette, press, page 2",
        "Harbour Gazette",
        "https://www.example.org/gazette#:~:text=tide%2Dtables%2C%20ebb%20%26%20flow",
        "tide-tables, ebb & flow",
        "fr",
        "https://archive.example.org/gazette",
        "11 Jan 2034",
    )


def test_a_language_is_named_only_where_it_is_not_that_of_the_page(invented):
    assert of_meeting(invented, "2031-05-signing").language == ""
    assert of_meeting(invented, VISIT).language == "fr"
    declaration = dataclasses.replace(invented.declaration, languages=("fr-BE",))
    french = dataclasses.replace(invented, declaration=declaration)
    assert of_meeting(french, VISIT).language == "fr"  # what we write stays English


def test_a_record_without_archives_and_languages_has_passages_as_before(invented):
    sources = invented.sources.drop(columns=["archive_url", "archived", "language"])
    record = dataclasses.replace(invented, tables={**invented.tables, "sources": sources})
    passage = of_meeting(record, VISIT)
    assert (passage.source, passage.language, passage.archive, passage.archived) == (
        *("Gazette, press, page 2", "", "", ""),
    )


def test_rows_without_a_source_have_empty_passages(invented):
    assert passages(invented.participants, invented)[0] == Passage()


def test_an_archive_of_an_unknown_day_and_a_page_without_an_address_are_told_as_far_as_known():
    passage = Passage("A & B", anchor="x<y", archive="https://www.example.org/a?b&c")
    assert passage_html(passage) == (
        "<bdi>A &amp; B</bdi> <q><bdi>x&lt;y</bdi></q> "
        '(<a href="https://www.example.org/a?b&amp;c">archived</a>)'
    )


def test_an_address_of_an_archive_that_is_none_of_the_web_is_not_linked(invented):
    sources = invented.sources.assign(archive_url="javascript:alert(1)")
    record = dataclasses.replace(invented, tables={**invented.tables, "sources": sources})
    assert of_meeting(record, VISIT).archive == ""


def test_listings_show_the_words_of_the_passage_and_the_archive_beside_the_link(invented):
    for listing in (listings.meetings(invented), listings.exchanges(invented)):
        shown = listing._repr_html_()
        assert f"<bdi>Gazette, press, page 2</bdi> (fr)</a> {WORDS} {ARCHIVE}</td>" in shown
