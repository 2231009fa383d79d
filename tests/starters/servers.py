"""The real servers the command line talks to: Temporal, PostgreSQL, and a worker of ours."""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.store.engine import engine_for
from workers.plugin import servicecycle_plugin
from workers.processes import PROCESSES, recording
from workflows import search
from workflows.queues import PROCESSES as QUEUE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterator

    from temporalio.client import Client

    from tests.support.postgres import Database

Answer = TypeVar("Answer")

_TEMPORAL = Path(sys.executable).parent / "temporal"
_ATTRIBUTES = [
    key for key in vars(search).values() if getattr(key, "name", None) in search.SEARCH_ATTRIBUTES
]


class Servers:
    """Temporal and a worker on a loop of their own, as if they were other programs."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="servers", daemon=True)
        self._env: WorkflowEnvironment | None = None
        self._working: asyncio.Event | None = None
        self._work: asyncio.Task[None] | None = None

    @property
    def client(self) -> Client:
        assert self._env is not None
        return self._env.client

    @property
    def address(self) -> str:
        return self.client.service_client.config.target_host

    def start(self) -> None:
        self._thread.start()
        self.run(self._start())
        self.run(self._begin_work())

    def stop(self) -> None:
        self.run(self._end_work())
        self.run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=60)

    def terminate(self, workflow_id: str) -> None:
        """What an operator does with one click in the Temporal UI."""

        async def terminated() -> None:
            await self.client.get_workflow_handle(workflow_id).terminate("one click")

        self.run(terminated())

    def signals(self, workflow_id: str) -> list[str]:
        """The names of the signals a process got."""

        async def found() -> list[str]:
            events = self.client.get_workflow_handle(workflow_id).fetch_history_events()
            told = [one.workflow_execution_signaled_event_attributes async for one in events]
            return [one.signal_name for one in told if one.signal_name]

        return self.run(found())

    @contextmanager
    def without_worker(self) -> Iterator[None]:
        """Nobody takes work meanwhile."""
        self.run(self._end_work())
        try:
            yield
        finally:
            self.run(self._begin_work())

    async def _start(self) -> None:
        self._env = await WorkflowEnvironment.start_local(
            dev_server_existing_path=str(_TEMPORAL),
            search_attributes=_ATTRIBUTES,
            plugins=[servicecycle_plugin()],
        )

    async def _stop(self) -> None:
        assert self._env is not None
        await self._env.shutdown()

    async def _begin_work(self) -> None:
        begun = asyncio.Event()
        self._working = asyncio.Event()
        self._work = asyncio.create_task(self._works(begun, self._working))
        await begun.wait()

    async def _end_work(self) -> None:
        assert self._working is not None
        assert self._work is not None
        self._working.set()
        await self._work

    async def _works(self, begun: asyncio.Event, over: asyncio.Event) -> None:
        async with self._worker():
            begun.set()
            await over.wait()

    @asynccontextmanager
    async def _worker(self) -> AsyncIterator[None]:
        engine = engine_for(self.database.worker_url)
        with ThreadPoolExecutor(8) as threads:
            async with Worker(
                self.client,
                task_queue=QUEUE,
                workflows=list(PROCESSES),
                activities=recording(engine),
                activity_executor=threads,
                graceful_shutdown_timeout=timedelta(seconds=10),
            ):
                yield
        engine.dispose()
