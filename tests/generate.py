"""Write a large record, every column filled, the same for the same seed: `python tests/generate.py FOLDER [MEETINGS]`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd

INVENTED = Path(__file__).parent / "data" / "invented"


def record(
    folder: Path,
    meetings: int = 100_000,
    seed: int = 1,
    *,
    exchanges: int | None = None,
    topics: int = 200,
    broken: bool = False,
) -> Path:
    """Write a record; `exchanges` as many as meetings if not told; `broken` has a problem in every row.

    An exchange belongs to a meeting drawn at random, so that some have several and others none.
    """
    draw = np.random.default_rng(seed)
    exchanges = meetings if exchanges is None else exchanges
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("datapackage.json", "areas.csv", "sources.csv", "organisations.csv"):
        shutil.copy(INVENTED / name, folder / name)
    for name in ("commitments", "searches", "names"):
        text = (INVENTED / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        (folder / f"{name}.csv").write_text(text[0] + "\n", encoding="utf-8")
    named = pd.Series([f"topic-{i}" for i in range(topics)])
    pd.DataFrame(
        {
            "topic_id": named,
            "area_id": "clean-beaches",
            "area_note": [f"Topic {i} is about beaches." for i in range(topics)],
            "label": [f"Topic {i}" for i in range(topics)],
            "definition": [f"What topic {i} means." for i in range(topics)],
        }
    ).to_csv(folder / "topics.csv", index=False)
    days = pd.Series(
        pd.Timestamp("1950-01-01") + pd.to_timedelta(draw.integers(0, 30_000, meetings), "D")
    )
    number = pd.Series(np.arange(meetings)).astype(str)
    ids = days.dt.strftime("%Y-%m-%d") + "-meeting-" + number
    sources = pd.Series(draw.choice(["joint-communique", "harbour-gazette", "tide-wire"], meetings))
    pd.DataFrame(
        {
            "meeting_id": ids,
            "date": days.dt.strftime("%d/%m/%Y" if broken else "%Y-%m-%d"),
            "kind": draw.choice(["working-group", "webinar", "study-visit"], meetings),
            "status": "held",
            "format": draw.choice(["in-person", "online"], meetings),
            "place": "Pier " + number,
            "host_id": draw.choice(["ministry-of-tides", "office-of-shores"], meetings),
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
            "role": np.tile(
                ["\thost" if broken else "host", " visitor" if broken else "visitor"], meetings
            ),
        }
    ).to_csv(folder / "participants.csv", index=False)
    number = pd.Series(np.arange(exchanges)).astype(str)
    at = pd.Series(np.sort(draw.integers(0, meetings, exchanges)))
    pd.DataFrame(
        {
            "exchange_id": at.map(ids) + "-exchange-" + number,
            "meeting_id": at.map(ids),
            "topic_id": "unknown-" + number if broken else draw.choice(named, exchanges),
            "mode": draw.choice(["presentation", "briefing"], exchanges),
            "from_id": "ministry-of-tides",
            "to_id": "office-of-shores",
            "subject": "Subject " + number,
            "summary": "It was shown, then talked over, for time " + number + ".",
            "source_id": at.map(sources),
            "locator": "page " + number,
            "anchor": "shown for time " + number,
        }
    ).to_csv(folder / "exchanges.csv", index=False)
    return folder


if __name__ == "__main__":
    record(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
