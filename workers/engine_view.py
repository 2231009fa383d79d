"""What Temporal itself knows of our processes: which run, which are stuck, what keeps failing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, GetSystemInfoRequest
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import UnreachableError
from domain.ids import HOUSEKEEPING, MAILROOM
from workers.connection import connect
from workflows.queues import PROCESSES

if TYPE_CHECKING:
    from temporalio.api.failure.v1 import Failure
    from temporalio.api.workflow.v1 import PendingActivityInfo
    from temporalio.client import Client, WorkflowExecutionDescription

    from workers.settings import Settings

_RUNNING = "ExecutionStatus = 'Running'"
_STUCK = f"{_RUNNING} AND TemporalReportedProblems IS NOT NULL"
_PAGE = 1000
_ATTEMPTS_THAT_TELL = 3
_LOOKED_AT = 500
_AT_ONCE = 16
_PATIENCE_SECONDS = 3.0
_ONE_IN_A_HOUSE = (MAILROOM, HOUSEKEEPING)


class FailingActivity(BaseModel):
    """An activity that has failed again and again and is still being tried."""

    model_config = ConfigDict(frozen=True)

    workflow_id: str
    activity: str
    attempts: int
    failure: str


@dataclass(frozen=True)
class EngineView:
    """What Temporal answered.

    Args:
        version: The release of its server.
        has_worker: Whether any worker asked for work of our queue within the last minutes.
        failing: The activities that are tried again and again.
        wedged: The processes whose code cannot go on.
        lost: Those of the processes asked for that do not run.
    """

    version: str
    has_worker: bool
    failing: list[FailingActivity]
    wedged: list[str]
    lost: list[str]


async def look_at_engine(settings: Settings, open_ids: list[str]) -> EngineView | None:
    """Ask Temporal.

    Args:
        settings: Where it is.
        open_ids: The processes that are open in our records and should run.

    Returns:
        Its answers; None when it does not answer within seconds.
    """
    try:
        client = await connect(settings, patience=_PATIENCE_SECONDS)
        running = await _running_ids(client)
        has_worker = await _has_worker(client)
        wanted = {*open_ids, *(_ONE_IN_A_HOUSE if has_worker else ())}
        return EngineView(
            version=await _server_version(client),
            has_worker=has_worker,
            failing=await _failing_activities(client, running),
            wedged=await _wedged_ids(client),
            lost=await _not_running(client, sorted(wanted - set(running))),
        )
    except (RPCError, UnreachableError):
        return None


async def _server_version(client: Client) -> str:
    answer = await client.workflow_service.get_system_info(GetSystemInfoRequest())
    return answer.server_version


async def _has_worker(client: Client) -> bool:
    answer = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=PROCESSES),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
    )
    return bool(answer.pollers)


async def _running_ids(client: Client) -> list[str]:
    """The workflow ids of everything that runs, as the index of Temporal knows it."""
    return [one.id async for one in client.list_workflows(_RUNNING, page_size=_PAGE)]


async def _wedged_ids(client: Client) -> list[str]:
    """The processes whose code cannot go on; Temporal notes it after about a minute."""
    try:
        return [one.id async for one in client.list_workflows(_STUCK, page_size=_PAGE)]
    except RPCError as refusal:
        if refusal.status is RPCStatusCode.INVALID_ARGUMENT:
            # A cluster of an earlier release has no such attribute.
            return []
        raise


async def _not_running(client: Client, workflow_ids: list[str]) -> list[str]:
    """Which of these processes do not run, asked one by one, for the index lags a little."""
    found = await _described(client, workflow_ids)
    return [
        workflow_id
        for workflow_id, description in zip(workflow_ids, found, strict=True)
        if description is None or description.status is not WorkflowExecutionStatus.RUNNING
    ]


async def _failing_activities(client: Client, workflow_ids: list[str]) -> list[FailingActivity]:
    """The activities that were tried three times or more, of the first 500 of these processes."""
    wanted = workflow_ids[:_LOOKED_AT]
    found = await _described(client, wanted)
    return [
        _failing(workflow_id, pending)
        for workflow_id, description in zip(wanted, found, strict=True)
        if description is not None
        for pending in description.raw_description.pending_activities
        if pending.attempt >= _ATTEMPTS_THAT_TELL
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


async def _described(
    client: Client, workflow_ids: list[str]
) -> list[WorkflowExecutionDescription | None]:
    turn = asyncio.Semaphore(_AT_ONCE)

    async def describe(workflow_id: str) -> WorkflowExecutionDescription | None:
        async with turn:
            try:
                return await client.get_workflow_handle(workflow_id).describe()
            except RPCError as refusal:
                if refusal.status is RPCStatusCode.NOT_FOUND:
                    return None
                raise

    return await asyncio.gather(*map(describe, workflow_ids))
