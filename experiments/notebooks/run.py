"""Runs notebooks from a clean Deno kernel and compares what they show with what is saved in them.

Usage: run.py [--write] NOTEBOOK...
"""

import sys
from pathlib import Path
from tempfile import TemporaryFile

import nbformat
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from client import PatientClient
from outputs import complaints, differences, merge_streams

CELL_SECONDS = 300


def say(text):
    """Progress, for eyes only: a log or a file gets the verdicts alone."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def failure_of(error):
    """How a cell failed, in words."""
    if error.evalue and "Execution failed" not in error.evalue:
        return f"failed: {error.ename}: {error.evalue}"
    # The kernel says no more than that it failed; the type check says why.
    return "did not run: a syntax error, or an import that cannot be found (deno task check says which)"


def execute(path, notebook, label):
    """Runs the cells in the notebook's own folder; `label` leads the progress line. Returns why it broke off, or None."""
    at = 0

    def on_cell_start(cell, cell_index):
        nonlocal at
        at = cell_index + 1
        say(f"{label} cell {at} of {len(notebook.cells)}")

    client = PatientClient(
        notebook,
        kernel_name="deno",
        timeout=CELL_SECONDS,
        iopub_timeout=60,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_start=on_cell_start,
    )
    with TemporaryFile("w+") as log:
        try:
            client.execute(stderr=log)
        except CellExecutionError as error:
            return f"cell {at} {failure_of(error)}"
        except CellTimeoutError:
            return f"cell {at} took longer than {CELL_SECONDS} s"
        except DeadKernelError:
            log.seek(0)
            return f"the kernel died in cell {at}: {log.read().strip()}"
    return None


def save(path, notebook):
    """Writes beside the notebook first, so that an interrupt leaves the old one whole."""
    beside = path.with_suffix(".ipynb.tmp")
    nbformat.write(notebook, beside)
    beside.replace(path)


def problems_of(path, write, label):
    """Why the notebook fails, as lines; none if it holds. Saves it if asked to and if it ran."""
    saved = nbformat.read(path, as_version=4)
    fresh = nbformat.from_dict(saved)
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
    broken = execute(path, fresh, label)
    merge_streams(fresh)
    problems = [broken] if broken else complaints(fresh)
    if problems:
        return problems
    if not write:
        return differences(saved, fresh)
    save(path, fresh)
    return []


def main(arguments):
    write = "--write" in arguments
    paths = [Path(argument) for argument in arguments if argument != "--write"]
    failed = 0
    for number, path in enumerate(paths, start=1):
        label = f"[{number}/{len(paths)}] {path.name}"
        problems = problems_of(path, write, label)
        say("")
        print(f"{path.name} ... {'FAILED' if problems else 'ok'}", flush=True)
        for problem in problems:
            print(f"{path.name}: {problem}", file=sys.stderr)
        failed += bool(problems)
    print(f"{len(paths) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
