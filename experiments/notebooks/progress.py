"""Which cells are running, for eyes only: a log or a file gets the verdicts alone."""

import shutil
import sys


class Progress:
    """One line on the terminal with a piece for each notebook that is running."""

    def __init__(self):
        self._pieces = {}

    def update(self, name, text):
        self._pieces[name] = text
        self.show()

    def finish(self, name):
        self._pieces.pop(name, None)
        self.show()

    def show(self):
        self._write(" · ".join(self._pieces.values()))

    def hide(self):
        """Clears the line for a verdict; the next update brings it back."""
        self._write("")

    def _write(self, text):
        if sys.stderr.isatty():
            width = shutil.get_terminal_size().columns - 1
            print(f"\r\033[K{text[:width]}", end="", file=sys.stderr, flush=True)
