"""The walk from an organisation up to its parents, and down to its units."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd


def with_units(organisations: pd.DataFrame, ids: Iterable[str]) -> set[str]:
    """Return the ids of organisations and of all units below them."""
    known: set[str] = set()
    below = set(ids)
    while below - known:
        known |= below
        is_unit = organisations["parent_id"].isin(below)
        below = set(organisations.loc[is_unit, "organisation_id"])
    return known


def topmost(organisations: pd.DataFrame) -> pd.Series:
    """Return the topmost parent of each organisation, itself where it has none, by id."""
    ids = organisations["organisation_id"]
    parents = organisations.set_index(ids)["parent_id"].fillna(ids.set_axis(ids))
    top = parents
    while not (above := top.map(parents)).equals(top):
        top = above
    return top
