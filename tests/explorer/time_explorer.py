"""Tell the processor time of each control of the explorer in a kernel: `python tests/time_explorer.py [MEETINGS]`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from jupyter_client.manager import start_new_kernel

from generate import record

CODE = """
import statistics
import time
import helpers
explorer = helpers.explore(helpers.load({folder!r}))
explorer._repr_mimebundle_()
meeting, matrix = explorer.narrowing.ids[50], explorer.matrix
steps = [
    {{"year": (1960, 1990)}}, {{"period": ("1970-01-01", "1979-12-31")}}, {{"topic": ["topic-1"]}},
    {{"kind": ["webinar"]}}, {{"country": ["XB"]}}, {{"organisation": ["office-of-shores"]}},
    {{"direction": ["XA-XB"]}}, {{"format": ["online"]}}, {{"status": ["held"]}},
    {{"text": "time 7"}}, {{"meeting": meeting}},
]
controls = [
    (conditions, lambda conditions=conditions: explorer.choose(**conditions))
    for step in steps
    for conditions in (step, dict.fromkeys(step))
]
controls += [
    ("count exchanges", lambda: matrix.count.set_trait("value", "exchanges")),
    ("count meetings", lambda: matrix.count.set_trait("value", "meetings")),
    ("group by area", lambda: matrix.grouped.set_trait("value", True)),
    ("not by area", lambda: matrix.grouped.set_trait("value", False)),
    ("next page", lambda: explorer.act(page=1)),
    ("open a card", lambda: explorer.open(meeting)),
    ("close it", lambda: explorer.open(None)),
    ("several conditions", lambda: explorer.choose(kind=["webinar"], year=(1960, 1990))),
    ("reset", explorer.reset),
    ("back", explorer.back),
]
spent = []
for name, act in controls:
    start = time.process_time()
    act()
    spent.append((time.process_time() - start) * 1000)
    print(f"{{spent[-1]:6.0f}} ms  {{name}}")
print(f"least {{min(spent):.0f}}, median {{statistics.median(spent):.0f}}, most {{max(spent):.0f}} ms")
"""


def main(meetings: int) -> None:
    def show(message: dict) -> None:
        print(message["content"].get("text", ""), end="")

    with tempfile.TemporaryDirectory() as folder:
        record(Path(folder) / "record", meetings, exchanges=3 * meetings)
        manager, client = start_new_kernel()
        code = CODE.format(folder=str(Path(folder) / "record"))
        client.execute_interactive(code, output_hook=show, timeout=600)
        manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
