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
MUTUAL = "Mutual: the source does not say that one side shared and the other received."
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
        Under each topic one row per direction, with the exchanges of each year in numbers.

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
    '3 of 7 exchanges name who shared: Northmere 1, Southholm 2'
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
    where = held_meetings(cooperation, measures.taken_up(cooperation)["meeting_id"])
    lacking = shown_of(len(shown), len(years), "the last {} of {} years")
    lacking += shown_of(len(rows), len(whole), "the {} of {} rows with the most exchanges")
    return sheet(
        cooperation,
        title,
        f"{period(cooperation)}, {counted(int(cells['exchanges'].sum()), 'exchange')} at {where}, {as_of(cooperation)}. A number: exchanges of the year. {MUTUAL}{lacking}",
        _topics(rows[shown], cooperation.sides, level),
        _finding(cooperation, cells, level),
        _table(rows, level),
    )


def _rows_by_year(cells: pd.DataFrame, years: list[int]) -> pd.DataFrame:
    """Return the exchanges of each year, one row per topic, direction and pair of ends."""
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
    """Return a table: one body per topic, one row per direction and ends, one column per year."""
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
    """Say how many exchanges name who shared, and of these how many each side did."""
    one, two = cooperation.side_names
    numbers = cells.groupby("direction", observed=False)["exchanges"].sum()
    out, back, mutual, other = (int(numbers[name]) for name in directions(cooperation.sides))
    named, total = out + back + other, counted(int(numbers.sum()), "exchange")
    if not named:
        none = "The one exchange does not name" if mutual == 1 else f"None of {total} names"
        return f"{none} who shared. A{as_of(cooperation)[1:]}."
    finding = f"{named:,} of {total} {'names' if named == 1 else 'name'} who shared"
    if level != "country":
        ends = cells[cells["direction"].ne("mutual")].drop_duplicates(["from_id", "to_id"])
        finding += f", between {counted(len(ends), 'pair')} of {level}s"
    finding += f": {one} {out:,}, {two} {back:,}"
    finding += f", within one country or with a third {other:,}" if other else ""
    if mutual:
        finding += f"; the other {'is' if mutual == 1 else f'{mutual:,} are'} mutual"
    return f"{finding}. A{as_of(cooperation)[1:]}."
