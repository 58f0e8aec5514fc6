"""What the runner makes of a real Deno kernel: late outputs, displays that are updated, broken runs."""

import asyncio
import os
import unittest
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from unittest.mock import patch

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

import execute as execute_module
from client import PatientClient
from execute import execute
from run import problems_of
from run_with import inject

# A live progress bar: one display, updated often; `late` leaves the last update to a timer.
BAR = """\
const show = (type: string, text: string, id: string) =>
  Deno.jupyter.broadcast(type, { data: { "text/plain": text }, metadata: {}, transient: { display_id: id } });
const bar = async (id: string, late: boolean) => {
  await show("display_data", "0 of 50", id);
  for (let done = 1; done < 50; done++) await show("update_display_data", `${done} of 50`, id);
  const last = () => show("update_display_data", "50 of 50", id);
  if (late) setTimeout(last, 30);
  else await last();
};
"""


def run(*sources, folder="."):
    book = new_notebook(cells=[new_code_cell(source) for source in sources])
    return book, asyncio.run(execute(Path(folder), book))


class Displays(unittest.TestCase):
    def test_the_last_state_is_what_a_cell_shows_however_late_it_comes(self):
        rounds = [f'await bar("{at}", {str(at % 2 == 1).lower()});\nconsole.log({at});' for at in range(20)]
        book, broken = run(BAR, *rounds)
        self.assertIsNone(broken)
        for at, cell in enumerate(book.cells[1:]):
            displays = [output for output in cell.outputs if output.output_type == "display_data"]
            self.assertEqual([output.data["text/plain"] for output in displays], ["50 of 50"], at)
            self.assertEqual([o.text for o in cell.outputs if o.output_type == "stream"], [f"{at}\n"])

    def test_a_later_cell_can_update_the_display_of_an_earlier_one(self):
        later = 'await show("update_display_data", "new", "a");'
        book, broken = run(BAR, 'await show("display_data", "old", "a");', later)
        self.assertIsNone(broken)
        self.assertEqual([output.data["text/plain"] for output in book.cells[1].outputs], ["new"])
        self.assertEqual(book.cells[2].outputs, [])


    def test_an_update_that_comes_while_a_later_cell_runs_is_shown_where_the_display_is(self):
        later = 'setTimeout(() => show("update_display_data", "new", "a"), 600);'
        shown = f'{later}\nawait show("display_data", "old", "a");'
        book, broken = run(BAR, shown, "await new Promise((resolve) => setTimeout(resolve, 1000));")
        self.assertIsNone(broken)
        self.assertEqual([output.data["text/plain"] for output in book.cells[1].outputs], ["new"])
        self.assertEqual(book.cells[2].outputs, [])


class LateMessages(unittest.TestCase):
    def test_what_comes_after_the_next_cell_has_begun_belongs_to_its_own_cell(self):
        book = new_notebook(cells=[new_code_cell("first"), new_code_cell("second")])
        client = PatientClient(book)
        client.reset_execution_trackers()
        client.clear_before_next_output = False
        client.note_request("first request", book.cells[0], 0)
        client.note_request("second request", book.cells[1], 1)
        content = {"name": "stdout", "text": "late"}
        message = {"msg_type": "stream", "header": {"msg_type": "stream"}, "content": content}
        done = client.take_in({**message, "parent_header": {"msg_id": "first request"}}, "second request")
        self.assertFalse(done)
        self.assertEqual([len(cell.outputs) for cell in book.cells], [1, 0])


class BrokenRuns(unittest.TestCase):
    def test_a_cell_that_throws_or_ends_the_kernel_is_named(self):
        self.assertRegex(run("1", 'throw new Error("no")')[1], "^cell 2 failed: Error: no$")
        self.assertRegex(run("1", "const = 1")[1], "^cell 2 ")
        self.assertRegex(run("1", "Deno.exit(3)")[1], "^the kernel died in cell 2")

    def test_a_run_that_is_cancelled_ends_its_kernel(self):
        async def cancelled(file):
            wait = "await new Promise((resolve) => setTimeout(resolve, 1e5));"
            source = f'Deno.writeTextFileSync("{file.name}", `${{Deno.pid}}`);\n{wait}'
            book = new_notebook(cells=[new_code_cell(source)])
            task = asyncio.create_task(execute(Path("."), book))
            while not (pid := file.read()):
                await asyncio.sleep(0.1)
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task
            return int(pid)

        with NamedTemporaryFile("r") as file:
            pid = asyncio.run(cancelled(file))
        with self.assertRaises(ProcessLookupError):
            os.kill(pid, 0)

    def test_a_kernel_that_never_starts_is_an_error(self):
        class Unfit(execute_module.PatientClient):
            def create_kernel_manager(self):
                manager = super().create_kernel_manager()
                manager.kernel_spec.argv = self.argv
                return manager

        for argv in (["/no/such/program"], ["false"], ["sleep", "60"]):
            Unfit.argv = argv
            with patch.multiple(execute_module, PatientClient=Unfit, START_SECONDS=1):
                self.assertRegex(run("1")[1], "^the kernel did not start: .+", argv)

    def test_a_kernel_that_ends_at_once_is_started_again(self):
        class Unlucky(execute_module.PatientClient):
            starts = 0

            def create_kernel_manager(self):
                manager = super().create_kernel_manager()
                Unlucky.starts += 1
                if Unlucky.starts == 1:
                    manager.kernel_spec.argv = ["false"]
                return manager

        with patch.object(execute_module, "PatientClient", Unlucky):
            self.assertIsNone(run("1 + 1")[1])
        self.assertEqual(Unlucky.starts, 2)


class Notebooks(unittest.TestCase):
    """On a scratch notebook, from the file to the verdict."""

    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "scratch.ipynb"
        cells = [new_code_cell("const seed = 7;"), new_code_cell("console.table([{ seed }]);")]
        nbformat.write(new_notebook(cells=cells), self.path)

    def problems(self, write=False):
        return asyncio.run(problems_of(self.path, write))

    def edit(self, change):
        book = nbformat.read(self.path, as_version=4)
        change(book.cells)
        nbformat.write(book, self.path)

    def test_a_source_that_was_edited_after_the_run_is_found_until_it_is_written(self):
        self.assertRegex(self.problems()[0], r"^cell 2 .*0 outputs \(none\) are now 1 \(stdout\)")
        self.assertEqual(self.problems(write=True), [])
        self.assertEqual(self.problems(), [])
        self.edit(lambda cells: cells[0].update(source="const seed = 8;"))
        self.assertRegex(self.problems()[0], "^cell 2 shows something else than was saved")

    def test_a_run_that_breaks_off_writes_nothing(self):
        self.edit(lambda cells: cells[1].update(source='throw new Error("no")'))
        before = self.path.read_bytes()
        self.assertEqual(self.problems(write=True), ["cell 2 failed: Error: no"])
        self.assertEqual(self.path.read_bytes(), before)
        self.assertEqual([path.name for path in self.path.parent.iterdir()], ["scratch.ipynb"])

    def test_an_injected_cell_overrides_a_const_in_later_cells_and_takes_the_place_of_one_before(self):
        sources = ["const seed = 7;", "const double = () => 2 * seed;\ndouble()"]
        book = new_notebook(cells=[new_code_cell(source) for source in sources])
        book.cells[0].metadata["tags"] = ["parameters"]
        inject(book, "const seed = 8;")
        inject(book, "const seed = 9;")
        self.assertIsNone(asyncio.run(execute(self.path.parent, book)))
        self.assertEqual(len(book.cells), 3)
        self.assertEqual(book.cells[2].outputs[0].data["text/plain"], "18")
