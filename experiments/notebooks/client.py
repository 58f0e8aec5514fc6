"""A notebook client that waits for outputs that arrive late."""

from queue import Empty

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete
from nbclient.util import ensure_async

# Deno 2.9.6 often sends a cell's output after the message that says it is idle: measured, 28 of 120 last expressions were
# lost without a wait and none of 160 with 100 ms of it.
QUIET_SECONDS = 0.15


class PatientClient(NotebookClient):
    """Reads on after each cell until the kernel has been silent for a while."""

    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        await super()._async_poll_output_msg(parent_msg_id, cell, cell_index)
        while True:
            try:
                message = await ensure_async(self.kc.iopub_channel.get_msg(timeout=QUIET_SECONDS))
            except Empty:
                return
            if message["parent_header"].get("msg_id") == parent_msg_id:
                try:
                    self.process_message(message, cell, cell_index)
                except CellExecutionComplete:
                    pass
