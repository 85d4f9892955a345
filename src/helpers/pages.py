"""Render the notebooks, run anew, to HTML that opens anywhere, offline."""

from __future__ import annotations

import dataclasses
import itertools
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from . import downloads, evidence, home, news, pictures
from .cooperation import Cooperation
from .drawing import roomy
from .evidence_key import EvidenceKey, read
from .markup import render
from .pictures import PLOTLY
from .running import NotebookError, run_all


def site(
    data: Path, cooperation: Cooperation, notebooks: list[Path], out: Path, in_place: bool
) -> list[str]:
    """Run the notebooks on a record and write the pages.

    Parameters
    ----------
    data : pathlib.Path
        The folder of the record.
    cooperation : Cooperation
        The same record, loaded.
    notebooks : list of pathlib.Path
        The notebooks; with `in_place` their outputs are renewed where they changed.
    out : pathlib.Path
        The folder of the pages; replaced as a whole, and only when all is written.
    in_place : bool
        Whether the notebooks' own outputs are renewed.

    Returns
    -------
    list of str
        What there is to tell, a line each.

    Raises
    ------
    NotebookError
        A notebook failed; the former pages are still there.
    """
    if out.exists() and any(out.iterdir()) and not (out / "index.html").exists():
        raise NotebookError(f"{out} holds something else than pages; name another folder")
    done = run_all(notebooks, data)
    out.parent.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(1) as browser:  # which draws while the pages are written
        told = browser.submit(pictures.complete, done if in_place else {})
        _write(done, data, cooperation, out)
    if in_place:
        for path, notebook in done.items():
            renew(path, notebook)
    return told.result()


def _write(
    done: dict[Path, nbformat.NotebookNode], data: Path, cooperation: Cooperation, out: Path
) -> None:
    """Write the pages of notebooks that were run, and replace the former ones as a whole."""
    pages = {path.stem + ".html": notebook for path, notebook in done.items()}
    titles = {name: heading(notebook) for name, notebook in pages.items()}
    titles = {"index.html": "Overview", **titles}
    fresh = Path(tempfile.mkdtemp(prefix=".site-", dir=out.parent))
    try:
        cards, places = {}, {}
        for name, notebook in pages.items():
            parts = contents(notebook, cooperation)
            figures = [part for part in parts if "figure" in part]
            asked = itertools.chain.from_iterable(part["keys"].values() for part in figures)
            sections = evidence.sections(cooperation, asked)
            text = page(name, parts, sections, cooperation, titles)
            (fresh / name).write_text(text, encoding="utf-8")
            cards[name] = [figure["finding"] for figure in figures]
            for section in sections:
                places.setdefault(section["key"], name)
        files = downloads.write_all(cooperation, data, fresh / "downloads")
        changes = news.latest(data)
        new = news.unsaved(data, cooperation)
        text = home.page(cooperation, titles, cards, places, files, changes, new)
        (fresh / "index.html").write_text(text, encoding="utf-8")
        fresh.chmod(0o755)
        if out.exists():
            shutil.rmtree(out)
        fresh.rename(out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def renew(path: Path, notebook: nbformat.NotebookNode) -> bool:
    """Write a notebook where it differs from the file, and tell whether it did."""
    text = nbformat.writes(notebook).rstrip("\n") + "\n"
    if path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True


def heading(notebook: nbformat.NotebookNode) -> str:
    """Return the title of a notebook: the first heading of its first cell."""
    return notebook.cells[0].source.splitlines()[0].lstrip("# ").strip()


def contents(notebook: nbformat.NotebookNode, cooperation: Cooperation) -> list[dict]:
    """Return what a page shows of a run notebook, in order, ready for the template.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        A notebook with its outputs.
    cooperation : Cooperation
        The record whose page it is.

    Returns
    -------
    list of dict
        Each with `html` (prose, and tables that the helpers wrote), `code`, `text`, or the parts
        of a `figure`: see `figure`, with `keys`, what stands behind its numbers by address.
    """
    from markupsafe import Markup
    from nbconvert.filters import markdown2html

    parts, number = [], 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            prose = markdown2html(cell.source).replace('.ipynb"', '.html"')
            parts.append({"html": Markup(prose)})
        if cell.cell_type != "code":
            continue
        parts.append({"code": cell.source})
        for output in cell.outputs:
            told = output.get("data", {})
            if PLOTLY in told:
                number += 1
                parts.append(figure(told[PLOTLY], number))
                meta = told[PLOTLY]["layout"].get("meta", {})
                parts[-1]["keys"] = located(parts[-1], meta, cooperation)
            elif "text/html" in told:
                if not told["text/html"].startswith('<p class="finding">'):
                    shown = told["text/html"].replace("<th></th>", "<td></td>")  # pandas' corner
                    is_frame = 'class="dataframe"' in shown
                    shown = f'<div class="wide">{shown}</div>' if is_frame else shown
                    parts.append({"html": Markup(shown)})
            elif "text/plain" in told:
                parts.append({"text": told["text/plain"]})
    return parts


def figure(bundle: dict, number: int) -> dict:
    """Return a figure ready for the template: its drawing, its finding, the table of its numbers.

    Parameters
    ----------
    bundle : dict
        What plotly draws. `layout.meta` holds `finding` and `table`: `columns`, `rows` and, where
        cells lead to their evidence, `keys`, as many rows of as many keys, empty where none;
        `left`, the rows that it lacks for being too many.
    number : int
        Its place on the page.
    """
    layout = bundle["layout"]
    table = layout["meta"]["table"]
    cells = []
    for row, keyed in itertools.zip_longest(table["rows"], table.get("keys", []), fillvalue=()):
        pairs = itertools.zip_longest(row, keyed, fillvalue="")
        cells.append(
            [{"text": text, "key": key, "is_number": _is_number(text)} for text, key in pairs]
        )
    columns = [
        {"text": name, "is_number": bool(cells) and all(row[place]["is_number"] for row in cells)}
        for place, name in enumerate(table["columns"])
    ]
    drawn = {name: value for name, value in layout.items() if name != "meta"}
    return {
        "figure": {"data": bundle["data"], "layout": drawn, "roomy": roomy(layout)},
        "number": number,
        "height": int(layout["height"]),
        "finding": layout["meta"]["finding"],
        "columns": columns,
        "is_listing": sum(not column["is_number"] for column in columns) > 2,
        "rows": cells,
        "left": table.get("left", 0),
    }


def _is_number(value) -> bool:
    return isinstance(value, int | float)


def located(part: dict, meta: dict, cooperation: Cooperation) -> dict[str, EvidenceKey]:
    """Give the marks and cells of a figure the addresses of what stands behind them on this page.

    A figure knows what it counted within its own record and selection; on a page, which may show
    several, both belong to the address.

    Parameters
    ----------
    part : dict
        A figure as `figure` makes it ready; the keys in its marks and cells are changed.
    meta : dict
        The figure's `layout.meta`: `record` and `conditions`.
    cooperation : Cooperation
        The record whose page it is.

    Returns
    -------
    dict of str to EvidenceKey
        The addresses, in the order of the table, then of the marks.
    """
    record = meta.get("record", cooperation.identity)
    about = {
        "record": "" if record == cooperation.identity else record,
        "conditions": tuple((name, tuple(values)) for name, values in meta.get("conditions", ())),
    }
    found: dict[str, EvidenceKey] = {}

    def address(key):
        if isinstance(key, list):
            return [address(one) for one in key]
        if not isinstance(key, str) or not key:
            return key
        made = dataclasses.replace(read(key), **about)
        found[made.address] = made
        return made.address

    for cell in itertools.chain.from_iterable(part["rows"]):
        cell["key"] = address(cell["key"])
    for trace in part["figure"]["data"]:
        if "customdata" in trace and "table" in meta:  # a figure of the helpers
            trace["customdata"] = address(trace["customdata"])
    return found


def page(
    name: str,
    parts: list[dict],
    sections: list[dict],
    cooperation: Cooperation,
    titles: dict[str, str],
) -> str:
    """Return a notebook as one self-contained page, its evidence at the end."""
    known = {section["key"] for section in sections}
    places: dict[str, int] = {}
    figures = [part for part in parts if "figure" in part]
    for part in figures:
        for key in part["keys"]:
            places.setdefault(key, part["number"])
        for cell in itertools.chain.from_iterable(part["rows"]):
            cell["is_linked"] = cell["key"] in known
        part["is_linked"] = any(cell["is_linked"] for row in part["rows"] for cell in row)
    return render(
        "notebook.html",
        cooperation,
        titles,
        name=name,
        parts=parts,
        evidence=[{**section, "figure": places[section["key"]]} for section in sections],
        has_figures=bool(figures),
    )
