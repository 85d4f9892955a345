"""What readers call a value or an organisation, in other languages too."""

from __future__ import annotations

import pandas as pd

from ..record import Cooperation
from ..wording import country_name


def topic_labels(cooperation: Cooperation) -> pd.Series:
    """Return the label of each topic, by id (string)."""
    return cooperation.topics.set_index("topic_id")["label"]


def areas_in_order(cooperation: Cooperation) -> pd.DataFrame:
    """Return the areas in the order of the agreement; by id where their places are not known.

    Examples
    --------
    >>> import helpers
    >>> areas_in_order(helpers.load("tests/data/invented"))["area_id"].tolist()
    ['energy-from-the-sea', 'food-from-the-sea', 'clean-beaches']
    """
    areas = cooperation.areas
    return areas.sort_values(["position", "area_id"] if "position" in areas else "area_id")


def organisation_labels(cooperation: Cooperation) -> pd.Series:
    """Return what figures call each organisation, by id (string)."""
    named = cooperation.organisations.set_index("organisation_id")
    return named["short_name"].fillna(named["name"])


def organisation_countries(cooperation: Cooperation) -> pd.Series:
    """Return the code of the country of each organisation, by id (string)."""
    return cooperation.organisations.set_index("organisation_id")["country"]


def names_of(cooperation: Cooperation, table: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what the rows of a table are called in other languages.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed; it may do without the table `names`.
    table : str
        One of the tables whose rows can be named, or "agreement".

    Returns
    -------
    dict
        Id → pairs of a language (BCP 47) and a name, by language.

    Examples
    --------
    >>> import helpers
    >>> names_of(helpers.load("tests/data/invented"), "topics")["tidal-power"]
    (('fr', 'Marélectricité'), ('ja', 'うしおの電気'))
    """
    if "names" not in cooperation.tables:
        return {}
    names = cooperation.tables["names"]
    rows = names.loc[names["table"].eq(table), ["id", "language", "name"]]
    named: dict[str, tuple[tuple[str, str], ...]] = {}
    for key, language, name in rows.sort_values(["id", "language"]).itertuples(index=False):
        named[key] = (*named.get(key, ()), (language, name))
    return named


def persons(cooperation: Cooperation) -> pd.Series:
    """Return the persons at each meeting with their offices as one text, by id (string); "" for none.

    Examples
    --------
    >>> import helpers
    >>> persons(helpers.load("tests/data/invented"))["2031-05-signing"]
    ''
    """
    columns = ["meeting_id", "person", "role"]
    rows = cooperation.participants.reindex(columns=columns).astype("string")
    rows = rows.dropna(subset="person")
    texts = rows["person"] + (", " + rows["role"]).fillna("")
    named = texts.groupby(rows["meeting_id"]).agg("; ".join).astype("string")
    return named.reindex(cooperation.meetings["meeting_id"]).fillna("")


def country_labels(cooperation: Cooperation) -> pd.Series:
    """Return the name of each country of the record's organisations, by code (string)."""
    codes = cooperation.organisations["country"].dropna().unique()
    sides = dict(zip(cooperation.sides, cooperation.side_names, strict=True))
    names = [country_name(code, sides) for code in codes]
    return pd.Series(names, index=codes, dtype="string")
