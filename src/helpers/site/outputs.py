"""What a cell printed, showed and gave, ready for a page: text as text, images as data."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable

import nbformat
from markupsafe import Markup

from ..figures import SHEET
from .pictures import PLOTLY

_OBJECT = re.compile(r"<IPython\.core\.display\.(HTML|Javascript) object>")
IMAGES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")
TEXTS = ("text/latex", "application/json", "text/plain")

# Colours and other orders to a terminal, then signs that are none.
_ORDERS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]")
_NO_SIGNS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def shown(outputs: Iterable[nbformat.NotebookNode]) -> list[dict]:
    """Return what a page shows of a cell's outputs, in order.

    Returns
    -------
    list of dict
        Each with `sheet` (as `Sheet.of` reads it), `bundle` (what plotly draws), `html`, `image` (a `data:` address, with `alt` and
        `width`) or `text`; `is_error` where the text was written to standard error, or is an error.
    """
    parts: list[dict] = []
    for output in outputs:
        if output.output_type == "stream":
            is_error, last = output.name == "stderr", parts[-1] if parts else {}
            if last.get("stream") == output.name:
                last["text"] += output.text
            else:
                parts.append({"stream": output.name, "text": output.text, "is_error": is_error})
        elif output.output_type == "error":
            parts.append({"text": f"{output.ename}: {output.evalue}", "is_error": True})
        else:
            parts += _richest(output.data, output.metadata)
    for part in parts:
        if "text" in part:
            part["text"] = printed(part["text"])
    return [part for part in parts if part.get("text") != ""]


def _richest(data: dict, metadata: dict) -> list[dict]:
    """Return the form of an output that says most to a reader of a page without its scripts."""
    if SHEET in data:
        return [{"sheet": data[SHEET]}]
    if PLOTLY in data:
        return [{"bundle": data[PLOTLY]}]
    if "text/html" in data and "<script" not in data["text/html"].lower():
        return [{"html": html(data["text/html"])}] if not _is_finding(data["text/html"]) else []
    if "text/markdown" in data:
        return [{"html": markdown(data["text/markdown"])}]
    for kind in IMAGES:
        if kind in data:
            about = metadata.get(kind) or {}
            return [
                {
                    "image": address(kind, data[kind]),
                    "alt": about.get("alt"),
                    "width": about.get("width"),
                }
            ]
    if _OBJECT.fullmatch(data.get("text/plain", "")):
        return [
            {"text": "What this cell shows needs a script, and is left out.", "is_error": False}
        ]
    for kind in TEXTS:
        if kind in data:
            text = data[kind]
            if not isinstance(text, str):
                text = json.dumps(text, ensure_ascii=False, indent=1)
            return [{"text": text, "is_error": False}]
    return []


def _is_finding(text: str) -> bool:
    """Return whether an output is the finding of the figure before it, which shows it itself."""
    return text.startswith('<p class="finding">')


def html(text: str) -> Markup:
    """Return HTML of a cell, a pandas table in a frame that scrolls, by keys too."""
    text = text.replace("<th></th>", "<td></td>")  # pandas' corner
    text = re.sub("<style scoped>.*?</style>", "", text, flags=re.DOTALL)  # and its style
    frame = '<div class="wide" tabindex="0" role="group" aria-label="Table">'
    return Markup(f"{frame}{text}</div>" if 'class="dataframe"' in text else text)


def markdown(text: str) -> Markup:
    """Return Markdown that code made as HTML; HTML within it stays text.

    Examples
    --------
    >>> print(markdown("**So** it <b>is</b>.").strip())
    <p><strong>So</strong> it &lt;b&gt;is&lt;/b&gt;.</p>
    """
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    renderer = IPythonRenderer(escape=True, allow_harmful_protocols=False)
    return Markup(MarkdownWithMath(renderer=renderer).render(text))


def address(kind: str, content: str) -> str:
    """Return an image as a `data:` address: within `<img>` no script of an SVG runs.

    Examples
    --------
    >>> address("image/svg+xml", "<svg/>")
    'data:image/svg+xml;base64,PHN2Zy8+'
    """
    is_text = kind == "image/svg+xml"
    packed = base64.b64encode(content.encode()).decode() if is_text else "".join(content.split())
    return f"data:{kind};base64,{packed}"


def printed(text: str) -> str:
    r"""Return text as a terminal would have it in the end, without colours.

    Examples
    --------
    >>> printed("\x1b[31mred\x1b[0m\n 0%\r50%\r100%\n")
    'red\n100%'
    """
    lines = _ORDERS.sub("", text).replace("\r\n", "\n").split("\n")
    last = (line.rstrip("\r").rpartition("\r")[2] for line in lines)
    return "\n".join(_NO_SIGNS.sub("", line) for line in last).strip("\n")
