"""What `status` says of an activity that keeps failing."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from temporalio import activity, workflow
from temporalio.common import RetryPolicy
from temporalio.worker import Worker

from tests.starters.company import eventually

if TYPE_CHECKING:
    from tests.starters.company import Company

CAUSE = "the disk of the server is full"
QUEUE = "failing"


@activity.defn(name="failing.fail")
async def fail(length: int) -> None:
    """Fail with a cause, in so many words that Temporal may not keep them."""
    message = f"[SQL: INSERT INTO event …] {'x' * length}"
    raise RuntimeError(message) from OSError(f"{CAUSE}\nand a second line")


@workflow.defn(name="Failing", sandboxed=False)
class Failing:
    @workflow.run
    async def run(self, length: int) -> None:
        await workflow.execute_activity(
            fail,
            length,
            start_to_close_timeout=timedelta(seconds=5),
            retry_policy=RetryPolicy(
                initial_interval=timedelta(milliseconds=10), backoff_coefficient=1.0
            ),
        )


@pytest.mark.parametrize("length", [10, 3000])
def test_failing_activity_is_shown_with_its_innermost_cause(company: Company, length: int) -> None:
    assert _shown(company, length) == CAUSE


def test_failure_too_long_for_its_cause_is_shown_in_its_own_words(company: Company) -> None:
    assert str(_shown(company, 30_000)).startswith("[SQL: INSERT INTO event …] xxx")


def _shown(company: Company, length: int) -> object:
    client, name = company.servers.client, f"failing/{length}"

    async def until_it_is_shown() -> object:
        async with Worker(client, task_queue=QUEUE, workflows=[Failing], activities=[fail]):
            handle = await client.start_workflow(Failing.run, length, id=name, task_queue=QUEUE)
            try:
                return await asyncio.to_thread(eventually, lambda: _failure(company, name))
            finally:
                await handle.terminate()

    return company.servers.run(until_it_is_shown())


def _failure(company: Company, name: str) -> str | None:
    failing = company.does("status")["failing_activities"]
    return next((one["failure"] for one in failing if one["workflow_id"] == name), None)
