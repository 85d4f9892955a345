"""Read, check, measure and show the record of a cooperation between two countries."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import figures, listings
    from .comparison import Comparison, compare
    from .cooperation import Cooperation
    from .explorer import Explorer
    from .exploring import explore
    from .listings import Listing
    from .measures import (
        cadence,
        continuity,
        coverage,
        direction,
        exchanges,
        follow_up,
        formats,
        timeline,
        topic_year_matrix,
    )
    from .problems import DataError, Problem
    from .tables import load, remarks

__version__ = "0.2.0"
_HOME = {
    "load": "tables",
    "remarks": "tables",
    "Cooperation": "cooperation",
    "DataError": "problems",
    "Problem": "problems",
    "timeline": "measures",
    "exchanges": "measures",
    "topic_year_matrix": "measures",
    "continuity": "measures",
    "direction": "measures",
    "coverage": "measures",
    "follow_up": "measures",
    "cadence": "measures",
    "formats": "measures",
    "explore": "exploring",
    "Explorer": "explorer",
    "Listing": "listings",
    "compare": "comparison",
    "Comparison": "comparison",
    "figures": "",
    "listings": "",
}
__all__ = [
    "Comparison",
    "Cooperation",
    "DataError",
    "Explorer",
    "Listing",
    "Problem",
    "cadence",
    "compare",
    "continuity",
    "coverage",
    "direction",
    "exchanges",
    "explore",
    "figures",
    "follow_up",
    "formats",
    "listings",
    "load",
    "remarks",
    "timeline",
    "topic_year_matrix",
]


def __getattr__(name: str):
    """Return a public name, importing its module when first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module 'helpers' has no {name!r}; it has {', '.join(__all__)}")
    home = _HOME[name]
    module = importlib.import_module(f"helpers.{home or name}")
    return getattr(module, name) if home else module


def __dir__() -> list[str]:
    return __all__
