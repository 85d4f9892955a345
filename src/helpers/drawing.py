"""What all figures share: their class, palette, type, titles, and the text beneath them."""

from __future__ import annotations

import html
import json
import textwrap

import pandas as pd
import plotly.graph_objects as go

from . import dates
from .cooperation import Cooperation
from .problems import shorten

FIRST, SECOND, MUTUAL, MARK, NEUTRAL = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#6B7280"
INK, PAPER, GRID, PALE = "#1F2937", "#FFFFFF", "#D1D5DB", "#EEF2F6"
FONT = (
    "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'Noto Sans JP', 'Hiragino Sans', sans-serif"
)
NARROW = 300  # pixels of the plot on a page of 390
LETTER, ROW = 6.9, 25
MOST_BYTES = 300_000  # of a figure's JSON


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


def finish(
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
    titles, subtitles = wrap(title, 36), wrap(subtitle, 56)
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


def as_of(cooperation: Cooperation) -> str:
    """Return the day as of which the record stands, in words."""
    return (
        "as of " + dates.in_words(f"{cooperation.as_of:%Y-%m-%d}")
        if pd.notna(cooperation.as_of)
        else "as of a day not known"
    )


def period(cooperation: Cooperation) -> str:
    """Return the span of the held meetings in words."""
    span = cooperation.span
    return "no year" if not span else str(span[0]) if len(span) == 1 else f"{span[0]}–{span[-1]}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it must be."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def empty(cooperation: Cooperation, title: str, why: str) -> Figure:
    """Return a figure that says why there is nothing to draw."""
    figure = Figure()
    figure.add_annotation(
        text=plain(why), x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return finish(
        figure, cooperation, title, as_of(cooperation), 120, why, {"columns": [], "rows": []}
    )
