"""What a newer record adds to an older one, or changes in it: as data, and in words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from . import dates
from .cooperation import Cooperation
from .labels import organisation_labels
from .promises import follow_up
from .topics import topic_year_matrix
from .wording import words

_PARTS = ("start", "end", "precision", "is_approximate", "is_lasting")
_CALLED = ("title", "label", "short_name", "name", "promise", "looked_for")


def between(old: Cooperation, new: Cooperation) -> dict:
    """Return what differs between two records.

    Parameters
    ----------
    old, new : Cooperation
        Two states of a record.

    Returns
    -------
    dict
        `as_of` (both days); `added` and `removed` (table → rows, each column → text); `changed` (a
        row a cell: table, key, column, old, new); `matrix` (topic_id, label, year, held meetings
        old and new); `promises` (commitment_id, promise, due, state old and new, kept_by).

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> between(record.where(year=(2031, 2032)), record)["matrix"][0]["label"]
    'Tidal power'
    """
    added, removed, changed = {}, {}, []
    for name in dict.fromkeys([*new.tables, *old.tables]):
        before, after = _text(old, name), _text(new, name)
        key = list(new.keys.get(name) or old.keys.get(name) or ())
        columns = list(dict.fromkeys([*after, *before]))
        before, after = (f.reindex(columns=columns, fill_value="") for f in (before, after))
        before, after = (_by_key(f, key or columns) for f in (before, after))
        if len(rows := after[~after.index.isin(before.index)]):
            added[name] = rows.to_dict("records")
        if len(rows := before[~before.index.isin(after.index)]):
            removed[name] = rows.to_dict("records")
        if key:
            changed += _cells(name, key, before, after)
    return {
        "as_of": {"old": _day(old), "new": _day(new)},
        "added": added,
        "removed": removed,
        "changed": changed,
        "matrix": _matrix(old, new),
        "promises": _promises(old, new),
    }


def _text(cooperation: Cooperation, name: str) -> pd.DataFrame:
    """Return the columns of a table as they stand in its file, as text."""
    frame = cooperation.tables.get(name, pd.DataFrame())
    made = {
        f"{prefix}{part}"
        for prefix in ("" if column == "date" else f"{column}_" for column in frame)
        if f"{prefix}is_lasting" in frame
        for part in _PARTS
    }
    return frame.drop(columns=list(made)).astype("string").fillna("")


def _by_key(frame: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Return rows indexed by their key."""
    return frame.set_index(pd.MultiIndex.from_arrays([frame[column] for column in key]))


def _cells(name: str, key: list[str], before: pd.DataFrame, after: pd.DataFrame) -> list[dict]:
    """Return the cells that differ in rows that stand in both."""
    both = after.index[after.index.isin(before.index)]
    old, new = before.loc[both], after.loc[both]
    differs = (old != new).to_numpy()
    return [
        {
            "table": name,
            "key": " ".join(new[column].iat[row] for column in key),
            "column": new.columns[at],
            "old": old.iat[row, at],
            "new": new.iat[row, at],
        }
        for row, at in zip(*differs.nonzero(), strict=True)
    ]


def _day(cooperation: Cooperation) -> str | None:
    """Return the day as of which a record stands."""
    return f"{cooperation.as_of:%Y-%m-%d}" if pd.notna(cooperation.as_of) else None


def _matrix(old: Cooperation, new: Cooperation) -> list[dict]:
    """Return the cells of the topic-by-year matrix that differ, topics as in the new one."""
    after, before = topic_year_matrix(new), topic_year_matrix(old)
    labels = {
        topic: label
        for record in (old, new)
        for topic, label in record.topics[["topic_id", "label"]].itertuples(index=False)
    }
    topics = list(dict.fromkeys([*after.index, *before.index]))
    years = sorted({*before, *after})
    before, after = (
        counts.reindex(topics, columns=years, fill_value=0) for counts in (before, after)
    )
    return [
        {
            "topic_id": topics[topic],
            "label": labels[topics[topic]],
            "year": years[year],
            "old": int(before.iat[topic, year]),
            "new": int(after.iat[topic, year]),
        }
        for topic, year in zip(*(before != after).to_numpy().nonzero(), strict=True)
    ]


def _promises(old: Cooperation, new: Cooperation) -> list[dict]:
    """Return the commitments of the new record whose state differs; of a new one only if not open."""
    after = follow_up(new)
    before = follow_up(old).set_index("commitment_id")["state"].astype("string")
    rows = after.assign(old=before.reindex(after["commitment_id"]).to_numpy())
    rows = rows[rows["state"].astype("string").ne(rows["old"].fillna("open"))]
    rows = rows[["commitment_id", "promise", "due", "old", "state", "kept_by"]].astype(object)
    return rows.where(rows.notna(), None).rename(columns={"state": "new"}).to_dict("records")


def in_words(old: Cooperation, new: Cooperation) -> list[str]:
    """Return what differs between two records, a sentence each; nothing where they are alike.

    Parameters
    ----------
    old, new : Cooperation
        Two states of a record.

    Returns
    -------
    list of str
        New meetings and exchanges first, then the matrix and the promises, then what else was
        added, changed or removed. Plain text: whoever puts it into HTML escapes it.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> in_words(record, record)
    []
    """
    told = between(old, new)
    titles = new.meetings.set_index("meeting_id")["title"]
    topics = new.topics.set_index("topic_id")["label"]
    bodies = organisation_labels(new)
    added, lines = told["added"], []
    for row in added.pop("meetings", []):
        status = "" if row["status"] == "held" else f", {row['status']}"
        lines.append(f"New meeting: {row['title']} ({dates.in_words(row['date'])}{status})")
    for row in added.pop("exchanges", []):
        ends = f"{bodies.get(row['from_id'])} to {bodies.get(row['to_id'])}"
        how = f"{words(row['mode'])}, {ends if row['from_id'] else 'mutual'}"
        lines.append(
            f"New exchange: {topics[row['topic_id']]} ({how}), at {titles[row['meeting_id']]}"
        )
    lines += [f"New promise{_due(row)}: {row['promise']}" for row in added.pop("commitments", [])]
    for cell in told["matrix"]:
        meetings = f"{cell['new']} held meeting{'s' * (cell['new'] != 1)}"
        lines.append(f"{cell['label']}, {cell['year']}: {meetings}, before {cell['old']}")
    lines += [_promise(row, titles) for row in told["promises"]]
    lines += [f"New in {name}: {_named(rows, titles, bodies)}" for name, rows in added.items()]
    known = {row["commitment_id"] for row in told["promises"]}
    lines += [
        _cell(cell)
        for cell in told["changed"]
        if cell["column"] != "fulfilled_by" or cell["key"] not in known
    ]
    for name, rows in told["removed"].items():
        lines.append(f"Removed from {name}: {_named(rows, titles, bodies)}")
    if told["as_of"]["old"] != told["as_of"]["new"]:
        before, after = (dates.in_words(told["as_of"][x] or "") for x in ("old", "new"))
        lines.append(f"The record stands as of {after}, before of {before}")
    return [line if line.endswith((".", "!", "?")) else f"{line}." for line in lines]


def _due(row: Mapping) -> str:
    """Return when something promised is due, where that is known."""
    return f" (due {dates.in_words(row['due'])})" if row["due"] else ""


def _promise(row: Mapping, titles: Mapping) -> str:
    """Return what became of a promise."""
    if row["new"] == "kept":
        return f"Promise kept (by {titles[row['kept_by']]}): {row['promise']}"
    state = {"overdue": "Newly overdue", "open": "Open again"}[row["new"]]
    return f"{state}{_due(row)}: {row['promise']}"


def _cell(cell: Mapping) -> str:
    """Return what became of a cell of a row that stood there before."""
    before, after = (f"“{cell[x]}”" if cell[x] else "empty" for x in ("old", "new"))
    return (
        f"Changed in {cell['table']}, {cell['key']}: {cell['column']} is {after}, before {before}"
    )


def _named(rows: list[Mapping], titles: Mapping, bodies: Mapping) -> str:
    """Return what rows are called, the first ten of them."""

    def called(row: Mapping) -> str:
        if "organisation_id" in row and "meeting_id" in row:
            body, meeting = row["organisation_id"], row["meeting_id"]
            return f"{bodies.get(body, body)} at {titles.get(meeting, meeting)}"
        return next((row[c] for c in _CALLED if row.get(c)), "") or next(iter(row.values()), "")

    shown = "; ".join(called(row) for row in rows[:10])
    return shown + (f"; and {len(rows) - 10} more" if len(rows) > 10 else "")
