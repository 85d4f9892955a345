"""The topic-by-year matrix, a number in each cell."""

from __future__ import annotations

import pandas as pd

from .. import dates, measures
from ..measures import taken_up
from ..record import Cooperation, require_record
from ..wording import as_of, counted, none_of, period
from .base import FIRST, LETTER, PALE, Figure, empty, finish, plain, wrap
from .evidence_key import EvidenceKey
from .time_axis import LENGTHS, period_name, period_unit

MOST_CELLS = 400  # that can each list the meetings behind them


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
        A heatmap; zeros are pale; hovering lists the meetings behind a cell. Of more topics or
        years than can be read, the topics taken up most, the others as one row, and longer periods.

    Raises
    ------
    ValueError
        `count` is neither.
    """
    require_record(cooperation)
    matrix = measures.topic_year_matrix(cooperation, count)
    unit = "held meetings at which it was taken up" if count == "meetings" else "exchanges on it"
    what = "held meetings" if count == "meetings" else "exchanges"
    title = f"Topics by year: {what}"
    years = list(matrix.columns)
    if not len(matrix) or not years:
        return empty(
            cooperation,
            title,
            "holds no topic that a held meeting took up." if len(matrix) else "names no topic.",
        )
    rows = taken_up(cooperation)
    shown = condensed(matrix, cooperation.topics.set_index("topic_id")["label"], rows, count)
    columns = [column for column in shown.columns if column != "label"]
    counts = shown[columns].to_numpy().tolist()
    others, length = shown.attrs["others"], shown.attrs["length"]
    is_whole = not others and length == 12
    lines = _meetings_behind(rows) if is_whole and len(shown) * len(columns) <= MOST_CELLS else None
    hover = [
        [
            _cell_hover(
                label,
                column,
                n or none_of(cooperation),
                None if lines is None else lines.get((topic, column), []),
            )
            for column, n in zip(columns, row, strict=True)
        ]
        for topic, label, row in zip(shown.index, shown["label"], counts, strict=True)
    ]
    keys = [
        [
            EvidenceKey(count=count, topic=topic, year=int(when)).address if n and is_whole else ""
            for when, n in zip(columns, row, strict=True)
        ]
        for topic, row in zip(shown.index, counts, strict=True)
    ]
    labels = ["<br>".join(wrap(label, 17 if is_whole else 13)[:4]) for label in shown["label"]]
    figure = Figure()
    figure.add_heatmap(
        z=counts,
        x=columns,
        y=list(range(len(labels))),
        text=[[short_count(n) for n in row] for row in counts],
        texttemplate="%{text}",
        textfont={"size": 14 if len(columns) < 9 else 12},
        hovertext=hover,
        hoverinfo="text",
        customdata=keys,
        xgap=2,
        ygap=2,
        zmin=0,
        zmax=max([1, *map(max, counts[:-1] if others else counts)]),
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
    if length > 12:
        figure.update_xaxes(tickangle=-90)
    lines_a_label = max(label.count("<br>") + 1 for label in labels)
    subtitle = f"{period(cooperation)}, {counted(len(cooperation.held), 'held meeting')}, {counted(len(rows), 'exchange')}, {as_of(cooperation)}. A number: {unit}. 0: {none_of(cooperation)}."
    if not is_whole:
        most = f", the {len(shown) - 1} taken up most" if others else ""
        title = f"Topics by {period_unit(length)}: {what}{most}"
        subtitle += f" A column: a {period_unit(length)}." if length > 12 else ""
        subtitle += " Last row: any of the other topics." if others else ""
        subtitle += " k: thousand." if max(map(max, counts)) >= 1000 else ""
    table = {
        "columns": ["Topic", *columns],
        "rows": [[label, *row] for label, row in zip(shown["label"], counts, strict=True)],
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
    room = 22 if length == 12 else 78
    figure.layout.margin.t += room
    figure.layout.height += room
    return figure


def _meetings_behind(rows: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """Return for each topic and year the meetings that took it up, in words, in time."""
    rows = rows.drop_duplicates(["meeting_id", "topic_id"]).sort_values("start")
    told = rows["date"].map(dates.in_words) + ": " + rows["title"]
    return told.groupby([rows["topic_id"], rows["year"].astype("str")]).agg(list).to_dict()


def _cell_hover(label: str, when: str, number: int | str, meetings: list[str] | None) -> str:
    head = f"<b>{plain(label, 60)}, {when}: {number}</b>"
    if not meetings:
        return head
    more = [f"and {len(meetings) - 5} more"] if len(meetings) > 5 else []
    return "<br>".join(
        [head, *(line for text in meetings[:5] for line in wrap(text, 46)[:2]), *more]
    )


def _matrix_finding(cooperation: Cooperation, matrix: pd.DataFrame, years: list[int]) -> str:
    """Say which topics were taken up in both the first and the last year, and silent years."""
    taken = matrix[years].gt(0)
    total = counted(len(matrix), "topic")
    if len(years) == 1:
        finding = f"Of {total}, {(n := int(taken[years[0]].sum()))} {'was' if n == 1 else 'were'} taken up in {years[0]}"
    else:
        both = int((taken[years[0]] & taken[years[-1]]).sum())
        finding = f"Of {total}, {both} {'was' if both == 1 else 'were'} taken up in both {years[0]} and {years[-1]}"
    silent = [str(year) for year in years if not taken[year].any()]
    if silent and len(years) > 1:
        many = f"{len(silent)} of the {len(years)} years"
        finding += f"; none in {', '.join(silent) if len(silent) <= 12 else many}"
    never = ~measures.topic_year_matrix(cooperation.record).any(axis=1)
    never = int(never[matrix.index].sum())
    if never and not cooperation.conditions:
        finding += f"; {never} never"
    finding += f". {counted(len(cooperation.held), 'held meeting')}, {as_of(cooperation)}."
    if cooperation.conditions and not taken.any(axis=1).all():
        told = f"{never} of these topics {'was' if never == 1 else 'were'} never taken up"
        finding += (
            f" In the whole record, {told if never else 'each of these topics was taken up'}."
        )
    return finding


MOST_TOPICS = 40
ROOM = 230  # pixels that the columns have on a page of 390


def condensed(
    matrix: pd.DataFrame, labels: pd.Series, rows: pd.DataFrame, count: str
) -> pd.DataFrame:
    """Return a matrix with its topics and years where these are few, else with fewer.

    Parameters
    ----------
    matrix : pandas.DataFrame
        A topic-by-year matrix, with a topic and a year at least.
    labels : pandas.Series
        The labels of its topics, by id.
    rows : pandas.DataFrame
        The exchanges that it counts, as `taken_up` gives them.
    count : {"meetings", "exchanges"}
        What that counts.

    Returns
    -------
    pandas.DataFrame
        Index `topic_id` (string), column `label` (string), then an int64 column a year or period;
        its name is what that is called. Of more than `MOST_TOPICS` topics, those taken up most,
        and as the last row the others together, at how many meetings any of them was taken up.
        In `attrs`: `others`, the number of topics in that row, 0 without it, and `length`, the
        months of a period.
    """
    years, others = list(matrix.columns), 0
    if len(matrix) > MOST_TOPICS:
        most = matrix.sum(axis=1).nlargest(MOST_TOPICS - 1).index
        others = len(matrix) - len(most)
        rest = rows[~rows["topic_id"].isin(most)]
        if count == "meetings":
            rest = rest.drop_duplicates("meeting_id")
        numbers = rest["year"].value_counts().reindex(years, fill_value=0)
        matrix = matrix.loc[most]  # a copy, in the order of their numbers
        matrix.loc[""] = numbers.to_numpy()
    numbers, length = _by_period(matrix)
    named = labels.reindex(matrix.index).fillna(f"{others:,} other topics")
    numbers.insert(0, "label", named.astype("string"))
    numbers.attrs.update(others=others, length=length)
    return numbers


def _by_period(numbers: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return counts by the shortest period whose columns fit side by side on a phone, and its months."""
    months = pd.Index([year * 12 for year in numbers.columns])
    for length in (length for length in LENGTHS if length >= 12):
        fewer = numbers.T.groupby(months // length).sum().T
        letters = max(
            len(str(short_count(n)).replace(".", "")) for n in fewer.to_numpy().ravel().tolist()
        )
        if fewer.shape[1] * (letters * LETTER + 4) <= ROOM:
            break
    fewer.columns = [period_name(number, length) for number in fewer.columns]
    return fewer, length


def short_count(number: int) -> int | str:
    """Return a count as it fits into a narrow cell, from 1,000 on in thousands (k) or millions (m).

    Examples
    --------
    >>> short_count(999), short_count(1_234), short_count(12_345), short_count(1_234_567)
    (999, '1.2k', '12k', '1.2m')
    """
    for size, letter in ((1_000_000, "m"), (1_000, "k")):
        if number >= size:
            return f"{number / size:.{int(number < 9.95 * size)}f}{letter}"
    return number
