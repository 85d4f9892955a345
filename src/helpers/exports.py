"""The record for other programs: tables as CSV for spreadsheets, Markdown and JSON."""

from __future__ import annotations

import csv
import io
import json
import re

import pandas as pd

from . import meetings, topics
from .cooperation import Cooperation

# A place where a cell may begin (the text itself, after a delimiter or line end) if a sign that
# opens a formula follows, at once or after blanks, quotes, brackets or characters that are not seen.
_FORMULA = re.compile(r"(?:^|[,;|\t\r\n])(?=\W*[=+\-@＝＋－＠﹦﹢﹣﹫])|^(?=[\t\r\n\0])")


def neutralised(text) -> object:
    """Return a cell for a spreadsheet: text that would run as a formula gets an apostrophe.

    Parameters
    ----------
    text : object
        The cell; what is not a str comes back as it is.

    Notes
    -----
    OWASP, CSV injection: https://owasp.org/www-community/attacks/CSV_Injection – a formula opens
    with `=`, `+`, `-`, `@`, their full-width or small form, or stands behind a tab or line end. A
    program that takes another delimiter than ours (a French or Dutch Excel splits at `;`) or
    overlooks a quote begins a cell within the text, so the same holds after every delimiter.

    Examples
    --------
    >>> neutralised("=1+1")
    "'=1+1"
    >>> neutralised("tides;=1+1")
    "tides;'=1+1"
    """
    return _FORMULA.sub(r"\g<0>'", text) if isinstance(text, str) else text


def table(frame: pd.DataFrame, form: str) -> str:
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
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(
            [list(frame.columns), *([neutralised(v) for v in row] for row in rows)]
        )
        return out.getvalue()
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
    matrix = topics.topic_year_matrix(cooperation, count)
    label, years = cooperation.topics.set_index("topic_id")["label"], list(matrix.columns)
    if form != "json":
        rows = matrix.rename_axis(columns=None).reset_index()
        rows.insert(1, "label", rows["topic_id"].map(label))
        return table(rows, form)
    rows = [
        {
            "topic_id": topic,
            "label": label[topic],
            "counts": dict(zip(map(str, years), row, strict=True)),
        }
        for topic, row in zip(matrix.index, matrix.to_numpy().tolist(), strict=True)
    ]
    return as_json({"count": count, "years": years, "topics": rows})


def timeline_text(cooperation: Cooperation, form: str) -> str:
    """Return the timeline as `csv`, `markdown` or `json`."""
    rows = meetings.timeline(cooperation).drop(columns=["topic_ids", "organisation_ids"])
    if form != "json":
        return table(rows, form)
    for column in ("start", "end"):
        rows[column] = rows[column].dt.strftime("%Y-%m-%d")
    rows = rows.astype(object)
    return as_json(rows.where(rows.notna(), None).to_dict("records"))


def as_json(value) -> str:
    """Return a value as JSON for people and programs, one final newline."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
