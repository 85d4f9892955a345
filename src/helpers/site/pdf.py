"""The pages as PDF, printed by the browser once their figures are drawn."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

from ..record import content_of
from .browser import NONE_FOUND, BrowserError, ask, evaluate, find, opened, work
from .written import check_folder, replace_files, written_names

PATIENCE = 60  # seconds for the figures of one page
# A4 with 15 mm of margin: 180 mm for the page, at the 96 pixels an inch of CSS.
MARGIN, PAPER, PIXELS = 15 / 25.4, (210 / 25.4, 297 / 25.4), 680
_FOOT = (
    '<div style="width:100%;margin:0 15mm;font:7pt sans-serif;color:#4b5563;display:flex">'
    '<span class="title" style="flex:1"></span>'
    '<span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>'
)
# A link to another file of the folder would print as an address on this machine.
_NO_LOCAL_LINKS = """for (const link of [...document.links])
  if (link.protocol === "file:" && !link.getAttribute("href").startsWith("#")) link.removeAttribute("href")"""


def write_pdfs(site: Path, out: Path) -> list[Path]:
    """Print every page of a folder; return the files that were written.

    Parameters
    ----------
    site : pathlib.Path
        The folder of the pages; where it holds a list of what we wrote, others' pages are left out.
    out : pathlib.Path
        The folder of the PDF files, one a page, of the same name; it is made where it is missing.

    Raises
    ------
    BrowserError
        No browser was found, or a page could not be printed with all its figures.
    NotWrittenError
        A PDF would replace a file of others, or the system refused.
    """
    import choreographer

    path = find()
    if path is None:
        raise BrowserError(NONE_FOUND)
    listed = written_names(site)
    pages = [page for page in sorted(site.glob("*.html")) if listed is None or page.name in listed]
    names = [f"{page.stem}.pdf" for page in pages]

    def known(folder: Path) -> list[str]:  # without a list: those that no person printed
        return [n for n in names if b"HeadlessChrome" in (content_of(folder / n) or b"")]

    check_folder(out, names, known)

    async def printed() -> list[bytes]:
        async with opened(choreographer.Browser(path=path)) as machine:
            tab = await machine.create_tab("about:blank")
            return [await _print(tab, page.resolve()) for page in pages]

    contents = work(printed())
    replace_files(out, dict(zip(names, contents, strict=True)), known)
    return [out / name for name in names]


# A page that draws nothing, such as the home page, is ready as soon as it is there.
_STATE = """document.documentElement.className || (location.protocol === "about:"
  || document.querySelector("#the--plotly, #the--payload") || document.readyState !== "complete" ? "" : "ready")"""


async def _print(tab, page: Path) -> bytes:
    """Open a page as wide as the paper, wait for its figures and print it."""
    size = {"width": PIXELS, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
    await ask(tab, "Emulation.setDeviceMetricsOverride", size)
    light = {"features": [{"name": "prefers-color-scheme", "value": "light"}]}
    await ask(tab, "Emulation.setEmulatedMedia", light)
    await ask(tab, "Page.navigate", {"url": page.as_uri()})
    for _ in range(PATIENCE * 20):
        state = await evaluate(tab, _STATE)
        if "ready" in state.split():
            break
        await asyncio.sleep(0.05)
    else:
        raise TimeoutError(f"the figures of {page.name} were not drawn in {PATIENCE} s")
    if "failed" in state.split():
        raise RuntimeError(f"the figures of {page.name} could not be drawn")
    await evaluate(tab, _NO_LOCAL_LINKS)
    options = {
        "paperWidth": PAPER[0],
        "paperHeight": PAPER[1],
        **dict.fromkeys(("marginTop", "marginBottom", "marginLeft", "marginRight"), MARGIN),
        "printBackground": True,
        "displayHeaderFooter": True,
        "headerTemplate": "<span></span>",
        "footerTemplate": _FOOT,
        "generateTaggedPDF": True,
        "generateDocumentOutline": True,
    }
    return base64.b64decode((await ask(tab, "Page.printToPDF", options))["data"])
