"""What very many open services cost the worker in memory."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bench.measures import Measure
from bench.ours import OurLife
from workers.connection import connect

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.house import House

_LIMIT = 300.0
_AT_ONCE = 20


async def measure(house: House, *, services: int, say: Callable[[str], None]) -> Measure:
    """Measure the memory of the worker, all its processes; the floor is that with nothing to do."""
    floor = house.workers_memory()
    client = await connect(house.settings)
    lives = [OurLife(client) for _ in range(services)]
    for first in range(0, services, _AT_ONCE):
        await asyncio.gather(*(one.begin() for one in lives[first : first + _AT_ONCE]))
        if not (first + _AT_ONCE) % 200:
            say(f"memory: {first + _AT_ONCE:,} services are open, {house.workers_memory():.0f} MiB")
    ours = house.workers_memory()
    return Measure(
        name=f"worker, {services:,} open services",
        unit="MiB",
        ours=ours,
        floor=floor,
        ratio=ours / floor,
        aim=f"under {_LIMIT:.0f} MiB",
        met=ours < _LIMIT,
    )
