"""Who shared with whom, by topic and year."""

from __future__ import annotations

import pandas as pd

from .. import measures
from ..record import Cooperation, require_record
from ..wording import as_of, counted, directions, held_meetings, period, shown_of
from .base import NumberTable, top_rows
from .evidence_key import EvidenceKey
from .sheets import LEFT, Sheet, empty_sheet, link, sheet, text

TINTS = (  # from the first side, from the second, mutual, other
    "background:rgba(0,114,178,.28)",
    "background:rgba(213,94,0,.28)",
    "background:rgba(0,158,115,.28)",
    "background:rgba(107,114,128,.28)",
)
SHOWN = 8  # years side by side on the narrowest page
ROWS = ["topic_id", "label", "direction", "ends", "from_id", "to_id"]  # what names a row


def direction(cooperation: Cooperation, level: str = "country") -> Sheet:
    """Show who shared with whom, by topic and year, mutual apart.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.
    level : {"country", "organisation", "unit"}
        Who is told apart.

    Returns
    -------
    Sheet
        Under each topic a row for each direction, with the exchanges of each year in numbers.

    Raises
    ------
    ValueError
        `level` is none of the three.

    Notes
    -----
    Its measure is `helpers.direction`. Mutual exchanges have a row of their own and are in neither
    side's numbers; years beyond those that fit are in the table alone.

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
        return empty_sheet(cooperation, title, "holds no exchange at a held meeting.")
    years = list(cooperation.span)
    shown = years[-SHOWN:]
    whole = _rows_by_year(cells, years)
    rows = whole.loc[top_rows(whole.sum(axis=1))]
    lacking = shown_of(len(shown), len(years), "the last {} of {} years")
    lacking += shown_of(len(rows), len(whole), "the {} of {} rows with most exchanges")
    return sheet(
        cooperation,
        title,
        f"{period(cooperation)}, {counted(int(cells['exchanges'].sum()), 'exchange')} at {held_meetings(cooperation)}, {as_of(cooperation)}. A number: exchanges of the year. Mutual: our sources name neither end as the sharer.{lacking}",
        _topics(rows[shown], cooperation.sides, level),
        _finding(cooperation, cells, level),
        _table(rows, level),
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


def _topics(rows: pd.DataFrame, sides: tuple[str, str], level: str) -> str:
    """Return a table: a body a topic, a row a direction and its ends, a column a year."""
    years = [int(year) for year in rows.columns]
    tints = dict(zip(directions(sides), TINTS, strict=True))
    head = "".join(f'<th scope="col" style="text-align:center">{year}</th>' for year in years)
    parts, topic = [f"<thead><tr><td></td>{head}</tr></thead>"], None
    for names, numbers in zip(rows.index, rows.to_numpy().tolist(), strict=True):
        topic_id, label, way, ends, *_ = names
        if topic_id != topic:
            parts.append("</tbody>" if topic is not None else "")
            parts.append(
                f'<tbody><tr><th scope="rowgroup" colspan="{len(years) + 1}" style="{LEFT};'
                f'padding-top:.8em">{text(label)}</th></tr>'
            )
            topic = topic_id
        cells = "".join(
            f'<td style="text-align:center;border:2px solid transparent;{tints[way] if number else ""}">'
            f"{link(_key(names, year, number, level), str(number))}</td>"
            for year, number in zip(years, numbers, strict=True)
        )
        row = f'<th scope="row" style="{LEFT};font-weight:normal">{text(ends)}</th>'
        parts.append(f"<tr>{row}{cells}</tr>")
    return f'<table class="direction">{"".join(parts)}</tbody></table>'


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
