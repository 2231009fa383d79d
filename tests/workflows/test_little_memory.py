"""Many processes at work, where few are kept in memory: none loses a task on the way."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from temporalio.api.enums.v1 import TimeoutType

if TYPE_CHECKING:
    from tests.workflows.house import House
    from tests.workflows.life import Life

MANY = 24


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that keeps a third of the processes which are at work."""
    monkeypatch.setenv("SERVICECYCLE_TEST_MAX_CACHED", str(MANY // 3))


async def lost(life: Life) -> int:
    """How many of its tasks a worker took and never answered."""
    history = await life.handle.fetch_history()
    ended = (one.workflow_task_timed_out_event_attributes.timeout_type for one in history.events)
    return sum(one == TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE for one in ended)


@pytest.mark.usefixtures("little_memory")
async def test_a_process_that_waits_for_its_record_is_not_put_out_of_memory(house: House) -> None:
    lives = await asyncio.gather(*(house.propose() for _ in range(MANY)))
    await asyncio.gather(*(life.offered() for life in lives))
    assert [life.service.stage for life in lives] == ["design"] * MANY
    assert await asyncio.gather(*map(lost, lives)) == [0] * MANY
