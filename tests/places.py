"""Where the tests find the project, the invented record and the notebooks; what several tests look at."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]
INVENTED = ROOT / "tests" / "data" / "invented"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# The explorer's notebook is run, but its page is the explorer itself.
RENDERED = [path for path in NOTEBOOKS if path.stem != "explore"]
PAGES = ["index.html", *(path.stem + ".html" for path in NOTEBOOKS)]
# the size, words and place of each text of each figure on a page
TEXTS = """() => [...document.querySelectorAll('.plot')].map(plot => ({
  plot: plot.getBoundingClientRect(),
  texts: [...plot.querySelectorAll('text')].filter(t => t.textContent.trim())
    .map(t => ({ words: t.textContent, size: parseFloat(getComputedStyle(t).fontSize), ...t.getBoundingClientRect().toJSON() })),
}))"""
FITS = "width => document.documentElement.scrollWidth <= width"  # nothing scrolls sideways
# the columns that hold prose
COLUMNS = {
    "meetings": ["title", "place", "summary", "locator"],
    "participants": ["person", "role"],
    "exchanges": ["subject", "summary", "locator"],
    "commitments": ["promise", "locator"],
    "topics": ["label", "definition"],
    "areas": ["label", "locator"],
    "organisations": ["name", "short_name"],
    "sources": ["title", "publisher"],
    "searches": ["looked_for", "where", "note"],
}


def examples(number: int) -> int:
    """Return how many examples of a property are tried: in `make quick` a tenth, at least two."""
    return max(2, number // 10) if os.environ.get("QUICK") else number


def contents(folder: Path) -> dict[str, bytes]:
    """Return the CSV files of a record, by name."""
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}
