"""The figures, one a measure, each readable without its code; `describe` gives its finding."""

from __future__ import annotations

from .comparison_figure import compare
from .continuity_figure import continuity
from .coverage_figure import coverage
from .drawing import Figure, describe
from .matrix_figure import topic_year_matrix
from .promises_figure import follow_up
from .rhythm_figure import cadence
from .sharing_figure import direction
from .timeline_figure import timeline

__all__ = [
    "Figure",
    "cadence",
    "compare",
    "continuity",
    "coverage",
    "describe",
    "direction",
    "follow_up",
    "timeline",
    "topic_year_matrix",
]
