"""What a notebook shows: whether it is whole, and whether it is what was saved."""

import json
import re
from base64 import b64decode
from copy import copy
from struct import unpack

# Statements that show nothing by themselves. Any other last statement is an expression, whose value is shown.
_SILENT = re.compile(
    r"(import|export|const|let|var|function|async function|class|type|interface|enum|if|for|while|do|switch"
    r"|try|throw)\b"
)
_COMMENTS = re.compile(r"^\s*//.*$|/\*.*?\*/", re.MULTILINE | re.DOTALL)
# The counter tells how often cells were run, the traceback where the project lies.
_NOT_COMPARED = {"output_type", "execution_count", "traceback"}


def has_tag(cell, tag):
    return tag in cell.metadata.get("tags", [])


def _code_cells(notebook):
    return [(index, cell) for index, cell in enumerate(notebook.cells, start=1) if cell.cell_type == "code"]


def _shows_a_value(source):
    """Whether the last statement that begins at the left margin is an expression."""
    lines = [line for line in _COMMENTS.sub("", source).splitlines() if re.match(r"[^\s})\]`]", line)]
    return bool(lines) and not _SILENT.match(lines[-1])


def complaints(notebook):
    """
    Cells of a finished run that end in an expression but show nothing, which those tagged `silent` may; and values
    that could not be shown: the kernel says so in an output, and that the cell went well.
    """
    return [
        f"cell {index} {complaint}" for index, cell in _code_cells(notebook) for complaint in _complaints_of(cell)
    ]


def _complaints_of(cell):
    if not cell.outputs and _shows_a_value(cell.source) and not has_tag(cell, "silent"):
        yield "ends in an expression but shows nothing"
    for output in cell.outputs:
        if output.output_type == "error":
            yield f"shows an error: {output.ename}: {output.evalue}"


def _is_progress(output):
    """Whether this is a progress bar, which work shows only where it takes more than a second."""
    return output.get("metadata", {}).get("aiops") == "progress"


def _merged(outputs):
    """
    Outputs without progress bars, and with neighbouring pieces of text joined: how the kernel cuts them into messages
    varies.
    """
    merged = []
    for output in outputs:
        if _is_progress(output):
            continue
        last = merged[-1] if merged else None
        if last and last.output_type == output.output_type == "stream" and last.name == output.name:
            last.text += output.text
        else:
            merged.append(copy(output))
    return merged


def merge_streams(notebook):
    for _, cell in _code_cells(notebook):
        cell.outputs = _merged(cell.outputs)


def size_images(notebook):
    """Says how large PNGs are shown: they have two pixels per point, and the kernel sends no sizes."""
    for _, cell in _code_cells(notebook):
        for output in cell.outputs:
            png = output.get("data", {}).get("image/png")
            if png:
                width, height = _png_size(png)
                output.metadata["image/png"] = {"width": width // 2, "height": height // 2}


def _png_size(text):
    """Width and height in pixels, from the header of a PNG in base64."""
    return unpack(">II", b64decode(text[:32])[16:24])


def _kind(output):
    return output.name if output.output_type == "stream" else output.output_type


def _content(output, varies):
    """An output as a text that can be compared: all but its counter; of one that varies only the kind."""
    if varies:
        return f"{_kind(output)} {sorted(output.get('data', {}))}"
    if output.output_type == "stream":
        return f"{_kind(output)} {output.text}"
    content = {key: value for key, value in output.items() if key not in _NOT_COMPARED}
    # JSON tells 1 from true, which Python's comparison does not.
    return f"{_kind(output)} {json.dumps(content, ensure_ascii=False, sort_keys=True)}"


def _contents(cell, varies):
    return [_content(output, varies) for output in _merged(cell.outputs)]


def differences(saved, fresh):
    """Cells whose outputs are not those that were saved; of cells tagged `varies` only the kinds count."""
    found = []
    for (index, old), (_, new) in zip(_code_cells(saved), _code_cells(fresh)):
        varies = has_tag(new, "varies")
        before, after = _contents(old, varies), _contents(new, varies)
        if before != after:
            change = _change(before, after)
            found.append(f"cell {index} shows something else than was saved (--write saves it): {change}")
    return found


def _change(before, after):
    """What differs between two unequal lists of outputs, in one line."""
    if len(before) != len(after):
        return f"{len(before)} outputs ({_kinds(before)}) are now {len(after)} ({_kinds(after)})"
    return _first_change(*next((old, new) for old, new in zip(before, after) if old != new))


def _kinds(contents):
    return ", ".join(content.split(" ", 1)[0] for content in contents) or "none"


def _first_change(old, new):
    """Both texts from shortly before they part."""
    at = next((i for i, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
    window = slice(max(0, at - 20), at + 60)
    return f"…{old[window]}… is now …{new[window]}…".replace("\n", "\\n")
