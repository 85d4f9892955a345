"""Who shared with whom, by topic and year."""

from __future__ import annotations

import pandas as pd

from .. import measures
from ..record import Cooperation, require_record
from ..wording import as_of, counted, directions, held_meetings, period, shown_of
from .base import Figure, NumberTable, empty, finish, top_rows, use_pixel_axis, write_text
from .evidence_key import EvidenceKey
from .style import AXIS_ROOM, FAINT, INK, LINE, plain, wrap

TINTS = (  # fill and edge: from the first side, from the second, mutual, other
    ("#B5D9EE", "#0072B2"),
    ("#F7CDAE", "#D55E00"),
    ("#ABDFCF", "#009E73"),
    ("#D9DCE1", "#6B7280"),
)
SHOWN = 8  # years side by side on the narrowest page
NAMES, LETTERS = 0.5, 22  # share of the width for the names, and how many letters fit
ROWS = ["topic_id", "label", "direction", "ends", "from_id", "to_id"]  # what names a row


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

    Notes
    -----
    Its measure is `helpers.direction`. Mutual exchanges have a row of their own and are in neither
    side's numbers; years beyond those that fit are in the table, not in the drawing.

    Examples
    --------
    >>> import helpers
    >>> figure = helpers.figures.direction(helpers.load("tests/data/invented"))
    >>> helpers.figures.describe(figure).split(";")[0]
    'Southholm shared more often with Northmere than the other way, 2 to 1'
    """
    require_record(cooperation)
    cells = measures.direction(cooperation, level)
    title = f"Who shared with whom: {'countries' if level == 'country' else level + 's'}"
    if cells.empty:
        return empty(cooperation, title, "holds no exchange at a held meeting.")
    years = list(cooperation.span)
    shown = years[-SHOWN:]
    whole = _rows_by_year(cells, years)
    rows = whole.loc[top_rows(whole.sum(axis=1))]
    figure = Figure()
    places, height = _write_rows(figure, rows)
    for direction_, tints in zip(directions(cooperation.sides), TINTS, strict=True):
        _draw_numbers(figure, rows[shown], places, direction_, tints, level)
    use_pixel_axis(figure, height)
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=[str(year) for year in shown],
        domain=[NAMES, 1],
        range=[-0.5, len(shown) - 0.5],
        side="top",
        tickvals=[str(year) for year in shown],
    )
    lacking = shown_of(len(shown), len(years), "the last {} of {} years")
    lacking += shown_of(len(rows), len(whole), "the {} of {} rows with most exchanges")
    return finish(
        figure,
        cooperation,
        title,
        f"{period(cooperation)}, {counted(int(cells['exchanges'].sum()), 'exchange')} at {held_meetings(cooperation)}, {as_of(cooperation)}. A number: exchanges of the year. Mutual: our sources name neither end as the sharer.{lacking}",
        height,
        _finding(cooperation, cells, level),
        _table(rows, level),
        AXIS_ROOM,
    )


def _rows_by_year(cells: pd.DataFrame, years: list[int]) -> pd.DataFrame:
    """Return the exchanges of each year, a row a topic, direction and pair of ends."""
    ends = (cells["from_label"] + " → " + cells["to_label"]).fillna("mutual")
    order = pd.Index(cells["topic_id"].unique()).get_indexer(cells["topic_id"])
    cells = cells.assign(
        ends=ends,
        order=order,
        from_id=cells["from_id"].fillna(""),
        to_id=cells["to_id"].fillna(""),
    ).sort_values(["order", "direction", "ends", "year"])
    rows = cells.pivot_table(
        index=ROWS,
        columns="year",
        values="exchanges",
        aggfunc="sum",
        fill_value=0,
        sort=False,
        observed=True,
    )
    return rows.reindex(columns=years, fill_value=0)


def _write_rows(figure: Figure, rows: pd.DataFrame) -> tuple[list[float], float]:
    """Write each topic and the ends of its rows; return where each row stands, and their height."""
    y: float = 6
    places: list[float] = []
    topic = None
    for topic_id, label, _, ends, *_ in rows.index:
        if topic_id != topic:
            y = write_text(figure, y + (8 if topic else 0), label, bold=True) + 2
            topic = topic_id
        height = max(26, LINE * len(wrap(ends, LETTERS)) + 8)
        write_text(figure, y + height / 2, ends, width=LETTERS, yanchor="middle")
        places.append(y + height / 2)
        y += height
    return places, y + 4


def _draw_numbers(
    figure: Figure,
    rows: pd.DataFrame,
    places: list[float],
    direction: str,
    tints: tuple[str, str],
    level: str,
) -> None:
    """Draw the numbers of one direction, and then its zeros, which are pale."""
    years = [int(year) for year in rows.columns]
    cells = pd.DataFrame(
        [
            (
                str(year),
                place,
                number,
                _key(names, year, number, level),
                _hover(names, year, number),
            )
            for names, row, place in zip(rows.index, rows.to_numpy().tolist(), places, strict=True)
            for year, number in zip(years, row, strict=True)
            if names[ROWS.index("direction")] == direction
        ],
        columns=["year", "place", "number", "key", "hover"],
    )
    fill, edge = tints
    for is_zero, alike in cells.groupby(cells["number"].eq(0)):
        figure.add_scatter(
            x=alike["year"].tolist(),
            y=alike["place"].tolist(),
            text=alike["number"].astype("str").tolist(),
            mode="markers+text",
            name=direction,
            textfont={"size": 12} if is_zero else {"size": 12, "color": INK},
            marker={
                "symbol": "square",
                "size": 21,
                "color": FAINT if is_zero else fill,
                "line": {"width": 0 if is_zero else 1.5, "color": edge},
            },
            hovertext=alike["hover"].tolist(),
            hoverinfo="text",
            customdata=alike["key"].tolist(),
        )


def _hover(names: tuple, year: int, number: int) -> str:
    _, label, _, ends, *_ = names
    return f"{plain(label, 60)}<br>{plain(ends, 80)}<br>{year}: {counted(number, 'exchange')}"


def _key(names: tuple, year: int, number: int, level: str) -> str:
    """Return the key of the evidence behind a number, none behind a zero."""
    if not number:
        return ""
    topic, _, direction, _, sender, receiver = names
    ends = {"sender": sender, "receiver": receiver, "level": level}
    if direction == "mutual" or (level == "country" and direction != "other"):
        ends = {}  # the direction says them
    return EvidenceKey(
        count="exchanges", topic=topic, direction=direction, year=year, **ends
    ).address


def _table(rows: pd.DataFrame, level: str) -> NumberTable:
    years = [int(year) for year in rows.columns]
    numbers = rows.to_numpy().tolist()
    return NumberTable(
        ["Topic", "Who → whom", *map(str, years)],
        [
            [label, ends, *row]
            for (_, label, _, ends, *_), row in zip(rows.index, numbers, strict=True)
        ],
        [
            ["", "", *(_key(names, year, n, level) for year, n in zip(years, row, strict=True))]
            for names, row in zip(rows.index, numbers, strict=True)
        ],
    )


def _finding(cooperation: Cooperation, cells: pd.DataFrame, level: str) -> str:
    """Say the balance between the sides, and on how many rows it rests."""
    one, two = cooperation.side_names
    numbers = cells.groupby("direction", observed=False)["exchanges"].sum()
    out, back, mutual, other = (int(numbers[name]) for name in directions(cooperation.sides))
    if out != back:
        more, less = (one, two) if out > back else (two, one)
        balance = f"{more} shared more often with {less} than the other way, {max(out, back)} to {min(out, back)}"
    elif out:
        balance = f"{one} and {two} shared equally often, {out} each"
    else:
        balance = "No row names one side as the sharer with the other"
    finding = f"{balance}; {mutual} mutual"
    finding += f", {other} within one country or with a third" if other else ""
    finding += f". This rests on {counted(int(numbers.sum()), 'exchange')}, of which {out + back + other} name who shared"
    if level != "country":
        named = cells[cells["direction"].ne("mutual")]
        pairs = len(named.drop_duplicates(["from_id", "to_id"]))
        finding += f", between {counted(pairs, 'pair')} of {level}s"
    return f"{finding}; {as_of(cooperation)}."
