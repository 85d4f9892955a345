"""The measures: tidy frames computed from a record, without plotting."""

from .meetings import timeline
from .topics import taken_up, topic_year_matrix

__all__ = ["taken_up", "timeline", "topic_year_matrix"]
