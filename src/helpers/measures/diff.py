"""What a newer record adds to an older one, or changes in it: as data, and in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from .. import dates
from ..record import AGREEMENT, HELD, INTENTION, Cooperation, dated, parts_of_date
from ..wording import counted, status_words, words
from .follow_up import follow_up
from .meeting_changes import renamed_keys, renamed_meetings, what_became, with_new_keys
from .topic_year_matrix import topic_year_matrix

_CALLED = {
    "organisations": ("short_name", "name"),
    "commitments": ("promise",),
    "topics": ("label",),
    "areas": ("label",),
    "sources": ("title",),
    "searches": ("looked_for",),
}
_AT_MEETINGS = {"participants": "organisation_id", "exchanges": "topic_id"}
_OF_OUTCOME = ("fulfilled_by", "outcome", "replaced_by")  # cells that a change of state says
_STATES = {
    "kept": "Promise kept",
    "kept-in-part": "Promise kept in part",
    "dropped": "Promise dropped",
    "replaced": "Promise replaced",
    "open": "Open again",
    "overdue": "Newly overdue",
    "past": "Stated intention, now past, nothing recorded",
}
_OTHERS = ("title", "label", "short_name", "name")  # what the rows of further tables are called by


class _Names:
    """What readers call the rows of two records, those of the new one first; an id only at need."""

    def __init__(self, old: Cooperation, new: Cooperation) -> None:
        self._records = [record.record for record in (old, new)]
        self._declarations = [record.declaration.tables for record in self._records]
        self._names: dict[str, dict[str, str]] = {}

    def key(self, table: str, key: str) -> str:
        """Return what the row of a key is called, the parts of the key joined by spaces."""
        if table not in self._names:
            self._names[table] = names = {}
            for record in self._records:
                columns = record.keys.get(table) or ()
                for row in _text(record, table).to_dict("records") if columns else ():
                    names[_key(row, columns)] = self.row(table, row)
        return self._names[table].get(key, key)

    def cell(self, table: str, column: str, value: str) -> str:
        """Return a cell, or what the row of another table that it names is called."""
        for tables in self._declarations:
            if table in tables and (to := tables[table].referred_table(column)):
                return self.key(to, value)
        return value

    def row(self, table: str, row: Mapping[Any, str]) -> str:
        """Return what a row is called."""
        if table == "meetings":
            return f"{row['title']}, {dates.in_words(row['date'])}"
        if table == "names":
            is_agreement = row["table"] == AGREEMENT
            named = "the agreement" if is_agreement else self.key(row["table"], row["id"])
            return f"{row['name']} ({row['language']}), for {named}"
        if table in _AT_MEETINGS:
            what, at = _AT_MEETINGS[table], "meeting_id"
            return f"{self.cell(table, what, row[what])} at {self.cell(table, at, row[at])}"
        called = next((row[c] for c in _CALLED.get(table, _OTHERS) if row.get(c)), "")
        return called or ", ".join(self.cell(table, c, v) for c, v in row.items() if v)

    def rows(self, table: str, rows: list[Mapping]) -> str:
        """Return what rows are called, the first ten of them."""
        shown = "; ".join(self.row(table, row) for row in rows[:10])
        return shown + (f"; and {len(rows) - 10} more" if len(rows) > 10 else "")


def _key(row: Mapping[Any, str], columns) -> str:
    """Return the key of a row as one text."""
    return " ".join(row[column] for column in columns)


def diff(old: Cooperation, new: Cooperation) -> dict:
    """Return what differs between two records.

    Parameters
    ----------
    old, new : Cooperation
        Two states of a record.

    Returns
    -------
    dict
        Plain JSON:

        - `as_of`: the days of both, `old` and `new`
        - `added`, `removed`: table → rows, each of them column → text
        - `changed`: a cell each, `table`, `key`, `column`, `old`, `new`
        - `renamed`: a meeting each that got another id, `old`, `new`; its rows are no other rows
        - `matrix`: a cell each, `topic_id`, `label`, `year`, the held meetings `old` and `new`
        - `promises`: a commitment each, `commitment_id`, `promise`, `due`, the state `old` and
          `new`, `kept_by`, `replaced_by`

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> diff(record.where(year=(2031, 2032)), record)["matrix"][0]["label"]
    'Tidal power'
    """
    added, removed, changed = {}, {}, []
    renamed = renamed_meetings(_text(old, "meetings"), _text(new, "meetings"))
    texts = {name: _text(old, name) for name in old.tables} if renamed else {}
    keys = renamed_keys(old, texts, renamed)
    for name in dict.fromkeys([*new.tables, *old.tables]):
        if not renamed and _is_same(old, new, name):
            continue
        before = with_new_keys(old, name, _text(old, name), keys)
        after = _text(new, name)
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
        "renamed": [{"old": was, "new": now} for was, now in renamed.items()],
        "matrix": _matrix(old, new),
        "promises": _commitments(old, new, keys.get("commitments", {})),
    }


def _text(cooperation: Cooperation, name: str) -> pd.DataFrame:
    """Return the columns of a table as they are in its file, as text."""
    frame = cooperation.tables.get(name, pd.DataFrame())
    table = cooperation.declaration.tables.get(name)
    beside = [part for date in (dated(table) if table else ()) for part in parts_of_date(date)]
    return frame.drop(columns=beside, errors="ignore").astype("string").fillna("")


def _is_same(old: Cooperation, new: Cooperation, name: str) -> bool:
    """Tell whether both records have a table, with the same rows in the same order."""
    tables = [record.tables[name] for record in (old, new) if name in record.tables]
    return len(tables) == 2 and tables[0].equals(tables[1])


def _by_key(frame: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Return rows indexed by their key."""
    return frame.set_index(pd.MultiIndex.from_arrays([frame[column] for column in key]))


def _cells(name: str, key: list[str], before: pd.DataFrame, after: pd.DataFrame) -> list[dict]:
    """Return the cells that differ in rows that are in both."""
    both = after.index[after.index.isin(before.index)]
    old, new = before.loc[both], after.loc[both]
    differs = (old != new).to_numpy()
    return [
        {
            "table": name,
            "key": _key(new.iloc[row], key),
            "column": new.columns[at],
            "old": old.iat[row, at],
            "new": new.iat[row, at],
        }
        for row, at in zip(*differs.nonzero(), strict=True)
    ]


def _day(cooperation: Cooperation) -> str | None:
    """Return the as-of day of a record."""
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
    earlier, later = (
        counts.reindex(topics, columns=years, fill_value=0).to_numpy() for counts in (before, after)
    )
    return [
        {
            "topic_id": topics[topic],
            "label": labels[topics[topic]],
            "year": years[year],
            "old": int(earlier[topic, year]),
            "new": int(later[topic, year]),
        }
        for topic, year in zip(*(earlier != later).nonzero(), strict=True)
    ]


def _commitments(old: Cooperation, new: Cooperation, keys: Mapping[str, str]) -> list[dict]:
    """Return the commitments of the new record whose state differs; of a new one only if not open."""
    after = follow_up(new)
    states = follow_up(old)
    ids = states["commitment_id"].replace(keys)
    before = states.set_index(ids)["state"].astype("string")
    rows = after.assign(old=before.reindex(after["commitment_id"]).to_numpy())
    rows = rows[rows["state"].astype("string").ne(rows["old"].fillna("open"))]
    columns = ["commitment_id", "promise", "due", "old", "state", "kept_by", "replaced_by"]
    rows = rows[columns].astype(object)
    return rows.where(rows.notna(), None).rename(columns={"state": "new"}).to_dict("records")


def diff_in_words(old: Cooperation, new: Cooperation) -> list[str]:
    """Return what differs between two records, a sentence each; nothing where they are alike.

    Parameters
    ----------
    old, new : Cooperation
        Two states of a record.

    Returns
    -------
    list of str
        New meetings, what became of others, and exchanges first, then the matrix and the promises, then what else was
        added, changed or removed. Plain text: whoever puts it into HTML escapes it.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> diff_in_words(record, record)
    []
    """
    difference = diff(old, new)
    names = _Names(old, new)
    added, lines = difference["added"], []
    for row in added.pop("meetings", []):
        status = "" if row["status"] == HELD else f", {status_words(row['status'])}"
        lines.append(f"New meeting: {row['title']} ({dates.in_words(row['date'])}{status})")
    changed = difference["changed"]
    said, sentences = _meetings(changed, new)
    lines += sentences
    changed_meetings = {cell["key"] for cell in changed if cell["table"] == "meetings"}
    for row in difference["renamed"]:
        if row["new"] not in changed_meetings:
            lines.append(f"The meeting's id is {row['new']}, before {row['old']}")
    for row in added.pop("exchanges", []):
        topic, meeting, sender, receiver = (
            names.cell("exchanges", column, row[column])
            for column in ("topic_id", "meeting_id", "from_id", "to_id")
        )
        how = f"{words(row['mode'])}, {f'{sender} to {receiver}' if sender else 'mutual'}"
        lines.append(f"New exchange: {topic} ({how}), at {meeting}")
    for row in added.pop("commitments", []):
        what = "stated intention" if row.get("form") == INTENTION else "promise"
        lines.append(f"New {what}{_due(row)}: {row['promise']}")
    for cell in difference["matrix"]:
        meetings = counted(cell["new"], "meeting")
        lines.append(f"{cell['label']}, {cell['year']}: {meetings}, before {cell['old']}")
    lines += [_commitment(row, names) for row in difference["promises"]]
    lines += [f"New in {name}: {names.rows(name, rows)}" for name, rows in added.items()]
    known = {row["commitment_id"] for row in difference["promises"]}
    lines += [
        _cell(cell, names)
        for cell in changed
        if (cell["table"], cell["column"], cell["key"]) not in said
        and (cell["column"] not in _OF_OUTCOME or cell["key"] not in known)
    ]
    for name, rows in difference["removed"].items():
        lines.append(f"Removed from {name}: {names.rows(name, rows)}")
    if difference["as_of"]["old"] != difference["as_of"]["new"]:
        before, after = (_day_words(difference["as_of"][x]) for x in ("old", "new"))
        lines.append(f"The record is up to date as of {after} (before: {before})")
    return [line if line.endswith((".", "!", "?")) else f"{line}." for line in lines]


def _day_words(day: str | None) -> str:
    return dates.in_words(day) if day else "a day not known"


def _meetings(changed: list[dict], new: Cooperation) -> tuple[set[tuple], list[str]]:
    """Return one sentence per meeting that was held, moved and so on, and the cells that they are about."""
    cells: dict[str, dict[str, str]] = {}
    for cell in changed:
        if cell["table"] == "meetings" and cell["column"] in ("status", "date"):
            cells.setdefault(cell["key"], {})[cell["column"]] = cell["old"]
    meetings = _text(new, "meetings")
    said, sentences = set(), []
    for row in meetings[meetings["meeting_id"].isin(cells)].to_dict("records"):
        meeting = row["meeting_id"]
        former = cells[meeting]
        if sentence := what_became(row["title"], {**row, **former}, row):
            sentences.append(sentence)
            said |= {("meetings", column, meeting) for column in former}
    return said, sentences


def _due(row: Mapping) -> str:
    """Return when something promised is due, where that is known."""
    return f" (due {dates.in_words(row['due'])})" if row["due"] else ""


def _commitment(row: Mapping, names: _Names) -> str:
    """Return what became of a promise."""
    by = _due(row) if row["new"] in ("open", "overdue", "past") else ""
    if row["kept_by"]:
        by = f" (by {names.key('meetings', row['kept_by'])})"
    elif row["replaced_by"]:
        by = f" (by {names.key('commitments', row['replaced_by'])})"
    return f"{_STATES[row['new']]}{by}: {row['promise']}"


def _cell(cell: Mapping, names: _Names) -> str:
    """Return what became of a cell of a row that was there before."""
    table, column = cell["table"], cell["column"]
    before, after = (
        f"“{names.cell(table, column, cell[x])}”" if cell[x] else "empty" for x in ("old", "new")
    )
    row = names.key(table, cell["key"])
    return f"Changed in {table}, {row}: {column} is {after}, before {before}"
