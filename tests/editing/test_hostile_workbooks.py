"""Hostile workbooks are refused within 5 s, a quarter of what passes is read within 15 s, each in 1 GB."""

import io
import resource
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from helpers.exports import as_workbook
from helpers.record import read_package
from places import INVENTED

pytestmark = pytest.mark.slow  # each test starts a process
GIGABYTE = 1_000_000_000
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"
TOPICS = "xl/worksheets/sheet6.xml"


def book_with(path: Path, name: str, blocks: Iterable[bytes]) -> Path:
    """Write the workbook of the invented record with one part in place of another, block by block."""
    good = as_workbook(read_package(INVENTED))
    with (
        zipfile.ZipFile(io.BytesIO(good)) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for other in old.namelist():
            if other != name:
                new.writestr(other, old.read(other))
        with new.open(name, "w", force_zip64=True) as part:
            for block in blocks:
                part.write(block)
    return path


def take(path: Path, folder: Path, seconds: int) -> tuple[int, str]:
    """Import a workbook in a process of limited time and memory; return its code and its words."""
    copy = folder / "record"
    shutil.copytree(INVENTED, copy, ignore=shutil.ignore_patterns(".*"))

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_DATA, (GIGABYTE, GIGABYTE))

    words = [sys.executable, "-m", "helpers", "import", str(path), str(copy)]
    done = subprocess.run(words, capture_output=True, text=True, preexec_fn=limit)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def rows(count: int, cells: bytes) -> Iterable[bytes]:
    yield HEAD
    for start in range(1, count + 1, 1000):
        yield b"".join(b'<row r="%d">%s</row>' % (row, cells) for row in range(start, start + 1000))
    yield TAIL


@pytest.mark.parametrize(
    ("name", "blocks", "why"),
    [
        (TOPICS, lambda: [HEAD, *[b" " * 10_000_000] * 150, TAIL], "unpacks to"),
        ("xl/sharedStrings.xml", lambda: [b" " * 1_000_000] * 150, "unpacks to"),
        ("xl/styles.xml", lambda: [b"<xf/>" * 1_000_000] * 3, "unpacks to"),
        ("xl/styles.xml", lambda: [b"<xf/>" * 1_000_000], "holds more"),
        ("xl/sharedStrings.xml", lambda: [b"<sst>", *[b"<si/>" * 1000] * 7000], "holds more"),
        (TOPICS, lambda: [HEAD, b"<row><c>" * 100_000], "is damaged"),
        (TOPICS, lambda: rows(1_048_000, b'<c s="1"/>' * 12), "holds more"),
        (TOPICS, lambda: [HEAD, b'<row r="99999999999"><c t="str"><v>x</v></c></row>', TAIL], ""),
    ],
    ids=[
        "bomb",
        "texts",
        "styles",
        "formats",
        "too many texts",
        "deep",
        "too many cells",
        "row beyond the sheet",
    ],
)
def test_a_hostile_workbook_is_refused_within_five_seconds(tmp_path, name, blocks, why):
    path = book_with(tmp_path / "book.xlsx", name, blocks())
    code, err = take(path, tmp_path, 5)
    assert code == 1, err
    assert f"{path}: {why}" in err if why else "book.xlsx, topics" in err


@pytest.mark.parametrize(
    "blocks",
    [
        lambda: rows(262_000, b'<c s="1"/>' * 3),
        lambda: [HEAD, b'<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>', TAIL],
        lambda: rows(12_000, b'<c t="str"><v>a text</v></c>' * 12),
    ],
    ids=["blank rows", "the last cell", "many cells"],
)
def test_a_quarter_of_what_is_not_refused_is_read_within_a_quarter_of_a_minute(tmp_path, blocks):
    code, err = take(book_with(tmp_path / "book.xlsx", TOPICS, blocks()), tmp_path, 15)
    assert code == 1 and "book.xlsx, topics" in err, err
