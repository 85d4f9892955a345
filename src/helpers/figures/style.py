"""The palette, the sizes and the type of all figures, and text of the record as they show it."""

from __future__ import annotations

import html
import textwrap
import unicodedata

from ..wording import shorten

FIRST, SECOND, MUTUAL, NEUTRAL = "#0072B2", "#D55E00", "#009E73", "#6B7280"
OVERDUE = LONGEST_SILENCE = "#CC79A7"  # purple marks what to attend to
INK, PAPER, GRID, PALE = "#1F2937", "#FFFFFF", "#D1D5DB", "#EEF2F6"
CLEAR = "rgba(0,0,0,0)"
# None, then light to dark.
COUNTS: list = [[0, PALE], [0.001, "#DCECF7"], [0.5, "#A9D2EA"], [1, FIRST]]
FONT = (
    "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'Noto Sans JP', 'Hiragino Sans', sans-serif"
)
NBSP = "\u00a0"  # a space that never ends a line
NARROW = 300  # pixels of the plot on a page of 390
LETTER, ROW = 6.9, 25  # pixels of a letter, and of a row of marks with their labels
TITLE_TOP, TITLE_LINE = 24, 21  # in plotly, `pad` is the baseline of the first title line
AXIS_ROOM = 22  # pixels of the years above a plot
_FILLER = "\ufdd0"  # no text holds it: it makes a wide letter as long as it is wide
MOST_ROWS = 40  # that one figure draws under one another


def shade(number: int, most: int) -> str:
    """Return the background of a cell, the darker the nearer its number is to the most."""
    return f"background:rgba(0,114,178,{0.05 + 0.5 * min(number / most, 1):.2f})"


def plain(text, length: int = 90) -> str:
    """Return text of the record as plotly shows it literally, cut visibly when very long."""
    return html.escape(_cut(text, length), quote=False)


def wrap(text: str, width: int) -> list[str]:
    """Return text of the record in lines of at most `width` letters, escaped."""
    return [html.escape(line, quote=False) for line in broken(_cut(text, 400), width)]


def broken(text: str, width: int) -> list[str]:
    """Return a text in lines at most `width` letters wide, of which an East Asian one takes two.

    Examples
    --------
    >>> broken("tide tables", 6), broken("潮汐発電", 4)
    (['tide', 'tables'], ['潮汐', '発電'])
    """
    spaced = "".join(letter + _FILLER * (letters(letter) - 1) for letter in text)
    lines = textwrap.wrap(spaced, width, break_long_words=True) or [""]
    return [line.replace(_FILLER, "") for line in lines]


def letters(text: str) -> int:
    """Return how many letters wide a text is drawn; an East Asian one is as wide as two.

    Examples
    --------
    >>> letters("tide"), letters("潮汐")
    (4, 4)
    """
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text)


def _cut(text, length: int) -> str:
    """Return a text cut visibly when very long, its spaces that never end a line left as they are."""
    return NBSP.join(shorten(words, length) for words in str(text)[: length + 1].split(NBSP))
