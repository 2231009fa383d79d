"""What processes stumble on: activities that fail again and again, and code that cannot go on."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.api.workflowservice.v1 import GetWorkflowExecutionHistoryReverseRequest
from temporalio.service import RPCError, RPCStatusCode

from workers.listing import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from temporalio.api.failure.v1 import Failure
    from temporalio.api.workflow.v1 import PendingActivityInfo
    from temporalio.client import Client, WorkflowExecutionDescription

ATTEMPTS_THAT_TELL = 3
_AT_ONCE = 16
_LATEST_EVENTS = 10
_EXPLAINED = 100
_CHANGED = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR
_NOT_KNOWN = "why it cannot go on is not known"


class FailingActivity(BaseModel):
    """An activity that has failed again and again and is still being tried."""

    model_config = ConfigDict(frozen=True)

    workflow_id: str
    activity: str
    attempts: int
    failure: str


@dataclass
class Stumbles:
    """What was found where somebody looked.

    Args:
        looked_at: At how many processes.
        failing: The activities that are tried again and again.
        stuck: The processes whose code cannot go on.
    """

    looked_at: int = 0
    failing: list[FailingActivity] = field(default_factory=list)
    stuck: set[str] = field(default_factory=set)


async def look_into(client: Client, workflow_ids: Iterable[str], *, seconds: float) -> Stumbles:
    """Look at processes one by one, at as many as there is time for."""
    found, waiting = Stumbles(), iter(workflow_ids)
    until = asyncio.get_running_loop().time() + seconds

    async def look() -> None:
        for workflow_id in waiting:
            if asyncio.get_running_loop().time() > until:
                return
            description = await described(client, workflow_id)
            if description is not None:
                _note(found, workflow_id, description)
            found.looked_at += 1

    await asyncio.gather(*(look() for _ in range(_AT_ONCE)))
    return found


async def described(client: Client, workflow_id: str) -> WorkflowExecutionDescription | None:
    """What Temporal says of a process; None where it knows none of this id."""
    try:
        return await client.get_workflow_handle(workflow_id).describe()
    except RPCError as refusal:
        if refusal.status is RPCStatusCode.NOT_FOUND:
            return None
        raise


async def described_all(
    client: Client, workflow_ids: list[str]
) -> list[WorkflowExecutionDescription | None]:
    """What Temporal says of each of these processes."""
    turn = asyncio.Semaphore(_AT_ONCE)

    async def describe(workflow_id: str) -> WorkflowExecutionDescription | None:
        async with turn:
            return await described(client, workflow_id)

    return await asyncio.gather(*map(describe, workflow_ids))


async def reported(client: Client, query: str) -> set[str]:
    """The processes that Temporal itself reports as stuck, which it does after about a minute."""
    try:
        return set(await listed(client, query))
    except RPCError as refusal:
        if refusal.status is RPCStatusCode.INVALID_ARGUMENT:
            # A cluster of an earlier release has no such attribute.
            return set()
        raise


async def explained(client: Client, workflow_ids: Iterable[str]) -> dict[str, str]:
    """Why processes cannot go on, as their histories say; of very many only the first hundred."""
    wanted = sorted(workflow_ids)
    causes = await asyncio.gather(*(_why(client, one) for one in wanted[:_EXPLAINED]))
    return dict.fromkeys(wanted, _NOT_KNOWN) | dict(zip(wanted, causes, strict=False))


async def _why(client: Client, workflow_id: str) -> str:
    latest = await client.workflow_service.get_workflow_execution_history_reverse(
        GetWorkflowExecutionHistoryReverseRequest(
            namespace=client.namespace,
            execution=WorkflowExecution(workflow_id=workflow_id),
            maximum_page_size=_LATEST_EVENTS,
        )
    )
    for event in latest.history.events:
        if event.HasField("workflow_task_failed_event_attributes"):
            failed = event.workflow_task_failed_event_attributes
            if failed.cause == _CHANGED:
                return "its code was changed so that it cannot repeat what it did before"
            return f"its code raises an error: {_cause_in(failed.failure)}"
    return _NOT_KNOWN


def _note(found: Stumbles, workflow_id: str, description: WorkflowExecutionDescription) -> None:
    raw = description.raw_description
    if raw.pending_workflow_task.attempt >= ATTEMPTS_THAT_TELL:
        found.stuck.add(workflow_id)
    found.failing += [
        _failing(workflow_id, pending)
        for pending in raw.pending_activities
        if pending.attempt >= ATTEMPTS_THAT_TELL
    ]


def _failing(workflow_id: str, pending: PendingActivityInfo) -> FailingActivity:
    return FailingActivity(
        workflow_id=workflow_id,
        activity=pending.activity_type.name,
        attempts=pending.attempt,
        failure=_cause_in(pending.last_failure),
    )


def _cause_in(failure: Failure) -> str:
    """The first line of the innermost cause that says anything, else of the failure itself.

    Temporal puts words of its own around a failure that is too long for it.
    """
    words = ""
    while True:
        words = failure.message.strip().partition("\n")[0].rstrip() or words
        if not failure.HasField("cause"):
            return words
        failure = failure.cause
