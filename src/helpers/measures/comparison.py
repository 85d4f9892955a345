"""Several records side by side: their topics, cadence and areas, on one calendar or from the signing."""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from .. import dates
from ..record import Cooperation, require, require_record
from .cadence import cadence, open_silence
from .coverage import coverage
from .equivalents import align
from .timeline import in_time
from .topic_year_matrix import taken_up

BY = ("calendar", "months")


@dataclasses.dataclass(frozen=True, repr=False)
class Comparison:
    """Several records side by side, as tidy frames with a column `record`; made by `compare`.

    Attributes
    ----------
    records : mapping of str to Cooperation
        The records by their labels, in the order in which they are shown.
    by : {"calendar", "months"}
        What time is counted by.
    signings : pandas.DataFrame
        One row per record, NA where it has no held signing:

        - `record`, `meeting_id` (string)
        - `date` (string): of the signing, in EDTF
        - `start`, `end` (datetime64): its first and last possible day
        - `as_of_month` (Int64): whole months from the signing to the record's as-of day
    topics : pandas.DataFrame
        One row per topic of a record:

        - `record`, `topic_id`, `label` (string)
        - `topic` (string): what it is shown as
    meetings : pandas.DataFrame
        One row per held meeting:

        - `record`, `meeting_id`, `date`, `title`, `kind`, `format` (string)
        - `start`, `end` (datetime64): the first and the last possible day
        - `is_lasting` (bool): the date is one from a day to a day
        - `is_contact` (bool): contact over a period, which is no meeting
        - `first_month`, `last_month` (Int64): whole months from the signing to these days
        - `period` (Int64): the year, or the first of twelve months
    matrix : pandas.DataFrame
        One row per record, topic and period, none left out, the topics of most records first, then by
        first held meeting:

        - `record`, `topic` (string), `period` (Int64)
        - `meetings` (Int64): the held meetings at which the topic was taken up; 0 means none
          recorded in our sources, NA a period that begins after the record's as-of day
    cadence : pandas.DataFrame
        The rows of `helpers.cadence` of each record, with:

        - `record` (string)
        - `first_month`, `last_month` (Int64): as in `meetings`
    silences : pandas.DataFrame
        One row per record; NA where there is no gap, and for a narrowed record, which knows nothing
        of the meetings that it left out:

        - `record` (string)
        - `longest_lowest`, `longest_highest` (Int64): the fewest and the most days of the longest
          gap between two held meetings
        - `open_lowest`, `open_highest` (Int64): the days since the last held meeting, up to the
          as-of day
    coverage : pandas.DataFrame
        The rows of `helpers.coverage` of each record, with:

        - `record` (string)
        - `first_month`, `last_month` (Int64): whole months from the signing to `first_start` and
          to `last_end`
    """

    records: Mapping[str, Cooperation]
    by: str
    signings: pd.DataFrame
    topics: pd.DataFrame
    meetings: pd.DataFrame
    matrix: pd.DataFrame
    cadence: pd.DataFrame
    silences: pd.DataFrame
    coverage: pd.DataFrame

    def summary(self) -> pd.DataFrame:
        """Return what each record holds, one row per name, one column per record."""
        signed = self.signings.set_index("record")["date"].fillna("not recorded")
        summaries = {
            label: {"Signing": signed[label], **dict(record.summary())}
            for label, record in self.records.items()
        }
        names = list(dict.fromkeys(name for summary in summaries.values() for name in summary))
        return pd.DataFrame(summaries).reindex(names).fillna("")

    def __repr__(self) -> str:
        return self.summary().to_string()

    def _repr_html_(self) -> str:
        summary = self.summary()
        labels = [html.escape(label) for label in map(str, summary)]
        head = "".join(f"<th scope=col>{label}</th>" for label in labels)
        rows = "".join(
            f"<tr><th scope=row>{html.escape(name)}</th>"
            + "".join(
                f'<td data-label="{label}">{html.escape(value)}</td>'
                for label, value in zip(labels, values, strict=True)
            )
            + "</tr>"
            for name, *values in summary.itertuples(name=None)
        )
        return f"<table class='compared listing' style='overflow-wrap:break-word'><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>"


def compare(
    records: Mapping[str, Cooperation] | Iterable[Cooperation],
    by: str = "calendar",
    equivalents: pd.DataFrame | str | Path | None = None,
) -> Comparison:
    """Put the measures of several records side by side.

    Parameters
    ----------
    records : mapping of str to Cooperation, or iterable of Cooperation
        The records by their labels; without labels each is called by its two sides.
    by : {"calendar", "months"}
        Count time by calendar years, or in whole months since the signing.
    equivalents : DataFrame or path of a CSV file, optional
        Which topics are one: columns `record`, `topic_id`, `topic`. Topics that it does not name
        are one where they have the same id or label.

    Returns
    -------
    Comparison
        Tidy frames, each with a column `record`.

    Raises
    ------
    ValueError
        There is no record, two have one label, `by` is neither, or `equivalents` names what
        there is not; the message gives the nearest right name.

    Notes
    -----
    Whole months are counted as a person's age is: a month is full on the day of the month on which
    the memorandum was signed, and what lies before the signing is negative. The signing is the first
    held meeting of the kinds that it declares as `signing`, also of a narrowed record; without one the months are NA.
    Where it or a meeting is not known to the day, the months are the range from the fewest to the
    most that are possible. A period of the matrix is then twelve months, named by the first of them
    (0, 12, …, and -12 for the year before the signing); as in `topic_year_matrix` a meeting counts
    once, at the earliest that it can have begun.
    Small multiples on one scale: E. Tufte, Envisioning Information (1990), chapter 4.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> comparison = helpers.compare({"One": record, "The other": record})
    >>> comparison.matrix.groupby("record")["meetings"].sum().tolist()
    [5, 5]
    """
    require("by", by, BY)
    records = _labelled(records)
    signings = first_signings(records)
    meetings = _meetings(records, signings, by)
    topics = align(records, equivalents)
    cadence = _cadence(records, meetings)
    return Comparison(
        records=records,
        by=by,
        signings=signings,
        topics=topics,
        meetings=meetings,
        matrix=_matrix(records, signings, meetings, topics, by),
        cadence=cadence,
        silences=_silences(records, cadence),
        coverage=_coverage(records, signings),
    )


def _labelled(
    records: Mapping[str, Cooperation] | Iterable[Cooperation],
) -> Mapping[str, Cooperation]:
    """Return the records by their labels."""
    if isinstance(records, Cooperation):
        raise TypeError("one record alone is nothing to compare; give several by their labels")
    if not isinstance(records, Mapping):
        if not isinstance(records, Iterable) or isinstance(records, str):
            require_record(records)
        records = list(records)
        for record in records:
            require_record(record)
        labels = ["–".join(record.side_names) for record in records]
        if len(set(labels)) < len(labels):
            raise ValueError(
                f"two records are called {max(labels, key=labels.count)!r}: give labels of your own, "
                'as in {"before": a, "after": b}'
            )
        records = dict(zip(labels, records, strict=True))
    if not records:
        raise ValueError("there is no record to compare")
    for record in records.values():
        require_record(record)
    return MappingProxyType({str(label): record for label, record in records.items()})


def _meetings(records: Mapping[str, Cooperation], signings: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return the held meetings in time, with their months since the signing and their period."""
    columns = "meeting_id date title kind format start end at is_lasting is_contact".split()
    rows = stacked(
        {label: _drawn(record.held, record)[columns] for label, record in records.items()}
    )
    rows[MONTHS] = months_since(rows, signings, ("meeting_id", "start"), ("meeting_id", "end"))
    rows["period"] = (
        rows["at"].dt.year.astype("Int64") if by == "calendar" else rows["first_month"] // 12 * 12
    )
    order = pd.Categorical(rows["record"], list(records))
    rows = in_time(rows.assign(order=order)).sort_values("order", kind="stable")
    return rows[["record", *columns, *MONTHS, "period"]].reset_index(drop=True)


def _drawn(meetings: pd.DataFrame, record: Cooperation) -> pd.DataFrame:
    """Return meetings with both ends of their dates: what has not ended lasts to the as-of day."""
    drawn = dates.spans(meetings["date"], record.as_of)
    return meetings.assign(
        start=drawn["first"], end=drawn["last"], is_contact=record.is_contact(meetings)
    )


def _matrix(
    records: Mapping[str, Cooperation],
    signings: pd.DataFrame,
    meetings: pd.DataFrame,
    topics: pd.DataFrame,
    by: str,
) -> pd.DataFrame:
    """Return at how many held meetings of each record each topic was taken up in each period."""
    step = 1 if by == "calendar" else 12
    known_periods = meetings["period"].dropna()
    periods = (
        list(range(known_periods.min(), known_periods.max() + 1, step))
        if len(known_periods)
        else []
    )
    taken = stacked({k: _of_meetings(taken_up(record), record) for k, record in records.items()})
    rows = (
        taken[["record", "meeting_id", "topic_id"]]
        .merge(topics, on=["record", "topic_id"])
        .drop_duplicates(["record", "meeting_id", "topic"])
        .merge(meetings[["record", "meeting_id", "at", "period"]], on=["record", "meeting_id"])
    )
    order = pd.DataFrame({"records": topics.groupby("topic")["record"].nunique()})
    order["first"] = rows.groupby("topic")["at"].min()
    names = order.sort_values(["records", "first", "topic"], ascending=[False, True, True]).index
    cells = pd.MultiIndex.from_product(
        [list(records), names, periods], names=["record", "topic", "period"]
    )
    counts = rows.groupby(["record", "topic", "period"]).size().reindex(cells, fill_value=0)
    matrix = counts.rename("meetings").reset_index()
    matrix = matrix.astype(
        {"record": "string", "topic": "string", "period": "Int64", "meetings": "Int64"}
    )
    last = (
        pd.Series({label: record.as_of.year for label, record in records.items()})
        if by == "calendar"
        else signings.set_index("record")["as_of_month"]
    )
    ends = matrix["record"].map(last.astype("Int64")).astype("Int64")
    is_unknown = matrix["period"].gt(ends).fillna(False)
    if by == "months":
        unsigned = signings.loc[signings["start"].isna(), "record"]
        is_unknown |= matrix["record"].isin(unsigned)
    matrix["meetings"] = matrix["meetings"].mask(is_unknown)
    return matrix


def _of_meetings(rows: pd.DataFrame, record: Cooperation) -> pd.DataFrame:
    """Return the exchanges that were passed at meetings, not in contact over a period."""
    return rows[~record.is_contact(rows)]


def _cadence(records: Mapping[str, Cooperation], meetings: pd.DataFrame) -> pd.DataFrame:
    """Return the cadence of each record, with the months since its signing."""
    rows = stacked({label: cadence(record) for label, record in records.items()})
    keys = ["record", "meeting_id"]
    return rows.merge(meetings[[*keys, *MONTHS]], on=keys, how="left")


def _silences(records: Mapping[str, Cooperation], cadence: pd.DataFrame) -> pd.DataFrame:
    """Return the longest gap of each record, and the one still open, in days."""
    bounds = ["days_lowest", "days_highest"]
    longest = cadence.groupby("record")[bounds].max().reindex(list(records))
    longest.columns = ["longest_lowest", "longest_highest"]
    longest.loc[[label for label, record in records.items() if record.conditions]] = pd.NA
    ongoing = [
        (None if record.conditions else open_silence(record)) or (pd.NA, pd.NA)
        for record in records.values()
    ]
    longest["open_lowest"], longest["open_highest"] = zip(*ongoing, strict=True)
    frame = longest.rename_axis("record").reset_index()
    return frame.astype(dict.fromkeys(frame.columns[1:], "Int64") | {"record": "string"})


def _coverage(records: Mapping[str, Cooperation], signings: pd.DataFrame) -> pd.DataFrame:
    """Return the areas of each record, with the months from its signing to their meetings."""
    rows = stacked({label: coverage(record) for label, record in records.items()})
    ends = ("first_id", "first_start"), ("last_id", "last_end")
    return rows.assign(**months_since(rows, signings, *ends))


MONTHS = ["first_month", "last_month"]


def stacked(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the frames of several records under each other, their labels in `record`."""
    labelled = []
    for label, frame in frames.items():
        categories = frame.select_dtypes("category").columns
        rows = frame.astype(dict.fromkeys(categories, "string"))
        rows.insert(0, "record", pd.Series(label, index=frame.index, dtype="string"))
        labelled.append(rows)
    return pd.concat(labelled, ignore_index=True)


def months(since: pd.Series, until: pd.Series) -> pd.Series:
    """Return the whole months between two days (Int64), rounded down, NA where one is not known."""
    begun = (until.dt.year - since.dt.year) * 12 + until.dt.month - since.dt.month
    return (begun - until.dt.day.lt(since.dt.day)).astype("Int64")


def first_signings(records: Mapping[str, Cooperation]) -> pd.DataFrame:
    """Return the first held signing of each whole record, NA where there is none."""
    held = {label: _drawn(record.record.met, record) for label, record in records.items()}
    signed = {
        label: held[label]["kind"].isin(record.declaration.signing)
        for label, record in records.items()
    }
    columns = ["meeting_id", "date", "start", "end", "at"]
    rows = stacked({k: rows.loc[signed[k], columns] for k, rows in held.items()})
    first = in_time(rows).drop_duplicates("record").set_index("record").reindex(list(records))
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
    columns = {}
    for name, since, (meeting, day) in (
        ("first_month", "end", first),
        ("last_month", "start", last),
    ):
        is_signing = rows[meeting].eq(signed["meeting_id"]).fillna(False)
        columns[name] = months(signed[since], rows[day]).mask(is_signing, 0)
    return pd.DataFrame(columns)
