"""The Chromium or Chrome of this machine: where it is, and work that is done in it."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import json
import os
import shutil
from collections.abc import AsyncIterator, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from choreographer import Browser


NAMED = "COOPERATION_BROWSER"
NONE_FOUND = f"no Chromium or Chrome was found (install one, or name it in ${NAMED})"

_Machine = TypeVar("_Machine", bound="Browser")
_Result = TypeVar("_Result")
LONGEST = 600  # seconds for one task; a browser that died would be waited for without an end


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


@contextlib.asynccontextmanager
async def opened(machine: _Machine) -> AsyncIterator[_Machine]:
    """Open a browser and close it, also where it did not start: its threads would never end."""
    try:
        await machine.open()
        yield machine
    finally:
        await machine.close()


def work(task: Coroutine[Any, Any, _Result]) -> _Result:
    """Return what a task in the browser gives, also where an event loop runs already.

    Raises
    ------
    BrowserError
        The browser did not start, stopped, refused, or took too long.
    """
    from choreographer.errors import DevtoolsProtocolError
    from kaleido.errors import KaleidoError

    try:
        with concurrent.futures.ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, asyncio.wait_for(task, LONGEST)).result()
    except (OSError, RuntimeError, DevtoolsProtocolError, KaleidoError) as error:
        reasons = [a for a in error.args if isinstance(a, str)]
        if isinstance(error, TimeoutError):
            reasons.append(f"it took more than {LONGEST} seconds")
        reason = (reasons or [type(error).__name__])[0]
        raise BrowserError(f"the browser did not do its work: {reason}") from error


async def evaluate(tab, script: str) -> str:
    """Return what a script gives in a tab, as text."""
    answer = await ask(tab, "Runtime.evaluate", {"expression": script, "returnByValue": True})
    return str(answer["result"].get("value", ""))


async def ask(tab, command: str, params: dict) -> dict:
    """Return the result of a command of the DevTools protocol."""
    answer = await tab.send_command(command, params=params)
    if "error" in answer:
        raise RuntimeError(f"{command}: {json.dumps(answer['error'])}")
    return answer["result"]
