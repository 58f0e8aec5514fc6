"""Notebooks are trusted as they are, and not when a byte of an output has changed."""

import tempfile
import unittest
from pathlib import Path

import nbformat
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell, new_notebook, new_output

from trust import trust


class Trust(unittest.TestCase):
    def test_a_notebook_is_trusted_until_an_output_changes(self):
        with tempfile.TemporaryDirectory() as folder:
            output = new_output("display_data", {"image/svg+xml": "<svg/>"})
            book = new_notebook(cells=[new_code_cell("plot;", outputs=[output])])
            path = Path(folder) / "a.ipynb"
            nbformat.write(book, path)
            notary = NotebookNotary(data_dir=folder)
            self.assertFalse(notary.check_signature(nbformat.read(path, as_version=4)))
            trust([path], notary)
            self.assertTrue(notary.check_signature(nbformat.read(path, as_version=4)))
            book.cells[0].outputs[0].data["image/svg+xml"] = "<svg onload='alert(1)'/>"
            nbformat.write(book, path)
            self.assertFalse(notary.check_signature(nbformat.read(path, as_version=4)))
            notary.store.close()
