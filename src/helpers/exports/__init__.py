"""A record → files for other programs."""

from .calendar import calendar
from .downloads import offered_downloads, write_all
from .tables import as_json, csv_text, matrix_text, timeline_text
from .workbook import as_workbook, sheet_names

__all__ = [
    "as_json",
    "as_workbook",
    "calendar",
    "csv_text",
    "matrix_text",
    "offered_downloads",
    "sheet_names",
    "timeline_text",
    "write_all",
]
