"""Where a statement can be read: the source, the passage in it, and the copy that an archive keeps."""

from __future__ import annotations

import dataclasses
import html

import pandas as pd

from .. import dates
from ..measures import links, page_of, web_address
from ..record import Cooperation
from ..wording import words

PAGE = "en"  # the language of what we write ourselves


@dataclasses.dataclass(frozen=True)
class Passage:
    """A passage of a source; each part is empty where it is not known.

    `source` is publisher, grade and locator in words, `anchor` the words of the passage itself,
    `language` that of the source, where it is not the page's, `archived` a day in words.
    """

    source: str = ""
    title: str = ""
    link: str = ""
    anchor: str = ""
    language: str = ""
    archive: str = ""
    archived: str = ""


def passages(rows: pd.DataFrame, cooperation: Cooperation) -> list[Passage]:
    """Return the passage that each row is based on.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows with `source_id` and `anchor`, and `locator` where they have it. A record may do
        without these columns; then each passage is empty.
    cooperation : Cooperation
        The record, whole or narrowed.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> passage = passages(record.meetings, record)[4]
    >>> passage.source, passage.anchor, passage.language, passage.archived
    ('Gazette, press, page 2', 'tide-tables, ebb & flow', 'fr', '11 Jan 2034')
    """
    if not {"source_id", "anchor"} <= set(rows.columns):
        return [Passage()] * len(rows)
    columns = ["source_id", "title", "language", "archive_url", "archived"]
    sources = cooperation.sources.reindex(columns=columns).set_index("source_id").astype("string")
    of_rows = sources.reindex(rows["source_id"]).fillna("")
    parts = zip(
        source_words(rows, cooperation),
        of_rows["title"],
        links(rows, cooperation).fillna(""),
        rows["anchor"].fillna(""),
        of_rows["language"].map(_other_language),
        of_rows["archive_url"].map(web_address),
        [dates.in_words(date) if date else "" for date in of_rows["archived"]],
        strict=True,
    )
    return [Passage(*row) for row in parts]


def _other_language(tag) -> str:
    """Return the language tag of a source, empty where its language is the page's or not known.

    Examples
    --------
    >>> _other_language("zh-Hant"), _other_language("en-GB")
    ('zh-Hant', '')
    """
    return "" if pd.isna(tag) or tag.lower().split("-")[0] == PAGE else tag


def passage_html(passage: Passage, shown: str = "") -> str:
    """Return a passage as HTML: its link, its words, and the copy in an archive.

    Parameters
    ----------
    passage : Passage
        The passage; what it holds is escaped here.
    shown : str
        HTML that the link shows instead of publisher, grade and locator.

    Examples
    --------
    >>> passage_html(Passage("Gazette, page 2", anchor="ebb", language="fr"))
    '<bdi>Gazette, page 2</bdi> (fr) <q lang="fr"><bdi>ebb</bdi></q>'
    """
    language = html.escape(passage.language)
    text = shown or f"<bdi>{html.escape(passage.source)}</bdi>"
    text += f" ({language})" if language else ""
    if passage.link:
        page = html.escape(page_of(passage.link))
        text = f'<a href="{html.escape(passage.link)}" data-page="{page}">{text}</a>'
    if passage.anchor:
        of_language = f' lang="{language}"' if language else ""
        text += f" <q{of_language}><bdi>{html.escape(passage.anchor)}</bdi></q>"
    if passage.archive:
        saved = f"archived {passage.archived}" if passage.archived else "archived"
        text += f' (<a href="{html.escape(passage.archive)}">{saved}</a>)'
    return text


def source_words(rows: pd.DataFrame, cooperation: Cooperation) -> pd.Series:
    """Return publisher, grade and locator of the source that each row is based on (string)."""
    sources = cooperation.sources.set_index("source_id")
    known = sources["publisher"] if "publisher" in sources else sources["title"]
    parts = [rows["source_id"].map(known.astype("string"))]
    if "grade" in sources:
        parts.append(rows["source_id"].map(sources["grade"].astype("string").map(words)))
    if "locator" in rows:
        parts.append(rows["locator"])
    return joined(parts)


def joined(columns: list[pd.Series]) -> pd.Series:
    """Return the texts of each row joined by commas, without the empty ones after the first."""
    first, *others = (column.astype("string").fillna("") for column in columns)
    for column in others:
        first += (", " + column).where(column.ne(""), "")
    return first
