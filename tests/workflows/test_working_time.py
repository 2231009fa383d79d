from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from temporalio.worker import Replayer, Worker

from tests.domain.calendar_samples import office
from tests.workflows.reckoning import Reckoning, Reckons
from workers.plugin import servicecycle_plugin

if TYPE_CHECKING:
    from temporalio.testing import WorkflowEnvironment


async def test_working_time_is_reckoned_within_the_sandbox_and_a_replay_says_the_same(
    temporal_env: WorkflowEnvironment,
) -> None:
    queue = uuid4().hex
    given = Reckoning(
        calendar=office(), start=datetime(2026, 10, 27, 13, tzinfo=UTC), minutes=8 * 60
    )
    async with Worker(temporal_env.client, task_queue=queue, workflows=[Reckons]):
        with temporal_env.with_time_skipping_disabled():
            handle = await temporal_env.client.start_workflow(
                Reckons.run, given, id=queue, task_queue=queue
            )
        await temporal_env.fast_forward(handle, timedelta(days=4))
        said = await handle.result()
    assert said == [
        "2026-10-30T08:30:00+00:00",
        "2026-10-30T08:30:00+00:00",
        "8:00:00",
    ]
    replayer = Replayer(workflows=[Reckons], plugins=[servicecycle_plugin()])
    await replayer.replay_workflow(await handle.fetch_history())
