"""The topic-by-year matrix, a number in each cell."""

from __future__ import annotations

import pandas as pd

from . import dates, topics
from .cooperation import Cooperation
from .drawing import FIRST, PALE, Figure, as_of, counted, empty, finish, period, plain, wrap


def topic_year_matrix(cooperation: Cooperation, count: str = "meetings") -> Figure:
    """Show how often each topic was taken up in each year, numbers in the cells.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.
    count : {"meetings", "exchanges"}
        What a number counts.

    Returns
    -------
    Figure
        A heatmap; zeros are pale; hovering lists the meetings behind a cell.

    Raises
    ------
    ValueError
        `count` is neither.
    """
    matrix = topics.topic_year_matrix(cooperation, count)
    unit = "held meetings at which it was taken up" if count == "meetings" else "exchanges on it"
    title = f"Topics by year: {'held meetings' if count == 'meetings' else 'exchanges'}"
    years = [column for column in matrix.columns if column != "label"]
    if not len(matrix) or not years:
        return empty(
            cooperation,
            title,
            "The record holds no topic that a held meeting took up."
            if len(matrix)
            else "The record names no topic.",
        )
    rows = topics.taken_up(cooperation)
    behind = (
        rows.drop_duplicates(["meeting_id", "topic_id"])
        .sort_values("start")
        .groupby(["topic_id", "year"])[["date", "title"]]
        .agg(list)
    )
    lines = {
        key: [f"{dates.in_words(d)}: {t}" for d, t in zip(*value, strict=True)]
        for key, value in zip(behind.index, behind.to_numpy(), strict=True)
    }
    hover = [
        [
            _cell_hover(label, year, n, lines.get((topic, year), []))
            for year, n in zip(years, row, strict=True)
        ]
        for topic, label, row in zip(
            matrix.index, matrix["label"], matrix[years].to_numpy(), strict=True
        )
    ]
    counts = matrix[years].to_numpy().tolist()
    keys = [
        [f"{topic}-{year}" if n else "" for year, n in zip(years, row, strict=True)]
        for topic, row in zip(matrix.index, counts, strict=True)
    ]
    labels = ["<br>".join(wrap(label, 17)[:4]) for label in matrix["label"]]
    figure = Figure()
    figure.add_heatmap(
        z=counts,
        x=[str(y) for y in years],
        y=list(range(len(labels))),
        text=counts,
        texttemplate="%{text}",
        textfont={"size": 14 if len(years) < 9 else 12},
        hovertext=hover,
        hoverinfo="text",
        customdata=keys,
        xgap=2,
        ygap=2,
        zmin=0,
        zmax=max(1, matrix[years].to_numpy().max()),
        colorscale=[[0, PALE], [0.001, "#DCECF7"], [0.5, "#A9D2EA"], [1, FIRST]],
        showscale=False,
    )
    figure.update_xaxes(side="top", type="category", fixedrange=True, ticks="", showgrid=False)
    figure.update_yaxes(
        autorange="reversed",
        tickvals=list(range(len(labels))),
        ticktext=labels,
        fixedrange=True,
        ticks="",
        showgrid=False,
        automargin=True,
        zeroline=False,
    )
    lines_a_label = max(label.count("<br>") + 1 for label in labels)
    subtitle = f"{period(cooperation)}, {counted(len(cooperation.held), 'held meeting')}, {counted(len(rows), 'exchange')}, {as_of(cooperation)}. A number: {unit}. 0: none recorded in our sources."
    table = {
        "columns": ["Topic", *map(str, years)],
        "rows": [[label, *row] for label, row in zip(matrix["label"], counts, strict=True)],
        "keys": [["", *row] for row in keys],
    }
    figure = finish(
        figure,
        cooperation,
        title,
        subtitle,
        len(labels) * max(34, 15 * lines_a_label + 8) + 24,
        _matrix_finding(cooperation, matrix, years),
        table,
    )
    figure.layout.margin.t += 22
    figure.layout.height += 22
    return figure


def _cell_hover(label: str, year: int, number: int, meetings: list[str]) -> str:
    head = f"<b>{plain(label, 60)}, {year}: {number}</b>"
    if not meetings:
        return head + "<br>none recorded in our sources"
    more = [f"and {len(meetings) - 5} more"] if len(meetings) > 5 else []
    return "<br>".join(
        [head, *(line for text in meetings[:5] for line in wrap(text, 46)[:2]), *more]
    )


def _matrix_finding(cooperation: Cooperation, matrix: pd.DataFrame, years: list[int]) -> str:
    """Say which topics were taken up in both the first and the last year, and silent years."""
    taken = matrix[years].gt(0)
    total = counted(len(matrix), "topic")
    if len(years) == 1:
        finding = f"Of {total}, {int(taken[years[0]].sum())} taken up in {years[0]}"
    else:
        both = int((taken[years[0]] & taken[years[-1]]).sum())
        finding = f"Of {total}, {both} {'was' if both == 1 else 'were'} taken up in both {years[0]} and {years[-1]}"
    silent = [str(year) for year in years if not taken[year].any()]
    if silent:
        finding += f"; none in {', '.join(silent)}"
    never = int((~taken.any(axis=1)).sum())
    if never:
        finding += f"; {never} never"
    return f"{finding}. {counted(len(cooperation.held), 'held meeting')}, {as_of(cooperation)}."
