"""A record → tidy pandas frames, without drawing."""

from .addresses import links, page_of, web_address
from .cadence import (
    NOT_KNOWN,
    cadence,
    formats,
    held_with_dates,
    last_held,
    open_silence,
    since_last,
)
from .comparison import Comparison, compare
from .continuity import NO_TOPIC, TAKEN_UP, continuity, never_came_back
from .coverage import coverage, second_hand
from .diff import diff, diff_in_words
from .direction import direction
from .exchanges import every_exchange, exchanges
from .follow_up import FOLLOW_UP_STATES, follow_up, lateness, without_outcome
from .labels import (
    areas_in_order,
    country_labels,
    names_of,
    organisation_countries,
    organisation_labels,
    persons,
    topic_labels,
)
from .provenance import provenance, support
from .survey import survey
from .timeline import in_time, known_bounds, timeline
from .topic_year_matrix import taken_up, topic_year_matrix, topics_in_order

__all__ = [
    "Comparison",
    "FOLLOW_UP_STATES",
    "NOT_KNOWN",
    "NO_TOPIC",
    "TAKEN_UP",
    "areas_in_order",
    "cadence",
    "compare",
    "continuity",
    "country_labels",
    "coverage",
    "diff",
    "diff_in_words",
    "direction",
    "every_exchange",
    "exchanges",
    "follow_up",
    "formats",
    "held_with_dates",
    "in_time",
    "known_bounds",
    "last_held",
    "lateness",
    "links",
    "names_of",
    "never_came_back",
    "open_silence",
    "organisation_countries",
    "organisation_labels",
    "page_of",
    "persons",
    "provenance",
    "second_hand",
    "since_last",
    "support",
    "survey",
    "taken_up",
    "timeline",
    "topic_labels",
    "topic_year_matrix",
    "topics_in_order",
    "web_address",
    "without_outcome",
]
