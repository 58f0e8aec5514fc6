"""Whatever is planted in a saved output is found, and the cell is named."""

import unittest
from base64 import b64encode
from copy import deepcopy
from struct import pack

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from outputs import complaints, differences, merge_streams, size_images

TABLE = "┌───────┬───────┐\n│ (idx) │ steps │\n├───────┼───────┤\n│ 0     │ 20    │\n└───────┴───────┘\n"
SVG = '<svg><path d="M0,20L1,20"/></svg>'


def png(width, height, pixels=b""):
    """What begins like a PNG of that size."""
    header = b"\x89PNG\r\n\x1a\n" + pack(">I4sII", 13, b"IHDR", width, height)
    return b64encode(header + bytes(9) + pixels).decode()



def notebook(tags=()):
    shown = [
        new_output("stream", name="stdout", text="p95 220 ms\n"),
        new_output("display_data", {"text/html": "<b>20 steps</b>"}),
        new_output("stream", name="stderr", text="20 warnings\n"),
        new_output("stream", name="stdout", text=TABLE),
        new_output("display_data", {"application/json": {"recovered": True}}),
        new_output("execute_result", {"image/svg+xml": SVG, "image/png": png(8, 6)}, execution_count=1),
    ]
    cell = new_code_cell("plot;", outputs=shown, metadata={"tags": list(tags)})
    return new_notebook(cells=[new_markdown_cell("20 steps"), new_code_cell("const a = 1;"), cell])


def found(plant, tags=()):
    """What is said after `plant` has changed the saved outputs of cell 3."""
    saved, fresh = notebook(tags), notebook(tags)
    plant(saved.cells[2].outputs)
    return differences(saved, fresh)


def set_data(index, kind, value):
    return lambda outputs: outputs[index].data.update({kind: value})


def set_text(index, value):
    return lambda outputs: outputs[index].update(text=value)


PLANTED = {
    "text": set_text(0, "p95 221 ms\n"),
    "html": set_data(1, "text/html", "<b>21 steps</b>"),
    "stderr": set_text(2, "21 warnings\n"),
    "table": set_text(3, TABLE.replace("20", "21")),
    "json": set_data(4, "application/json", {"recovered": False}),
    "1 for true": set_data(4, "application/json", {"recovered": 1}),
    "svg": set_data(5, "image/svg+xml", SVG.replace("1,20", "1,20.1")),
    "png": set_data(5, "image/png", png(8, 6, pixels=b"1")),
    "png lost": lambda outputs: outputs[5].data.pop("image/png"),
    "another kind beside": set_data(1, "text/plain", "20 steps"),
    "metadata": lambda outputs: outputs[1].metadata.update(width=20),
    "stream by another name": lambda outputs: outputs[0].update(name="stderr"),
    "missing first": lambda outputs: outputs.pop(0),
    "missing last": lambda outputs: outputs.pop(),
    "all missing": lambda outputs: outputs.clear(),
    "extra": lambda outputs: outputs.append(new_output("display_data", {"text/plain": ""})),
    "doubled": lambda outputs: outputs.insert(1, deepcopy(outputs[1])),
    "other order": lambda outputs: outputs.reverse(),
    "two swapped": lambda outputs: outputs.insert(1, outputs.pop(4)),
}


class Differences(unittest.TestCase):
    def test_the_same_outputs_do_not_differ(self):
        self.assertEqual(found(lambda outputs: None), [])

    def test_each_planted_change_is_found_once_in_its_cell(self):
        for name, plant in PLANTED.items():
            with self.subTest(name):
                lines = found(plant)
                self.assertEqual(len(lines), 1, lines)
                self.assertRegex(lines[0], r"^cell 3 shows something else than was saved")
                self.assertNotIn("\n", lines[0])

    def test_the_change_is_shown(self):
        self.assertIn("p95 221 ms", found(PLANTED["text"])[0])
        self.assertIn("are now 6 (", found(PLANTED["missing last"])[0])

    def test_an_output_in_a_cell_that_shows_nothing_is_found(self):
        saved, fresh = notebook(), notebook()
        saved.cells[1].outputs = [new_output("stream", name="stdout", text="")]
        self.assertRegex(differences(saved, fresh)[0], r"^cell 2 .* 1 outputs \(stdout\) are now 0 \(none\)")

    def test_another_counter_or_other_pieces_of_a_text_are_no_difference(self):
        self.assertEqual(found(lambda outputs: outputs[5].update(execution_count=9)), [])
        pieces = [new_output("stream", name="stdout", text=text) for text in ("p95 ", "220 ms\n")]
        self.assertEqual(found(lambda outputs: outputs.__setitem__(slice(0, 1), pieces)), [])

    def test_of_a_cell_that_varies_only_the_kinds_count(self):
        for name in ("text", "html", "svg", "png", "table"):
            self.assertEqual(found(PLANTED[name], tags=["varies"]), [], name)
        for name in ("missing first", "extra", "other order", "another kind beside"):
            self.assertEqual(len(found(PLANTED[name], tags=["varies"])), 1, name)


class Complaints(unittest.TestCase):
    def complaints_of(self, source, tags=()):
        return complaints(new_notebook(cells=[new_code_cell(source, metadata={"tags": list(tags)})]))

    def test_a_last_expression_must_show_something(self):
        for source in ("plot(episode);", "const a = 1;\na", "console.log(\n  a,\n);", "[1].map(f)"):
            found = self.complaints_of(source)
            self.assertEqual(found, ["cell 1 ends in an expression but shows nothing"], source)

    def test_a_statement_may_show_nothing_and_so_may_a_cell_that_is_tagged_silent(self):
        sources = "const a = {\n  b,\n};", 'import { a } from "b";', "// a note", "", "for (a of b) f();"
        for source in sources:
            self.assertEqual(self.complaints_of(source), [], source)
        self.assertEqual(self.complaints_of("start();", tags=["silent"]), [])

    def test_a_value_that_could_not_be_shown_is_told(self):
        book = notebook()
        self.assertEqual(complaints(book), [])
        book.cells[2].outputs.append(new_output("error", ename="TypeError", evalue="no picture", traceback=[]))
        self.assertEqual(complaints(book), ["cell 3 shows an error: TypeError: no picture"])


class SizeImages(unittest.TestCase):
    def test_a_png_is_shown_at_half_its_pixels_and_nothing_else_gets_a_size(self):
        book = notebook()
        book.cells[2].outputs[5].data["image/png"] = png(1800, 1390)
        size_images(book)
        metadata = [output.get("metadata") for output in book.cells[2].outputs if "metadata" in output]
        self.assertEqual(metadata, [{}, {}, {"image/png": {"width": 900, "height": 695}}])


class MergeStreams(unittest.TestCase):
    def test_only_neighbours_of_one_name_are_joined(self):
        names = ["stdout", "stdout", "stderr", "stdout"]
        outputs = [new_output("stream", name=name, text=name[3:]) for name in names]
        book = new_notebook(cells=[new_code_cell("f()", outputs=outputs)])
        merge_streams(book)
        self.assertEqual([output.text for output in book.cells[0].outputs], ["outout", "err", "out"])
