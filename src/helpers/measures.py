"""The measures: tidy frames computed from a record, without plotting."""

from .areas import coverage, second_hand
from .exchange_rows import exchanges
from .meetings import timeline
from .promises import follow_up
from .rhythm import cadence, formats, open_silence
from .sharing import direction
from .topics import continuity, never_came_back, taken_up, topic_year_matrix

__all__ = [
    "cadence",
    "continuity",
    "coverage",
    "direction",
    "exchanges",
    "follow_up",
    "formats",
    "never_came_back",
    "open_silence",
    "second_hand",
    "taken_up",
    "timeline",
    "topic_year_matrix",
]
