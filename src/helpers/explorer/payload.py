"""A record as columns of plain values, from which a browser narrows and draws it."""

from __future__ import annotations

import gzip
import json
from typing import Any

import numpy as np
import pandas as pd

from .. import dates, measures
from ..figures import commitment_words, passages
from ..measures import (
    country_labels,
    in_time,
    names_of,
    organisation_labels,
    topics_in_order,
)
from ..record import HELD, REPORTED, Cooperation, directions_of
from ..wording import direction_words, selection, status_words, words
from .conditions import NOUNS, code

LEGENDS = {  # the facets, in the order of the controls
    "year": "Years",
    "text": "Words",
    "topic": "Topics",
    "kind": "Kinds",
    "country": "Sides",
    "organisation": "Organisations",
    "direction": "Who shared with whom",
    "format": "Format",
    "status": "Status",
}
_PLACE = ["source_id", "locator", "anchor"]  # where a statement can be read


def packed(cooperation: Cooperation) -> bytes:
    """Return the payload as JSON in gzip: the same bytes for a widget and for a page."""
    text = json.dumps(payload(cooperation), ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), 6, mtime=0)


def payload(cooperation: Cooperation) -> dict[str, Any]:
    """Return all that the explorer shows of a record.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.

    Returns
    -------
    dict
        Tables by their names, each a dict of columns (lists of the same length). A number in
        place of an id is a place in another table, -1 where there is none; a text that is not
        known is empty. `meetings` stand in the order of time, `exchanges` and `participants` in
        the order of their meetings. `spans` holds, by the place of its meeting, each
        date that is not a day: its words, the day by which it counts, and from which to which day
        it is drawn (days since 1970), and on which side it fades.

    Examples
    --------
    >>> import helpers
    >>> data = payload(helpers.load("tests/data/invented"))
    >>> data["meetings"]["date"][1], data["exchanges"]["subject"][0]
    ('2031-06-03', 'Harbour lights')
    """
    meetings = in_time(cooperation.meetings)
    places = pd.Index(meetings["meeting_id"])
    bodies = units_below(cooperation)
    offered = facets(cooperation)
    codes = {facet["name"]: pd.Index(facet["values"]) for facet in offered}
    body = pd.Index(bodies["organisation_id"])
    country = codes["country"].get_indexer(bodies["country"])
    labels = organisation_labels(cooperation)
    sources = cooperation.sources.sort_values("source_id")
    behind = passages(sources[["source_id"]].assign(anchor=""), cooperation)
    modes = pd.Index(cooperation.exchanges["mode"].cat.categories)
    exchanges = _by_meeting(cooperation.exchanges, places, ["exchange_id"])
    present = _by_meeting(cooperation.participants, places, ["organisation_id", "person"])
    passed = directions_of(exchanges, cooperation.organisations, cooperation.sides)
    areas = measures.areas_in_order(cooperation)
    topics = cooperation.topics.set_index("topic_id").reindex(codes["topic"])

    def of_bodies(ids: pd.Series) -> list[int]:
        return body.get_indexer(ids).tolist()

    return {
        "selection": selection(cooperation),
        "code": code({}, cooperation.conditions),
        "nouns": NOUNS,
        "sides": list(cooperation.side_names),
        "statuses": {"held": HELD, "reported": REPORTED, "words": status_words(REPORTED)},
        "contact": list(cooperation.declaration.contact),
        "facets": offered,
        "meetings": {
            "id": meetings["meeting_id"].tolist(),
            "date": meetings["date"].tolist(),
            **{
                name: codes[name].get_indexer(meetings[name]).tolist()
                for name in ("kind", "format", "status")
            },
            "host": of_bodies(meetings["host_id"]),
            **_texts(meetings, ["title", "place", "summary"]),
            **_places(meetings, cooperation),
        },
        "spans": _spans(meetings, cooperation),
        "exchanges": {
            "meeting": places.get_indexer(exchanges["meeting_id"]).tolist(),
            "topic": codes["topic"].get_indexer(exchanges["topic_id"]).tolist(),
            "direction": passed.codes.tolist(),
            "mode": modes.get_indexer(exchanges["mode"]).tolist(),
            "from": of_bodies(exchanges["from_id"]),
            "to": of_bodies(exchanges["to_id"]),
            **_texts(exchanges, ["subject", "summary"]),
            **_places(exchanges, cooperation),
        },
        "modes": [*map(words, modes)],
        "participants": {
            "meeting": places.get_indexer(present["meeting_id"]).tolist(),
            "body": of_bodies(present["organisation_id"]),
            **_texts(present, ["person", "role"]),
        },
        "bodies": {
            "name": bodies["name"].tolist(),
            "label": labels[body].tolist(),
            "short": bodies["short_name"].fillna("").tolist(),
            "parent": of_bodies(bodies["parent_id"]),
            "country": country.tolist(),
            "names": _names(cooperation, "organisations", body),
        },
        "areas": areas["label"].tolist(),
        "topics": {
            "area": pd.Index(areas["area_id"]).get_indexer(topics["area_id"]).tolist(),
            "names": _names(cooperation, "topics", codes["topic"]),
        },
        "sources": {
            name: [getattr(passage, part) for passage in behind]
            for name, part in (("words", "source"), ("url", "link"))
        }
        | {
            name: [getattr(passage, name) for passage in behind]
            for name in ("title", "language", "archive", "archived")
        },
        "promises": _promises(cooperation, places),
        "also": _further_texts(cooperation, places),
    }


def facets(cooperation: Cooperation) -> list[dict[str, Any]]:
    """Return what there is to choose from: the name that `where` takes, a legend, values, labels.

    Examples
    --------
    >>> import helpers
    >>> offered = {facet["name"]: facet for facet in facets(helpers.load("tests/data/invented"))}
    >>> offered["country"]["values"], offered["country"]["labels"]
    (['XA', 'XB', 'XK'], ['Northmere', 'Southholm', 'XK'])
    """
    years = cooperation.meetings["at"].dt.year
    span = [] if years.empty else [*range(int(years.min()), int(years.max()) + 1)]
    topics = topics_in_order(cooperation)
    names = country_labels(cooperation)
    countries = [*cooperation.sides, *sorted(set(names.index) - set(cooperation.sides))]
    bodies = units_below(cooperation)
    ids = bodies["organisation_id"].tolist()
    directions = directions_of(
        cooperation.exchanges, cooperation.organisations, cooperation.sides
    ).categories
    values: dict[str, tuple[list, list[str]]] = {
        "year": (span, [*map(str, span)]),
        "text": ([], []),
        "topic": (topics["topic_id"].tolist(), topics["label"].tolist()),
        "country": (countries, names.reindex(countries).fillna("").tolist()),
        "organisation": (ids, organisation_labels(cooperation)[ids].tolist()),
        "direction": (
            list(directions),
            [direction_words(each, cooperation) for each in directions],
        ),
    }
    for name in ("kind", "format", "status"):
        there = list(cooperation.meetings[name].cat.remove_unused_categories().cat.categories)
        values[name] = there, [*map(status_words if name == "status" else words, there)]
    offered = [
        {"name": name, "legend": legend, "values": values[name][0], "labels": values[name][1]}
        for name, legend in LEGENDS.items()
    ]
    for facet in offered:
        if facet["name"] == "organisation":
            facet["depths"] = bodies["depth"].tolist()
    return offered


def units_below(cooperation: Cooperation) -> pd.DataFrame:
    """Return the organisations, each with its units below it, and their `depth` (int64).

    Examples
    --------
    >>> import helpers
    >>> bodies = units_below(helpers.load("tests/data/invented"))
    >>> bodies["organisation_id"].tolist()[:2], bodies["depth"].tolist()[:2]
    (['ministry-of-tides', 'bureau-of-tidal-power'], [0, 1])
    """
    bodies, sides = cooperation.organisations, list(cooperation.sides)
    parents = bodies.set_index("organisation_id")["parent_id"]
    path, above = bodies["organisation_id"], bodies["parent_id"]
    depth = pd.Series(0, index=bodies.index)
    while above.notna().any():
        path, depth = (above + "/" + path).fillna(path), depth + above.notna()
        above = above.map(parents)
    side = bodies["country"].map({code: place for place, code in enumerate(sides)}).fillna(2)
    return bodies.assign(side=side, path=path, depth=depth).sort_values(
        ["side", "country", "path"], ignore_index=True
    )


def _by_meeting(rows: pd.DataFrame, places: pd.Index, keys: list[str]) -> pd.DataFrame:
    """Return rows in the order of their meetings, then of further columns."""
    there = rows.assign(_place=places.get_indexer(pd.Index(rows["meeting_id"])))
    keys = [name for name in keys if name in rows]
    return there.sort_values(["_place", *keys], ignore_index=True)


def _texts(rows: pd.DataFrame, columns: list[str]) -> dict[str, list[str]]:
    """Return columns of text, empty where it is not known or the record has no such column."""
    return {
        name: rows[name].fillna("").tolist() if name in rows else [""] * len(rows)
        for name in columns
    }


def _places(rows: pd.DataFrame, cooperation: Cooperation) -> dict[str, list]:
    """Return where each row can be read: the place of its source, and where in it."""
    sources = pd.Index(cooperation.sources["source_id"].sort_values())
    return {
        "source": sources.get_indexer(rows["source_id"]).tolist(),
        **_texts(rows, ["locator", "anchor"]),
    }


def _names(cooperation: Cooperation, table: str, ids: pd.Index) -> list[list]:
    """Return what each row of a table is called in other languages, as pairs of language and name."""
    names = names_of(cooperation, table)
    return [[list(pair) for pair in names.get(each, ())] for each in ids]


def _spans(meetings: pd.DataFrame, cooperation: Cooperation) -> dict[int, list]:
    """Return words and days of the dates that are not days, by the place of the meeting."""
    drawn = dates.spans(meetings["date"], cooperation.as_of)
    days = {
        name: column.to_numpy("datetime64[D]").astype("int64")
        for name, column in (("at", meetings["at"]), ("first", drawn["first"]))
    }
    last = drawn["last"].to_numpy("datetime64[D]").astype("int64")
    is_day = meetings["precision"].eq("day") & ~meetings["is_approximate"]
    is_day &= ~meetings["is_uncertain"]
    return {
        int(place): [
            dates.in_words(meetings["date"].iloc[place]),
            int(days["at"][place]),
            int(days["first"][place]),
            int(last[place]),
            str(drawn["fades"].iloc[place]),
        ]
        for place in np.flatnonzero(~is_day)
    }


def _promises(cooperation: Cooperation, places: pd.Index) -> dict[str, list]:
    """Return the promises of the whole record by the meetings that made and that kept them."""
    record = cooperation.record
    rows = measures.follow_up(record).merge(
        record.commitments[["commitment_id", *record.commitments.columns.intersection(_PLACE)]]
    )
    texts = commitment_words(record, rows, record.as_of)
    form = rows["form"].map(words).astype("str")
    said = form.where(form.eq(""), form + ", ") + texts["deadline"] + ". " + texts["supported"]
    title = record.meetings.set_index("meeting_id")["title"].reindex(rows["meeting_id"])
    outcome = rows["outcome"].map(words).astype("str")
    kept = outcome + ", " + texts["deadline"] + "; made at " + title.to_numpy()
    both = [
        rows.assign(at=rows["meeting_id"], words=said, is_kept=False),
        rows.assign(at=rows["kept_by"], words=kept, is_kept=True),
    ]
    promises = pd.concat(both, ignore_index=True)
    promises = promises[promises["at"].isin(places)]
    return {
        "meeting": places.get_indexer(pd.Index(promises["at"])).tolist(),
        "isKept": promises["is_kept"].astype(bool).tolist(),
        **_texts(promises, ["promise", "words"]),
        **_places(promises, cooperation),
    }


def _further_texts(cooperation: Cooperation, places: pd.Index) -> dict[str, list]:
    """Return what `where(text=…)` also reads of a selection: exchanges that it leaves out."""
    whole = cooperation.record
    rows = whole.exchanges[whole.exchanges["meeting_id"].isin(places)]
    rows = rows[~rows["exchange_id"].isin(cooperation.exchanges["exchange_id"])]
    labels = whole.topics.set_index("topic_id")["label"].to_dict()
    names = names_of(whole, "topics")
    at = {meeting: place for place, meeting in enumerate(places)}
    meetings: list[int] = []
    texts: list[str] = []
    columns = [rows["meeting_id"], rows["topic_id"], *_texts(rows, ["subject", "summary"]).values()]
    for meeting, topic, *said in zip(*columns, strict=True):
        said += [labels[topic], *(name for _, name in names.get(topic, ()))]
        meetings += [at[meeting]] * len(said)
        texts += said
    return {"meeting": meetings, "text": texts}
