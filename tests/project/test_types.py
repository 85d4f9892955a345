"""The types of src/helpers are what its annotations say."""

from pathlib import Path

import pytest
from mypy import api

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_mypy_finds_no_error_in_the_helpers(monkeypatch):
    monkeypatch.chdir(ROOT)
    report, errors, status = api.run(["--config-file", "pyproject.toml"])
    assert status == 0, report + errors
