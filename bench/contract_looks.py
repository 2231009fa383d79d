"""How long people and the house itself wait for a look at very many contracts."""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy
from temporalio.api.enums.v1 import EventType
from tenacity import AsyncRetrying, stop_after_delay, wait_fixed

from bench.looking import A_LOOK, timed
from bench.measures import Measure, in_rounds
from domain.ids import HOUSEKEEPING
from workers.listing import RUNNING, listed
from workflows.housekeeping import Housekeeping

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from temporalio.client import Client, WorkflowHistory

    from bench.house import House

_LOOKS: Mapping[str, tuple[tuple[str, ...], float]] = {
    "contract list": (("contract", "list", "--as", "account"), 1.0),
    "contract list, due within 300 days": (
        ("contract", "list", "--expiring-within", "300", "--as", "account"),
        1.0,
    ),
    "contract show": (("contract", "show", "contract-7", "--as", "account"), 1.0),
    "inbox": (("inbox", "--as", "account"), 1.0),
    "status": (("status",), 3.0),
}
_ROUND_SECONDS = 60.0
_GLANCE_SECONDS = 0.5
_PATIENCE_SECONDS = 300.0
_ASKED = EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
_DONE = EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED


async def measure(
    house: House, client: Client, contracts: int, rounds: int, say: Callable[[str], None]
) -> list[Measure]:
    """Measure what people look at, as whole processes, and a round of housekeeping."""
    found = [await asyncio.to_thread(_look, house, name, contracts, rounds, say) for name in _LOOKS]
    return [*found, await _round(client, contracts, say)]


def _look(
    house: House, name: str, contracts: int, rounds: int, say: Callable[[str], None]
) -> Measure:
    """The floor is a Python that connects and reads one row."""
    command, limit = _LOOKS[name]
    url = sqlalchemy.make_url(house.settings.database_url("owner")).set(drivername="postgresql")
    bare = [sys.executable, "-c", A_LOOK, url.render_as_string(hide_password=False)]
    ours: list[float] = []
    floor: list[float] = []
    for _ in range(rounds):
        floor.append(timed(bare, house))
        ours.append(timed(house.command(*command), house))
    say(f"{name}: {', '.join(f'{one:.2f} s' for one in ours)}")
    found = in_rounds(f"{name}, {contracts:,} contracts", "seconds", ours=ours, floor=floor)
    return replace(found, aim=f"under {limit:.0f} s", met=found.ours < limit)


async def _round(client: Client, contracts: int, say: Callable[[str], None]) -> Measure:
    """A round of housekeeping; the floor is a bare list of what runs."""
    begun = time.perf_counter()
    running = await listed(client, RUNNING)
    floor = time.perf_counter() - begun
    handle = client.get_workflow_handle(HOUSEKEEPING)
    before = _rounds(await handle.fetch_history())
    await handle.signal(Housekeeping.nudge)
    ours = 0.0
    async for attempt in AsyncRetrying(
        wait=wait_fixed(_GLANCE_SECONDS), stop=stop_after_delay(_PATIENCE_SECONDS)
    ):
        with attempt:
            rounds = _rounds(await handle.fetch_history())
            if len(rounds) <= len(before):
                message = "the round is not over yet"
                raise LookupError(message)
            ours = rounds[-1]
    say(f"housekeeping: a round of {ours:.2f} s, a list of {len(running):,} in {floor:.2f} s")
    return Measure(
        name=f"a round of housekeeping, {contracts:,} contracts",
        unit="seconds",
        ours=ours,
        floor=floor,
        ratio=ours / floor,
        aim=f"under {_ROUND_SECONDS:.0f} s",
        met=ours < _ROUND_SECONDS,
    )


def _rounds(history: WorkflowHistory) -> list[float]:
    """How long each round took that is over."""
    begun = {
        one.event_id: one.event_time.ToDatetime()
        for one in history.events
        if one.event_type == _ASKED
    }
    return [
        (
            one.event_time.ToDatetime()
            - begun[one.activity_task_completed_event_attributes.scheduled_event_id]
        ).total_seconds()
        for one in history.events
        if one.event_type == _DONE
    ]
