"""A record → linked views that narrow it, in Jupyter."""

from typing import TYPE_CHECKING

from .exploring import STATIC, explore

if TYPE_CHECKING:
    from .explorer import Explorer

__all__ = ["STATIC", "Explorer", "explore"]


def __getattr__(name: str):
    """Return the class `Explorer`; its widgets are imported when they are first asked for."""
    if name == "Explorer":
        from .explorer import Explorer

        return Explorer
    raise AttributeError(f"module {__name__!r} has no {name!r}")
