"""The record for other programs: tables as CSV for spreadsheets, Markdown and JSON."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd

from . import meetings, topics
from .cooperation import Cooperation


def neutralised(text) -> object:
    """Return a cell for a spreadsheet: one that would run as a formula gets an apostrophe.

    Notes
    -----
    OWASP, CSV injection: https://owasp.org/www-community/attacks/CSV_Injection

    Examples
    --------
    >>> neutralised("=1+1")
    "'=1+1"
    """
    return (
        f"'{text}"
        if isinstance(text, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r")
        else text
    )


def table(frame: pd.DataFrame, form: str) -> str:
    """Return a frame as CSV for spreadsheets, or as a Markdown table."""

    def cell(value):
        if isinstance(value, tuple):
            value = "; ".join(value)
        if isinstance(value, pd.Timestamp):
            return f"{value:%Y-%m-%d}"
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
    if form != "json":
        return table(matrix.reset_index(), form)
    years = [column for column in matrix.columns if column != "label"]
    rows = [
        {
            "topic_id": topic,
            "label": row["label"],
            "counts": {str(year): int(row[year]) for year in years},
        }
        for topic, row in matrix.iterrows()
    ]
    return as_json({"count": count, "years": years, "topics": rows})


def timeline_text(cooperation: Cooperation, form: str) -> str:
    """Return the timeline as `csv`, `markdown` or `json`."""
    rows = meetings.timeline(cooperation)
    if form != "json":
        return table(rows, form)
    for column in ("start", "end"):
        rows[column] = rows[column].dt.strftime("%Y-%m-%d")
    rows = rows.astype(object)
    return as_json(rows.where(rows.notna(), None).to_dict("records"))


def as_json(value) -> str:
    """Return a value as JSON for people and programs, one final newline."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
