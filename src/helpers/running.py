"""Run notebooks in fresh kernels, side by side."""

from __future__ import annotations

import asyncio
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from .exploring import STATIC


class NotebookError(Exception):
    """A notebook failed: which one, in which cell, with what error."""


async def run(path: Path, data: Path, folder: Path) -> nbformat.NotebookNode:
    """Return a notebook with the outputs of a fresh kernel.

    Parameters
    ----------
    path : pathlib.Path
        The notebook; it is not changed.
    data : pathlib.Path
        The record that it reads, as `$COOPERATION_DATA`.
    folder : pathlib.Path
        The kernel's working folder.

    Raises
    ------
    NotebookError
        A cell raised an error, and the message names notebook, cell and error; or the kernel died.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError
    from traitlets.config import Config

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=600,
        record_timing=False,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(folder)}},
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
    )
    environment = {**os.environ, "COOPERATION_DATA": str(data.resolve()), STATIC: "1"}
    try:
        await client.async_execute(env=environment)
    except CellExecutionError as error:
        cell = next(
            (
                i
                for i, c in enumerate(notebook.cells, 1)
                if any(o.output_type == "error" for o in c.get("outputs", []))
            ),
            0,
        )
        raise NotebookError(f"{path.name}, cell {cell}: {error.ename}: {error.evalue}") from None
    except (RuntimeError, TimeoutError) as error:  # the kernel did not start, died, or hangs
        raise NotebookError(f"{path.name}: {error}") from None
    notebook.metadata = {
        "kernelspec": notebook.metadata.get("kernelspec", {}),
        "language_info": {"name": "python"},
    }
    return notebook


def run_all(paths: list[Path], data: Path) -> dict[Path, nbformat.NotebookNode]:
    """Run notebooks side by side, a kernel or so a core, with a progress bar on standard error."""
    with ThreadPoolExecutor(1) as thread:  # also where an event loop runs already
        return thread.submit(asyncio.run, _run_all(paths, data)).result()


async def _run_all(paths: list[Path], data: Path) -> dict[Path, nbformat.NotebookNode]:
    from tqdm.asyncio import tqdm

    free = asyncio.Semaphore(os.cpu_count() + 2)  # one that starts or stops leaves its core idle

    async def one(path: Path) -> nbformat.NotebookNode | NotebookError:
        async with free:
            try:
                return await run(path, data, path.parent)
            except NotebookError as error:
                return error

    done = await tqdm.gather(*map(one, paths), desc="notebooks", unit="notebook", file=sys.stderr)
    if failed := [str(result) for result in done if isinstance(result, NotebookError)]:
        raise NotebookError("\n".join(failed))
    return dict(zip(paths, done, strict=True))
