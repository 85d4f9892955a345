"""Public lists of hostile text: nothing of them runs, in a page or in a spreadsheet."""

import csv
import io
import itertools
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

import helpers
import in_process
from helpers.exports.tables import table_text
from places import COLUMNS, INVENTED, NOTEBOOKS

CORPORA = Path(__file__).parents[1] / "data" / "corpora"
IDS = {"meetings": "meeting_id", "exchanges": "exchange_id", "commitments": "commitment_id"}


def lines(name: str) -> list[str]:
    """Return the texts of a list that can stand in a cell: no control character, no space around."""
    texts = (CORPORA / name).read_text(encoding="utf-8").split("\n")
    told = (re.sub(r"[\x00-\x1f\x7f-\x9f]", "", text).strip() for text in texts)
    return list(dict.fromkeys(filter(None, told)))


def record_of(texts: list[str], folder: Path) -> Path:
    """Write the invented record so many times over that each text stands in it, none left out."""
    shutil.copytree(INVENTED, folder)
    tables = {
        name: pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        for name in COLUMNS
    }
    cells = sum(len(tables[name]) * len(COLUMNS[name]) for name in (*IDS, "participants"))
    copies = [str(number) for number in range(-(-len(texts) // cells))]
    left = itertools.cycle(texts)
    for name, rows in tables.items():
        if name in IDS or name == "participants":
            rows = pd.concat([_again(rows, name, copy) for copy in copies])
        for column in set(COLUMNS[name]) & set(rows):
            rows[column] = list(itertools.islice(left, len(rows)))
        if name == "searches":
            rows["commitment_id"] = ""
        rows.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    return folder


def _again(rows: pd.DataFrame, name: str, copy: str) -> pd.DataFrame:
    """Return rows whose meetings, and what hangs on them, have ids of their own."""
    new = {"meeting_id": rows["meeting_id"] + f"-{copy}"}
    if (key := IDS.get(name)) and key != "meeting_id":
        rests = zip(rows[key], rows["meeting_id"], strict=True)
        new[key] = [f"{meeting}-{copy}{one.removeprefix(meeting)}" for one, meeting in rests]
    if "fulfilled_by" in rows:
        new["fulfilled_by"] = rows["fulfilled_by"].where(
            rows["fulfilled_by"].eq(""), rows["fulfilled_by"] + f"-{copy}"
        )
    return rows.assign(**new)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    texts = lines("xss-payload-list.txt")
    folder = record_of(texts, tmp_path_factory.mktemp("corpora") / "record")
    cooperation = helpers.load(folder)
    standing = {
        text
        for name, columns in COLUMNS.items()
        for column in set(columns) & set(cooperation.tables[name])
        for text in cooperation.tables[name][column].dropna()
    }
    assert len(texts) > 6_000 and set(texts) <= standing
    shown = [path for path in NOTEBOOKS if path.stem.startswith(("01", "02", "04"))]
    return in_process.write_pages(folder, folder.parent / "site", shown)


@pytest.mark.parametrize(
    "name", ["index", "01-timeline", "02-topic-by-year", "04-promises-and-coverage"]
)
def test_no_text_of_a_public_list_runs_or_asks_for_anything(attacked, opened, name):
    page = opened(
        attacked / f"{name}.html"
    )  # which fails on a dialog, an error, a breach of policy
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.evaluate(
        "document.querySelectorAll('main *').forEach(e => e.dispatchEvent(new Event('mouseover')))"
    )
    assert [u for u in page.asked if not u.startswith((attacked.as_uri(), "data:"))] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_no_formula_of_a_public_list_opens_a_cell_of_a_spreadsheet():
    texts = lines("csv-payload.txt")
    told = table_text(pd.DataFrame({"before": "x", "cell": texts, "after": "y"}), "csv")
    rows = list(csv.reader(io.StringIO(told, newline="")))
    assert len(rows) == 1 + len(texts) >= 6
    opening = [cell for row in rows for cell in row if re.match(r"\s*[=+\-@]", cell)]
    assert opening == []
