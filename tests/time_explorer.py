"""Tell the processor time of each control of the explorer in a kernel: `python tests/time_explorer.py [MEETINGS]`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from generate import record
from jupyter_client.manager import start_new_kernel

CODE = """
import time
import helpers
explorer = helpers.explore(helpers.load({folder!r}))
explorer._repr_mimebundle_()
steps = [
    {{"year": (1960, 1990)}}, {{"period": ("1970-01-01", "1979-12-31")}}, {{"topic": ["topic-1"]}},
    {{"kind": ["webinar"]}}, {{"country": ["XB"]}}, {{"organisation": ["office-of-shores"]}},
    {{"way": ["mutual"]}}, {{"format": ["online"]}}, {{"status": ["held"]}}, {{"text": "time 7"}},
    {{"meeting": explorer.narrowing.ids[50]}},
]
for step in steps:
    for conditions in (step, dict.fromkeys(step)):
        start = time.process_time()
        explorer.choose(**conditions)
        spent = (time.process_time() - start) * 1000
        print(f"{{spent:6.0f}} ms  {{conditions}}")
"""


def main(meetings: int) -> None:
    def show(message: dict) -> None:
        print(message["content"].get("text", ""), end="")

    with tempfile.TemporaryDirectory() as folder:
        record(Path(folder) / "record", meetings, each=3)
        manager, client = start_new_kernel()
        code = CODE.format(folder=str(Path(folder) / "record"))
        client.execute_interactive(code, output_hook=show, timeout=600)
        manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
