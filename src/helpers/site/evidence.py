"""What is behind a cell or a mark: the meetings, what was shared at each, and the sources."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

import pandas as pd

from .. import dates, measures
from ..figures import EvidenceKey, commitment_words, passages, searches_in_words, state_words
from ..measures import NOT_KNOWN, country_labels, lateness, names_of, organisation_labels
from ..record import Cooperation, directions_of, is_held, kept_with_record, topmost
from ..wording import counted, counted_meetings, direction_words, selection, status_words, words

ENDS = {"sender": "from_id", "receiver": "to_id"}
COLUMNS = ["key", "meeting_id", "exchange_id"]
LEVELS = ("country", "organisation", "unit")
# How addresses named what is behind a number before 0.2.0: these fields, joined by hyphens.
FORMER_MEETINGS = (("meeting",), ("kind", "year"), ("format", "year"), ("year",))
FORMER_EXCHANGES = (
    ("topic", "year"),
    ("topic", "meeting"),
    ("topic", "direction", "year"),
    ("topic", "direction"),
    ("topic",),
    ("area", "year"),
    ("area",),
    ("direction", "year"),
    ("direction",),
)
FORMER_OUTSIDE = "outside-all-areas"


def behind(cooperation: Cooperation, keys: Iterable[EvidenceKey]) -> pd.DataFrame:
    """Return the rows of the record behind each number: exactly those that it counted.

    Parameters
    ----------
    cooperation : Cooperation
        The record.
    keys : iterable of EvidenceKey
        What the numbers counted. Those of another record have no rows.

    Returns
    -------
    pandas.DataFrame
        `key` (string, its address), `meeting_id`, `exchange_id` (string, NA where the meeting as a whole
        is behind it). Years, kinds, formats, topics, areas and directions are of held meetings.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> behind(record, [EvidenceKey(topic="tidal-power", year=2033)])["meeting_id"].tolist()
    ['2033-03-01-working-group']
    """
    whole = cooperation.record
    groups: dict[tuple, list[EvidenceKey]] = {}
    for key in dict.fromkeys(keys):
        if key.record in ("", whole.identity):
            is_promise = key.commitment is not None
            is_exchange = key.count == "exchanges" or {"topic", "area", "direction"} & {*key.facets}
            table = "promises" if is_promise else "exchanges" if is_exchange else "meetings"
            is_of_meetings = key.count == "meetings" and table == "exchanges"
            without_contact = is_of_meetings and "meeting" not in key.facets
            shape = (key.conditions, table, without_contact, key.level, tuple(key.facets))
            groups.setdefault(shape, []).append(key)
    parts = [pd.DataFrame(columns=COLUMNS, dtype="string")]
    tables: dict[tuple, dict[str, pd.DataFrame]] = {}
    for (conditions, table, without_contact, level, fields), alike in groups.items():
        if conditions not in tables:
            tables[conditions] = _tables(whole.narrowed(conditions))
        rows = tables[conditions][table]
        rows = rows[~rows["is_contact"]] if without_contact else rows
        columns = [f"{field}_{level}" if field in ENDS else field for field in fields]
        asked = pd.DataFrame([key.facets for key in alike], columns=list(fields))
        asked = asked.set_axis(columns, axis="columns").astype({c: rows[c].dtype for c in columns})
        asked["key"] = [key.address for key in alike]
        parts.append(rows.merge(asked, on=columns)[COLUMNS] if columns else _all(rows, alike[0]))
    return pd.concat(parts, ignore_index=True).astype("string")


def _all(rows: pd.DataFrame, key: EvidenceKey) -> pd.DataFrame:
    return rows.assign(key=key.address)[COLUMNS]


@functools.lru_cache(maxsize=8)  # all pages of a record ask for the same
def _tables(cooperation: Cooperation) -> dict[str, pd.DataFrame]:
    """Return the meetings, exchanges and promises of a selection, by the fields of keys."""
    rows = cooperation.meetings
    formats = rows["format"].astype("string").fillna(NOT_KNOWN)
    held = is_held(rows)
    meetings = pd.DataFrame(
        {
            "meeting_id": rows["meeting_id"],
            "meeting": rows["meeting_id"],
            "kind": rows["kind"].astype("string").where(held),
            "format": formats.where(held & ~cooperation.is_contact(rows)),  # as `formats` counts
            "year": rows["at"].dt.year.astype("Int64").where(held),
            "exchange_id": pd.Series(pd.NA, rows.index, "string"),
            "is_contact": cooperation.is_contact(rows),
        }
    )
    return {
        "meetings": meetings,
        "exchanges": _exchanges_by_field(cooperation, meetings[held]),
        "promises": _commitments_by_field(cooperation),
    }


def _exchanges_by_field(cooperation: Cooperation, held: pd.DataFrame) -> pd.DataFrame:
    own = ["exchange_id", "meeting_id", "topic_id", "from_id", "to_id"]
    rows = cooperation.exchanges[own].merge(held.drop(columns="exchange_id"), on="meeting_id")
    organisations = cooperation.organisations
    areas = cooperation.record.topics.set_index("topic_id")["area_id"]
    of_level = {
        "country": measures.organisation_countries(cooperation),
        "organisation": topmost(cooperation.organisations),
        "unit": organisations.set_index("organisation_id", drop=False)["organisation_id"],
    }
    ends = {
        f"{field}_{level}": rows[column].map(of_level[level]).astype("string").fillna("")
        for level in LEVELS
        for field, column in ENDS.items()
    }
    return rows.assign(
        topic=rows["topic_id"],
        area=rows["topic_id"].map(areas).astype("string").fillna(""),
        direction=directions_of(rows, organisations, cooperation.sides).astype("str"),
        **ends,
    )


def _commitments_by_field(cooperation: Cooperation) -> pd.DataFrame:
    rows = cooperation.commitments[["commitment_id", "meeting_id", "fulfilled_by"]]
    kept = rows.assign(meeting_id=rows["fulfilled_by"]).dropna(subset="meeting_id")
    rows = pd.concat([rows, kept], ignore_index=True)
    return rows.assign(
        commitment=rows["commitment_id"], exchange_id=pd.Series(pd.NA, rows.index, "string")
    )


def title(cooperation: Cooperation, key: EvidenceKey) -> str:
    """Return in words what a number counted.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> title(record, EvidenceKey((), (("year", (2031, 2031)),), topic="tidal-power"))
    'Tidal power (only 2031)'
    """
    whole = cooperation.record
    parts: list = []
    if key.commitment is not None:
        parts.append(whole.commitments.set_index("commitment_id").loc[key.commitment, "promise"])
    if key.topic is not None:
        parts.append(whole.topics.set_index("topic_id").loc[key.topic, "label"])
    if key.area is not None:
        named = whole.areas.set_index("area_id")["label"]
        parts.append(named[key.area] if key.area else "Outside all areas")
    if key.sender:
        names: Any = country_labels(whole) if key.level == "country" else organisation_labels(whole)
        parts.append(f"{names[key.sender]} to {names[key.receiver]}")
    elif key.direction is not None:
        parts.append(direction_words(key.direction, whole))
    if key.meeting is not None:
        meeting: Any = whole.meetings.set_index("meeting_id").loc[key.meeting]
        parts.append(f"{meeting['title']}, {dates.in_words(meeting['date'])}")
    parts += [words(value) for value in (key.kind, key.format) if value is not None]
    parts += [str(key.year)] if key.year is not None else []
    only = selection(whole.narrowed(key.conditions))
    return (", ".join(parts) or "All meetings") + (f" ({only})" if only else "")


def former(cooperation: Cooperation, keys: Iterable[EvidenceKey]) -> dict[EvidenceKey, str]:
    """Return how addresses named what is behind a number before 0.2.0, where that is certain.

    A name that could mean two things in this record, or that named no number, is left out. Where
    several keys had one name, such as a topic's meetings and its exchanges, the first keeps it.
    """
    names = _former_names(cooperation.record)
    former_names = {key: names.get(_former_reading(key)) for key in keys if not key.conditions}
    first_keys: dict[str, EvidenceKey] = {}
    for key, name in former_names.items():
        if name:
            first_keys.setdefault(name, key)
    return {key: name for name, key in first_keys.items()}


@kept_with_record  # every page asks for them
def _former_names(record: Cooperation) -> dict[tuple, str]:
    """Return the names that meant one thing only in a record, by what they meant."""
    tables = _tables(record)
    meetings, exchanges = tables["meetings"], tables["exchanges"]
    meetings = meetings.assign(format=meetings["format"].str.replace(" ", "-"))
    passed = exchanges["sender_country"] + "-to-" + exchanges["receiver_country"]
    passed = passed.str.lower().where(exchanges["direction"].ne("mutual"), "mutual")
    exchanges = exchanges.assign(
        direction=passed, area=exchanges["area"].replace("", FORMER_OUTSIDE)
    )
    readings: dict[str, set[tuple]] = {}
    for rows, shapes in ((meetings, FORMER_MEETINGS), (exchanges, FORMER_EXCHANGES)):
        for fields in shapes:
            values = rows[list(fields)].dropna().drop_duplicates().astype("string")
            for row in values.itertuples(index=False):
                readings.setdefault("-".join(row), set()).add((fields, tuple(row)))
    for commitment in record.commitments["commitment_id"]:
        readings.setdefault(commitment, set()).add((("commitment",), (commitment,)))
    return {next(iter(found)): name for name, found in readings.items() if len(found) == 1}


def _former_reading(key: EvidenceKey) -> tuple:
    facets = dict(key.facets)
    sender, receiver = facets.pop("sender", ""), facets.pop("receiver", "")
    if "direction" in facets:
        passed = (
            f"{sender}-to-{receiver}" if sender else str(facets["direction"]).replace("-", "-to-")
        )
        facets["direction"] = passed.lower()
    if "area" in facets:
        facets["area"] = facets["area"] or FORMER_OUTSIDE
    if "format" in facets:
        facets["format"] = str(facets["format"]).replace(" ", "-")
    return tuple(facets), tuple(map(str, facets.values()))


def evidence_sections(cooperation: Cooperation, keys: Iterable[EvidenceKey]) -> list[dict]:
    """Return what a page shows behind each number, ready for the template.

    Parameters
    ----------
    cooperation : Cooperation
        The record.
    keys : iterable of EvidenceKey
        As for `behind`; the sections keep their order.

    Returns
    -------
    list of dict
        `key` (the address), `former` (its name before 0.2.0, empty where not certain), `title`,
        `count` (how much is behind it, in words), `promise` (dict or None), `is_meeting` (the
        meeting as such) and `meetings`: of each what is known, with `exchanges` and `passage`.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> evidence_sections(record, [EvidenceKey(topic="tidal-power", year=2031)])[0]["count"]
    '2 meetings, 4 exchanges'
    """
    keys, whole = list(dict.fromkeys(keys)), cooperation.record
    by_address = dict(list(behind(whole, keys).groupby("key", sort=False)))
    rows = {key: by_address[key.address] for key in keys if key.address in by_address}
    meetings, exchanges = _meetings(whole), _exchanges(whole)
    promised = {promise["commitment_id"]: promise for promise in promises(whole)}
    order = {meeting: place for place, meeting in enumerate(meetings)}
    names, exchanges_of, sections = former(whole, rows), {}, []
    for key, counted_rows in rows.items():
        promise, shown = promised.get(key.commitment), []
        if key.conditions not in exchanges_of:
            exchanges_there = whole.narrowed(key.conditions).exchanges.groupby(
                "meeting_id", sort=False
            )
            exchanges_of[key.conditions] = exchanges_there["exchange_id"].agg(list)
        for meeting in sorted(counted_rows["meeting_id"].unique(), key=order.__getitem__):
            ids = (
                counted_rows.loc[counted_rows["meeting_id"].eq(meeting), "exchange_id"]
                .dropna()
                .tolist()
            )
            if not ids and promise is None:
                ids = exchanges_of[key.conditions].get(meeting, [])
            shown.append({**meetings[meeting], "exchanges": [exchanges[i] for i in ids]})
        is_meeting = set(key.facets) == {"meeting"}
        number = counted(sum(len(meeting["exchanges"]) for meeting in shown), "exchange")
        held = counted_meetings(whole, counted_rows["meeting_id"])
        if is_meeting:
            count = "no exchange is recorded" if number.startswith("0 ") else number
        elif key.count == "exchanges":
            count = f"{number} at {held}"
        else:
            count = held if number.startswith("0 ") else f"{held}, {number}"
        sections.append(
            {
                "key": key.address,
                "former": names.get(key, ""),
                "title": title(whole, key),
                "count": count if promise is None else promise["state_words"] + promise["late"],
                "promise": promise,
                "is_meeting": is_meeting,
                "meetings": shown,
            }
        )
    return sections


@functools.lru_cache(maxsize=2)
def promises(cooperation: Cooperation) -> list[dict]:
    """Return the commitments as `follow_up` judges them, ready for the template.

    Parameters
    ----------
    cooperation : Cooperation
        The record.

    Returns
    -------
    list of dict
        `commitment_id`, `key` (of its evidence), `promise`, `due` (in words), `state`, `state_words`,
        `since` (in words, overdue since then), `kept` (in words, the meeting that kept it), `late`
        (ends a sentence with whether that was in time, or is empty), `replaced` (the promise that
        took its place), `note`, `said`, `supported` and `deadline` (as `commitment_words` has
        them), `passage` and `outcome_passage` (`Passage`), `searched` (tuple of str) and `searches` (in
        words, what the searches found).
    """
    rows = measures.follow_up(cooperation)
    given = cooperation.commitments.set_index("commitment_id").loc[rows["commitment_id"]]
    given = given.reset_index()
    meetings = cooperation.record.meetings.set_index("meeting_id")
    titles = rows["kept_by"].map(meetings["title"]).astype("string")
    texts = commitment_words(cooperation, rows, cooperation.as_of)
    wordings = cooperation.record.commitments.set_index("commitment_id")["promise"]
    outcome = pd.DataFrame({"source_id": rows["outcome_source_id"], "anchor": pd.NA})
    shown = pd.DataFrame(
        {
            "commitment_id": rows["commitment_id"],
            "key": [EvidenceKey(commitment=i).address for i in rows["commitment_id"]],
            "promise": rows["promise"],
            "due": rows["due"].map(dates.in_words),
            "state": rows["state"].astype("str"),
            "state_words": rows["state"].astype("str").map(state_words),
            "since": rows["overdue_since"].dt.strftime("%Y-%m-%d").map(dates.in_words, "ignore"),
            "kept": (
                titles + ", " + rows["kept_on"].map(dates.in_words, "ignore").astype("string")
            ).fillna(""),
            "late": rows["is_late"].map(lateness),
            "replaced": rows["replaced_by"].map(wordings).astype("string").fillna(""),
            "note": rows["outcome_note"].fillna(""),
            "said": texts["said"],
            "supported": texts["supported"],
            "deadline": texts["deadline"],
            "passage": passages(given, cooperation),
            "outcome_passage": passages(outcome, cooperation),
            "searched": rows["searched"],
            "searches": rows["searched"].map(len).map(searches_in_words),
        }
    )
    return shown.to_dict("records")


@functools.lru_cache(maxsize=2)
def _meetings(cooperation: Cooperation) -> dict[str, dict]:
    """Return what is known of each meeting, by id, in time."""
    rows = measures.timeline(cooperation)
    given = cooperation.meetings.set_index("meeting_id").loc[rows["meeting_id"]].reset_index()
    what = [
        ", ".join(filter(None, (words(kind), status_words(status), words(format))))
        for kind, status, format in zip(rows["kind"], rows["status"], rows["format"], strict=True)
    ]
    names = names_of(cooperation, "organisations")
    organisations = [
        [(label, names.get(key, ())) for key, label in zip(ids, labels, strict=True)]
        for ids, labels in zip(rows["organisation_ids"], rows["organisations"], strict=True)
    ]
    shown = pd.DataFrame(
        {
            "meeting_id": rows["meeting_id"],
            "date": rows["date"].map(dates.in_words),
            "title": rows["title"],
            "what": what,
            "place": rows["place"].fillna(""),
            "summary": given["summary"].fillna("") if "summary" in given else "",
            "organisations": organisations,
            "persons": rows["meeting_id"].map(measures.persons(cooperation)),
            "passage": passages(given, cooperation),
        }
    )
    return dict(zip(rows["meeting_id"], shown.to_dict("records"), strict=True))


@functools.lru_cache(maxsize=2)
def _exchanges(cooperation: Cooperation) -> dict[str, dict]:
    """Return what was shared by whom in each exchange, by id."""
    rows = cooperation.exchanges
    names, others = organisation_labels(cooperation), names_of(cooperation, "topics")
    shown = pd.DataFrame(
        {
            "names": [others.get(topic, ()) for topic in rows["topic_id"]],
            "topic": rows["topic_id"].map(measures.topic_labels(cooperation)),
            "mode": rows["mode"].map(words),
            "sender": rows["from_id"].map(names).fillna(""),
            "receiver": rows["to_id"].map(names).fillna(""),
            "subject": rows["subject"].fillna(""),
            "passage": passages(rows, cooperation),
        }
    )
    return dict(zip(rows["exchange_id"], shown.to_dict("records"), strict=True))
