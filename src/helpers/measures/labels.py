"""What readers call a value or an organisation, in other languages too, and the address of a passage."""

from __future__ import annotations

from urllib.parse import quote

import pandas as pd

from ..record import Cooperation
from ..wording import country_name


def web_address(text) -> str:
    """Return an address that a page may link, or an empty text: only http and https lead out.

    Examples
    --------
    >>> web_address("https://www.example.org/a"), web_address("javascript:alert(1)")
    ('https://www.example.org/a', '')
    """
    is_web = isinstance(text, str) and text.lower().startswith(("http://", "https://"))
    return text if is_web else ""


def link(url: str, anchor: str | None) -> str:
    """Return the address that opens a page at a passage (URL fragment text directive).

    Parameters
    ----------
    url : str
        The page.
    anchor : str or None
        The few words of the passage; without them the page alone.

    Notes
    -----
    https://wicg.github.io/scroll-to-text-fragment/ – `-`, `,` and `&` have a meaning there.

    Examples
    --------
    >>> link("https://www.example.org/a", "tide, ebb & flow")
    'https://www.example.org/a#:~:text=tide%2C%20ebb%20%26%20flow'
    """
    if anchor is None or pd.isna(anchor) or not anchor:
        return url
    return f"{url}{'' if '#' in url else '#'}:~:text={quote(anchor, safe='').replace('-', '%2D')}"


def page_of(link: str) -> str:
    """Return the address of the page that a link opens at a passage, as it is shown in print.

    Examples
    --------
    >>> page_of("https://www.example.org/a#:~:text=tide")
    'https://www.example.org/a'
    """
    page, directive, _ = link.partition(":~:text=")
    return page.removesuffix("#") if directive else link


def links(frame: pd.DataFrame, cooperation: Cooperation) -> pd.Series:
    """Return the link of each row to its passage (string)."""
    urls = cooperation.sources.set_index("source_id")["url"]
    pairs = zip(frame["source_id"].map(urls), frame["anchor"], strict=True)
    return pd.Series(
        [link(url, anchor) if web_address(url) else pd.NA for url, anchor in pairs],
        index=frame.index,
        dtype="string",
    )


def topic_labels(cooperation: Cooperation) -> pd.Series:
    """Return the label of each topic, by id (string)."""
    return cooperation.topics.set_index("topic_id")["label"]


def organisation_labels(cooperation: Cooperation) -> pd.Series:
    """Return what figures call each organisation, by id (string)."""
    named = cooperation.organisations.set_index("organisation_id")
    return named["short_name"].fillna(named["name"])


def organisation_countries(cooperation: Cooperation) -> pd.Series:
    """Return the code of the country of each organisation, by id (string)."""
    return cooperation.organisations.set_index("organisation_id")["country"]


def names_of(cooperation: Cooperation, table: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what the rows of a table are called in other languages.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed; it may do without the table `names`.
    table : str
        One of the tables whose rows can be named, or "agreement".

    Returns
    -------
    dict
        Id → pairs of a language (BCP 47) and a name, in the order of the table `names`.

    Examples
    --------
    >>> import helpers
    >>> names_of(helpers.load("tests/data/invented"), "topics")["tidal-power"]
    (('fr', 'Marélectricité'), ('ja', 'うしおの電気'))
    """
    if "names" not in cooperation.tables:
        return {}
    names = cooperation.tables["names"]
    rows = names.loc[names["table"].eq(table), ["id", "language", "name"]]
    named: dict[str, tuple[tuple[str, str], ...]] = {}
    for key, language, name in rows.itertuples(index=False):
        named[key] = (*named.get(key, ()), (language, name))
    return named


def country_labels(cooperation: Cooperation) -> pd.Series:
    """Return the name of each country of the record's organisations, by code (string)."""
    codes = cooperation.organisations["country"].dropna().unique()
    sides = dict(zip(cooperation.sides, cooperation.side_names, strict=True))
    names = [country_name(code, sides) for code in codes]
    return pd.Series(names, index=codes, dtype="string")
