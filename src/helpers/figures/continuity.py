"""The topics from meeting to meeting: new, continued, returned, silent."""

from __future__ import annotations

import pandas as pd

from .. import dates, measures
from ..measures import NO_TOPIC, TAKEN_UP, never_came_back, taken_up
from ..record import Cooperation, require_record
from ..wording import as_of, counted, days, listed, period, words
from .base import (
    FIRST,
    LINE,
    NARROW,
    NBSP,
    NEUTRAL,
    Figure,
    empty,
    finish,
    shown_of,
    top_rows,
    use_pixel_axis,
    wrap,
    write_text,
)
from .evidence_key import EvidenceKey

MOST_CELLS = 1_000  # of the table of states
SHOWN = 9  # meetings side by side on the narrowest page
SIGNS = {
    "new": ("circle", 13, FIRST),
    "continued": ("square", 12, FIRST),
    "returned": ("triangle-up", 14, FIRST),
    "silent": ("circle-open", 9, NEUTRAL),
    "not yet": ("circle", 3, NEUTRAL),
    NO_TOPIC: ("line-ns-open", 12, NEUTRAL),
}
KEY = (
    f"●{NBSP}new, ■{NBSP}continued, ▲{NBSP}returned, ○{NBSP}silent, ·{NBSP}not{NBSP}yet, "
    f"|{NBSP}no{NBSP}topic named for this meeting"
)


def continuity(cooperation: Cooperation, kind: str | None = None) -> Figure:
    """Show of each topic at which meetings it was new, continued, returned or silent.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.
    kind : str, optional
        Compare the meetings of this kind alone.

    Returns
    -------
    Figure
        A column a held meeting, in time; under each topic's name a row of signs, one a state,
        joined where it was taken up again and dotted through its silences.

    Raises
    ------
    ValueError
        The record declares no such `kind`.
    """
    require_record(cooperation)
    rows = measures.continuity(cooperation, kind)
    title = "Topics from meeting to meeting" + (f": {words(kind)}" if kind else "")
    of_kind = f" of the kind {words(kind)}" if kind else ""
    if not rows["state"].isin(TAKEN_UP).any():
        return empty(cooperation, title, f"holds no held meeting{of_kind} that names a topic.")
    meetings = cooperation.meetings.set_index("meeting_id")
    order = rows["meeting_id"].unique().tolist()
    shown = order[-SHOWN:]
    pairs = zip(rows["topic_id"], rows["meeting_id"], rows["state"].isin(TAKEN_UP), strict=True)
    rows = rows.assign(
        key=[EvidenceKey(topic=t, meeting=m).address if is_ else "" for t, m, is_ in pairs],
        date=rows["meeting_id"].map(meetings["date"]).map(dates.in_words),
        title=rows["meeting_id"].map(meetings["title"]),
    )
    whole, taken = rows, rows["state"].isin(TAKEN_UP).groupby(rows["topic_id"], sort=False).sum()
    rows = rows[rows["topic_id"].isin(top_rows(taken))]
    last, own = _last_states(cooperation, kind), taken_up(cooperation)
    own = own[own["meeting_id"].isin(order)].groupby("topic_id")["meeting_id"].nunique()
    figure, y, places = Figure(), 6, {}
    for topic, of_topic in rows.groupby("topic_id", sort=False):
        y = write_text(figure, y, of_topic["label"].iloc[0], bold=True)
        y = write_text(
            figure, y, _status(cooperation, of_topic, last.get(topic), own.get(topic, 0))
        )
        places[topic] = y + 14
        y += 36
    drawn = rows[rows["meeting_id"].isin(shown)].assign(
        x=rows["meeting_id"].map({meeting: i for i, meeting in enumerate(shown)}),
        y=rows["topic_id"].map(places),
    )
    _lines(figure, drawn)
    hover = [_hover(row) for row in drawn.itertuples()]
    drawn = drawn.assign(hover=hover)
    for state, (symbol, size, colour) in SIGNS.items():
        marks = drawn[drawn["state"].eq(state)]
        if len(marks):
            figure.add_scatter(
                x=marks["x"].tolist(),
                y=marks["y"].tolist(),
                mode="markers",
                marker={
                    "symbol": symbol,
                    "size": size,
                    "color": colour,
                    "line": {"width": 2, "color": colour},
                },
                hovertext=marks["hover"].tolist(),
                hoverinfo="text",
                customdata=marks["key"].tolist() if state in TAKEN_UP else None,
            )
    use_pixel_axis(figure, y)
    heads = _heads(meetings.loc[shown], kind)
    figure.update_xaxes(
        range=[-0.5, len(shown) - 0.5],
        side="top",
        tickvals=list(range(len(shown))),
        ticktext=["<br>".join(head) for head in heads],
        tickangle=-90,
    )
    head = 7 * max(len(line) for lines in heads for line in lines) + 8
    left = shown_of(len(shown), len(order), "meetings held last")
    left += shown_of(len(places), len(taken), "topics taken up most")
    subtitle = f"{period(cooperation)}, {counted(len(order), 'held meeting')}{of_kind}, {as_of(cooperation)}. A column: a meeting. {KEY}.{left} Silent: none recorded in our sources."
    told = order[-max(MOST_CELLS // len(places), SHOWN) :]
    table = _table(rows[rows["meeting_id"].isin(told)])
    finding = _finding(cooperation, kind, whole)
    figure = finish(figure, cooperation, title, subtitle, y, finding, table)
    # A state is read in the whole record, so what stands behind it is there too.
    figure.update_layout(meta={**figure.layout.meta, "conditions": ()})
    figure.layout.margin.t += head
    figure.layout.height += head
    return figure


def _heads(meetings: pd.DataFrame, kind: str | None) -> list[list[str]]:
    """Return date and kind of each meeting in as many lines as fit above a column."""
    told = meetings["date"].map(dates.in_words).astype("str").str.removeprefix("a day ")
    told = (
        told.str.replace(" ", NBSP).str.replace(f"–{NBSP}", "– ").str.replace(f"{NBSP}and", " and")
    )
    if kind is None:
        told += ", " + meetings["kind"].map(words).astype("str").str.replace(" ", NBSP)
    room = max(NARROW // (len(told) * LINE), 1)
    widest = max(len(part) for text in told for part in text.split(" "))
    for width in range(widest, 99):
        heads = [wrap(text, width) for text in told]
        if max(map(len, heads)) <= room:
            break
    return heads


def _lines(figure: Figure, drawn: pd.DataFrame) -> None:
    """Join the takings-up of each topic: solid where it continued, dotted through silence."""
    known = drawn[~drawn["state"].isin(["not yet", NO_TOPIC])]
    known = known.assign(before=known.groupby("topic_id")["x"].shift())
    known = known[known["before"].notna()]
    for dash, chosen in (
        ("solid", known["state"].eq("continued")),
        ("dot", known["state"].isin(["returned", "silent"])),
    ):
        pieces = known[chosen]
        if len(pieces):
            xs = [x for row in pieces.itertuples() for x in (int(row.before), row.x, None)]
            ys = [y for row in pieces.itertuples() for y in (row.y, row.y, None)]
            colour = FIRST if dash == "solid" else NEUTRAL
            line = {"color": colour, "width": 2 if dash == "solid" else 1.5, "dash": dash}
            figure.add_scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip")


def _last_states(cooperation: Cooperation, kind: str | None) -> dict:
    """Return the row of each topic at the last meeting of the whole record that names topics."""
    rows = measures.continuity(cooperation.record, kind)
    rows = rows[rows["state"].ne(NO_TOPIC)].drop_duplicates("topic_id", keep="last")
    return {row.topic_id: row for row in rows.itertuples()}


def _status(cooperation: Cooperation, rows: pd.DataFrame, last, taken: int) -> str:
    """Say how often a topic was taken up, how far apart, and since when it is silent."""
    if not taken and last.state == "not yet":
        return "not taken up yet"
    here = " in this selection" if cooperation.conditions else ""
    told = "taken up once" if taken == 1 else f"taken up {taken} times" if taken else "not taken up"
    told += here
    apart = rows[rows["days_lowest"].notna()]
    if len(apart) and taken:
        told += f", {days(apart['days_lowest'].min(), apart['days_highest'].max())} apart"
    if last.state == "silent":
        whole = cooperation.record.meetings.set_index("meeting_id")
        told += f"; silent since {dates.in_words(whole.loc[last.since_id, 'date'])}"
    return told


def _hover(row) -> str:
    if row.state not in TAKEN_UP:
        return f"{row.state}, {row.date}"
    head = [f"<b>{line}</b>" for line in wrap(f"{row.label}: {row.state}", 42)]
    told = [*head, *wrap(row.title, 46)[:2], row.date]
    if pd.notna(row.days_lowest):
        told[-1] += f", {days(row.days_lowest, row.days_highest)} after the last time"
    return "<br>".join(told)


def _table(rows: pd.DataFrame) -> dict:
    """Return the states as a table: a row a topic, a column a meeting."""
    apart = [
        f", {days(low, high)} after the last time" if pd.notna(low) else ""
        for low, high in zip(rows["days_lowest"], rows["days_highest"], strict=True)
    ]
    rows = rows.assign(told=rows["state"].astype("str") + apart)
    table, keys = (
        rows.pivot(index="topic_id", columns="meeting_id", values=values).loc[
            rows["topic_id"].unique(), rows["meeting_id"].unique()
        ]
        for values in ("told", "key")
    )
    heads = rows.drop_duplicates("meeting_id")
    labels = rows.drop_duplicates("topic_id")["label"]
    return {
        "columns": [
            "Topic",
            *(f"{t}, {d}" for t, d in zip(heads["title"], heads["date"], strict=True)),
        ],
        "rows": [
            [label, *states]
            for label, states in zip(labels, table.to_numpy().tolist(), strict=True)
        ],
        "keys": [["", *row] for row in keys.to_numpy().tolist()],
    }


def _finding(cooperation: Cooperation, kind: str | None, rows: pd.DataFrame) -> str:
    """Say which topics of the first meeting came back, and what the last meeting took up."""
    first = never_came_back(cooperation, kind)
    names = rows.drop_duplicates("meeting_id").set_index("meeting_id")
    named = rows[rows["state"].ne(NO_TOPIC)]
    last_id = named["meeting_id"].drop_duplicates().iloc[-1]
    gone = first[~first["came_back"]]
    one, last = names.loc[first["meeting_id"].iloc[0]], names.loc[last_id]
    count = f"{counted(len(names), 'held meeting')}, {as_of(cooperation)}."
    back = f"{len(first) - len(gone)} came back{f' at another {words(kind)}' if kind else ''}"
    finding = f"Of the {counted(len(first), 'topic')} of {one['title']} ({one['date']}), {back}"
    if cooperation.conditions:
        finding = f"{count} In the whole record, of the topics shown, {one['title']} ({one['date']}) took up {len(first)}: {back}"
    if len(gone):
        finding += f" and {len(gone)} did not, as far as our sources say: {listed(gone['label'])}"
    finding += ". "
    if last_id != first["meeting_id"].iloc[0]:
        states = named.loc[named["meeting_id"].eq(last_id), "state"].value_counts(sort=False)
        told = ", ".join(f"{n} {state}" for state, n in states.items() if n and state != "not yet")
        finding += f"At {'the last of these meetings' if cooperation.conditions else 'the last meeting'} that names topics, {last['title']} ({last['date']}): {told}. "
    return finding.rstrip() if cooperation.conditions else finding + count
