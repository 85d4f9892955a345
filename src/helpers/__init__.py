"""Read, check, measure and show the record of a cooperation between two countries."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import figures
    from .explorer import Explorer, explore
    from .figures import Listing, listings
    from .measures import Comparison, compare, formats
    from .measures.cadence import cadence  # a type checker takes these for their modules
    from .measures.continuity import continuity
    from .measures.coverage import coverage
    from .measures.direction import direction
    from .measures.exchanges import exchanges
    from .measures.follow_up import follow_up
    from .measures.provenance import provenance, support
    from .measures.survey import survey
    from .measures.timeline import timeline
    from .measures.topic_year_matrix import topic_year_matrix
    from .record import Cooperation, DataError, Problem
    from .record.load import load
    from .record.remarks import remarks

__version__ = "0.4.0"
_ROOM = {
    **dict.fromkeys(("Cooperation", "DataError", "Problem", "load", "remarks"), "record"),
    **dict.fromkeys(("Comparison", "compare", "cadence", "continuity", "coverage"), "measures"),
    **dict.fromkeys(("direction", "exchanges", "follow_up", "formats"), "measures"),
    **dict.fromkeys(("provenance", "support", "survey", "timeline"), "measures"),
    "topic_year_matrix": "measures",
    **dict.fromkeys(("Listing", "listings"), "figures"),
    **dict.fromkeys(("Explorer", "explore"), "explorer"),
    "figures": "",
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
    "provenance",
    "remarks",
    "support",
    "survey",
    "timeline",
    "topic_year_matrix",
]


def __getattr__(name: str):
    """Return a public name, importing its room when first asked for."""
    if name not in _ROOM:
        raise AttributeError(f"module 'helpers' has no {name!r}; it has {', '.join(__all__)}")
    room = importlib.import_module(f"helpers.{_ROOM[name] or name}")
    return getattr(room, name) if _ROOM[name] else room


def __dir__() -> list[str]:
    return __all__
