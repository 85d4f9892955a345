"""Small multiples: the same measure of several records, one panel under the other, on one scale."""

from __future__ import annotations

import pandas as pd

from ... import dates
from ...measures import Comparison
from ...record import require
from ...wording import counted, listed, shorten
from ..base import FIRST, PALE, Figure, plain, shown_of, top_rows, wrap
from .cadence import cadence
from .coverage import coverage
from .layout import (
    LABEL,
    as_of,
    empty,
    first_records,
    head,
    headings,
    lines_each,
    scope,
    show,
    title,
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
        What is shown: topics by year, held meetings and silences, or areas taken up.

    Returns
    -------
    Figure
        A panel a record, from top to bottom, with the same rows, the same axis and the same
        colours. Of more records, topics, periods, meetings or areas than can be read, the first
        records, the topics and areas taken up most, and what is last in time; it says so.

    Raises
    ------
    ValueError
        `measure` is none of the three; the message gives the nearest.
    TypeError
        It is not a comparison.
    """
    if not isinstance(comparison, Comparison):
        shown = shorten(repr(comparison))
        raise TypeError(f"{shown} is not a comparison: make one first with helpers.compare")
    require("measure", measure, MEASURES)
    shown = first_records(comparison)
    figure = {"matrix": _matrix, "cadence": cadence, "coverage": coverage}[measure](shown)
    if len(shown.records) < len(comparison.records):
        of = f"Of {len(comparison.records):,} records, the first {len(shown.records)}. "
        figure.layout.meta["finding"] = of + figure.layout.meta["finding"]
    return figure


def _matrix(comparison: Comparison) -> Figure:
    """Show how often each topic was taken up in each period of each record."""
    heading = title(comparison, "Topics")
    matrix = comparison.matrix
    periods = [int(period) for period in matrix["period"].drop_duplicates()]
    taken = matrix.groupby("topic", sort=False)["meetings"].sum()
    topics = top_rows(taken, lines_each(comparison)).tolist()
    if not periods or not topics:
        told = "The records hold no topic that a held meeting took up in a known period."
        return empty(comparison, heading, told)
    counts = matrix.set_index(["record", "topic", "period"])["meetings"].unstack("period")
    left = shown_of(len(topics), len(taken), "topics taken up most")
    if len(periods) > MOST_PERIODS:
        unit = "years" if comparison.by == "calendar" else "columns"
        left += f" The last {MOST_PERIODS} of {len(periods):,} {unit} are drawn."
    periods = periods[-MOST_PERIODS:]
    drawn = counts.loc[counts.index.isin(topics, "topic"), periods]
    is_listed = drawn.gt(0).sum().sum() <= MOST_CELLS
    counts = drawn.astype(object).where(drawn.notna(), None)
    shown = [str(period).replace("-", "−") for period in periods]
    behind = _behind(comparison) if is_listed else {}
    told = headings(comparison)
    labels = {topic: "<br>".join(wrap(topic, LABEL)[:3]) for topic in topics}
    figure, height = Figure(), 3 + len(topics)
    texts: list[tuple[str, int, str]] = []
    rows, hovers, ticks = [], [], []
    for panel, (label, text) in enumerate(told.items()):
        top = panel * height
        head(figure, text, top)
        texts += [(x, top + 1, f"<b>{x}</b>") for x in shown]
        space = 2 if panel == 0 else 3
        rows += [[None] * len(shown)] * space
        hovers += [[""] * len(shown)] * space
        ticks += [""] * space
        for y, topic in enumerate(topics, top + 2):
            cells = counts.loc[(label, topic)].tolist()
            texts += [(x, y, "–") for x, n in zip(shown, cells, strict=True) if n is None]
            rows.append(cells)
            hovers.append(
                [
                    behind.get((label, topic, period), f"{plain(topic, 60)}, {x}: {n}" if n else "")
                    for x, period, n in zip(shown, periods, cells, strict=True)
                ]
            )
            ticks.append(labels[topic])
    figure.add_heatmap(
        z=rows,
        x=shown,
        y=list(range(len(rows))),
        texttemplate="%{z}",
        textfont={"size": 14 if len(shown) < 9 else 12},
        hovertext=hovers,
        hoverinfo="text",
        hoverongaps=False,
        xgap=2,
        ygap=2,
        zmin=0,
        zmax=max(1, int(matrix["meetings"].max())) if matrix["meetings"].notna().any() else 1,
        colorscale=[[0, PALE], [0.001, "#DCECF7"], [0.5, "#A9D2EA"], [1, FIRST]],
        showscale=False,
    )
    x, y, text = zip(*texts, strict=True)
    figure.add_scatter(x=x, y=y, text=text, mode="text", hoverinfo="skip")
    figure.update_xaxes(type="category", fixedrange=True, visible=False)
    figure.update_yaxes(
        range=[len(rows) - 0.5, -0.5],
        tickvals=list(range(len(rows))),
        ticktext=ticks,
        fixedrange=True,
        ticks="",
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    lines = max(text.count("<br>") + 1 for text in [*ticks, *told.values()])
    columns = (
        ""
        if comparison.by == "calendar"
        else " A column: twelve months, named by the first of them, counted from the signing."
    )
    unknown = " –: not known." if matrix["meetings"].isna().any() else ""
    subtitle = f"{scope(comparison)} A number: held meetings at which the topic was taken up. 0: none {_none(comparison)}.{unknown}{columns}{left}"
    table = {
        "columns": ["Topic", "Record", *shown],
        "rows": [
            [topic, label, *("–" if n is None else n for n in counts.loc[(label, topic)])]
            for topic in topics
            for label in told
        ],
    }
    return show(
        figure,
        comparison,
        heading,
        subtitle,
        len(rows) * max(28, 15 * lines + 4),
        _matrix_finding(comparison),
        table,
    )


def _none(comparison: Comparison) -> str:
    is_whole = not any(record.conditions for record in comparison.records.values())
    return (
        "recorded in our sources" if is_whole else "recorded in our sources or left by a selection"
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
        .sort_values(["start", "meeting_id"])
    )
    told: dict[tuple[str, str, int], list[str]] = {}
    for key, date, name in zip(
        zip(rows["record"], rows["topic"], rows["period"], strict=True),
        rows["date"],
        rows["title"],
        strict=True,
    ):
        told.setdefault(key, []).append(f"{dates.in_words(date)}: {name}")
    return {
        key: "<br>".join(
            [f"<b>{plain(key[1], 60)}</b>"]
            + [line for text in texts[:5] for line in wrap(text, 46)[:2]]
            + [f"and {len(texts) - 5} more"] * (len(texts) > 5)
        )
        for key, texts in told.items()
    }


def _matrix_finding(comparison: Comparison) -> str:
    """Say which topics more than one record took up, how many each did, and how many at once."""
    matrix = comparison.matrix
    taken = matrix.groupby(["topic", "record"], sort=False)["meetings"].sum().gt(0).unstack()
    shared = taken.index[taken.sum(axis=1).gt(1)].tolist()
    where = "both records" if len(comparison.records) == 2 else "more than one record"
    finding = (
        f"Of {counted(int(taken.any(axis=1).sum()), 'topic')} taken up, {len(shared)} in {where}"
    )
    finding += f": {listed(shared)}" if shared else ""
    each = ", ".join(f"{label} {int(taken[label].sum())}" for label in comparison.records)
    finding = f"{finding}. Topics taken up: {each}"
    if comparison.by == "months":
        first = matrix[matrix["period"].eq(0) & matrix["meetings"].gt(0)]["record"].value_counts()
        each = ", ".join(f"{label} {first.get(label, 0)}" for label in comparison.records)
        finding += f"; in the first twelve months after the signing: {each}"
    return f"{finding}. A{as_of(comparison)[1:]}."
