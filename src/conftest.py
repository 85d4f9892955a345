"""The rooms are imported before pytest imports their files, which would hide the functions of their names."""

import helpers.figures  # noqa: F401
