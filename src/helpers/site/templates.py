"""Text becomes HTML here alone: the templates escape every text, and the policy forbids the rest."""

from __future__ import annotations

import base64
import functools
import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

from ..figures import other_names, passage_html
from ..measures import web_address
from ..record import Cooperation
from ..wording import as_of

HERE = Path(__file__).parent


@functools.cache
def asset(name: str) -> str:
    """Return the text of a file that travels inside the pages."""
    return (HERE / "static" / name).read_text(encoding="utf-8")


CARTESIAN, WHOLE = "cartesian", "whole"  # the bundles of plotly.js that a page may carry


def bundle_for(figures: Iterable[dict]) -> str:
    """Return which bundle of plotly.js a page needs, empty where it has no figure of plotly.

    A partial bundle draws a type of trace that it lacks as something else, without an error.

    Parameters
    ----------
    figures : iterable of dict
        What plotly draws, each with its traces in `data`.

    Examples
    --------
    >>> bundle_for([{"data": [{"type": "bar"}]}]), bundle_for([{"data": [{"type": "sankey"}]}])
    ('cartesian', 'whole')
    """
    figures = list(figures)
    types = {trace.get("type", "scatter") for figure in figures for trace in figure["data"]}
    known = set(_about_bundle()["traces"])
    return "" if not figures else CARTESIAN if types <= known else WHOLE


@functools.cache
def _about_bundle() -> dict:
    """Return version, checksum and types of traces of the vendored bundle."""
    return json.loads((HERE / "static" / "plotly" / "about.json").read_text(encoding="utf-8"))


@functools.cache
def plotly(bundle: str) -> str:
    """Return a bundle of plotly.js, packed; the page's script unpacks it."""
    if bundle == CARTESIAN:
        packed = (HERE / "static" / "plotly" / "cartesian.min.js.gz").read_bytes()
    else:
        packed = gzip.compress(_plotly_code(bundle), 9, mtime=0)
    return base64.b64encode(packed).decode()


def _plotly_code(bundle: str) -> bytes:
    if bundle == CARTESIAN:
        return gzip.decompress((HERE / "static" / "plotly" / "cartesian.min.js.gz").read_bytes())
    import plotly.offline

    return plotly.offline.get_plotlyjs().encode()


@functools.cache
def policy(bundle: str, script: str = "") -> str:
    """Return what a page may do: run its own script and its bundle as packed, and ask for nothing.

    `script` is that of a page which has one of its own, instead of `page.js`.
    """
    own = [(script or asset("page.js")).encode(), *([_plotly_code(bundle)] if bundle else [])]
    return (
        f"default-src 'none'; script-src {' '.join(map(_digest, own))}; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(script: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


def data_text(value) -> str:
    r"""Return JSON that may stand in a script element: no tag can begin or end in it.

    Examples
    --------
    >>> print(data_text(["</script>"]))
    ["\u003c/script>"]
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def first_sentence(text: str) -> str:
    """Return the first sentence of a finding.

    Examples
    --------
    >>> first_sentence("5 met (as of 24 Nov. 2031): one twice. The last was in May.")
    '5 met (as of 24 Nov. 2031): one twice.'
    >>> first_sentence("Two came up in 2031. 1 was not taken up.")
    'Two came up in 2031.'
    """
    end = r"(?<=[.!?]) (?=[A-Z“])|(?<=[a-z0-9]{4}[.!?]) (?=[0-9])"
    return re.split(end, text, maxsplit=1)[0]


@functools.cache
def _templates():
    """Return the templates of this folder, with what they may call."""
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        fragment=lambda key: quote(key, safe="@=&,.:"),
        web_address=web_address,
        other_names=lambda names: Markup(other_names(names)),
        passage=lambda passage, shown="": Markup(passage_html(passage, shown)),
        first_sentence=first_sentence,
        data_text=lambda value: Markup(data_text(value)),
    )
    environment.globals.update(asset=lambda name: Markup(asset(name)), policy=policy, plotly=plotly)
    return environment


def render(template: str, cooperation: Cooperation, titles: Mapping[str, str], **values) -> str:
    """Return a page made from a template.

    Parameters
    ----------
    template : str
        A file of this folder. In it every text is escaped, unless it is `markupsafe.Markup`.
    cooperation : Cooperation
        The record: its title, language and as-of day are on every page.
    titles : mapping of str to str
        All pages in order, file name to title.
    **values
        What this template shows besides; `name` is the page's own file name.
    """
    return (
        _templates()
        .get_template(template)
        .render(
            cooperation=cooperation,
            titles=titles,
            as_of=as_of(cooperation),
            **{"bundle": "", "script": "", **values},
        )
    )
