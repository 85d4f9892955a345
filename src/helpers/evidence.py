"""What stands behind a cell or a mark: the meetings, what was shared at each, and the sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from . import areas, dates
from .cooperation import Cooperation
from .drawing import counted
from .labels import links, organisation_labels, words
from .listings import source_words
from .meetings import LASTING, timeline
from .promises import follow_up
from .typed import own

OF_EXCHANGES = (
    ("topic_id", "year"),
    ("topic_id", "meeting_id"),
    ("topic_id", "direction", "year"),
    ("topic_id", "direction"),
    ("topic_id",),
    ("area_id", "year"),
    ("area_id",),
    ("direction", "year"),
    ("direction",),
)
OF_MEETINGS = (("meeting_id",), ("kind", "year"), ("format", "year"), ("year",))
COLUMNS = ["key", "title", "meeting_id", "exchange_id"]


def behind(cooperation: Cooperation, keys: Iterable[str]) -> pd.DataFrame:
    """Return the rows of the record behind each key that a figure carries as `customdata`.

    Parameters
    ----------
    cooperation : Cooperation
        The record.
    keys : iterable of str
        Ids, or two of them with a hyphen between: a meeting or a commitment; a topic, alone or
        with a year, a meeting or a direction (`xa-to-xb`, `mutual`), this with a year too; an area
        or a direction, alone or with a year; a year, alone or after a kind or a format. Others
        are left out.

    Returns
    -------
    pandas.DataFrame
        `key`, `title` (what the key means, in words), `meeting_id`, `exchange_id` (string, NA
        where the meeting as a whole stands behind). A key that can be read in two ways is read in
        the first of the order above. Years, topics, areas and directions count held meetings.

    Examples
    --------
    >>> import helpers
    >>> rows = behind(helpers.load("tests/data/invented"), ["tidal-power-2033"])
    >>> rows[["title", "meeting_id"]].values.tolist()
    [['Tidal power, 2033', '2033-03-01-working-group']]
    """
    wanted = set(keys)
    promises = own(cooperation, "commitments")
    promised = pd.concat(
        [promises, promises.assign(meeting_id=promises["fulfilled_by"]).dropna(subset="meeting_id")]
    )
    promised = promised.assign(key=promised["commitment_id"], title=promised["promise"])
    meetings, exchanges = _facets(cooperation)
    readings = [_keyed(meetings, parts) for parts in OF_MEETINGS]
    readings += [promised, *(_keyed(exchanges, parts) for parts in OF_EXCHANGES)]
    found = []
    for rows in readings:
        rows = rows.loc[rows["key"].isin(wanted)].reindex(columns=COLUMNS)
        found.append(rows.astype("string"))
        wanted -= set(rows["key"])
    return pd.concat(found, ignore_index=True)


def _facets(cooperation: Cooperation) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return meetings and exchanges, each with the parts of its keys and what they mean."""
    meetings = own(cooperation, "meetings")
    year = meetings["start"].dt.year.astype("Int64").astype("string")
    meetings = meetings.assign(year=year.where(meetings["status"].eq("held")))
    title = meetings["title"] + ", " + meetings["date"].map(dates.in_words)
    meetings = meetings.assign(meeting_id_words=title, year_words=meetings["year"])
    told = meetings["format"].astype("string").fillna("not-known")
    meetings["format"] = told.where(meetings["kind"].ne(LASTING))  # as `rhythm.formats` counts
    for column in ("kind", "format"):
        meetings[f"{column}_words"] = meetings[column].map(words)
    topics = cooperation.topics.set_index("topic_id")
    countries = cooperation.organisations.set_index("organisation_id")["country"]
    names = dict(zip(cooperation.sides, cooperation.side_names, strict=True))
    columns = ["meeting_id", "year", "meeting_id_words", "year_words"]
    exchanges = own(cooperation, "exchanges").merge(
        meetings.loc[meetings["year"].notna(), columns], on="meeting_id"
    )
    exchanges["topic_id_words"] = exchanges["topic_id"].map(topics["label"])
    exchanges["area_id"] = exchanges["topic_id"].map(topics["area_id"])
    named = cooperation.areas.set_index("area_id")["label"]
    exchanges["area_id_words"] = (
        exchanges["area_id"].map(named).astype("string").fillna("Outside all areas")
    )
    exchanges["area_id"] = exchanges["area_id"].fillna(areas.OUTSIDE)
    ends = [exchanges[end].map(countries).astype("string") for end in ("from_id", "to_id")]
    exchanges["direction"] = (ends[0] + "-to-" + ends[1]).str.lower().fillna("mutual")
    told = [end.map(names).astype("string").fillna(end) for end in ends]
    exchanges["direction_words"] = (told[0] + " to " + told[1]).fillna("mutual")
    return meetings, exchanges


def _keyed(rows: pd.DataFrame, parts: Sequence[str]) -> pd.DataFrame:
    """Return the rows with the key that these parts make, and its title."""
    key, title = rows[parts[0]].astype("string"), rows[f"{parts[0]}_words"].astype("string")
    for part in parts[1:]:
        key, title = key + "-" + rows[part], title + ", " + rows[f"{part}_words"]
    return rows.assign(key=key, title=title)


def sections(cooperation: Cooperation, keys: Iterable[str]) -> list[dict]:
    """Return what a page shows behind each key, ready for the template.

    Parameters
    ----------
    cooperation : Cooperation
        The record.
    keys : iterable of str
        As for `behind`; the sections keep their order.

    Returns
    -------
    list of dict
        `key`, `title`, `count` (how much stands behind it, in words), `promise` (dict or None)
        and `meetings`: of each what is known, with `exchanges` and `source`.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> sections(record, ["tidal-power-2031"])[0]["count"]
    '2 meetings, 4 exchanges'
    """
    keys = list(dict.fromkeys(keys))
    rows = behind(cooperation, keys)
    meetings, exchanges = _meetings(cooperation), _exchanges(cooperation)
    promised = {promise["key"]: promise for promise in promises(cooperation)}
    at = cooperation.exchanges.groupby("meeting_id", sort=False)["exchange_id"].agg(list)
    order = {meeting: place for place, meeting in enumerate(meetings)}
    made = {}
    for key, found in rows.groupby("key", sort=False):
        promise = promised.get(key)
        shown = []
        for meeting, part in sorted(
            found.groupby("meeting_id", sort=False), key=lambda pair: order[pair[0]]
        ):
            ids = part["exchange_id"].dropna().tolist()
            if not ids and promise is None:
                ids = at.get(meeting, [])
            shown.append({**meetings[meeting], "exchanges": [exchanges[i] for i in ids]})
        number = sum(len(meeting["exchanges"]) for meeting in shown)
        told = [counted(len(shown), "meeting")] if key not in meetings else []
        told += [counted(number, "exchange")] if number else []
        count = ", ".join(told) or "no exchange is recorded"
        made[key] = {
            "key": key,
            "title": found["title"].iloc[0],
            "count": count if promise is None else promise["state"],
            "promise": promise,
            "meetings": shown,
        }
    return [made[key] for key in keys if key in made]


def promises(cooperation: Cooperation) -> list[dict]:
    """Return the commitments as `follow_up` judges them, ready for the template.

    Parameters
    ----------
    cooperation : Cooperation
        The record.

    Returns
    -------
    list of dict
        `key`, `promise`, `due` (in words), `state`, `since` (in words, overdue since then), `kept`
        (in words, the meeting that kept it), `source` and `link` (texts, empty where the record
        names none) and `searched` (tuple of str).
    """
    rows = follow_up(cooperation)
    given = cooperation.commitments.set_index("commitment_id").loc[rows["commitment_id"]]
    given = given.reset_index()
    sourced = {"source_id", "anchor"} <= set(given.columns)
    meetings = (cooperation.whole or cooperation).meetings.set_index("meeting_id")
    titles = rows["kept_by"].map(meetings["title"]).astype("string")
    told = pd.DataFrame(
        {
            "key": rows["commitment_id"],
            "promise": rows["promise"],
            "due": rows["due"].map(dates.in_words),
            "state": rows["state"].astype("str"),
            "since": rows["overdue_since"].dt.strftime("%Y-%m-%d").map(dates.in_words, "ignore"),
            "kept": titles + ", " + rows["kept_on"].map(dates.in_words, "ignore").astype("string"),
            "source": source_words(given, cooperation) if sourced else "",
            "link": links(given, cooperation).fillna("") if sourced else "",
            "searched": rows["searched"],
        }
    )
    return told.to_dict("records")


def _meetings(cooperation: Cooperation) -> dict[str, dict]:
    """Return what is known of each meeting, by id, in time."""
    rows = timeline(cooperation)
    given = cooperation.meetings.set_index("meeting_id").loc[rows["meeting_id"]].reset_index()
    sources = cooperation.sources.set_index("source_id").reindex(given["source_id"])
    what = [
        ", ".join(filter(None, map(words, parts)))
        for parts in zip(rows["kind"], rows["status"], rows["format"], strict=True)
    ]
    told = pd.DataFrame(
        {
            "meeting_id": rows["meeting_id"],
            "date": rows["date"].map(dates.in_words),
            "title": rows["title"],
            "what": what,
            "place": rows["place"].fillna(""),
            "summary": given["summary"].fillna("") if "summary" in given else "",
            "organisations": rows["organisations"],
            "source": source_words(given, cooperation),
            "source_title": sources["title"].fillna("").to_numpy(),
            "language": sources["language"].fillna("").to_numpy() if "language" in sources else "",
            "link": rows["link"].fillna(""),
        }
    )
    return dict(zip(rows["meeting_id"], told.to_dict("records"), strict=True))


def _exchanges(cooperation: Cooperation) -> dict[str, dict]:
    """Return what was shared by whom in each exchange, by id."""
    rows = cooperation.exchanges
    names = organisation_labels(cooperation)
    told = pd.DataFrame(
        {
            "topic": rows["topic_id"].map(cooperation.topics.set_index("topic_id")["label"]),
            "mode": rows["mode"].map(words),
            "sender": rows["from_id"].map(names).fillna(""),
            "receiver": rows["to_id"].map(names).fillna(""),
            "subject": rows["subject"].fillna(""),
            "source": source_words(rows, cooperation),
            "link": links(rows, cooperation).fillna(""),
        }
    )
    return dict(zip(rows["exchange_id"], told.to_dict("records"), strict=True))
