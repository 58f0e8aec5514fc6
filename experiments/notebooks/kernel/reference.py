"""What the documentation says where the cursor is, as the sources have it when it is first asked for."""

import asyncio
import json
import re
import sys
from pathlib import Path

PROGRAM = Path(__file__).parents[2] / "help" / "for_kernel.ts"
WORD = re.compile(r"[\w$]*")
STRING = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|//[^\n]*|/\*.*?\*/", re.S)


class Reference:
    """Knows nothing until it is asked, which takes some seconds the first time."""

    def __init__(self):
        self._reading = None

    async def entries(self):
        if self._reading is None:
            self._reading = asyncio.create_task(read(sys.argv[2]))
        return await asyncio.shield(self._reading)

    async def inspect(self, code, cursor):
        """Of the name at the cursor, or of the function whose call it is in. None if the documentation has neither."""
        entries = await self.entries()
        for name in (word_at(code, cursor), (call_at(code, cursor) or [None])[0]):
            if name in entries:
                data = {"text/plain": entries[name]["text"], "text/html": entries[name]["html"]}
                return {"status": "ok", "found": True, "data": data, "metadata": {}}
        return None

    async def complete(self, code, cursor):
        """Options where one is about to be typed. None elsewhere."""
        begin = cursor - len(re.search(r"[\w$]*$", code[:cursor])[0])
        call = call_at(code, begin)
        if call is None or not call[1] or not re.search(r"[{,]\s*$", blank(code[:begin])):
            return None
        options = (await self.entries()).get(call[0], {}).get("options", [])
        found = [option for option in options if option.startswith(code[begin:cursor])]
        if not found:
            return None
        shown = [{"text": one, "type": "option", "start": begin, "end": cursor} for one in found]
        return {
            "status": "ok",
            "matches": found,
            "cursor_start": begin,
            "cursor_end": cursor,
            "metadata": {"_jupyter_types_experimental": shown},
        }


async def read(deno):
    """The entries by name; none where Deno fails."""
    process = await asyncio.create_subprocess_exec(
        *(deno, "run", "--no-prompt", "--quiet", "--no-lock", "--allow-read", "--allow-run", str(PROGRAM)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=PROGRAM.parent,
    )
    text, _ = await process.communicate()
    return json.loads(text) if process.returncode == 0 else {}


def blank(code):
    """The code without what is in its strings and comments, in the same places."""
    return STRING.sub(lambda found: " " * (len(found[0]) - 1) + "_", code)


def word_at(code, cursor):
    begin = cursor - len(re.search(r"[\w$]*$", code[:cursor])[0])
    return WORD.match(code, begin)[0]


def call_at(code, cursor):
    """The function whose call is open at the cursor, and whether that is among the keys of an object that it is given."""
    closed, in_object = 0, False
    before = blank(code[:cursor])
    for at in range(len(before) - 1, -1, -1):
        sign = before[at]
        if sign in ")]}":
            closed += 1
        elif sign in "([{" and closed > 0:
            closed -= 1
        elif sign == "(":
            name = re.search(r"([\w$]+)\s*$", before[:at])
            return (name[1], in_object) if name else None
        elif sign in "{[":
            # An object within an object is not that of the options.
            if in_object or sign == "[":
                return None
            in_object = True
    return None
