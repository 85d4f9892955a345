"""Read, check, measure and show the record of a cooperation between two countries."""

from __future__ import annotations

import importlib

_HOME = {
    "load": "tables",
    "remarks": "tables",
    "Cooperation": "cooperation",
    "DataError": "problems",
    "timeline": "measures",
    "topic_year_matrix": "measures",
    "continuity": "measures",
    "direction": "measures",
    "coverage": "measures",
    "follow_up": "measures",
    "cadence": "measures",
    "formats": "measures",
    "explore": "exploring",
    "compare": "comparison",
    "Comparison": "comparison",
    "figures": "",
    "listings": "",
}
__all__ = sorted(_HOME)


def __getattr__(name: str):
    """Return a public name, importing its module when first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module 'helpers' has no {name!r}; it has {', '.join(__all__)}")
    home = _HOME[name]
    module = importlib.import_module(f"helpers.{home or name}")
    return getattr(module, name) if home else module


def __dir__() -> list[str]:
    return __all__
