from __future__ import annotations

import subprocess
import sys

import pytest

from workers.leaving import run_settled


def test_answer_of_the_work_is_given_back() -> None:
    async def work() -> str:
        return "done"

    assert run_settled(work()) == "done"


def test_failure_of_the_work_is_passed_on() -> None:
    async def work() -> None:
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        run_settled(work())


def test_leaving_says_everything_and_skips_the_end_of_the_interpreter() -> None:
    code = (
        "import atexit, sys\n"
        "from workers.leaving import leave\n"
        "atexit.register(print, 'too late')\n"
        "sys.stdout.write('said'); sys.stderr.write('warned')\n"
        "leave(7)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (7, b"said", b"warned")


def test_leaving_is_quiet_when_nobody_reads_any_more() -> None:
    code = (
        "import sys\nfrom workers.leaving import leave\nprint('x')\nsys.stdout.close()\nleave(3)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (3, b"")
