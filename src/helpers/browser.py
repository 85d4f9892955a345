"""The Chromium or Chrome of this machine: where it is, and work that is done in it."""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
import shutil
from collections.abc import Coroutine

NAMED = "COOPERATION_BROWSER"
NONE_FOUND = f"no Chromium or Chrome was found (install one, or name it in ${NAMED})"


class BrowserError(Exception):
    """A browser was not found, or did not do its work; the message says which."""


def find() -> str | None:
    """Return the path of a Chromium or Chrome of this machine, or None.

    Where `$COOPERATION_BROWSER` is set it alone decides; else `choreographer`, by which kaleido
    finds its own, looks at the usual names and places of each system.
    """
    named = os.environ.get(NAMED)
    if named is not None:
        return shutil.which(named)
    from choreographer.browsers.chromium import Chromium

    return Chromium.find_browser(skip_local=False)


def work(task: Coroutine) -> object:
    """Return what a task in the browser gives, also where an event loop runs already.

    Raises
    ------
    BrowserError
        The browser did not start, stopped, or refused.
    """
    from choreographer.errors import DevtoolsProtocolError
    from kaleido.errors import KaleidoError

    try:
        with concurrent.futures.ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, task).result()
    except (OSError, RuntimeError, DevtoolsProtocolError, KaleidoError) as error:
        reason = next((a for a in error.args if isinstance(a, str)), type(error).__name__)
        raise BrowserError(f"the browser did not do its work: {reason}") from error
