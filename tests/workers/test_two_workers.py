"""Two workers share the load of one house; one is killed, and nothing waits for it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from temporalio.api.enums.v1 import EventType, TimeoutType

from domain.policy import Command
from starters.deciding import Given, decide
from starters.demo.story import content_of
from starters.desk import Desk
from starters.proposing import propose_service, service_id_for
from tests.chaos.ledger import ran_twice
from tests.chaos.people import Cast, Persistence
from tests.chaos.worker import command, ledger_of, trap_of
from tests.support.bare_stack import idle_worker
from tests.support.supervised import eventually, running
from workers.connection import connect
from workers.embedded.first_steps import real_first_steps
from workers.registers.people import apply_people
from workers.registers.people_files import read_people

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from temporalio.api.history.v1 import HistoryEvent

    from domain.protocol import Receipt
    from workers.settings import Settings

pytestmark = pytest.mark.e2e

_SERVICES = [service_id_for(one) for one in Cast.whole().catalogue]


@dataclass(frozen=True)
class TwoWorkers:
    """A house in which two workers share the load, and nobody starts one again.

    Args:
        workers: The two, by process id.
    """

    desk: Desk
    workers: dict[int, subprocess.Popen[bytes]]

    async def propose(self) -> None:
        """Put the catalogue to the committee."""
        for file in Cast.whole().catalogue:
            await propose_service(self.desk, file.owner, file)

    async def vote(self, service_id: str, person: str) -> Receipt:
        """Answer within the patience of a command, or not at all."""
        given = Given(outcome="offer", reason="it is needed")
        return await decide(self.desk, person, f"service/{service_id}/committee/1", given)

    async def history(self, service_id: str) -> list[HistoryEvent]:
        """What Temporal keeps of a service."""
        client = await connect(self.desk.settings)
        handle = client.get_workflow_handle(f"service/{service_id}")
        return [one async for one in handle.fetch_history_events()]

    async def at_work_on(self, service_id: str) -> int:
        """Which worker keeps a service in its memory and is asked first."""
        return [worker for one in await self.history(service_id) if (worker := finisher(one))][-1]

    async def kept_by(self) -> dict[str, int]:
        """Which worker keeps which service."""
        return {one: await self.at_work_on(one) for one in _SERVICES}

    def kill(self, pid: int) -> None:
        """Kill a worker with -9."""
        os.kill(pid, signal.SIGKILL)
        self.workers[pid].wait()


def finisher(event: HistoryEvent) -> int | None:
    """The worker that finished a step of a process."""
    if event.event_type != EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
        return None
    return int(event.workflow_task_completed_event_attributes.identity.partition("@")[0])


def waited_in_vain(event: HistoryEvent) -> bool:
    """Whether a step was offered to a worker that never came for it."""
    told = event.workflow_task_timed_out_event_attributes
    return (
        event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT
        and told.timeout_type == TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START
    )


@contextmanager
def worker(settings: Settings, readiness: Path) -> Iterator[subprocess.Popen[bytes]]:
    with readiness.with_suffix(".log").open("ab") as log:
        process = subprocess.Popen(command(settings, readiness), stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@asynccontextmanager
async def two_workers(folder: Path) -> AsyncIterator[TwoWorkers]:
    steps = replace(real_first_steps(), worker=idle_worker)
    async with running(folder / "data", steps=steps) as house, AsyncExitStack() as stack:
        readiness = [folder / "first.ready", folder / "second.ready"]
        both = [stack.enter_context(worker(house.settings, one)) for one in readiness]
        await eventually(lambda: all(one.exists() for one in readiness))
        desk = stack.enter_context(Desk(house.settings))
        actor = desk.admit(None, Command.PEOPLE_IMPORT)
        rows = read_people(content_of("people.yaml"), "people.yaml")
        apply_people(desk.writer, actor, rows, desk.now())
        shared = TwoWorkers(desk, {one.pid: one for one in both})
        await shared.propose()
        yield shared


async def test_who_keeps_a_service_in_memory_is_killed_and_the_other_answers_in_time(
    tmp_path: Path,
) -> None:
    async with two_workers(tmp_path) as house:
        kept_by = await house.kept_by()
        assert set(kept_by.values()) == set(house.workers)
        killed, survivor = house.workers
        house.kill(killed)
        receipts = await asyncio.gather(*(house.vote(one, "elif") for one in _SERVICES))
        assert [one.task_id for one in receipts] == [
            f"service/{one}/committee/1" for one in _SERVICES
        ]
        assert set((await house.kept_by()).values()) == {survivor}
        for service_id, keeper in kept_by.items():
            vain = [one for one in await house.history(service_id) if waited_in_vain(one)]
            assert len(vain) == (1 if keeper == killed else 0)


async def test_step_that_a_killed_worker_had_in_hand_keeps_only_its_own_service_waiting(
    tmp_path: Path,
) -> None:
    async with two_workers(tmp_path) as house:
        data = house.desk.settings.data
        first, *others = _SERVICES
        trap_of(data).touch()
        persistence = Persistence()
        interrupted = asyncio.create_task(
            persistence.until_known(lambda: house.vote(first, "elif"))
        )
        await eventually(lambda: any(one.poll() is not None for one in house.workers.values()))
        for receipt in asyncio.as_completed([house.vote(one, "elif") for one in others]):
            await receipt
        assert not interrupted.done()
        # The killed worker had committed, so the same answer again is answered from the record.
        assert (await interrupted).task_id == f"service/{first}/committee/1"
        ledger = ledger_of(data)
        await eventually(lambda: bool(ran_twice(ledger.lines())))
        assert [one.key for one in ran_twice(ledger.lines())] == [one.key for one in ledger.kills()]
