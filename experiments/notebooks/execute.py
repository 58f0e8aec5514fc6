"""Executes a notebook in a Deno kernel of its own."""

import asyncio
import logging
import signal
from tempfile import TemporaryFile

import nbformat
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from client import KernelStartError, PatientClient
from outputs import merge_streams, size_images

CELL_SECONDS = 300
START_SECONDS = 60
INTERRUPTED = 130


def failure_of(error):
    """How a cell failed, in words."""
    if error.evalue and "Execution failed" not in error.evalue:
        return f"failed: {error.ename}: {error.evalue}"
    # The kernel says no more than that it failed; the type check says why.
    return "did not run: a syntax error, or an import that cannot be found (deno task check says which)"


def clean_copy(notebook):
    """The notebook as if it had never run."""
    fresh = nbformat.from_dict(notebook)
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
    return fresh


async def execute(folder, notebook, on_cell=lambda number: None):
    """Runs the cells in `folder`; `on_cell` is told the number of each. Returns why it broke off, or None."""
    at = 0

    def on_cell_start(cell, cell_index):
        nonlocal at
        at = cell_index + 1
        on_cell(at)

    client = PatientClient(
        notebook,
        kernel_name="deno",
        timeout=CELL_SECONDS,
        iopub_timeout=60,
        startup_timeout=START_SECONDS,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=on_cell_start,
    )
    with TemporaryFile("w+") as log:
        try:
            await client.async_execute(stderr=log)
        except KernelStartError as error:
            return f"the kernel did not start: {error}"
        except CellExecutionError as error:
            return f"cell {at} {failure_of(error)}"
        except CellTimeoutError:
            return f"cell {at} took longer than {CELL_SECONDS} s"
        except DeadKernelError:
            log.seek(0)
            return f"the kernel died in cell {at}: {log.read().strip()}"
    merge_streams(notebook)
    size_images(notebook)
    return None


def run_to_end(work):
    """Runs a coroutine that gives an exit code; a signal cancels it, so that every kernel is ended first."""

    async def interruptible():
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            try:
                loop.add_signal_handler(getattr(signal, name), task.cancel)
            except (AttributeError, NotImplementedError):
                pass  # Windows
        return await work

    # What goes wrong is said once, in the verdict.
    logging.disable(logging.CRITICAL)
    try:
        return asyncio.run(interruptible())
    except asyncio.CancelledError:
        return INTERRUPTED
