"""All that is made of a record, by name, so that a test can compare two of them or see none fail."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import helpers
from helpers import exports, figures, measures
from helpers.explorer.payload import payload
from helpers.exports import tables
from helpers.measures.diff import diff_in_words
from helpers.measures.exchanges import every_exchange
from helpers.site import evidence, home, pages

MEASURES = (
    *("timeline", "topic_year_matrix", "continuity", "direction", "coverage", "follow_up"),
    *("cadence", "provenance", "support", "formats"),
)
LEVELS = ("country", "organisation", "unit")
NARROWED = (
    *({"text": "tid"}, {"topic": "tidal-power"}, {"year": 2031}, {"country": "XB"}),
    *({"organisation": "ministry-of-tides"}, {"format": "online"}, {"direction": "mutual"}),
)


def meta(figure) -> dict:
    """Return what a figure or a sheet keeps beside what it shows: finding, table, conditions."""
    return figure.to_dict() if isinstance(figure, figures.Sheet) else figure.layout.meta


def said(figure) -> str:
    """Return all text that a figure or a sheet shows without pointing at it."""
    if isinstance(figure, figures.Sheet):
        body = html.unescape(re.sub("<[^>]+>", " ", figure.body))
        text = " ".join([figure.title, figure.subtitle, body])
    else:
        notes = [note.text for note in figure.layout.annotations]
        text = " ".join([figure.layout.title.text, *notes]).replace("<br>", " ")
    return re.sub(" +", " ", text.replace("\u00a0", " "))


def in_time(record: helpers.Cooperation) -> Iterator[tuple[str, object]]:
    """Give by their names the texts in which the meetings stand in time, or are counted by it."""
    yield "summary", repr(record)
    yield "figure timeline", figures.timeline(record).to_json()
    yield "matrix", tables.matrix_text(record, "meetings", "json")
    yield "chronology", tables.timeline_text(record, "json")
    yield "calendar", exports.calendar(record, "sea").decode()
    yield "home", home.home_page(record, {"index.html": "Overview"}, {}, {}, {}, [])


def made(record: helpers.Cooperation) -> Iterator[tuple[str, object]]:
    """Give a name and what is made of a record under it: a frame, or a text."""
    yield from in_time(record)
    for name in MEASURES:
        yield name, pd.DataFrame(getattr(helpers, name)(record))
    sheets = []
    for level in LEVELS:
        yield f"direction, {level}", helpers.direction(record, level)
        sheets.append(figures.direction(record, level))
        yield f"figure, {level}", sheets[-1].to_json()
    drawn = {name: getattr(figures, name)(record) for name in MEASURES[1:-1] if name != "direction"}
    yield from ((f"figure {name}", figure.to_json()) for name, figure in drawn.items())
    yield "figure exchanges", figures.topic_year_matrix(record, "exchanges").to_json()
    for name in ("exchanges", "meetings", "searches"):
        yield f"listing {name}", getattr(figures.listings, name)(record)._repr_html_()
    yield "exchanges", helpers.exchanges(record)
    yield "every exchange", every_exchange(record)
    names = ("coverage", "continuity", "follow_up", "provenance", "support")
    sheets += [drawn[name] for name in names]
    keys = {}
    for figure in (drawn["topic_year_matrix"], figures.timeline(record)):
        keys |= pages.figure(figure.to_plotly_json(), 1, record)["keys"]
    for sheet in sheets:
        keys |= pages.sheet(sheet.to_dict(), 1, record)["keys"]
    yield "evidence", repr(evidence.evidence_sections(record, keys.values()))
    yield "payload", json.dumps(payload(record), ensure_ascii=False)
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
        yield f"where {choice}", measures.timeline(record.where(**choice))
    yield "difference", "\n".join(diff_in_words(record.where(year=2033), record))
    yield "reverse difference", "\n".join(diff_in_words(record, record.where(year=2033)))


def of(folder: Path) -> dict[str, object]:
    """Return all that is made of the record in a folder, by name."""
    record = helpers.load(folder)
    return {
        name: value.replace(record.identity, "") if isinstance(value, str) else value
        for name, value in made(record)
    }
