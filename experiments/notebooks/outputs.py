"""What a notebook shows: whether it is whole, and whether it is what was saved."""

import re

# Statements that show nothing by themselves. Any other last statement of a cell is an expression, whose value is shown.
_SILENT = re.compile(
    r"(import|export|const|let|var|function|async function|class|type|interface|enum|if|for|while|do|switch|try|throw)\b"
)
_COMMENTS = re.compile(r"^\s*//.*$|/\*.*?\*/", re.MULTILINE | re.DOTALL)


def _tags(cell):
    return cell.metadata.get("tags", [])


def _code_cells(notebook):
    return [(index, cell) for index, cell in enumerate(notebook.cells, start=1) if cell.cell_type == "code"]


def _shows_a_value(source):
    """Whether the last statement that begins at the left margin is an expression."""
    lines = [line for line in _COMMENTS.sub("", source).splitlines() if re.match(r"[^\s})\]`]", line)]
    return bool(lines) and not _SILENT.match(lines[-1])


def complaints(notebook):
    """Cells of a finished run that show nothing though they end in an expression; cells tagged `silent` may."""
    return [
        f"cell {index} ends in an expression but shows nothing"
        for index, cell in _code_cells(notebook)
        if not cell.outputs and _shows_a_value(cell.source) and "silent" not in _tags(cell)
    ]


def merge_streams(notebook):
    """Joins neighbouring pieces of text: how the kernel cuts them into messages differs from run to run."""
    for _, cell in _code_cells(notebook):
        merged = []
        for output in cell.outputs:
            last = merged[-1] if merged else None
            if last and last.output_type == output.output_type == "stream" and last.name == output.name:
                last.text += output.text
            else:
                merged.append(output)
        cell.outputs = merged


def _content(outputs, varies):
    """Outputs in a form that can be compared: without counters and metadata."""
    content = []
    for output in outputs:
        if output.output_type == "stream":
            content.append((output.name, "" if varies else output.text))
        else:
            data = output.get("data", {})
            content.append((output.output_type, sorted(data) if varies else dict(data)))
    return content


def differences(saved, fresh):
    """Cells whose outputs are not those that were saved. Of cells tagged `varies` only the kinds of output count."""
    found = []
    for (index, old), (_, new) in zip(_code_cells(saved), _code_cells(fresh)):
        varies = "varies" in _tags(new)
        before, after = _content(old.outputs, varies), _content(new.outputs, varies)
        if before != after:
            found.append(f"cell {index} shows something else than was saved (--write saves it): {_first_change(before, after)}")
    return found


def _first_change(before, after):
    """Both versions from shortly before they part, in one line."""
    old, new = str(before), str(after)
    at = next((i for i, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
    window = slice(max(0, at - 20), at + 60)
    return f"…{old[window]}… is now …{new[window]}…"
