"""The home page: the cooperation at a glance, and the way to everything else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from .. import dates, measures
from ..figures import EvidenceKey, passages, state_words
from ..measures import (
    NO_TOPIC,
    diff_in_words,
    held_with_dates,
    in_time,
    known_bounds,
    names_of,
    open_silence,
    taken_up,
)
from ..record import (
    AGREEMENT,
    HELD,
    OUTCOMES,
    REPORTED,
    Cooperation,
    NotFoundError,
    is_planned_and_past,
    load_revision,
)
from ..wording import as_of, counted, days, held_meetings, period, periods_of_contact, words
from .dataset import dataset
from .evidence import promises
from .templates import render

MEETINGS, TOPICS, YEARS = 6, 20, 8  # shown here; all of them are on the pages behind
PROMISES, PAST = 3, 3
SHAPES = ("first", "second")


def home_page(
    cooperation: Cooperation,
    titles: Mapping[str, str],
    cards: Mapping[str, str],
    places: Mapping[str, str],
    downloads: Mapping[str, str],
    changes: list[str],
    fresh: Sequence[str] = (),
    questions: Mapping[str, str] | None = None,
) -> str:
    """Return the home page.

    Parameters
    ----------
    cooperation : Cooperation
        The record.
    titles : mapping of str to str
        All pages in order, file name to title.
    cards : mapping of str to str
        What each page answers, in a sentence.
    places : mapping of str to str
        Which page holds the evidence behind a key.
    downloads : mapping of str to str
        File name in the folder `downloads` to what it is.
    changes : list of str
        What changed last in the record.
    fresh : sequence of str
        What is new against the last state that git holds.
    """
    declaration, commitments = cooperation.declaration, promises(cooperation)
    return render(
        "home.html",
        cooperation,
        titles,
        name="index.html",
        questions=questions or {},
        dataset=dataset(cooperation, downloads),
        title_language=_language(declaration.titles, declaration.language),
        description_language=_language(declaration.descriptions, declaration.language),
        other_titles=list(declaration.titles.items())[1:],
        other_descriptions=list(declaration.descriptions.items())[1:],
        agreement=names_of(cooperation, AGREEMENT).get(AGREEMENT, ()),
        lead=lead_sentence(cooperation),
        glance=key_figures(cooperation),
        overdue=[p for p in commitments if p["state"] == "overdue"],
        past_intentions=[p for p in commitments if p["state"] == "past"],
        settled=[p for p in commitments if p["state"] in OUTCOMES],
        most=PROMISES,
        past=past(cooperation),
        reported=reported(cooperation),
        most_past=PAST,
        silent=silent_topics(cooperation),
        strip=timeline_strip(cooperation),
        latest=latest_meetings(cooperation),
        matrix=matrix(cooperation),
        cards=cards,
        places=places,
        downloads=downloads,
        changes=changes,
        fresh=fresh,
        licences=_entries(declaration, "licenses"),
        contributors=_entries(declaration, "contributors"),
        homepage=declaration.get("homepage"),
        version=declaration.get("version"),
    )


def _language(texts: Mapping[str, str], declared: str) -> str:
    """Return the language of the text that is shown first: its own, else that of the record."""
    return next(iter(texts), "") or declared


def lead_sentence(cooperation: Cooperation) -> str:
    """Return in a sentence what the record holds."""
    held = cooperation.held
    if held.empty:
        return f"No held meeting is recorded in our sources, {as_of(cooperation)}."
    meetings, taken = _dated(cooperation), taken_up(cooperation)["topic_id"].nunique()
    first, last = meetings.iloc[0], _last_to_end(cooperation, meetings)
    return (
        f"Our sources record {held_meetings(cooperation)}, on {counted(taken, 'topic')}: "
        f"the first {dates.in_words(first['date'])}, the last {dates.in_words(last['date'])}."
    )


def _last_to_end(cooperation: Cooperation, meetings: pd.DataFrame) -> pd.Series:
    """Return the meeting that may have ended last; what has not ended lasts to the as-of day."""
    latest: Any = known_bounds(meetings, cooperation.as_of)["ends_last"].idxmax()
    return meetings.loc[latest]


def _dated(cooperation: Cooperation) -> pd.DataFrame:
    """Return the held meetings in time; contact over a period where there is nothing else."""
    dated = held_with_dates(cooperation)
    return dated if len(dated) else in_time(cooperation.held)


def key_figures(cooperation: Cooperation) -> list[dict[str, str]]:
    """Return the figures at a glance: each a `name`, a `value` and a `note`.

    Examples
    --------
    >>> import helpers
    >>> [tile["value"] for tile in key_figures(helpers.load("tests/data/invented"))]
    ['2 Apr 2033', '9 months', '1 overdue', '6', '4', '7']
    """
    held, tiles = cooperation.held, []
    if len(held):
        meetings = _dated(cooperation)
        last = _last_to_end(cooperation, meetings)
        tiles.append(("Last recorded meeting", dates.in_words(last["date"]), last["title"]))
        if still := open_silence(cooperation):
            tiles.append(("Since the last recorded meeting", *_since(cooperation, *still)))
    rows, commitments = taken_up(cooperation), measures.follow_up(cooperation)
    contact = periods_of_contact(len(cooperation.contact), ", and {}")
    in_contact = " or in contact" if cooperation.is_contact(rows).any() else ""
    taken, topics = rows["topic_id"].nunique(), len(cooperation.topics)
    tiles += [
        ("Promises", *_states(commitments)),
        ("Meetings held", str(len(cooperation.met)), period(cooperation) + contact),
        ("Topics", str(topics), f"{'all' if taken == topics else taken} taken up"),
        ("Exchanges", str(len(rows)), f"at these meetings{in_contact}"),
    ]
    return [dict(zip(("name", "value", "note"), tile, strict=True)) for tile in tiles]


def _states(commitments: pd.DataFrame) -> tuple[str, str]:
    """Return how many promises are overdue, and how many are in the other states."""
    counts = commitments["state"].value_counts(sort=False)
    late = int((commitments["is_late"] & commitments["state"].eq("kept")).fillna(False).sum())
    other = [f"{counts['kept']} kept" + (f" ({late} late)" if late else "")]
    other += [
        f"{number} {state_words(str(state))}"
        for state, number in counts.items()
        if state not in ("kept", "overdue") and (number or state == "open")
    ]
    return f"{counts['overdue']} overdue", ", ".join(other)


def _since(cooperation: Cooperation, lowest: int, highest: int) -> tuple[str, str]:
    """Return the time since the last meeting, of the fewest and the most days, and a note on it."""
    number = lowest or highest  # at least the lowest; where that is 0, at most the highest
    value = duration(cooperation.as_of - pd.Timedelta(days=number), cooperation.as_of)
    if lowest < highest:
        value = f"{'at least' if lowest else 'at most'} {value}"
    exact = days(lowest, highest)
    note = as_of(cooperation) if exact == value else f"{exact}, {as_of(cooperation)}"
    return value, note


def duration(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Return the time between two days in whole years and months, or in days if shorter.

    Examples
    --------
    >>> duration(pd.Timestamp("2031-12-15"), pd.Timestamp("2034-11-24"))
    '2 years and 11 months'
    """
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    years, months = divmod(months, 12)
    parts = [counted(n, noun) for n, noun in ((years, "year"), (months, "month")) if n]
    return " and ".join(parts) or counted((end - start).days, "day")


def silent_topics(cooperation: Cooperation) -> dict:
    """Return the topics not taken up again at the last meeting for which topics are known.

    Returns
    -------
    dict
        `topics`, each with `key` (of its evidence), `label` and `date` (in words, of the meeting
        that took it up last), the earliest of these first; `meeting` (title and date, in words).

    Examples
    --------
    >>> import helpers
    >>> silent = silent_topics(helpers.load("tests/data/invented"))
    >>> [topic["label"] for topic in silent["topics"]]
    ['Harbour lights', 'Kelp farming']
    """
    states = measures.continuity(cooperation)
    states = states[states["state"].ne(NO_TOPIC)]
    if states.empty:
        return {"topics": [], "meeting": ""}
    last = states["meeting_id"].iloc[-1]
    gone = states[states["meeting_id"].eq(last) & states["state"].eq("silent")]
    rows = _last_taken_up(cooperation)
    rows = rows[rows["topic_id"].isin(gone["topic_id"])].sort_values(["at", "label"])
    pairs = zip(rows["topic_id"], rows["year"], strict=True)
    rows = rows.assign(key=[EvidenceKey(topic=t, year=year).address for t, year in pairs])
    meeting = cooperation.meetings.set_index("meeting_id").loc[last]
    return {
        "topics": rows[["key", "label", "date"]].to_dict("records"),
        "meeting": f"{meeting['title']}, {dates.in_words(meeting['date'])}",
    }


def past(cooperation: Cooperation) -> list[dict]:
    """Return the planned meetings that are past by the as-of day, the last first.

    Each is a `key` (of its evidence), a `title` and a `date` (in words).
    """
    rows = in_time(cooperation.meetings[is_planned_and_past(cooperation)]).iloc[::-1]
    keys = [EvidenceKey(meeting=meeting).address for meeting in rows["meeting_id"]]
    rows = rows.assign(key=keys, date=rows["date"].map(dates.in_words))
    return rows[["key", "title", "date"]].to_dict("records")


def reported(cooperation: Cooperation) -> list[dict]:
    """Return what is reported but not confirmed, the last first.

    Each is a `key` (of its evidence), a `title`, a `date` (in words) and a `passage`.
    """
    rows = in_time(cooperation.meetings)
    rows = rows[rows["status"].eq(REPORTED)].iloc[::-1]
    rows = rows.assign(
        key=[EvidenceKey(meeting=meeting).address for meeting in rows["meeting_id"]],
        date=rows["date"].map(dates.in_words),
        passage=pd.Series(passages(rows, cooperation), rows.index, dtype=object),
    )
    return rows[["key", "title", "date", "passage"]].to_dict("records")


def _last_taken_up(cooperation: Cooperation) -> pd.DataFrame:
    """Return for each topic taken up the meeting that did so last."""
    rows = in_time(taken_up(cooperation))
    rows = rows.drop_duplicates("topic_id", keep="last")
    rows = rows.merge(cooperation.topics[["topic_id", "label"]], on="topic_id")
    return rows.assign(date=rows["date"].map(dates.in_words))


def timeline_strip(cooperation: Cooperation) -> dict:
    """Return the small timeline: where marks and years are, in per cent of its width.

    Returns
    -------
    dict
        `years` (of `left` and `year`), `marks` (of `left`, `width`, `fades`, `shape`, `status`; marks that
        would cover one another are one), `has_hollow`, `as_of` (a place or None).
    """
    rows = measures.timeline(cooperation)
    rows = rows[rows["at"].notna()]
    if rows.empty:
        return {"years": [], "marks": [], "as_of": None}
    drawn = dates.spans(rows["date"], cooperation.as_of)
    times = pd.concat([drawn["first"], drawn["last"], pd.Series([cooperation.as_of])]).dropna()
    first = pd.Timestamp(times.min().year, 1, 1)
    length = max((pd.Timestamp(times.max().year + 1, 1, 1) - first).days, 1)

    def place(days: pd.Series) -> pd.Series:
        return ((days - first).dt.days / length * 100).round(1)

    hosts = measures.organisation_countries(cooperation)
    host = cooperation.meetings.set_index("meeting_id")["host_id"].map(hosts)
    shapes = dict(zip(cooperation.sides, SHAPES, strict=True))
    marks = pd.DataFrame(
        {
            "left": place(drawn["first"]),
            "width": (place(drawn["last"]) - place(drawn["first"])).where(
                drawn["first"].ne(drawn["last"]), 0
            ),
            "fades": drawn["fades"],
            "shape": rows["meeting_id"].map(host).map(shapes).fillna("neither"),
            "status": rows["status"].astype("str"),
        }
    ).drop_duplicates()
    span = range(first.year, times.max().year + 1)
    starts = pd.Series(pd.to_datetime([f"{year}-01-01" for year in span]))
    shown = place(starts)
    return {
        "years": [
            {"left": left, "year": year}
            for left, year in zip(shown, span, strict=True)
            if (year - span[0]) % -(-len(span) // 6) == 0
        ],
        "marks": marks.to_dict("records"),
        "has_hollow": bool(marks["status"].ne(HELD).any()),
        "as_of": None
        if pd.isna(cooperation.as_of)
        else round((cooperation.as_of - first).days / length * 100, 1),
    }


def latest_meetings(cooperation: Cooperation) -> list[dict]:
    """Return the latest meetings, the last to begin first: `key`, `date`, `title`, `what`.

    Those that are only reported are apart (`reported`).
    """
    rows = measures.timeline(cooperation)
    rows = rows[rows["status"].ne(REPORTED)].iloc[::-1].head(MEETINGS)
    gone = cooperation.meetings.loc[is_planned_and_past(cooperation), "meeting_id"]
    is_past = rows["meeting_id"].isin(gone).map({True: ", and past", False: ""})
    status = rows["status"].astype("str") + is_past
    rows = rows.assign(
        key=[EvidenceKey(meeting=meeting).address for meeting in rows["meeting_id"]],
        date=rows["date"].map(dates.in_words),
        what=rows["kind"].map(words).astype("str") + ", " + status,
    )
    return rows[["key", "date", "title", "what"]].to_dict("records")


def matrix(cooperation: Cooperation) -> dict:
    """Return the small matrix: the last years, and when each topic was last taken up.

    Returns
    -------
    dict
        `years`, `note` (what is left out) and `rows`, each with `label`, `names` (in other
        languages), `last` and `cells` of `key`, `number` and `shade` (0 to 3, none to most).
    """
    counts = measures.topic_year_matrix(cooperation)
    labels, years = measures.topic_labels(cooperation), [int(year) for year in counts.columns]
    shown, most = years[-YEARS:], counts.to_numpy().max() if counts.size else 0
    last = _last_taken_up(cooperation).set_index("topic_id")["date"]
    left_out = [
        f"{len(all_) - limit} {noun}"
        for all_, limit, noun in ((years, YEARS, "earlier years"), (counts, TOPICS, "topics"))
        if len(all_) > limit
    ]
    counts, names = counts.head(TOPICS), names_of(cooperation, "topics")
    rows = [
        {
            "label": labels[topic],
            "names": names.get(topic, ()),
            "last": last.get(topic, "not taken up"),
            "cells": [
                {
                    "key": EvidenceKey(topic=topic, year=year).address if number else "",
                    "number": number,
                    "shade": -(-3 * number // most) if number else 0,
                }
                for year, number in zip(shown, numbers, strict=True)
            ],
        }
        for topic, numbers in zip(counts.index, counts[shown].to_numpy().tolist(), strict=True)
    ]
    return {"years": shown, "rows": rows, "note": " and ".join(left_out)}


def _entries(declaration: Mapping, name: str) -> list[dict[str, str]]:
    """Return the entries of a list of the declaration, such as licences, as texts."""
    fields = ("name", "title", "path", "email")
    return [
        {field: entry.get(field, "") for field in fields} for entry in declaration.get(name, ())
    ]


def latest_news(folder: Path) -> list[str]:
    """Return what changed last in a record: the newest Data list of the changelog beside it.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the record; `CHANGELOG.md` lies in it or beside it.
    """
    for path in (folder / "CHANGELOG.md", folder.resolve().parent / "CHANGELOG.md"):
        if path.is_file():
            lists = re.findall(r"^### Data\n(.*?)(?=^#|\Z)", path.read_text("utf-8"), re.M | re.S)
            items = [re.findall(r"^[-*] (.+(?:\n +.+)*)", text, re.M) for text in lists]
            newest = next(filter(None, items), [])
            return [" ".join(item.replace("`", "").split()) for item in newest]
    return []


def unsaved(folder: Path, cooperation: Cooperation) -> list[str]:
    """Return in words what differs from the last commit; nothing where git has none of it.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the record.
    cooperation : Cooperation
        The record as it is there.
    """
    try:
        return diff_in_words(load_revision("HEAD", folder), cooperation)
    except NotFoundError:
        return []
