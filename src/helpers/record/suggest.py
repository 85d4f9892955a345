"""The right name that is nearest to a wrong one."""

from __future__ import annotations

import bisect
import difflib
import unicodedata
from collections.abc import Iterable

from ..wording import listed


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word nearest to another, or an empty text.

    Examples
    --------
    >>> nearest("tidal-powr", ["tidal-power", "kelp-farming"])
    'tidal-power'
    """
    if len(word) > 200:
        return ""
    known = list(known)
    if same := in_another_case(word, known):
        return same
    return next(iter(difflib.get_close_matches(word, known, 1, 0.6)), "")


def in_another_case(word: str, known: Iterable[str]) -> str:
    """Return the one known word that differs from another in capitals or width alone, or nothing.

    Examples
    --------
    >>> in_another_case("Tidal-Power", ["tidal-power", "kelp-farming"])
    'tidal-power'
    """
    plain = _plain(word)
    same = [each for each in known if _plain(each) == plain]
    return same[0] if len(same) == 1 else ""


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().strip()


def unknown(what: str, name: object, known: Iterable[str]) -> str:
    """Return the message on a wrong name: the nearest right one, or the first of those there are.

    Examples
    --------
    >>> unknown("topic", "tidal-powr", ["tidal-power", "kelp-farming"])
    "unknown topic 'tidal-powr': did you mean 'tidal-power'?"
    """
    known = list(known)
    near = nearest(str(name), known)
    others = f"there are {listed(known)}" if known else "there is none"
    hint = f"did you mean {near!r}?" if near else others
    return f"unknown {what} {name!r}: {hint}"


def require(name: str, value, known: Iterable[str]) -> None:
    """Refuse a value that is none of the known words, with the nearest of them.

    Raises
    ------
    ValueError
        The value is none of them.

    Examples
    --------
    >>> require("topic", "tidal-powr", ["tidal-power", "kelp-farming"])
    Traceback (most recent call last):
    ValueError: unknown topic 'tidal-powr': did you mean 'tidal-power'?
    """
    known = [str(word) for word in known]
    if value not in known:
        raise ValueError(unknown(name, value, known))


class Nearest:
    """The nearest of known words, for asking often or among many.

    Of more than `ALL` words only those that stand beside the asked one are compared, in the order
    of their beginnings and in that of their ends: a slip of the pen leaves one of the two whole.

    Examples
    --------
    >>> Nearest(f"2031-05-{i}-webinar" for i in range(10_000))("2031-05-4711-webnar")
    '2031-05-4711-webinar'
    """

    ALL, BESIDE = 200, 16

    def __init__(self, known: Iterable[str]) -> None:
        self.known = list(known)
        self._beginnings = sorted(self.known)
        self._ends = sorted(word[::-1] for word in self.known)
        self._plain: dict[str, list[str]] | None = None

    def __call__(self, word: str) -> str:
        """Return the known word nearest to another, or an empty text."""
        if len(self.known) <= self.ALL:
            return nearest(word, self.known)
        if same := self.in_another_case(word):
            return same
        beside = _beside(word, self._beginnings, self.BESIDE)
        beside += [w[::-1] for w in _beside(word[::-1], self._ends, self.BESIDE)]
        return nearest(word, dict.fromkeys(beside))

    def in_another_case(self, word: str) -> str:
        """Return the one known word that differs from another in capitals alone, or nothing."""
        if self._plain is None:
            self._plain = {}
            for each in self.known:
                self._plain.setdefault(_plain(each), []).append(each)
        same = self._plain.get(_plain(word), [])
        return same[0] if len(same) == 1 else ""


def _beside(word: str, words: list[str], count: int) -> list[str]:
    """Return the words before and after the place that a word would have in their order."""
    place = bisect.bisect(words, word)
    return words[max(place - count, 0) : place + count]
