"""The kernel that `deno task lab` installs: Deno's own, behind a relay that speaks for it where it is silent.

Usage: relay.py CONNECTION_FILE DENO

Messages pass unread or unchanged, but for these:

- An interrupt, as a signal or as a message, ends the cell that runs and keeps the kernel with its variables (`cells.py`).
- A cell that fails without a word gets the words, and an error names the line that was typed (`failures.py`).
- Shift-Tab and completion of options are answered from the documentation (`reference.py`).
- What a cell shows goes out before the word that it has ended, which Deno 2.9.6 often gives first.
- An import of a package leaves `deno.lock` as it was (`lock_file.py`).
"""

import asyncio
import json
import os
import signal
import sys
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory

import zmq
import zmq.asyncio
from jupyter_client.connect import write_connection_file
from jupyter_client.session import DELIM as DELIMITER
from jupyter_client.session import Session

from cells import Cell, Cells, first_of
from failures import with_typed_line, words_for
from lock_file import LockFile
from reference import Reference

PRELUDE = Path(__file__).with_name("prelude.ts").as_uri()

# Deno often sends a cell's output after the message that says it is idle: within 0.1 s, and later where kernels share a
# processor.
QUIET_SECONDS = 0.25


class Relay:
    """Two sets of the five channels: `front` for those who ask, `back` to Deno's kernel."""

    def __init__(self, front, back, process):
        self.context = zmq.asyncio.Context()
        self.session = Session(key=front["key"].encode(), signature_scheme=front["signature_scheme"])
        self.process = process
        self.reference = Reference()
        self.lock_file = LockFile(Path.cwd())
        self.front = {
            "shell": self.bind(front, "shell", zmq.ROUTER),
            "control": self.bind(front, "control", zmq.ROUTER),
            "stdin": self.bind(front, "stdin", zmq.ROUTER),
            "iopub": self.bind(front, "iopub", zmq.PUB),
            "hb": self.bind(front, "hb", zmq.REP),
        }
        self.back = {
            "shell": self.connect(back, "shell", zmq.DEALER),
            "control": self.connect(back, "control", zmq.DEALER),
            "stdin": self.connect(back, "stdin", zmq.DEALER),
            "iopub": self.connect(back, "iopub", zmq.SUB),
        }
        self.cells = Cells(signal=process.send_signal, terminate=self.terminate, say=self.say)
        # Requests of the relay's own: nobody else hears of them.
        self.own = {}
        # Who asked, by the request: Deno keeps one address only, and that is the relay's.
        self.askers = {}

    def bind(self, info, name, kind):
        socket = self.context.socket(kind)
        socket.linger = 1000
        socket.bind(address(info, name))
        return socket

    def connect(self, info, name, kind):
        socket = self.context.socket(kind)
        socket.linger = 0
        # Deno asks for input over the channel of the same identity as that of the request.
        socket.identity = b"relay"
        if kind == zmq.SUB:
            socket.subscribe(b"")
        socket.connect(address(info, name))
        return socket

    async def run(self):
        self.ready = asyncio.Event()
        works = [
            *(self.prepare(), self.requests(), self.controls(), self.controls_back(), self.replies()),
            *(self.outputs(), self.heartbeats(), self.questions(), self.inputs()),
        ]
        # A channel that breaks must not leave a kernel that is deaf.
        await asyncio.gather(*works)

    async def prepare(self):
        """Runs the prelude before whatever comes from outside."""
        reply = await self.ask(f'await import("{PRELUDE}");')
        if reply["status"] != "ok":
            print(f"The kernel's prelude failed: {reply.get('evalue')}", file=sys.stderr, flush=True)
        self.ready.set()

    async def ask(self, code):
        message = self.session.msg(
            "execute_request", {"code": code, "silent": True, "store_history": False, "allow_stdin": False}
        )
        reply = self.own[message["header"]["msg_id"]] = asyncio.get_running_loop().create_future()
        await self.back["shell"].send_multipart(self.session.serialize(message))
        return await reply

    # What comes from outside.

    async def requests(self):
        await self.ready.wait()
        while True:
            frames = await self.front["shell"].recv_multipart()
            idents, message = self.read(frames)
            kind, content = message["header"]["msg_type"], message["content"]
            if kind == "execute_request":
                self.cells.asked(Cell(message["header"], content["code"], self.lock_file.kept(content["code"])))
            if kind in ("inspect_request", "complete_request"):
                # The documentation is read when it is first asked for, and nobody waits for that.
                asyncio.create_task(self.answer(kind, idents, message, frames))
            else:
                await self.hand_on("shell", idents, message, frames)

    async def answer(self, kind, idents, message, frames):
        """Answers from the documentation, or leaves it to Deno."""
        asked = self.reference.inspect if kind == "inspect_request" else self.reference.complete
        answer = await asked(message["content"]["code"], message["content"]["cursor_pos"])
        if answer is None:
            await self.hand_on("shell", idents, message, frames)
        else:
            await self.status("busy", message["header"])
            await self.send("shell", kind.replace("_request", "_reply"), answer, message["header"], idents)
            # JupyterLab shows the answer when it hears that the kernel is idle, which it is not while a cell runs.
            await self.status("idle", message["header"])
            if (cell := self.cells.running()) is not None:
                await self.status("busy", cell.header)

    async def controls(self):
        while True:
            frames = await self.front["control"].recv_multipart()
            idents, message = self.read(frames)
            if message["header"]["msg_type"] == "interrupt_request":
                self.interrupt()
                await self.send("control", "interrupt_reply", {"status": "ok"}, message["header"], idents)
            else:
                await self.hand_on("control", idents, message, frames)

    async def hand_on(self, channel, idents, message, frames):
        self.askers[message["header"]["msg_id"]] = idents
        await self.back[channel].send_multipart(frames[len(idents):])

    async def inputs(self):
        """What was typed, which goes without the address of who typed it."""
        while True:
            frames = await self.front["stdin"].recv_multipart()
            idents, _ = self.session.feed_identities(frames)
            await self.back["stdin"].send_multipart(frames[len(idents):])

    async def heartbeats(self):
        while True:
            await self.front["hb"].send(await self.front["hb"].recv())

    # What comes from Deno.

    async def replies(self):
        while True:
            frames = await self.back["shell"].recv_multipart()
            _, message = self.read(frames)
            request = message["parent_header"].get("msg_id")
            if request in self.own:
                self.own.pop(request).set_result(message["content"])
            elif (cell := self.cells.cell(request)) is None:
                await self.hand_back("shell", self.askers.pop(request, None), frames)
            else:
                cell.ended.set()
                asyncio.create_task(self.end(cell, self.askers.pop(request), message))

    async def controls_back(self):
        while True:
            frames = await self.back["control"].recv_multipart()
            _, message = self.read(frames)
            await self.hand_back("control", self.askers.pop(message["parent_header"].get("msg_id"), None), frames)

    async def questions(self):
        """A cell asks for something to be typed; it has not been answered, so that who asked is kept."""
        while True:
            frames = await self.back["stdin"].recv_multipart()
            _, message = self.read(frames)
            await self.hand_back("stdin", self.askers.get(message["parent_header"].get("msg_id")), frames)

    async def hand_back(self, channel, idents, frames):
        if idents is not None:
            _, body = self.session.feed_identities(frames)
            await self.front[channel].send_multipart([*idents, DELIMITER, *body])

    async def end(self, cell, idents, message):
        """Completes what a cell shows, and then says that it has ended."""
        try:
            cell.restore_lock_file()
            content = message["content"]
            await self.settle(cell)
            if content["status"] == "error" and cell.error is None:
                cell.error = await words_for(cell)
                await self.send("iopub", "error", cell.error, cell.header)
            if cell.error is not None and content["status"] == "error":
                content = {**content, **cell.error}
            await self.send("shell", "execute_reply", content, cell.header, idents)
        finally:
            await self.status("idle", cell.header)
            # Deno's own word comes before or after this.
            await first_of(cell.idle, seconds=60)
            self.cells.forget(cell)

    async def settle(self, cell):
        """Waits until a cell that has ended has shown all, which takes until it has been silent for a while."""
        while (left := cell.last_output + QUIET_SECONDS - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(left)

    async def outputs(self):
        while True:
            frames = await self.back["iopub"].recv_multipart()
            _, message = self.read(frames)
            kind, parent = message["header"]["msg_type"], message["parent_header"]
            if kind == "aiops_interrupt":
                self.cells.heard.set()
            elif parent.get("session") == self.session.session:
                continue
            elif (cell := self.cells.cell(parent.get("msg_id"))) is None:
                await self.front["iopub"].send_multipart(frames)
            else:
                await self.show(cell, kind, message, frames)

    async def show(self, cell, kind, message, frames):
        cell.last_output = asyncio.get_running_loop().time()
        if kind == "status":
            if message["content"]["execution_state"] == "busy":
                await self.front["iopub"].send_multipart(frames)
            else:
                # This is said when all has been shown.
                cell.idle.set()
            return
        if kind == "error":
            cell.error = with_typed_line(message["content"], cell.code)
            await self.send("iopub", "error", cell.error, cell.header)
            return
        await self.front["iopub"].send_multipart(frames)

    # Interrupts.

    def interrupt(self):
        if (cell := self.cells.running()) is not None:
            asyncio.create_task(self.cells.interrupt(cell))

    async def terminate(self):
        await self.back["control"].send_multipart(self.session.serialize(self.session.msg("interrupt_request", {})))

    async def say(self, cell, text):
        """Shows a line below a cell, on its error stream."""
        await self.send("iopub", "stream", {"name": "stderr", "text": f"{text}\n"}, cell.header)

    # Messages.

    def read(self, frames):
        idents, body = self.session.feed_identities(frames)
        return idents, self.session.deserialize(body)

    async def status(self, state, parent):
        await self.send("iopub", "status", {"execution_state": state}, parent)

    async def send(self, channel, kind, content, parent, idents=None):
        message = self.session.msg(kind, content, parent=parent)
        ident = [kind.encode()] if channel == "iopub" else idents
        await self.front[channel].send_multipart(self.session.serialize(message, ident=ident))


def address(info, name):
    join = ":" if info["transport"] == "tcp" else "-"
    return f"{info['transport']}://{info['ip']}{join}{info[f'{name}_port']}"


def v8_flags():
    """With the function that collects garbage, which the prelude needs."""
    given = os.environ.get("DENO_V8_FLAGS")
    return f"{given},--expose-gc" if given else "--expose-gc"


class Child:
    """Deno's kernel as a process in the group of this one, so that it ends with it."""

    def __init__(self, process):
        self.process = process

    def send_signal(self, number):
        if self.process.returncode is None:
            self.process.send_signal(number)


async def start(connection_file, deno):
    """Returns the exit code of Deno's kernel."""
    front = json.loads(Path(connection_file).read_text())
    with TemporaryDirectory() as folder:
        path, back = write_connection_file(
            f"{folder}/kernel.json", key=front["key"].encode(), signature_scheme=front["signature_scheme"]
        )
        process = await asyncio.create_subprocess_exec(
            *(deno, "jupyter", "--kernel", "--conn", path), env={**os.environ, "DENO_V8_FLAGS": v8_flags()}
        )
        back = {**back, "key": front["key"]}
        relay = Relay(front, back, Child(process))
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, relay.interrupt)
        for name in ("SIGTERM", "SIGHUP"):
            loop.add_signal_handler(getattr(signal, name), process.kill)
        work = asyncio.create_task(relay.run())
        ended = asyncio.create_task(process.wait())
        await asyncio.wait((work, ended), return_when=asyncio.FIRST_COMPLETED)
        if process.returncode is None:
            process.kill()
            await ended
        if not work.done():
            work.cancel()
        elif work.exception() is not None:
            traceback.print_exception(work.exception())
        return process.returncode


if __name__ == "__main__":
    code = asyncio.run(start(*sys.argv[1:]))
    # As the kernel would have ended by itself: by a signal, or by its exit code.
    sys.stdout.flush()
    os._exit(code if code >= 0 else 128 - code)
