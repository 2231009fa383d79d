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
_MEBIBYTE = 1024 * 1024
_AT_ONCE = 20


async def measure(house: House, *, services: int, say: Callable[[str], None]) -> Measure:
    """Measure the resident memory of the worker; the floor is the worker that has nothing to do."""
    floor = _resident(house)
    client = await connect(house.settings)
    lives = [OurLife(client) for _ in range(services)]
    for first in range(0, services, _AT_ONCE):
        await asyncio.gather(*(one.begin() for one in lives[first : first + _AT_ONCE]))
        if not (first + _AT_ONCE) % 200:
            say(f"memory: {first + _AT_ONCE:,} services are open, {_resident(house):.0f} MiB")
    ours = _resident(house)
    return Measure(
        name=f"worker, {services:,} open services",
        unit="MiB",
        ours=ours,
        floor=floor,
        ratio=ours / floor,
        aim=f"under {_LIMIT:.0f} MiB",
        met=ours < _LIMIT,
    )


def _resident(house: House) -> float:
    return float(house.worker().memory_info().rss) / _MEBIBYTE
