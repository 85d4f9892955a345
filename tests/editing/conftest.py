import os
import shutil
import sys

import pytest

from places import INVENTED


@pytest.fixture
def record(tmp_path):
    """Return the folder of a copy of the invented record."""
    folder = tmp_path / "record"
    shutil.copytree(INVENTED, folder, ignore=shutil.ignore_patterns(".*"))
    return folder


@pytest.fixture
def on_a_terminal():
    """Return a function that starts a command on a terminal, which is not asked for its cursor."""
    pexpect = pytest.importorskip("pexpect")
    environment = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    running = []

    def start(*words):
        command = ["-m", "helpers", *map(str, words)]
        options = {"encoding": "utf-8", "timeout": 120, "dimensions": (40, 140)}
        running.append(pexpect.spawn(sys.executable, command, env=environment, **options))
        return running[-1]

    yield start
    for terminal in running:
        terminal.close(force=True)
