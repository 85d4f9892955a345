"""What the agreement promised to take up, and what of it was."""

from __future__ import annotations

import pandas as pd

from .. import dates
from ..record import Cooperation, kept_with_record, require_record
from ..wording import words
from .labels import areas_in_order
from .timeline import in_time
from .topic_year_matrix import taken_up


def coverage(cooperation: Cooperation) -> pd.DataFrame:
    """List the areas that the agreement names, with what took each of them up.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed by `Cooperation.where`.

    Returns
    -------
    pandas.DataFrame
        One row per area, in the order of the agreement, those not yet taken up included; then, where
        the record has topics outside all areas, one row for these with `area_id` and `label` NA:

        - `area_id`, `label` (string)
        - `topics` (tuple of str): the labels of its topics that were taken up, by first meeting
        - `meetings`, `exchanges` (int64): the held meetings and the exchanges on its topics
        - `first_id`, `last_id` (string): the meetings that began first and last
        - `first_date`, `last_date` (string): their dates, in EDTF
        - `first_start` (datetime64): the first possible day of the first
        - `last_end` (datetime64): the last possible day of them all

        The last three lines are NA where nothing took the area up.

    Notes
    -----
    A mapping from one list of concepts to another, here from topics to areas, as `broadMatch` is
    in SKOS (W3C, *SKOS Simple Knowledge Organization System Reference*, 2009, section 10), and
    counts over it. A meeting counts once for an area, however many of its topics came up; a
    meeting may count for several areas, so the column does not add up to the meetings of the
    record, while exchanges do.

    Limits: the link from a topic to an area is our judgement, one for each topic, for the reason
    that the column `area_note` of `topics.csv` gives. It was made by one reader, and no second
    one has coded the same topics, so its reliability is not measured (Krippendorff, *Content
    Analysis*, chapter on reliability). Taken up means that the topic came up, not that the area
    is finished; not taken up means that our sources report no such meeting.

    Examples
    --------
    >>> import helpers
    >>> coverage = helpers.coverage(helpers.load("tests/data/invented"))
    >>> coverage.loc[coverage["meetings"].eq(0), "label"].tolist()
    ['Clean beaches']
    """
    require_record(cooperation)
    return _coverage(cooperation).copy()


@kept_with_record  # the home page and several figures ask for it
def _coverage(cooperation: Cooperation) -> pd.DataFrame:
    areas = areas_in_order(cooperation)[["area_id", "label"]]
    topics = cooperation.topics[["topic_id", "area_id", "label"]]
    if topics["area_id"].isna().any():
        apart = pd.DataFrame({"area_id": [pd.NA], "label": [pd.NA]}).astype(areas.dtypes)
        areas = pd.concat([areas, apart])
    topics = topics.assign(area_id=topics["area_id"].fillna(""))
    rows = taken_up(cooperation)[["topic_id", "meeting_id", "kind", "date", "end", "at"]]
    rows = in_time(rows.merge(topics[["topic_id", "area_id"]], on="topic_id"))
    met = rows[~cooperation.is_contact(rows)]
    by_area = rows.groupby("area_id")
    first, last = by_area.first(), by_area.last()
    ends = dates.spans(rows["date"], cooperation.as_of)["last"]
    counts = pd.DataFrame(
        {
            "meetings": met.drop_duplicates(["area_id", "meeting_id"]).groupby("area_id").size(),
            "exchanges": by_area.size(),
            "first_id": first["meeting_id"],
            "last_id": last["meeting_id"],
            "first_date": first["date"],
            "last_date": last["date"],
            "first_start": first["at"],
            "last_end": ends.groupby(rows["area_id"]).max(),
        }
    ).reindex(areas["area_id"].fillna(""))
    order = rows.drop_duplicates("topic_id")[["topic_id", "at", "meeting_id"]]
    order = topics.merge(order, on="topic_id").sort_values(["at", "meeting_id", "label"])
    labels = order.groupby("area_id")["label"].agg(list)
    counts = counts.reset_index(drop=True)
    counts[["meetings", "exchanges"]] = counts[["meetings", "exchanges"]].fillna(0).astype("int64")
    areas = areas.reset_index(drop=True)
    named = [tuple(labels.get(area, ())) for area in areas["area_id"].fillna("")]
    areas["topics"] = pd.Series(named, index=areas.index, dtype=object)
    return pd.concat([areas, counts], axis="columns")


def second_hand(cooperation: Cooperation) -> tuple[str, ...]:
    """Return the grades, other than official, of the sources that name the areas.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.

    Returns
    -------
    tuple of str
        Empty where all are official, or where the record does not grade its sources.

    Examples
    --------
    >>> import helpers
    >>> second_hand(helpers.load("tests/data/invented"))
    ()
    """
    if "source_id" not in cooperation.areas or "grade" not in cooperation.sources:
        return ()
    grades = cooperation.sources.set_index("source_id")["grade"].astype("string")
    given = cooperation.areas["source_id"].map(grades).dropna().unique()
    return tuple(sorted(words(grade) for grade in given if grade != "official"))
