"""When each of several records was signed, and how many months other days are from it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from .cooperation import Cooperation

MONTHS = ["first_month", "last_month"]


def stacked(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the frames of several records under each other, their labels in `record`."""
    parts = []
    for label, frame in frames.items():
        words = frame.select_dtypes("category").columns
        part = frame.astype(dict.fromkeys(words, "string"))
        part.insert(0, "record", pd.Series(label, index=frame.index, dtype="string"))
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def months(since: pd.Series, until: pd.Series) -> pd.Series:
    """Return the whole months between two days (Int64), rounded down, NA where one is not known."""
    told = (until.dt.year - since.dt.year) * 12 + until.dt.month - since.dt.month
    return (told - until.dt.day.lt(since.dt.day)).astype("Int64")


def first_signings(records: Mapping[str, Cooperation]) -> pd.DataFrame:
    """Return the first held signing of each whole record, NA where there is none."""
    wholes = {label: record.record for label, record in records.items()}
    columns = ["meeting_id", "date", "start", "end"]
    rows = stacked(
        {
            label: record.held.loc[record.held["kind"].eq("signing"), columns]
            for label, record in wholes.items()
        }
    ).sort_values(["start", "meeting_id"])
    first = rows.drop_duplicates("record").set_index("record").reindex(list(records))
    as_of = pd.Series([record.as_of for record in records.values()], index=first.index)
    first["as_of_month"] = months(first["start"], as_of.astype("datetime64[us]"))
    return first.rename_axis("record").reset_index().astype({"record": "string"})


def months_since(
    rows: pd.DataFrame, signings: pd.DataFrame, first: tuple[str, str], last: tuple[str, str]
) -> pd.DataFrame:
    """Return the fewest and the most months from the signing to two days, 0 for the signing itself.

    Each day is named by two columns: the id of its meeting, and the day.
    """
    signed = signings.set_index("record").reindex(rows["record"]).set_axis(rows.index)
    told = {}
    for name, since, (meeting, day) in (
        ("first_month", "end", first),
        ("last_month", "start", last),
    ):
        is_signing = rows[meeting].eq(signed["meeting_id"]).fillna(False)
        told[name] = months(signed[since], rows[day]).mask(is_signing, 0)
    return pd.DataFrame(told)
