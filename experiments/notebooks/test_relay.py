"""What the kernel that `deno task lab` installs makes of interrupts, of errors without words, and of questions at the cursor."""

import asyncio
import os
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from jupyter_client.manager import AsyncKernelManager

PROJECT = Path(__file__).resolve().parents[2]
# Of each of the two waits: until a signal is heard, and until the cell has ended.
SOON_SECONDS = 10

EXPERIMENT = """
import { experiment } from "aiops/experiments";
const plan = { name: "interrupted", seeds: { first: 1, count: 60 }, steps: 200, agents: ["noop", "threshold-only"] };
const run = (results: string) => experiment(plan, { results, workers: 1 });
"""


class Shown:
    """What a cell has shown, and how it has ended."""

    def __init__(self):
        self.kinds, self.text, self.error, self.reply, self.seconds = [], "", None, None, None

    def take_in(self, message):
        kind, content = message["msg_type"], message["content"]
        self.kinds.append(content["execution_state"] if kind == "status" else kind)
        if kind == "stream":
            self.text += content["text"]
        elif kind in ("execute_result", "display_data", "update_display_data"):
            self.text += content["data"].get("text/plain", "")
        elif kind == "error":
            self.error = content


class Kernel:
    """A kernel as a front end has it."""

    def __init__(self, env):
        self.env = env

    async def __aenter__(self):
        self.manager = AsyncKernelManager(kernel_name="deno")
        env = {**os.environ, **self.env}
        await self.manager.start_kernel(cwd=str(PROJECT / "notebooks"), stderr=subprocess.DEVNULL, env=env)
        self.client = self.manager.client()
        self.client.start_channels()
        await self.client.wait_for_ready(timeout=60)
        return self

    async def __aexit__(self, *_):
        self.client.stop_channels()
        await self.manager.shutdown_kernel(now=True)

    async def run(self, code, interrupts=(), until=""):
        """Runs a cell; an interrupt is sent when `until` has been shown, and after so many seconds each."""
        shown, begun = Shown(), time.monotonic()
        request = self.client.execute(code)
        interrupting = None

        async def interrupt():
            for seconds in interrupts:
                await asyncio.sleep(seconds)
                await self.manager.interrupt_kernel()
                shown.interrupted = time.monotonic()

        while "idle" not in shown.kinds:
            message = await asyncio.wait_for(self.client.get_iopub_msg(), 120)
            if message["parent_header"].get("msg_id") == request:
                shown.take_in(message)
            if interrupts and interrupting is None and until in shown.text:
                interrupting = asyncio.create_task(interrupt())
        while shown.reply is None:
            reply = await asyncio.wait_for(self.client.get_shell_msg(), 10)
            if reply["parent_header"].get("msg_id") == request:
                shown.reply = reply["content"]
        shown.seconds = time.monotonic() - getattr(shown, "interrupted", begun)
        return shown


class Kernels(unittest.IsolatedAsyncioTestCase):
    ENV = {}

    async def asyncSetUp(self):
        self.kernel = await Kernel(self.ENV).__aenter__()
        self.addAsyncCleanup(self.kernel.__aexit__)
        await self.kernel.run("const kept = { of: 7 };")

    async def is_interrupted(self, code, **options):
        shown = await self.kernel.run(code, **{"interrupts": [0.5], **options})
        self.assertEqual(shown.reply["status"], "error", code)
        self.assertEqual([shown.error["ename"], shown.reply["ename"]], ["KeyboardInterrupt"] * 2, code)
        self.assertEqual(shown.kinds.count("error"), 1, code)
        self.assertEqual(shown.kinds.count("idle"), 1, code)
        self.assertLess(shown.seconds, SOON_SECONDS, code)
        self.assertNotIn("goes on", shown.text)
        after = await self.kernel.run("kept.of")
        self.assertEqual(after.text, "7", code)


class Interrupts(Kernels):
    async def test_code_that_never_gives_way_is_broken_off(self):
        await self.is_interrupted("while (true) {}")
        await self.is_interrupted("for (;;) await null;")

    async def test_a_cell_that_awaits_a_timer_fails_at_once(self):
        after = 'console.log("goes on");'
        await self.is_interrupted(f"await new Promise((resolve) => setTimeout(resolve, 1e6)); {after}")
        await self.is_interrupted(f"await new Promise((resolve) => setTimeout(() => resolve(1), 1e6)); {after}")
        await self.is_interrupted(f"await new Promise((resolve) => setInterval(() => kept.of === 0 && resolve(0), 100)); {after}")

    async def test_a_cell_that_awaits_a_timer_tidies_up(self):
        waits = "await new Promise((resolve) => setTimeout(resolve, 1e6))"
        shown = await self.kernel.run(f'try {{ {waits}; }} finally {{ console.log("tidied"); }}', interrupts=[0.5])
        self.assertEqual([shown.text, shown.error["ename"]], ["tidied\n", "KeyboardInterrupt"])

    async def test_a_cell_that_awaits_an_answer_fails_at_once(self):
        serve = "const server = Deno.serve({ port: 0, onListen() {} }, () => new Promise(() => {}));"
        await self.kernel.run(f"{serve} const url = `http://127.0.0.1:${{server.addr.port}}`;")
        await self.is_interrupted('await fetch(url); console.log("goes on");')

    async def test_what_else_is_awaited_is_closed_by_a_second_interrupt(self):
        listen = 'const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });'
        shown = await self.kernel.run(f"{listen} await listener.accept();", interrupts=[0.5, 6])
        self.assertRegex(shown.text, "(?s)^Interrupted, but .*Interrupt it once more to close.*\n$")
        self.assertEqual(shown.error["ename"], "BadResource")
        self.assertEqual((await self.kernel.run("kept.of")).text, "7")

    async def test_a_cell_that_cannot_be_ended_is_said_to_go_on_and_does(self):
        source = "data:application/javascript,setTimeout(() => postMessage(7), 15000)"
        worker = f'const worker = new Worker("{source}", {{ type: "module" }});'
        waits = "await new Promise<number>((resolve) => worker.onmessage = ({ data }) => resolve(data))"
        shown = await self.kernel.run(f"{worker}\n{waits}", interrupts=[1, 5])
        self.assertRegex(shown.text, r"(?s)^Interrupted, but .*\nThis cell cannot be ended: .*\n7$")
        self.assertIsNone(shown.error)

    async def test_an_interrupt_when_nothing_runs_does_nothing(self):
        await self.kernel.manager.interrupt_kernel()
        await asyncio.sleep(2)
        shown = await self.kernel.run("await new Promise((resolve) => setTimeout(() => resolve(8), 50))")
        self.assertEqual([shown.text, shown.error], ["8", None])

    async def test_an_experiment_is_continued_to_the_same_bytes(self):
        await self.kernel.run(EXPERIMENT)
        folders = [self.enterContext(tempfile.TemporaryDirectory()) for _ in range(2)]
        whole, parts = [f'(await run("{folder}")).folder' for folder in folders]
        shown = await self.kernel.run(parts, interrupts=[0], until="/120")
        self.assertEqual(shown.error["ename"], "Interrupted", shown.text)
        self.assertRegex(
            shown.error["evalue"], r'^The experiment "interrupted" was interrupted after \d+ of 120 episodes; the same'
        )
        self.assertLess(shown.seconds, SOON_SECONDS)
        self.assertEqual((await self.kernel.run("kept.of")).text, "7")
        results = [await self.kernel.run(code) for code in (parts, whole)]
        self.assertEqual([result.error for result in results], [None, None])
        runs = [next(Path(folder, "interrupted").glob("[!.]*")) for folder in folders]
        names = sorted(path.name for path in runs[0].rglob("*") if path.suffix in (".csv", ".json", ".svg"))
        self.assertIn("episodes.csv", names)
        for path in runs[0].rglob("*"):
            # The times of a run, and where it lies, are in its provenance.
            if path.is_file() and path.name != "provenance.json":
                other = runs[1] / path.relative_to(runs[0])
                self.assertEqual(path.read_bytes(), other.read_bytes(), path.name)


class Errors(Kernels):
    async def error(self, code):
        return (await self.kernel.run(code)).error

    async def test_a_mistake_is_one_line_and_the_line_that_was_typed(self):
        await self.kernel.run('import { createAgent } from "aiops";')
        error = await self.error('\n// A note\n\nconst mine = createAgent(\n  "full",\n  { detector: "cusm" },\n);')
        self.assertEqual(len(error["traceback"]), 2)
        self.assertRegex(error["traceback"][0], '^UsageError: Cannot find the detector "cusm": did you mean "cusum"')
        self.assertEqual(error["traceback"][1], "    line 4: const mine = createAgent(")

    async def test_a_syntax_error_is_shown_where_it_is(self):
        error = await self.error("const a = 1;\n\nconst b = ;")
        self.assertEqual(error["ename"], "SyntaxError")
        self.assertRegex(error["evalue"], r"^Expression expected \(line 3 of the cell\)$")
        self.assertRegex(error["traceback"][1], r"^3 \| const b = ;")


class Imports(Kernels):
    # No registry is asked by a test.
    ENV = {"NPM_CONFIG_REGISTRY": "http://127.0.0.1:9/"}

    async def test_an_import_that_fails_is_named(self):
        error = (await self.kernel.run('const a = 1;\nimport b from "npm:nowhere-to-be-found@1.0.0";')).error
        self.assertRegex(error["traceback"][0], '^ImportError: Cannot import "npm:nowhere-to-be-found@1.0.0": .+')
        self.assertRegex(error["traceback"][1], 'line 2: import b from "npm:nowhere-to-be-found@1.0.0";')


class Outputs(Kernels):
    async def test_all_is_shown_before_a_cell_has_ended(self):
        for number in range(20):
            shown = await self.kernel.run(f"console.log('a'); {number}")
            self.assertEqual(shown.kinds[-1], "idle")
            self.assertEqual(shown.text, f"a\n{number}")

    async def test_long_work_shows_a_bar_and_short_work_none(self):
        await self.kernel.run('import { beginWork } from "aiops/experiments";')
        bar = "{ using work = beginWork({ label: 'work', unit: 'turns', total: 4 }); const end = Date.now() + %d;\n"
        busy = bar + "for (let i = 1; i <= 4; i++) { while (Date.now() < end); work.update(i); } }"
        self.assertEqual((await self.kernel.run(busy % 100)).text, "")
        text = (await self.kernel.run(busy % 1500)).text
        self.assertRegex(text, r"^work █████░{15} 1/4  \d/s .* left")
        self.assertTrue(text.endswith("work: 4 turns"), text)

    async def test_input_is_asked_for(self):
        request = self.kernel.client.execute('prompt("Name?")', allow_stdin=True)
        question = await asyncio.wait_for(self.kernel.client.get_stdin_msg(), 20)
        self.assertEqual(question["parent_header"]["msg_id"], request)
        self.assertRegex(question["content"]["prompt"], "Name")
        self.kernel.client.input("Ada")
        shown = Shown()
        while "idle" not in shown.kinds:
            message = await asyncio.wait_for(self.kernel.client.get_iopub_msg(), 20)
            if message["parent_header"].get("msg_id") == request:
                shown.take_in(message)
        self.assertRegex(shown.text, "Ada")


class Questions(Kernels):
    async def ask(self, kind, marked):
        cursor = marked.index("|")
        code = marked.replace("|", "")
        ask = self.kernel.client.inspect if kind == "inspect" else self.kernel.client.complete
        request = ask(code, cursor)
        states = []
        while "idle" not in states:
            message = await asyncio.wait_for(self.kernel.client.get_iopub_msg(), 60)
            if message["parent_header"].get("msg_id") == request:
                states.append(message["content"]["execution_state"])
        self.assertEqual(states, ["busy", "idle"])
        while True:
            reply = await asyncio.wait_for(self.kernel.client.get_shell_msg(), 10)
            if reply["parent_header"].get("msg_id") == request:
                return reply["content"]

    async def test_the_documentation_of_a_name_or_of_the_call_around_the_cursor(self):
        for code in ("createA|gent", 'createAgent("full", {| })', 'const a = createAgent(|"full")'):
            reply = await self.ask("inspect", code)
            self.assertTrue(reply["found"], code)
            self.assertRegex(reply["data"]["text/plain"], r"^createAgent\(name: string")
            self.assertIn("<code>detector?</code>", reply["data"]["text/html"])
        self.assertFalse((await self.ask("inspect", "ke|pt"))["found"])

    async def test_options_where_one_is_typed_and_names_elsewhere(self):
        reply = await self.ask("complete", 'createAgent("a, {b", { named: "x", de| })')
        self.assertEqual(reply["matches"], ["detector"])
        self.assertEqual(reply["cursor_end"] - reply["cursor_start"], 2)
        self.assertIn("policy", (await self.ask("complete", 'createAgent("full", {|'))["matches"])
        for code in ('createAgent("full", { detector: {|', "createAgent(|", "const a = {|"):
            self.assertNotIn("policy", (await self.ask("complete", code))["matches"], code)
        self.assertIn("kept", (await self.ask("complete", "kep|"))["matches"])


class LockFile(unittest.IsolatedAsyncioTestCase):
    """In a project of its own, with a package of its own folder: no registry is asked."""

    def test_a_cell_that_names_a_package_leaves_the_lock_file_as_it_was(self):
        import sys

        sys.path.insert(0, str(Path(__file__).parent / "kernel"))
        from lock_file import LockFile as Kept

        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "notebooks").mkdir()
            (folder / "deno.json").write_text("{}")
            lock = folder / "deno.lock"
            lock.write_text("before")
            kept = Kept(folder / "notebooks")
            for code, after in (('import a from "npm:a";', "before"), ('import a from "./a.ts";', "changed")):
                restore = kept.kept(code)
                lock.write_text("changed")
                restore()
                self.assertEqual(lock.read_text(), after)
                self.assertEqual(sorted(path.name for path in folder.iterdir()), ["deno.json", "deno.lock", "notebooks"])
