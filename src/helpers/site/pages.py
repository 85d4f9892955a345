"""Render the notebooks, run anew, to HTML that opens anywhere, offline."""

from __future__ import annotations

import dataclasses
import html
import itertools
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat

from ..exports import offered_downloads
from ..figures import EvidenceKey, Meta, NumberTable, Sheet, read_key, roomy
from ..record import Cooperation, content_of, editions, replace_file
from ..wording import held_meetings
from .evidence import evidence_sections
from .explore import EXPLORER, LEAD, QUESTION, TITLE, explorer_page
from .home import home_page, latest_news, unsaved
from .notebooks import NotebookError, read_notebook, run_all
from .outputs import shown
from .pictures import HEIGHT, complete
from .takeaway import csv_link, evidence_lines, numbers_text
from .templates import bundle_for, first_sentence, render
from .unchanged import former_keys, keep_keys, outputs_keys
from .written import check_folder, replace_files

INDEX = "index.html"
NOTES = ("How to read it.", "Limits.")  # what is in smaller type below a figure


def write_site(
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
        The folder of the pages; what others put there stays.
    in_place : bool
        Whether the notebooks' own outputs are renewed; one that holds what it would give again is
        not run.

    Returns
    -------
    list of str
        What was done, one line each.

    Raises
    ------
    NotebookError
        A notebook failed; the former pages are still there.
    NotWrittenError
        A page would replace a file of others, or the system refused.
    """
    check_folder(out, [INDEX, EXPLORER, *_names(notebooks)], _known)
    former, keys = former_keys(out), outputs_keys(notebooks, data) if in_place else {}
    new = [path for path in notebooks if keys.get(path) not in former]
    ran = run_all(new, data) if new else {}
    done = {path: ran[path] if path in ran else read_notebook(path) for path in notebooks}
    with ThreadPoolExecutor(1) as browser:  # which draws while the pages are written
        drawing = browser.submit(complete, ran if in_place else {})
        write_pages(done, data, cooperation, out)
    lines = drawing.result()
    if in_place:
        for path, notebook in ran.items():
            renew(path, notebook)
        if ran and not lines:  # else a picture is missing, and the next run tries again
            keep_keys(out, outputs_keys(notebooks, data).values())
    return lines


def _names(notebooks: Sequence[Path]) -> dict[str, Path]:
    """Return the notebook of each page, by the name of the page.

    A notebook with the name of the explorer's page is run, but that page is the explorer itself.
    """
    named: dict[str, Path] = {}
    for path in notebooks:
        name = f"{path.stem}.html"
        if name == EXPLORER:
            continue
        if name == INDEX or name in named:
            other = named.get(name, "the home page")
            raise NotebookError(f"{path}: its page would have the name of {other}; rename it")
        named[name] = path
    return named


def _known(out: Path) -> list[str]:
    """Return our files in a folder of pages that holds no list: the home page, and what it names."""
    home_page = content_of(out / INDEX) or b""
    linked = re.findall(rb'href="((?:downloads/)?[^"/:#?]+)"', home_page)
    names = [INDEX, *(unquote(name.decode("utf-8", "replace")) for name in dict.fromkeys(linked))]
    return [
        name
        for name in names
        if name.startswith("downloads/") or _is_page(content_of(out / name) or b"")
    ] * _is_page(home_page)


def _is_page(content: bytes) -> bool:
    """Return whether this is a page of ours."""
    return (
        b'<a class="skip" href="#the--content">' in content
        and b'<main id="the--content" tabindex="-1">' in content
    )


def write_pages(
    done: dict[Path, nbformat.NotebookNode], data: Path, cooperation: Cooperation, out: Path
) -> None:
    """Write the pages of notebooks that hold their outputs, the home page after all others."""
    named = _names(list(done))
    pages = {name: done[path] for name, path in named.items()}
    questions = {name: heading(notebook) or Path(name).stem for name, notebook in pages.items()}
    questions[EXPLORER] = QUESTION
    titles = {INDEX: "Overview"}
    for name in [f"{path.stem}.html" for path in done] + [EXPLORER]:
        title = pages[name].metadata.get("title") if name in pages else TITLE
        titles.setdefault(name, title or questions[name])
    files: dict[str, bytes] = {}
    cards: dict[str, str] = {}
    places: dict[str, str] = {}
    for name, notebook in pages.items():
        parts = contents(notebook, cooperation)
        if not heading(notebook):
            parts.insert(0, {"title": questions[name]})
        figures = [part for part in parts if "keys" in part]
        asked = itertools.chain.from_iterable(part["keys"].values() for part in figures)
        sections = evidence_sections(cooperation, asked)
        files[name] = page(name, parts, sections, cooperation, titles, questions[name]).encode()
        cards[name] = _sentence(parts, cards.values())
        for section in sections:
            places.setdefault(section["key"], name)
    files[EXPLORER] = explorer_page(cooperation, titles).encode()
    cards[EXPLORER] = LEAD
    offered = offered_downloads(cooperation, data, editions(data))
    files.update((f"downloads/{name}", content) for name, (content, _) in offered.items())
    downloads = {name: words for name, (_, words) in offered.items()}
    changes = latest_news(data)
    new = unsaved(data, cooperation)
    text = home_page(cooperation, titles, cards, places, downloads, changes, new, questions)
    files[INDEX] = text.encode()
    replace_files(out, files, _known, last=INDEX)


def _sentence(parts: list[dict], others: Iterable[str]) -> str:
    """Return what a page answers for the whole record in a sentence, else what it says of itself."""
    findings = [part["finding"] for part in parts if part.get("is_whole")]
    about = [re.sub("<[^>]+>", "", part["about"]) for part in parts if "about" in part]
    sentences = [first_sentence(html.unescape(text).strip()) for text in [*findings[:1], *about]]
    return next((sentence for sentence in sentences if sentence not in others), "")


def renew(path: Path, notebook: nbformat.NotebookNode) -> bool:
    """Write a notebook where it differs from the file; return whether it did."""
    text = nbformat.writes(notebook).rstrip("\n") + "\n"
    if path.read_text(encoding="utf-8") == text:
        return False
    replace_file(path, text.encode())
    return True


def heading(notebook: nbformat.NotebookNode) -> str:
    r"""Return the first heading of the first prose of a notebook, empty where it has none.

    Examples
    --------
    >>> import nbformat
    >>> prose = nbformat.v4.new_markdown_cell("For those who look.\n\n# Where is it?")
    >>> heading(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(""), prose]))
    'Where is it?'
    """
    prose = next((cell.source for cell in notebook.cells if cell.cell_type == "markdown"), "")
    prose = re.sub(r"^ {0,3}(```|~~~).*?(^ {0,3}\1|\Z)", "", prose, flags=re.DOTALL | re.MULTILINE)
    match = re.search(r"^ {0,3}#{1,6}[ \t]+(\S.*?)[ \t#]*$", prose, re.MULTILINE)
    return match[1] if match else ""


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
        Each with `html` (prose, and tables that the helpers wrote), `about` (prose below the first
        heading), `record` (in place of the record's own summary, how many meetings it holds),
        `switch` (of the code, and whether it is on: the notebook's metadata say `"code": "shown"`
        where the code is what readers come for), `code`, what `outputs.shown`
        gives, or the parts of a `figure` or `sheet`: see these, with `keys`, the evidence behind its
        numbers by address.
    """
    from markupsafe import Markup
    from nbconvert.filters import markdown2html

    parts: list[dict] = []
    number = 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            prose = markdown2html(cell.source).replace('.ipynb"', '.html"')
            for note in NOTES:
                prose = prose.replace(f"<p><strong>{note}", f'<p class="note"><strong>{note}')
            if not parts and (opening := re.match(r"\s*<h1.*?</h1>", prose, re.DOTALL)):
                parts.append({"html": Markup(opening[0])})
                parts.append({"about": Markup(prose[opening.end() :])})
            else:
                parts.append({"html": Markup(prose)})
        if cell.cell_type != "code" or not (cell.source.strip() or cell.outputs):
            continue
        parts.append({"code": cell.source})
        for part in shown(cell.outputs):
            if part.get("html") == cooperation._repr_html_():
                part = {"record": held_meetings(cooperation)}
            if "sheet" in part:
                number += 1
                part = sheet(part["sheet"], number, cooperation)
            if "bundle" in part:
                number += 1
                part = figure(part["bundle"], number, cooperation)
            parts.append(part)
    if any("code" in part for part in parts):
        parts.insert(0, {"switch": notebook.metadata.get("code") == "shown"})
    return _figure_first(parts)


def _figure_first(parts: list[dict]) -> list[dict]:
    """Return the parts of a page with what it says of itself below its first figure and its notes."""
    about = [part for name in ("about", "record", "switch") for part in parts if name in part]
    rest = [part for part in parts if not {"about", "record", "switch"} & part.keys()]
    first = next((at for at, part in enumerate(rest) if "keys" in part), 0)
    after = first + 1
    while after < len(rest) and "<h2" not in rest[after].get("html", ""):
        after += 1
    return [*rest[:after], *about, *rest[after:]]


def figure(bundle: dict, number: int, cooperation: Cooperation) -> dict:
    """Return a figure ready for the template: its drawing, its finding, the table of its numbers.

    Parameters
    ----------
    bundle : dict
        What plotly draws; a figure of ours keeps its finding and table beside it, as `Meta`.
    number : int
        Its place on the page.
    cooperation : Cooperation
        The record whose page it is.

    Returns
    -------
    dict
        `figure`, `number`, `height`, `finding`, `columns`, `rows` and so on; `csv`, the address of
        its numbers, where it has some; `keys` as `located` gives them.
    """
    layout = bundle.get("layout", {})
    meta = Meta.of(layout)
    table = meta.table if meta else NumberTable()
    cells = []
    for row, keyed in itertools.zip_longest(table.rows, table.keys, fillvalue=()):
        pairs = itertools.zip_longest(row, keyed, fillvalue="")
        cells.append(
            [{"text": text, "key": key, "is_number": _is_number(text)} for text, key in pairs]
        )
    columns = [
        {"text": name, "is_number": bool(cells) and all(row[place]["is_number"] for row in cells)}
        for place, name in enumerate(table.columns)
    ]
    drawn = {name: value for name, value in layout.items() if name != "meta"}
    height, traces = int(layout.get("height", HEIGHT)), bundle["data"]
    if not meta:  # a reader's own: as high as it says, as wide as there is room
        drawn = {**layout, "height": height, "autosize": True}
        drawn.pop("width", None)
        plain = {"scattergl": "scatter"}  # WebGL's code would be made by eval, which no page may
        traces = [t | {"type": plain.get(t.get("type"), t.get("type"))} for t in traces]
    part = {
        "figure": {
            "data": traces,
            "layout": drawn,
            "roomy": roomy(layout) if meta else {},
            "isOurs": bool(meta),
        },
        "number": number,
        "height": height,
        "finding": meta.finding if meta else "",
        "columns": columns,
        "is_listing": sum(not column["is_number"] for column in columns) > 2,
        "is_whole": bool(meta and meta.finding and not meta.narrowed),
        "rows": cells,
        "left": table.left,
        "csv": "",
    }
    if meta and table.rows:
        title = str(layout.get("title", {}).get("text", "")).split("</b>")[0]
        title = html.unescape(re.sub("<[^>]*>", " ", title)).strip()
        part["csv"] = csv_link(numbers_text(title, meta, cooperation))
    part["keys"] = located(part, meta, cooperation)
    return part


def sheet(value: dict, number: int, cooperation: Cooperation) -> dict:
    """Return a sheet ready for the template: `sheet`, `number`, `csv`, and `keys` by address.

    Parameters
    ----------
    value : dict
        The sheet, as the notebook holds it.
    number : int
        Its place on the page.
    cooperation : Cooperation
        The record whose page it is.
    """
    held = Sheet.of(value)
    about = _about(held.record, held.conditions, cooperation)
    addresses = {key: dataclasses.replace(read_key(key), **about) for key in held.evidence}
    return {
        "sheet": held,
        "number": number,
        "finding": held.finding,
        "is_whole": not held.narrowed,
        "csv": csv_link(numbers_text(held.title, held.meta, cooperation))
        if held.table.rows
        else "",
        "addresses": {key: located.address for key, located in addresses.items()},
        "keys": {located.address: located for located in addresses.values()},
    }


def _about(record: str | None, conditions: tuple, cooperation: Cooperation) -> dict[str, Any]:
    """Return what the addresses of a figure say of its record and selection on a page."""
    record = record or cooperation.identity
    return {"record": "" if record == cooperation.identity else record, "conditions": conditions}


def _is_number(value) -> bool:
    return isinstance(value, int | float)


def located(part: dict, meta: Meta | None, cooperation: Cooperation) -> dict[str, EvidenceKey]:
    """Give the marks and cells of a figure the addresses of the evidence behind them on this page.

    A figure knows what it counted within its own record and selection; on a page, which may show
    several, both belong to the address.

    Parameters
    ----------
    part : dict
        A figure as `figure` makes it ready; the keys in its marks and cells are changed.
    meta : Meta or None
        What the figure keeps of its record and selection.
    cooperation : Cooperation
        The record whose page it is.

    Returns
    -------
    dict of str to EvidenceKey
        The addresses, in the order of the table, then of the marks.
    """
    about = _about(meta.record if meta else None, meta.conditions if meta else (), cooperation)
    keys: dict[str, EvidenceKey] = {}

    def address(key):
        if isinstance(key, list):
            return [address(part_of_key) for part_of_key in key]
        if not isinstance(key, str) or not key:
            return key
        located_key = dataclasses.replace(read_key(key), **about)
        keys[located_key.address] = located_key
        return located_key.address

    for cell in itertools.chain.from_iterable(part["rows"]):
        cell["key"] = address(cell["key"])
    if part["figure"]["isOurs"]:  # the notebook keeps its own
        part["figure"]["data"] = [
            trace | {"customdata": address(trace["customdata"])} if "customdata" in trace else trace
            for trace in part["figure"]["data"]
        ]
    return keys


def page(
    name: str,
    parts: list[dict],
    sections: list[dict],
    cooperation: Cooperation,
    titles: dict[str, str],
    question: str,
) -> str:
    """Return a notebook as one self-contained page, its evidence at the end.

    `titles` are the short names of all pages, `question` is what this one answers.
    """
    from markupsafe import Markup

    known = {section["key"] for section in sections}
    places: dict[str, int] = {}
    figures = [part for part in parts if "figure" in part]
    for part in parts:
        for key in part.get("keys", ()):
            places.setdefault(key, part["number"])
        if "sheet" in part:
            found = {key: at for key, at in part["addresses"].items() if at in known}
            part["body"] = Markup(part["sheet"].linked(found))
    for part in figures:
        for cell in itertools.chain.from_iterable(part["rows"]):
            cell["is_linked"] = cell["key"] in known
        part["is_linked"] = any(cell["is_linked"] for row in part["rows"] for cell in row)
    lines, needed = evidence_lines(sections)
    return render(
        "notebook.html",
        cooperation,
        titles,
        name=name,
        question=question,
        parts=parts,
        stem=Path(name).stem,
        lines=lines,
        evidence=[
            {**section, "figure": places[section["key"]], "lines": needed[section["key"]]}
            for section in sections
        ],
        bundle=bundle_for(part["figure"] for part in figures),
    )
