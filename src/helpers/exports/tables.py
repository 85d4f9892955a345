"""The record for other programs: tables as CSV for spreadsheets, Markdown and JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence

import pandas as pd

from .. import measures
from ..record import Cooperation

# A place where a cell begins if a sign that opens a formula follows, at once or after what is not
# seen.
_UNSEEN = "[\\s\\0\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
_FORMULA = re.compile(
    rf"(?:^|[;\t\r\n])(?={_UNSEEN}[=+\-@＝＋－＠﹦﹢﹣﹫])"
    r"|^(?=[\t\r\n\0])"
)
_HARMLESS = re.compile(r"[-－﹣](?:[0-9]+(?:[.,][0-9]+)*)?%?")  # a lone dash, a number below 0


def neutralised(text) -> object:
    """Return a cell for a spreadsheet: text that would run as a formula gets an apostrophe.

    Parameters
    ----------
    text : object
        The cell; what is not a str comes back as it is.

    Notes
    -----
    OWASP, CSV injection: https://owasp.org/www-community/attacks/CSV_Injection – only what begins a
    cell can run: `=`, `+`, `-`, `@`, their full-width or small form, a tab or a line end. So text
    with such a sign further on stays as it is, also after a comma, as text with a comma is in
    quotes. But a French or Dutch Excel splits at `;`, and as our cells do not begin there, their
    quotes do not hold it back; so the same is done after a `;`, and after a tab or a line end.
    A cell that is a lone dash or a number below 0 (`-5`) cannot run and stays.

    Examples
    --------
    >>> neutralised("=1+1")
    "'=1+1"
    >>> neutralised("tides;=1+1")
    "tides;'=1+1"
    >>> neutralised("Tokyo, (+81) 3")
    'Tokyo, (+81) 3'
    """
    if not isinstance(text, str) or _HARMLESS.fullmatch(text):
        return text
    return _FORMULA.sub(r"\g<0>'", text)


def csv_text(rows: Iterable[Sequence]) -> str:
    r"""Return rows as CSV that is harmless in a spreadsheet.

    Examples
    --------
    >>> csv_text([["Topic", 2031], ["=1+1", 2]])
    "Topic,2031\n'=1+1,2\n"
    """
    text = io.StringIO()
    cells = ([neutralised(cell) for cell in row] for row in rows)
    csv.writer(text, lineterminator="\n").writerows(cells)
    return text.getvalue()


def table_text(frame: pd.DataFrame, form: str) -> str:
    """Return a frame as CSV for spreadsheets, or as a Markdown table."""

    def cell(value):
        if isinstance(value, tuple):
            value = "; ".join(value)
        if isinstance(value, pd.Timestamp):
            return f"{value:%Y-%m-%d}"
        if isinstance(value, str):  # `csv` leaves a lone \r unquoted, and it would end the row
            return value.replace("\r\n", "\n").replace("\r", "\n")
        return "" if pd.api.types.is_scalar(value) and pd.isna(value) else value

    rows = [[cell(value) for value in row] for row in frame.astype(object).itertuples(index=False)]
    if form == "csv":
        return csv_text([list(frame.columns), *rows])
    lines = [list(map(str, frame.columns)), ["---"] * len(frame.columns), *rows]
    return "".join(
        "| "
        + " | ".join(
            str(v).replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ") for v in row
        )
        + " |\n"
        for row in lines
    )


def matrix_text(cooperation: Cooperation, count: str, form: str) -> str:
    """Return the topic-by-year matrix as `csv`, `markdown` or `json`."""
    matrix = measures.topic_year_matrix(cooperation, count)
    label, years = measures.topic_labels(cooperation), list(matrix.columns)
    if form != "json":
        rows = matrix.rename_axis(columns=None).reset_index()
        rows.insert(1, "label", rows["topic_id"].map(label))
        return table_text(rows, form)
    topics = [
        {
            "topic_id": topic,
            "label": label[topic],
            "counts": dict(zip(map(str, years), row, strict=True)),
        }
        for topic, row in zip(matrix.index, matrix.to_numpy().tolist(), strict=True)
    ]
    return as_json({"count": count, "years": years, "topics": topics})


def timeline_text(cooperation: Cooperation, form: str) -> str:
    """Return the timeline as `csv`, `markdown` or `json`."""
    rows = measures.timeline(cooperation).drop(columns=["topic_ids", "organisation_ids"])
    if form != "json":
        return table_text(rows, form)
    for column in ("start", "end", "at"):
        rows[column] = rows[column].dt.strftime("%Y-%m-%d")
    rows = rows.astype(object)
    return as_json(rows.where(rows.notna(), None).to_dict("records"))


def as_json(value, is_ascii: bool = False) -> str:
    r"""Return a value as JSON for people and programs, one final newline.

    Examples
    --------
    >>> print(as_json(["é"], is_ascii=True), end="")
    [
     "\u00e9"
    ]
    """
    return json.dumps(value, ensure_ascii=is_ascii, indent=1) + "\n"
