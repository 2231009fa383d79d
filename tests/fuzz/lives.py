"""Many lives, several side by side, in houses of their companies; afterwards all is replayed."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from tests.fuzz.beginning import variant_of
from tests.fuzz.driving import Fuzz
from tests.fuzz.memories import look_back
from tests.fuzz.opening import company
from tests.fuzz.script import ApartError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from temporalio.testing import WorkflowEnvironment

    from tests.support.postgres import TestPostgres

_SIDE_BY_SIDE = 6
_LONGEST_LIFE_SECONDS = 300


async def fuzz(
    env: WorkflowEnvironment,
    postgres: TestPostgres,
    seeds: Iterable[int],
    **how: Any,  # noqa: ANN401 - passed on to each life
) -> AsyncIterator[Fuzz]:
    """Live the lives of some seeds, several side by side; each is yielded when it is over."""
    by_variant: dict[str, list[int]] = {}
    for seed in seeds:
        by_variant.setdefault(variant_of(seed).name, []).append(seed)
    for group in by_variant.values():
        async with company(env, postgres, variant_of(group[0])) as house:
            lives = [Fuzz(house, seed, **how) for seed in group]
            async with side_by_side(lives) as over:
                for life in over:
                    yield await life
            await look_back(env.client, [one.life for one in lives])


@asynccontextmanager
async def side_by_side(lives: list[Fuzz]) -> AsyncIterator[Any]:
    """Let several lives be lived at a time; what goes wrong in one is kept with it."""
    turn = asyncio.Semaphore(_SIDE_BY_SIDE)

    async def one(life: Fuzz) -> Fuzz:
        async with turn:
            try:
                async with asyncio.timeout(_LONGEST_LIFE_SECONDS):
                    await life.live()
            except TimeoutError:
                life.wrong = ApartError(life.lived, ["nothing more was heard"])
            except AssertionError as wrong:
                life.wrong = wrong
            return life

    tasks = [asyncio.create_task(one(life)) for life in lives]
    try:
        yield asyncio.as_completed(tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
