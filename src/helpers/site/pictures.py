"""A picture of each figure beside it in the notebooks, for where no script runs."""

from __future__ import annotations

import asyncio
import base64
import html
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..figures import FONT
from .browser import NONE_FOUND, BrowserError, evaluate, find, opened, work

if TYPE_CHECKING:
    import nbformat


PLOTLY, PNG = "application/vnd.plotly.v1+json", "image/png"
HEIGHT = 450  # of a figure that names none: plotly's own
WIDTH, SCALE = 520, 1.5  # 780 pixels: JupyterLab cuts what is wider than its column


def drawable_figures(notebook: nbformat.NotebookNode) -> Iterator[nbformat.NotebookNode]:
    """Give the outputs of a notebook that hold a figure, in their order."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if PLOTLY in output.get("data", {}):
                yield output


def complete(notebooks: dict[Path, nbformat.NotebookNode]) -> list[str]:
    """Put a picture beside each figure of notebooks that have been run.

    A figure that is in the file as it is now keeps the picture that it has there, whatever
    fonts this machine has: a run with nothing new changes nothing. The others are drawn; where that
    is not possible they have none, as that of a former figure would be wrong.

    Parameters
    ----------
    notebooks : dict of pathlib.Path to nbformat.NotebookNode
        The file as it is → the notebook with fresh outputs, which are changed.

    Returns
    -------
    list of str
        What was done, one line each.
    """
    import nbformat

    new: dict[str, list[nbformat.NotebookNode]] = {}
    for path, notebook in notebooks.items():
        former = drawable_figures(nbformat.read(path, as_version=4))
        kept = {_key(output): output.data[PNG] for output in former if PNG in output.data}
        for output in drawable_figures(notebook):
            if _key(output) in kept:
                output.data[PNG] = kept[_key(output)]
            else:
                new.setdefault(_key(output), []).append(output)
    if not new:
        return []
    try:
        drawn, missing = draw([same[0].data[PLOTLY] for same in new.values()])
    except BrowserError as error:
        count = sum(map(len, new.values()))
        return [f"figures without a picture in the notebooks: {count}, as {error}"]
    for same, picture in zip(new.values(), drawn, strict=True):
        for output in same:
            output.data[PNG] = base64.b64encode(picture).decode()
    return [
        _without_font(figure, letters)
        for figure, letters in zip(new.values(), missing, strict=True)
        if letters
    ]


def draw(bundles: list[dict]) -> tuple[list[bytes], list[str]]:
    """Return figures as PNG, in a palette of their own 256 commonest colours.

    Beside them, for each figure, the letters that were drawn as an empty box, as no font has them.

    Parameters
    ----------
    bundles : list of dict
        Each a figure as plotly's JSON holds it, with its height in the layout.

    Raises
    ------
    BrowserError
        No browser was found, or it did not draw.
    """
    import kaleido

    path = find()
    if path is None:
        raise BrowserError(NONE_FOUND)

    async def drawn() -> tuple[list[bytes], list[str]]:
        async with opened(kaleido.Kaleido(path=path, mathjax=False)) as machine:

            async def draw_one(bundle: dict) -> bytes:
                picture = await machine.calc_fig(bundle, opts=_options(bundle))
                return await asyncio.to_thread(_small, picture)  # while the next one is drawn

            pictures = await asyncio.gather(*map(draw_one, bundles))
            tab = await machine.create_tab("about:blank")
            letters = [await evaluate(tab, _boxes(bundle)) for bundle in bundles]
            return list(pictures), letters

    return work(drawn())


# The browser names for a letter without a font the font of the letters around it; so the drawing is
# compared with that of a sign which no font may have.
_BOXES = """(letters => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [80, 60];
  const context = canvas.getContext("2d");
  context.font = "32px %s";
  const drawn = (letter) => {
    context.clearRect(0, 0, 80, 60);
    context.fillText(letter, 8, 42);
    return canvas.toDataURL();
  };
  const box = drawn("\\u{10FFFE}");
  return [...letters].filter((letter) => drawn(letter) === box).join("");
})(%s)"""


def _boxes(bundle: dict) -> str:
    """Return the script that gives the letters of a figure for which there is no font."""
    letters = sorted({letter for letter in _drawn_text(bundle) if not letter.isascii()})
    return _BOXES % (FONT.replace('"', "'"), json.dumps("".join(letters)))


_NOT_DRAWN = {"meta", "config", "customdata", "hovertext", "name", "font"}


def _drawn_text(value) -> str:
    """Return all text of a figure that it may draw."""
    if isinstance(value, dict):
        return "".join(_drawn_text(part) for name, part in value.items() if name not in _NOT_DRAWN)
    if isinstance(value, list):
        return "".join(map(_drawn_text, value))
    return html.unescape(value) if isinstance(value, str) else ""


def _without_font(same: list[nbformat.NotebookNode], letters: str) -> str:
    """Return a line that names a figure and the letters of it that no font has, the first ten."""
    title = same[0].data.get("text/plain", "").split("</b>")[0].removeprefix("<b>")
    named = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in letters[:10])
    more = f" and {len(letters) - 10} more" if len(letters) > 10 else ""
    return f"figure “{title}”: no font of this machine has {named}{more}; install one, then draw it anew"


def _options(bundle: dict) -> dict:
    height = bundle["layout"].get("height", HEIGHT)
    return {"format": "png", "width": WIDTH, "height": height, "scale": SCALE}


def _small(picture: bytes) -> bytes:
    """Return a PNG at about a quarter of its size, no colour off by more than a shade."""
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as image:
        flat = image.convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE)
    content = io.BytesIO()
    flat.save(content, "PNG", optimize=True)
    return content.getvalue()


def _key(output: nbformat.NotebookNode) -> str:
    """Return what distinguishes one figure from another."""
    return json.dumps(output.data[PLOTLY], sort_keys=True)
