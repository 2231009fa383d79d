"""How many events a service's life leaves in Temporal, and whether a year more costs more."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import uuid4

from temporalio.client import Client
from tenacity import AsyncRetrying, wait_fixed

from bench.company import DECISIONS, actor
from bench.decisions import floors_worker
from bench.floor import FloorLife
from bench.measures import Measure
from bench.ours import OurLife
from domain.asking import Answer
from domain.clock import BusinessClock
from domain.identity import acting
from domain.protocol import Receipt
from workers.connection import connect
from workers.registers.clock import set_clock
from workers.registers.engines import worker_engine
from workflows.process import Process
from workflows.search import AWAITING_ROLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.house import House

_RATE = 1_500_000.0
"""Business seconds a second: a year goes by in 21 seconds."""
_MOST_A_DECISION = 14
_GLANCE_SECONDS = 0.2


def make_fast(house: House) -> None:
    """Let years go by; only before there is a process."""
    engine = worker_engine(house.settings)
    now = datetime.now(UTC)
    set_clock(engine, BusinessClock(epoch=now, rate=_RATE, started_at=now))
    engine.dispose()


async def measure(house: House, *, years: int, say: Callable[[str], None]) -> list[Measure]:
    """Count the events of one life into operation, and of each year there after it."""
    client, address = await connect(house.settings), house.settings.temporal.address
    life = OurLife(client)
    await life.begin()
    await life.live()
    begun = await _events(client, life.workflow_id)
    counts = [begun]
    for year in range(1, years + 1):
        await _keep(client, life.workflow_id, year)
        counts.append(await _events(client, life.workflow_id))
        say(f"history: year {year} in operation, {counts[-1] - counts[-2]} events")
    floor = await _floor(await Client.connect(address), address)
    a_year = [later - before for before, later in pairwise(counts)]
    steady = a_year[1:]
    return [
        Measure(
            name="history of a life into operation",
            unit="events",
            ours=begun,
            floor=floor,
            ratio=begun / floor,
            aim=f"{_MOST_A_DECISION} or fewer a decision",
            met=begun <= _MOST_A_DECISION * DECISIONS,
        ),
        Measure(
            name=f"history of a year, the last of {years} beside the second",
            unit="events",
            ours=steady[-1],
            floor=steady[0],
            ratio=steady[-1] / steady[0],
            aim="constant",
            met=steady[-1] == steady[0],
        ),
    ]


async def _keep(client: Client, workflow_id: str, cycle: int) -> None:
    """Wait until the owner is asked, and keep the service."""
    acting.set(actor("owner"))
    task_id = f"{workflow_id}/improvement_cycle/{cycle}"
    handle = client.get_workflow_handle(workflow_id)
    async for attempt in AsyncRetrying(wait=wait_fixed(_GLANCE_SECONDS)):
        with attempt:
            shown = (await handle.describe()).typed_search_attributes
            if not shown.get(AWAITING_ROLE):
                message = "the owner is not asked yet"
                raise LookupError(message)
    request_id = uuid4().hex
    answer = Answer(
        task_id=task_id,
        outcome="keep",
        reason="it is used every day",
        request_id=request_id,
        fingerprint=request_id,
    )
    receipt: object = await handle.execute_update(Process.decide, answer, id=request_id)
    if not isinstance(receipt, Receipt):
        raise TypeError(receipt)


async def _events(client: Client, workflow_id: str) -> int:
    """All events of all its runs."""
    found = 0
    async for run in client.list_workflows(f"WorkflowId = '{workflow_id}'"):
        history = await client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history()
        found += len(history.events)
    return found


async def _floor(client: Client, address: str) -> int:
    """A bare process that takes as many answers, each with an activity of its own."""
    with floors_worker(address):
        life = FloorLife(client)
        await life.begin()
        await life.live()
        await life.handle.result()
    return len((await life.handle.fetch_history()).events)
