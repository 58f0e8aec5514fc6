"""Runs a copy of a notebook with other parameters, as papermill does; a record of them is written beside it.

Usage: run_with.py NOTEBOOK OUT_FOLDER PARAMETERS_JSON CELL_SOURCE
"""

import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell

from execute import clean_copy, execute, run_to_end
from outputs import complaints, has_tag
from progress import Progress

TAG = "injected-parameters"


def inject(notebook, source):
    """Puts a cell with the parameters after the one tagged `parameters`, in place of one put there before."""
    notebook.cells = [cell for cell in notebook.cells if not has_tag(cell, TAG)]
    after = 1 + next(index for index, cell in enumerate(notebook.cells) if has_tag(cell, "parameters"))
    # A fixed id: the same parameters give the same bytes.
    notebook.cells.insert(after, new_code_cell(source, id=TAG, metadata={"tags": [TAG]}))


def write_run(folder, name, notebook, parameters):
    """Writes both files under other names first; a notebook that is in place says that both are whole."""
    folder.mkdir(parents=True, exist_ok=True)
    record, copy = folder / "parameters.json", folder / name
    record_part, copy_part = Path(f"{record}.tmp"), Path(f"{copy}.tmp")
    try:
        record_part.write_text(f"{parameters}\n", encoding="utf-8")
        nbformat.write(notebook, copy_part)
        record_part.replace(record)
        copy_part.replace(copy)
    finally:
        record_part.unlink(missing_ok=True)
        copy_part.unlink(missing_ok=True)


async def run_with(path, folder, parameters, source):
    """Returns the exit code."""
    progress = Progress()
    fresh = clean_copy(nbformat.read(path, as_version=4))
    inject(fresh, source)
    broken = await execute(path.parent, fresh, lambda at: progress.update(path, f"{path.name} cell {at}"))
    progress.hide()
    problems = [broken] if broken else complaints(fresh)
    for problem in problems:
        print(f"error: {path.name}: {problem}", file=sys.stderr)
    if problems:
        return 1
    write_run(folder, path.name, fresh, parameters)
    print(folder / path.name)
    return 0


if __name__ == "__main__":
    notebook, out, *rest = sys.argv[1:]
    sys.exit(run_to_end(run_with(Path(notebook), Path(out), *rest)))
