"""A record as arrays of codes, by which a choice narrows it in milliseconds."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..measures import country_labels, organisation_labels, topics_in_order
from ..record import OF_EXCHANGES, REPORTED, Cooperation, directions_of, is_held, meetings_that_say
from ..wording import direction_words, status_words, words


@dataclasses.dataclass(frozen=True)
class Facet:
    """One condition of `Cooperation.where`, as pairs of a meeting and a value.

    `name` is the argument, `values` what it takes, `labels` what readers call them; `meetings` and
    `codes` are the pairs, as places in the order of time and in `values`.
    """

    name: str
    values: list
    labels: list[str]
    meetings: np.ndarray
    codes: np.ndarray

    def hits(self, chosen: list) -> np.ndarray:
        """Return which pairs have one of the chosen values (bool)."""
        wanted = np.zeros(len(self.values), bool)
        wanted[[self.values.index(value) for value in chosen]] = True
        return wanted[self.codes]

    @functools.cached_property
    def order(self) -> np.ndarray:
        """The pairs by meeting, then value, so that equal ones stand together."""
        return np.lexsort((self.codes, self.meetings))

    def count(self, pairs: np.ndarray) -> np.ndarray:
        """Return how many different meetings each value has among the given pairs (bool)."""
        if self.name in OF_EXCHANGES:  # a meeting may have many exchanges on a topic
            pairs = self.order[pairs[self.order]]
            keys = self.meetings[pairs] * len(self.values) + self.codes[pairs]
            pairs = pairs[np.diff(keys, prepend=-1) != 0]
        return np.bincount(self.codes[pairs], minlength=len(self.values))


@dataclasses.dataclass(frozen=True)
class Narrowed:
    """What a choice leaves: `meetings` and `exchanges` (bool), and `counts`, by facet.

    A count is the number of meetings that a value would leave if it alone were chosen in its facet
    and all other conditions stayed.
    """

    meetings: np.ndarray
    exchanges: np.ndarray
    counts: Mapping[str, np.ndarray]


class Narrowing:
    """A record as arrays of codes, the meetings in order of start, then id.

    Attributes
    ----------
    meetings : pandas.DataFrame
        The table in that order; `ids` is its index of ids.
    starts, years, is_held, is_reported : numpy.ndarray
        First day (datetime64[D]), its year (int64), whether it was held, and whether it is only
        reported (bool), by meeting.
    exchange_meetings : numpy.ndarray
        The place of each exchange's meeting.
    facets : dict of str to Facet
        By the arguments of `Cooperation.where`.
    """

    def __init__(self, cooperation: Cooperation) -> None:
        self.cooperation = cooperation
        by = ["at", "meeting_id"]
        self.meetings = cooperation.meetings.sort_values(by, ignore_index=True)
        self.ids = pd.Index(self.meetings["meeting_id"])
        self.starts = self.meetings["at"].to_numpy("datetime64[D]")
        self.years = self.starts.astype("datetime64[Y]").astype("int64") + 1970
        self.is_held = is_held(self.meetings).to_numpy(bool)
        self.is_reported = self.meetings["status"].eq(REPORTED).to_numpy(bool)
        self.exchange_meetings = self._places(cooperation.exchanges)
        facets = [*self._of_meetings(), *self._of_exchanges(), *self._of_participants()]
        self.facets = {facet.name: facet for facet in facets}
        self.telling = functools.lru_cache(8)(self._telling)

    def narrow(self, choice: Mapping) -> Narrowed:
        """Return what a choice leaves, and what each value of each facet would leave.

        Parameters
        ----------
        choice : mapping
            Arguments of `Cooperation.where`: lists of values; of `year` and `period` the first
            and the last; `text` and `meeting` a text.

        Examples
        --------
        >>> import helpers
        >>> narrowing = Narrowing(helpers.load("tests/data/invented"))
        >>> int(narrowing.narrow({"topic": ["tidal-power"], "year": (2031, 2031)}).meetings.sum())
        2
        """
        passed = {n: self.facets[n].hits(choice[n]) for n in OF_EXCHANGES if n in choice}
        masks = {n: self._mask(n, v) for n, v in choice.items() if n not in OF_EXCHANGES}
        exchanges = np.ones(len(self.exchange_meetings), bool)
        for hits in passed.values():
            exchanges = exchanges & hits
        if passed:
            masks["exchanges"] = np.zeros(len(self.meetings), bool)
            masks["exchanges"][self.exchange_meetings[exchanges]] = True
        failed = np.zeros(len(self.meetings), "int64")
        for mask in masks.values():
            failed += ~mask
        counts = {}
        for name, facet in self.facets.items():
            own = "exchanges" if name in OF_EXCHANGES else name
            others = failed == (~masks[own] if own in masks else 0)
            if name != "status":  # what is only reported is in no other count
                others = others & ~self.is_reported
            pairs = others[facet.meetings]
            if name in OF_EXCHANGES:
                for other, hits in passed.items():
                    pairs = pairs & hits if other != name else pairs
            counts[name] = facet.count(pairs)
        meetings = failed == 0
        return Narrowed(meetings, exchanges & meetings[self.exchange_meetings], counts)

    def _mask(self, name: str, value) -> np.ndarray:
        """Return which meetings meet a condition on meetings (bool)."""
        if name == "text":
            return self.telling(value)
        if name == "meeting":
            return np.arange(len(self.ids)) == self.ids.get_loc(value)
        if name == "year":
            first, last = value
            return (self.years >= (first or 0)) & (self.years <= (last or 9999))
        if name == "period":
            first, last = value
            after = self.starts >= np.datetime64(first or "0001-01-01")
            return after & (self.starts <= np.datetime64(last or "9999-12-31"))
        facet = self.facets[name]
        mask = np.zeros(len(self.ids), bool)
        mask[facet.meetings[facet.hits(value)]] = True
        return mask

    def _telling(self, text: str) -> np.ndarray:
        """Return which meetings hold a text, as `where(text=…)` has it (bool)."""
        return self.ids.isin(meetings_that_say(self.cooperation.record, text))

    def _places(self, rows: pd.DataFrame) -> np.ndarray:
        return self.ids.get_indexer(rows["meeting_id"])

    def _of_meetings(self) -> list[Facet]:
        """Return the facets of which a meeting has one value: year, kind, format, status."""
        every = np.arange(len(self.ids))
        years = list(range(self.years.min(), self.years.max() + 1)) if len(every) else []
        codes = self.years - years[0] if years else every
        facets = [Facet("year", years, list(map(str, years)), every, codes)]
        for name in ("kind", "format", "status"):
            column = self.meetings[name].cat.remove_unused_categories()
            known, codes = column.notna().to_numpy(), column.cat.codes.to_numpy("int64")
            values = list(column.cat.categories)
            labels = [*map(status_words if name == "status" else words, values)]
            facets.append(Facet(name, values, labels, every[known], codes[known]))
        return facets

    def _of_exchanges(self) -> list[Facet]:
        """Return the facets of which an exchange has one value: topic and direction."""
        record, places = self.cooperation, self.exchange_meetings
        topics = topics_in_order(record)
        codes = pd.Index(topics["topic_id"]).get_indexer(record.exchanges["topic_id"])
        passed = directions_of(record.exchanges, record.organisations, record.sides)
        told = [direction_words(value, record) for value in passed.categories]
        return [
            Facet("topic", topics["topic_id"].tolist(), topics["label"].tolist(), places, codes),
            Facet("direction", list(passed.categories), told, places, passed.codes.astype("int64")),
        ]

    def _of_participants(self) -> list[Facet]:
        """Return the facets of those who took part; a body counts for those above it too."""
        record = self.cooperation
        bodies = units_below(record)
        ids = pd.Index(bodies["organisation_id"])
        parents = ids.get_indexer(bodies["parent_id"])
        present = record.participants
        meetings, part = self._places(present), ids.get_indexer(present["organisation_id"])
        pairs, above = [np.zeros((2, 0), "int64")], part
        while (above >= 0).any():
            pairs.append(np.stack([meetings, above])[:, above >= 0])
            above = np.where(above >= 0, parents[above], -1)
        names = country_labels(record)
        codes = [*record.sides, *sorted(set(names.index) - set(record.sides))]
        country = pd.Index(codes).get_indexer(bodies["country"])[part]
        pair = np.stack([meetings, country])[:, country >= 0]
        told = [names.reindex(codes).fillna("").tolist(), organisation_labels(record)[ids].tolist()]
        return [
            Facet("country", codes, told[0], *_distinct(pair)),
            Facet("organisation", ids.tolist(), told[1], *_distinct(np.hstack(pairs))),
        ]


def units_below(cooperation: Cooperation) -> pd.DataFrame:
    """Return the organisations, each with its units below it, and their `depth` (int64).

    Examples
    --------
    >>> import helpers
    >>> bodies = units_below(helpers.load("tests/data/invented"))
    >>> bodies["organisation_id"].tolist()[:2], bodies["depth"].tolist()[:2]
    (['ministry-of-tides', 'bureau-of-tidal-power'], [0, 1])
    """
    bodies, sides = cooperation.organisations, list(cooperation.sides)
    parents = bodies.set_index("organisation_id")["parent_id"]
    path, above = bodies["organisation_id"], bodies["parent_id"]
    depth = pd.Series(0, index=bodies.index)
    while above.notna().any():
        path, depth = (above + "/" + path).fillna(path), depth + above.notna()
        above = above.map(parents)
    side = bodies["country"].map({code: place for place, code in enumerate(sides)}).fillna(2)
    return bodies.assign(side=side, path=path, depth=depth).sort_values(
        ["side", "country", "path"], ignore_index=True
    )


def _distinct(pairs: np.ndarray) -> np.ndarray:
    """Return the different pairs of two rows of numbers."""
    step = pairs[1].max(initial=0) + 1
    keys = np.sort(pairs[0] * step + pairs[1])
    return np.stack(np.divmod(keys[np.diff(keys, prepend=-1) != 0], step))
