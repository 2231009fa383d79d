"""What Temporal remembers of random lives: every run replays, and none ever stumbled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from temporalio.api.enums.v1 import EventType, WorkflowTaskFailedCause
from temporalio.worker import Replayer

from tests.replay.memory import remembered
from workers.plugin import servicecycle_plugin
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from temporalio.client import Client, WorkflowHistory

    from tests.workflows.life import Life

_HARMLESS = frozenset(
    {
        # Something came in while a run was ending; the server lets the process hear it first.
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND,
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_STICKY_TASK_QUEUE,
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND,
    }
)


async def look_back(client: Client, lives: list[Life]) -> int:
    """Replay every run of every life.

    Returns:
        How many runs there were.
    """
    found = [run for life in lives for run in await remembered(client, life.id)]
    runs = [run for run in found if has_begun(run)]
    for run in runs:
        stumbled = list(stumbles(run))
        assert stumbled == [], f"{run.workflow_id}: {stumbled}"
    replayer = Replayer(workflows=[ServiceLifecycle], plugins=[servicecycle_plugin()])
    results = await replayer.replay_workflows(_each(runs), raise_on_replay_failure=False)
    assert results.replay_failures == {}, results.replay_failures
    return len(runs)


def has_begun(run: WorkflowHistory) -> bool:
    """Whether a run has done anything yet; a replay of nothing would wait for ever."""
    done = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    return any(event.event_type == done for event in run.events)


def stumbles(run: WorkflowHistory) -> list[str]:
    """Why workflow tasks of a run failed, where it was the process that stumbled."""
    failed = [
        event.workflow_task_failed_event_attributes
        for event in run.events
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
    ]
    return [
        f"{WorkflowTaskFailedCause.Name(one.cause)}: {one.failure.message}"
        for one in failed
        if one.cause not in _HARMLESS
    ]


async def _each(runs: list[WorkflowHistory]) -> AsyncIterator[WorkflowHistory]:
    for run in runs:
        yield run
