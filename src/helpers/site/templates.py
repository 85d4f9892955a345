"""Text becomes HTML here alone: the templates escape every text, and the policy forbids the rest."""

from __future__ import annotations

import base64
import functools
import gzip
import hashlib
import json
from collections.abc import Mapping
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


@functools.cache
def plotly() -> str:
    """Return plotly.js, packed; the page's script unpacks it."""
    return base64.b64encode(gzip.compress(_plotly_code(), 9, mtime=0)).decode()


def _plotly_code() -> bytes:
    import plotly.offline

    return plotly.offline.get_plotlyjs().encode()


@functools.cache
def policy() -> str:
    """Return what a page may do: run its own script and plotly.js as packed, and ask for nothing."""
    scripts = " ".join(map(_digest, (asset("page.js").encode(), _plotly_code())))
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
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
        The record: its title, language and as-of day stand on every page.
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
            language=cooperation.declaration.language,
            **values,
        )
    )
