"""A notebook client that waits for outputs that arrive late and leaves no kernel behind."""

import asyncio
from contextlib import asynccontextmanager
from queue import Empty

from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete, DeadKernelError
from nbclient.util import ensure_async

# Deno 2.9.6 often sends a cell's output after the message that says it is idle: measured, 28 of 120 last
# expressions were lost without a wait and none of 160 with 100 ms of it. The relay (`kernel/relay.py`) waits too, but
# is not there on Windows.
QUIET_SECONDS = 0.1
# Ports are chosen before the kernel binds them: now and then another program is quicker, and the kernel ends at once.
START_ATTEMPTS = 3


class KernelStartError(Exception):
    """The kernel's program can't be started, ends at once or never answers."""


class PatientClient(NotebookClient):
    """Reads on after each cell until the kernel has been silent for a while."""

    def __init__(self, notebook, **options):
        super().__init__(notebook, **options)
        self._cell_of_request = {}

    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        self.note_request(parent_msg_id, cell, cell_index)
        silence = None
        while True:
            try:
                message = await ensure_async(self.kc.iopub_channel.get_msg(timeout=silence))
            except Empty:
                return
            if self.take_in(message, parent_msg_id):
                silence = QUIET_SECONDS

    def note_request(self, msg_id, cell, cell_index):
        self._cell_of_request[msg_id] = (cell, cell_index)

    def take_in(self, message, parent_msg_id):
        """Takes a message in, for an earlier cell too: displays change late. Whether this cell is done."""
        request = message["parent_header"].get("msg_id")
        if request not in self._cell_of_request:
            return False
        try:
            self.process_message(message, *self._cell_of_request[request])
        except CellExecutionComplete:
            return request == parent_msg_id
        return False

    async def async_execute_cell(self, cell, cell_index, *rest, **options):
        try:
            return await super().async_execute_cell(cell, cell_index, *rest, **options)
        except DeadKernelError:
            # nbclient takes every cancellation for a dead kernel.
            if await ensure_async(self.km.is_alive()):
                raise asyncio.CancelledError from None
            raise

    @asynccontextmanager
    async def async_setup_kernel(self, **options):
        """Starts a kernel and ends it whatever happens; nbclient's own minds signals for one kernel only."""
        try:
            await self._start_kernel(**options)
            yield
        finally:
            await self._end_kernel()

    async def _end_kernel(self):
        if self.km:
            await self._async_cleanup_kernel()

    async def _start_kernel(self, attempts=START_ATTEMPTS, **options):
        self.km = self.create_kernel_manager()
        try:
            await self.async_start_new_kernel(**options)
            await self.async_start_new_kernel_client()
        except (RuntimeError, OSError, NoSuchKernel) as error:
            if attempts == 1 or "died" not in str(error):
                raise KernelStartError(error) from error
            await self._end_kernel()
            await self._start_kernel(attempts - 1, **options)
