"""A record → files for other programs."""

from .calendar import calendar
from .downloads import offered_downloads, write_all
from .tables import as_json, csv_text, matrix_text, timeline_text

__all__ = [
    "as_json",
    "calendar",
    "csv_text",
    "matrix_text",
    "offered_downloads",
    "timeline_text",
    "write_all",
]
