"""All that is made of a record, by name, so that a test can compare two of them or see none fail."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import helpers
from helpers import (
    calendar_export,
    card,
    changes,
    evidence,
    exchange_rows,
    exports,
    figures,
    home,
    listings,
    meetings,
    pages,
)

MEASURES = (
    *("timeline", "topic_year_matrix", "continuity", "direction", "coverage", "follow_up"),
    *("cadence", "formats"),
)
LEVELS = ("country", "organisation", "unit")
NARROWED = (
    *({"text": "tid"}, {"topic": "tidal-power"}, {"year": 2031}, {"country": "XB"}),
    *({"organisation": "ministry-of-tides"}, {"format": "online"}, {"direction": "mutual"}),
)


def made(record: helpers.Cooperation) -> Iterator[tuple[str, object]]:
    """Give a name and what is made of a record under it: a frame, or a text."""
    yield "summary", repr(record)
    for name in MEASURES:
        yield name, pd.DataFrame(getattr(helpers, name)(record))
    for level in LEVELS:
        yield f"direction, {level}", helpers.direction(record, level)
        yield f"figure, {level}", figures.direction(record, level).to_json()
    for name in (*MEASURES[:-1],):
        yield f"figure {name}", getattr(figures, name)(record).to_json()
    yield "figure exchanges", figures.topic_year_matrix(record, "exchanges").to_json()
    for name in ("exchanges", "meetings"):
        yield f"listing {name}", getattr(listings, name)(record)._repr_html_()
    yield "exchanges", helpers.exchanges(record)
    yield "every exchange", exchange_rows.every_exchange(record)
    yield "matrix", exports.matrix_text(record, "meetings", "json")
    yield "chronology", exports.timeline_text(record, "json")
    yield "calendar", calendar_export.calendar(record, "sea").decode()
    yield "home", home.page(record, {"index.html": "Overview"}, {}, {}, {}, [])
    drawn = [figures.topic_year_matrix(record), figures.timeline(record), figures.coverage(record)]
    drawn += [figures.continuity(record), figures.follow_up(record)]
    drawn += [figures.direction(record, level) for level in LEVELS]
    keys = {}
    for figure in drawn:
        part = pages.figure(figure.to_plotly_json(), 1)
        keys |= pages.located(part, figure.layout.meta, record)
    yield "evidence", repr(evidence.sections(record, keys.values()))
    yield "cards", "".join(card.card(record, meeting) for meeting in record.meetings["meeting_id"])
    for by in ("calendar", "months"):
        compared = helpers.compare({"a": record, "b": record.where(year=2031)}, by)
        for name in "signings topics meetings matrix cadence silences coverage".split():
            yield f"compared {name} {by}", getattr(compared, name)
        for name in ("matrix", "cadence", "coverage"):
            yield f"figure of compared {name} {by}", figures.compare(compared, name).to_json()
    explorer = helpers.explore(record)
    explorer.choose(text="tid", topic="tidal-power")
    yield "explored", explorer.sentence
    for choice in NARROWED:
        yield f"where {choice}", meetings.timeline(record.where(**choice))
    yield "difference", "\n".join(changes.in_words(record.where(year=2033), record))
    yield "reverse difference", "\n".join(changes.in_words(record, record.where(year=2033)))


def of(folder: Path) -> dict[str, object]:
    """Return all that is made of the record in a folder, by name."""
    record = helpers.load(folder)
    return {
        name: value.replace(record.identity, "") if isinstance(value, str) else value
        for name, value in made(record)
    }
