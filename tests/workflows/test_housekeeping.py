"""Housekeeping on the real server: what is open on record and does not run is said, once (8.1)."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import CancelledError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Worker
from tenacity import AsyncRetrying, stop_after_delay, wait_fixed

from domain.clock import BusinessClock
from domain.housekeeping import HousekeepingBook, Round
from domain.policy import PinnedPolicy
from domain.protocol import Carried, ServiceLifecycleInput
from domain.words import Stage
from tests.support.remembering import remembering
from tests.workflows.company import policy_document
from tests.workflows.test_mailroom import details, shows
from workers.assembly import assemble
from workers.settings import Settings
from workflows.housekeeping import Housekeeping
from workflows.queues import SLOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from temporalio.client import WorkflowHandle

    from tests.support.postgres import Database
    from tests.workflows.house import House
    from tests.workflows.life import Life

TERMINATED = "process terminated: terminated by an operator"


@pytest.fixture
def settings(house: House, database: Database, tmp_path: Path) -> Settings:
    """Where the servers of this test are, as a company names its own."""
    names = {
        "TEMPORAL_ADDRESS": house.env.client.service_client.config.target_host,
        "SERVICECYCLE_DATABASE_URL": database.worker_url,
    }
    return Settings.resolve(tmp_path, names)


def patiently() -> AsyncRetrying:
    """Look again and again, for half a minute."""
    return AsyncRetrying(stop=stop_after_delay(30), wait=wait_fixed(0.05), reraise=True)


class Rounds:
    """Housekeeping of one house, put together as a worker does, on a queue of its own."""

    def __init__(self, house: House, settings: Settings) -> None:
        self._house, self._assembly = house, assemble(settings, house.env.client)
        self._queue = f"q-{uuid4().hex[:12]}"

    @asynccontextmanager
    async def begun(self, book: HousekeepingBook) -> AsyncIterator[WorkflowHandle[Any, Any]]:
        """Housekeeping on its way, ended by cancelling it; nobody does the rounds yet."""
        client = self._house.env.client
        async with Worker(
            client,
            task_queue=self._queue,
            workflows=[Housekeeping],
            **remembering(),
        ):
            with self._house.env.with_time_skipping_disabled():
                handle = await client.start_workflow(
                    Housekeeping.run, book, id=self._queue, task_queue=self._queue
                )
            yield handle
            await handle.cancel()
            with pytest.raises(WorkflowFailureError) as ended:
                await client.get_workflow_handle(handle.id).result()
            assert isinstance(ended.value.cause, CancelledError)

    @asynccontextmanager
    async def done(self) -> AsyncIterator[None]:
        """Somebody does the rounds."""
        async with Worker(
            self._house.env.client,
            task_queue=SLOW,
            activities=[one for one in self._assembly.slow_activities if _is_a_round(one)],
            graceful_shutdown_timeout=timedelta(seconds=10),
        ):
            yield
        self._assembly.engine.dispose()

    @asynccontextmanager
    async def going(
        self, book: HousekeepingBook | None = None
    ) -> AsyncIterator[WorkflowHandle[Any, Any]]:
        """Housekeeping at work; its first round is over."""
        async with self.begun(book or HousekeepingBook()) as handle, self.done():
            await shows(handle, "Round ")
            yield handle


@pytest.fixture
def rounds(house: House, settings: Settings) -> Rounds:
    return Rounds(house, settings)


async def made(handle: WorkflowHandle[Any, Any]) -> int:
    """How many rounds are over, as the Temporal UI shows it."""
    shown = re.search(r"Round (\d+):", await details(handle))
    return int(shown[1]) if shown else 0


async def another_round(handle: WorkflowHandle[Any, Any]) -> None:
    """Send it round once more, and wait until it has been."""
    before = await made(handle)
    await handle.signal(Housekeeping.nudge)
    async for attempt in patiently():
        with attempt:
            assert await made(handle) > before


async def round_by_round(handle: WorkflowHandle[Any, Any], text: str) -> None:
    """Send it round until the Temporal UI shows a text: Temporal's own index lags a little."""
    async for attempt in patiently():
        with attempt:
            await another_round(handle)
            assert text in await details(handle)


async def gone(life: Life) -> None:
    """Let Temporal lose a process with all its data."""
    client = life.env.client
    # What is deleted sooner comes back into the index with the last thing that was written of it.
    await stands_in_the_index(life)
    await client.workflow_service.delete_workflow_execution(
        DeleteWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=life.id),
        )
    )
    async for attempt in patiently():
        with attempt:
            assert not await is_known(life)


async def stands_in_the_index(life: Life) -> None:
    """Wait until Temporal's index, which lags a little, knows whom a process waits for."""
    wanted = f"WorkflowId = '{life.id}' AND AwaitingRole IS NOT NULL"
    async for attempt in patiently():
        with attempt:
            assert (await life.env.client.count_workflows(wanted)).count == 1


async def is_known(life: Life) -> bool:
    """Whether Temporal has anything on a process."""
    try:
        await life.handle.describe()
    except RPCError as refusal:
        return refusal.status is not RPCStatusCode.NOT_FOUND
    return True


async def resumed(house: House, life: Life) -> None:
    """Start a process again where it stood."""
    pinned = PinnedPolicy(version=life.row.policy_version, document=policy_document())
    carried = Carried(state=life.row.state, policy=pinned, clock=BusinessClock())
    again = ServiceLifecycleInput(service_id=life.record_id, carried=carried)
    await house.open_service(again, by="admin")


async def test_a_terminated_process_is_found_and_its_open_tasks_are_closed_with_a_reason(
    house: House, rounds: Rounds
) -> None:
    life = await house.propose()
    await life.handle.terminate("one click")
    async with rounds.going() as handle:
        await round_by_round(handle, "1 processes open, 1 astray")
    assert (life.row.stray, life.row.closed_at) == ("terminated", None)
    closed = life.task("committee")
    assert (closed.state, closed.closed_reason, life.open) == ("cancelled", TERMINATED, set())
    found, cancelled = life.events[-2:]
    assert (found.kind, found.actor, found.data) == (
        "process_terminated",
        "system",
        {"why": "terminated by an operator"},
    )
    assert (cancelled.kind, cancelled.data["task_id"]) == ("task_cancelled", closed.task_id)
    assert found.clauses == ["8.1"]
    life.record.check_chain(life.id)


async def test_what_was_found_is_said_once_however_often_it_is_found(
    house: House, rounds: Rounds
) -> None:
    life = await house.take_over(Stage.OPERATION)
    await life.handle.terminate()
    async with rounds.going() as handle:
        await round_by_round(handle, "1 astray")
        said = house.record.count()
        await another_round(handle)
        assert house.record.count() == said
    assert life.story.count("process_terminated") == 1


async def test_a_process_whose_data_are_gone_is_lost_and_its_tasks_stay_open(
    house: House, rounds: Rounds
) -> None:
    life = await house.propose()
    await gone(life)
    async with rounds.going() as handle:
        await round_by_round(handle, "1 astray")
    assert (life.row.stray, life.open) == ("lost", {"committee/1"})
    assert life.story[-1] == "process_lost"
    assert life.events[-1].data == {"why": "Temporal does not know it"}


@pytest.mark.parametrize("lost", [True, False], ids=["lost", "terminated"])
async def test_a_process_that_was_resumed_is_no_stray_any_more(
    house: House, rounds: Rounds, *, lost: bool
) -> None:
    life = await house.propose()
    await (gone(life) if lost else life.handle.terminate())
    async with rounds.going() as handle:
        await round_by_round(handle, "1 astray")
        await resumed(house, life)
        await round_by_round(handle, "1 processes open, 0 astray")
    assert (life.row.stray, life.open) == (None, {"committee/1"})
    await life.offered()
    assert life.row.stage == Stage.DESIGN


async def test_a_process_that_runs_is_left_alone(house: House, rounds: Rounds) -> None:
    life = await house.propose()
    ended = await house.propose()
    for member in ("ayse", "mehmet"):
        await ended.decide("committee", "reject", by=member)
    before = house.record.count()
    async with rounds.going() as handle:
        await another_round(handle)
        assert "0 astray" in await details(handle)
    assert house.record.count() == before
    assert life.open == {"committee/1"}


async def test_a_nudge_during_a_round_is_followed_by_another_round(
    house: House, rounds: Rounds
) -> None:
    async with rounds.begun(HousekeepingBook()) as handle:
        await shows(handle, "The first round begins.")
        await handle.signal(Housekeeping.nudge)
        async with rounds.done():
            await shows(handle, "Round 2:")
    assert house.record.count()["event"] == 0


async def test_it_rests_as_long_as_policy_says(house: House, rounds: Rounds) -> None:
    house.record.publish_policy({("processes", "housekeeping_minutes"): 7})
    async with rounds.going() as handle:
        await shows(handle, "Round 1: 0 processes open, 0 astray. The next round is in 7 min.")
        await house.env.fast_forward(handle, timedelta(minutes=6))
        assert "Round 1:" in await details(handle)
        await house.env.fast_forward(handle, timedelta(minutes=2))
        await shows(handle, "Round 2:")


async def test_a_full_page_is_turned_and_the_count_goes_on(house: House, rounds: Rounds) -> None:
    book = HousekeepingBook(rounds=41, last=Round(next_minutes=30), page=20)
    async with rounds.going(book) as first:
        present = house.env.client.get_workflow_handle(first.id)
        async for attempt in patiently():
            with attempt:
                await another_round(present)
                assert (await present.describe()).run_id != first.first_execution_run_id
        assert await made(present) > 42


def _is_a_round(activity: object) -> bool:
    return getattr(activity, "__name__", "") == "go_round"
