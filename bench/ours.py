"""Decisions of the real process: each is recorded and followed by what it leads to."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from temporalio.client import WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy

from bench.company import GATES, PROPOSAL, REST, VOTES, actor
from domain.asking import Answer
from domain.identity import acting
from domain.ids import service_workflow_id
from domain.protocol import ProcessStanding, Receipt, ServiceLifecycleInput
from domain.service import ServiceFile
from domain.steps import Asked
from starters.door import asked_with_start
from workflows.process import Process
from workflows.queues import PROCESSES
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from temporalio.client import Client

    from bench import company


class OurLife:
    """A service on its way from its proposal into operation."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._service_id = f"service-{uuid4().hex[:12]}"

    @property
    def workflow_id(self) -> str:
        """Its process."""
        return service_workflow_id(self._service_id)

    async def begin(self) -> None:
        """Propose it; the committee is asked."""
        acting.set(actor("owner"))
        proposal = ServiceFile.model_validate({**PROPOSAL, "id": self._service_id})
        request = Asked(request_id=uuid4().hex, command="service propose", fingerprint="f")
        starting: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            ServiceLifecycle.run,
            ServiceLifecycleInput(service_id=self._service_id, proposal=proposal, request=request),
            id=self.workflow_id,
            task_queue=PROCESSES,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
        )
        standing = await asked_with_start(self._client, Process.opened, starting)
        if not (isinstance(standing, ProcessStanding) and standing.new):
            message = f"{self.workflow_id} was there before"
            raise RuntimeError(message)

    async def live(self) -> None:
        """Answer everything it asks, what stands open side by side at the same time."""
        for vote in VOTES:
            await self._answer(vote)
        await asyncio.gather(*(self._answer(gate) for gate in GATES))
        for last in REST:
            await self._answer(last)

    async def _answer(self, given: company.Answer) -> None:
        question, outcome, person, data = given
        acting.set(actor(person))
        request_id = uuid4().hex
        answer = Answer(
            task_id=f"{self.workflow_id}/{question}/1",
            outcome=outcome,
            reason="the records say so",
            data=data,
            request_id=request_id,
            fingerprint=request_id,
        )
        handle = self._client.get_workflow_handle(self.workflow_id)
        receipt = await handle.execute_update(Process.decide, answer, id=request_id)
        if not isinstance(receipt, Receipt):
            raise TypeError(receipt)
