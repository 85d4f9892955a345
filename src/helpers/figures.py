"""The figures, one a measure, each readable without its code; `describe` gives its finding."""

from .comparison_figure import compare
from .drawing import Figure, describe
from .matrix_figure import topic_year_matrix
from .timeline_figure import timeline

__all__ = ["Figure", "compare", "describe", "timeline", "topic_year_matrix"]
