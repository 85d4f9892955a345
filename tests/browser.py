"""Find a Chromium or Chrome, or install one: `python tests/browser.py --install`.

Pages are opened in Debian's headless shell where it is there: the same engine for half the time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from helpers.site import browser

SHELL = "chromium-headless-shell"


def find() -> str | None:
    found = browser.find()
    if found:
        return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def of_pages() -> str | None:
    """Return the browser in which tests open pages."""
    return shutil.which(SHELL) or find()


def install() -> None:
    is_debian = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")
    if not is_debian:
        found = find()
        commands = [] if found else [[sys.executable, "-m", "playwright", "install", "chromium"]]
    else:
        missing = [] if find() else ["chromium"]
        missing += [] if shutil.which(SHELL) else [SHELL]
        commands = [["apt-get", "install", "-y", name] for name in missing]
        commands = [["apt-get", "update"], *commands] if missing else []
    for command in commands:
        if subprocess.run(command, stdout=sys.stderr, stdin=subprocess.DEVNULL).returncode:
            print(f"not installed: {' '.join(command)} failed", file=sys.stderr)


if __name__ == "__main__":
    if "--install" in sys.argv:
        install()
    print(find() or "no Chromium or Chrome was found", file=sys.stderr)
