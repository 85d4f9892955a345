"""The command line: `python -m helpers …`."""

from __future__ import annotations

import argparse
import codecs
import datetime
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from .record import DataError, NotWrittenError

if TYPE_CHECKING:
    from .editing import Addition, Change


def _check(arguments) -> int:
    from .record import load_checked, remarks_on

    try:
        package, cooperation = load_checked(arguments.path)
    except DataError as error:
        if arguments.json:
            _put_json([asdict(problem) for problem in error.problems])
        else:
            print(error)
        return 1
    remarks = remarks_on(package, cooperation, arguments.today)
    if arguments.json:
        _put_json([asdict(remark) for remark in remarks])
        return 0
    print(f"{cooperation}\nNo problem found.")
    if count := len(remarks):
        plural = "s" * (count != 1)
        print(f"\n{count:,} remark{plural} on what may be right but needs a look\n\n{remarks}")
    return 0


def _day(text: str):
    from . import dates

    try:
        return dates.day_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(error) from error


def _matrix(arguments) -> int:
    from . import record
    from .exports import matrix_text

    cooperation = record.load(arguments.path)
    _put(matrix_text(cooperation, arguments.count, arguments.format), arguments.format)
    return 0


def _timeline(arguments) -> int:
    from . import record
    from .exports import timeline_text

    _put(timeline_text(record.load(arguments.path), arguments.format), arguments.format)
    return 0


def _add(arguments) -> int:
    from .editing import add_meeting, ask_meeting, asker, schema_of_record
    from .record import default_folder, folder_of, read_json

    folder = folder_of(arguments.path or default_folder())
    if arguments.schema:
        _put_json(schema_of_record(folder))
        return 0
    if arguments.source:
        name = "standard input" if arguments.source == "-" else arguments.source
        data = sys.stdin.buffer.read() if arguments.source == "-" else Path(name).read_bytes()
        done: Addition | None = add_meeting(folder, read_json(data, name), name)
        sys.stdout.write(str(done))
    elif sys.stdin.isatty():
        try:
            done = ask_meeting(folder, asker(), _tell)
        except (EOFError, KeyboardInterrupt):
            done = None
    else:
        _tell("add asks questions and needs a terminal; without one name a file: add --from FILE")
        return 2
    _tell(f"added {done.meeting_id}; now run make" if done else "Nothing was written.")
    return 0 if done else 1


def _change(arguments) -> int:
    from .editing import FULFILS, ask_change, asker, meeting_change, planned_change
    from .record import default_folder, folder_of

    folder = folder_of(arguments.path or default_folder())
    columns = [column for column, _ in arguments.values if column != FULFILS]
    if twice := [column for column in columns if columns.count(column) > 1]:
        _tell(f"{twice[0]} is set twice: set it once")
        return 2
    try:
        if arguments.values or arguments.id:
            plan = meeting_change(arguments.meeting, arguments.values, arguments.id)
        elif sys.stdin.isatty():
            plan = ask_change(folder, arguments.meeting, asker(), _tell)
        else:
            _tell("change asks questions and needs a terminal; without one: --set COLUMN=VALUE")
            return 2
        change = planned_change(folder, plan)
    except ValueError as error:
        _tell(str(error))
        return 2
    except EOFError:
        _tell("Nothing was written.")
        return 1
    if not change.new:
        _tell("Nothing changes.")
        return 0
    return 0 if _write_on_yes(folder, plan, change, arguments.yes) else 1


def _setting(text: str) -> tuple[str, str]:
    column, equals, value = text.partition("=")
    if not equals or not column:
        raise argparse.ArgumentTypeError(f"{text!r} is not COLUMN=VALUE, as in status=held")
    return column, value


def _workbook(arguments) -> int:
    from .exports import as_workbook
    from .record import check, default_folder, folder_of, read_package
    from .wording import counted

    package = read_package(folder_of(arguments.path or default_folder()))
    out, problems = Path(arguments.out), check(package)
    data = as_workbook(package, problems)
    try:
        with open(out, "xb") as file:
            file.write(data)
    except FileExistsError:
        _tell(f"{out}: is there already, perhaps with changes; move it, or name another: --out")
        return 2
    marked = ""
    if count := len(problems):
        marked = f"; {counted(count, 'problem')} {'is' if count == 1 else 'are'} marked in it"
    _tell(f"wrote {out}{marked}")
    return 0


def _import(arguments) -> int:
    from . import editing
    from .record import default_folder, folder_of

    folder = folder_of(arguments.path or default_folder())
    plan = editing.workbook_import(Path(arguments.file))
    change = editing.planned_change(folder, plan)
    if not change.new:
        _tell("\n".join([*change.lines, "The workbook holds what the record holds."]))
        return 0
    return 0 if _write_on_yes(folder, plan, change, arguments.yes) else 1


def _mend(arguments) -> int:
    from . import editing
    from .record import default_folder, folder_of

    folder = folder_of(arguments.path or default_folder())
    done = editing.planned_change(folder, editing.planned_mending)
    if not done.new:
        _tell("No cell can be mended without looking at the source.")
    elif not _write_on_yes(folder, editing.planned_mending, done, arguments.yes):
        return 1
    return _tell_rest(done)


def _write_on_yes(folder: Path, plan, change: Change, is_yes: bool) -> bool:
    """Show a change, and write it if a person or `--yes` says so; return whether it was written."""
    from .editing import write_change

    sys.stdout.write(f"{change}")
    sys.stdout.flush()
    _tell("\n".join(change.lines))
    if not is_yes and not sys.stdin.isatty():
        _tell("Nothing was written. Look at it and add --yes to write it.")
        return False
    while not is_yes:
        print("Write this (yes or no): ", end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline()
        is_yes = answer.strip().lower() == "yes"
        if answer.strip().lower() == "no" or not answer:
            _tell("Nothing was written.")
            return False
    write_change(folder, plan, change)
    _tell(f"wrote {', '.join(change.new)}; now run make")
    return True


def _tidy(arguments) -> int:
    from . import editing
    from .record import default_folder, folder_of

    folder = folder_of(arguments.path or default_folder())
    if arguments.encoding:
        return _decode(folder, arguments)
    if arguments.diff:
        sys.stdout.write(editing.preview_tidy(folder))
        return 0
    done = editing.tidy(folder)
    _tell(f"tidied {', '.join(done)}" if done else "Every file is tidy.")
    return 0


def _decode(folder: Path, arguments) -> int:
    from . import editing

    try:
        plan = editing.decoding(arguments.encoding)
    except ValueError as error:
        _tell(str(error))
        return 2
    change = editing.planned_change(folder, plan)
    if not change.new:
        _tell("Every file is UTF-8.")
        return 0
    if arguments.diff:
        sys.stdout.write(f"{change}")
        return 0
    return _tell_rest(change) if _write_on_yes(folder, plan, change, arguments.yes) else 1


def _tell_rest(change: Change) -> int:
    """Report the problems that a change leaves to a person; return the exit code."""
    from .wording import counted

    if count := len(change.problems):
        _tell(f"{counted(count, 'problem')} must be solved by a person:\n\n{change.problems}")
    return 1 if count else 0


def _diff(arguments) -> int:
    from . import measures
    from .record import NotFoundError, load_pair

    try:
        old, new = load_pair(arguments.old, arguments.new)
    except NotFoundError as error:
        _tell(str(error))
        return 2
    if arguments.json:
        _put_json(measures.diff(old, new))
    else:
        print("\n".join(measures.diff_in_words(old, new)) or "No difference.")
    return 0


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


def _put(text: str, form: str = "") -> None:
    """Write to standard output; JSON in ASCII where that is in no encoding of Unicode."""
    if form == "json" and not codecs.lookup(sys.stdout.encoding or "utf-8").name.startswith("utf"):
        from .exports import as_json

        text = as_json(json.loads(text), is_ascii=True)
    sys.stdout.write(text)


def _put_json(value) -> None:
    from .exports import as_json

    _put(as_json(value), "json")


def _show_all() -> None:
    """Let standard output and error write as an escape what their encoding does not have."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _site(arguments) -> int:
    from . import record
    from .record import default_folder, folder_of, project_folder

    data = folder_of(arguments.path or default_folder())
    in_place = not arguments.path and not os.environ.get("COOPERATION_DATA")
    project = project_folder()
    notebooks = sorted((project / "notebooks").glob("*.ipynb"))
    if not notebooks:
        _tell(f"{project / 'notebooks'}: there are no notebooks; run this in a copy of the project")
        return 2
    if in_place:
        notebooks += sorted((project / "examples").glob("*.ipynb"))
    cooperation = record.load(data)
    from .site import NotebookError, write_site  # costs 1.2 s less once a record has been read

    try:
        told = write_site(data, cooperation, notebooks, Path(arguments.out), in_place)
    except NotebookError as error:
        _tell(f"The pages were not written; the former ones are untouched.\n{error}")
        return 1
    told.append(f"wrote {arguments.out}/index.html and {len(notebooks)} pages")
    _tell("\n".join(told))
    return 0


def _pdf(arguments) -> int:
    from .site import BrowserError, write_pdfs

    site = Path(arguments.site)
    if not (site / "index.html").exists():
        _tell(f"{site}: there are no pages; write them first")
        return 2
    try:
        files = write_pdfs(site, site / "pdf")
    except BrowserError as error:
        _tell(f"The PDF files were not written: {error}")
        return 1
    _tell(f"wrote {len(files)} PDF files to {site / 'pdf'}")
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
            add_path(command)
        return command

    def add_path(command: argparse.ArgumentParser) -> None:
        command.add_argument(
            "path",
            nargs="?",
            type=os.path.expanduser,
            metavar="PATH",
            help="folder of the record; without it $COOPERATION_DATA, else data/",
        )

    check = add(
        "check", _check, "report all problems in the data, or all remarks if there are none"
    )
    check.add_argument("--json", action="store_true", help="all problems or remarks as JSON")
    check.add_argument(
        "--today",
        metavar="DAY",
        type=_day,
        default=f"{datetime.date.today()}",
        help="the day on which the record is looked at (default: the day of this machine)",
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
    new = add(
        "add",
        _add,
        "ask about a meeting and its details, check the answers, show the rows and write them",
    )
    new.add_argument(
        "--from",
        dest="source",
        type=os.path.expanduser,
        metavar="FILE",
        help="without questions: the meeting as JSON, - for standard input",
    )
    new.add_argument("--schema", action="store_true", help="print the JSON Schema of FILE")
    change = add("change", _change, "change a meeting, and all tables with it", path=False)
    change.add_argument("meeting", metavar="MEETING", help="the id of the meeting")
    add_path(change)
    change.add_argument(
        "--set",
        dest="values",
        metavar="COLUMN=VALUE",
        type=_setting,
        action="append",
        default=[],
        help="a cell of the meeting; fulfils=ID names a promise that it kept (may be repeated)",
    )
    change.add_argument("--id", metavar="NEW", default="", help="rename the meeting everywhere")
    change.add_argument("--yes", action="store_true", help="write without asking")
    book = add("workbook", _workbook, "write the record as one workbook, to edit and import again")
    book.add_argument(
        "--out",
        metavar="FILE.xlsx",
        default="record.xlsx",
        type=os.path.expanduser,
        help="the workbook (default: record.xlsx); a file that is there is never overwritten",
    )
    taken = add(
        "import", _import, "take the changes of a workbook into the record, shown first", path=False
    )
    taken.add_argument("file", metavar="FILE.xlsx", type=os.path.expanduser, help="the workbook")
    add_path(taken)
    taken.add_argument("--yes", action="store_true", help="write without asking")
    mend = add("mend", _mend, "put right every cell that can be read in only one way, shown first")
    mend.add_argument("--yes", action="store_true", help="write without asking")
    tidy = add("tidy", _tidy, "rewrite the CSV files in canonical form, no value changed")
    tidy.add_argument("--diff", action="store_true", help="only show what it would change")
    tidy.add_argument(
        "--from-encoding",
        dest="encoding",
        metavar="NAME",
        help="rewrite files in another encoding, such as cp932, as UTF-8; their text is shown first",
    )
    tidy.add_argument("--yes", action="store_true", help="with --from-encoding: do not ask")
    diff = add("diff", _diff, "say in words what a record adds or changes", path=False)
    diff.add_argument(
        "old",
        metavar="OLD",
        nargs="?",
        type=os.path.expanduser,
        default="HEAD",
        help="a folder, or a revision of git such as HEAD~1 (default: HEAD)",
    )
    diff.add_argument(
        "new",
        metavar="NEW",
        nargs="?",
        type=os.path.expanduser,
        help="the same (default: the record as it is now)",
    )
    diff.add_argument("--json", action="store_true", help="all that differs, as JSON")
    add("site", _site, "run the notebooks on a record and write the pages").add_argument(
        "--out",
        default="site",
        type=os.path.expanduser,
        help="folder of the pages (default: site)",
    )
    add("pdf", _pdf, "print the pages to PDF by a Chromium or Chrome", path=False).add_argument(
        "--site",
        default="site",
        type=os.path.expanduser,
        help="folder of the pages (default: site); they go to its pdf/",
    )
    return top


def _arguments(words: list[str] | None) -> argparse.Namespace:
    """Return what was asked for; PATH may also follow the options, where argparse reads none."""
    top = parser()
    arguments, rest = top.parse_known_args(words)
    if len(rest) == 1 and not rest[0].startswith("-") and getattr(arguments, "path", "") is None:
        arguments.path = os.path.expanduser(rest[0])
    elif rest:
        top.error(f"unrecognized arguments: {' '.join(rest)}")
    return arguments


def main(words: list[str] | None = None) -> int:
    """Run a command; return 0 when fine, 1 when the data has problems, 2 for wrong usage."""
    _show_all()
    arguments = _arguments(words)
    for kind in ("path", "source", "file"):
        named = getattr(arguments, kind, None)
        if named not in (None, "-") and not Path(named).exists():
            _tell(f"{named}: there is no such {'folder' if kind == 'path' else 'file'}")
            return 2
    try:
        return arguments.function(arguments)
    except (DataError, NotWrittenError) as error:
        _tell(str(error))
        return 1
    except KeyboardInterrupt:
        _tell("Stopped.")
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        _tell(f"{error.filename or ''}: {error.strerror or error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
