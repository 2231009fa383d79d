from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from workers.embedded.accounts import Account, account_for
from workers.embedded.launching import clean_environment, launch_command

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands over to another account")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux does it")

SAY_WHO = "import os; print(os.getuid(), os.getgid(), os.getgroups())"
SAY_CAPABILITIES = (
    "print(next(line.split()[1] for line in open('/proc/self/status') if 'CapEff' in line))"
)
START_AND_TELL = """
import signal, subprocess, sys
from workers.embedded.launching import launch_command
sleep = [sys.executable, "-c", "import signal; print('up', flush=True); signal.pause()"]
child = subprocess.Popen(launch_command(sleep), stdout=subprocess.PIPE, start_new_session=True)
child.stdout.readline()
print(child.pid, flush=True)
signal.pause()
"""


def said(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@retry(retry=retry_if_result(lambda so: so), wait=wait_fixed(0.02), stop=stop_after_delay(10))
def lives(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_part_runs_under_the_process_id_it_was_started_with() -> None:
    command = launch_command([sys.executable, "-c", "import os; print(os.getpid())"])
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as part:
        output, _ = part.communicate()
    assert output.strip() == str(part.pid)


def test_part_keeps_the_account_where_none_is_named() -> None:
    assert said(launch_command([sys.executable, "-c", SAY_WHO])) == (
        f"{os.getuid()} {os.getgid()} {os.getgroups()}"
    )


@as_root
def test_part_of_root_runs_as_the_named_account_without_further_groups() -> None:
    command = launch_command(["/usr/bin/env", "id"], uid=65534, gid=65534)
    assert said(command).startswith("uid=65534")


@as_root
@on_linux
def test_part_of_root_keeps_the_right_to_search_folders_and_no_other() -> None:
    account = account_for(Path("/nowhere"), Path("/bin/sh"))
    assert account.uid != 0
    assert account.capabilities == (2,)
    command = launch_command([sys.executable, "-c", SAY_CAPABILITIES], **account._asdict())
    assert int(said(command), 16) == 1 << 2


@as_root
@on_linux
def test_program_that_others_may_not_execute_needs_the_stronger_right(tmp_path: Path) -> None:
    program = tmp_path / "postgres"
    program.touch(mode=0o700)
    assert account_for(tmp_path / "new", program).capabilities == (1,)


@as_root
def test_folder_of_an_earlier_start_keeps_its_owner(tmp_path: Path) -> None:
    os.chown(tmp_path, 4711, 4712)
    account = account_for(tmp_path, Path("/bin/sh"))
    assert (account.uid, account.gid) == (4711, 4712)


def test_ordinary_user_runs_everything_as_himself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert account_for(Path("/nowhere"), Path("/bin/sh")) == Account()


@on_linux
def test_part_ends_with_a_starter_that_was_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", START_AND_TELL], stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdout is not None
        part = int(starter.stdout.readline())
        starter.send_signal(signal.SIGKILL)
        starter.wait()
    assert not lives(part)


def test_environment_of_the_caller_does_not_move_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATA", "/elsewhere")
    monkeypatch.setenv("TEMPORAL_ADDRESS", "elsewhere:7233")
    monkeypatch.setenv("LANG", "tr_TR.UTF-8")
    environment = clean_environment()
    assert "PGDATA" not in environment
    assert "TEMPORAL_ADDRESS" not in environment
    assert environment["LANG"] == "tr_TR.UTF-8"
