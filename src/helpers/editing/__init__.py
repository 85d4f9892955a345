"""A change of the CSV files of a record, whole or not at all."""

from .add import Addition, add_meeting, schema_of_record
from .change import ask_change, meeting_change
from .changes import Change, planned_change, write_change
from .encoding import decoding
from .interview import ask_meeting, asker
from .meeting_json import FULFILS
from .mend import planned_mending
from .tidy import preview_tidy, tidy
from .workbook_import import workbook_import

__all__ = [
    "FULFILS",
    "Addition",
    "Change",
    "add_meeting",
    "ask_change",
    "ask_meeting",
    "asker",
    "decoding",
    "meeting_change",
    "planned_change",
    "planned_mending",
    "preview_tidy",
    "schema_of_record",
    "tidy",
    "workbook_import",
    "write_change",
]
