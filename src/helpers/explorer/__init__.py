"""A record → linked views that narrow it, in Jupyter and in a page."""

from .assets import module, style
from .explorer import STATIC, Explorer, explore
from .payload import packed
from .tables import stand_in, too_many

__all__ = [
    "Explorer",
    "STATIC",
    "explore",
    "module",
    "packed",
    "stand_in",
    "style",
    "too_many",
]
