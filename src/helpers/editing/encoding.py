"""Files in another encoding, rewritten as UTF-8 after a person has seen how they read."""

from __future__ import annotations

import codecs
from collections.abc import Callable

from ..record import (
    DataError,
    Files,
    Group,
    Problems,
    Replaced,
    check,
    declared_in,
    encoding_of,
    first_of_another,
    is_plain_csv,
    nearest,
    package_of,
    say,
    shown_folder,
)
from ..wording import counted, shorten
from .changes import Change
from .tidy import tidied

_COMMON = ("cp932", "euc_jp", "iso2022_jp", "mac_roman", "cp1252", "latin-1", "utf-16")


def decoding(encoding: str) -> Callable[[Files], Change]:
    """Return what plans to rewrite as UTF-8 every file of a record that is not.

    Parameters
    ----------
    encoding : str
        In which the files are, as Python calls it.

    Returns
    -------
    callable
        Gets the files, gives the change, whose `text` is each line that holds more than ASCII. It
        raises DataError where a file cannot be read so.

    Raises
    ------
    ValueError
        There is no such encoding of text.
    """
    try:
        codecs.lookup(encoding)
        "".encode(encoding)
    except LookupError:
        near = nearest(encoding, _COMMON)
        hint = f"did you mean {near!r}?" if near else f"there are {', '.join(_COMMON)} and others"
        raise ValueError(f"unknown encoding {encoding!r}: {hint}") from None

    def plan(files: Files) -> Change:
        declared = declared_in(files)
        old, new, shown, groups = {}, {}, [], []
        for table in declared.declaration.tables.values():
            data = files.read(table.path) if is_plain_csv(table.path) else None
            if data is None or first_of_another(data) is None:
                continue
            file = shown_folder(files.folder) + table.path
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError as error:
                groups.append(_unreadable(table.name, file, encoding, data, error.start))
                continue
            old[table.path], new[table.path] = data, text.encode()
            shown += [
                f"{file}, line {number}: {shorten(line, 10_000)}"
                for number, line in enumerate(text.splitlines(), 1)
                if not line.isascii()
            ]
        if groups:
            raise DataError(Problems(groups))
        package = package_of(Replaced(files, new))
        if not package.groups:
            tidy = tidied(package)
            new = {name: tidy[name] for name in new}
        lines = (f"{counted(len(new), 'file')} read as {encoding}: does the text read right?",)
        text = "".join(f"{line}\n" for line in shown)
        return Change(files.folder, old, new, lines, check(package), text)

    return plan


def _unreadable(table: str, file: str, encoding: str, data: bytes, start: int) -> Group:
    row = data[:start].count(b"\n") + 1
    name, codec = encoding_of(data)
    explain = say(
        f"cannot be read as {encoding}: byte {data[start]:02x} means nothing there",
        f"try --from-encoding {codec}; the file seems to be {name}",
    )
    return Group("encoding", table, file, None, f"text in {encoding}", (row,), explain=explain)
