"""The floor: a bare process with one update and one empty activity a decision.

Run as a program it is the floor's worker: `python -m bench.floor ADDRESS NAMESPACE`.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

from bench.company import DECISIONS, GATES, REST, VOTES

if TYPE_CHECKING:
    from temporalio.client import WorkflowHandle

QUEUE = "floor"
_THREADS = 16
_A_YEAR = timedelta(days=365)


@activity.defn(name="floor.nothing")
def nothing(answer: str) -> str:
    """Do nothing."""
    return answer


@workflow.defn(name="Floor")
class Floor:
    """Waits until it has heard as many answers as a service hears."""

    @workflow.init
    def __init__(self, awaited: int) -> None:
        self._left = awaited

    @workflow.run
    async def run(self, awaited: int) -> None:  # noqa: ARG002 - taken by __init__
        """Wait for the last answer."""
        await workflow.wait_condition(lambda: not self._left)
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.update(name="decide")
    async def decide(self, answer: str) -> str:
        """Take an answer."""
        done = await workflow.execute_activity(
            nothing, answer, start_to_close_timeout=timedelta(seconds=20)
        )
        self._left -= 1
        return done


@workflow.defn(name="FloorWait")
class FloorWait:
    """Waits for an instant, and then for another one that does not come."""

    @workflow.run
    async def run(self, seconds: float) -> None:
        """Wait twice."""
        await workflow.sleep(seconds)
        await workflow.sleep(_A_YEAR)

    @workflow.update(name="opened")
    async def opened(self) -> bool:
        """Whether it waits already."""
        return True


class FloorLife:
    """As many answers, in the same order and side by side as ours."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._id = f"floor/{uuid4().hex}"

    @property
    def handle(self) -> WorkflowHandle[Any, Any]:
        """Its process."""
        return self._client.get_workflow_handle(self._id)

    async def begin(self) -> None:
        """Start it; like ours it has come so far that it can be asked."""
        await self._client.start_workflow(Floor.run, DECISIONS, id=self._id, task_queue=QUEUE)
        await self.handle.describe()

    async def live(self) -> None:
        """Send every answer."""
        for _ in VOTES:
            await self._answer()
        await asyncio.gather(*(self._answer() for _ in GATES))
        for _ in REST:
            await self._answer()

    async def _answer(self) -> None:
        done: object = await self.handle.execute_update(Floor.decide, "yes", id=uuid4().hex)
        if done != "yes":
            message = "the floor lost an answer"
            raise RuntimeError(message)


async def work(address: str, namespace: str) -> None:
    """Serve the floor until asked to stop."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    worker = Worker(
        await Client.connect(address, namespace=namespace),
        task_queue=QUEUE,
        workflows=[Floor, FloorWait],
        activities=[nothing],
        activity_executor=ThreadPoolExecutor(_THREADS),
        max_concurrent_activities=_THREADS,
    )
    async with worker:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:]))
