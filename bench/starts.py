"""How long a start takes: of Python with an import, and of a command."""

from __future__ import annotations

import sys
from functools import partial

from . import measuring, records

COMMANDS = {
    "import pandas": ["-c", "import pandas"],
    "import helpers": ["-c", "import helpers"],
    "python -m helpers matrix": ["-m", "helpers", "matrix"],
}


def measure(runs: int) -> list[dict]:
    """Return the seconds of each command, from the start of Python to its end."""
    print("starts", file=sys.stderr)
    return measuring.alternate(
        {
            name: partial(measuring.seconds, [sys.executable, *words], cwd=records.ROOT)
            for name, words in COMMANDS.items()
        },
        runs,
    )
