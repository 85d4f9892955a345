"""Who shared with whom, by topic and year."""

from __future__ import annotations

import pandas as pd

from .. import measures
from ..record import Cooperation, require_record
from ..wording import as_of, counted, directions, period
from .base import (
    FAINT,
    INK,
    LINE,
    Figure,
    empty,
    finish,
    plain,
    shown_of,
    top_rows,
    use_pixel_axis,
    wrap,
    write_text,
)
from .evidence_key import EvidenceKey

TINTS = (  # fill and edge: from the first side, from the second, mutual, other
    ("#B5D9EE", "#0072B2"),
    ("#F7CDAE", "#D55E00"),
    ("#ABDFCF", "#009E73"),
    ("#D9DCE1", "#6B7280"),
)
SHOWN = 8  # years side by side on the narrowest page
NAMES, LETTERS = 0.5, 22  # share of the width for the names, and how many letters fit


def _key(names: tuple, year, number: int, level: str) -> str:
    """Return the key of the evidence behind a number, none behind a zero."""
    if not number:
        return ""
    topic, _, direction, _, sender, receiver = names
    ends = {"sender": sender, "receiver": receiver, "level": level}
    if direction == "mutual" or (level == "country" and direction != "other"):
        ends = {}  # the direction says them
    key = EvidenceKey(count="exchanges", topic=topic, direction=direction, year=int(year), **ends)
    return key.address


def direction(cooperation: Cooperation, level: str = "country") -> Figure:
    """Show who shared with whom, by topic and year, mutual apart.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.
    level : {"country", "organisation", "unit"}
        Who is told apart.

    Returns
    -------
    Figure
        Under each topic a row for each direction, with the exchanges of each year in numbers.

    Raises
    ------
    ValueError
        `level` is none of the three.
    """
    require_record(cooperation)
    cells = measures.direction(cooperation, level)
    title = f"Who shared with whom: {'countries' if level == 'country' else level + 's'}"
    if cells.empty:
        return empty(cooperation, title, "holds no exchange at a held meeting.")
    arrows = cells["from_label"] + " → " + cells["to_label"]
    order = pd.Index(cells["topic_id"].unique()).get_indexer(cells["topic_id"])
    cells = cells.assign(ends=arrows.fillna("mutual"), order=order).sort_values(
        ["order", "direction", "ends", "year"]
    )
    cells[["from_id", "to_id"]] = cells[["from_id", "to_id"]].fillna("")
    years = list(cooperation.span)
    shown = years[-SHOWN:]
    table = cells.pivot_table(
        index=["topic_id", "label", "direction", "ends", "from_id", "to_id"],
        columns="year",
        values="exchanges",
        aggfunc="sum",
        fill_value=0,
        sort=False,
        observed=True,
    ).reindex(columns=years, fill_value=0)
    whole = len(table)
    table = table.loc[top_rows(table.sum(axis=1))]
    figure, y, places = Figure(), 6, []
    topic = None
    for topic_id, label, _, ends, *_ in table.index:
        if topic_id != topic:
            y = write_text(figure, y + (8 if topic else 0), label, bold=True) + 2
            topic = topic_id
        lines = wrap(ends, LETTERS)
        tall = max(26, LINE * len(lines) + 8)
        write_text(figure, y + tall / 2, ends, width=LETTERS, yanchor="middle")
        places.append(y + tall / 2)
        y += tall
    counts = table[shown]
    for passed, (tint, edge) in zip(directions(cooperation.sides), TINTS, strict=True):
        for at_zero in (False, True):
            points = [
                (str(year), y_place, number, names)
                for names, row, y_place in zip(
                    table.index, counts.to_numpy().tolist(), places, strict=True
                )
                for year, number in zip(shown, row, strict=True)
                if names[2] == passed and (number == 0) == at_zero
            ]
            if points:
                figure.add_scatter(
                    x=[x for x, *_ in points],
                    y=[place for _, place, *_ in points],
                    text=[f"{number}" for *_, number, _ in points],
                    mode="markers+text",
                    name=passed,
                    textfont={"size": 12} if at_zero else {"size": 12, "color": INK},
                    marker={
                        "symbol": "square",
                        "size": 21,
                        "color": FAINT if at_zero else tint,
                        "line": {"width": 0 if at_zero else 1.5, "color": edge},
                    },
                    hovertext=[
                        f"{plain(label, 60)}<br>{plain(ends, 80)}<br>{x}: {counted(number, 'exchange')}"
                        for x, _, number, (_, label, _, ends, *_) in points
                    ],
                    hoverinfo="text",
                    customdata=[_key(names, x, number, level) for x, _, number, names in points],
                )
    use_pixel_axis(figure, y + 4)
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=[str(year) for year in shown],
        domain=[NAMES, 1],
        range=[-0.5, len(shown) - 0.5],
        side="top",
        tickvals=[str(year) for year in shown],
    )
    total = int(cells["exchanges"].sum())
    left = (
        f" The last {len(shown)} of {len(years)} years are drawn."
        if len(years) > len(shown)
        else ""
    )
    left += shown_of(len(table), whole, "rows with most exchanges")
    subtitle = f"{period(cooperation)}, {counted(total, 'exchange')} at {counted(len(cooperation.held), 'held meeting')}, {as_of(cooperation)}. A number: exchanges of the year. Mutual: our sources name neither end as the sharer.{left}"
    numbers = {
        "columns": ["Topic", "Who → whom", *map(str, years)],
        "rows": [
            [label, ends, *row]
            for (_, label, _, ends, *_), row in zip(
                table.index, table.to_numpy().tolist(), strict=True
            )
        ],
        "keys": [
            ["", "", *(_key(names, year, n, level) for year, n in zip(years, row, strict=True))]
            for names, row in zip(table.index, table.to_numpy().tolist(), strict=True)
        ],
    }
    figure = finish(
        figure, cooperation, title, subtitle, y + 4, _finding(cooperation, cells, level), numbers
    )
    figure.layout.margin.t += 22
    figure.layout.height += 22
    return figure


def _finding(cooperation: Cooperation, cells: pd.DataFrame, level: str) -> str:
    """Say the balance between the sides, and on how many rows it rests."""
    one, two = cooperation.side_names
    numbers = cells.groupby("direction", observed=False)["exchanges"].sum()
    out, back, mutual, other = (int(numbers[name]) for name in directions(cooperation.sides))
    if out == back:
        balance = (
            f"{one} and {two} shared equally often, {out} each"
            if out
            else "No row names one side as the sharer with the other"
        )
    else:
        more, less = (one, two) if out > back else (two, one)
        balance = f"{more} shared more often with {less} than the other way, {max(out, back)} to {min(out, back)}"
    finding = f"{balance}; {mutual} mutual{f', {other} within one country or with a third' if other else ''}. "
    finding += f"This rests on {counted(int(numbers.sum()), 'exchange')}, of which {out + back + other} name who shared"
    if level != "country":
        named = cells[cells["direction"].ne("mutual")]
        pairs = len(named.drop_duplicates(["from_id", "to_id"]))
        finding += f", between {counted(pairs, 'pair')} of {level}s"
    return f"{finding}; {as_of(cooperation)}."
