"""Small multiples: the same measure of several records, one panel under the other, on one scale."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd

from ... import dates
from ...measures import Comparison, in_time
from ...record import require
from ...wording import counted, listed, shorten, shown_of
from ..base import Figure, NumberTable, top_rows
from ..style import COUNTS, plain, wrap
from .cadence import cadence
from .coverage import coverage
from .layout import (
    LABEL,
    as_of_each,
    comparison_title,
    empty_comparison,
    finish_comparison,
    first_records,
    lines_each,
    panel_headings,
    period_and_numbers,
    write_at_left,
)

MEASURES = ("matrix", "cadence", "coverage")
MOST_PERIODS = 24  # columns that one can still read on a phone
MOST_CELLS = 300  # that can each list the meetings behind them


def compare(comparison: Comparison, measure: str = "matrix") -> Figure:
    """Show one measure of several records, one panel under the other, on one scale.

    Parameters
    ----------
    comparison : Comparison
        The records side by side, as `helpers.compare` puts them.
    measure : {"matrix", "cadence", "coverage"}
        What is shown: topics by year, meetings and gaps, or areas taken up.

    Returns
    -------
    Figure
        One panel per record, from top to bottom, with the same rows, the same axis and the same
        colours. Of more records, topics, periods, meetings or areas than can be read, the first
        records, the topics and areas taken up most, and what is last in time; it says so.

    Raises
    ------
    ValueError
        `measure` is none of the three; the message gives the nearest.
    TypeError
        It is not a comparison.

    Notes
    -----
    Small multiples on one scale (E. Tufte, *Envisioning Information*, 1990, chapter 4). Records differ
    in their sources, so a lower number may mean fewer sources and not fewer meetings.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> figure = helpers.figures.compare(helpers.compare({"A": record, "B": record}), "coverage")
    >>> helpers.figures.describe(figure).split(". ")[0]
    'A: 2 of 3 areas taken up'
    """
    if not isinstance(comparison, Comparison):
        shown = shorten(repr(comparison))
        raise TypeError(f"{shown} is not a comparison: make one first with helpers.compare")
    require("measure", measure, MEASURES)
    first = first_records(comparison)
    figure = {"matrix": _matrix, "cadence": cadence, "coverage": coverage}[measure](first)
    lacking = shown_of(len(first.records), len(comparison.records), "the first {} of {} records")
    if lacking:
        meta: Any = figure.layout.meta
        meta["finding"] = f"{lacking.strip()} {meta['finding']}"
    return figure


class Panels(NamedTuple):
    """The matrices of several records, one under the other: one entry per row of the drawing.

    Attributes
    ----------
    cells : list of list
        Numbers; None where there is no cell, or the number is not known.
    hovers : list of list of str
        What hovering over each cell says.
    ticks : list of str
        The label of each row.
    texts : list of tuple
        What is written into the drawing: its column, its row and the text.
    """

    cells: list[list]
    hovers: list[list[str]]
    ticks: list[str]
    texts: list[tuple[str, int, str]]


def _matrix(comparison: Comparison) -> Figure:
    """Show how often each topic was taken up in each period of each record."""
    title = comparison_title(comparison, "Topics")
    matrix = comparison.matrix
    periods = [int(period) for period in matrix["period"].drop_duplicates()]
    taken = matrix.groupby("topic", sort=False)["meetings"].sum()
    taken = taken[taken.gt(0)]
    topics = top_rows(taken, lines_each(comparison)).tolist()
    if not periods or not topics:
        text = "The records hold no topic that a meeting took up in a known period."
        return empty_comparison(comparison, title, text)
    unit = "years" if comparison.by == "calendar" else "columns"
    lacking = shown_of(len(topics), len(taken), "the {} of {} topics taken up most")
    lacking += shown_of(
        min(MOST_PERIODS, len(periods)), len(periods), f"the last {{}} of {{}} {unit}"
    )
    periods = periods[-MOST_PERIODS:]
    counts = matrix.set_index(["record", "topic", "period"])["meetings"].unstack("period")
    counts = counts.loc[counts.index.isin(topics, "topic"), periods]
    headings = panel_headings(comparison)
    figure = Figure()
    for panel, text in enumerate(headings.values()):
        write_at_left(figure, text, panel * (3 + len(topics)))
    most = matrix["meetings"].max()
    panels = _panels(comparison, counts, topics)
    columns = [str(period).replace("-", "−") for period in periods]
    _draw_panels(figure, panels, columns, 1 if pd.isna(most) else max(1, int(most)))
    lines = max(text.count("<br>") + 1 for text in [*panels.ticks, *headings.values()])
    return finish_comparison(
        figure,
        comparison,
        title,
        _subtitle(comparison) + lacking,
        len(panels.cells) * max(28, 15 * lines + 4),
        _finding(comparison),
        _table(comparison, counts, topics, columns),
    )


def _panels(comparison: Comparison, counts: pd.DataFrame, topics: list[str]) -> Panels:
    """Return a panel for each record: room for its heading, the periods, and one row per topic."""
    periods = [int(period) for period in counts.columns]
    columns = [str(period).replace("-", "−") for period in periods]
    is_listed = counts.gt(0).sum().sum() <= MOST_CELLS
    behind = _behind(comparison) if is_listed else {}
    panels = Panels([], [], [], [])
    for panel, label in enumerate(comparison.records):
        space = 2 if panel == 0 else 3
        panels.cells.extend([[None] * len(columns)] * space)
        panels.hovers.extend([[""] * len(columns)] * space)
        panels.ticks.extend([""] * space)
        y = len(panels.cells)
        panels.texts.extend((x, y - 1, f"<b>{x}</b>") for x in columns)
        for topic in topics:
            cells = _numbers(counts, label, topic)
            hovers: list[str] = []
            for x, period, number in zip(columns, periods, cells, strict=True):
                text = f"{plain(topic, 60)}, {x}: {number}" if number else ""
                hovers.append(behind.get((label, topic, period), text))
            unknown = [x for x, number in zip(columns, cells, strict=True) if number is None]
            panels.texts.extend((x, len(panels.cells), "–") for x in unknown)
            panels.cells.append(cells)
            panels.hovers.append(hovers)
            panels.ticks.append("<br>".join(wrap(topic, LABEL)[:3]))
    return panels


def _numbers(counts: pd.DataFrame, label: str, topic: str) -> list[int | None]:
    numbers: Any = counts.loc[(label, topic)]
    return numbers.astype(object).where(numbers.notna(), None).tolist()


def _draw_panels(figure: Figure, panels: Panels, columns: list[str], most: int) -> None:
    """Draw the cells and what is written into them; `most` is the darkest number."""
    places = list(range(len(panels.cells)))
    rows: dict[str, Any] = {  # plotly-stubs know of no rows of cells
        "z": panels.cells,
        "x": columns,
        "hovertext": panels.hovers,
    }
    figure.add_heatmap(
        **rows,
        y=places,
        texttemplate="%{z}",
        textfont={"size": 14 if len(columns) < 9 else 12},
        hoverinfo="text",
        hoverongaps=False,
        xgap=2,
        ygap=2,
        zmin=0,
        zmax=most,
        colorscale=COUNTS,
        showscale=False,
    )
    x, y, text = zip(*panels.texts, strict=True)
    figure.add_scatter(x=x, y=y, text=text, mode="text", hoverinfo="skip")
    figure.update_xaxes(type="category", fixedrange=True, visible=False)
    figure.update_yaxes(
        range=[len(places) - 0.5, -0.5],
        tickvals=places,
        ticktext=panels.ticks,
        fixedrange=True,
        ticks="",
        showgrid=False,
        zeroline=False,
        automargin=True,
    )


def _subtitle(comparison: Comparison) -> str:
    is_whole = not any(record.conditions for record in comparison.records.values())
    none = "none recorded in our sources" + ("" if is_whole else ", or none in a selection")
    unknown = " –: not known." if comparison.matrix["meetings"].isna().any() else ""
    columns = " A column: twelve months, counted from the signing; 0 is the first year after it, −12 the year before."
    return f"{period_and_numbers(comparison)} A number: meetings that took up the topic. 0: {none}.{unknown}{'' if comparison.by == 'calendar' else columns}"


def _table(
    comparison: Comparison, counts: pd.DataFrame, topics: list[str], columns: list[str]
) -> NumberTable:
    return NumberTable(
        ["Topic", "Record", *columns],
        [
            [
                topic,
                label,
                *("–" if n is None else n for n in _numbers(counts, label, topic)),
            ]
            for topic in topics
            for label in comparison.records
        ],
    )


def _behind(comparison: Comparison) -> dict[tuple[str, str, int], str]:
    """Return for each cell with meetings what hovering over it says."""
    taken = pd.concat(
        [
            record.exchanges[["meeting_id", "topic_id"]].assign(record=label)
            for label, record in comparison.records.items()
        ]
    )
    rows = (
        taken.merge(comparison.topics, on=["record", "topic_id"])
        .drop_duplicates(["record", "meeting_id", "topic"])
        .merge(comparison.meetings, on=["record", "meeting_id"])
        .dropna(subset="period")
    )
    rows = in_time(rows)
    meetings = rows["date"].map(dates.in_words) + ": " + rows["title"]
    by_cell = meetings.groupby([rows["record"], rows["topic"], rows["period"]], sort=False)
    cells: Iterable[Any] = by_cell.agg(list).items()
    return {
        key: "<br>".join(
            [f"<b>{plain(key[1], 60)}</b>"]
            + [line for text in texts[:5] for line in wrap(text, 46)[:2]]
            + [f"and {len(texts) - 5} more"] * (len(texts) > 5)
        )
        for key, texts in cells
    }


def _finding(comparison: Comparison) -> str:
    """Say which topics more than one record took up, how many each did, and how many at once."""
    matrix = comparison.matrix
    is_taken = matrix.groupby(["topic", "record"], sort=False)["meetings"].sum().gt(0).unstack()
    total = counted(int(is_taken.any(axis=1).sum()), "topic")
    shared = is_taken.index[is_taken.sum(axis=1).gt(1)].tolist()
    where = "both records" if len(comparison.records) == 2 else "more than one record"
    finding = f"{len(shared)} of {total} taken up {'is' if len(shared) == 1 else 'are'} in {where}"
    finding += f": {listed(shared)}" if shared else ""
    each = ", ".join(f"{label} {int(is_taken[label].sum())}" for label in comparison.records)
    finding = f"{finding}. Topics taken up: {each}"
    if comparison.by == "months":
        first = matrix[matrix["period"].eq(0) & matrix["meetings"].gt(0)]["record"].value_counts()
        each = ", ".join(f"{label} {first.get(label, 0)}" for label in comparison.records)
        finding += f"; in the first twelve months after the signing: {each}"
    return f"{finding}. A{as_of_each(comparison)[1:]}."
