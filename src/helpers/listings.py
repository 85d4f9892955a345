"""The rows behind a figure as a table that a person can read, each linked to its passage."""

from __future__ import annotations

import html

import pandas as pd

from . import dates, measures
from .tables import Cooperation


def words(value) -> str:
    """Return a declared value (`in-person`) as words, empty where it is not known."""
    return "" if pd.isna(value) else str(value).replace("-", " ")


class Listing:
    """A table to be read: `frame` with a caption; the column `Source` links to `links`."""

    def __init__(self, caption: str, frame: pd.DataFrame, links: list[str]) -> None:
        self.caption, self.frame, self.links = caption, frame, links

    def __repr__(self) -> str:
        return f"{self.caption}\n{self.frame.to_string(index=False)}"

    def _repr_html_(self) -> str:
        head = "".join(f"<th scope=col>{html.escape(str(c))}</th>" for c in self.frame.columns)
        body = []
        for row, link in zip(self.frame.itertuples(index=False), self.links, strict=True):
            cells = [html.escape(str(value)) for value in row]
            if link:
                cells[-1] = f'<a href="{html.escape(link)}" rel="noreferrer">{cells[-1]}</a>'
            body.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        return (
            f'<div class="wide"><table class="listing"><caption>{html.escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
        )


def evidence(cooperation: Cooperation) -> Listing:
    """Return the exchanges behind the matrix, by date and topic, each with its passage.

    Parameters
    ----------
    cooperation : Cooperation
        The record, whole or narrowed.

    Returns
    -------
    Listing
        Date, meeting, topic, what was shared by whom, and the source with its grade, linked.

    Examples
    --------
    >>> import helpers
    >>> listing = evidence(helpers.load("tests/data/invented"))
    >>> list(listing.frame.columns)
    ['Date', 'Meeting', 'Topic', 'Shared', 'Subject', 'Source']
    """
    rows = measures.taken_up(cooperation).sort_values(["start", "exchange_id"], ignore_index=True)
    names = measures.organisation_labels(cooperation)
    topics = cooperation.topics.set_index("topic_id")["label"]
    sources = cooperation.sources.set_index("source_id")
    sender, receiver = rows["from_id"].map(names), rows["to_id"].map(names)
    mode = rows["mode"].map(words).astype("string")
    shared = (mode + ": " + sender + " to " + receiver).fillna(mode + ", mutual")
    grade = rows["source_id"].map(sources.get("grade", pd.Series(dtype=object))).map(words)
    where = rows["locator"].fillna("").astype("string")
    source = rows["source_id"].map(sources.get("publisher", sources["title"])).fillna("") + ", " + grade.astype("string") + (", " + where).where(where.ne(""), "")
    frame = pd.DataFrame(
        {
            "Date": rows["date"].map(dates.in_words),
            "Meeting": rows["title"],
            "Topic": rows["topic_id"].map(topics),
            "Shared": shared,
            "Subject": rows["subject"].fillna(""),
            "Source": source,
        }
    )
    caption = f"The {len(frame)} exchanges at held meetings, each linked to its passage in the source"
    return Listing(caption, frame, measures.links(rows, cooperation).fillna("").tolist())
