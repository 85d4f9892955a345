"""What all figures share: their class, titles, finding, table, and the text drawn in them."""

from __future__ import annotations

import dataclasses
import html
import itertools
import json
from collections.abc import Iterable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from ..record import Cooperation
from ..wording import as_of, in_selection, selection, shorten
from .style import (
    CLEAR,
    FONT,
    INK,
    MOST_ROWS,
    NEUTRAL,
    PAPER,
    TITLE_LINE,
    TITLE_TOP,
    plain,
    wrap,
)

MOST_BYTES = 300_000  # of the JSON of a figure
MOST_TABLE = 100_000  # of these, for the table of its numbers

# Bidirectional controls, removed so that a name cannot reverse the sentence around it.
_BIDIRECTIONAL = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


class Figure(go.Figure):
    """A plotly figure that shows its finding below itself.

    `sheet` says the same as HTML, for pages and for GitHub, where there is one.

    `notes` are drawn by `dress` all at once: one by one takes squared time; `roomy` is what changes
    of its layout on a wide page, by path.
    """

    # Plotly takes no attribute that its class does not have.
    notes: list[dict] = []
    roomy: dict[str, str] = {}
    sheet: Any = None

    def __init__(self, *arguments, **named) -> None:
        super().__init__(*arguments, **named)
        self.notes, self.roomy = [], {}

    def _ipython_display_(self) -> None:
        from IPython.display import display

        bundle = json.loads(self.to_json())
        bundle["layout"].pop("template", None)
        bundle["config"] = {"displayModeBar": False, "responsive": True}
        title = bundle["layout"].get("title", {}).get("text", "").replace("<br>", " ")
        forms = {"application/vnd.plotly.v1+json": bundle, "text/plain": title}
        if self.sheet is not None:
            forms |= self.sheet._repr_mimebundle_()
            forms |= {"text/html": self.sheet.without_finding(), "text/plain": title}
        display(forms, raw=True)
        if (meta := Meta.of(bundle["layout"])) and meta.finding:
            shown = {
                "text/html": f'<p class="finding">{html.escape(meta.finding)}</p>',
                "text/plain": meta.finding,
            }
            display(shown, raw=True)


@dataclasses.dataclass(frozen=True)
class NumberTable:
    """The numbers of a figure as a table.

    Attributes
    ----------
    columns : list of str
        The heading of each column.
    rows : list of list
        Texts and numbers, in each row as many as there are columns.
    keys : list of list of str
        The addresses of the evidence behind the cells, "" where there is none: a list for each row,
        at most as long as it.
    left : int
        How many rows it lacks for being too many.
    """

    columns: list[str] = dataclasses.field(default_factory=list)
    rows: list[list] = dataclasses.field(default_factory=list)
    keys: list[list[str]] = dataclasses.field(default_factory=list)
    left: int = 0

    def truncated(self) -> NumberTable:
        """Return the table with as many rows as `MOST_TABLE` bytes hold."""
        sizes = (len(json.dumps(row, default=str)) for row in self.rows)
        fit = sum(total <= MOST_TABLE for total in itertools.accumulate(sizes))
        return NumberTable(self.columns, self.rows[:fit], self.keys[:fit], len(self.rows) - fit)

    def to_dict(self) -> dict:
        """Return the table as plain JSON, without what it does not have."""
        table = {"columns": self.columns, "rows": self.rows}
        table |= {"keys": self.keys} if self.keys else {}
        return table | ({"left": self.left} if self.left else {})


@dataclasses.dataclass(frozen=True)
class Meta:
    """What a figure of ours keeps beside its drawing, in plotly's `layout.meta`.

    Attributes
    ----------
    finding : str
        What the figure shows, in a sentence; its text alternative.
    table : NumberTable
        Its numbers.
    record : str or None
        The identity of its record, None where it shows several.
    conditions : tuple
        Of the selection in which its numbers were counted, as `Cooperation.conditions` has them.
    narrowed : tuple
        Of the selection that is shown, which may be narrower: a state is read in the whole record.
    """

    finding: str
    table: NumberTable
    record: str | None = None
    conditions: tuple[tuple[str, tuple], ...] = ()
    narrowed: tuple[tuple[str, tuple], ...] = ()

    def shown(self) -> Meta:
        """Return it as a figure keeps it: the finding without controls, the table not too long."""
        finding = self.finding.translate(_BIDIRECTIONAL)
        return dataclasses.replace(self, finding=finding, table=self.table.truncated())

    def to_dict(self) -> dict:
        """Return it as plain JSON; `Meta.of` reads it again."""
        meta = {"finding": self.finding, "table": self.table.to_dict()}
        about: dict = {"record": self.record, "conditions": self.conditions}
        if self.narrowed != self.conditions:
            about["narrowed"] = self.narrowed
        return meta if self.record is None else meta | about

    @classmethod
    def of(cls, layout: dict) -> Meta | None:
        """Return what a figure of ours keeps in its layout, None for a figure of others.

        Examples
        --------
        >>> Meta.of({"meta": {"finding": "Two met.", "table": {"columns": [], "rows": []}}}).finding
        'Two met.'
        >>> Meta.of({"meta": "a reader's own"})
        """
        meta = layout.get("meta")
        if not isinstance(meta, dict) or not {"finding", "table"} <= meta.keys():
            return None
        conditions = _conditions(meta.get("conditions", ()))
        narrowed = _conditions(meta["narrowed"]) if "narrowed" in meta else conditions
        columns, rows = meta["table"]["columns"], meta["table"]["rows"]
        table = NumberTable(
            columns, rows, meta["table"].get("keys", []), meta["table"].get("left", 0)
        )
        return cls(meta["finding"], table, meta.get("record"), conditions, narrowed)


def _conditions(values: Iterable) -> tuple[tuple[str, tuple], ...]:
    """Return conditions that were read from JSON as `Cooperation.conditions` has them."""
    return tuple((name, tuple(wanted)) for name, wanted in values)


def describe(figure: go.Figure) -> str:
    """Return the finding of a figure, which is also its text alternative.

    Examples
    --------
    >>> import helpers
    >>> figure = helpers.figures.topic_year_matrix(helpers.load("tests/data/invented"))
    >>> helpers.figures.describe(figure).split(".")[0]
    '1 of 4 topics was taken up in both 2031 and 2033, none in 2032'
    """
    if isinstance(found := getattr(figure, "finding", None), str):
        return found
    meta = getattr(getattr(figure, "layout", None), "meta", None)
    if not isinstance(meta, dict) or "finding" not in meta:
        shown = shorten(repr(type(figure)))
        raise TypeError(f"{shown} has no finding: give a figure of helpers.figures")
    return meta["finding"]


def finish(
    figure: Figure,
    cooperation: Cooperation,
    title: str,
    subtitle: str,
    height: float,
    finding: str,
    table: NumberTable,
    axis_room: float = 0,
    counted_in: Cooperation | None = None,
) -> Figure:
    """Give a figure its title, subtitle, size, fonts and finding; a selection is named in both.

    Parameters
    ----------
    figure : Figure
        What is drawn.
    cooperation : Cooperation
        The record that it shows, whole or narrowed.
    title, subtitle, finding : str
        Its texts, without the selection.
    height : float
        Of the plot, in pixels.
    table : NumberTable
        Its numbers.
    axis_room : float
        The pixels that the axis takes between subtitle and plot.
    counted_in : Cooperation, optional
        The record in which the numbers were counted, where that is not `cooperation`.
    """
    meta = meta_of(cooperation, finding, table, counted_in)
    return dress(figure, title, with_selection(cooperation, subtitle), height, meta, axis_room)


def with_selection(cooperation: Cooperation, subtitle: str) -> str:
    """Return a subtitle with the selection in words before it."""
    only = selection(cooperation)
    return f"{only[0].upper()}{only[1:]}. {subtitle}" if only else subtitle


def meta_of(
    cooperation: Cooperation, finding: str, table: NumberTable, counted_in: Cooperation | None
) -> Meta:
    """Return what a figure or a sheet keeps; a selection is named in its finding."""
    conditions = (cooperation if counted_in is None else counted_in).conditions
    sentence = in_selection(cooperation, finding)
    return Meta(sentence, table, cooperation.identity, conditions, cooperation.conditions)


def dress(
    figure: Figure, title: str, subtitle: str, height: float, meta: Meta, axis_room: float = 0
) -> Figure:
    """Give a figure its title, subtitle, size, fonts and finding as they are."""
    titles, subtitles = wrap(title, 33), wrap(subtitle, 48)
    top = TITLE_TOP + TITLE_LINE * (len(titles) + len(subtitles) - 1) + 16
    text = f"<b>{'<br>'.join(titles)}</b><br><span style='font-size:12px'>{'<br>'.join(subtitles)}</span>"
    layout = figure.layout
    # Assigned, as an update of many takes far longer.
    layout["annotations"] = [*layout.annotations, *figure.notes]
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
            "pad": {"t": TITLE_TOP, "l": 12},
            "font": {"size": 16},
        },
        font={"family": FONT, "size": 12, "color": INK},
        paper_bgcolor=PAPER,
        plot_bgcolor=CLEAR,
        margin={"t": top + axis_room, "r": 14, "b": 8, "l": 14},
        height=round(height + top + 8) + axis_room,
        showlegend=False,
        dragmode=False,
        hoverlabel={
            "align": "left",
            "font": {"family": FONT, "size": 12, "color": INK},
            "bgcolor": PAPER,
            "bordercolor": NEUTRAL,
        },
        meta=meta.shown().to_dict() | ({"roomy": figure.roomy} if figure.roomy else {}),
    )
    return figure


def roomy(layout: dict) -> dict:
    """Return what changes of a figure's layout where a line has twice the room of a phone's.

    The lines of title and subtitle are joined in pairs, and the plot moves up as much; a
    figure may name further changes as `roomy` in its `meta`.

    Examples
    --------
    >>> title = {"text": "<b>One<br>two<br>three</b><br><span>four<br>five</span>"}
    >>> roomy({"title": title, "margin": {"t": 150}, "height": 400})
    {'title.text': '<b>One two<br>three</b><br><span>four five</span>', 'margin.t': 108, 'height': 358}
    >>> roomy({"height": 400})  # without a title there are no lines to join
    {}
    """
    title, margin = layout.get("title", {}).get("text"), layout.get("margin", {}).get("t")
    if not title or margin is None or "height" not in layout:
        return {}
    parts = [part.split("<br>") for part in title.split("</b><br>")]
    joined = [[" ".join(lines[at : at + 2]) for at in range(0, len(lines), 2)] for lines in parts]
    saved = TITLE_LINE * (sum(map(len, parts)) - sum(map(len, joined)))
    return {
        "title.text": "</b><br>".join(map("<br>".join, joined)),
        "margin.t": margin - saved,
        "height": layout["height"] - saved,
        **layout.get("meta", {}).get("roomy", {}),
    }


def top_rows(rows: pd.Series, number: int = MOST_ROWS) -> pd.Index:
    """Return so many labels of the largest numbers, in their own order; of ties the first."""
    return rows.index[rows.index.isin(rows.nlargest(number).index)]


def add_note(figure: Figure, **annotation) -> None:
    """Write an annotation of plotly into a figure."""
    figure.notes.append({"showarrow": False, **annotation})


def empty(cooperation: Cooperation, title: str, lacks: str) -> Figure:
    """Return a figure that says why there is nothing to draw: what the record lacks."""
    subtitle, finding, text = lacking(cooperation, lacks)
    asked = cooperation.conditions
    meta = Meta(finding, NumberTable(), cooperation.identity, asked, asked)
    return dress(blank(plain(text)), title, subtitle, 120, meta)


def lacking(cooperation: Cooperation, lacks: str) -> tuple[str, str, str]:
    """Return subtitle, finding and text of a figure that has nothing to show: what is lacking."""
    only = selection(cooperation)
    if not only:
        return as_of(cooperation), f"The record {lacks}", f"The record {lacks}"
    subtitle = f"{only[0].upper()}{only[1:]}, {as_of(cooperation)}"
    return subtitle, f"This selection ({only}) {lacks}", f"This selection {lacks}"


def blank(text: str) -> Figure:
    """Return a figure without axes that holds a text alone."""
    figure = Figure()
    figure.add_annotation(text=text, x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return figure
