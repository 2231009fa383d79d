"""A process whose code cannot go on is found by `status`, with why and what to do about it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from temporalio import workflow
from temporalio.worker import Worker

from tests.starters.company import eventually
from workers.engine_view import look_at_engine
from workers.settings import Settings
from workers.stumbles import look_into

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.door.world import World
    from tests.starters.company import Said

QUEUE = "wedged"
A_WHILE = timedelta(hours=3)


@workflow.defn(name="Breaking", sandboxed=False)
class Breaking:
    """Raises what is no error of Temporal's, so that it is tried again for ever."""

    @workflow.run
    async def run(self) -> None:
        raise KeyError("a field that nobody wrote")


@workflow.defn(name="Changing", sandboxed=False)
class AsItWas:
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False, timeout=A_WHILE)

    @workflow.signal
    def look(self) -> None:
        """Look again."""


@workflow.defn(name="Changing", sandboxed=False)
class AsItBecame:
    """The same process in a release that forgot `workflow.patched`."""

    @workflow.run
    async def run(self) -> None:
        workflow.upsert_memo({"changed": True})
        await workflow.wait_condition(lambda: False, timeout=A_WHILE)

    @workflow.signal
    def look(self) -> None:
        """Look again."""


@asynccontextmanager
async def working(world: World, kind: type) -> AsyncIterator[Any]:
    client = world.company.servers.client
    async with Worker(client, task_queue=QUEUE, workflows=[kind], max_cached_workflows=0):
        yield client


def problem(world: World, name: str) -> str | None:
    found = world.company.does("status")
    assert (name in found["wedged"]) == (name in found["problems"])
    told: str | None = found["problems"].get(name)
    return told


def test_process_whose_code_breaks_is_found_within_seconds_and_says_why(world: World) -> None:
    async def broken() -> tuple[object, Said]:
        async with working(world, Breaking) as client:
            handle = await client.start_workflow(Breaking.run, id="wedged/breaks", task_queue=QUEUE)
            try:
                return await asyncio.to_thread(
                    eventually, lambda: problem(world, "wedged/breaks")
                ), await asyncio.to_thread(world.company.run, "status")
            finally:
                await handle.terminate()

    told, page = world.company.servers.run(broken())
    assert told == "its code raises an error: 'a field that nobody wrote'"
    assert f"wedged processes     wedged/breaks: {told}" in page.out
    assert "start the release that ran before, or a mended one" in page.out
    assert "wedged/breaks" not in world.company.does("status")["wedged"]


def test_process_that_a_release_cannot_repeat_is_told_from_one_that_breaks_and_heals(
    world: World,
) -> None:
    async def wedged() -> tuple[object, object]:
        async with working(world, AsItWas) as client:
            handle = await client.start_workflow(AsItWas.run, id="wedged/changed", task_queue=QUEUE)
            await handle.query("__stack_trace")
        async with working(world, AsItBecame):
            await handle.signal(AsItBecame.look)
            told = await asyncio.to_thread(eventually, lambda: problem(world, "wedged/changed"))
        async with working(world, AsItWas):
            healed = await asyncio.to_thread(
                eventually, lambda: problem(world, "wedged/changed") is None
            )
            await handle.terminate()
        return told, healed

    told, healed = world.company.servers.run(wedged())
    assert told == "its code was changed so that it cannot repeat what it did before"
    assert healed


def test_large_house_is_looked_at_as_long_as_there_is_time_and_says_how_far(
    world: World,
) -> None:
    client = world.company.servers.client

    async def looked() -> tuple[int, int]:
        ids = [f"service/none-{number}" for number in range(200)]
        return (
            (await look_into(client, ids, seconds=60)).looked_at,
            (await look_into(client, ids, seconds=0)).looked_at,
        )

    every, some = world.company.servers.run(looked())
    assert every == 200
    assert some < 200


def test_status_says_at_how_many_processes_it_looked(world: World) -> None:
    found = world.company.does("status")
    assert found["processes_looked_at"] == found["processes_running"] > 0
    kept = {name: value for name, value in world.company.environment.items() if value is not None}
    view = asyncio.run(look_at_engine(Settings.resolve(environ=kept), None))
    assert view is not None
    assert view.looked_at == view.running
