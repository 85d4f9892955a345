"""What the record is based on: its statements by source, and how much supports each part of it."""

from __future__ import annotations

import pandas as pd

from ..record import Cooperation, own, require_record
from .labels import areas_in_order
from .timeline import in_time
from .topic_year_matrix import taken_up, topics_in_order

STATEMENTS = {  # each with its table, and the column of its source
    "meetings": ("meetings", "source_id"),
    "exchanges": ("exchanges", "source_id"),
    "commitments": ("commitments", "source_id"),
    "outcomes": ("commitments", "outcome_source_id"),
    "areas": ("areas", "source_id"),
}


def provenance(cooperation: Cooperation) -> pd.DataFrame:
    """Count the statements of the record by the source that they cite.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed by `Cooperation.where`.

    Returns
    -------
    pandas.DataFrame
        One row per source, by statements, then id; of a narrowed record, the cited ones only:

        - `source_id`, `title`, `publisher`, `url`, `language` (string)
        - `grade` (ordered category, as the record declares it)
        - `published`, `accessed`, `archived` (string): in EDTF; `archive_url` (string)
        - `meetings`, `exchanges`, `commitments`, `outcomes`, `areas` (int64): the statements of
          each kind
        - `statements` (int64): all of them
        - `without_passage` (int64): those without the words (`anchor`) by which their passage is
          found; outcomes and areas have none
        - `names` (int64): the names in other languages that it gives

        A column that the record does not have is NA.

    Notes
    -----
    A statement is one row that cites a source; the outcome of a commitment is one more where it
    has a source of its own. Meetings of every status count, as each is stated. Participants and
    topics cite nothing themselves, and a name in another language is no statement. Areas belong to the agreement, not
    to a selection: of a narrowed record they are not counted.

    Recording for each statement the document it comes from is what the PROV model calls a primary
    source (W3C, *PROV-DM*, 2013, section 5.2.4). Limits: counting rows says nothing of how
    important they are, and a source that tells more in detail has more of them.

    Examples
    --------
    >>> import helpers
    >>> rows = helpers.provenance(helpers.load("tests/data/invented"))
    >>> rows[["source_id", "grade", "statements"]].to_numpy().tolist()[0]
    ['joint-communique', 'official', 19]
    """
    require_record(cooperation)
    columns = ["source_id", "title", "publisher", "url", "language", "grade"]
    columns += ["published", "accessed", "archived", "archive_url"]
    sources = own(cooperation, "sources").reindex(columns=columns).reset_index(drop=True)
    texts = sources.columns.drop("grade")
    sources = sources.astype(dict.fromkeys(texts, "string"))
    cited = _statements(cooperation)
    counts = cited.groupby(["source_id", "kind"]).size().unstack(fill_value=0)
    counts = counts.reindex(index=sources["source_id"], columns=list(STATEMENTS), fill_value=0)
    counts["statements"] = counts.sum(axis="columns")
    lacking = cited[~cited["has_passage"]].groupby("source_id").size()
    counts["without_passage"] = lacking.reindex(counts.index, fill_value=0)
    named = cooperation.tables.get("names", pd.DataFrame(columns=["source_id"]))["source_id"]
    counts["names"] = named.value_counts().reindex(counts.index, fill_value=0)
    rows = pd.concat([sources, counts.reset_index(drop=True).astype("int64")], axis="columns")
    if cooperation.conditions:
        rows = rows[rows["statements"].gt(0)]
    return rows.sort_values(["statements", "source_id"], ascending=[False, True], ignore_index=True)


def _statements(cooperation: Cooperation) -> pd.DataFrame:
    """Return each statement: `kind`, `source_id`, and whether its passage is known (bool)."""
    parts = []
    for kind, (table, column) in STATEMENTS.items():
        rows = own(cooperation, table)
        if kind == "areas" and cooperation.conditions:
            rows = rows.head(0)
        part = rows.reindex(columns=[column, "anchor"]).astype("string")
        part = part.set_axis(["source_id", "anchor"], axis="columns").dropna(subset="source_id")
        has_passage = part["anchor"].notna() & (column == "source_id")
        parts.append(part.assign(kind=kind, has_passage=has_passage))
    return pd.concat(parts, ignore_index=True)


def support(cooperation: Cooperation) -> pd.DataFrame:
    """Count on how much each year, topic, area and meeting is based.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed by `Cooperation.where`.

    Returns
    -------
    pandas.DataFrame
        One row per year, topic, area and held meeting, in this order. The years go from the first
        held meeting to the cut-off date; of a narrowed record, to the last held meeting:

        - `about` (string): "year", "topic", "area" or "meeting"
        - `id` (string): the year in digits, or the id
        - `label` (string)
        - `meetings`, `contact`, `exchanges` (int64): the held meetings, the periods of contact and
          the exchanges recorded of it
        - `sources` (int64): how many sources these cite; for a topic or an area, those of its
          exchanges
        - `grades` (tuple of str): the grades of these sources

    Notes
    -----
    Support in the sense of association rules: the number of observations behind a pattern
    (Agrawal, Imieliński and Swami, "Mining association rules", *SIGMOD*, 1993). What has a single
    meeting or a single source changes with the next one found. Limits: two sources are not
    always independent, as when one repeats the other.

    Examples
    --------
    >>> import helpers
    >>> rows = helpers.support(helpers.load("tests/data/invented"))
    >>> rows.loc[rows["about"].eq("year"), ["id", "meetings", "sources"]].to_numpy().tolist()
    [['2031', 4, 2], ['2032', 0, 0], ['2033', 2, 2], ['2034', 0, 0]]
    """
    require_record(cooperation)
    rows = _observations(cooperation)
    contact = cooperation.contact["meeting_id"]
    by_subject = rows.assign(
        meeting=rows["meeting_id"].mask(rows["meeting_id"].isin(contact)),
        contact=rows["meeting_id"].where(rows["meeting_id"].isin(contact)),
    ).groupby(["about", "id"])
    counts = by_subject[["meeting", "contact", "exchange_id", "source_id"]].nunique()
    counts.columns = ["meetings", "contact", "exchanges", "sources"]
    subjects = _subjects(cooperation)
    at = pd.MultiIndex.from_frame(subjects[["about", "id"]])
    counts = counts.reindex(at, fill_value=0).astype("int64").reset_index(drop=True)
    grades: dict = {}
    if "grade" in cooperation.sources:
        grade = cooperation.sources.set_index("source_id")["grade"]
        place = {value: at for at, value in enumerate(grade.astype("category").cat.categories)}
        graded = rows.assign(grade=rows["source_id"].map(grade.astype("string"))).dropna(
            subset="grade"
        )
        for key, values in graded.groupby(["about", "id"])["grade"].unique().items():
            grades[key] = tuple(sorted(values, key=place.__getitem__))
    named = pd.Series([grades.get(key, ()) for key in at], dtype="object")
    return pd.concat([subjects, counts, named.rename("grades")], axis="columns")


def _observations(cooperation: Cooperation) -> pd.DataFrame:
    """Return each held meeting and exchange once for every subject that it supports."""
    held = cooperation.held[["meeting_id", "source_id", "at"]]
    held = held.assign(year=held["at"].dt.year.astype("Int64").astype("string"))
    exchanges = taken_up(cooperation)
    exchanges = exchanges.assign(year=exchanges["at"].dt.year.astype("Int64").astype("string"))
    exchanges["area_id"] = exchanges["topic_id"].map(
        cooperation.topics.set_index("topic_id")["area_id"]
    )
    columns = ["id", "meeting_id", "exchange_id", "source_id"]
    parts = []
    for about, table, key in (
        ("year", held, "year"),
        ("year", exchanges, "year"),
        ("topic", exchanges, "topic_id"),
        ("area", exchanges, "area_id"),
        ("meeting", held, "meeting_id"),
        ("meeting", exchanges, "meeting_id"),
    ):
        part = table.assign(id=table[key]).reindex(columns=columns).astype("string")
        parts.append(part.assign(about=about))
    return pd.concat(parts).dropna(subset="id")


def _subjects(cooperation: Cooperation) -> pd.DataFrame:
    """Return `about`, `id` and `label` of all that can be supported."""
    span = cooperation.span
    if span and pd.notna(cooperation.as_of) and not cooperation.conditions:
        span = range(span[0], max(span[-1], cooperation.as_of.year) + 1)
    years = [str(year) for year in span]
    topics = topics_in_order(cooperation)
    areas = areas_in_order(cooperation)
    held = in_time(cooperation.held)
    parts = [
        pd.DataFrame({"about": "year", "id": years, "label": years}),
        *(
            pd.DataFrame({"about": about, "id": table[key], "label": table[label]})
            for about, table, key, label in (
                ("topic", topics, "topic_id", "label"),
                ("area", areas, "area_id", "label"),
                ("meeting", held, "meeting_id", "title"),
            )
        ),
    ]
    return pd.concat(parts, ignore_index=True).astype("string")
