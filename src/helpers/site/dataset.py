"""What search engines for data read in the home page: the record as a Dataset of schema.org."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from ..measures import known_bounds, web_address
from ..record import Cooperation

VOCABULARY = {"@vocab": "https://schema.org/"}  # a name, not an address that is fetched
FORMATS = {
    ".zip": "application/zip",
    ".csv": "text/csv",
    ".ics": "text/calendar",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def dataset(cooperation: Cooperation, downloads: Iterable[str] = ()) -> dict[str, Any]:
    """Return the record as a Dataset of schema.org; what the declaration does not say is left out.

    Parameters
    ----------
    cooperation : Cooperation
        The record.
    downloads : iterable of str
        The names of the files in the folder `downloads`.

    Returns
    -------
    dict
        JSON-LD: name, description, licence, creator, version, topics as keywords, the days from
        the first to the last held meeting, the two sides, and the files.

    Examples
    --------
    >>> import helpers
    >>> about = dataset(helpers.load("tests/data/invented"), ["record.zip"])
    >>> about["name"], about["temporalCoverage"], about["distribution"][0]["contentUrl"]
    ('Northmere–Southholm cooperation on the sea', '2031-05-01/2033-04-02', 'downloads/record.zip')
    """
    declaration = cooperation.declaration
    sides = zip(cooperation.sides, cooperation.side_names, strict=True)
    about = {
        "@context": VOCABULARY,
        "@type": "Dataset",
        "name": cooperation.title,
        "description": cooperation.description,
        "url": web_address(declaration.get("homepage")),
        "version": declaration.get("version"),
        "inLanguage": declaration.language,
        "license": [
            web_address(entry.get("path")) or entry.get("title") or entry.get("name")
            for entry in declaration.get("licenses", ())
        ],
        "creator": [_creator(entry) for entry in declaration.get("contributors", ())],
        "keywords": sorted(cooperation.topics["label"]),
        "temporalCoverage": _days(cooperation),
        "spatialCoverage": [
            {"@type": "Country", "name": name, "identifier": code} for code, name in sides
        ],
        "distribution": [_download(name) for name in downloads],
    }
    return {name: value for name, value in about.items() if value}


def _creator(entry: Mapping) -> dict[str, str]:
    """Return a contributor as schema.org names one: a person where the declaration says so."""
    is_person = "givenName" in entry or "familyName" in entry
    names = [entry.get("givenName"), entry.get("familyName")]
    name = entry.get("title") or " ".join(filter(None, names))
    return {"@type": "Person" if is_person else "Organization", "name": name}


def _days(cooperation: Cooperation) -> str:
    """Return the days from the first to the last held meeting, each as early and late as possible."""
    held = cooperation.held
    if held.empty:
        return ""
    known = known_bounds(held, cooperation.as_of)
    ends = known["begins_first"].min(), known["ends_last"].max()
    return "/".join(".." if pd.isna(day) else f"{day:%Y-%m-%d}" for day in ends)


def _download(name: str) -> dict[str, str]:
    entry = {"@type": "DataDownload", "name": name, "contentUrl": f"downloads/{quote(name)}"}
    form = FORMATS.get(Path(name).suffix)
    return {**entry, "encodingFormat": form} if form else entry
