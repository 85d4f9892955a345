"""Random records with ids that collide, hostile and Japanese text, and dates of every form."""

import csv
import random
import shutil
from pathlib import Path

import helpers
from helpers.record import id_start
from places import INVENTED

DATES = (
    *("2031-06-03", "2031-06-03~", "2032-02-29", "2031-06", "2031-06?", "2031", "2033%", "203X"),
    *("20XX", "2031-21", "2032-24~", "2031-12-20/2032-01-10", "2031-11/2032-02-10", "2031-11/.."),
    *("../2032-06", "2031-05-02/", "/2033-04-01", "[2033-03-01..2033-03-10]", "2034-01-09"),
)
TEXTS = (
    *("Tides", "ſtraße İstanbul", "K and ς σ Σ", "µ-tides ﬁsh", "潮汐発電の会合", "ｶﾀｶﾅ"),
    *("<img src=x onerror=alert(1)>", "</script><script>", '"quoted" \\ (now)', "=1+1;@x"),
    *("a.*b[c]{d}|e^f$g/h-i", "\U0001f30a wave", "__proto__", "constructor"),
    *("Ébb & flow", "+81 3", "x" * 90),
)
UNPRINTABLE = (
    "line\u2028end",
    "right \u202e left",
    "tab\tin",
    "\x00\x1f",
)  # in no record, yet in a search
SHARED = ("tides", "webinar", "held", "online", "mutual", "xa-xb", "constructor", "proto", "2031")
KINDS = ("signing", "working-group", "webinar", "study-visit", "continued-exchange")
STATUSES = ("held", "held", "held", "planned", "cancelled", "reported")
FORMATS = ("in-person", "online", "hybrid", "")


def odd_record(folder: Path, seed: int) -> helpers.Cooperation:
    """Write a record and load it; the same for the same seed."""
    draw = random.Random(seed)
    shutil.copytree(INVENTED, folder)

    def text(is_needed: bool = True) -> str:
        return draw.choice(TEXTS) if is_needed or draw.random() < 0.6 else ""

    sources = ["harbour-gazette", "joint-communique", "tide-wire"]
    areas = ["energy-from-the-sea", "food-from-the-sea", ""]
    place = lambda: (draw.choice(sources), text(False), "")  # noqa: E731
    bodies = draw.sample(SHARED, 6)
    topics = draw.sample(SHARED, 5)
    tables = {"commitments": [], "searches": [], "names": [], "participants": [], "exchanges": []}
    tables["organisations"] = [
        (
            body,
            draw.choice(["", *bodies[:at]]) if at > 1 else "",
            draw.choice(["XA", "XB", "XK", "EU"]) if at > 1 else ("XA", "XB")[at],
            f"{text()} {at}",
            text(False),
            "",
        )
        for at, body in enumerate(bodies)
    ]
    country = {body: row[2] for body, row in zip(bodies, tables["organisations"], strict=True)}
    for row in tables["organisations"]:  # a unit is of its parent's country
        at = bodies.index(row[0])
        if row[1]:
            country[row[0]] = country[row[1]]
            tables["organisations"][at] = (*row[:2], country[row[0]], *row[3:])
    tables["topics"] = []
    for at, topic in enumerate(topics):
        area = draw.choice(areas)
        tables["topics"].append((topic, area, "A note." if area else "", f"{text()} {at}", text()))
        if draw.random() < 0.5:
            tables["names"].append(("topics", topic, "ja", f"名前{at}", "joint-communique"))
    tables["meetings"] = []
    for number in range(draw.randrange(12)):
        date = draw.choice(DATES)
        meeting = f"{id_start(date)}-{draw.choice(SHARED)}-{number}"
        status = draw.choice(STATUSES)
        present = draw.sample(bodies, draw.randrange(1, 5))
        host = draw.choice(["", *present])
        row = (meeting, date, draw.choice(KINDS), status, draw.choice(FORMATS), text(False))
        tables["meetings"].append((*row, host, text(), text(False), *place()))
        people = [text(False) for _ in present]
        for body, person in zip(present, people, strict=True):
            tables["participants"].append((meeting, body, person, ""))
        for each in range(draw.randrange(4)):
            ends = draw.sample(present, 2) if len(present) > 1 and draw.random() < 0.7 else ("", "")
            row = (f"{meeting}-{each}", meeting, draw.choice(topics), "briefing", *ends, text())
            tables["exchanges"].append((*row, text(False), *place()))
    for name, rows in tables.items():
        path = folder / f"{name}.csv"
        header = path.read_text(encoding="utf-8").splitlines()[0]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header.split(","))
            writer.writerows(rows)
    return helpers.load(folder)


def offered_by(cooperation: helpers.Cooperation) -> dict[str, list]:
    """Return the values that the explorer offers, by the name of the condition."""
    from helpers.explorer.payload import facets

    return {facet["name"]: facet["values"] for facet in facets(cooperation)}


def odd_choice(cooperation: helpers.Cooperation, offered: dict, draw: random.Random) -> dict:
    """Return some conditions of the explorer, with values that it offers."""
    day = lambda: draw.choice([None, "2031-06-03", "2031-12-20", "2032-06-30", "2034-01-01"])  # noqa: E731
    year = lambda: draw.choice([None, 2000, 2030, 2031, 2032, 2033, 2099])  # noqa: E731
    choice = {}
    for name in draw.sample([*offered, "period", "meeting"], draw.randrange(1, 6)):
        if name == "text":
            letters = draw.choice(TEXTS + UNPRINTABLE)
            choice[name] = letters[draw.randrange(len(letters)) :][:6].swapcase()
        elif name in ("year", "period"):
            ends = [year(), year()] if name == "year" else [day(), day()]
            choice[name] = ends if None in ends else sorted(ends)
        elif name == "meeting":
            if draw.random() < 0.3 and len(cooperation.meetings):
                choice[name] = draw.choice(cooperation.meetings["meeting_id"].tolist())
        elif offered[name]:
            values = offered[name]
            picked = draw.sample(values, draw.randrange(1, len(values) + 1))
            choice[name] = sorted(picked, key=values.index)
    return choice
