"""The areas that the agreement names, and what took them up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from .. import dates, measures
from ..measures import second_hand
from ..record import Cooperation, require_record
from ..wording import as_of, counted, held_meetings, listed, none_of, period, were
from .base import NumberTable
from .evidence_key import EvidenceKey
from .sheets import Sheet, bar, empty_sheet, link, sheet, text

OUTSIDE = "In none of these areas"


def coverage(cooperation: Cooperation) -> Sheet:
    """Show each area that the agreement names, with the topics and meetings that took it up.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.

    Returns
    -------
    Sheet
        Under the name of each area its topics, its first and last date, and a bar of its
        meetings; topics outside all areas come last, apart.

    Notes
    -----
    Its measure is `helpers.coverage`. A meeting counts for each area that it took up, so the bars do
    not add up to the meetings of the record.

    Examples
    --------
    >>> import helpers
    >>> figure = helpers.figures.coverage(helpers.load("tests/data/invented"))
    >>> helpers.figures.describe(figure).split(";")[0]
    '2 of 3 areas that the agreement names were taken up'
    """
    require_record(cooperation)
    rows = measures.coverage(cooperation)
    title = "What the agreement names, and what was taken up"
    if rows.empty:
        return empty_sheet(cooperation, title, "names no area and no topic.")
    apart = OUTSIDE if rows["area_id"].notna().any() else "Topics"
    rows = rows.assign(name=rows["label"].fillna(apart))
    whole = measures.coverage(cooperation.record) if cooperation.conditions else rows
    keys = [
        EvidenceKey(area=area).address if number else ""
        for area, number in zip(rows["area_id"].fillna(""), rows["exchanges"], strict=True)
    ]
    subtitle = f"{period(cooperation)}, {held_meetings(cooperation)}, {as_of(cooperation)}. A bar: meetings that took the area up. Which topic belongs to which area is our judgement.{_second_hand(cooperation)}"
    finding, table = _finding(cooperation, rows, whole), _table(cooperation, rows, keys)
    body = _areas(cooperation, rows.assign(key=keys), whole)
    return sheet(cooperation, title, subtitle, body, finding, table)


def _areas(cooperation: Cooperation, rows: pd.DataFrame, whole: pd.DataFrame) -> str:
    """Return each area with its topics, dates and a bar of its meetings."""
    in_whole = whole.set_index("area_id")
    most = max(int(rows["meetings"].max()), 1)
    items = []
    row: Any
    for row in rows.itertuples():
        topics = "; ".join(map(text, row.topics))
        lines = [topics or _not_taken_up(cooperation, row.area_id, in_whole)]
        if row.exchanges:
            lines.append(_first_and_last(row))
            number = link(row.key, _meetings(row.meetings))
            lines.append(bar([(row.meetings / most, "filled")], number))
        lines += [
            f"<small>{text(f'Our reason for {label}: {note}')}</small>"
            for label, note in _reasons(cooperation, row.area_id)
            if row.exchanges
        ]
        lines = [line if line.startswith("<div") else f"{line}<br>" for line in lines]
        apart = 2 if pd.isna(row.area_id) else 0.8
        items.append(
            f'<li style="margin:{apart}em 0 0">'
            f"<strong>{text(row.name)}</strong><br>{''.join(lines)}</li>"
        )
    return f'<ul class="areas" style="list-style:none;padding:0">{"".join(items)}</ul>'


def _table(cooperation: Cooperation, rows: pd.DataFrame, keys: list[str]) -> NumberTable:
    areas: Iterable[Any] = rows.itertuples()
    return NumberTable(
        ["Area", "Topics", "Meetings", "Exchanges", "First", "Last", "Our reason"],
        [
            [
                row.name,
                "; ".join(row.topics),
                row.meetings,
                row.exchanges,
                dates.in_words(row.first_date) if row.exchanges else "",
                dates.in_words(row.last_date) if row.exchanges else "",
                " ".join(f"{label}: {note}" for label, note in _reasons(cooperation, row.area_id)),
            ]
            for row in areas
        ],
        [[key] for key in keys],
    )


def _meetings(number: int) -> str:
    """Return at how many meetings an area was taken up, where not only in contact."""
    return counted(number, "meeting") if number else "contact over a period only"


def _not_taken_up(cooperation: Cooperation, area, whole: pd.DataFrame) -> str:
    """Say that an area was not taken up, or that only this selection does not show it."""
    rows = whole[whole.index.isna() if pd.isna(area) else whole.index == area]
    if cooperation.conditions and rows["exchanges"].sum():
        number = _meetings(int(rows["meetings"].sum()))
        return f"not in this selection; in the whole record, at {number}"
    return none_of(cooperation)


def _second_hand(cooperation: Cooperation) -> str:
    """Say that the areas are known at second hand, where not only official sources give them."""
    grades = second_hand(cooperation)
    return (
        f" The list of areas comes from a second-hand source ({listed(grades)}), not from the agreement itself."
        if grades
        else ""
    )


def _reasons(cooperation: Cooperation, area) -> list[tuple[str, str]]:
    """Return why each topic is assigned to an area, as pairs of label and reason."""
    topics = cooperation.topics
    if "area_note" not in topics:
        return []
    is_inside = topics["area_id"].isna() if pd.isna(area) else topics["area_id"].eq(area)
    topics = topics[is_inside & topics["area_note"].notna()].sort_values("label")
    return list(zip(topics["label"], topics["area_note"], strict=True))


def _first_and_last(row: Any) -> str:
    first, last = dates.in_words(row.first_date), dates.in_words(row.last_date)
    return first if row.first_id == row.last_id else f"first {first}, last {last}"


def _finding(cooperation: Cooperation, rows: pd.DataFrame, whole: pd.DataFrame) -> str:
    """Say how many areas were taken up, which were not, and what lies outside."""
    inside, outside = rows[rows["area_id"].notna()], rows[rows["area_id"].isna()]
    waiting = whole.loc[whole["area_id"].notna() & whole["exchanges"].eq(0), "label"]
    not_yet = f"; our sources record nothing for {listed(waiting)}" if len(waiting) else ""
    taken = int(inside["exchanges"].gt(0).sum())
    names = "is reported to name" if second_hand(cooperation) else "names"
    finding = "No area of the agreement is recorded. "
    if len(inside):
        finding = f"{taken} of {counted(len(inside), 'area')} that the agreement {names} {were(taken)} taken up{'' if cooperation.conditions else not_yet}. "
    row: Any
    for row in outside[outside["exchanges"].gt(0)].itertuples():
        finding += f"{OUTSIDE if len(inside) else 'Topics taken up'}: {listed(row.topics)}, at {_meetings(row.meetings)}. "
    finding += f"{held_meetings(cooperation)}, {as_of(cooperation)}; the link from topic to area is our judgement.{_second_hand(cooperation)}"
    if cooperation.conditions and len(inside):
        number = len(inside) - len(waiting)
        finding += f" In the whole record, {number} {were(number)} taken up{not_yet}."
    return finding
