"""Text of the record as HTML that carries its language: escaped here, in one place."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping

import pandas as pd


def other_names(names: Iterable[tuple[str, str]]) -> str:
    """Return what something is called in other languages as HTML, to follow its English name.

    Parameters
    ----------
    names : iterable of (str, str)
        Pairs of a language (BCP 47) and a name, as `helpers.measures.names_of` gives them.

    Returns
    -------
    str
        The names in brackets, each with its language; empty without any.

    Examples
    --------
    >>> other_names([("fr", "Marées & vents")])
    ' <small>(<bdi lang="fr">Marées &amp; vents</bdi>)</small>'
    """
    marked = [
        f'<bdi lang="{html.escape(language)}">{html.escape(name)}</bdi>' for language, name in names
    ]
    return f" <small>({'; '.join(marked)})</small>" if marked else ""


def with_names(labels: pd.Series, names: Mapping[str, Iterable[tuple[str, str]]]) -> pd.Series:
    """Return labels, by id, as HTML with what they are called in other languages behind them.

    Parameters
    ----------
    labels : pandas.Series
        The English names, by id.
    names : mapping
        Id → its names in other languages, as `helpers.measures.names_of` gives them.

    Examples
    --------
    >>> with_names(pd.Series({"tide": "Tide", "ebb": "Ebb"}), {"ebb": [("fr", "Reflux")]}).tolist()
    ['Tide', 'Ebb <small>(<bdi lang="fr">Reflux</bdi>)</small>']
    """
    marked = [
        html.escape(label) + other_names(names.get(str(key), ())) for key, label in labels.items()
    ]
    return pd.Series(marked, index=labels.index, dtype="str")
