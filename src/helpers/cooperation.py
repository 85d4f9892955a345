"""A record: its tables as DataFrames, narrowed by `where`."""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import pandas as pd

from .problems import require


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
        raise AttributeError(f"no table {name!r}; there are {', '.join(self.tables)}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]

    @property
    def held(self) -> pd.DataFrame:
        """The meetings that were held."""
        return self.meetings[self.meetings["status"].eq("held")]

    @property
    def span(self) -> range:
        """The years from the first to the last held meeting."""
        years = self.meetings.loc[self.meetings["status"].eq("held"), "start"].dt.year
        return range(int(years.min()), int(years.max()) + 1) if len(years) else range(0)

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
        rows = "".join(
            f"<tr><th scope=row>{html.escape(n)}</th><td>{html.escape(v)}</td></tr>"
            for n, v in self.summary()
        )
        return f"<table class=record><caption>{html.escape(self.title)}</caption><tbody>{rows}</tbody></table>"

    def where(
        self, topic=None, year=None, kind=None, organisation=None, country=None
    ) -> Cooperation:
        """Return the record narrowed to the meetings that meet every condition.

        Parameters
        ----------
        topic, kind, organisation, country : str or iterable of str, optional
            Ids or values; of several, any. `organisation` counts with its units; `topic` by the
            exchanges of a meeting, of which those on other topics go too.
        year : int or (int, int), optional
            The year, or the first and last year, in which a meeting began.

        Returns
        -------
        Cooperation
            The meetings and what hangs on them; topics and areas stay whole, except that `topic`
            keeps the named topics alone.

        Raises
        ------
        ValueError
            A name is not in the record; the message gives the nearest one.

        Examples
        --------
        >>> import helpers
        >>> len(helpers.load("tests/data/invented").where(year=2033).held)
        2
        """
        meetings, tables = self.meetings, dict(self.tables)
        keep = pd.Series(True, index=meetings.index)
        if year is not None:
            first, last = (year, year) if isinstance(year, int) else year
            keep &= meetings["start"].dt.year.between(first, last)
        if kind is not None:
            keep &= meetings["kind"].isin(
                self._known("kind", kind, meetings["kind"].cat.categories)
            )
        members = self.organisations
        for name, value, column in (
            ("organisation", organisation, "organisation_id"),
            ("country", country, "country"),
        ):
            if value is None:
                continue
            wanted = set(self._known(name, value, members[column].dropna().unique()))
            if name == "organisation":
                for _ in range(len(members)):
                    units = set(members.loc[members["parent_id"].isin(wanted), "organisation_id"])
                    if units <= wanted:
                        break
                    wanted |= units
            bodies = members.loc[members[column].isin(wanted), "organisation_id"]
            present = self.participants[self.participants["organisation_id"].isin(bodies)]
            keep &= meetings["meeting_id"].isin(present["meeting_id"])
        if topic is not None:
            topics = self._known("topic", topic, self.topics["topic_id"])
            tables["exchanges"] = self.exchanges[self.exchanges["topic_id"].isin(topics)]
            tables["topics"] = self.topics[self.topics["topic_id"].isin(topics)].reset_index(
                drop=True
            )
            keep &= meetings["meeting_id"].isin(tables["exchanges"]["meeting_id"])
        tables["meetings"] = meetings[keep].reset_index(drop=True)
        for name in ("participants", "exchanges", "commitments"):
            there = tables[name]["meeting_id"].isin(tables["meetings"]["meeting_id"])
            tables[name] = tables[name][there].reset_index(drop=True)
        return dataclasses.replace(self, tables=MappingProxyType(tables), whole=self.whole or self)

    @staticmethod
    def _known(name: str, value: str | Iterable[str], known: Iterable[str]) -> list[str]:
        values, known = [value] if isinstance(value, str) else list(value), list(known)
        for one in values:
            require(name, one, known)
        return values
