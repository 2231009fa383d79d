"""The two processes of a worker begin one after the other and end together, however one ends."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.support.supervised import eventually
from workers.embedded.record import is_alive
from workers.mate import beside_a_mate, wants_a_mate
from workers.settings import Settings
from workers.watching import METRICS_ADDRESS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PAIR = """
import asyncio, signal, sys
from workers.leaving import leave, run_settled
from workers.mate import Mate

async def work(stop, ready):
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, stop.set)
    ready()
    await stop.wait()

def told():
    print(mate.child, flush=True)
    mate.begin()

mate = Mate.fork()
if mate.came_first:
    run_settled(mate.beside(work, told))
    leave(mate.outcome())
if mate.may_begin():
    run_settled(mate.beside(work, lambda: print("second", flush=True)))
leave(int(sys.argv[1]))
"""


@dataclass(frozen=True)
class Pair:
    """Two processes at work."""

    first: subprocess.Popen[str]
    second: psutil.Process

    def are_gone(self) -> None:
        asyncio.run(eventually(lambda: not is_alive(self.second)))


@pytest.fixture
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    code = str(getattr(request, "param", 0))
    command = [sys.executable, "-c", _PAIR, code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        second = psutil.Process(int(first.stdout.readline()))
        assert first.stdout.readline() == "second\n"
        yield Pair(first, second)
        first.kill()


def test_the_second_ends_when_the_first_is_killed(pair: Pair) -> None:
    pair.first.kill()
    pair.are_gone()


def test_the_first_ends_with_a_failure_when_the_second_is_killed(pair: Pair) -> None:
    pair.second.kill()
    assert pair.first.wait(20) == 1


@pytest.mark.parametrize("pair", [0, 6], indirect=True)
def test_both_end_when_the_first_is_told_to(pair: Pair, request: pytest.FixtureRequest) -> None:
    pair.first.send_signal(signal.SIGUSR1)
    assert pair.first.wait(20) == request.node.callspec.params["pair"]
    pair.are_gone()


def test_one_process_works_where_an_address_tells_of_one_worker(tmp_path: Path) -> None:
    watched = Settings.resolve(tmp_path, environ={METRICS_ADDRESS: "9464"})
    assert not wants_a_mate(watched)


def test_each_of_two_keeps_a_hundred_in_memory_unless_somebody_says_otherwise(
    tmp_path: Path,
) -> None:
    usual = Settings.resolve(tmp_path, environ={})
    said = Settings.resolve(tmp_path, environ={"SERVICECYCLE_MAX_CACHED": "0"})
    assert beside_a_mate(usual).max_cached_workflows == 100
    assert beside_a_mate(said).max_cached_workflows == 0


def test_a_worker_that_finds_nothing_running_says_so_and_leaves_nobody_behind(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "workers.main", "--data", str(tmp_path)]
    done = subprocess.run(
        [*command, "--readiness", str(tmp_path / "ready")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 6
    assert "nothing runs on" in done.stdout + done.stderr
