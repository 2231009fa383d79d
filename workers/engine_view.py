"""What Temporal itself knows of our processes: which run, which are stuck, what keeps failing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, GetSystemInfoRequest
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import UnreachableError
from domain.ids import HOUSEKEEPING, MAILROOM
from workers.connection import connect
from workers.stumbles import FailingActivity, described_all, explained, look_into, reported
from workflows.queues import PROCESSES

if TYPE_CHECKING:
    from datetime import timedelta

    from temporalio.client import Client

    from workers.settings import Settings

_RUNNING = "ExecutionStatus = 'Running'"
_STUCK = f"{_RUNNING} AND TemporalReportedProblems IS NOT NULL"
_PAGE = 1000
_LOOKING_SECONDS = 5.0
_PATIENCE_SECONDS = 3.0
_ONE_IN_A_HOUSE = (MAILROOM, HOUSEKEEPING)


@dataclass(frozen=True)
class EngineView:
    """What Temporal answered.

    Args:
        version: The release of its server.
        has_worker: Whether any worker asked for work of our queue within the last minutes.
        running: How many processes run.
        looked_at: At how many of them somebody looked for activities that fail.
        failing: The activities that are tried again and again.
        wedged: The processes whose code cannot go on.
        problems: For each of these why, as far as it is known.
        lost: Those of the processes asked for that do not run.
    """

    version: str
    has_worker: bool
    running: int
    looked_at: int
    failing: list[FailingActivity]
    wedged: list[str]
    problems: dict[str, str]
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
        stumbles = await look_into(client, running, seconds=_LOOKING_SECONDS)
        problems = await explained(client, stumbles.stuck | await reported(client, _STUCK, _PAGE))
        has_worker = await somebody_works(client)
        wanted = {*open_ids, *(_ONE_IN_A_HOUSE if has_worker else ())}
        return EngineView(
            version=await _server_version(client),
            has_worker=has_worker,
            running=len(running),
            looked_at=stumbles.looked_at,
            failing=stumbles.failing,
            wedged=sorted(problems),
            problems=problems,
            lost=await _not_running(client, sorted(wanted - set(running))),
        )
    except (RPCError, UnreachableError):
        return None


async def _server_version(client: Client) -> str:
    answer = await client.workflow_service.get_system_info(GetSystemInfoRequest())
    return answer.server_version


async def somebody_works(client: Client) -> bool:
    """Whether any worker asked for work of our queue within the last minutes."""
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


async def how_many_wedged(client: Client, patience: timedelta) -> int:
    """How many processes cannot go on.

    Raises:
        RPCError: when Temporal does not answer in time.
    """
    try:
        return (await client.count_workflows(_STUCK, rpc_timeout=patience)).count
    except RPCError as refusal:
        if refusal.status is RPCStatusCode.INVALID_ARGUMENT:
            # A cluster of an earlier release has no such attribute.
            return 0
        raise


async def _not_running(client: Client, workflow_ids: list[str]) -> list[str]:
    """Which of these processes do not run, asked one by one, for the index lags a little."""
    found = await described_all(client, workflow_ids)
    return [
        workflow_id
        for workflow_id, description in zip(workflow_ids, found, strict=True)
        if description is None or description.status is not WorkflowExecutionStatus.RUNNING
    ]
