"""The cells that were asked for and have not ended, and how one is interrupted.

Deno's kernel knows one way to interrupt, a message on which V8 breaks the running code off. It ends `while (true) {}`;
but where a cell awaits something, nothing runs: V8 then breaks off whatever runs next, the timer that the cell awaits,
and the cell waits for ever. So the prelude is told by a signal first. It hears it only if nothing runs, and then lets
the cell fail that awaits a timer or a request. If it doesn't hear, code is running, which the message breaks off.
"""

import asyncio
import signal

# Code that runs so long without giving way does not hear signals.
HEARING_SECONDS = 1
# What has heard ends at once, or when the garbage is collected for the last time.
ENDING_SECONDS = 3

GOES_ON = (
    "Interrupted, but this cell awaits something that a signal does not end. "
    "Interrupt it once more to close what is open (connections, files, servers), or restart the kernel."
)
CANNOT = "This cell cannot be ended: it goes on until what it awaits comes. Only a restart of the kernel ends it now."


class Cell:
    """A cell that runs or waits for its turn."""

    def __init__(self, header, code, restore_lock_file):
        self.header = header
        self.code = code
        self.restore_lock_file = restore_lock_file
        self.error = None
        self.interrupts = 0
        self.last_output = asyncio.get_running_loop().time()
        self.ended = asyncio.Event()
        self.idle = asyncio.Event()


class Cells:
    """In the order in which they were asked for, which is that in which Deno runs them."""

    def __init__(self, signal, terminate, say):
        self._cells = {}
        self._signal, self._terminate, self._say = signal, terminate, say
        self.heard = asyncio.Event()

    def asked(self, cell):
        self._cells[cell.header["msg_id"]] = cell

    def cell(self, request):
        return self._cells.get(request)

    def forget(self, cell):
        self._cells.pop(cell.header["msg_id"], None)

    def running(self):
        return next((cell for cell in self._cells.values() if not cell.ended.is_set()), None)

    async def interrupt(self, cell):
        """Ends a cell, or says under it why that can't be."""
        cell.interrupts += 1
        again = cell.interrupts > 1
        self.heard.clear()
        self._signal(signal.SIGUSR1 if again else signal.SIGINT)
        if not await first_of(self.heard, cell.ended, seconds=HEARING_SECONDS):
            await self._terminate()
        if not await first_of(cell.ended, seconds=ENDING_SECONDS):
            await self._say(cell, CANNOT if again else GOES_ON)


async def first_of(*events, seconds):
    """Waits until one of the events has happened; False if none has after so long."""
    tasks = [asyncio.create_task(event.wait()) for event in events]
    done, waiting = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    return bool(done)
