"""On what was measured: the machine and the versions."""

from __future__ import annotations

import datetime
import os
import platform
from importlib import metadata
from pathlib import Path

TOOLS = "pandas pyarrow duckdb sqlite-utils frictionless plotly nbconvert papermill".split()


def named() -> dict:
    """Return day, processor, cores, memory (bytes), system, Python, and the versions of the tools."""
    return {
        "day": f"{datetime.date.today()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "load": round(os.getloadavg()[0], 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {name: metadata.version(name) for name in TOOLS if _is_there(name)},
    }


def _is_there(name: str) -> bool:
    return next(iter(metadata.distributions(name=name)), None) is not None


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or "not known"
