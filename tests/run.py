"""Runs pytest and ends with its verdict, whatever the interpreter does while it goes down.

After a run on Temporal's test server the interpreter sometimes dies of SIGABRT while it finalizes,
with every result correct and reported. So pytest's exit code is given at once, after what others
registered for the end (such as stopping PostgreSQL) has been done.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys

import pytest


def main() -> None:
    """Run pytest with the arguments of the command line and leave with its exit code."""
    # What a shell starts in the background is deaf to Ctrl-C, and so is all that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    verdict = int(pytest.main(sys.argv[1:]))
    atexit._run_exitfuncs()  # noqa: SLF001 - the public way to run them is the crash avoided here.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(verdict)


if __name__ == "__main__":
    main()
