"""A date as officials, programs and other standards write it → the EDTF that it can mean."""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

from .. import dates

_LONGEST = 80
NOT_EDTF = "is not a date in EDTF"
_SIGNS = {
    **dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-"),
    **dict.fromkeys([0x301C, 0x223C], "~"),
    **dict.fromkeys([0x2018, 0x2019], "'"),
}
_ERAS = {  # name and letter → the year before its first; an era that ended is counted on
    **dict.fromkeys(("令和", "r"), 2018),
    **dict.fromkeys(("平成", "h"), 1988),
    **dict.fromkeys(("昭和", "s"), 1925),
    **dict.fromkeys(("大正", "t"), 1911),
    **dict.fromkeys(("明治", "m"), 1867),
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv januari",
            "february feb fevrier fevr fev februari",
            "march mar mars maart mrt",
            "april apr avril avr",
            "may mai mei",
            "june jun juin juni",
            "july jul juillet juil juli",
            "august aug aout augustus",
            "september sept sep septembre",
            "october oct octobre oktober okt",
            "november nov novembre",
            "december dec decembre",
        ),
        1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon lundi maandag 月",
            "tuesday tues tue mardi dinsdag 火",
            "wednesday wed mercredi woensdag 水",
            "thursday thurs thur thu jeudi donderdag 木",
            "friday fri vendredi vrijdag 金",
            "saturday sat samedi zaterdag 土",
            "sunday sun dimanche zondag 日",
        )
    )
    for name in names.split()
}
_SEASONS = {
    name: code
    for code, names in (
        ("21", "spring printemps voorjaar lente 春"),
        ("22", "summer ete zomer 夏"),
        ("23", "autumn fall automne najaar herfst 秋"),
        ("24", "winter hiver 冬"),
    )
    for name in names.split()
}
_ORDINALS = {
    name: number
    for number, names in enumerate(
        (
            "1 1st first premier 1er eerste 1e 上",
            "2 2nd second deuxieme 2e tweede 下",
            "3 3rd third troisieme 3e derde",
            "4 4th fourth quatrieme 4e vierde",
        ),
        1,
    )
    for name in names.split()
}


def _any(names) -> str:
    """Return a pattern of names."""
    return "(?:{})".format("|".join(map(re.escape, names)))


_NAME = f"({_any(_MONTHS)})\\.?"
_TH = "(?:st|nd|rd|th|er|eme|ste|de|e)?"
_WRITTEN = [  # a day, month or year, of one reading each: the pattern, and what its parts are
    (r"(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?日?\.?", "ymd"),
    (r"(\d{4})(\d{2})(\d{2})", "ymd"),
    (rf"(\d{{1,2}}){_TH}[-./ ]*{_NAME}[-.,/ ]*(\d{{4}})", "dmy"),
    (rf"{_NAME} *(\d{{1,2}}){_TH}[, ]+(\d{{4}})", "mdy"),
    (rf"(\d{{4}})[-.,/ ]+{_NAME}[-./ ]*(\d{{1,2}}){_TH}", "ymd"),
    (r"(\d{4}) ?[-/.年] ?(\d{1,2}) ?月?\.?", "ym"),
    (r"(\d{1,2})[-/.](\d{4})", "my"),
    (rf"{_NAME}[-.,/ ]*(\d{{4}})", "my"),
    (rf"(\d{{4}})[-.,/ ]+{_NAME}", "ym"),
    (r"(\d{4}) ?年?", "y"),
]
_TIME = re.compile(
    r"(?:(?<=[日)])|[ ,t(])+(?:at |a |om |午前|午後)?(\d{1,2})(?::(\d{2})|h(\d{2})?\b|時|(?: ?[ap]\.?m\b))"
)
_FILLERS = re.compile(r"\b(?:the|of|on|in|le|la|les|en|de|du|op|van|het)\b|\b[dl]'")
_KANJI = {digit: str(number) for number, digit in enumerate("〇一二三四五六七八九")}
_NOT_READ = [  # forms of EDTF: the pattern, what they are called, and how to write them here
    (
        r"Y-?\d+(E\d+)?(S\d+)?|-\d{4}(-\d{2}){0,2}|\d{4}S\d+",
        "a year before 1000 or after 2999, or of so many significant digits",
        "write a year of four digits",
    ),
    (
        r"\d{4}-(2[5-9]|3\d|4[01])",
        "a season of one hemisphere, a quarter or another part of a year",
        "write its months, as in 2031-04/2031-06, or [2031-04-01..2031-06-30] for a day between",
    ),
    (
        r"\[.*\]|\{.*\}",
        "a set of dates",
        "write its first and its last day, as in [2031-11-02..2031-12-15]",
    ),
    (r"(\.\.)?/(\.\.)?", "an interval without beginning and end", "empty the cell"),
    (
        r"(?=.*X)[0-9X]{4}(-[0-9X]{2}){0,2}[?~%]?(/.*)?",
        "an unknown digit before a known one",
        "write what is known for certain, such as 203X or 2031-XX",
    ),
    (
        r"(?=.*[?~%])([?~%].*|\d{4}([?~%]?-[?~%]?\d{2}){1,2}[?~%]?(/.*)?)",
        "one part less certain than the rest",
        "put ?, ~ or % at the end of the whole date",
    ),
]
_NOT_READ_HERE = "is a date in EDTF of a form that is not read here: {}"
_OF_OTHER_FORMS = {name for _, name, _ in _NOT_READ[2:]}  # their patterns hold forms that are read
_SHORT = r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}"
_TIME_REMEDY = "write {}; the time can go into the summary, with its zone"


class Reading(NamedTuple):
    """One date that a text can mean; `words` say how it is read, where there is another reading."""

    date: str
    words: str = ""


class Hint(NamedTuple):
    """What stands beside a date and may settle how it is read: what it is called, and its text.

    `says` is what a message says of it: "the id says", "the title says", "the column writes the
    day first, as in". An id settles by the date with which it begins, every other text by the very
    day; of a column that writes the day (or the month) first the text is a cell that shows it.
    """

    says: str
    text: str
    is_id: bool = False
    is_column: bool = False


def explain(text: str, hints: Sequence[Hint] = ()) -> tuple[str, ...]:
    """Return what is wrong with a text that is not a date, how to mend it, and the one date it means.

    Parameters
    ----------
    text : str
        The cell.
    hints : sequence of Hint, optional
        What may settle which of two readings is meant.

    Returns
    -------
    tuple of str
        What is wrong and the remedy; then, only where there is one reading, the date itself.

    Examples
    --------
    >>> explain("15/12/2031")
    ('is not a date in EDTF', 'write 2031-12-15', '2031-12-15')
    >>> explain("R13.6.3")
    ('is not a date in EDTF', 'write 2031-06-03', '2031-06-03')
    >>> explain("before 2031-06")[1]
    'ask the source: write ../2031-05 (without that month) or ../2031-06 (with it)'
    >>> explain("04/07/2031", [Hint("the id says", "2031-07-04-webinar", is_id=True)])[1]
    'write 2031-07-04; the id says 2031-07-04'
    """
    if spelling := _other_spelling(text):
        return NOT_EDTF, f"write {spelling}", spelling
    words, time, weekday = _plain(text)
    if problem := _of_standard(text):
        return problem
    known = _read(words)
    why = ""
    if len(known) != 1:
        known, why = _settled(known or _of_numbers(words, hints), hints) or (known, "")
    if len(known) == 1 and weekday is not None and (day := _other_weekday(known[0].date, weekday)):
        return (f"{NOT_EDTF}: {day}", "look the date up in the source")
    if time and known:
        offer = " or ".join(reading.date for reading in known)
        is_edtf = re.match(r"\d{4}-\d{2}-\d{2}T", text.strip())
        what = _NOT_READ_HERE.format("a time of day") if is_edtf else f"{NOT_EDTF}: it holds a time"
        return what, _TIME_REMEDY.format(offer)
    if len(known) == 1:
        return NOT_EDTF, f"write {known[0].date}{why and f'; {why}'}", known[0].date
    if known:
        offers = [f"{date} ({words})" if words else date for date, words in known]
        return f"{NOT_EDTF} and has two readings", f"ask the source: write {' or '.join(offers)}"
    return _without_reading(words)


def _other_spelling(text: str) -> str:
    """Return a date in EDTF that was written with other signs, spaces, or as the draft of 2012 had it."""
    plain = unicodedata.normalize("NFKC", text).strip().translate(_SIGNS)
    compact = re.sub(r"\s+", "", re.sub(r"\s+-\s+", "/", plain))
    for spelling in (compact, _of_2012(compact)):
        if spelling != text and spelling and dates.is_date(spelling):
            return spelling
    return ""


def _of_standard(text: str) -> tuple[str, str] | None:
    """Return what is said of a form of EDTF that is not read here, or that holds no such day."""
    plain = unicodedata.normalize("NFKC", text).strip().translate(_SIGNS)
    compact = re.sub(r"\s+", "", plain)
    points = [] if compact == "/" else dates.points_of(compact)
    for pattern, name, remedy in _NOT_READ:
        if re.fullmatch(pattern, _of_2012(compact)) and not (points and name in _OF_OTHER_FORMS):
            return _NOT_READ_HERE.format(name), remedy
    return _no_such_date(points) if points else None


def _plain(text: str) -> tuple[str, str, int | None]:
    """Return a text in lower case without accents, fillers, time and weekday; then these two.

    Numbers are digits, and years of an era, such as 令和5年, those of the common era.
    """
    words = unicodedata.normalize("NFKC", text).translate(_SIGNS).lower()
    words = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", words))
    words = unicodedata.normalize("NFC", words)
    words = re.sub("[〇一二三四五六七八九十]+(?=[年月日])", _digits, words)
    words = re.sub("(?:西暦|公元) *", "", words)
    era = rf"(?:({'|'.join(n for n in _ERAS if len(n) > 1)}) *|\b([rhstm]))(元|\d{{1,2}}) *(年|[-/. ](?=\d{{1,2}}\b)|$)"
    words = re.sub(era, _common_year, words.strip())
    time = _TIME.search(words)
    if time and re.search(r"\d{3}", words[: time.start()] or " "):
        is_midnight = re.fullmatch(r"[ t]+0?0:00(:00(\.0+)?)?", words[time.start() :])
        words, time_of_day = words[: time.start()], "" if is_midnight else time[0].strip(" ,t(")
    else:
        time_of_day = ""
    weekday = None
    kanji = r" *(?:\(([月火水木金土日])(?:曜日?)?\)|([月火水木金土日])曜日?)"
    latin = rf"\(?\b({_any(n for n in _WEEKDAYS if len(n) > 1)})\b\.?\)?,?"
    if match := re.search(f"{kanji}|{latin}", words):
        weekday = _WEEKDAYS[next(filter(None, match.groups()))]
        words = words[: match.start()] + " " + words[match.end() :]
    words = _FILLERS.sub(" ", words)
    return re.sub(r"\s+", " ", words).strip(" ,"), time_of_day, weekday


def _digits(match: re.Match) -> str:
    """Return a number in kanji, such as 十五 or 二〇三一, in digits."""
    text = match[0]
    if "十" not in text:
        return "".join(_KANJI[sign] for sign in text)
    tens, _, ones = text.partition("十")
    return str(10 * int(_KANJI.get(tens, "1")) + int(_KANJI.get(ones, "0")))


def _common_year(match: re.Match) -> str:
    """Return the year of an era as a year of the common era, with what follows it.

    "H2" or "S1" alone may as well be a half of a year, and no era has a year 0: they stay.
    """
    number = 1 if match[3] == "元" else int(match[3])
    is_half_or_era = match[2] not in (None, "r") and not match[4]
    if is_half_or_era or number == 0:
        return match[0]
    return f"{_ERAS[match[1] or match[2]] + number}{match[4]}"


def _read(words: str, phrases: Phrases | None = None) -> list[Reading]:
    """Return the dates that plain words can mean; a sentence is not a date."""
    if len(words) > _LONGEST:
        return []
    for pattern, read in _PHRASES if phrases is None else phrases:
        if match := re.fullmatch(pattern, words):
            if known := [r for r in read(match) if dates.is_date(r.date)]:
                return known
    known = [Reading(date) for date in _points(words)]
    return known if known and all(dates.is_date(reading.date) for reading in known) else []


def _points(words: str) -> list[str]:
    """Return the days, months or years as which a text may be read, also impossible ones."""
    for pattern, parts in _WRITTEN:
        if match := re.fullmatch(pattern, words, re.ASCII):
            return [_edtf(dict(zip(parts, match.groups(), strict=True)))]
    if match := re.fullmatch(r"(\d{1,2}) ?[-/.] ?(\d{1,2}) ?[-/.] ?(\d{4})", words, re.ASCII):
        first, second, year = match.groups()
        day_first = _edtf({"y": year, "m": second, "d": first})
        month_first = _edtf({"y": year, "m": first, "d": second})
        if int(first) > 12 or first == second:
            return [day_first]
        return [month_first] if int(second) > 12 else [day_first, month_first]
    return []


def _edtf(parts: dict[str, str]) -> str:
    """Return a day, month or year in EDTF; its month may be a name."""
    month = parts.get("m", "")
    numbers = [_MONTHS.get(month, month), parts.get("d", "")]
    return "-".join([parts["y"], *(f"{int(number):02d}" for number in numbers if number)])


def _single(words: str) -> list[str]:
    """Return the points as which plain words may be read; none where one reading is more than that."""
    known = [reading.date for reading in _read(words.strip(), _POINTS)]
    return [] if any(re.search(r"[/\[~]", date) for date in known) else known


def _around(before: str, after: str) -> Callable[[re.Match], list[Reading]]:
    """Return what reads a date with a word before or after it."""
    return lambda match: [
        Reading(f"{before}{point}{after}") for point in _single(match["a"] or match["b"])
    ]


def _between(first: str, last: str) -> str:
    return f"[{first}..{last}]"


def _months(year: int, first: int, last: int) -> str:
    """Return a day between two months, counted from January of a year; 13 is January of the next."""
    (y1, m1), (y2, m2) = ((year + (m - 1) // 12, (m - 1) % 12 + 1) for m in (first, last))
    return _between(f"{y1}-{m1:02d}-01", f"{y2}-{m2:02d}-{calendar.monthrange(y2, m2)[1]}")


def _neighbour(point: str, step: int) -> str:
    """Return the day, month or year before or after a point; empty for other points."""
    numbers = point.split("-")
    if "X" in point or not all(number.isdecimal() for number in numbers) or point[5:7] > "12":
        return ""
    if len(numbers) == 3:
        return f"{datetime.date.fromisoformat(point) + datetime.timedelta(days=step)}"
    if len(numbers) == 2:
        months = int(numbers[0]) * 12 + int(numbers[1]) - 1 + step
        return f"{months // 12}-{months % 12 + 1:02d}"
    return f"{int(point) + step}"


def _before_or_after(step: int, form: str) -> Callable[[re.Match], list[Reading]]:
    def read(match: re.Match) -> list[Reading]:
        points = _single(match["a"] or match["b"])
        if len(points) != 1 or not dates.is_date(other := _neighbour(points[0], step)):
            return []
        unit = ("year", "month", "day")[points[0].count("-")]
        return [
            Reading(form.format(other), f"without that {unit}"),
            Reading(form.format(points[0]), "with it"),
        ]

    return read


_THIRDS = {
    **dict.fromkeys("early begin beginning start debut vroeg 初 上旬 初旬 初頭".split(), 0),
    **dict.fromkeys("mid middle mi medio halverwege midden 半ば 中旬 中頃".split(), 1),
    **dict.fromkeys("late end fin eind laat 末 下旬".split(), 2),
}


def _third(match: re.Match) -> list[Reading]:
    """Read the early, middle or late part of a month or a year."""
    word = match["p"] or match["q"]
    third, points = _THIRDS[word], _single(match["a"] or match["b"])
    if len(points) != 1 or points[0].count("-") > 1 or "X" in points[0] or points[0][5:7] > "12":
        return []
    point = points[0]
    if "-" in point:
        last = calendar.monthrange(int(point[:4]), int(point[5:]))[1]
        first, end = ((1, 10), (11, 20), (21, last))[third]
        part = Reading(_between(f"{point}-{first:02d}", f"{point}-{end}"), "ten days of it")
        return [part] if "旬" in word else [part, Reading(point, "the month alone")]
    season = ("21", "22", "23")[third]
    return [
        Reading(_months(int(point), 4 * third + 1, 4 * third + 4), "a third of the year"),
        Reading(f"{point}-{season}", dates.SEASONS[season]),
    ]


def _season(match: re.Match) -> list[Reading]:
    year = match["y"] or match["z"]
    code = _SEASONS[match["s"] or match["t"]]
    known = [Reading(f"{year}-{code}")]
    if code == "24":
        known = [known[0]._replace(words="December")]
        known.append(Reading(_months(int(year), 12, 14), "into the next year"))
    return known


def _part_of_year(months: int, is_fiscal: bool = False) -> Callable[[re.Match], list[Reading]]:
    """Return what reads a quarter or a half, of the calendar's year or from April to March."""

    def read(match: re.Match) -> list[Reading]:
        groups = match.groupdict()
        year = int(next(groups[name] for name in ("y", "z", "x") if groups.get(name)))
        number = _ORDINALS[next(groups[name] for name in ("n", "o", "m") if groups.get(name))]
        if number * months > 12:
            return []
        first = (number - 1) * months + 1
        fiscal = _months(year, first + 3, first + months + 2)
        if is_fiscal:
            return [Reading(fiscal)]
        return [
            Reading(_months(year, first, first + months - 1), "of the calendar's year"),
            Reading(fiscal, "of a year from April to March"),
        ]

    return read


def _fiscal_year(match: re.Match) -> list[Reading]:
    year = int(match["y"])
    april = Reading(_months(year, 4, 15), "April to March")
    return [april, Reading(f"{year}", "the calendar's year")]


def _year_from_april(match: re.Match) -> list[Reading]:
    return [Reading(_months(int(match["y"]), 4, 15))]


def _fiscal_years(match: re.Match) -> list[Reading]:
    year, following = int(match["y"]), match["z"]
    is_next = int(following) == (year + 1) % 10 ** len(following)
    return [Reading(_months(year, 4, 15))] if is_next else []


def _decade(match: re.Match) -> list[Reading]:
    decade = match["y"]
    known = [Reading(f"{decade[:3]}X")]
    return known + [Reading(f"{decade[:2]}XX", "the century")] if decade[2] == "0" else known


def _from_to(match: re.Match) -> list[Reading]:
    """Read what stands before and after a dash or a word such as "to" as the two ends."""
    words = match["a"]
    for between in re.finditer(_TO, words):
        first, last = _single(words[: between.start()]), _single(words[between.end() :])
        if len(first) == len(last) == 1:
            return [Reading(f"{first[0]}/{last[0]}")]
    return []


def _days_of_month(match: re.Match) -> list[Reading]:
    """Read two days of one month, or two days and months of one year."""
    first = _single(f"{match['head'] or ''}{match['a']}{match['tail'] or ''}")
    last = _single(f"{match['head'] or ''}{match['b']}{match['tail'] or ''}")
    if len(first) == len(last) == 1:
        return [Reading(f"{first[0]}/{last[0]}")]
    return []


def _month_or_day(match: re.Match) -> list[Reading]:
    """Read two numbers of two digits after a year, parted by a slash: two months, or one day."""
    year, month, last = match.groups()
    months = Reading(f"{year}-{month}/{year}-{last}", "two months")
    return [months, Reading(f"{year}-{month}-{last}", "one day")]


_TO = r"(?: ?(?:-|~|/) ?| (?:to|until|till|au|a|tot met|tot|t/m) |から)"
_QUARTER = f"(?P<n>{_any(_ORDINALS)})"
Phrases = list[tuple[str, Callable[[re.Match], list[Reading]]]]
_POINTS: Phrases = [
    (
        rf"(?P<s>{_any(n for n in _SEASONS if n < '~')}),? (?P<y>\d{{4}})"
        rf"|(?P<z>\d{{4}})(?:年の? ?|[- ])?(?P<t>{_any(_SEASONS)})",
        _season,
    ),
    (r"(?:annees |jaren )?(?P<y>\d{3}0)(?:s|'s|年代)", _decade),
    (r"(?:annees|jaren) (?P<y>\d{3}0)", _decade),
]
_PHRASES: Phrases = [
    (
        r"(?:until|till|up to|by|before(?= end)|avant(?= fin)|voor(?= eind)|t/m|no later than|not later than|jusqu'a|jusqu'au|jusqu'|d'ici|ici|au plus tard|"
        r"uiterlijk|tegen|tot met|tot) ?(?:(?:end|fin|eind) )?(?P<a>.+)|(?P<b>.+?)末?(?:までに?|以前)",
        _around("../", ""),
    ),
    (
        r"(?:since|from|as from|depuis|des|a partir|partir|sinds|vanaf) (?P<a>.+)"
        r"|(?P<b>.+?)(?:以降|から|以来|より)",
        _around("", "/.."),
    ),
    (
        r"(?:before|prior to|avant|voor) (?P<a>.+)|(?P<b>.+?)(?:より前|の前|前)",
        _before_or_after(-1, "../{}"),
    ),
    (r"(?:after|apres|na) (?P<a>.+)|(?P<b>.+?)(?:より後|の後|後)", _before_or_after(1, "{}/..")),
    (
        r"(?:about|around|approximately|approx\.?|circa|ca\.?|c\.|vers|environ|rond|omstreeks|ongeveer|約) ?(?P<a>.+)"
        r"|(?P<b>.+?)(?:ごろ|頃)",
        _around("", "~"),
    ),
    (
        rf"(?P<p>{_any(_THIRDS)})[- ](?P<a>.+)|(?P<b>.+?)の?(?P<q>{_any(n for n in _THIRDS if n > '~')})",
        _third,
    ),
    (
        rf"(?:q|t|k)(?P<n>[1-4])[-/ ]?(?P<y>\d{{4}})|(?P<z>\d{{4}})[-/ ]?(?:q|t|k)(?P<o>[1-4])"
        rf"|{_QUARTER.replace('<n>', '<m>')} (?:quarter|trimestre|kwartaal) (?P<x>\d{{4}})",
        _part_of_year(3),
    ),
    (r"(?P<y>\d{4})年? ?第?(?P<n>[1-4])四半期", _part_of_year(3)),
    (r"(?P<y>\d{4})年度 ?第?(?P<n>[1-4])四半期", _part_of_year(3, is_fiscal=True)),
    (r"(?P<y>\d{4})年度(?P<n>[上下])(?:半期|期)", _part_of_year(6, is_fiscal=True)),
    (
        rf"{_QUARTER} (?:half|semestre|helft) (?P<y>\d{{4}})|h(?P<o>[12])[-/ ](?P<z>\d{{4}})"
        r"|(?P<x>\d{4})年?(?P<m>[上下])(?:半期|期)",
        _part_of_year(6),
    ),
    (r"(?P<y>\d{4})[-/ ]?h(?P<n>[12])", _part_of_year(6)),
    (r"(?P<y>\d{4})年度", _year_from_april),
    (r"(?:fy|fiscal year|financial year) ?(?P<y>\d{4})[-/](?P<z>\d{2}|\d{4})", _fiscal_years),
    (
        r"(?:fy|fiscal year|financial year|exercice|annee budgetaire|boekjaar) ?(?P<y>\d{4})",
        _fiscal_year,
    ),
    *_POINTS,
    (
        rf"(?:from )?(?P<head>)(?P<a>\d{{1,2}}{_TH}){_TO}(?P<b>\d{{1,2}}{_TH})"
        rf"(?P<tail> ?{_NAME}[-., ]*\d{{4}})",
        _days_of_month,
    ),
    (
        rf"(?P<head>{_NAME} )(?P<a>\d{{1,2}}){_TO}(?P<b>\d{{1,2}})(?P<tail>,? \d{{4}})",
        _days_of_month,
    ),
    (
        rf"(?P<head>)(?P<a>(?:\d{{1,2}}{_TH} ?)?{_NAME}){_TO}(?P<b>(?:\d{{1,2}}{_TH} ?)?{_NAME})(?P<tail>,? \d{{4}})",
        _days_of_month,
    ),
    (
        r"(?P<head>\d{4}年\d{1,2}月)(?P<a>\d{1,2}日?)(?:~|-|から)(?P<b>\d{1,2}日?)(?P<tail>)",
        _days_of_month,
    ),
    (
        r"(?P<head>\d{4}年)(?P<a>\d{1,2}月(?:\d{1,2}日)?)(?:~|-|から)(?P<b>\d{1,2}月(?:\d{1,2}日)?)(?P<tail>)",
        _days_of_month,
    ),
    (r"(\d{4})-(\d{2})/(\d{2})", _month_or_day),
    (r"(?P<head>\d{4}-\d{2}-)(?P<a>\d{2})/(?P<b>\d{2})(?P<tail>)", _days_of_month),
    (r"(?:from )?(?P<a>.*\d{3}.+\d{3}.*)", _from_to),
]


def _of_numbers(words: str, hints: Sequence[Hint]) -> list[Reading]:
    """Return what a number of a spreadsheet or a year of two digits can mean beside its hints.

    Alone they mean nothing for certain; what stands beside them may say that year.
    """
    if re.fullmatch(r"[2-6]\d{4}([.,]\d+)?", words, re.ASCII):
        return [Reading(f"{_day_of_serial(words)}")] if hints else []
    known: list[Reading] = []
    for year in dict.fromkeys(re.findall(r"\d{4}", " ".join(hint.text for hint in hints))):
        if re.search(rf"[-/. ']{year[2:]}$", words):
            known += _read(re.sub(r"'?\d{2}$", year, words))
    return list(dict.fromkeys(known))


def _day_of_serial(words: str) -> datetime.date:
    return datetime.date(1899, 12, 30) + datetime.timedelta(days=int(words[:5]))


def _settled(known: list[Reading], hints: Sequence[Hint]) -> tuple[list[Reading], str] | None:
    """Return the readings that agree with the first hint that settles, and what it says."""
    days = [reading.date for reading in known]
    for says, text, is_id, is_column in hints:
        if is_id:
            start = re.match(r"\d{4}(-\d{2}){1,2}(?=-|$)", text)
            agreed = [day for day in days if start and f"{day}-".startswith(f"{start[0]}-")]
            said = start[0] if start else ""
            if len(agreed) == 1 and agreed[0].endswith("-01") and len(said) == len("2031-05"):
                both = [Reading(agreed[0], "the day"), Reading(said, "the month alone")]
                return both, ""  # a spreadsheet makes the first day of what was a month
        elif is_column:
            order = _points(_plain(text)[0])
            is_day_first = bool(order) and text.strip().startswith(order[0][-2:].lstrip("0"))
            is_pair = len(known) == 2 and all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", d) for d in days)
            agreed, said = [days[0] if is_day_first else days[1]] if is_pair else [], text
        else:
            agreed = [day for day in days if day in _days_in(text)]
            said = agreed[0] if agreed else ""
        if len(set(agreed)) == 1:
            return [Reading(agreed[0])], f"{says} {said}"
    return None


def _days_in(text: str) -> list[str]:
    """Return the days that a sentence names, in EDTF, in figures or with the name of a month."""
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", plain))
    forms = (
        r"\b\d{4}-\d{2}-\d{2}\b",
        r"\d{4}年\d{1,2}月\d{1,2}日",
        rf"\b\d{{1,2}}{_TH} {_NAME} \d{{4}}\b",
        rf"\b{_NAME} \d{{1,2}}{_TH},? \d{{4}}\b",
    )
    named = (match[0] for form in forms for match in re.finditer(form, plain, re.ASCII))
    return [point for words in named for point in _points(words)]


def _other_weekday(date: str, weekday: int) -> str:
    """Return which weekday a day is, in words, where it is not the one that the text names."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
        return ""
    day = datetime.date.fromisoformat(date)
    named = list(_WEEKDAYS)
    names = [next(n for n in named if _WEEKDAYS[n] == i).capitalize() for i in range(7)]
    is_other = day.weekday() != weekday
    return f"{date} is a {names[day.weekday()]}, not a {names[weekday]}" if is_other else ""


def _without_reading(words: str) -> tuple[str, str]:
    """Return what is said of a text that is read as no date."""
    for point in _points(words)[:1]:
        why = dates.what_is_wrong_with_point(point)
        return NOT_EDTF, f"look the date up in the source: {why}"
    if re.fullmatch(r"[2-6]\d{4}([.,]\d+)?", words, re.ASCII):
        day = _day_of_serial(words)
        return (
            "is a day that a spreadsheet has turned into a number",
            f"look the day up in the source; the number stands for {day}; format the column as text first",
        )
    if re.search(_any(_MONTHS), words) or re.fullmatch(_SHORT, words, re.ASCII):
        return (
            f"{NOT_EDTF}; a spreadsheet may have rewritten it",
            "look the date up in the source and write it as 2031-12-15, in a column formatted as text",
        )
    return NOT_EDTF, "look the date up in the source and write it in one of these forms"


def _of_2012(text: str) -> str:
    """Return a date of the draft of 2012 as the standard of 2019 spells it."""
    text = re.sub(
        "(?<=[0-9xu-])[ux](?=[ux-]|$|[/?~.])", "X", text.replace("?~", "%").replace("~?", "%")
    )
    return re.sub("^unknown/|^open/", "/", re.sub("/unknown$", "/", re.sub("/open$", "/..", text)))


def _no_such_date(points: list[str]) -> tuple[str, str]:
    """Return what is wrong with a text that has the form of a date."""
    for point in points:
        why = dates.what_is_wrong_with_point(point)
        if why and point.count("-") == 2 and "year" not in why:
            known = point[:4] if "no month" in why else point[:7]
            return (
                f"is not a day: {why}",
                f"look the day up in the source, or write {known} if it gives no day",
            )
        if why:
            return f"is not a date: {why}", "look the date up in the source"
    return "ends before it begins", "put the earlier date first, if the source says so"
