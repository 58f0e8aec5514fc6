"""What is said of a cell that failed: one line, and the line of the cell that it comes from."""

import asyncio
import json
import re
import shutil
import sys

TIMEOUT_SECONDS = 20

IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")
ANSI = re.compile(r"\x1b\[[0-9;]*m")
FRAME = re.compile(r"^\s*at (?:async )?(?:new )?(.*?)\s*\(?((?:<anonymous>|\w+:)\S*?)\)?$")


def error(name, value, *more):
    """The content of a message of the kind `error`."""
    return {"ename": name, "evalue": value, "traceback": [f"{name}: {value}", *more]}


async def words_for(cell):
    """What Deno's kernel does not say when it says `Execution failed`."""
    if cell.interrupts:
        return error("KeyboardInterrupt", "the cell was interrupted; variables are as they were then")
    return await syntax_error(cell.code) or await import_error(cell.code) or error(
        "Error", "The cell did not run, and Deno's kernel does not say why: `deno task check` may know"
    )


async def syntax_error(code):
    """Where the code is not TypeScript, by Deno's formatter; None where it is."""
    status, text = await deno(["fmt", "-"], code)
    found = re.search(r"SyntaxError: (.*?)\n(.*?)\n\s*at .*:(\d+):\d+", text, re.S)
    if status == 0 or found is None:
        return None
    shown = [line for line in found[2].splitlines() if "|" in line and line.strip() != "|"]
    return error("SyntaxError", f"{found[1].rstrip('.')} (line {found[3]} of the cell)", *shown)


async def import_error(code):
    """Which import can't be had, by Deno's own account of it; None if all can."""
    for specifier in IMPORTED.findall(code):
        status, text = await deno(["info", "--no-lock", "--json", specifier])
        said = said_of(text) if status == 0 else last_error(text)
        if said is not None:
            return error("ImportError", f'Cannot import "{specifier}": {said}', *typed([specifier], code))
    return None


def said_of(text):
    try:
        modules = json.loads(text)["modules"]
    except (ValueError, KeyError):
        return None
    return next((one["error"].splitlines()[0].rstrip(".") for one in modules if "error" in one), None)


def last_error(text):
    found = re.search(r"^error: (.*)$", text, re.M)
    return found[1].rstrip(".") if found else None


async def deno(args, given=""):
    """Runs the Deno that runs the kernel; returns its exit code and what it said."""
    process = await asyncio.create_subprocess_exec(
        program(), *args, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(given.encode()), TIMEOUT_SECONDS)
    except asyncio.TimeoutError:
        process.kill()
        return 1, ""
    return process.returncode, ANSI.sub("", (out if process.returncode == 0 else err).decode(errors="replace"))


def program():
    return sys.argv[2] if len(sys.argv) > 2 else shutil.which("deno")


def with_typed_line(content, code):
    """
    An error of the kernel with the line that was typed. Deno counts lines of what it makes of the cell, without its blank
    lines and with its statements set anew; so the line is found by the name of the function that it calls.
    """
    frames = [found for line in content["traceback"][1:] if (found := FRAME.match(line))]
    called = None
    for frame in frames:
        if frame[2].startswith("<anonymous>"):
            break
        called = frame[1].split(".")[-1]
    needle = f"{called}(" if called else "throw "
    lines = typed([needle], code)
    if content["ename"] in ("UsageError", "KeyboardInterrupt", "Interrupted"):
        return error(content["ename"], content["evalue"], *lines)
    return {**content, "traceback": [*content["traceback"][:1], *lines, *content["traceback"][1:]]}


def typed(needles, code):
    """The line of the cell that holds a text, if just one does."""
    found = [(at, line) for at, line in enumerate(code.splitlines(), 1) if any(needle in line for needle in needles)]
    return [f"    line {found[0][0]}: {found[0][1].strip()}"] if len(found) == 1 else []
