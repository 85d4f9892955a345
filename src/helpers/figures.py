"""The figures, one a measure, each readable without its code; `describe` gives its finding."""

from __future__ import annotations

import functools
from collections.abc import Callable

from . import (
    continuity_figure,
    coverage_figure,
    matrix_figure,
    promises_figure,
    rhythm_figure,
    sharing_figure,
    timeline_figure,
)
from .comparison_figure import compare
from .cooperation import Cooperation, in_one_piece
from .drawing import Figure, describe

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


def _in_one_piece(figure: Callable) -> Callable:
    """Return a figure that brings here what an engine holds of its record in parts."""

    @functools.wraps(figure)
    def drawn(cooperation: Cooperation, *arguments, **named) -> Figure:
        return figure(in_one_piece(cooperation), *arguments, **named)

    return drawn


timeline = _in_one_piece(timeline_figure.timeline)
topic_year_matrix = _in_one_piece(matrix_figure.topic_year_matrix)
continuity = _in_one_piece(continuity_figure.continuity)
direction = _in_one_piece(sharing_figure.direction)
coverage = _in_one_piece(coverage_figure.coverage)
follow_up = _in_one_piece(promises_figure.follow_up)
cadence = _in_one_piece(rhythm_figure.cadence)
