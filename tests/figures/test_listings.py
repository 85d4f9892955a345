import re

from helpers.figures import listings


def test_a_listing_of_exchanges_names_a_topic_in_other_languages_once(invented):
    shown = listings.exchanges(invented)._repr_html_()
    names = '<bdi lang="fr">Marélectricité</bdi>; <bdi lang="ja">うしおの電気</bdi>'
    assert shown.count(f">Tidal power <small>({names})</small></td>") == 1
    assert len(re.findall('data-label="Topic"[^>]*>Tidal power</td>', shown)) == 4


def test_a_listing_of_meetings_names_each_organisation_and_topic_beside_its_own_label(changed):
    record = changed(("names.csv", "", "topics,harbour-lights,fr,Feux & phares,harbour-gazette"))
    shown = listings.meetings(record)._repr_html_()
    assert '>Harbour lights <small>(<bdi lang="fr">Feux &amp; phares</bdi>)</small>; Tidal' in shown
    assert 'Shores <small>(<bdi lang="ja">なぎさ局</bdi>)</small>; Tides <small>(' in shown


def test_a_listing_of_meetings_names_the_persons_with_their_offices(changed, invented):
    assert "Persons" not in listings.meetings(invented).frame
    record = changed(
        ("participants.csv", "2031-05-signing,office-of-shores,,", "2031-05-signing,office-of-shores,A. Helm,Harbour Master"),
        ("participants.csv", "2031-09-webinar,office-of-shores,,", "2031-09-webinar,office-of-shores,B. Tiller,"),
    )  # fmt: skip
    persons = listings.meetings(record).frame["Persons"]
    assert persons[persons.ne("")].tolist() == ["A. Helm, Harbour Master", "B. Tiller"]
