"""The address of a source, and of a passage in it."""

from __future__ import annotations

import re
from urllib.parse import quote

import pandas as pd

from ..record import Cooperation

_PAGE = re.compile(r"\b(?:pages?|pp?\.) ?([0-9]+)", re.IGNORECASE)


def web_address(text) -> str:
    """Return an address that a page may link, or an empty text: only http and https lead out.

    Examples
    --------
    >>> web_address("https://www.example.org/a"), web_address("javascript:alert(1)")
    ('https://www.example.org/a', '')
    """
    is_web = isinstance(text, str) and text.lower().startswith(("http://", "https://"))
    return text if is_web else ""


def link(url: str, anchor: str | None, locator: str | None = None) -> str:
    """Return the address that opens a page at a passage, or a PDF at a page.

    Parameters
    ----------
    url : str
        The page.
    anchor : str or None
        The few words of the passage; without them the page alone.
    locator : str or None
        Where in the source it is; of a PDF, "page 3" gives the page.

    Notes
    -----
    https://wicg.github.io/scroll-to-text-fragment/ – `-`, `,` and `&` have a meaning there. Browsers
    look for no words in a PDF, but open it at a page (RFC 8118, section 3).

    Examples
    --------
    >>> link("https://www.example.org/a", "tide, ebb & flow")
    'https://www.example.org/a#:~:text=tide%2C%20ebb%20%26%20flow'
    >>> link("https://www.example.org/a.pdf", "tide", "page 3, paragraph 1")
    'https://www.example.org/a.pdf#page=3'
    """
    if re.split("[?#]", url)[0].lower().endswith(".pdf"):
        page = None if locator is None or pd.isna(locator) else _PAGE.search(locator)
        return f"{url}#page={page[1]}" if page and "#" not in url else url
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
    locators = frame["locator"] if "locator" in frame else pd.Series(pd.NA, frame.index)
    rows = zip(frame["source_id"].map(urls), frame["anchor"], locators, strict=True)
    return pd.Series(
        [link(url, *place) if web_address(url) else pd.NA for url, *place in rows],
        index=frame.index,
        dtype="string",
    )
