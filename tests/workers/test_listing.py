"""The lists that Temporal's index gives."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from temporalio.testing import WorkflowEnvironment
from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from workers.listing import RUNNING, listed, listed_at_leisure
from workers.plugin import servicecycle_plugin

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from temporalio.client import Client

_MANY = 230
_TEMPORAL = Path(sys.executable).parent / "temporal"


@retry(
    wait=wait_fixed(0.1),
    stop=stop_after_delay(30),
    retry=retry_if_result(lambda found: found < _MANY),
    retry_error_callback=lambda state: state.outcome and state.outcome.result(),
)
async def in_the_index(client: Client) -> int:
    """How many processes Temporal's index knows, as soon as it knows all; it lags a little."""
    return len(await listed(client, RUNNING))


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """A server on which many processes run and nobody works."""
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(_TEMPORAL), plugins=[servicecycle_plugin()]
    ) as env:
        for number in range(_MANY):
            await env.client.start_workflow("Any", id=f"one-{number}", task_queue="nobody")
        assert await in_the_index(env.client) == _MANY
        yield env.client


async def test_what_runs_is_listed_whole_at_once_or_at_leisure(client: Client) -> None:
    everything = {f"one-{number}" for number in range(_MANY)}
    parts = [part async for part in listed_at_leisure(client, RUNNING)]
    assert [len(part) for part in parts] == [100, 100, 30]
    assert {one for part in parts for one in part} == everything
    assert set(await listed(client, RUNNING, page=7)) == everything
    assert await listed(client, RUNNING, at_most=150, page=100) == [*parts[0], *parts[1][:50]]
