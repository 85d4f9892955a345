"""The topic-by-year matrix, a number in each cell."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from .. import dates, measures
from ..measures import taken_up, topic_labels
from ..record import Cooperation, require_record
from ..wording import as_of, counted, held_meetings, in_another_year, none_of, period, were
from .base import Figure, NumberTable, empty, finish
from .evidence_key import EvidenceKey
from .sheets import LEFT, link, sheet, text
from .style import AXIS_ROOM, COUNTS, LETTER, plain, shade, wrap
from .time_axis import LENGTHS, period_name, period_unit

MOST_CELLS = 400  # that can each list the meetings behind them
MOST_TOPICS = 40
ROOM = 230  # pixels that the columns have on a page of 390


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

    Notes
    -----
    Its measure is `helpers.topic_year_matrix`. In the row of the other topics a meeting that took
    up several of them counts once, so the rows do not add up to the meetings of a year.

    Examples
    --------
    >>> import helpers
    >>> figure = helpers.figures.topic_year_matrix(helpers.load("tests/data/invented"))
    >>> helpers.figures.describe(figure).split(".")[0]
    '1 of 4 topics was taken up in both 2031 and 2033, none in 2032'
    """
    require_record(cooperation)
    matrix = measures.topic_year_matrix(cooperation, count)
    if matrix.empty:
        lacks = "holds no topic that a meeting took up." if len(matrix) else "names no topic."
        return empty(cooperation, f"Topics by year: {count}", lacks)
    rows = taken_up(cooperation)
    shown = condensed(matrix, topic_labels(cooperation), rows, count)
    keys = _keys(shown, count)
    figure = _heatmap(shown, _hovers(cooperation, shown, rows), keys)
    title, subtitle = _title(shown, count), _subtitle(cooperation, shown, len(rows), count)
    finding = _finding(cooperation, measures.topic_year_matrix(cooperation, "exchanges"))
    table = NumberTable(
        ["Topic", *shown.numbers.columns],
        [[label, *row] for label, row in zip(shown.labels, shown.cells, strict=True)],
        [["", *row] for row in keys],
    )
    figure.sheet = sheet(cooperation, title, subtitle, _shaded(shown, keys), finding, table)
    return finish(
        figure,
        cooperation,
        title,
        subtitle,
        len(shown.labels) * max(34, 15 * _most_lines(shown) + 8) + 24,
        finding,
        table,
        AXIS_ROOM if shown.length == 12 else 78,
    )


def _shaded(shown: Condensed, keys: list[list[str]]) -> str:
    """Return the matrix as a table, its cells shaded by number."""
    of_topics = shown.cells[:-1] if shown.others else shown.cells
    most = max([1, *map(max, of_topics)])
    head = "".join(
        f'<th scope="col" style="text-align:center">{name}</th>' for name in shown.numbers.columns
    )
    body = []
    for label, numbers, keyed in zip(shown.labels, shown.cells, keys, strict=True):
        cells = "".join(
            f'<td style="text-align:center;border:2px solid transparent;{shade(number, most)}">'
            f"{link(key, f'{number:,}')}</td>"
            for number, key in zip(numbers, keyed, strict=True)
        )
        body.append(
            f'<tr><th scope="row" style="{LEFT};font-weight:normal">{text(label)}</th>{cells}</tr>'
        )
    return f'<table class="matrix"><thead><tr><td></td>{head}</tr></thead><tbody>{"".join(body)}</tbody></table>'


def _title(shown: Condensed, count: str) -> str:
    if shown.is_whole:
        return f"Topics by year: {count}"
    most = f", the {len(shown.labels) - 1} taken up most" if shown.others else ""
    return f"Topics by {period_unit(shown.length)}: {count}{most}"


def _subtitle(cooperation: Cooperation, shown: Condensed, exchanges: int, count: str) -> str:
    unit = "meetings that took up the topic" if count == "meetings" else "exchanges on the topic"
    subtitle = f"{period(cooperation)}, {held_meetings(cooperation)}, {counted(exchanges, 'exchange')}, {as_of(cooperation)}. A number: {unit}. 0: {none_of(cooperation)}."
    if not shown.is_whole:
        subtitle += f" A column: a {period_unit(shown.length)}." if shown.length > 12 else ""
        subtitle += " Last row: any of the other topics." if shown.others else ""
        subtitle += " k: thousand." if shown.numbers.to_numpy().max() >= 1000 else ""
    return subtitle


def _keys(shown: Condensed, count: str) -> list[list[str]]:
    """Return the key of the evidence behind each number, none behind a zero or a joined cell."""
    return [
        [
            EvidenceKey(count=count, topic=topic, year=int(year)).address
            if number and shown.is_whole
            else ""
            for year, number in zip(shown.numbers.columns, row, strict=True)
        ]
        for topic, row in zip(shown.numbers.index, shown.cells, strict=True)
    ]


def _hovers(cooperation: Cooperation, shown: Condensed, rows: pd.DataFrame) -> list[list[str]]:
    """Return what hovering over each cell says; of few cells also the meetings behind it."""
    is_listed = shown.is_whole and shown.numbers.size <= MOST_CELLS
    meetings = _meetings_behind(rows) if is_listed else {}
    return [
        [
            _hover(label, name, number or none_of(cooperation), meetings.get((topic, name), []))
            for name, number in zip(shown.numbers.columns, row, strict=True)
        ]
        for topic, label, row in zip(shown.numbers.index, shown.labels, shown.cells, strict=True)
    ]


def _row_labels(shown: Condensed) -> list[str]:
    width = 17 if shown.is_whole else 13
    return ["<br>".join(wrap(label, width)[:4]) for label in shown.labels]


def _most_lines(shown: Condensed) -> int:
    return max(label.count("<br>") + 1 for label in _row_labels(shown))


def _heatmap(shown: Condensed, hovers: list[list[str]], keys: list[list[str]]) -> Figure:
    """Draw the cells; the row of the other topics does not set the scale of the colours."""
    places, columns = list(range(len(shown.labels))), list(shown.numbers.columns)
    of_topics = shown.cells[:-1] if shown.others else shown.cells
    rows: dict[str, Any] = {  # plotly-stubs know of no rows of cells
        "z": shown.cells,
        "x": columns,
        "text": [[short_count(number) for number in row] for row in shown.cells],
        "hovertext": hovers,
        "customdata": keys,
    }
    figure = Figure()
    figure.add_heatmap(
        **rows,
        y=places,
        texttemplate="%{text}",
        textfont={"size": 14 if len(columns) < 9 else 12},
        hoverinfo="text",
        xgap=2,
        ygap=2,
        zmin=0,
        zmax=max([1, *map(max, of_topics)]),
        colorscale=COUNTS,
        showscale=False,
    )
    figure.update_xaxes(side="top", type="category", fixedrange=True, ticks="", showgrid=False)
    if shown.length > 12:
        figure.update_xaxes(tickangle=-90)
    figure.update_yaxes(
        autorange="reversed",
        tickvals=places,
        ticktext=_row_labels(shown),
        fixedrange=True,
        ticks="",
        showgrid=False,
        automargin=True,
        zeroline=False,
    )
    return figure


def _meetings_behind(rows: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """Return for each topic and year the meetings that took it up, in words, in time."""
    rows = rows.drop_duplicates(["meeting_id", "topic_id"]).sort_values("at")
    meetings = rows["date"].map(dates.in_words) + ": " + rows["title"]
    behind: dict[Any, list[str]] = (
        meetings.groupby([rows["topic_id"], rows["year"].astype("str")]).agg(list).to_dict()
    )
    return behind


def _hover(label: str, when: str, number: int | str, meetings: list[str]) -> str:
    lines = [f"<b>{plain(label, 60)}, {when}: {number}</b>"]
    lines += [line for meeting in meetings[:5] for line in wrap(meeting, 46)[:2]]
    lines += [f"and {len(meetings) - 5} more"] if len(meetings) > 5 else []
    return "<br>".join(lines)


def _finding(cooperation: Cooperation, matrix: pd.DataFrame) -> str:
    """Say how many topics came up in both the first and the last year, and which years had none."""
    is_taken, years = matrix.gt(0), list(matrix.columns)
    first, last = years[0], years[-1]
    number = int((is_taken[first] & is_taken[last]).sum())
    both = f"in both {first} and {last}" if first != last else f"in {first}"
    finding = f"{number} of {counted(len(matrix), 'topic')} {were(number)} taken up {both}"
    silent = [str(year) for year in years if not is_taken[year].any()]
    if silent and first != last:
        many = f"{len(silent)} of the {len(years)} years"
        finding += f", none in {', '.join(silent) if len(silent) <= 12 else many}"
    finding += "."
    in_whole = measures.topic_year_matrix(cooperation.record, "exchanges").any(axis=1)
    never = int((~in_whole)[matrix.index].sum())
    if never and first != last and not cooperation.conditions:
        finding += f" {never} {were(never)} not taken up."
    finding += f" {held_meetings(cooperation)}, {as_of(cooperation)}."
    finding += in_another_year(cooperation.met)
    if cooperation.conditions and not is_taken.any(axis=1).all():
        none = f"{never} of these topics {were(never)} not taken up"
        finding += (
            f" In the whole record, {none if never else 'each of these topics was taken up'}."
        )
    return finding


class Condensed(NamedTuple):
    """A topic-by-year matrix, of many topics or years with fewer rows or columns.

    Attributes
    ----------
    numbers : pandas.DataFrame
        Index `topic_id` (string), then one int64 column per year or period; its name is what that is
        called. Of more than `MOST_TOPICS` topics, those taken up most, and as the last row, with an
        empty id, the others together: at how many meetings any of them was taken up.
    labels : list of str
        What the rows are called.
    others : int
        The number of topics in the last row, 0 where that is a topic like the others.
    length : int
        The months of a period.
    """

    numbers: pd.DataFrame
    labels: list[str]
    others: int
    length: int

    @property
    def cells(self) -> list[list[int]]:
        """The numbers as plain lists, a row each."""
        return self.numbers.to_numpy().tolist()

    @property
    def is_whole(self) -> bool:
        """Whether each topic and each year has a row or column of its own."""
        return not self.others and self.length == 12


def condensed(matrix: pd.DataFrame, labels: pd.Series, rows: pd.DataFrame, count: str) -> Condensed:
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
    """
    others = 0
    if len(matrix) > MOST_TOPICS:
        most = matrix.sum(axis=1).nlargest(MOST_TOPICS - 1).index
        others = len(matrix) - len(most)
        rest = rows[~rows["topic_id"].isin(most)]
        if count == "meetings":
            rest = rest.drop_duplicates("meeting_id")
        of_others = rest["year"].value_counts().reindex(matrix.columns, fill_value=0)
        matrix = matrix.loc[most]  # a copy, in the order of their numbers
        matrix.loc[""] = of_others.to_numpy()
    numbers, length = _by_period(matrix)
    names = labels.reindex(matrix.index).fillna(f"{others:,} other topics")
    return Condensed(numbers, names.tolist(), others, length)


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
    names = [period_name(int(number), length) for number in fewer.columns]
    return fewer.set_axis(names, axis="columns"), length


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
