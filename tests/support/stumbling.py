"""A process whose activity keeps failing, for tests of who notices."""

from __future__ import annotations

from datetime import timedelta

from temporalio import activity, workflow
from temporalio.common import RetryPolicy


@activity.defn(name="stumbling.fail")
async def fail() -> None:
    raise ConnectionRefusedError("the mail server is away")


@workflow.defn(name="Stumbling")
class Stumbling:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity(
            fail,
            start_to_close_timeout=timedelta(seconds=5),
            retry_policy=RetryPolicy(
                initial_interval=timedelta(milliseconds=10), backoff_coefficient=1.0
            ),
        )
