"""Renew plotly's cartesian bundle, which the pages carry: `make vendor` (needs npm and its registry)."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

import plotly.offline

NAME = "plotly.js-cartesian-dist-min"
FOLDER = Path(__file__).parents[1] / "src" / "helpers" / "site" / "static" / "plotly"


def trace_types(code: bytes) -> list[str]:
    """Return the types of traces that a bundle draws; it draws any other one as scatter."""
    return sorted(set(re.findall(r'name:"([a-z0-9]+)",basePlotModule', code.decode())))


def main() -> None:
    """Fetch the bundle in the version that plotly's Python package carries, and write it."""
    version = plotly.offline.get_plotlyjs_version()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", f"{NAME}@{version}"], cwd=folder, check=True)
        (packed,) = Path(folder).glob("*.tgz")
        with tarfile.open(packed) as package:
            package.extractall(folder, filter="data")
        code, licence = (
            (Path(folder) / "package" / name).read_bytes()
            for name in ("plotly-cartesian.min.js", "LICENSE")
        )
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "cartesian.min.js.gz").write_bytes(gzip.compress(code, 9, mtime=0))
    (FOLDER / "LICENSE").write_bytes(licence)
    about = {
        "name": NAME,
        "version": version,
        "licence": "MIT",
        "sha256": hashlib.sha256(code).hexdigest(),
        "traces": trace_types(code),
    }
    text = json.dumps(about, indent=1) + "\n"
    (FOLDER / "about.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
