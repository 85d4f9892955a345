"""Run the notebooks; render them to HTML that opens anywhere, offline."""

from __future__ import annotations

import base64
import concurrent.futures
import functools
import gzip
import hashlib
import html
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat

from . import downloads, pictures
from .cooperation import Cooperation

PLOTLY = "application/vnd.plotly.v1+json"
HERE = Path(__file__).parent


class NotebookError(Exception):
    """A notebook failed: which one, in which cell, with what error."""


def run(path: Path, data: Path, folder: Path) -> nbformat.NotebookNode:
    """Return a notebook with the outputs of a fresh kernel.

    Parameters
    ----------
    path : pathlib.Path
        The notebook; it is not changed.
    data : pathlib.Path
        The record that it reads, as `$COOPERATION_DATA`.
    folder : pathlib.Path
        The kernel's working folder.

    Raises
    ------
    NotebookError
        A cell raised an error; the message names notebook, cell and error.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    from .explorer import STATIC

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=600, record_timing=False, resources={"metadata": {"path": str(folder)}}
    )
    try:
        client.execute(env={**os.environ, "COOPERATION_DATA": str(data.resolve()), STATIC: "1"})
    except CellExecutionError as error:
        cell = next(
            (
                i
                for i, c in enumerate(notebook.cells, 1)
                if any(o.output_type == "error" for o in c.get("outputs", []))
            ),
            0,
        )
        raise NotebookError(f"{path.name}, cell {cell}: {error.ename}: {error.evalue}") from None
    notebook.metadata = {
        "kernelspec": notebook.metadata.get("kernelspec", {}),
        "language_info": {"name": "python"},
    }
    return notebook


def _run_one(job: tuple[Path, Path, Path]) -> nbformat.NotebookNode | str:
    try:
        return run(*job)
    except NotebookError as error:
        return str(error)


def run_all(paths: list[Path], data: Path) -> dict[Path, nbformat.NotebookNode]:
    """Run notebooks side by side, one process a core, with a progress bar on standard error."""
    from tqdm.auto import tqdm

    jobs = [(path, data, path.parent) for path in paths]
    with concurrent.futures.ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        bar = tqdm(
            pool.map(_run_one, jobs),
            total=len(jobs),
            desc="notebooks",
            unit="notebook",
            file=sys.stderr,
        )
        done = dict(zip(paths, bar, strict=True))
    failed = [result for result in done.values() if isinstance(result, str)]
    if failed:
        raise NotebookError("\n".join(failed))
    return done


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
    pages = {path.stem + ".html": notebook for path, notebook in done.items()}
    titles = {name: heading(notebook) for name, notebook in pages.items()}
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".site-", dir=out.parent))
    try:
        for name, notebook in pages.items():
            (fresh / name).write_text(page(notebook, cooperation, titles, name), encoding="utf-8")
        downloads.write_all(cooperation, data, fresh / "downloads")
        (fresh / "index.html").write_text(index(pages, cooperation, titles), encoding="utf-8")
        fresh.chmod(0o755)
        if out.exists():
            shutil.rmtree(out)
        fresh.rename(out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    if not in_place:
        return []
    told = pictures.complete(done)
    for path, notebook in done.items():
        renew(path, notebook)
    return told


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


@functools.cache
def _plotly() -> str:
    """Return plotly.js, packed; browsers unpack it."""
    import plotly.offline

    code = plotly.offline.get_plotlyjs().encode()
    return base64.b64encode(gzip.compress(code, 9, mtime=0)).decode()


@functools.cache
def _asset(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _shell(
    title: str,
    body: str,
    titles: dict[str, str],
    current: str,
    cooperation: Cooperation,
    has_figures: bool,
) -> str:
    """Return a whole page: policy, style, navigation, body, and what draws the figures."""
    script = _asset("page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; script-src 'sha256-{digest}' blob:; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
    links = {"index.html": "Overview", **titles}
    items = "".join(
        f'<li><a href="{html.escape(name)}"{" aria-current=page" if name == current else ""}>{html.escape(text)}</a></li>'
        for name, text in links.items()
    )
    packed = f'<script type="text/plain" id="plotly">{_plotly()}</script>' if has_figures else ""
    as_of = dict(cooperation.summary())["As of"]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">'
        f'<title>{html.escape(title)}</title><link rel="icon" href="data:,"><style>{_asset("page.css")}</style></head><body>'
        f'<a class="skip" href="#content">Skip to the content</a><header><nav aria-label="Pages"><ul>{items}</ul></nav></header>'
        f'<main id="content">{body}</main>'
        f"<footer><p>{html.escape(cooperation.title)}. The record stands as of {html.escape(as_of)}; a zero or a silence means that nothing is recorded in its sources.</p></footer>"
        f"{packed}<script>{script}</script></body></html>\n"
    )


def page(
    notebook: nbformat.NotebookNode, cooperation: Cooperation, titles: dict[str, str], name: str
) -> str:
    """Return a run notebook as one self-contained page."""
    from nbconvert.filters import markdown2html

    parts, has_figures = [], False
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(markdown2html(cell.source).replace('.ipynb"', '.html"'))
            continue
        if cell.cell_type != "code":
            continue
        parts.append(
            f'<details class="code"><summary>Code</summary><pre>{html.escape(cell.source)}</pre></details>'
        )
        outputs = list(cell.outputs)
        while outputs:
            data = outputs.pop(0).get("data", {})
            if PLOTLY in data:
                has_figures = True
                parts.append(_figure(data[PLOTLY]))
                if outputs and 'class="finding"' in outputs[0].get("data", {}).get("text/html", ""):
                    outputs.pop(0)
            elif "text/html" in data:
                is_frame = 'class="dataframe"' in data["text/html"]
                parts.append(
                    f'<div class="wide">{data["text/html"]}</div>'
                    if is_frame
                    else data["text/html"]
                )
            elif "text/plain" in data:
                parts.append(f"<pre>{html.escape(data['text/plain'])}</pre>")
    return _shell(
        f"{titles[name]} – {cooperation.title}",
        "\n".join(parts),
        titles,
        name,
        cooperation,
        has_figures,
    )


def _figure(bundle: dict) -> str:
    """Return a figure: its text alternative, its data for the drawing script, its numbers."""
    layout = bundle["layout"]
    finding, table = html.escape(layout["meta"]["finding"]), layout["meta"]["table"]
    content = json.dumps({"data": bundle["data"], "layout": layout}, ensure_ascii=False).replace(
        "<", "\\u003c"
    )
    head = "".join(f"<th scope=col>{html.escape(str(c))}</th>" for c in table["columns"])
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(v))}</td>" for v in row) + "</tr>"
        for row in table["rows"]
    )
    return (
        f'<figure><script type="application/json">{content}</script>'
        f'<div class="plot" role="img" aria-label="{finding}" style="height:{int(layout["height"])}px"></div>'
        f"<figcaption>{finding}</figcaption>"
        f'<details class="numbers" open><summary>The numbers of this figure</summary><div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details></figure>'
    )


def findings(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the findings of a notebook's figures, in their order."""
    return [
        output["data"][PLOTLY]["layout"]["meta"]["finding"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if PLOTLY in output.get("data", {})
    ]


def index(
    pages: dict[str, nbformat.NotebookNode], cooperation: Cooperation, titles: dict[str, str]
) -> str:
    """Return the page that leads to the others."""
    cards = "".join(
        f'<li><h2><a href="{html.escape(name)}">{html.escape(titles[name])}</a></h2>'
        + "".join(f"<p>{html.escape(finding)}</p>" for finding in findings(notebook)[:1])
        + "</li>"
        for name, notebook in pages.items()
    )
    body = f"<h1>{html.escape(cooperation.title)}</h1><p>{html.escape(cooperation.description)}</p>{cooperation._repr_html_()}<ul class=cards>{cards}</ul>"
    return _shell(cooperation.title, body, titles, "index.html", cooperation, False)
