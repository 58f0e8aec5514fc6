"""Runs the runner's tests; the last line is `N passed, N failed`."""

import signal
import sys
import unittest
from pathlib import Path

if __name__ == "__main__":
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            # As an interrupt: the test that is running ends its kernel.
            signal.signal(getattr(signal, name), signal.default_int_handler)
    suite = unittest.defaultTestLoader.discover(str(Path(__file__).parent))
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed or not result.testsRun else 0)
