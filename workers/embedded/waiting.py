"""Several things at once, and things that a wish to stop interrupts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Coroutine


async def together(*works: Coroutine[None, None, None]) -> None:
    """Do several things at once; the first failure ends the others and is the one that is told."""
    try:
        async with asyncio.TaskGroup() as group:
            for work in works:
                group.create_task(work)
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None


async def unless(stop: asyncio.Event, work: Coroutine[None, None, None]) -> None:
    """Do something to its end, or until the wish to stop interrupts it."""
    if stop.is_set():
        work.close()
        return
    task = asyncio.create_task(work)
    asked = asyncio.create_task(stop.wait())
    await asyncio.wait({task, asked}, return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    if task.done():
        await task
        return
    task.cancel()
    await asyncio.wait({task})
