from __future__ import annotations

import functools
import gc
import os
import shutil
import subprocess
import sys
from multiprocessing.process import BaseProcess
from pathlib import Path

import filelock
import pytest
from hypothesis import settings

import helpers
from places import INVENTED, ROOT

# As a command does: what is imported after it would bring jsonschema with a grammar that costs 1 s.
helpers.load(INVENTED)

import browser  # noqa: E402
import in_process  # noqa: E402

settings.register_profile("project", deadline=None)  # a test is never timed
settings.load_profile("project")

if found := browser.find():  # also for the commands that tests start
    os.environ.setdefault("COOPERATION_BROWSER", found)


KERNEL = {"elsewhere", "hostile", "own", "site"}  # fixtures for which notebooks run


def pytest_sessionfinish():
    """Save what `make coverage` has seen of this worker, which ends without the usual end."""
    if coverage := sys.modules.get("coverage"):
        if seen := coverage.Coverage.current():
            seen.save()


def pytest_collection_finish():
    """Search for garbage less often, and never among what was imported and collected."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20)


def pytest_collection_modifyitems(items):
    """Mark what opens a browser or runs a notebook, by what it asks for; files with such come first.

    A long file that begins last leaves all other cores idle.
    """
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if "chromium" in names:
            item.add_marker("browser")
        if names & KERNEL or item.nodeid.endswith("Cell") or ".ipynb::" in item.nodeid:
            item.add_marker("kernel")
    long = {item.path for item in items if _is_long(item)}
    items.sort(key=lambda item: item.path not in long)


def _is_long(item) -> bool:
    return any(map(item.get_closest_marker, ("browser", "kernel", "slow")))


@pytest.fixture(autouse=True)
def _no_further_process(request, monkeypatch):
    """Refuse a process to a test that has no marker which allows it, so that `make quick` stays quick."""
    if not _is_long(request.node):
        monkeypatch.setattr(subprocess, "Popen", _refuse)
        monkeypatch.setattr(BaseProcess, "start", _refuse)
        monkeypatch.setattr(os, "forkpty", _refuse, raising=False)


def _refuse(*arguments, **named):
    pytest.fail("this test starts a process: mark it as slow")


@pytest.fixture(autouse=True)
def _from_the_root(request, monkeypatch):
    if not request.node.nodeid.endswith("Cell"):
        monkeypatch.chdir(ROOT)


@pytest.fixture(scope="session")
def invented():
    return helpers.load(INVENTED)


@pytest.fixture(scope="session")
def real():
    return helpers.load(ROOT / "data")


@pytest.fixture
def broken(tmp_path):
    """Return a function that edits a copy of the invented record and gives its problems."""
    folder = tmp_path / "record"
    shutil.copytree(INVENTED, folder)

    def edit(file: str, old: str | bytes, new: str | bytes) -> list:
        path = folder / file
        data = path.read_bytes()
        old, new = (x.encode() if isinstance(x, str) else x for x in (old, new))
        assert old in data, f"{old!r} is not in {file}"
        path.write_bytes(data.replace(old, new, 1))
        try:
            helpers.load(folder)
        except helpers.DataError as error:
            return list(error.problems)
        return []

    edit.folder = folder
    return edit


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    found = browser.of_pages()
    if not found and os.environ.get("CI") == "true":
        pytest.fail("no Chromium or Chrome was found")
    if not found:
        pytest.skip("no Chromium or Chrome was found")
    with sync_playwright() as playwright:
        args = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
        args += ["--process-per-site"]  # else each page starts a process of its own
        running = playwright.chromium.launch(executable_path=found, args=args)
        yield running
        running.close()


@pytest.fixture(scope="session")
def shared(tmp_path_factory, worker_id) -> Path:
    """Return a folder that all workers of a run share."""
    folder = tmp_path_factory.getbasetemp()
    return folder if worker_id == "master" else folder.parent


@pytest.fixture(scope="session")
def site(shared) -> Path:
    """Return the pages of the invented record; its notebooks run once for all workers."""

    out = shared / "pages of the invented record"
    with filelock.FileLock(shared / "pages.lock"):
        if not out.exists():
            in_process.write_pages(INVENTED, out)
    return out


@pytest.fixture(scope="session")
def context(chromium):
    """Return a function that gives the browser's context with some options: its pages share a process."""

    @functools.cache
    def context_with(**options):
        new = chromium.new_context(**options)
        new.new_page().goto(Path(__file__).as_uri())  # the process lives while a page is open
        return new

    return context_with


@pytest.fixture
def opened(context):
    """Return a function that opens a page and waits until it is ready; it fails on any error.

    `script` runs before those of the page, `state` is what the page says of itself when it is ready;
    further options are those of `emulate_media`. A test takes from `errors` what it expects.
    """
    pages, errors = [], []

    def open_page(
        path: Path, fragment: str = "", width: int = 1280, script: str = "", state: str = "ready",
        java_script_enabled: bool = True, permissions: tuple[str, ...] = (), **media,
    ):  # fmt: skip
        options = {"java_script_enabled": java_script_enabled, "permissions": permissions}
        page = context(**options).new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(**media)
        page.add_init_script(script)
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("dialog", lambda dialog: errors.append(dialog.message))
        page.on("console", lambda told: errors.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path.as_uri() + (f"#{fragment}" if fragment else ""))
        if java_script_enabled and page.locator("script:not([type])").count():
            page.wait_for_selector(f"html.{state}", state="attached")
        return page

    open_page.errors = errors
    yield open_page
    for page in pages:
        page.close()
    assert errors == []


@pytest.fixture
def changed(tmp_path):
    """Return a function that edits a copy of the invented record and loads it.

    An edit is a file, an old text and a new one; without an old text the new one is a further row.
    """
    folder = tmp_path / "changed"
    shutil.copytree(INVENTED, folder)

    def edit(*edits: tuple[str, str, str]) -> helpers.Cooperation:
        for file, old, new in edits:
            path = folder / file
            text = path.read_text(encoding="utf-8")
            assert old in text, f"{old!r} is not in {file}"
            text = text.replace(old, new, 1) if old else text + new + "\n"
            path.write_text(text, encoding="utf-8")
        return helpers.load(folder)

    return edit
