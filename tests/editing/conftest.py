import shutil

import pytest

from places import INVENTED


@pytest.fixture
def record(tmp_path):
    """Return the folder of a copy of the invented record."""
    folder = tmp_path / "record"
    shutil.copytree(INVENTED, folder, ignore=shutil.ignore_patterns(".*"))
    return folder
