"""A date as it is known (EDTF): its first and last possible day, precision, how sure it is."""

from __future__ import annotations

import calendar
import datetime
import functools
import re
from typing import NamedTuple

import numpy as np
import pandas as pd

PRECISIONS = ("day", "month", "season", "year", "decade", "century", "interval", "open")
ALLOWED = (
    "day, month, year, season or decade (2031-12-15, 2031-12, 2031, 2031-21, 203X), about or "
    "perhaps (2031-12~, 2031-12?), from/to, since, by (2031-11-02/2031-12-15, 2031-11/.., "
    "../2031-06), on one day between ([2031-11-02..2031-12-15]); years 1000 to 2999"
)
MONTHS = (  # those of `calendar` follow the language of the machine
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
YEARS = range(1000, 3000)  # what lies outside is a slip, and no calendar or axis takes all of it
SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
SEASON_MONTHS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 12)}  # those of `edtf`
_POINT = (
    "(?:[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?|[0-9]{4}-[0-9]{2}-XX|[0-9]{4}-XX(?:-XX)?"
    "|[0-9]{3}X|[0-9]{2}XX)[?~%]?"
)
_DAYS = "[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?[?~%]?"
_FORMS = re.compile(
    rf"(?P<point>{_POINT})|(?P<a>{_POINT})/(?P<b>{_POINT}|(?:\.\.)?)"
    rf"|(?P<before>\.\.|)/(?P<last>{_POINT})|\[(?P<c>{_DAYS})\.\.(?P<d>{_DAYS})\]"
)
_NOT_KNOWN = np.datetime64("NaT", "us")
_FIRST, _AFTER = (np.datetime64(f"{year}-01-01", "us") for year in (YEARS.start, YEARS.stop))
_FEW = 500  # dates that are read one by one faster than all at once


class _Reading(NamedTuple):
    """One date: the columns of `parse`, `precision` as its place in `PRECISIONS`."""

    start: object = _NOT_KNOWN
    end: object = _NOT_KNOWN
    at: object = _NOT_KNOWN
    precision: int = -1
    is_approximate: bool = False
    is_uncertain: bool = False
    is_lasting: bool = False
    is_valid: bool = False


def parse(texts: pd.Series) -> pd.DataFrame:
    """Return the first and last possible day of each date, and how precisely it is known.

    Parameters
    ----------
    texts : pandas.Series of str
        Dates in the EDTF forms that the data dictionary lists; empty means not known.

    Returns
    -------
    pandas.DataFrame
        Same index:

        - `start`, `end` (datetime64): the strict bounds; NaT where not known, open, or not a date
        - `at` (datetime64): the day by which it is ordered and counted: `start`, or `end` where
          the beginning is open
        - `precision` (ordered category): day < month < season < year < decade < century <
          interval < open, the last where an end is open or not known
        - `is_approximate` (bool): a `~` or `%`; `is_uncertain` (bool): a `?` or `%`
        - `is_lasting` (bool): a from/to interval, also one with an open end
        - `is_valid` (bool): False for what is not such a date

    Notes
    -----
    EDTF is ISO 8601-2:2019, levels 0 and 1, https://www.loc.gov/standards/datetime/, without times
    and years outside 1000 to 2999, and "one of a set" of days. The bounds are the strict ones of
    the `edtf` library: `~`, `?` and `%` widen nothing, and winter is the December of its year. Full
    days go through pandas, each other distinct text once through the calendar.

    Examples
    --------
    >>> import pandas as pd
    >>> dates = parse(pd.Series(["2031-05~", "../2031-06"]))
    >>> dates["end"].dt.strftime("%Y-%m-%d").tolist(), dates["start"].isna().tolist()
    (['2031-05-31', '2031-06-30'], [False, True])
    """
    parts = _parts(_filled(texts))
    precision = pd.Categorical.from_codes(parts["precision"], dtype=_PRECISION)
    return pd.DataFrame(parts | {"precision": precision}, index=texts.index, copy=False)


def are_dates(texts: list[str]) -> list[bool]:
    """Return of each text whether it is a date as `parse` takes them; an empty one is.

    Examples
    --------
    >>> are_dates(["2031-05~", "2031-13", ""])
    [True, False, True]
    """
    return _parts(texts)["is_valid"].tolist()


_PRECISION = pd.CategoricalDtype(list(PRECISIONS), ordered=True)
_TYPES = {
    **dict.fromkeys(("start", "end", "at"), "datetime64[us]"),
    "precision": "int64",
    **dict.fromkeys(("is_approximate", "is_uncertain", "is_lasting", "is_valid"), "bool"),
}


def _filled(texts: pd.Series) -> pd.Series:
    """Return the texts, an empty one where none is known."""
    return pd.Series(texts, dtype="str").fillna("")


def _parts(texts: pd.Series | list[str]) -> dict[str, np.ndarray]:
    """Return the columns of `parse`."""
    if len(texts) > _FEW:
        return _many(pd.Series(texts, dtype="str"))
    readings = [_reading(text) for text in texts]
    return {
        name: np.array([reading[i] for reading in readings], _TYPES[name])
        for i, name in enumerate(_Reading._fields)
    }


def _many(texts: pd.Series) -> dict[str, np.ndarray]:
    """Return the columns of `parse` for many texts: full days at once, others one by one."""
    is_day = texts.str.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}")
    days = pd.to_datetime(texts.where(is_day), format="%Y-%m-%d", errors="coerce")
    start = days.to_numpy("datetime64[us]").copy()
    start[(start < _FIRST) | (start >= _AFTER)] = _NOT_KNOWN
    is_known = ~np.isnat(start)
    parts = {name: np.zeros(len(texts), kind) for name, kind in _TYPES.items()}
    parts |= {"start": start, "end": start.copy(), "at": start.copy(), "is_valid": is_known.copy()}
    rest = np.flatnonzero(~is_known)
    others = texts.iloc[rest].tolist()
    known = {text: _reading(text) for text in set(others)}
    for i, part in enumerate(parts.values()):
        if len(rest):
            part[rest] = [known[text][i] for text in others]
    return parts


def bounds(texts: pd.Series) -> pd.DataFrame:
    """Return the earliest and the latest day on which each date may have begun and ended.

    Parameters
    ----------
    texts : pandas.Series of str
        Dates as `parse` takes them.

    Returns
    -------
    pandas.DataFrame
        Same index; `begins_first`, `begins_last`, `ends_first`, `ends_last` (datetime64). Begin
        and end of a from/to date have bounds of their own; else they are the same day. What began
        at a day not known has no `begins_first`; what has not ended has neither `ends_…`, and
        what ended at a day not known has no `ends_last`.

    Examples
    --------
    >>> import pandas as pd
    >>> known = bounds(pd.Series(["2031-11/2032-02-10"])).loc[0]
    >>> [f"{known[part]:%Y-%m-%d}" for part in ("begins_first", "begins_last", "ends_first")]
    ['2031-11-01', '2031-11-30', '2032-02-10']
    """
    filled = _filled(texts).tolist()
    halves = [["" if half == ".." else half for half in text.split("/")] for text in filled]
    begin, end = (_parts([of_date[at] for of_date in halves]) for at in (0, -1))
    is_open = np.array([text.endswith("/..") for text in filled], bool)
    return pd.DataFrame(
        {
            "begins_first": begin["start"],
            "begins_last": np.fmin(begin["end"], end["end"]),
            "ends_first": np.where(is_open, _NOT_KNOWN, np.fmax(begin["start"], end["start"])),
            "ends_last": end["end"],
        },
        index=texts.index,
    )


def spans(texts: pd.Series, as_of: pd.Timestamp | None) -> pd.DataFrame:
    """Return from which to which day a date is drawn, and where it fades.

    Parameters
    ----------
    texts : pandas.Series of str
        Dates in EDTF.
    as_of : pandas.Timestamp or None
        The record's as-of day: what has not ended is drawn up to it, where it is
        known.

    Returns
    -------
    pandas.DataFrame
        Same index; `first`, `last` (datetime64), NaT where there is no date; `fades` (string):
        "left" where the beginning is not known, "right" where the end is not known or still to
        come, else "".

    Examples
    --------
    >>> import pandas as pd
    >>> dates = pd.Series(["2031-11/..", "../2031-06", "2031-05"])
    >>> drawn = spans(dates, pd.Timestamp("2034-01-20"))
    >>> drawn["last"].dt.strftime("%Y-%m-%d").tolist(), drawn["fades"].tolist()
    (['2034-01-20', '2031-06-30', '2031-05-31'], ['right', 'left', ''])
    """
    filled = _filled(texts).tolist()
    known, ends = _parts(filled), bounds(texts)
    is_known, has_start, has_end = (~np.isnat(known[name]) for name in ("at", "start", "end"))
    last = np.where(has_end, known["end"], ends["begins_last"])
    if pd.notna(as_of):
        so_far = np.array([text.endswith("/..") for text in filled], bool)
        last = np.where(so_far & (last < np.datetime64(as_of)), np.datetime64(as_of), last)
    fades = np.select([~has_end & is_known, ~has_start & is_known], ["right", "left"], "")
    return pd.DataFrame(
        {
            "first": np.where(has_start, known["start"], ends["ends_first"]),
            "last": last,
            "fades": pd.array(fades.tolist(), "string"),
        },
        index=texts.index,
    )


def day_of(value) -> pd.Timestamp:
    """Return one day of the calendar.

    Parameters
    ----------
    value : str, datetime.date or pandas.Timestamp
        A day such as "2031-12-15"; the hour is left out.

    Raises
    ------
    ValueError
        It is not a day, or it has a time zone, by which the day would depend on the place.

    Examples
    --------
    >>> day_of("2031-02-30")
    Traceback (most recent call last):
    ValueError: '2031-02-30' is not a day: write one such as 2031-12-15
    """
    is_day = isinstance(value, datetime.date) and not pd.isna(value)
    if isinstance(value, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        is_day = not what_is_wrong_with_point(value)
    is_day = is_day and 1000 <= int(f"{value}"[:4]) <= 2999
    if is_day and getattr(value, "tzinfo", None):
        raise ValueError(f"{value} has a time zone: write the day alone, {value:%Y-%m-%d}")
    if not is_day:
        raise ValueError(f"{value!r} is not a day: write one such as 2031-12-15")
    return pd.Timestamp(value).normalize()


@functools.lru_cache(maxsize=100_000)
def _reading(text: str) -> _Reading:
    """Return what one text says; an empty one is valid and says nothing."""
    form = _FORMS.fullmatch(text)
    if not form or text == "/":
        return _Reading(is_valid=text == "")
    points = [point.rstrip("?~%") for point in _points(form)]
    if any(map(what_is_wrong_with_point, points)):
        return _Reading()
    first, last = _bounds(points[0])[0], _bounds(points[-1])[1]
    if last < first:
        return _Reading()
    open_at_start = form["last"] is not None
    is_open = open_at_start or form["b"] in ("", "..")
    return _Reading(
        start=_NOT_KNOWN if open_at_start else first,
        end=_NOT_KNOWN if is_open and not open_at_start else last,
        at=last if open_at_start else first,
        precision=PRECISIONS.index(
            "open" if is_open else "interval" if len(points) == 2 else _precision(points[0])
        ),
        is_approximate=bool(re.search("[~%]", text)),
        is_uncertain=bool(re.search("[?%]", text)),
        is_lasting="/" in text,
        is_valid=True,
    )


def _points(form: re.Match) -> list[str]:
    """Return the days, months, years and so on in a date."""
    points = (form[name] for name in ("point", "a", "b", "last", "c", "d"))
    return [point for point in points if point not in (None, "", "..")]


def _precision(point: str) -> str:
    """Return how precisely a point without `?`, `~` and `%` is known."""
    if "X" in point[:4]:
        return "century" if point.endswith("XX") else "decade"
    parts = [part for part in point.split("-") if part != "XX"]
    is_season = len(parts) == 2 and parts[1] in SEASONS
    return "season" if is_season else ("year", "month", "day")[len(parts) - 1]


def _bounds(point: str) -> tuple[datetime.datetime, datetime.datetime]:
    """Return the first and the last day of a day, month, season, year, decade or century."""
    years, *rest = point.split("-")
    first_year, last_year = int(years.replace("X", "0")), int(years.replace("X", "9"))
    rest = [part for part in rest if part != "XX"]
    months = SEASON_MONTHS.get(rest[0], (int(rest[0]),) * 2) if rest else (1, 12)
    last_day = calendar.monthrange(last_year, months[1])[1]
    first_day, last_day = (int(rest[1]),) * 2 if len(rest) == 2 else (1, last_day)
    return (
        datetime.datetime(first_year, months[0], first_day),
        datetime.datetime(last_year, months[1], last_day),
    )


def is_date(text: str) -> bool:
    """Return whether a text is a date in one of the forms that are read.

    Examples
    --------
    >>> is_date("2031-05~"), is_date("15/12/2031"), is_date("")
    (True, False, False)
    """
    return bool(text) and _reading(text).is_valid


def points_of(text: str) -> list[str]:
    """Return the days, months and so on of a text that has the form of a date, possible or not.

    Examples
    --------
    >>> points_of("2031-02-30/2031-13~"), points_of("15/12/2031")
    (['2031-02-30', '2031-13'], [])
    """
    form = _FORMS.fullmatch(text)
    return [point.rstrip("?~%") for point in _points(form)] if form else []


def what_is_wrong_with_point(text: str) -> str:
    """Return why a day, month, season, year and so on of the right form is none, or an empty text."""
    years, *rest = text.split("-")
    rest = [part for part in rest if part != "XX"]
    year = int(years.replace("X", "0"))
    if year not in YEARS:
        return f"the year is not one of {YEARS[0]} to {YEARS[-1]}"
    if rest and rest[0] in SEASONS and len(text) == len("2031-21"):
        return ""
    if rest and not 1 <= int(rest[0]) <= 12:
        return f"there is no month {rest[0]}"
    if len(rest) == 2:
        last = calendar.monthrange(year, int(rest[0]))[1]
        if not 1 <= int(rest[1]) <= last:
            return f"{MONTHS[int(rest[0]) - 1]} {year} has {last}"
    return ""


def in_words(text: str) -> str:
    """Return a date as people write it.

    Examples
    --------
    >>> in_words("2031-11-02/2031-12~"), in_words("2031-11/.."), in_words("2031-21?")
    ('2 Nov 2031 – about Dec 2031', 'since November 2031', 'perhaps spring 2031')
    """
    if pd.isna(text) or not text:
        return "date not known"
    if text.startswith("["):
        return "a day between {} and {}".format(*map(_point, text.strip("[]").split("..")))
    first, is_from_to, last = text.partition("/")
    if not is_from_to:
        sure = text.rstrip("?~%")
        within = "in " if "X" in sure[:4] and not re.search("[~%]", text) else ""
        return _sureness(text) + within + _point(sure, is_full=text.endswith(("?", "%")))
    for form, end, is_it in (
        ("since {}", first, last == ".."),
        ("by {}", last, first == ".."),
        ("from {}, end not known", first, not last),
        ("until {}, beginning not known", last, not first),
    ):
        if is_it:
            return _sureness(end) + form.format(_point(end.rstrip("?~%"), is_full=True))
    return f"{_point(first)} – {_point(last)}"


def _sureness(text: str) -> str:
    """Return the words for the sign at the end of a date."""
    return {"~": "about ", "?": "perhaps ", "%": "perhaps about "}.get(text[-1], "")


def _point(text: str, is_full: bool = False) -> str:
    """Return a day, month, season and so on in words; `is_full` writes the month alone in full."""
    sure = text.rstrip("?~%")
    if sure.endswith("XX") and "-" not in sure:
        words = f"{sure[:2]}00–{sure[:2]}99"
    elif "X" in sure[:4]:
        words = f"the {sure[:3]}0s"
    else:
        year, *rest = (part for part in sure.split("-") if part != "XX")
        names = [SEASONS.get(part) or MONTHS[int(part) - 1] for part in rest[:1]]
        if names and rest[0] not in SEASONS and not (is_full and len(rest) == 1):
            names = [names[0][:3]]
        words = " ".join([*(str(int(day)) for day in rest[1:]), *names, year])
    return _sureness(text) + words


def could_be_another_year(texts: pd.Series) -> pd.Series:
    """Return of each date whether what began then may have begun in another year than it counts for.

    Parameters
    ----------
    texts : pandas.Series of str
        Dates as `parse` takes them.

    Returns
    -------
    pandas.Series of bool
        True where the beginning has bounds in two years or an end not known, where the date is
        uncertain (`?`, `%`), and where it is "about" a year or longer.

    Examples
    --------
    >>> import pandas as pd
    >>> could_be_another_year(pd.Series(["2031-12/2032-02", "2031~", "203X"])).tolist()
    [False, True, True]
    """
    begin = texts.fillna("").astype("str").str.replace("(?<!^)/.*", "", regex=True)
    known, whole = parse(begin.str.removeprefix("../").str.removeprefix("/")), parse(texts)
    is_year_or_longer = known["precision"].ge("year") & known["precision"].le("century")
    return (
        known["start"].dt.year.ne(known["end"].dt.year) & known["start"].notna()
        | known["is_uncertain"]
        | known["is_approximate"] & is_year_or_longer.to_numpy()
        | whole["start"].isna() & whole["end"].notna()
    )
