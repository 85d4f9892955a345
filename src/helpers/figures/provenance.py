"""What the record is based on: its statements by source, and where little supports it."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

import pandas as pd

from .. import dates, measures
from ..record import Cooperation, require_record
from ..wording import (
    as_of,
    counted,
    held_meetings,
    listed,
    none_of,
    period,
    periods_of_contact,
    shown_of,
    words,
)
from .base import NumberTable
from .evidence_key import EvidenceKey
from .sheets import Sheet, bar, empty_sheet, link, sheet, text
from .sources import passage_html, passages
from .style import MOST_ROWS

NOUNS = {
    "meetings": "meeting",
    "exchanges": "exchange",
    "commitments": "commitment",
    "outcomes": "outcome",
    "areas": "area",
}
GROUPS = {
    "year": "Years",
    "topic": "Topics",
    "area": "Areas of the agreement",
    "meeting": "Meetings",
}


def provenance(cooperation: Cooperation) -> Sheet:
    """Show the sources that the record cites, and how many statements are based on each.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.

    Returns
    -------
    Sheet
        Under each source its publisher and grade, when it was published and last read, and a bar
        of the statements that cite it.

    Notes
    -----
    Its measure is `helpers.provenance`, which says what a statement is.

    Examples
    --------
    >>> import helpers
    >>> figure = helpers.figures.provenance(helpers.load("tests/data/invented"))
    >>> helpers.figures.describe(figure).split(":")[0]
    '24 statements cite 3 sources; by grade'
    """
    require_record(cooperation)
    rows = measures.provenance(cooperation)
    rows = rows.assign(publisher=rows["publisher"].fillna(""))
    title = "What the record is based on"
    if not rows["statements"].sum():
        return empty_sheet(cooperation, title, "has no statement that cites a source.")
    shown = rows.head(MOST_ROWS)
    more = shown_of(len(shown), len(rows), "the {} most cited of {} sources")
    subtitle = (
        f"{_statements(rows)}, {as_of(cooperation)}. A bar: statements that cite the source.{more}"
    )
    body = _sources(cooperation, shown)
    return sheet(cooperation, title, subtitle, body, _finding(rows), _source_table(rows))


def _statements(rows: pd.DataFrame) -> str:
    """Return how many statements there are, and of what."""
    kinds = [
        counted(int(rows[name].sum()), noun) for name, noun in NOUNS.items() if rows[name].sum()
    ]
    return f"{counted(int(rows['statements'].sum()), 'statement')}: {listed(kinds)}"


def _sources(cooperation: Cooperation, rows: pd.DataFrame) -> str:
    """Return each source with its link, what is known of it, and a bar of what cites it."""
    most, items = int(rows["statements"].max()), []
    behind = passages(rows[["source_id"]].assign(anchor=""), cooperation)
    row: Any
    for row, passage in zip(rows.itertuples(), behind, strict=True):
        language = html.escape(passage.language)
        of_language = f' lang="{language}"' if language else ""
        title = f"<bdi{of_language}>{html.escape(passage.title)}</bdi>"
        about = [row.publisher, words(row.grade), _published(row), _read(row)]
        if not row.statements:
            about.append("cited for names in other languages" if row.names else "not cited")
        small = f"<small>{text(', '.join(filter(None, about)))}</small>"
        number = bar([(row.statements / most, "filled")], text(_of_source(row)))
        items.append(
            f'<li style="margin:.8em 0 0">{passage_html(passage, title)}<br>{small}'
            f"{number if row.statements else ''}</li>"
        )
    return f'<ul class="sources" style="list-style:none;padding:0">{"".join(items)}</ul>'


def _published(row: Any) -> str:
    return f"published {dates.in_words(row.published)}" if pd.notna(row.published) else ""


def _read(row: Any) -> str:
    return f"last read {dates.in_words(row.accessed)}" if pd.notna(row.accessed) else ""


def _of_source(row: Any) -> str:
    """Return what cites a source, in words."""
    kinds = [
        counted(getattr(row, name), noun) for name, noun in NOUNS.items() if getattr(row, name)
    ]
    lacking = f"; {row.without_passage} without passage" if row.without_passage else ""
    return listed(kinds) + lacking


def _finding(rows: pd.DataFrame) -> str:
    """Say on how many sources the statements are based, of which grade, and when they were read."""
    number, cited = int(rows["statements"].sum()), rows[rows["statements"].gt(0)]
    parts = [f"{counted(number, 'statement')} {_cite(number)} {counted(len(cited), 'source')}"]
    if cited["grade"].notna().any():
        grades = cited.groupby("grade", observed=True)["statements"].sum()
        parts[0] += f"; by grade: {listed(f'{n} {words(grade)}' for grade, n in grades.items())}"
    first: Any = cited.iloc[0]
    if len(cited) > 1:
        cited_most = int(first["statements"])
        most = f"{cited_most} of the {number} statements {_cite(cited_most)} one document"
        publisher = f" ({first['publisher']})" if first["publisher"] else ""
        parts.append(f"{most}, “{first['title']}”{publisher}")
    if lacking := int(rows["without_passage"].sum()):
        parts.append(f"For {counted(lacking, 'statement')} the passage is not recorded")
    parts += _read_between(rows)
    kept = int(rows["archive_url"].notna().sum())
    copies = f"An archived copy is recorded for {kept} of {counted(len(rows), 'source')}"
    parts.append(copies if kept else "No archived copy is recorded")
    return ". ".join(parts) + "."


def _cite(number: int) -> str:
    """Return the verb after a number of statements."""
    return "cites" if number == 1 else "cite"


def _read_between(rows: pd.DataFrame) -> list[str]:
    """Say between which days the sources were last read."""
    accessed = rows["accessed"].dropna()
    if accessed.empty:
        return []
    read = dates.parse(accessed)
    first = str(accessed.iloc[read["at"].argmin()])
    last = str(accessed.iloc[read["at"].argmax()])
    if first == last:
        return [f"All were last read on {dates.in_words(last)}"]
    return [
        f"The last reading of each was between {dates.in_words(first)} and {dates.in_words(last)}"
    ]


def _source_table(rows: pd.DataFrame) -> NumberTable:
    columns = ["Source", "Publisher", "Grade", "Published", "Last read", "Archived"]
    columns += [
        "Statements",
        "Meetings",
        "Exchanges",
        "Commitments",
        "Outcomes",
        "Areas",
        "Without passage",
    ]
    cells: Iterable[Any] = rows.itertuples()
    return NumberTable(
        columns,
        [
            [
                *(row.title, row.publisher, words(row.grade)),
                *(
                    dates.in_words(day) if pd.notna(day) else ""
                    for day in (row.published, row.accessed, row.archived)
                ),
                *(
                    row.statements,
                    row.meetings,
                    row.exchanges,
                    row.commitments,
                    row.outcomes,
                    row.areas,
                ),
                row.without_passage,
            ]
            for row in cells
        ],
    )


def support(cooperation: Cooperation) -> Sheet:
    """Show on how many meetings and sources each year, topic, area and meeting is based.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.

    Returns
    -------
    Sheet
        A bar of meetings for each year, topic and area, hollow where it is based on one meeting
        or one source only; then the meetings with their sources.

    Notes
    -----
    Its measure is `helpers.support`.

    Examples
    --------
    >>> import helpers
    >>> figure = helpers.figures.support(helpers.load("tests/data/invented"))
    >>> helpers.figures.describe(figure).split(". ")[0]
    '4 years: 2 without a held meeting (2032, 2034)'
    """
    require_record(cooperation)
    rows = measures.support(cooperation)
    title = "Where the record is thin"
    if rows.empty:
        return empty_sheet(cooperation, title, "has no held meeting, no topic and no area.")
    subtitle = f"{period(cooperation)}, {held_meetings(cooperation)}, {as_of(cooperation)}. A bar: meetings; hollow: one meeting or one source only."
    groups = {
        about: rows[rows["about"].eq(about)] for about in GROUPS if about in set(rows["about"])
    }
    most = max(int(rows["meetings"].max()), 1)
    body = "".join(_group(cooperation, about, group, most) for about, group in groups.items())
    finding = " ".join(_thin(cooperation, about, group) for about, group in groups.items())
    return sheet(cooperation, title, subtitle, body, finding, _support_table(rows))


def _group(cooperation: Cooperation, about: str, rows: pd.DataFrame, most: int) -> str:
    """Return the lines of a group; the thinnest of them where there are too many."""
    thinnest = rows.nsmallest(MOST_ROWS, ["meetings", "sources"]).index
    shown = rows[rows.index.isin(thinnest)]
    more = shown_of(len(shown), len(rows), "the {} thinnest of {}")
    dated = cooperation.meetings.set_index("meeting_id")["date"].map(dates.in_words)
    items = []
    row: Any
    for row in shown.itertuples():
        number, label = text(_based_on(cooperation, row)), text(row.label)
        if about == "meeting":
            label += f", {dated[row.id]}"
        if about == "meeting" or not row.meetings:
            number = f"<br><small>{number}</small>"
        else:
            look = "hollow" if min(row.meetings, row.sources) < 2 else "filled"
            number = bar([(row.meetings / most, look)], link(_key(row), number))
        items.append(f'<li style="margin:.4em 0 0">{label}{number}</li>')
    return (
        f'<p style="margin:1.2em 0 0"><strong>{GROUPS[about]}</strong>{more}</p>'
        f'<ul class="support" style="list-style:none;padding:0;margin:0">{"".join(items)}</ul>'
    )


def _key(row: Any) -> str:
    """Return the address of the meetings behind a number."""
    if row.about == "year":
        return EvidenceKey(year=int(row.id)).address
    return EvidenceKey(**{row.about: row.id}).address


def _based_on(cooperation: Cooperation, row: Any) -> str:
    """Return in words on what a year, a topic, an area or a meeting is based."""
    if not row.sources:
        held = row.about == "year" and not cooperation.conditions
        return "no held meeting recorded in our sources" if held else none_of(cooperation)
    parts = []
    if row.about != "meeting":
        parts.append(counted(row.meetings, "meeting") + periods_of_contact(row.contact, " and {}"))
    if row.exchanges or row.about == "meeting":
        parts.append(counted(row.exchanges, "exchange"))
    grades = f" ({listed(map(words, row.grades))})" if row.grades else ""
    return ", ".join([*parts, counted(row.sources, "source") + grades])


def _thin(cooperation: Cooperation, about: str, rows: pd.DataFrame) -> str:
    """Say of how much in a group nothing, one meeting or one source is recorded."""
    number = counted(len(rows), about)
    parts, enough = [], "more than one meeting and source for each"
    if about == "meeting":
        number, enough = held_meetings(cooperation), "more than one source for each"
    else:
        without = rows.loc[rows["meetings"].eq(0), "label"]
        what = f"held meeting ({listed(without)})" if about == "year" else "meeting"
        parts += [f"{len(without)} without a {what}"] if len(without) else []
        single = int(rows["meetings"].eq(1).sum())
        parts += [f"{single} with one meeting only"] if single else []
    if single := int(rows["sources"].eq(1).sum()):
        parts.append(f"{single} with one source only")
    return f"{number}: {listed(parts) or enough}."


def _support_table(rows: pd.DataFrame) -> NumberTable:
    columns = ["What", "Name", "Meetings", "Periods of contact", "Exchanges", "Sources", "Grades"]
    cells: list[Any] = list(rows.itertuples())
    return NumberTable(
        columns,
        [
            [
                *(row.about, row.label, row.meetings, row.contact, row.exchanges, row.sources),
                listed(map(words, row.grades)),
            ]
            for row in cells
        ],
        [["", "", _key(row) if row.meetings else ""] for row in cells],
    )
