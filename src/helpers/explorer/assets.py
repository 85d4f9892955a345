"""The explorer's code and style for a browser, the same in Jupyter and in a page."""

from __future__ import annotations

import functools
from pathlib import Path

HERE = Path(__file__).parent
MODULES = ("record.js", "elements.js", "timeline.js", "views.js", "mount.js", "hosts.js")


@functools.cache
def module() -> str:
    """Return the module: its files as one text, as neither host can import one from another."""
    return "\n".join(map(_text, MODULES))


@functools.cache
def style() -> str:
    """Return the stylesheet."""
    return _text("explorer.css")


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
