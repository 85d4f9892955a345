"""Find a Chromium or Chrome, or install one: `python tests/browser.py --install`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from helpers.site import browser


def find() -> str | None:
    found = browser.find()
    if found:
        return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install() -> None:
    if find():
        return
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        commands = [["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]]
    else:
        commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    for command in commands:
        if subprocess.run(command, stdout=sys.stderr, stdin=subprocess.DEVNULL).returncode:
            print(f"no browser could be installed: {' '.join(command)} failed", file=sys.stderr)
            return


if __name__ == "__main__":
    if "--install" in sys.argv:
        install()
    print(find() or "no Chromium or Chrome was found", file=sys.stderr)
