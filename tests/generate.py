"""Write a large record, every column filled, the same for the same seed: `python tests/generate.py FOLDER [MEETINGS]`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd

INVENTED = Path(__file__).parent / "data" / "invented"


def record(folder: Path, meetings: int = 100_000, seed: int = 1, each: int = 1) -> Path:
    """Write a record of so many meetings, with so many exchanges at each."""
    draw = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("datapackage.json", "areas.csv", "sources.csv", "organisations.csv"):
        shutil.copy(INVENTED / name, folder / name)
    topics = [f"topic-{i}" for i in range(200)]
    pd.DataFrame(
        {
            "topic_id": topics,
            "area_id": "clean-beaches",
            "area_note": [f"Topic {i} is about beaches." for i in range(200)],
            "label": [f"Topic {i}" for i in range(200)],
            "definition": [f"What topic {i} means." for i in range(200)],
        }
    ).to_csv(folder / "topics.csv", index=False)
    days = pd.Series(
        pd.Timestamp("1950-01-01") + pd.to_timedelta(draw.integers(0, 30_000, meetings), "D")
    ).dt.strftime("%Y-%m-%d")
    number = pd.Series(np.arange(meetings)).astype(str)
    ids = days + "-meeting-" + number
    sources = pd.Series(draw.choice(["joint-communique", "harbour-gazette", "tide-wire"], meetings))
    pd.DataFrame(
        {
            "meeting_id": ids,
            "date": days,
            "kind": draw.choice(["working-group", "webinar", "study-visit"], meetings),
            "status": "held",
            "format": draw.choice(["in-person", "online"], meetings),
            "place": "Pier " + number,
            "host_id": "ministry-of-tides",
            "title": "Meeting " + number,
            "summary": "The sides met, and talked, for time " + number + ".",
            "source_id": sources,
            "locator": "page " + number,
            "anchor": "met for time " + number,
        }
    ).to_csv(folder / "meetings.csv", index=False)
    pd.DataFrame(
        {
            "meeting_id": np.repeat(ids.to_numpy(), 2),
            "organisation_id": np.tile(["ministry-of-tides", "office-of-shores"], meetings),
            "person": "The Envoy",
            "role": np.tile(["host", "visitor"], meetings),
        }
    ).to_csv(folder / "participants.csv", index=False)
    of, total = ids.repeat(each).reset_index(drop=True), meetings * each
    nth = pd.Series(np.arange(total)).astype(str)
    ways = draw.integers(0, 3, total)
    pd.DataFrame(
        {
            "exchange_id": of + "-exchange-" + nth,
            "meeting_id": of,
            "topic_id": draw.choice(topics, total),
            "mode": draw.choice(["presentation", "briefing"], total),
            "from_id": np.array(["ministry-of-tides", "office-of-shores", ""])[ways],
            "to_id": np.array(["office-of-shores", "ministry-of-tides", ""])[ways],
            "subject": "Subject " + nth,
            "summary": "It was shown, then talked over, for time " + nth + ".",
            "source_id": sources.repeat(each).to_numpy(),
            "locator": "page " + nth,
            "anchor": "shown for time " + nth,
        }
    ).to_csv(folder / "exchanges.csv", index=False)
    for name in ("commitments", "searches"):
        text = (INVENTED / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        (folder / f"{name}.csv").write_text(text[0] + "\n", encoding="utf-8")
    return folder


if __name__ == "__main__":
    record(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
