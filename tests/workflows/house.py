"""A house for the tests of processes: how they are started in it, and on which day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from temporalio.client import WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.worker import Worker
from tenacity import AsyncRetrying, stop_after_delay, wait_fixed

from domain.ids import policy_workflow_id, service_workflow_id
from domain.protocol import (
    PolicyPublicationInput,
    ProcessStanding,
    ServiceLifecycleInput,
)
from domain.service import ImportedService, ServiceFile
from domain.steps import Asked
from starters.door import asked_with_start
from tests.support.remembering import remembering
from tests.workflows.company import PROPOSAL
from tests.workflows.life import Life, acting_as
from tests.workflows.record import Record
from workers.processes import PROCESSES, recording
from workflows.policy_publication import PolicyPublication
from workflows.process import Process
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy import Engine
    from temporalio.testing import WorkflowEnvironment

    from domain.protocol import ProcessInput
    from domain.words import Stage

# Where no process is kept in memory, a task that is lost is given out again after ten seconds, and
# the next may be lost as well.
_PATIENCE_SECONDS = 90

IMPORTED_BECAUSE = "it ran for years before the record began"


def today() -> date:
    """The day on which the processes of a test begin."""
    return datetime.now(UTC).date()


def in_days(days: int) -> str:
    """A day so many days from now, as a person writes it."""
    return (today() + timedelta(days=days)).isoformat()


async def eventually(so: Callable[[], bool]) -> None:
    """Wait until something that goes on by itself is so."""
    async for attempt in AsyncRetrying(
        stop=stop_after_delay(_PATIENCE_SECONDS), wait=wait_fixed(0.02), reraise=True
    ):
        with attempt:
            assert so()


class House:
    """Starts processes on a queue and a database of its own, and works on them."""

    def __init__(self, env: WorkflowEnvironment, engine: Engine) -> None:
        self.env, self.engine = env, engine
        self.queue = f"q-{uuid4().hex[:12]}"
        self.record = Record(engine)
        self._work = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._begin_work()
        return self

    async def __aexit__(self, *_left: object) -> None:
        await self._work.aclose()

    @asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """Nobody works meanwhile: what is sent waits, and comes in one piece afterwards."""
        await self._work.aclose()
        yield
        await self._begin_work()

    async def _begin_work(self) -> None:
        threads = self._work.enter_context(ThreadPoolExecutor(8))
        worker = Worker(
            self.env.client,
            task_queue=self.queue,
            workflows=list(PROCESSES),
            activities=recording(self.engine, self.record.store),
            activity_executor=threads,
            graceful_shutdown_timeout=timedelta(seconds=10),
            **remembering(),
        )
        await self._work.enter_async_context(worker)

    async def propose(
        self, *, by: str = "owner", service_id: str | None = None, **more: object
    ) -> Life:
        """Propose a service; it stands before the committee."""
        given = proposal(service_id or f"backup-{uuid4().hex[:8]}", **more)
        return await self.open_service(given, by=by)

    async def take_over(
        self,
        stage: Stage,
        *,
        days_ago: int = 0,
        service_id: str | None = None,
        **more: object,
    ) -> Life:
        """Import a service at its stage, in which it has been for so many days."""
        service_id = service_id or f"imported-{uuid4().hex[:8]}"
        entry: dict[str, object] = {
            "id": service_id,
            "stage": stage,
            "since": today() - timedelta(days=days_ago),
            "reason": IMPORTED_BECAUSE,
        }
        given = ServiceLifecycleInput(
            service_id=service_id,
            imported=ImportedService.model_validate({**PROPOSAL, **entry, **more}),
            request=request("service import"),
        )
        return await self.open_service(given, by="admin")

    async def in_operation(self) -> Life:
        """A service that went the whole way from its proposal into operation."""
        life = await self.propose()
        await life.offered()
        await life.designed()
        await life.gone_live()
        return life

    async def open_service(self, given: ServiceLifecycleInput, *, by: str | None) -> Life:
        await self.open(ServiceLifecycle.run, service_workflow_id(given.service_id), given, by=by)
        return self.life(service_workflow_id(given.service_id))

    def life(self, workflow_id: str) -> Life:
        """A process, whether it runs or not."""
        return Life(self.env, self.record, workflow_id)

    async def publish_policy(self, policy_id: str, *, by: str = "process") -> Life:
        """Put a policy document that lies in the record up for approval."""
        given = PolicyPublicationInput(
            policy_id=policy_id,
            title="Service Management Policy",
            request=request("policy publish"),
        )
        await self.open(PolicyPublication.run, policy_workflow_id(policy_id), given, by=by)
        return self.life(policy_workflow_id(policy_id))

    async def open(
        self, run: Callable[..., Any], workflow_id: str, given: ProcessInput, *, by: str | None
    ) -> ProcessStanding:
        """Start a process, or find the one that runs, as a starter does."""
        with acting_as(by), self.env.with_time_skipping_disabled():
            starting: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
                run,
                given,
                id=workflow_id,
                task_queue=self.queue,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            )
            standing = await asked_with_start(self.env.client, Process.opened, starting)
        assert isinstance(standing, ProcessStanding)
        return standing


def request(command: str, fingerprint: str = "f1") -> Asked:
    return Asked(request_id=uuid4().hex, command=command, fingerprint=fingerprint)


def proposal(service_id: str, **more: object) -> ServiceLifecycleInput:
    """A proposal as a starter sends it."""
    return ServiceLifecycleInput(
        service_id=service_id,
        proposal=ServiceFile.model_validate({**PROPOSAL, "id": service_id, **more}),
        request=request("service propose"),
    )
