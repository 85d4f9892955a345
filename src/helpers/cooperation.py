"""A record: its tables as DataFrames, narrowed by `where`."""

from __future__ import annotations

import dataclasses
import html
import inspect
from collections.abc import Iterable, Mapping
from numbers import Integral
from types import MappingProxyType

import pandas as pd

from .problems import require, shorten, unknown
from .ways import WAYS, ways


@dataclasses.dataclass(frozen=True, repr=False)
class Cooperation:
    """A record: its tables as DataFrames, its sides and the day on which it stands.

    Each table of the declaration is an attribute (`meetings`, `exchanges`, …) and an entry of
    `tables`: text as `string`, enums as ordered `category`, dates as EDTF text beside `…_start`,
    `…_end` (datetime64), `…_precision` and `…_is_approximate`; for the column `date` these are
    plainly `start`, `end`, `precision`, `is_approximate` and `is_lasting`. An empty cell is NA.
    `declaration` is what `datapackage.json` says of the whole: licences, contributors, and so on.
    """

    title: str
    description: str
    sides: tuple[str, str]
    side_names: tuple[str, str]
    as_of: pd.Timestamp
    tables: Mapping[str, pd.DataFrame]
    keys: Mapping[str, tuple[str, ...]]
    declaration: Mapping
    whole: Cooperation | None = None

    def __getattr__(self, name: str) -> pd.DataFrame:
        if not name.startswith("_") and name in self.tables:
            return self.tables[name]
        raise AttributeError(unknown("table", name, self.tables))

    def __getitem__(self, name: str) -> pd.DataFrame | Cooperation:
        """Return a table by its name, or the record narrowed to a topic by its id."""
        if name in self.tables:
            return self.tables[name]
        topics = self.topics["topic_id"].tolist()
        if name in topics:
            return self.where(topic=name)
        raise KeyError(unknown("table or topic", name, [*self.tables, *topics]))

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]

    def _ipython_key_completions_(self) -> list[str]:
        """Return what `cooperation["` is completed to: the tables, then the topics."""
        return [*self.tables, *self.topics["topic_id"]]

    @property
    def held(self) -> pd.DataFrame:
        """The meetings that were held."""
        meetings = self.meetings
        return meetings[meetings["status"].eq("held")]

    @property
    def usual_kind(self) -> str | None:
        """The kind of which most meetings were held, of several the first declared; or None."""
        kinds = self.held["kind"]
        counts = kinds.value_counts().reindex(kinds.cat.categories, fill_value=0)
        return str(counts.idxmax()) if counts.sum() else None

    @property
    def span(self) -> range:
        """The years from the first to the last held meeting."""
        years = self.meetings.loc[self.meetings["status"].eq("held"), "start"].dt.year
        first, last = years.min(), years.max()
        return range(0) if pd.isna(first) else range(int(first), int(last) + 1)

    def summary(self) -> list[tuple[str, str]]:
        """Return what the record holds, as pairs of a name and a value."""
        span = self.span
        return [
            ("Sides", " and ".join(self.side_names)),
            (
                "Held meetings",
                f"{len(self.held)}"
                + (f", {span[0]}–{span[-1]}" if len(span) > 1 else f", {span[0]}" if span else ""),
            ),
            ("Exchanges", str(len(self.exchanges))),
            ("Topics", str(len(self.topics))),
            ("Commitments", str(len(self.commitments))),
            ("Sources", str(len(self.sources))),
            ("As of", self.as_of.strftime("%Y-%m-%d") if pd.notna(self.as_of) else "not known"),
        ]

    def __repr__(self) -> str:
        return self.title + "".join(f"\n  {name}: {value}" for name, value in self.summary())

    def _repr_html_(self) -> str:
        left = "style='text-align:left'"  # Jupyter would put text to the right
        rows = "".join(
            f"<tr><th scope=row {left}>{html.escape(n)}</th><td {left}>{html.escape(v)}</td></tr>"
            for n, v in self.summary()
        )
        title = f"<caption {left}>{html.escape(self.title)}</caption>"
        return f"<table class=record>{title}<tbody>{rows}</tbody></table>"

    def where(
        self,
        topic=None,
        year=None,
        kind=None,
        organisation=None,
        country=None,
        format=None,
        status=None,
        way=None,
        text=None,
        period=None,
        meeting=None,
        **others,
    ) -> Cooperation:
        """Return the record narrowed to the meetings that meet every condition.

        Parameters
        ----------
        topic, way : str or iterable of str, optional
            Topics by their ids, and ways of sharing ("first to second" of the sides, "second to
            first", "mutual", "other"): a meeting stays with those of its exchanges that have
            both, and goes if there is none.
        kind, format, status, organisation, country, meeting : str or iterable of str, optional
            Values and ids; of several, any. `organisation` counts with its units, `country` by
            the organisations that took part.
        year : int or (int, int), optional
            The year, or the first and last year, in which a meeting began.
        period : (str, str), optional
            The first and last day on which a meeting began, as in "2031-12-15".
        text : str, optional
            What a meeting's title or summary, or the subject or summary of one of its exchanges,
            holds: literally, capital or small.

        Returns
        -------
        Cooperation
            The meetings and what hangs on them; topics and areas stay whole, except that `topic`
            keeps the named topics alone.

        Raises
        ------
        ValueError
            A condition is none of these, or a name is not in the record; the message gives the
            nearest one.

        Examples
        --------
        >>> import helpers
        >>> record = helpers.load("tests/data/invented")
        >>> len(record.where(year=2033).held), len(record.where(text="turbines").held)
        (2, 1)
        """
        for name in others:
            require("condition", name, [*inspect.signature(self.where).parameters][:-1])
        meetings, exchanges, tables = self.meetings, self.exchanges, dict(self.tables)
        if year is not None:
            meetings = meetings[meetings["start"].dt.year.between(*_years(year))]
        if period is not None:
            meetings = meetings[meetings["start"].between(*_days(period))]
        for name, value in (("kind", kind), ("format", format), ("status", status)):
            if value is not None:
                known = self.meetings[name].cat.categories
                meetings = meetings[meetings[name].isin(self._known(name, value, known))]
        for name, value, column in (
            ("organisation", organisation, "organisation_id"),
            ("country", country, "country"),
        ):
            if value is not None:
                meetings = _of_meetings(meetings, self._attended(name, value, column))
        if meeting is not None:
            known = self.meetings["meeting_id"]
            meetings = meetings[meetings["meeting_id"].isin(self._known("meeting", meeting, known))]
        if text is not None:
            said = exchanges.loc[holds(exchanges, ("subject", "summary"), text), "meeting_id"]
            found = holds(meetings, ("title", "summary"), text)
            meetings = meetings[found | meetings["meeting_id"].isin(said)]
        if topic is not None:
            topics = self._known("topic", topic, self.topics["topic_id"])
            exchanges = exchanges[exchanges["topic_id"].isin(topics)]
            named = self.topics["topic_id"].isin(topics)
            tables["topics"] = self.topics[named].reset_index(drop=True)
        if way is not None:
            wanted = self._known("way", way, WAYS)
            passed = ways(exchanges, self.organisations, self.sides)
            exchanges = exchanges[passed.isin(wanted)]
        if topic is not None or way is not None:
            meetings = _of_meetings(meetings, exchanges["meeting_id"])
        tables["exchanges"] = exchanges
        tables["meetings"] = meetings.reset_index(drop=True)
        for name in ("participants", "exchanges", "commitments"):
            there = _of_meetings(tables[name], tables["meetings"]["meeting_id"])
            tables[name] = there.reset_index(drop=True)
        return dataclasses.replace(self, tables=MappingProxyType(tables), whole=self.whole or self)

    def _attended(self, name: str, value: str | Iterable[str], column: str) -> pd.Series:
        """Return the meetings that one of the named organisations or countries attended."""
        members = self.organisations
        wanted = set(self._known(name, value, members[column].dropna().unique()))
        if name == "organisation":
            for _ in range(len(members)):
                units = set(members.loc[members["parent_id"].isin(wanted), "organisation_id"])
                if units <= wanted:
                    break
                wanted |= units
        bodies = members.loc[members[column].isin(wanted), "organisation_id"]
        present = self.participants["organisation_id"].isin(bodies.tolist())
        return self.participants.loc[present, "meeting_id"]

    @staticmethod
    def _known(name: str, value: str | Iterable[str], known: Iterable[str]) -> list[str]:
        values, known = [value] if isinstance(value, str) else list(value), list(known)
        for one in values:
            require(name, one, known)
        return values


def require_record(value) -> None:
    """Refuse what is not a record, with the way to read one.

    Raises
    ------
    TypeError
        It is not a `Cooperation`; the message says how to read one.

    Examples
    --------
    >>> require_record("data")
    Traceback (most recent call last):
    TypeError: 'data' is not a record: read one first, as in helpers.load("data")
    """
    if not isinstance(value, Cooperation):
        shown = shorten(repr(value))
        raise TypeError(f'{shown} is not a record: read one first, as in helpers.load("data")')


def _of_meetings(rows: pd.DataFrame, ids: Iterable[str]) -> pd.DataFrame:
    """Return the rows that belong to one of these meetings."""
    return rows[rows["meeting_id"].isin(ids)]


def holds(rows: pd.DataFrame, columns: tuple[str, ...], text: str) -> pd.Series:
    """Return which rows hold a text in one of the columns, literally, capital or small (bool)."""
    found = pd.Series(False, index=rows.index)
    for column in columns:
        if column in rows:
            found |= rows[column].str.contains(text, case=False, regex=False).fillna(False)
    return found


def _years(year: int | tuple[int, int]) -> tuple[int, int]:
    years = (year, year) if isinstance(year, Integral) else year
    if isinstance(years, str) or len(years) != 2 or not all(isinstance(y, Integral) for y in years):
        raise ValueError(
            f"unknown year {year!r}: it is a year or the first and last, as in 2031 or (2031, 2033)"
        )
    return tuple(years)


def _days(period: tuple[str, str]) -> tuple[pd.Timestamp, pd.Timestamp]:
    try:
        first, last = (pd.Timestamp(day) for day in period)
    except (TypeError, ValueError):
        first = last = pd.NaT
    if isinstance(period, str) or pd.isna(first) or pd.isna(last):
        raise ValueError(
            f'unknown period {period!r}: it is a first and a last day, as in ("2031-05-01", "2031-12-15")'
        )
    return first, last
