"""`deno.lock` as it was: Deno's kernel has no option to leave it alone."""

import re
from pathlib import Path

PACKAGE = re.compile(r"""["'`](npm|jsr|https?):""")


class LockFile:
    """The lock file of the project that the kernel's folder is in."""

    def __init__(self, folder):
        places = [folder, *folder.parents]
        self.path = next((place / "deno.lock" for place in places if (place / "deno.json").exists()), None)

    def kept(self, code):
        """How to put back what the file was before this cell, if the cell names a package."""
        if self.path is None or not PACKAGE.search(code):
            return lambda: None
        before = read(self.path)
        return lambda: self._restore(before)

    def _restore(self, before):
        if read(self.path) == before:
            return
        if before is None:
            self.path.unlink(missing_ok=True)
            return
        beside = self.path.with_suffix(".lock.kernel")
        beside.write_bytes(before)
        beside.replace(self.path)


def read(path):
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        return None
