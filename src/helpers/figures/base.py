"""What all figures share: their class, palette, type, titles, and the text beneath them."""

from __future__ import annotations

import html
import itertools
import json
import textwrap

import pandas as pd
import plotly.graph_objects as go

from ..record import Cooperation
from ..wording import as_of, in_selection, selection, shorten

FIRST, SECOND, MUTUAL, MARK, NEUTRAL = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#6B7280"
INK, PAPER, GRID, PALE = "#1F2937", "#FFFFFF", "#D1D5DB", "#EEF2F6"
SOFT, FAINT, CLEAR = "rgba(107,114,128,0.4)", "rgba(107,114,128,0.12)", "rgba(0,0,0,0)"
FONT = (
    "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'Noto Sans JP', 'Hiragino Sans', sans-serif"
)
NBSP = "\u00a0"  # a space that never ends a line
NARROW = 300  # pixels of the plot on a page of 390
LETTER, ROW = 6.9, 25
TITLE_TOP, TITLE_LINE = 24, 21  # plotly puts the foot of the first line of a title at its pad
LINE, WIDE = 16, 46  # pixels of a line of text; letters that fit in one on a narrow page
MOST_BYTES = 300_000  # of the JSON of a figure
MOST_TABLE = 100_000  # of these, for the table of its numbers
MOST_ROWS = 40  # that one figure draws under one another

# They would turn the rest of a sentence that names what carries them.
_MARKS_OF_DIRECTION = dict.fromkeys(
    [0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)


class Figure(go.Figure):
    """A plotly figure that shows its finding beneath itself.

    `notes` and `lines` are drawn by `dress` all at once: one by one takes squared time.
    """

    notes, lines = (), ()  # plotly takes no attribute that its class does not have

    def __init__(self, *arguments, **named) -> None:
        super().__init__(*arguments, **named)
        self.notes, self.lines = [], []

    def _ipython_display_(self) -> None:
        from IPython.display import display

        bundle = json.loads(self.to_json())
        bundle["layout"].pop("template", None)
        bundle["config"] = {"displayModeBar": False, "responsive": True}
        title = bundle["layout"].get("title", {}).get("text", "").replace("<br>", " ")
        display({"application/vnd.plotly.v1+json": bundle, "text/plain": title}, raw=True)
        if finding := meta_of(bundle["layout"]).get("finding"):
            shown = {
                "text/html": f'<p class="finding">{html.escape(finding)}</p>',
                "text/plain": finding,
            }
            display(shown, raw=True)


def meta_of(layout: dict) -> dict:
    """Return what a figure of ours keeps beside its drawing: `finding`, `table`; empty for others.

    Examples
    --------
    >>> meta_of({"meta": {"finding": "Two met.", "table": {"columns": [], "rows": []}}})["finding"]
    'Two met.'
    >>> meta_of({"meta": "a reader's own"})
    {}
    """
    meta = layout.get("meta")
    return meta if isinstance(meta, dict) and {"finding", "table"} <= meta.keys() else {}


def describe(figure: go.Figure) -> str:
    """Return the finding of a figure, which is also its text alternative.

    Examples
    --------
    >>> import helpers
    >>> figure = helpers.figures.topic_year_matrix(helpers.load("tests/data/invented"))
    >>> helpers.figures.describe(figure).startswith("Of 4 topics, 1 was taken up in both 2031 and 2033")
    True
    """
    meta = getattr(getattr(figure, "layout", None), "meta", None)
    if not isinstance(meta, dict) or "finding" not in meta:
        shown = shorten(repr(type(figure)))
        raise TypeError(f"{shown} has no finding: give a figure of helpers.figures")
    return meta["finding"]


def _cut(text, length: int) -> str:
    """Return a text cut visibly when very long, its spaces that never end a line left as they are."""
    return NBSP.join(shorten(part, length) for part in str(text)[: length + 1].split(NBSP))


def plain(text, length: int = 90) -> str:
    """Return text of the record as plotly shows it literally, cut visibly when very long."""
    return html.escape(_cut(text, length), quote=False)


def wrap(text: str, width: int) -> list[str]:
    """Return text of the record in lines of at most `width` characters, escaped."""
    lines = textwrap.wrap(_cut(text, 400), width, break_long_words=True) or [""]
    return [html.escape(line, quote=False) for line in lines]


def finish(
    figure: Figure,
    cooperation: Cooperation,
    title: str,
    subtitle: str,
    height: float,
    finding: str,
    table: dict,
) -> Figure:
    """Give a figure its title, subtitle, size, fonts and finding; a selection is named in both."""
    if only := selection(cooperation):
        subtitle = f"{only[0].upper()}{only[1:]}. {subtitle}"
    finding = in_selection(cooperation, finding)
    figure = dress(figure, title, subtitle, height, finding, table)
    about = {"record": cooperation.identity, "conditions": cooperation.conditions}
    return figure.update_layout(meta={**figure.layout.meta, **about})


def dress(
    figure: Figure, title: str, subtitle: str, height: float, finding: str, table: dict
) -> Figure:
    """Give a figure its title, subtitle, size, fonts and finding as they are."""
    titles, subtitles = wrap(title, 33), wrap(subtitle, 48)
    top = TITLE_TOP + TITLE_LINE * (len(titles) + len(subtitles) - 1) + 16
    text = f"<b>{'<br>'.join(titles)}</b><br><span style='font-size:12px'>{'<br>'.join(subtitles)}</span>"
    layout = figure.layout
    figure.update_layout(
        template=None,
        annotations=[*layout.annotations, *figure.notes],
        shapes=[*layout.shapes, *figure.lines],
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
        meta={
            "finding": finding.translate(_MARKS_OF_DIRECTION),
            "table": truncate_table(table),
        },
    )
    return figure


def roomy(layout: dict) -> dict:
    """Return what changes of a figure's layout where a line has twice the room of a phone's.

    The lines of title and subtitle are joined in pairs, and the plot stands so much higher.

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
    }


def truncate_table(table: dict) -> dict:
    """Return a table with as many rows as `MOST_TABLE` bytes hold; `left` is how many it lacks."""
    sizes = (len(json.dumps(row, default=str)) for row in table["rows"])
    fit = sum(total <= MOST_TABLE for total in itertools.accumulate(sizes))
    if fit == len(table["rows"]):
        return table
    kept = {name: table[name][:fit] for name in ("rows", "keys") if name in table}
    return {**table, **kept, "left": len(table["rows"]) - fit}


def top_rows(rows: pd.Series, number: int = MOST_ROWS) -> pd.Index:
    """Return so many labels of the largest numbers, in their own order; of ties the first."""
    return rows.index[rows.index.isin(rows.nlargest(number).index)]


def shown_of(shown: int, of: int, what: str) -> str:
    """Say how many are drawn, where not all are; starts with a space, or is empty."""
    return f" The {shown:,} of {of:,} {what} are drawn." if shown < of else ""


def write_text(
    figure: Figure, y: float, text: str, bold: bool = False, width: int = WIDE, **where
) -> float:
    """Write text of the record from the left at `y` pixels from the top; return where it ends."""
    lines = wrap(text, width - 6 if bold else width)
    told = "<br>".join(lines)
    place = {"x": 0, "xref": "paper", "xanchor": "left", "yanchor": "top", "align": "left", **where}
    told = f"<b>{told}</b>" if bold else told
    add_note(figure, text=told, y=y, **place)
    return y + LINE * len(lines)


def add_note(figure: Figure, **annotation) -> None:
    """Write an annotation of plotly into a figure."""
    figure.notes.append({"showarrow": False, **annotation})


def draw_rule(figure: Figure, y: float) -> None:
    """Draw a thin line from side to side at `y` pixels from the top."""
    line = {"color": SOFT, "width": 1}
    figure.lines.append(
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line}
    )


def use_pixel_axis(figure: Figure, height: float) -> None:
    """Let a figure count its vertical places in pixels from the top."""
    figure.update_yaxes(range=[height, 0], visible=False, fixedrange=True)
    figure.update_xaxes(fixedrange=True, showgrid=False, zeroline=False, ticks="")


def empty(cooperation: Cooperation, title: str, lacks: str) -> Figure:
    """Return a figure that says why there is nothing to draw: what the record lacks."""
    only = selection(cooperation)
    figure = Figure()
    figure.add_annotation(
        text=f"{'This selection' if only else 'The record'} {plain(lacks)}",
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
        showarrow=False,
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    subtitle = f"{only[0].upper()}{only[1:]}, {as_of(cooperation)}" if only else as_of(cooperation)
    finding = f"This selection ({only}) {lacks}" if only else f"The record {lacks}"
    return dress(figure, title, subtitle, 120, finding, {"columns": [], "rows": []})
