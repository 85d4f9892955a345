"""The encoding that a file which is not UTF-8 seems to be in, by how its text would read."""

from __future__ import annotations

import re
import unicodedata

_NAMES = {  # codec → name; of two in which a text reads equally well, the first
    "cp932": "cp932 (Shift JIS)",
    "euc_jp": "EUC-JP",
    "cp1252": "Latin-1, Windows-1252 or the like",
    "mac_roman": "Mac Roman",
}
_LATIN = set("éèêëàâäçîïôöùûüáíóúñæøåßÉÈÊÀÂÇÎÔÖÜÄÅØÁÍÓÚÑ’‘“”–—…«»\xa0€°")
_RARER = set("ãõìòðþýÿœšžÃÕÌÒÐÞÝËÏÙÛŒŠŽŸÆ£§©®™•·ºª±×½¼¾¿¡´„†")
_WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uffee]+")
_ESCAPE = re.compile(rb"\x1b[$(][@BIJ]")  # of ISO-2022-JP
_HALF = re.compile(r"[\uff61-\uff9f]")


def first_of_another(data: bytes) -> int | None:
    """Return where the first bytes stand that are in another encoding than UTF-8, None without any.

    The escapes of ISO-2022-JP are ASCII, but no text.

    Examples
    --------
    >>> first_of_another("Café".encode("cp1252")), first_of_another("Café".encode())
    (3, None)
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    escape = _ESCAPE.search(data)
    return escape.start() if escape else None


def encoding_of(data: bytes) -> tuple[str, str]:
    """Return the encoding that bytes which are not UTF-8 seem to be in: its name, and its codec.

    Examples
    --------
    >>> encoding_of("Sea group,海".encode("cp932")), encoding_of("Café".encode("mac_roman"))
    (('cp932 (Shift JIS)', 'cp932'), ('Mac Roman', 'mac_roman'))
    """
    if _ESCAPE.search(data) and data.isascii():
        return "ISO-2022-JP", "iso2022_jp"
    scores = {codec: _score(data, codec) for codec in _NAMES}
    codec = max(scores, key=scores.__getitem__)
    codec = codec if scores[codec] > 0 else "cp1252"
    return _NAMES[codec], codec


def _score(data: bytes, codec: str) -> float:
    """Return how well a text reads: the share of its letters beyond ASCII that people write so."""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return -1
    weights: list[float] = []
    for run in _WIDE.finditer(text):
        weights += _weights_of_wide(text, run)
    for match in re.finditer(r"[^\x00-\x7f]", _WIDE.sub("  ", text)):
        weights.append(_weight_of_latin(_WIDE.sub("  ", text), match.start()))
    return sum(weights) / len(weights) if weights else 0


def _weights_of_wide(text: str, run: re.Match) -> list[float]:
    """Weigh East Asian letters that follow each other; one alone inside a word is a slip."""
    beside = text[max(run.start() - 1, 0) : run.start()] + text[run.end() : run.end() + 1]
    if len(run[0]) == 1 and re.search("[A-Za-z]", beside):
        return [0]
    return [0.5 if _HALF.match(letter) else _commonness(letter) for letter in run[0]]


def _commonness(letter: str) -> float:
    """Return 1 for what every text has, less for the rarer letters of the second level of JIS."""
    try:
        return 1 if letter.encode("cp932")[0] < 0x98 else 0.6
    except UnicodeEncodeError:
        return 0


def _weight_of_latin(text: str, at: int) -> float:
    """Weigh one letter or sign; a capital inside a word in small letters is a slip."""
    letter, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    is_inside = before.isalpha() and (before.islower() or after.islower())
    if letter.isupper() and is_inside:
        return 0
    if unicodedata.category(letter) in ("Sk", "Lm", "Cc", "Co"):
        return 0
    return 1 if letter in _LATIN else 0.8 if letter in _RARER else 0.1
