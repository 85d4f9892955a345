"""Run notebooks in fresh kernels, side by side."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from ..explorer import STATIC

if TYPE_CHECKING:
    from nbclient import NotebookClient


LONGEST = 600  # seconds for one cell
# What programs ask of the language, such as nbconvert for a script; not its version, which varies.
LANGUAGE = {
    "name": "python",
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
LONGEST_SOCKET = 100  # bytes of its path: systems take 104 or 108


class NotebookError(Exception):
    """A notebook failed: which one, in which cell, with what error."""


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """Return a notebook of Python as it is in its file.

    Raises
    ------
    NotebookError
        The file is not a notebook of Python; the message says in one line what it is.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise NotebookError(f"{path.name}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise NotebookError(f"{path.name}: is not a notebook: it is not text in UTF-8") from None
    if not text.strip():
        raise NotebookError(f"{path.name}: is empty; delete it, or save the notebook again")
    if conflict := re.search(r"^(<{7}|={7}|>{7})", text, re.MULTILINE):
        line = text.count("\n", 0, conflict.start()) + 1
        raise NotebookError(
            f"{path.name}, line {line}: holds a conflict that git left; choose one version, "
            f"for example by git checkout --ours {path.name}"
        )
    try:
        notebook = nbformat.reads(text, as_version=4)
        is_sound = all(
            isinstance(cell.source, str)
            and (cell.cell_type != "code" or isinstance(cell.outputs, list))
            for cell in notebook.cells
        )
    except Exception as error:  # nbformat raises of every kind
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise NotebookError(f"{path.name}: is not a notebook of version 4: {reason}") from None
    if not is_sound:
        raise NotebookError(f"{path.name}: is not a notebook: a cell lacks its source or outputs")
    language = _language(notebook)
    if language.lower() not in ("", "python", "ipython"):
        raise NotebookError(
            f"{path.name}: is written in {language}; only notebooks of Python can be run here, "
            "move it to another folder"
        )
    return notebook


def _language(notebook: nbformat.NotebookNode) -> str:
    """Return the language that a notebook says it is written in, empty where it says none."""
    kernel, about = (notebook.metadata.get(name) or {} for name in ("kernelspec", "language_info"))
    return str(kernel.get("language") or about.get("name") or "")


async def run(path: Path, data: Path, folder: Path) -> nbformat.NotebookNode:
    """Return a notebook with the outputs of a fresh kernel.

    The kernel is this Python, whatever kernel the notebook names, and reads no start-up file of
    the person who runs it.

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
        The file is not a notebook of Python; or a cell raised an error, and the message names
        notebook, cell and error; or the kernel did not start, died or hung.
    """
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = read_notebook(path)
    metadata = {**notebook.metadata, "language_info": LANGUAGE}
    with tempfile.TemporaryDirectory(prefix="nb-", ignore_cleanup_errors=True) as room:
        client = await _started(path, notebook, data, folder, Path(room))
        try:
            await client.async_execute(cleanup_kc=True)
        except CellExecutionError as error:
            cell = _last_error(notebook)
            raise NotebookError(
                f"{path.name}, cell {cell}: {error.ename}: {error.evalue}"
            ) from None
        except CellTimeoutError:
            raise NotebookError(
                f"{path.name}: a cell ran for more than {LONGEST} seconds"
            ) from None
        except DeadKernelError:
            raise NotebookError(
                f"{path.name}: the Python that ran it died; perhaps the memory was used up"
            ) from None
        except (RuntimeError, TimeoutError) as error:
            raise NotebookError(f"{path.name}: {error}") from None
    notebook.metadata = nbformat.from_dict(metadata)
    return notebook


def _last_error(notebook: nbformat.NotebookNode) -> int:
    """Return the number of the last cell that holds an error; earlier ones were allowed."""
    return max(
        (
            number
            for number, cell in enumerate(notebook.cells, 1)
            if any(output.output_type == "error" for output in cell.get("outputs", []))
        ),
        default=0,
    )


async def _started(
    path: Path, notebook: nbformat.NotebookNode, data: Path, folder: Path, room: Path
) -> NotebookClient:
    """Return a client of a kernel that answers; a kernel that does not start gets one more try."""
    environment = {
        **os.environ,
        "COOPERATION_DATA": str(data.resolve()),
        STATIC: "1",
        "IPYTHONDIR": str(room / "ipython"),
    }
    environment.pop("PYTHONSTARTUP", None)
    for place in (room / "1", room / "2"):
        place.mkdir()
        client = _client(notebook, folder, place)
        with open(place / "said", "w+b") as said:
            try:
                await client.async_start_new_kernel(env=environment, stderr=said)
                await client.async_start_new_kernel_client()
                return client
            except (OSError, RuntimeError, TimeoutError) as error:  # of ZeroMQ: OSError
                said.seek(0)
                lines = said.read().decode("utf-8", "replace").split("\n")
                reason = next((line for line in reversed(lines) if line.strip()), str(error))
    raise NotebookError(f"{path.name}: no Python could be started to run it: {reason.strip()}")


def _client(notebook: nbformat.NotebookNode, folder: Path, place: Path) -> NotebookClient:
    """Return a client whose kernel will be this Python, its sockets in a folder of its own."""
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpecManager
    from nbclient import NotebookClient

    is_short = len(os.fsencode(place / "kernel-ipc-0")) <= LONGEST_SOCKET
    manager = AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),  # then it is `sys.executable`
        connection_file=str(place / "kernel.json"),
        transport="ipc" if is_short and os.name != "nt" else "tcp",  # a port may be taken meanwhile
        transport_encryption="auto",
    )
    return NotebookClient(
        notebook,
        km=manager,
        timeout=LONGEST,
        record_timing=False,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(folder)}},
        log=logging.getLogger(__name__),
    )


def run_all(paths: list[Path], data: Path) -> dict[Path, nbformat.NotebookNode]:
    """Run notebooks side by side, a kernel or so a core, with a progress bar on standard error."""
    with ThreadPoolExecutor(1) as thread:  # also where an event loop runs already
        return thread.submit(asyncio.run, _run_all(paths, data)).result()


async def _run_all(paths: list[Path], data: Path) -> dict[Path, nbformat.NotebookNode]:
    from tqdm.asyncio import tqdm

    free = asyncio.Semaphore(
        (os.cpu_count() or 1) + 2
    )  # one that starts or stops leaves its core idle

    async def one(path: Path) -> nbformat.NotebookNode | NotebookError:
        async with free:
            try:
                return await run(path, data, path.parent)
            except NotebookError as error:
                return error

    done = await tqdm.gather(*map(one, paths), desc="notebooks", unit="notebook", file=sys.stderr)
    if failed := [str(result) for result in done if isinstance(result, NotebookError)]:
        raise NotebookError("\n".join(failed))
    return {
        path: result
        for path, result in zip(paths, done, strict=True)
        if not isinstance(result, NotebookError)
    }
