"""A record: its tables as DataFrames, narrowed by `where`."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import html
import inspect
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Concatenate, ParamSpec, TypeVar, Unpack

import pandas as pd

from ..wording import periods_of_contact, selection, shorten
from .checks.needed import REPORTED, is_held
from .declaration import Declaration
from .suggest import unknown
from .where import NAMES, Conditions, normal_condition, tables_that_meet


class Tables(Mapping):
    """The tables of a record by their names, each handed out so that changing it changes no other.

    Examples
    --------
    >>> tables = Tables({"topics": pd.DataFrame({"label": ["Tides"]})})
    >>> topics = tables["topics"]
    >>> topics["label"] = "Kelp"
    >>> tables["topics"]["label"].tolist()
    ['Tides']
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self._frames = dict(frames)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._frames[name].copy()  # a shallow one shares arrays, which can be written to

    def __contains__(self, name: object) -> bool:
        return name in self._frames  # that of a Mapping would hand the table out

    def __iter__(self):
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def with_others(self, frames: Mapping[str, pd.DataFrame]) -> Tables:
        """Return these tables, some of them replaced."""
        return Tables({**self._frames, **frames})


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class Cooperation:
    """A record: its tables as DataFrames, its sides and its as-of day.

    Each table of the declaration is an attribute (`meetings`, `exchanges`, …) and an entry of
    `tables`: text as `string`, enums as ordered `category`, dates as EDTF text beside `…_start`,
    `…_end` (datetime64), `…_precision` and `…_is_approximate`; for the column `date` these are
    plainly `start`, `end`, `precision`, `is_approximate` and `is_lasting`. An empty cell is NA.
    `declaration` is what `datapackage.json` says of the whole: licences, contributors, and so on,
    by their names there, as in `cooperation.declaration["licenses"]`.
    `conditions` are those of `where`, as pairs of a name and a tuple of values in the order asked;
    empty for the whole record.

    It is a value: it can be copied, pickled and compared, and changing a table that it handed out
    does not change it.
    """

    title: str
    description: str
    sides: tuple[str, str]
    side_names: tuple[str, str]
    as_of: pd.Timestamp
    tables: Tables
    keys: Mapping[str, tuple[str, ...]]
    declaration: Declaration
    whole: Cooperation | None = None
    conditions: tuple[tuple[str, tuple], ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.tables, Tables):
            object.__setattr__(self, "tables", Tables(self.tables))
        object.__setattr__(self, "keys", MappingProxyType(dict(self.keys)))

    def __getattr__(self, name: str) -> pd.DataFrame:
        if not name.startswith("_") and name in self.tables:
            return self.tables[name]
        raise AttributeError(unknown("table", name, () if name.startswith("_") else self.tables))

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table by its name."""
        if isinstance(name, str) and name in self.tables:
            return self.tables[name]
        if name in self.record.topics["topic_id"].tolist():
            raise KeyError(f"{name!r} is a topic: ask for it with .where(topic={name!r})")
        raise KeyError(unknown("table", name, self.tables))

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]

    def _ipython_key_completions_(self) -> list[str]:
        """Return what `cooperation["` is completed to: the tables."""
        return list(self.tables)

    def __reduce__(self):
        state = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        plain = {name: dict(state[name]) for name in ("tables", "keys")}
        return functools.partial(Cooperation, **{**state, **plain}), ()

    def __eq__(self, other) -> bool:
        """Return whether two records say the same and were narrowed alike."""
        if not isinstance(other, Cooperation):
            return NotImplemented
        return self is other or (
            self._about == other._about
            and self.declaration == other.declaration
            and self.tables.keys() == other.tables.keys()
            and all(self.tables[name].equals(other.tables[name]) for name in self.tables)
            and self.whole == other.whole
        )

    def __hash__(self) -> int:
        return self._hash

    @functools.cached_property
    def _hash(self) -> int:
        return hash((*self._about, *(len(table) for table in self.tables.values())))

    @property
    def _about(self) -> tuple:
        as_of = None if pd.isna(self.as_of) else self.as_of
        return (self.title, self.description, self.sides, self.side_names, as_of, self.conditions)

    @property
    def record(self) -> Cooperation:
        """The whole record: itself, or what it was narrowed from."""
        return self.whole or self

    @functools.cached_property
    def identity(self) -> str:
        """What distinguishes this record from any other: its name, and a checksum of its cells."""
        if self.whole is not None:
            return self.whole.identity
        digest = hashlib.sha256()
        for name, table in self.tables.items():
            cells = table.astype("string").fillna("\0")
            hashes = pd.util.hash_pandas_object(cells, index=False).to_numpy()
            digest.update(name.encode() + hashes.tobytes())
        return f"{self.declaration.name or self.title} {digest.hexdigest()[:8]}"

    @property
    def held(self) -> pd.DataFrame:
        """The meetings that were held."""
        return self._held[0].copy()

    @property
    def met(self) -> pd.DataFrame:
        """The held meetings; contact over a period, which is no meeting, is left out."""
        return self._held[1].copy()

    @property
    def contact(self) -> pd.DataFrame:
        """The contact over a period that took place, of the kinds that the record declares so."""
        return self._held[2].copy()

    @functools.cached_property
    def _held(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """What was held: all of it, the meetings, the contact; every measure asks for it."""
        held = self.meetings[is_held(self.meetings)]
        is_contact = self.is_contact(held)
        return held, held[~is_contact], held[is_contact]

    def is_contact(self, rows: pd.DataFrame) -> pd.Series:
        """Return which rows with a `kind` are contact over a period (bool)."""
        return rows["kind"].isin(self.declaration.contact)

    @property
    def usual_kind(self) -> str | None:
        """The most frequent kind of the held meetings; on a tie the one declared first; None without any."""
        kinds = self.met["kind"]
        counts = kinds.value_counts().reindex(kinds.cat.categories, fill_value=0)
        return str(counts.idxmax()) if counts.sum() else None

    @property
    def span(self) -> range:
        """The years from the first to the last held meeting or contact."""
        years = self.held["at"].dt.year
        return range(0) if years.empty else range(int(years.min()), int(years.max()) + 1)

    def summary(self) -> list[tuple[str, str]]:
        """Return what the record holds, as pairs of a name and a value."""
        span, held, met = self.span, self.held, self.met
        reported = int(self.meetings["status"].eq(REPORTED).sum())
        passed = self.exchanges[self.exchanges["meeting_id"].isin(held["meeting_id"])]
        exchanges = str(len(self.exchanges))
        if len(passed) < len(self.exchanges):
            exchanges += f", {len(passed)} of them at held meetings"
        years = f", {span[0]}–{span[-1]}" if len(span) > 1 else f", {span[0]}" if span else ""
        contact = periods_of_contact(len(self.contact), ", and {}")
        if only := selection(self):
            topics = f"{passed['topic_id'].nunique()} taken up in this selection"
            chosen = [("Selection", f"{only[0].upper()}{only[1:]}")]
            sources = "of the whole record"
        else:
            topics, chosen, sources = str(len(self.topics)), [], ""
        return [
            ("Sides", " and ".join(self.side_names)),
            *chosen,
            ("Held meetings", f"{len(met)}{years}{contact}"),
            *([("Reported, not confirmed", str(reported))] if reported else []),
            ("Exchanges", exchanges),
            ("Topics", topics),
            ("Commitments", str(len(self.commitments))),
            ("Sources", f"{len(self.sources)} {sources}".rstrip()),
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

    def where(self, *unnamed, **conditions: Unpack[Conditions]) -> Cooperation:
        """Return the record narrowed to the meetings that meet every condition.

        Parameters
        ----------
        topic, direction : str or iterable of str, optional
            Topics by their ids, and directions of sharing ("XA-XB" from one side to the other,
            "mutual", "other"): a meeting stays with those of its exchanges that have both, and
            goes if there is none.
        kind, format, status, organisation, country, meeting : str or iterable of str, optional
            A value or an id, or several of them: a meeting stays if it has any. `organisation` counts with its units, `country` by
            the organisations that took part.
        year : int or (int, int), optional
            The year, or the first and last year, in which a meeting began; None leaves an end
            open, as in (2031, None).
        period : (str, str), optional
            The first and last day on which a meeting began, as in ("2031-05-01", "2031-12-15"); a
            month or a year counts whole, None leaves an end open.
        text : str, optional
            What readers see of a meeting: its title, place and summary, the topics, subjects and
            summaries of its exchanges, the organisations and persons that took part, in English
            and as other languages call them; literally, capital or small.

        Returns
        -------
        Cooperation
            The meetings and the rows that belong to them; topics and areas stay whole, except that `topic`
            keeps only the named topics. `conditions` holds what was asked, `record` the whole; narrowing once more adds to the conditions.

        Raises
        ------
        ValueError
            A name is not in the record, or a range ends before it begins; the message gives the
            nearest right one.
        TypeError
            A value is of the wrong type, or not named.

        Examples
        --------
        >>> import helpers
        >>> record = helpers.load("tests/data/invented")
        >>> len(record.where(year=2033).held), len(record.where(text="turbines").held)
        (2, 1)
        >>> record.where(topic="tidal-power", year=(None, 2031)).conditions
        (('topic', ('tidal-power',)), ('year', (None, 2031)))
        """
        if unnamed:
            shown = shorten(repr(unnamed[0]))
            raise TypeError(
                f"name the condition, as in where(topic={shown}); there are {', '.join(NAMES)}"
            )
        asked = [
            (n, normal_condition(self, n, value))
            for n, value in conditions.items()
            if value is not None
        ]
        return self.narrowed(tuple(asked))

    def narrowed(self, conditions: tuple[tuple[str, tuple], ...]) -> Cooperation:
        """Return the record narrowed by conditions in the form of `conditions`."""
        record = self
        for condition in conditions:
            record = dataclasses.replace(
                record,
                tables=record.tables.with_others(tables_that_meet(record, *condition)),
                conditions=(*record.conditions, condition),
                whole=self.record,
            )
        return record

    # Shown by Jupyter; the order of those asked is kept. Typeshed gives a function no such name.
    where.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)]
        + [inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY, default=None) for n in NAMES],
        return_annotation="Cooperation",
    )


Answer = TypeVar("Answer")
Further = ParamSpec("Further")


def kept_with_record(
    ask: Callable[Concatenate[Cooperation, Further], Answer],
) -> Callable[Concatenate[Cooperation, Further], Answer]:
    """Return a function that asks each record once; the answer is kept with the record.

    A record never changes, so neither does the answer; whoever changes it copies it first. What
    else it is asked with can be hashed.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load("tests/data/invented")
    >>> asked = []
    >>> title = kept_with_record(lambda record: asked.append("once") or record.title)
    >>> title(record) == title(record) and asked
    ['once']
    """

    @functools.wraps(ask)
    def answer(record: Cooperation, *further: Further.args, **named: Further.kwargs) -> Answer:
        answers = vars(record).setdefault("_answers", {})
        question = (ask, further, tuple(named.items()))
        if question not in answers:
            answers[question] = ask(record, *further, **named)
        return answers[question]

    return answer


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
