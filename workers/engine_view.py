"""What Temporal itself knows of our processes: which run, which are stuck, what keeps failing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from secrets import SystemRandom
from typing import TYPE_CHECKING

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, GetSystemInfoRequest
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import UnreachableError
from domain.ids import HOUSEKEEPING, MAILROOM
from workers.connection import connect
from workers.listing import RUNNING, listed
from workers.stumbles import FailingActivity, described_all, explained, look_into, reported
from workflows.queues import PROCESSES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from temporalio.client import Client

    from workers.database_view import DatabaseView
    from workers.settings import Settings

_STUCK = f"{RUNNING} AND TemporalReportedProblems IS NOT NULL"
_PAGE = 1000
_LOOKING_SECONDS = 0.75
_ASKED_BY_NAME = 500
_PATIENCE_SECONDS = 3.0
_ONE_IN_A_HOUSE = (MAILROOM, HOUSEKEEPING)
_PROMPTLY = 100
_ANY = SystemRandom()


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


async def look_at_engine(settings: Settings, on_record: DatabaseView | None) -> EngineView | None:
    """Ask Temporal; in a house of very many processes it counts rather than lists.

    Args:
        settings: Where it is.
        on_record: What our records know; None where they do not answer.

    Returns:
        Its answers; None when it does not answer within seconds.
    """
    try:
        client = await connect(settings, patience=_PATIENCE_SECONDS)
        open_ones = on_record.open_ones if on_record else {}
        running = (await client.count_workflows(RUNNING)).count
        some = await _some_that_run(client, open_ones, running)
        stumbles = await look_into(client, some, seconds=_LOOKING_SECONDS)
        problems = await explained(client, stumbles.stuck | await reported(client, _STUCK))
        has_worker = await somebody_works(client)
        suspects = {*(_ONE_IN_A_HOUSE if has_worker else ())}
        suspects.update(on_record.astray if on_record else ())
        suspects.update(await _not_listed(client, open_ones))
        return EngineView(
            version=await _server_version(client),
            has_worker=has_worker,
            running=running,
            looked_at=stumbles.looked_at,
            failing=stumbles.failing,
            wedged=sorted(problems),
            problems=problems,
            lost=await _not_running(client, sorted(suspects)),
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


async def _some_that_run(
    client: Client, open_ones: Mapping[str, str], running: int
) -> Sequence[str]:
    """Those whose runs are the newest, and then others, which are not the same each time."""
    wanted = _PAGE if running <= _PAGE else _PROMPTLY
    newest = await listed(client, RUNNING, at_most=wanted)
    others = sorted(open_ones.keys() - set(newest)) if running > _PAGE else []
    return [*newest, *_ANY.sample(others, len(others))]


async def _not_listed(client: Client, open_ones: Mapping[str, str]) -> list[str]:
    """The processes that are open in our records and not among those that run, as the index says.

    Only a kind of which more or fewer run than are open is listed; a lost one that is made up for
    by one that runs unrecorded is found by housekeeping on its next round.
    """
    missing: list[str] = []
    for kind, number in Counter(open_ones.values()).items():
        of_kind = f"{RUNNING} AND WorkflowType = '{kind}'"
        if (await client.count_workflows(of_kind)).count != number:
            run = set(await listed(client, of_kind))
            missing += [one for one, its in open_ones.items() if its == kind and one not in run]
    return missing


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
    """Which of these processes do not run, asked one by one, for the index lags a little.

    Of very many the index is believed: then it is no lag.
    """
    found = await described_all(client, workflow_ids[:_ASKED_BY_NAME])
    runs = {
        workflow_id
        for workflow_id, description in zip(workflow_ids, found, strict=False)
        if description is not None and description.status is WorkflowExecutionStatus.RUNNING
    }
    return [one for one in workflow_ids if one not in runs]
