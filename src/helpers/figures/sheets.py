"""A sheet: text with marks as HTML, for Jupyter, pages, print and GitHub alike.

Colour and place are inline styles, which an untrusted notebook keeps; where these go too, as on
GitHub, signs and words carry the meaning.
"""

from __future__ import annotations

import dataclasses
import html
import json
import re
from collections.abc import Iterable

from ..record import Cooperation
from .base import Meta, NumberTable, lacking, meta_of, with_selection
from .style import FIRST, NEUTRAL

SHEET = "application/vnd.cooperation.sheet+json"  # a sheet in a notebook, for the pages
LEFT = "text-align:left;vertical-align:top"
UNSEEN = "position:absolute;left:-9999px"  # read aloud, and seen where styles are stripped
_LINK = re.compile(r'<a data-key="([^"]*)">(.*?)</a>', re.DOTALL)


@dataclasses.dataclass(frozen=True)
class Sheet:
    """Text with marks that says what a measure holds.

    Attributes
    ----------
    title, subtitle : str
        What it shows; period, numbers, selection and signs.
    body : str
        HTML, all text of the record escaped; `<a data-key="…">` marks what has evidence.
    finding : str
        What it shows, in a sentence; its text alternative.
    table : NumberTable
        Its numbers.
    record : str or None
        The identity of its record.
    conditions : tuple
        Of the selection in which its numbers were counted, as `Cooperation.conditions` has them.
    narrowed : tuple
        Of the selection that is shown, which may be narrower.

    Examples
    --------
    >>> import helpers
    >>> sheet = helpers.figures.coverage(helpers.load("tests/data/invented"))
    >>> sheet.evidence[0], sheet.table.rows[0][:3]
    ('area=energy-from-the-sea', ['Energy from the sea', 'Tidal power', 3])
    """

    title: str
    subtitle: str
    body: str
    finding: str
    table: NumberTable
    record: str | None = None
    conditions: tuple[tuple[str, tuple], ...] = ()
    narrowed: tuple[tuple[str, tuple], ...] = ()

    @property
    def meta(self) -> Meta:
        """What it keeps beside what it shows, as a figure does."""
        return Meta(self.finding, self.table, self.record, self.conditions, self.narrowed)

    @property
    def evidence(self) -> list[str]:
        """The addresses of the evidence behind its numbers, in order."""
        return [html.unescape(key) for key, _ in _LINK.findall(self.body)]

    def __repr__(self) -> str:
        return f"{self.title}. {self.finding}"

    def _repr_html_(self) -> str:
        finding = f'<p class="finding">{html.escape(self.finding)}</p>'
        return self.without_finding().removesuffix("</div>") + f"{finding}</div>"

    def without_finding(self) -> str:
        """Return it as HTML without its finding, which is then shown elsewhere."""
        head = f"<strong>{html.escape(self.title)}</strong><br><small>{html.escape(self.subtitle)}</small>"
        body = _LINK.sub(r"\2", self.body)  # a notebook holds no evidence to lead to
        return f'<div class="sheet" style="max-width:60rem"><p>{head}</p>{body}</div>'

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {
            SHEET: self.to_dict(),
            "text/html": self._repr_html_(),
            "text/plain": repr(self),
        }

    def to_dict(self) -> dict:
        """Return it as plain JSON; `Sheet.of` reads it again."""
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "body": self.body,
            **self.meta.to_dict(),
        }

    def to_json(self) -> str:
        """Return it as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    @classmethod
    def of(cls, value: dict) -> Sheet:
        """Return the sheet that a notebook holds as JSON."""
        meta = Meta.of({"meta": value})
        if meta is None:
            raise ValueError("this is not a sheet of helpers.figures")
        return cls(
            value["title"],
            value["subtitle"],
            value["body"],
            meta.finding,
            meta.table,
            meta.record,
            meta.conditions,
            meta.narrowed,
        )

    def linked(self, addresses: dict[str, str]) -> str:
        """Return the body with its numbers linked: those whose key has an address, the rest not."""

        def link(match: re.Match) -> str:
            address = addresses.get(html.unescape(match[1]))
            return f'<a href="#{html.escape(address)}">{match[2]}</a>' if address else match[2]

        return _LINK.sub(link, self.body)


def sheet(
    cooperation: Cooperation,
    title: str,
    subtitle: str,
    body: str,
    finding: str,
    table: NumberTable,
    counted_in: Cooperation | None = None,
) -> Sheet:
    """Return a sheet; a selection is named in its subtitle and its finding.

    Parameters
    ----------
    cooperation : Cooperation
        The record that it shows, whole or narrowed.
    title, subtitle, finding : str
        Its texts, without the selection.
    body : str
        HTML, all text escaped.
    table : NumberTable
        Its numbers.
    counted_in : Cooperation, optional
        The record in which the numbers were counted, where that is not `cooperation`.
    """
    meta = meta_of(cooperation, finding, table, counted_in).shown()
    return Sheet(
        title,
        with_selection(cooperation, subtitle),
        body,
        meta.finding,
        meta.table,
        meta.record,
        meta.conditions,
        meta.narrowed,
    )


def empty_sheet(cooperation: Cooperation, title: str, lacks: str) -> Sheet:
    """Return a sheet that says why there is nothing to show: what the record lacks."""
    subtitle, finding, shown = lacking(cooperation, lacks)
    asked, body = cooperation.conditions, f"<p>{html.escape(shown)}</p>"
    return Sheet(title, subtitle, body, finding, NumberTable(), cooperation.identity, asked, asked)


def text(value) -> str:
    """Return text of the record as HTML, kept apart from the direction of the text around it."""
    return f"<bdi>{html.escape(str(value))}</bdi>"


def link(key: str, shown: str) -> str:
    """Return HTML that leads to the evidence behind it, where there is a key."""
    return f'<a data-key="{html.escape(key)}">{shown}</a>' if key else shown


def unseen(words: str) -> str:
    """Return words that are read aloud, and seen where styles are stripped."""
    return f'<span class="unseen" style="{UNSEEN}">{html.escape(words)}</span>'


def bar(parts: Iterable[tuple[float, str]], words: str) -> str:
    """Return a bar of parts from the left, and its words behind it.

    Parameters
    ----------
    parts : iterable of (float, str)
        The share of the width that each takes, 0 to 1, and its look, one of `LOOKS`.
    words : str
        HTML that says the same.
    """
    drawn = "".join(
        f'<span aria-hidden="true" style="height:.9em;width:{share * ROOM:.1%};{LOOKS[look]}"></span>'
        for share, look in parts
        if share > 0
    )
    return (
        '<div class="bar" style="display:flex;align-items:center;max-width:40rem;margin:.2em 0">'
        f'{drawn}<span style="margin-left:.5em">{words}</span></div>'
    )


ROOM = 0.6  # share of the width that bars may take; their words stand to the right
LOOKS = {
    "filled": f"background:{FIRST};border:1.5px solid {FIRST};box-sizing:border-box",
    "hollow": f"border:1.5px solid {FIRST};box-sizing:border-box",
    "hatched": f"border:1.5px dotted {FIRST};box-sizing:border-box;background:rgba(0,114,178,.25)",
    "grey": f"border:1.5px solid {NEUTRAL};box-sizing:border-box",
}
