"""The topics from meeting to meeting: new, continued, returned, silent."""

from __future__ import annotations

from typing import Any

import pandas as pd

from .. import dates, measures
from ..measures import NO_TOPIC, TAKEN_UP, never_came_back, taken_up
from ..record import Cooperation, require_record
from ..wording import as_of, counted, days, held_meetings, listed, period, shown_of, words
from .base import Figure, NumberTable, empty, finish, top_rows, use_pixel_axis, write_text
from .evidence_key import EvidenceKey
from .style import FIRST, LINE, NARROW, NBSP, NEUTRAL, wrap

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

    Notes
    -----
    Its measure is `helpers.continuity`. A state is read in the whole record, also where a selection
    is shown. The columns are as wide as each other, so they say nothing of the time between.

    Examples
    --------
    >>> import helpers
    >>> figure = helpers.figures.continuity(helpers.load("tests/data/invented"))
    >>> helpers.figures.describe(figure).split(",")[1]
    ' 1 came back and 1 did not'
    """
    require_record(cooperation)
    rows = measures.continuity(cooperation, kind)
    title = "Topics from meeting to meeting" + (f": {words(kind)}" if kind else "")
    of_kind = f" of the kind {words(kind)}" if kind else ""
    if not rows["state"].isin(TAKEN_UP).any():
        return empty(cooperation, title, f"holds no held meeting{of_kind} that names a topic.")
    rows = _in_words(cooperation, rows)
    is_taken = rows["state"].isin(TAKEN_UP)
    taken = is_taken.groupby(rows["topic_id"], sort=False).sum()
    drawn = rows[rows["topic_id"].isin(top_rows(taken))]
    meetings = rows["meeting_id"].unique().tolist()
    shown = meetings[-SHOWN:]
    figure = Figure()
    places, height = _write_topics(figure, cooperation, drawn, kind)
    marks = drawn[drawn["meeting_id"].isin(shown)].assign(
        x=drawn["meeting_id"].map({meeting: i for i, meeting in enumerate(shown)}),
        y=drawn["topic_id"].map(places),
    )
    _draw_lines(figure, marks)
    _draw_signs(figure, marks)
    use_pixel_axis(figure, height)
    heads = _heads(cooperation.meetings.set_index("meeting_id").loc[shown], kind)
    figure.update_xaxes(
        range=[-0.5, len(shown) - 0.5],
        side="top",
        tickvals=list(range(len(shown))),
        ticktext=["<br>".join(head) for head in heads],
        tickangle=-90,
    )
    lacking = shown_of(len(shown), len(meetings), "the last {} of {} held meetings")
    lacking += shown_of(len(places), len(taken), "the {} of {} topics taken up most")
    in_table = meetings[-max(MOST_CELLS // len(places), SHOWN) :]
    return finish(
        figure,
        cooperation,
        title,
        f"{period(cooperation)}, {held_meetings(cooperation, meetings)}{of_kind}, {as_of(cooperation)}. A column: a meeting. {KEY}.{lacking} Silent: none recorded in our sources.",
        height,
        _finding(cooperation, kind, rows),
        _table(drawn[drawn["meeting_id"].isin(in_table)]),
        7 * max(len(line) for lines in heads for line in lines) + 8,
        cooperation.record,  # in which a state is read
    )


def _in_words(cooperation: Cooperation, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the states with date and title of their meeting, and the key of their evidence."""
    meetings = cooperation.meetings.set_index("meeting_id")
    pairs = zip(rows["topic_id"], rows["meeting_id"], rows["state"].isin(TAKEN_UP), strict=True)
    return rows.assign(
        key=[EvidenceKey(topic=t, meeting=m).address if is_ else "" for t, m, is_ in pairs],
        date=rows["meeting_id"].map(meetings["date"]).map(dates.in_words),
        title=rows["meeting_id"].map(meetings["title"]),
    )


def _write_topics(
    figure: Figure, cooperation: Cooperation, rows: pd.DataFrame, kind: str | None
) -> tuple[dict[str, float], float]:
    """Write the name of each topic and how often it was taken up; return where its signs stand.

    The second that is returned is the height of them all.
    """
    last, taken = _last_states(cooperation, kind), taken_up(cooperation)
    taken = taken[taken["meeting_id"].isin(rows["meeting_id"])]
    times = taken.groupby("topic_id")["meeting_id"].nunique()
    y: float = 6
    places: dict[str, float] = {}
    topic: Any
    for topic, of_topic in rows.groupby("topic_id", sort=False):
        y = write_text(figure, y, of_topic["label"].iloc[0], bold=True)
        status = _status(cooperation, of_topic, last.get(topic), times.get(topic, 0))
        y = write_text(figure, y, status)
        places[topic] = y + 14
        y += 36
    return places, y


def _draw_signs(figure: Figure, marks: pd.DataFrame) -> None:
    """Draw a sign for each topic at each meeting, one trace a state."""
    marks = marks.assign(hover=[_hover(mark) for mark in marks.itertuples()])
    for state, (symbol, size, colour) in SIGNS.items():
        alike = marks[marks["state"].eq(state)]
        if len(alike):
            keys: Any = alike["key"].tolist() if state in TAKEN_UP else None
            figure.add_scatter(
                x=alike["x"].tolist(),
                y=alike["y"].tolist(),
                mode="markers",
                marker={
                    "symbol": symbol,
                    "size": size,
                    "color": colour,
                    "line": {"width": 2, "color": colour},
                },
                hovertext=alike["hover"].tolist(),
                hoverinfo="text",
                customdata=keys,
            )


def _heads(meetings: pd.DataFrame, kind: str | None) -> list[list[str]]:
    """Return date and kind of each meeting in as many lines as fit above a column."""
    texts = meetings["date"].map(dates.in_words).astype("str").str.removeprefix("a day ")
    texts = texts.str.replace(" ", NBSP)
    texts = texts.str.replace(f"–{NBSP}", "– ").str.replace(f"{NBSP}and", " and")
    if kind is None:
        texts += ", " + meetings["kind"].map(words).astype("str").str.replace(" ", NBSP)
    room = max(NARROW // (len(texts) * LINE), 1)
    widest = max(len(word) for text in texts for word in text.split(" "))
    for width in range(widest, 99):
        heads = [wrap(text, width) for text in texts]
        if max(map(len, heads)) <= room:
            break
    return heads


def _draw_lines(figure: Figure, marks: pd.DataFrame) -> None:
    """Join the takings-up of each topic: solid where it continued, dotted through silence."""
    known = marks[~marks["state"].isin(["not yet", NO_TOPIC])]
    known = known.assign(before=known.groupby("topic_id")["x"].shift())
    known = known[known["before"].notna()]
    for states, line in (
        (["continued"], {"color": FIRST, "width": 2, "dash": "solid"}),
        (["returned", "silent"], {"color": NEUTRAL, "width": 1.5, "dash": "dot"}),
    ):
        pieces = known[known["state"].isin(states)]
        if len(pieces):
            ends = zip(pieces["before"], pieces["x"], pieces["y"], strict=True)
            xs: list = []
            ys: list = []
            for before, x, y in ends:
                xs += [int(before), x, None]
                ys += [y, y, None]
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
    times = {0: "not taken up", 1: "taken up once"}
    status = times.get(taken, f"taken up {taken} times")
    status += " in this selection" if cooperation.conditions else ""
    apart = rows[rows["days_lowest"].notna()]
    if len(apart) and taken:
        status += f", {days(apart['days_lowest'].min(), apart['days_highest'].max())} apart"
    if last.state == "silent":
        whole = cooperation.record.meetings.set_index("meeting_id")
        status += f"; silent since {dates.in_words(whole.loc[last.since_id, 'date'])}"
    return status


def _hover(row) -> str:
    if row.state not in TAKEN_UP:
        return f"{row.state}, {row.date}"
    lines = [f"<b>{line}</b>" for line in wrap(f"{row.label}: {row.state}", 42)]
    lines += [*wrap(row.title, 46)[:2], row.date]
    if pd.notna(row.days_lowest):
        lines[-1] += f", {days(row.days_lowest, row.days_highest)} after the last time"
    return "<br>".join(lines)


def _table(rows: pd.DataFrame) -> NumberTable:
    """Return the states as a table: a row a topic, a column a meeting."""
    apart = [
        f", {days(low, high)} after the last time" if pd.notna(low) else ""
        for low, high in zip(rows["days_lowest"], rows["days_highest"], strict=True)
    ]
    rows = rows.assign(cell=rows["state"].astype("str") + apart)
    cells, keys = (
        rows.pivot(index="topic_id", columns="meeting_id", values=values).loc[
            rows["topic_id"].unique(), rows["meeting_id"].unique()
        ]
        for values in ("cell", "key")
    )
    heads = rows.drop_duplicates("meeting_id")
    labels = rows.drop_duplicates("topic_id")["label"]
    return NumberTable(
        ["Topic", *(f"{t}, {d}" for t, d in zip(heads["title"], heads["date"], strict=True))],
        [[label, *row] for label, row in zip(labels, cells.to_numpy().tolist(), strict=True)],
        [["", *row] for row in keys.to_numpy().tolist()],
    )


def _finding(cooperation: Cooperation, kind: str | None, rows: pd.DataFrame) -> str:
    """Say which topics of the first meeting came back, and what the last meeting took up."""
    topics = never_came_back(cooperation, kind)
    gone = topics.loc[~topics["came_back"], "label"]
    meetings = rows.drop_duplicates("meeting_id").set_index("meeting_id")
    named = rows[rows["state"].ne(NO_TOPIC)]
    first_id, last_id = topics["meeting_id"].iloc[0], named["meeting_id"].unique()[-1]
    first, last = meetings.loc[first_id], meetings.loc[last_id]
    count = f"{held_meetings(cooperation, meetings.index)}, {as_of(cooperation)}."
    back = f"{len(topics) - len(gone)} came back{f' at another {words(kind)}' if kind else ''}"
    if cooperation.conditions:
        finding = f"{count} In the whole record, of the topics shown, {first['title']} ({first['date']}) took up {len(topics)}: {back}"
    else:
        finding = (
            f"Of the {counted(len(topics), 'topic')} of {first['title']} ({first['date']}), {back}"
        )
    if len(gone):
        finding += f" and {len(gone)} did not, as far as our sources say: {listed(gone)}"
    finding += ". "
    if last_id != first_id:
        counts = named.loc[named["meeting_id"].eq(last_id), "state"].value_counts(sort=False)
        states = ", ".join(
            f"{n} {state}" for state, n in counts.items() if n and state != "not yet"
        )
        finding += f"At {'the last of these meetings' if cooperation.conditions else 'the last meeting'} that names topics, {last['title']} ({last['date']}): {states}. "
    return finding.rstrip() if cooperation.conditions else finding + count
