"""The record → one plotly figure a measure, readable without its code, with its finding."""

from __future__ import annotations

import html
import json
import textwrap

import pandas as pd
import plotly.graph_objects as go

from . import dates, listings, measures
from .problems import shorten
from .tables import Cooperation

FIRST, SECOND, MUTUAL, MARK, NEUTRAL = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#6B7280"
INK, PAPER, GRID, PALE = "#1F2937", "#FFFFFF", "#D1D5DB", "#EEF2F6"
FONT = (
    "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'Noto Sans JP', 'Hiragino Sans', sans-serif"
)
NARROW = 300  # pixels of the plot on a page of 390
LETTER, ROW = 6.9, 25


class Figure(go.Figure):
    """A plotly figure that shows its finding beneath itself."""

    def _ipython_display_(self) -> None:
        from IPython.display import display

        bundle = json.loads(self.to_json())
        bundle["layout"].pop("template", None)
        bundle["config"] = {"displayModeBar": False, "responsive": True}
        finding = describe(self)
        title = bundle["layout"]["title"]["text"].replace("<br>", " ")
        display({"application/vnd.plotly.v1+json": bundle, "text/plain": title}, raw=True)
        shown = {
            "text/html": f'<p class="finding">{html.escape(finding)}</p>',
            "text/plain": finding,
        }
        display(shown, raw=True)


def describe(figure: go.Figure) -> str:
    """Return the finding of a figure, which is also its text alternative.

    Examples
    --------
    >>> import helpers
    >>> figure = helpers.figures.topic_year_matrix(helpers.load("tests/data/invented"))
    >>> helpers.figures.describe(figure).startswith("Of 4 topics, 1 was taken up in both 2031 and 2033")
    True
    """
    return figure.layout.meta["finding"]


def plain(text, length: int = 90) -> str:
    """Return text of the record as plotly shows it literally, cut visibly when very long."""
    return html.escape(shorten(str(text), length), quote=False)


def wrap(text: str, width: int) -> list[str]:
    """Return text of the record in lines of at most `width` characters, escaped."""
    lines = textwrap.wrap(shorten(str(text), 300), width, break_long_words=True) or [""]
    return [html.escape(line, quote=False) for line in lines]


def _finish(
    figure: Figure,
    cooperation: Cooperation,
    title: str,
    subtitle: str,
    height: float,
    finding: str,
    table: dict,
    notes: int = 1,
) -> Figure:
    """Give a figure its title, subtitle, size, fonts and finding."""
    titles, subtitles = wrap(title, 40), wrap(subtitle, 56)
    top = 16 + 20 * len(titles) + 16 * len(subtitles) + 14
    text = f"<b>{'<br>'.join(titles)}</b><br><span style='font-size:12px'>{'<br>'.join(subtitles)}</span>"
    figure.update_layout(
        template=None,
        title={
            "text": text,
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 12, "l": 12},
            "font": {"size": 16},
        },
        font={"family": FONT, "size": 12, "color": INK},
        paper_bgcolor=PAPER,
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"t": top, "r": 14, "b": 8, "l": 14},
        height=round(height + top + 8),
        showlegend=False,
        dragmode=False,
        hoverlabel={
            "align": "left",
            "font": {"family": FONT, "size": 12, "color": INK},
            "bgcolor": PAPER,
            "bordercolor": NEUTRAL,
        },
        meta={"finding": finding, "table": table},
    )
    return figure


def _as_of(cooperation: Cooperation) -> str:
    return (
        "as of " + dates.in_words(f"{cooperation.as_of:%Y-%m-%d}")
        if pd.notna(cooperation.as_of)
        else "as of a day not known"
    )


def _period(cooperation: Cooperation) -> str:
    span = cooperation.span
    return "no year" if not span else str(span[0]) if len(span) == 1 else f"{span[0]}–{span[-1]}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _empty(cooperation: Cooperation, title: str, why: str) -> Figure:
    figure = Figure()
    figure.add_annotation(
        text=plain(why), x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return _finish(
        figure, cooperation, title, _as_of(cooperation), 120, why, {"columns": [], "rows": []}
    )


def _marks(cooperation: Cooperation) -> pd.DataFrame:
    """Return what the timeline shows: meetings and unkept promises, with lane and words."""
    rows = measures.timeline(cooperation)
    hosts = cooperation.meetings.set_index("meeting_id")["host_id"].map(
        cooperation.organisations.set_index("organisation_id")["country"]
    )
    rows["host"] = rows["meeting_id"].map(hosts).fillna("").astype("str")
    rows["lane"] = rows["kind"].map(listings.words).astype("str")
    rows["order"] = rows["kind"].cat.codes
    promises = cooperation.commitments
    promises = promises[promises["fulfilled_by"].isna() & promises["due_start"].notna()]
    due = pd.DataFrame(
        {
            "meeting_id": promises["commitment_id"],
            "date": promises["due"],
            "start": promises["due_start"],
            "end": promises["due_end"],
            "title": promises["promise"],
            "status": "promised",
            "lane": "promised, due",
            "order": 999,
            "host": "",
            "is_approximate": promises["due_is_approximate"],
        }
    )
    due["topics"] = due["organisations"] = [()] * len(due)
    rows["status"] = rows["status"].astype("str")
    columns = [
        "meeting_id",
        "date",
        "start",
        "end",
        "title",
        "status",
        "lane",
        "order",
        "host",
        "is_approximate",
        "topics",
        "organisations",
    ]
    return pd.concat([rows[columns], due[columns]], ignore_index=True).sort_values(
        ["order", "start", "meeting_id"], ignore_index=True
    )


def _placed(marks: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Give each mark a row in its lane so that no two labels overlap on the narrowest page."""
    scale = NARROW / max((last - first).days, 1)
    sides, levels, ends = [], [], {}
    lanes: dict[str, list[list[tuple[float, float]]]] = {}
    for mark in marks.itertuples():
        left = (mark.start - first).days * scale - 8
        right = (mark.end - first).days * scale + 8
        width = len(mark.label) * LETTER + 6
        side = (
            "right"
            if right + width <= NARROW or left - width < 0 and right + width - NARROW < width - left
            else "left"
        )
        extent = (left, right + width) if side == "right" else (left - width, right)
        rows = lanes.setdefault(mark.lane, [])
        free = (
            i
            for i, taken in enumerate(rows)
            if all(extent[1] <= a or extent[0] >= b for a, b in taken)
        )
        level = next(free, len(rows))
        if level == len(rows):
            rows.append([])
        rows[level].append(extent)
        sides.append(side)
        levels.append(level)
    y, heads = 0, {}
    for lane, rows in lanes.items():
        heads[lane] = y
        ends[lane] = y + 1
        y += 1 + len(rows)
    marks = marks.assign(
        side=sides,
        y=[ends[lane] + level for lane, level in zip(marks["lane"], levels, strict=True)],
    )
    marks.attrs.update(heads=heads, rows=y)
    return marks


def timeline(cooperation: Cooperation) -> Figure:
    """Show who met when, one lane a kind of meeting, time from left to right.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.

    Returns
    -------
    Figure
        An exact day is a marker, anything longer or less exact a bar as wide as it is; planned
        meetings and unkept promises are hollow; the dotted line is the as-of day.
    """
    one, two = cooperation.side_names
    title = f"When {one} and {two} met"
    marks = _marks(cooperation)
    marks = marks[marks["start"].notna()]
    if marks.empty:
        return _empty(cooperation, title, "The record holds no meeting and no promise with a date.")
    marks["label"] = marks["date"].map(dates.in_words) + marks["status"].map(
        {"planned": ", planned", "cancelled": ", cancelled"}
    ).fillna("")
    times = pd.concat([marks["start"], marks["end"], pd.Series([cooperation.as_of])]).dropna()
    pad = max((times.max() - times.min()) * 0.03, pd.Timedelta(days=20))
    first, last = times.min() - pad, times.max() + pad
    marks = _placed(marks, first, last)
    figure = Figure()
    colours = {cooperation.sides[0]: FIRST, cooperation.sides[1]: SECOND}
    symbols = {cooperation.sides[0]: "circle", cooperation.sides[1]: "square"}
    hovers = [_hover(mark) for mark in marks.itertuples()]
    for mark, hover in zip(marks.itertuples(), hovers, strict=True):
        colour = colours.get(mark.host, NEUTRAL)
        hollow = mark.status != "held"
        about = {
            "hovertext": hover,
            "hoverinfo": "text",
            "name": plain(mark.title, 60),
            "customdata": [mark.meeting_id],
        }
        if mark.start == mark.end:
            symbol = (
                "x-thin-open"
                if mark.status == "cancelled"
                else symbols.get(mark.host, "diamond") + ("-open" if hollow else "")
            )
            figure.add_scatter(
                x=[f"{mark.start:%Y-%m-%d}"],
                y=[mark.y],
                mode="markers",
                marker={
                    "symbol": symbol,
                    "size": 13,
                    "color": colour,
                    "line": {"width": 2, "color": colour},
                },
                **about,
            )
        else:
            days = (mark.end - mark.start).days + 1
            figure.add_bar(
                base=[f"{mark.start:%Y-%m-%d}"],
                x=[days * 86_400_000],
                y=[mark.y],
                width=0.42,
                orientation="h",
                marker={
                    "color": "rgba(0,0,0,0)" if hollow else colour,
                    "opacity": 1 if hollow else 0.55,
                    "line": {"color": colour, "width": 2},
                },
                **about,
            )
    for side in ("right", "left"):
        told = marks[marks["side"].eq(side)]
        for mark in told.itertuples():
            text = (
                f"<s>{plain(mark.label)}</s>" if mark.status == "cancelled" else plain(mark.label)
            )
            at = mark.end if side == "right" else mark.start
            figure.add_annotation(
                x=f"{at:%Y-%m-%d}",
                y=mark.y,
                text=text,
                showarrow=False,
                xanchor="left" if side == "right" else "right",
                xshift=10 if side == "right" else -10,
            )
    for lane, y in marks.attrs["heads"].items():
        figure.add_annotation(
            x=0, xref="paper", y=y, text=f"<b>{plain(lane)}</b>", showarrow=False, xanchor="left"
        )
        if y:
            figure.add_shape(
                type="line",
                x0=0,
                x1=1,
                xref="paper",
                y0=y - 0.5,
                y1=y - 0.5,
                line={"color": GRID, "width": 1},
            )
    rows = marks.attrs["rows"]
    if pd.notna(cooperation.as_of):
        figure.add_shape(
            type="line",
            x0=f"{cooperation.as_of:%Y-%m-%d}",
            x1=f"{cooperation.as_of:%Y-%m-%d}",
            y0=-0.5,
            y1=rows - 0.5,
            line={"color": NEUTRAL, "width": 1.5, "dash": "dot"},
        )
    years = last.year - first.year + 1
    figure.update_xaxes(
        range=[f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}"],
        type="date",
        dtick=f"M{12 * -(-years // 6)}",
        tick0=f"{first.year}-01-01",
        tickformat="%Y",
        ticklabelmode="period" if years <= 6 else "instant",
        gridcolor=GRID,
        showgrid=True,
        zeroline=False,
        side="top",
        fixedrange=True,
        ticks="",
    )
    figure.update_yaxes(range=[rows - 0.4, -0.6], visible=False, fixedrange=True)
    figure.update_layout(barmode="overlay")
    held = cooperation.held
    subtitle = f"{_period(cooperation)}, {_counted(len(held), 'held meeting')}, {_as_of(cooperation)} (dotted). ● {one} hosted, ■ {two} hosted, ◆ no host of either named. A bar: lasting, or day not known. Hollow: planned or promised."
    table = {
        "columns": ["Date", "Kind", "Title", "Status", "Organisations"],
        "rows": [
            [dates.in_words(m.date), m.lane, m.title, m.status, "; ".join(m.organisations)]
            for m in marks.sort_values(["start", "meeting_id"]).itertuples()
        ],
    }
    figure = _finish(
        figure, cooperation, title, subtitle, rows * ROW + 28, _timeline_finding(cooperation), table
    )
    figure.layout.margin.t += 22
    figure.layout.height += 22
    return figure


def _hover(mark) -> str:
    """Return what hovering over a mark of the timeline says."""
    lines = [
        f"<b>{line}</b>" if i == 0 else line for i, line in enumerate(wrap(mark.title, 42)[:4])
    ]
    lines += [plain(f"{dates.in_words(mark.date)} · {mark.lane} · {mark.status}")]
    lines += [
        line
        for text in (("; ".join(mark.organisations)), "; ".join(mark.topics))
        if text
        for line in wrap(text, 46)[:3]
    ]
    return "<br>".join(lines)


def _timeline_finding(cooperation: Cooperation) -> str:
    held = cooperation.held
    if held.empty:
        return f"No held meeting is recorded in our sources, {_as_of(cooperation)}."
    kinds = held["kind"].value_counts(sort=False)
    told = ", ".join(f"{listings.words(kind)} {count}" for kind, count in kinds.items() if count)
    last = held.sort_values(["start", "meeting_id"]).iloc[-1]
    finding = f"{_counted(len(held), 'held meeting')}, {_period(cooperation)}: {told}. The last to begin: {last['title']}, {dates.in_words(last['date'])}"
    days = (cooperation.as_of - last["end"]).days if pd.notna(cooperation.as_of) else 0
    if days > 0:
        finding += f", {'' if last['precision'] == 'day' else 'at least '}{_counted(days, 'day')} before {dates.in_words(f'{cooperation.as_of:%Y-%m-%d}')}, the day as of which the record stands"
    return finding + "."


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
    matrix = measures.topic_year_matrix(cooperation, count)
    unit = "held meetings at which it was taken up" if count == "meetings" else "exchanges on it"
    title = f"Topics by year: {'held meetings' if count == 'meetings' else 'exchanges'}"
    years = [column for column in matrix.columns if column != "label"]
    if not len(matrix) or not years:
        return _empty(
            cooperation,
            title,
            "The record holds no topic that a held meeting took up."
            if len(matrix)
            else "The record names no topic.",
        )
    rows = measures.taken_up(cooperation)
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
    subtitle = f"{_period(cooperation)}, {_counted(len(cooperation.held), 'held meeting')}, {_counted(len(rows), 'exchange')}, {_as_of(cooperation)}. A number: {unit}. 0: none recorded in our sources."
    table = {
        "columns": ["Topic", *map(str, years)],
        "rows": [[label, *row] for label, row in zip(matrix["label"], counts, strict=True)],
    }
    figure = _finish(
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
    total = _counted(len(matrix), "topic")
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
    return f"{finding}. {_counted(len(cooperation.held), 'held meeting')}, {_as_of(cooperation)}."
