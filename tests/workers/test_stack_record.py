from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from workers.embedded.record import WORKER, PartState, ProcessMark, StackRecord

if TYPE_CHECKING:
    from pathlib import Path


def test_record_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    record = StackRecord(supervisor=ProcessMark.of(os.getpid()), ready=True, ui="http://x")
    record.note(WORKER, PartState.RUNNING, pid=os.getpid(), address=None)
    record.write(tmp_path / "stack.json")
    assert StackRecord.read(tmp_path / "stack.json") == record


def test_missing_or_broken_record_is_a_stack_that_never_ran(tmp_path: Path) -> None:
    assert StackRecord.read(tmp_path / "stack.json") == StackRecord()
    (tmp_path / "stack.json").write_text('{"parts": {', encoding="utf-8")
    assert StackRecord.read(tmp_path / "stack.json") == StackRecord()


def test_process_that_lives_is_found_by_its_mark() -> None:
    mark = ProcessMark.of(os.getpid())
    assert mark is not None
    assert mark.process() is not None


def test_process_id_that_somebody_else_has_by_now_is_not_the_same_process() -> None:
    mark = ProcessMark.of(os.getpid())
    assert mark is not None
    assert mark.model_copy(update={"since_boot": mark.since_boot - 60}).process() is None


def test_process_that_ended_is_not_found() -> None:
    with subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"]) as child:
        mark = ProcessMark.of(child.pid)
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert mark is not None
    assert mark.process() is None
    assert ProcessMark.of(child.pid) is None


def test_part_without_a_process_has_no_mark() -> None:
    record = StackRecord()
    record.note(WORKER, PartState.RUNNING, pid=os.getpid(), address=None)
    record.note(WORKER, PartState.STOPPED, pid=None, address=None)
    assert record.marks == {}
    assert record.parts[WORKER].state is PartState.STOPPED
    assert record.address(WORKER) is None
    assert record.address("nobody") is None
