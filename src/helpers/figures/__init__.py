"""A record → what a reader looks at, each figure with its finding; `describe` gives the finding."""

from . import listings
from .base import Figure, Meta, NumberTable, describe, roomy
from .cadence import cadence
from .comparison import compare
from .continuity import continuity
from .coverage import coverage
from .direction import direction
from .evidence_key import EvidenceKey, read_key
from .follow_up import follow_up
from .listings import Listing
from .marked import other_names
from .promises import commitment_words, searches_in_words, state_words
from .provenance import provenance, support
from .sheets import SHEET, Sheet
from .sources import passage_html, passages, source_words
from .style import FONT
from .timeline import timeline
from .topic_year_matrix import topic_year_matrix

__all__ = [
    "EvidenceKey",
    "FONT",
    "Figure",
    "Listing",
    "Meta",
    "NumberTable",
    "SHEET",
    "Sheet",
    "cadence",
    "commitment_words",
    "compare",
    "continuity",
    "coverage",
    "describe",
    "direction",
    "follow_up",
    "listings",
    "other_names",
    "passage_html",
    "passages",
    "provenance",
    "read_key",
    "roomy",
    "searches_in_words",
    "source_words",
    "state_words",
    "support",
    "timeline",
    "topic_year_matrix",
]
