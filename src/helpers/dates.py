"""A date as it is known (EDTF): its first and last possible day, precision, approximate or not."""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata

import numpy as np
import pandas as pd

PRECISIONS = ("day", "month", "year", "interval")
ALLOWED = (
    "day, month or year (2031-12-15, 2031-12, 2031), about (2031-12~), "
    "from/to (2031-11-02/2031-12-15), on one day between ([2031-11-02..2031-12-15]); "
    "years 1000 to 2999"
)
MONTHS = (  # those of `calendar` follow the language of the machine
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
YEARS = range(1000, 3000)  # what lies outside is a slip, and no calendar or axis takes all of it
_POINT = "[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?~?"
_FORMS = re.compile(
    rf"{_POINT}|(?P<a>{_POINT})/(?P<b>{_POINT})|\[(?P<c>{_POINT})\.\.(?P<d>{_POINT})\]"
)
_SIGNS = {**dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-"), 0x301C: "~"}
_NOT_KNOWN = np.datetime64("NaT", "us")
_FIRST, _AFTER = (np.datetime64(f"{year}-01-01", "us") for year in (YEARS.start, YEARS.stop))
_SHORTS = [name[:3].lower() for name in MONTHS]
_NAME = "({})".format("|".join(f"{name}|{name[:3]}" for name in MONTHS))
_WRITTEN = [  # other ways to write a date, of one reading each: the pattern, and what its parts are
    (r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}.*)?", "ymd"),
    (r"(\d{4})(\d{2})(\d{2})", "ymd"),
    (rf"(\d{{1,2}})(?:st|nd|rd|th)?[-. ]+{_NAME}[-., ]+(\d{{4}})", "dmy"),
    (rf"{_NAME}[. ]+(\d{{1,2}})(?:st|nd|rd|th)?,? +(\d{{4}})", "mdy"),
    (r"(\d{4})[-/.年](\d{1,2})月?", "ym"),
    (r"(\d{1,2})[-/.](\d{4})", "my"),
    (rf"{_NAME}[-., ]+(\d{{4}})", "my"),
    (r"(\d{4})年", "y"),
]
_SHORT = r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}"


def parse(texts: pd.Series) -> pd.DataFrame:
    """Return the first and last possible day of each date, and how precisely it is known.

    Parameters
    ----------
    texts : pandas.Series of str
        Dates in the EDTF forms that the data dictionary lists; empty means not known.

    Returns
    -------
    pandas.DataFrame
        Same index; `start` and `end` (datetime64, the strict bounds, NaT where not known or not a
        date), `precision` (ordered category day < month < year < interval), `is_approximate`
        (bool), `is_lasting` (bool, a from/to interval), `is_valid` (bool, False: not such a date).

    Notes
    -----
    Full days go through pandas, each other distinct text once through the calendar; the tests hold
    the bounds against the strict ones of the `edtf` library. EDTF is ISO 8601-2:2019, https://www.loc.gov/standards/datetime/. A `~` widens
    nothing; it only sets `is_approximate`.

    Examples
    --------
    >>> import pandas as pd
    >>> parse(pd.Series(["2031-05~"])).loc[0, "end"].isoformat()
    '2031-05-31T00:00:00'
    """
    texts = texts.fillna("").astype("str")
    is_day = texts.str.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}")
    days = pd.to_datetime(texts.where(is_day), format="%Y-%m-%d", errors="coerce")
    start = days.to_numpy("datetime64[us]").copy()
    start[(start < _FIRST) | (start >= _AFTER)] = _NOT_KNOWN
    parts: dict[str, np.ndarray] = {
        "start": start,
        "end": start.copy(),
        "precision": np.where(np.isnat(start), -1, 0),
        "is_approximate": np.zeros(len(texts), bool),
        "is_lasting": np.zeros(len(texts), bool),
        "is_valid": ~np.isnat(start) | texts.eq("").to_numpy(),
    }
    rest = np.flatnonzero(~parts["is_valid"])
    told = texts.iloc[rest].tolist()
    known = {text: _one(text) for text in set(told)}
    for i, part in enumerate(parts.values()):
        part[rest] = [known[text][i] for text in told]
    precision = pd.Categorical.from_codes(parts["precision"], pd.Index(PRECISIONS), ordered=True)
    return pd.DataFrame(parts | {"precision": precision}, index=texts.index)


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
        and end of a from/to date have bounds of their own; else they are the same day.

    Examples
    --------
    >>> import pandas as pd
    >>> known = bounds(pd.Series(["2031-11/2032-02-10"])).loc[0]
    >>> [f"{known[part]:%Y-%m-%d}" for part in ("begins_first", "begins_last", "ends_first")]
    ['2031-11-01', '2031-11-30', '2032-02-10']
    """
    texts = texts.fillna("").astype("str")
    begin = parse(texts.str.replace("/.*", "", regex=True))
    end = parse(texts.str.replace(".*/", "", regex=True))
    return pd.DataFrame(
        {
            "begins_first": begin["start"],
            "begins_last": begin["end"].where(begin["end"] <= end["end"], end["end"]),
            "ends_first": end["start"].where(end["start"] >= begin["start"], begin["start"]),
            "ends_last": end["end"],
        }
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


def _one(text: str) -> tuple:
    """Return start, end, place in `PRECISIONS`, is_approximate, is_lasting, is_valid of one date."""
    wrong = (_NOT_KNOWN, _NOT_KNOWN, -1, False, False, False)
    form = _FORMS.fullmatch(text)
    if not form:
        return wrong
    ends = [end.rstrip("~") for end in form.groups() if end] or [text.rstrip("~")]
    if any(what_is_wrong_with_point(end) for end in ends):
        return wrong
    start, end = _bounds(ends[0])[0], _bounds(ends[-1])[1]
    first_of_end = _bounds(ends[-1])[0]
    if end < start or first_of_end < start:
        return wrong
    precision = PRECISIONS.index("interval") if len(ends) == 2 else 2 - ends[0].count("-")
    return start, end, precision, "~" in text, "/" in text, True


def _bounds(point: str) -> tuple[datetime.datetime, datetime.datetime]:
    """Return the first and the last day of a day, a month or a year."""
    year, *rest = (int(part) for part in point.split("-"))
    month, day = (*rest, None, None)[:2]
    last_month = month or 12
    last_day = day or calendar.monthrange(year, last_month)[1]
    return (
        datetime.datetime(year, month or 1, day or 1),
        datetime.datetime(year, last_month, last_day),
    )


def what_is_wrong_with_point(text: str) -> str:
    """Return why a day, month or year of the right form is none, or an empty text."""
    year, *rest = (int(part) for part in text.split("-"))
    if year not in YEARS:
        return f"the year is not one of {YEARS[0]} to {YEARS[-1]}"
    if rest and not 1 <= rest[0] <= 12:
        return f"there is no month {rest[0]:02d}"
    if len(rest) == 2:
        last = calendar.monthrange(year, rest[0])[1]
        if not 1 <= rest[1] <= last:
            return f"{MONTHS[rest[0] - 1]} {year} has {last}"
    return ""


def explain(text: str) -> tuple[str, str]:
    """Return what is wrong with a text that is not a date, and how to mend it.

    Examples
    --------
    >>> explain("15/12/2031")
    ('is not a date in EDTF', 'write 2031-12-15')
    """
    plain = unicodedata.normalize("NFKC", text).strip().translate(_SIGNS)
    compact = re.sub(r"\s+", "", re.sub(r"\s+-\s+", "/", plain))
    if compact != text and _one(compact)[-1]:
        return "is not a date in EDTF", f"write {compact}"
    form = _FORMS.fullmatch(compact)
    if form:
        return _no_such_date([e.rstrip("~") for e in form.groups() if e] or [compact.rstrip("~")])
    for pattern, parts in _WRITTEN:
        if match := re.fullmatch(pattern, plain, re.ASCII | re.IGNORECASE):
            found = dict(zip(parts, match.groups(), strict=True))
            return _proposal(found["y"], found.get("m", ""), found.get("d", ""))
    if match := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", plain, re.ASCII):
        first, second, year = match.groups()
        if int(first) > 12:
            return _proposal(year, second, first)
        if int(second) > 12 or first == second:
            return _proposal(year, first, second)
        return (
            "is not a date in EDTF and has two readings",
            f"ask the source: write {year}-{int(second):02d}-{int(first):02d} "
            f"or {year}-{int(first):02d}-{int(second):02d}",
        )
    if re.fullmatch(r"[2-6]\d{4}([.,]\d+)?", plain, re.ASCII):
        day = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(plain[:5]))
        return (
            "is a day that a spreadsheet has turned into a number",
            f"look the day up in the source; the number stands for {day}; format the column as text first",
        )
    if re.search("|".join(_SHORTS), plain.lower()) or re.fullmatch(_SHORT, plain, re.ASCII):
        return (
            "is not a date in EDTF; a spreadsheet may have rewritten it",
            "look the date up in the source and write it as 2031-12-15, in a column formatted as text",
        )
    return (
        "is not a date in EDTF",
        "look the date up in the source and write it in one of these forms",
    )


def _no_such_date(ends: list[str]) -> tuple[str, str]:
    """Return what is wrong with a text that has the form of a date."""
    for end in ends:
        why = what_is_wrong_with_point(end)
        if why and end.count("-") == 2 and "year" not in why:
            known = end[:4] if "no month" in why else end[:7]
            return (
                f"is not a day: {why}",
                f"look the day up in the source, or write {known} if it gives no day",
            )
        if why:
            return f"is not a date: {why}", "look the date up in the source"
    return "ends before it begins", "put the earlier date first, if the source says so"


def _proposal(year: str, month: str, day: str) -> tuple[str, str]:
    """Return what to say of a date that can be read in one way."""
    if month and not month.isdecimal():
        month = str(_SHORTS.index(month.lower()[:3]) + 1)
    edtf = "-".join([year, *(f"{int(part):02d}" for part in (month, day) if part)])
    why = what_is_wrong_with_point(edtf)
    remedy = f"look the date up in the source: {why}" if why else f"write {edtf}"
    return "is not a date in EDTF", remedy


def in_words(text: str) -> str:
    """Return a date as people write it.

    Examples
    --------
    >>> in_words("2031-11-02/2031-12~")
    '2 Nov 2031 – about Dec 2031'
    """
    if pd.isna(text) or not text:
        return "date not known"
    if text.startswith("["):
        return "a day between {} and {}".format(*map(in_words, text.strip("[]").split("..")))
    if "/" in text:
        return " – ".join(map(in_words, text.split("/")))
    parts = text.rstrip("~").split("-")
    if len(parts) > 1:
        parts[1] = MONTHS[int(parts[1]) - 1][:3]
    if len(parts) > 2:
        parts[2] = str(int(parts[2]))
    return ("about " if text.endswith("~") else "") + " ".join(reversed(parts))
