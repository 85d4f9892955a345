"""The timeline of more meetings than can be drawn one by one: how many in each period."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..measures import organisation_countries, without_outcome
from ..record import CANCELLED, PLANNED, REPORTED, Cooperation, is_held
from ..wording import as_of, held_meetings, period, status_words, words
from .base import Figure, NumberTable, finish
from .promises import form_words
from .style import AXIS_ROOM, CLEAR, FIRST, NEUTRAL, SECOND, plain
from .time_axis import (
    as_of_line,
    axis_bounds,
    lane_head,
    lane_rule,
    months_of,
    period_length,
    period_name,
    period_starts,
    period_unit,
    show_years,
)

MOST_MARKS = 150  # that one can still read one by one
MOST_PERIODS = 100  # a bar is then 3 pixels wide on a phone
MOST_KINDS = 8
LANE, ROOM = 84, 0.52  # pixels of a lane, and the part of it that is the tallest bar's
LEAST = 0.02  # of a lane: a bar of one meeting beside one of thousands is still seen
OTHER = "other kinds"
NOT_HELD = (
    *(PLANNED, CANCELLED, status_words(REPORTED)),
    *("promised, due", "intended, due"),
)


def is_crowded(cooperation: Cooperation) -> bool:
    """Return whether the record holds more meetings than can be drawn one by one."""
    return len(cooperation.meetings) + len(cooperation.commitments) > MOST_MARKS


class Counts(NamedTuple):
    """How many meetings and unkept promises began in each period.

    Attributes
    ----------
    rows : pandas.DataFrame
        One row per lane, host and period with at least one:

        - `lane` (string): the kind of held meetings, in the order of the declaration, at most
          `MOST_KINDS` of them, the rest as other kinds; then what is planned, cancelled,
          reported and promised
        - `host` (int64): 0 the first side, 1 the second, 2 neither
        - `period` (int64): as `period_name` takes it
        - `number` (int64)
    length : int
        The months of a period.
    """

    rows: pd.DataFrame
    length: int


def counts_by_period(cooperation: Cooperation) -> Counts:
    """Count meetings and unkept promises by lane, host and the period in which they begin."""
    meetings, unkept = cooperation.meetings, without_outcome(cooperation)
    held, kinds = is_held(meetings), meetings["kind"]
    shown = kinds[held].value_counts().iloc[:MOST_KINDS].index
    lanes = [kind for kind in kinds.cat.categories if kind in shown]
    lane = kinds.astype("object").where(kinds.isin(shown), OTHER)
    lane = lane.where(held, meetings["status"].astype("object").map(status_words))
    countries = meetings["host_id"].map(organisation_countries(cooperation))
    one, two = cooperation.sides
    host = countries.map({one: 0, two: 1}).fillna(2).astype("int64")
    promised = form_words(unkept) + ", due"
    rows = pd.concat(
        [
            pd.DataFrame({"lane": lane, "host": host, "start": meetings["at"]}),
            pd.DataFrame({"lane": promised, "host": 2, "start": unkept["due_at"]}),
        ]
    ).dropna(subset="start")
    month = months_of(rows["start"])
    length = period_length(month.min(), month.max(), MOST_PERIODS)
    numbers = rows.assign(period=month // length).groupby(["lane", "host", "period"]).size()
    rows = numbers.rename("number").reset_index()
    rows["lane"] = rows["lane"].astype("str")
    order = {name: place for place, name in enumerate([*lanes, OTHER, *NOT_HELD])}
    rows = rows.assign(order=rows["lane"].map(order).fillna(len(order)))
    rows = rows.sort_values(["order", "host", "period"], ignore_index=True)
    return Counts(rows.drop(columns="order"), length)


def timeline_counts(cooperation: Cooperation, title: str, finding: str) -> Figure:
    """Show how many meetings began in each period, one lane per kind, bars stacked by host.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed; at least one of its meetings has a date.
    title, finding : str
        Of the timeline; it is added that, and by what, is counted.

    Returns
    -------
    Figure
        At most `MOST_PERIODS` periods and 12 lanes; all bars have one scale.
    """
    rows, length = counts_by_period(cooperation)
    unit = period_unit(length)
    one, two = cooperation.side_names
    hosts = (f"{one} hosted", f"{two} hosted", "neither named as host")
    totals = rows.groupby(["lane", "period"], sort=False)["number"].sum()
    lanes = list(dict.fromkeys(rows["lane"]))
    bars = _bars(rows, length, totals.max(), lanes)
    width = int((bars["ends"] - bars["begins"]).dt.days.min() * 86_400_000 * 0.86)
    annotations, shapes = [], []
    for place, lane in enumerate(lanes):
        annotations += [lane_head(words(lane), -place - 0.14), _most(totals[lane], length, place)]
        shapes += [lane_rule(-place - 0.94)]
    groups: Iterable[Any] = bars.groupby(["lane", "host"], sort=False)
    figure = Figure(
        data=[_trace(lane, host, alike, width, hosts[host]) for (lane, host), alike in groups],
        layout={
            "annotations": annotations,
            "shapes": shapes + as_of_line(cooperation, 0, -len(lanes)),
        },
    )
    times = pd.concat([bars["begins"], bars["ends"], pd.Series([cooperation.as_of])]).dropna()
    show_years(figure, *axis_bounds(times.min(), times.max()))
    figure.update_yaxes(range=[-len(lanes), 0.05], visible=False, fixedrange=True)
    figure.update_layout(barmode="overlay")
    subtitle = f"{period(cooperation)}, {held_meetings(cooperation, noun='held meeting')}, {as_of(cooperation)} (dotted). A bar counts those that began in one {unit}; if a date is not exact, the earliest possible. From the bottom: {one} hosted (blue), {two} hosted (vermilion), neither named as host (grey)."
    if not set(NOT_HELD).isdisjoint(lanes):
        subtitle += " Hollow: not held."
    return finish(
        figure,
        cooperation,
        f"{title}, counted by {unit}",
        subtitle,
        len(lanes) * LANE,
        finding + _busiest(cooperation, length),
        _table(totals, length),
        AXIS_ROOM,
    )


def _bars(rows: pd.DataFrame, length: int, most: int, lanes: list[str]) -> pd.DataFrame:
    """Return the counts with when their period begins and ends, and where their bar stands."""
    numbers = rows["period"].to_numpy()
    begins = pd.Series(period_starts(numbers, length))
    ends = pd.Series(period_starts(numbers + 1, length))
    height = np.maximum(rows["number"] / most * ROOM, LEAST)
    stacked = rows.assign(height=height).groupby(["lane", "period"])["height"]
    place = rows["lane"].map({lane: place for place, lane in enumerate(lanes)})
    middle = begins + pd.to_timedelta((ends - begins).dt.days // 2, "D")
    return rows.assign(
        begins=begins,
        ends=ends,
        x=middle.astype("str").str[:10],
        height=height.round(4),
        base=(stacked.cumsum() - height - place - 0.94).round(4),
        name=[period_name(number, length) for number in rows["period"]],
    )


def _trace(lane: str, host: int, bars: pd.DataFrame, width: float, hosted: str) -> dict:
    """Return the bars of one lane and host."""
    colour, is_hollow = (FIRST, SECOND, NEUTRAL)[host], lane in NOT_HELD
    what = f"{plain(words(lane), 30)}, {plain(hosted, 30)}".replace("%", "&#37;")  # no template
    return {
        "type": "bar",
        "x": bars["x"].tolist(),
        "y": bars["height"].tolist(),
        "base": bars["base"].tolist(),
        "width": width,
        "name": what,
        "text": bars["name"].tolist(),
        "textposition": "none",
        "customdata": bars["number"].tolist(),
        "hovertemplate": f"<b>%{{text}}: %{{customdata:,}}</b><br>{what}<extra></extra>",
        "marker": {
            "color": CLEAR if is_hollow else colour,
            "line": {"color": colour, "width": 1 if is_hollow else 0},
        },
    }


def _most(numbers: pd.Series, length: int, place: int) -> dict:
    """Return the text below the name of a lane: how many there are, and the most at once."""
    fullest: Any = numbers.idxmax()
    text = f"{numbers.sum():,}; at most {numbers.max():,}, in {period_name(fullest, length)}"
    return {**lane_head("", -place - 0.35), "text": text}


def _busiest(cooperation: Cooperation, length: int) -> str:
    """Return the sentence on the period in which most of the held meetings began."""
    if cooperation.held.empty:
        return ""
    numbers = (months_of(cooperation.held["at"]) // length).value_counts().sort_index()
    fullest: Any = numbers.idxmax()
    return f" The most in one {period_unit(length)}: {numbers.max():,}, in {period_name(fullest, length)}."


def _table(totals: pd.Series, length: int) -> NumberTable:
    """Return the numbers of the bars: one row per period, one column per lane."""
    numbers = totals.unstack("lane", fill_value=0)[list(totals.index.unique("lane"))]
    whole = range(numbers.index.min(), numbers.index.max() + 1)
    numbers = numbers.reindex(whole, fill_value=0)
    names = [period_name(number, length) for number in whole]
    unit = period_unit(length)
    return NumberTable(
        [unit.capitalize() if length <= 12 else "Years", *map(words, numbers.columns)],
        [[name, *row] for name, row in zip(names, numbers.to_numpy().tolist(), strict=True)],
    )
