"""The command line: `python -m helpers …`."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from .problems import DataError

ROOT = Path(__file__).parents[2]


def _check(arguments) -> int:
    from . import tables

    try:
        cooperation = tables.load(arguments.path)
    except DataError as error:
        if arguments.json:
            from . import exports

            sys.stdout.write(exports.as_json([asdict(problem) for problem in error.problems]))
        else:
            print(error)
        return 1
    print("[]" if arguments.json else f"{cooperation}\nNo problem found.")
    return 0


def _matrix(arguments) -> int:
    from . import exports, tables

    cooperation = tables.load(arguments.path)
    sys.stdout.write(exports.matrix_text(cooperation, arguments.count, arguments.format))
    return 0


def _timeline(arguments) -> int:
    from . import exports, tables

    sys.stdout.write(exports.timeline_text(tables.load(arguments.path), arguments.format))
    return 0


def _documents(arguments) -> int:
    from . import documents

    for line in documents.write(ROOT):
        print(line, file=sys.stderr)
    return 0


def _site(arguments) -> int:
    import os

    from . import pages, storage, tables

    data = Path(arguments.path) if arguments.path else storage.default_folder()
    in_place = not arguments.path and not os.environ.get("COOPERATION_DATA")
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    try:
        told = pages.site(data, tables.load(data), notebooks, Path(arguments.out), in_place)
    except pages.NotebookError as error:
        print(
            f"The pages were not written; the former ones are untouched.\n{error}", file=sys.stderr
        )
        return 1
    told.append(f"wrote {arguments.out}/index.html and {len(notebooks)} pages")
    print("\n".join(told), file=sys.stderr)
    return 0


def _pdf(arguments) -> int:
    from . import browser, printing

    site = Path(arguments.site)
    if not (site / "index.html").exists():
        print(f"{site}: there are no pages; write them first", file=sys.stderr)
        return 2
    try:
        files = printing.write_pdfs(site, site / "pdf")
    except browser.BrowserError as error:
        print(f"The PDF files were not written: {error}", file=sys.stderr)
        return 1
    print(f"wrote {len(files)} PDF files to {site / 'pdf'}", file=sys.stderr)
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="python -m helpers",
        description="The record of a cooperation between two countries: check it, measure it, show it.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, function, text: str, path: bool = True) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(function=function)
        if path:
            command.add_argument(
                "path",
                nargs="?",
                metavar="PATH",
                help="folder of the record; without it $COOPERATION_DATA, else data/",
            )
        return command

    add("check", _check, "tell every problem in the data, or that there is none").add_argument(
        "--json", action="store_true", help="all problems as JSON"
    )
    matrix = add("matrix", _matrix, "print the topic-by-year matrix")
    matrix.add_argument(
        "--count",
        choices=["meetings", "exchanges"],
        default="meetings",
        help="what a number counts",
    )
    for command in (matrix, add("timeline", _timeline, "print the meetings in time")):
        command.add_argument(
            "--format",
            choices=["csv", "markdown", "json"],
            default="csv",
            help="csv for spreadsheets (default), markdown, json",
        )
    add(
        "documents",
        _documents,
        "renew the dictionary, the list of checks, the README's pictures",
        path=False,
    )
    add("site", _site, "run the notebooks on a record and write the pages").add_argument(
        "--out", default="site", help="folder of the pages (default: site)"
    )
    add("pdf", _pdf, "print the pages to PDF by a Chromium or Chrome", path=False).add_argument(
        "--site", default="site", help="folder of the pages (default: site); they go to its pdf/"
    )
    return top


def main(words: list[str] | None = None) -> int:
    """Run a command; return 0 when fine, 1 when the data has problems, 2 for wrong usage."""
    arguments = parser().parse_args(words)
    path = getattr(arguments, "path", None)
    if path is not None and not Path(path).exists():
        print(f"{path}: there is no such folder", file=sys.stderr)
        return 2
    try:
        return arguments.function(arguments)
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        print(f"{error.filename or ''}: {error.strerror or error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
