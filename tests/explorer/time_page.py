"""Tell how fast the explorer's page is, by Chromium's own clock: `python tests/explorer/time_page.py [MEETINGS]`.

A click is told from the pointer's event to the next painted frame (Event Timing, steps of 8 ms).
"""

from __future__ import annotations

import base64
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))


import browser
import helpers
from generate import record
from helpers.explorer import packed
from helpers.site.explore import EXPLORER, explorer_page

CLICKS = 60
PLACES = (
    *(".facet.topic input", ".facet.kind input", ".facet.country input", ".facet.direction input"),
    *(
        ".facet.format input",
        ".matrix td button",
        ".bars button",
        ".summary button:text-is('Reset')",
    ),
)
WATCH = """
window.durations = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.interactionId) window.durations.push(entry.duration);
}).observe({ type: "event", durationThreshold: 16, buffered: true });
new MutationObserver(() => {
  if (document.documentElement.classList.contains("ready")) window.readyAt ??= performance.now();
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["class"] });
"""
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 40)))"


def main(meetings: int | None) -> None:
    """Write the page of a record and print what it costs; without a number that of `data/`."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Path("data")
        if meetings:
            place = record(Path(folder) / "record", meetings, exchanges=3 * meetings)
        cooperation = helpers.load(place)
        begun = time.perf_counter()
        size = len(base64.b64encode(packed(cooperation)))
        print(
            f"payload {size / 1e6:.3f} MB in base64, packed in {time.perf_counter() - begun:.2f} s"
        )
        page_file = Path(folder) / EXPLORER
        page_file.write_text(
            explorer_page(cooperation, {EXPLORER: "Explore"}), encoding="utf-8", newline="\n"
        )
        print(f"page {page_file.stat().st_size / 1e6:.3f} MB")
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=["--no-sandbox"])
        ready = []
        for _ in range(5):
            page = chromium.new_page(viewport={"width": 1280, "height": 2400})
            page.add_init_script(WATCH)
            page.goto(page_file.as_uri())
            page.wait_for_selector("html.ready", state="attached", timeout=60_000)
            ready.append(page.evaluate("window.readyAt"))
            if len(ready) < 5:
                page.close()
        print(f"ready after {statistics.median(ready):.0f} ms (most {max(ready):.0f})")
        draw, spent = random.Random(1), []
        for number in range(CLICKS):
            buttons = page.locator(f"{PLACES[number % len(PLACES)]}:not(:disabled):visible")
            if not (count := buttons.count()):
                continue
            page.evaluate("window.durations = []")
            buttons.nth(draw.randrange(count)).click()
            page.evaluate(PAINTED)
            spent.append(max(page.evaluate("window.durations"), default=16))
        print(
            f"click to paint: median {statistics.median(spent):.0f} ms, "
            f"9 of 10 within {sorted(spent)[int(len(spent) * 0.9)]:.0f}, most {max(spent):.0f}"
        )
        chromium.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else None)
