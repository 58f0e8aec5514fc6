"""Runs notebooks, each from a clean Deno kernel, and compares what they show with what is saved in them.

Usage: run.py [--write] [--jobs N] [--repeat N] NOTEBOOK...
"""

import asyncio
import os
import sys
from argparse import ArgumentParser
from pathlib import Path

import nbformat

from execute import clean_copy, execute, run_to_end
from outputs import complaints, differences
from progress import Progress


def save(path, notebook):
    """Writes beside the notebook first, so that an interrupt leaves the old one whole."""
    beside = path.with_suffix(".ipynb.tmp")
    nbformat.write(notebook, beside)
    beside.replace(path)


async def problems_of(path, write, on_cell=lambda number: None):
    """Why the notebook fails, as lines; none if it holds. Saves it if asked to and if it ran."""
    saved = nbformat.read(path, as_version=4)
    fresh = clean_copy(saved)
    broken = await execute(path.parent, fresh, on_cell)
    problems = [broken] if broken else complaints(fresh)
    if problems:
        return problems
    if not write:
        return differences(saved, fresh)
    save(path, fresh)
    return []


async def run_all(paths, write, jobs):
    """Runs so many notebooks at a time and gives the verdicts in their order. Returns how many failed."""
    progress, free = Progress(), asyncio.Semaphore(jobs)

    async def run_one(number, path):
        label = f"[{number}/{len(paths)}] {path.name}"
        async with free:
            problems = await problems_of(path, write, lambda at: progress.update(path, f"{label} cell {at}"))
        progress.finish(path)
        return problems

    failed = 0
    tasks = [asyncio.create_task(run_one(number, path)) for number, path in enumerate(paths, start=1)]
    for path, task in zip(paths, tasks):
        problems = await task
        progress.hide()
        print(f"{path.name} ... {'FAILED' if problems else 'ok'}", flush=True)
        for problem in problems:
            print(f"{path.name}: {problem}", file=sys.stderr, flush=True)
        failed += bool(problems)
        progress.show()
    progress.hide()
    return failed


async def run_rounds(options):
    """Runs all as often as asked for, up to the first round with a failure. Returns the exit code."""
    passed = failed = 0
    for number in range(1, options.repeat + 1):
        if options.repeat > 1:
            print(f"round {number} of {options.repeat}", flush=True)
        failed = await run_all(options.notebooks, options.write, options.jobs)
        passed += len(options.notebooks) - failed
        if failed:
            break
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def read_arguments(arguments):
    parser = ArgumentParser()
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("notebooks", type=Path, nargs="+")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(run_to_end(run_rounds(read_arguments(sys.argv[1:]))))
