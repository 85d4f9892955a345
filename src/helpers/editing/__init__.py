"""A change of the CSV files of a record, whole or not at all."""

from .add import Addition, add_meeting, schema_of_record
from .interview import ask_meeting, asker
from .tidy import preview_tidy, tidy

__all__ = [
    "Addition",
    "add_meeting",
    "ask_meeting",
    "asker",
    "preview_tidy",
    "schema_of_record",
    "tidy",
]
