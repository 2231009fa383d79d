from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil
import pytest

from domain.errors import UnreachableError
from tests.support.postgres import start_test_postgres
from workers.embedded.ports import free_port
from workers.embedded.record import WORKER, PartState, StackRecord, is_alive
from workers.embedded.stopping import stop_stack
from workers.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def start_bare_stack(folder: Path) -> subprocess.Popen[str]:
    program = [sys.executable, "-m", "tests.support.bare_stack", str(folder)]
    ports = [str(free_port()), str(free_port())]
    stack = subprocess.Popen([*program, *ports], stdout=subprocess.PIPE, text=True)
    assert stack.stdout is not None
    for line in stack.stdout:
        if line.startswith("ready"):
            return stack
    raise AssertionError(stack.wait())


def stop(folder: Path) -> list[str]:
    said: list[str] = []
    stop_stack(Settings.resolve(folder, environ={}), say=said.append)
    return said


def test_stopping_waits_until_everything_is_down(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with start_bare_stack(folder) as stack:
        marks = StackRecord.read(folder / "stack.json").marks
        [line] = stop(folder)
        assert f"the stack on {folder} is down" in line
        assert all(not psutil.pid_exists(mark.pid) for mark in marks.values())
    assert stack.returncode == 0


def test_stopping_where_nothing_ever_ran_says_so_and_makes_nothing(tmp_path: Path) -> None:
    assert stop(tmp_path / "data") == [f"nothing runs on {tmp_path / 'data'}"]
    assert not (tmp_path / "data").exists()


def test_stopping_ends_what_a_killed_supervisor_left_behind(tmp_path: Path) -> None:
    folder = Settings.resolve(tmp_path / "data", environ={}).folder
    folder.make()
    code = "import signal; signal.pause()"
    with subprocess.Popen([sys.executable, "-c", code, str(folder.root)]) as left:
        record = StackRecord()
        record.note(WORKER, PartState.RUNNING, pid=left.pid, address=None)
        record.write(folder.stack_file)
        assert stop(folder.root) == [
            "worker had no supervisor any more: stopped",
            f"nothing runs on {folder.root}",
        ]


def test_stack_whose_supervisor_cannot_be_seen_is_not_guessed_at(tmp_path: Path) -> None:
    folder = Settings.resolve(tmp_path / "data", environ={}).folder
    folder.make()
    with folder.held(), pytest.raises(UnreachableError, match="cannot be seen from here"):
        stop(folder.root)


def test_terminal_that_closes_stops_the_stack_as_well(tmp_path: Path) -> None:
    with start_bare_stack(tmp_path / "data") as stack:
        stack.send_signal(signal.SIGHUP)
        assert stack.wait() == 0


def test_database_that_does_not_listen_is_killed_with_all_its_processes(tmp_path: Path) -> None:
    folder = Settings.resolve(tmp_path / "data", environ={}).folder
    folder.make()
    with start_test_postgres(folder.root).process as server:
        every = [psutil.Process(server.pid), *psutil.Process(server.pid).children()]
        server.send_signal(signal.SIGSTOP)
        assert stop(folder.root)[0] == "postgres had no supervisor any more: stopped"
        assert len(every) > 1
        assert not any(is_alive(one) for one in every)
