"""The stack of real servers under its supervisor, with a worker that does nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import psutil
import pytest

from domain.errors import ConflictError, InvalidInputError, ServicecycleError, UnreachableError
from tests.support.bare_stack import bare_steps
from tests.support.supervised import running, watch
from workers.embedded.ports import free_port
from workers.embedded.record import POSTGRES, TEMPORAL, WORKER, PartState, StackRecord
from workers.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def sleeping(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()", *words])


async def test_stack_starts_says_each_step_and_stops_worker_first_and_database_last(
    tmp_path: Path,
) -> None:
    async with running(tmp_path / "data") as watched:
        record = watched.record
        assert record.ready
        assert {name: part.state for name, part in record.parts.items()} == dict.fromkeys(
            (TEMPORAL, POSTGRES, WORKER), PartState.RUNNING
        )
        assert watched.settings.temporal.address == record.address(TEMPORAL)
        assert all(psutil.pid_exists(watched.pid(name)) for name in record.parts)
    for words in ("PostgreSQL made", "PostgreSQL on 127", "Temporal on 127", "worker  "):
        assert watched.has_said(words)
    assert [line.split("stopped")[0].strip() for line in watched.said[-3:]] == [
        "worker",
        "Temporal",
        "PostgreSQL",
    ]
    assert {part.state for part in watched.record.parts.values()} == {PartState.STOPPED}
    with pytest.raises(UnreachableError, match="run `servicecycle up`"):
        _ = watched.settings.temporal


async def test_next_start_uses_the_same_ports_and_makes_nothing_anew(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as first:
        addresses = {name: part.address for name, part in first.record.parts.items()}
    async with running(tmp_path / "data") as second:
        assert {name: part.address for name, part in second.record.parts.items()} == addresses
        assert not second.has_said("made")


@pytest.mark.parametrize("part", [WORKER, TEMPORAL, POSTGRES])
async def test_part_that_dies_is_started_again_and_a_line_says_so(
    tmp_path: Path, part: str
) -> None:
    async with running(tmp_path / "data") as watched:
        died = watched.pid(part)
        address = watched.record.address(part)
        os.kill(died, signal.SIGKILL)
        await watched.until_said("ended with signal SIGKILL: starting it again")
        await watched.until_said("runs again")
        assert watched.pid(part) != died
        assert watched.record.address(part) == address
        assert watched.record.parts[part].state is PartState.RUNNING


async def test_part_that_dies_again_and_again_is_given_up_with_its_last_words(
    tmp_path: Path,
) -> None:
    def dying(_settings: Settings, readiness: Path) -> list[str]:
        code = (
            "import os, sys; open(sys.argv[1], 'w').write(str(os.getpid()));"
            "import time; time.sleep(0.1); sys.exit('no licence')"
        )
        return [sys.executable, "-c", code, str(readiness)]

    steps = replace(bare_steps(), worker=dying)
    async with running(tmp_path / "data", steps=steps, pause=0.01) as watched:
        with pytest.raises(UnreachableError, match=r"again and again.*exit code 1: .*no licence"):
            await watched.task
    assert {part.state for part in watched.record.parts.values()} == {PartState.STOPPED}


async def test_part_that_never_serves_fails_the_start_with_its_last_words(tmp_path: Path) -> None:
    def broken(_settings: Settings, _readiness: Path) -> list[str]:
        return [sys.executable, "-c", "raise SystemExit('no such module')"]

    watched = watch(
        tmp_path / "data",
        steps=replace(bare_steps(), worker=broken),
        port=free_port(),
        ui_port=free_port(),
    )
    with pytest.raises(UnreachableError, match=r"worker ended with exit code 1: .*no such module"):
        await watched.task
    assert watched.has_said("PostgreSQL stopped")


async def test_step_that_fails_stops_what_was_started(tmp_path: Path) -> None:
    async def refused(_settings: Settings) -> list[str]:
        raise ConflictError("the schema is of a later release")

    watched = watch(
        tmp_path / "data",
        steps=replace(bare_steps(), migrate=refused),
        port=free_port(),
        ui_port=free_port(),
    )
    with pytest.raises(ServicecycleError, match="later release"):
        await watched.task
    assert {part.state for part in watched.record.parts.values()} == {PartState.STOPPED}
    assert not watched.settings.folder.is_held


async def test_stop_while_starting_leaves_nothing_running(tmp_path: Path) -> None:
    watched = watch(tmp_path / "data", port=free_port(), ui_port=free_port())
    await watched.until_said("Temporal on")
    await watched.stopped()
    assert not watched.ready.is_set()
    assert {part.state for part in watched.record.parts.values()} == {PartState.STOPPED}


async def test_second_supervisor_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as first:
        with pytest.raises(ConflictError, match="another `servicecycle up` runs"):
            await watch(tmp_path / "data").task
        assert first.record.ready


async def test_taken_port_is_a_clear_error_and_nothing_is_left(tmp_path: Path) -> None:
    async with running(tmp_path / "first") as first:
        address = first.record.address(TEMPORAL)
        assert address is not None
        taken = int(address.rpartition(":")[2])
        second = watch(tmp_path / "second", port=taken, ui_port=free_port())
        with pytest.raises(InvalidInputError, match=f"port {taken} is taken .*--port"):
            await second.task
    assert second.record.parts == {}


async def test_first_start_that_was_interrupted_is_done_again_with_a_line(tmp_path: Path) -> None:
    folder = Settings.resolve(tmp_path / "data", environ={}).folder
    folder.make()
    folder.postgres.mkdir()
    (folder.postgres / "PG_VERSION").write_text("18\n", encoding="ascii")
    (folder.temporal / "temporal.db").write_bytes(b"")
    async with running(tmp_path / "data") as watched:
        assert watched.has_said("PostgreSQL was half made by an interrupted start: made again")
        assert watched.has_said("Temporal was half made by an interrupted start: made again")


async def test_parts_end_with_a_supervisor_that_was_killed_and_the_next_start_goes_on(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    killed = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.bare_stack", str(folder)),
        *(str(free_port()), str(free_port())),
        stdout=asyncio.subprocess.PIPE,
    )
    assert killed.stdout is not None
    while not (await killed.stdout.readline()).startswith(b"ready"):
        assert killed.returncode is None
    marks = StackRecord.read(folder / "stack.json").marks
    killed.kill()
    await killed.wait()
    async with running(folder) as watched:
        assert watched.record.ready
        assert all(marks[name].process() is None for name in marks)


async def test_part_of_a_killed_supervisor_that_still_runs_is_stopped_first(
    tmp_path: Path,
) -> None:
    async with running(tmp_path / "data") as watched:
        pass
    with sleeping(str(tmp_path / "data")) as stubborn:
        record = watched.record
        record.note(WORKER, PartState.RUNNING, pid=stubborn.pid, address=None)
        record.write(watched.settings.folder.stack_file)
        async with running(tmp_path / "data") as next_one:
            assert next_one.has_said("worker of an earlier start was still running: stopped")
        assert record.marks[WORKER].process() is None


async def test_process_that_is_not_of_this_folder_is_never_stopped(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as watched:
        pass
    with sleeping() as stranger:
        record = watched.record
        record.note(WORKER, PartState.RUNNING, pid=stranger.pid, address=None)
        record.write(watched.settings.folder.stack_file)
        async with running(tmp_path / "data") as next_one:
            assert not next_one.has_said("was still running")
        assert stranger.poll() is None
        stranger.kill()


async def test_stack_whose_folder_was_removed_stops_itself(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as watched:
        watched.settings.folder.lock_file.unlink()
        with pytest.raises(InvalidInputError, match=r"data folder .* is gone"):
            await watched.task
    assert watched.has_said("PostgreSQL stopped")
