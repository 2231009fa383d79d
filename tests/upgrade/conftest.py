"""The servers on which an earlier release's house is restored."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from activities.store.engine import engine_for
from tests.support.postgres import start_test_postgres
from tests.upgrade.finishing import come_to_its_end
from tests.upgrade.kept import Kept, order, releases
from tests.upgrade.restored import Restored, restore, set_clock
from tests.workflows.conftest import temporal_env

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from temporalio.testing import WorkflowEnvironment

    from tests.support.postgres import Database, TestPostgres

__all__ = ["temporal_env"]

_AT_ONCE = 8


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestPostgres]:
    server = start_test_postgres(tmp_path_factory.mktemp("postgres"))
    yield server
    server.stop()


@asynccontextmanager
async def house_on(
    env: WorkflowEnvironment, database: Database, kept: Kept
) -> AsyncIterator[Restored]:
    """The house of a release, in which this one has begun to work."""
    restore(kept, database)
    engine = engine_for(database.worker_url)
    set_clock(engine)
    async with Restored(env, engine, database, kept) as house:
        yield house
    engine.dispose()


@pytest.fixture(scope="module", params=releases(), ids=str)
async def restored(
    request: pytest.FixtureRequest, temporal_env: WorkflowEnvironment, postgres: TestPostgres
) -> AsyncIterator[Restored]:
    """The house of an earlier release; its processes are resumed one by one."""
    database = postgres.sibling(f"restored_{request.param}")
    async with house_on(temporal_env, database, request.param) as house:
        yield house


@pytest.fixture(scope="module")
async def finished(
    request: pytest.FixtureRequest, restored: Restored
) -> dict[str, BaseException | None]:
    """Its open processes, finished side by side as in a house at work; what hindered each."""
    asked_for = {
        str(one.callspec.params["workflow_id"])
        for one in request.session.items
        if isinstance(one, pytest.Function)
        and _house_of(one) == restored.release
        and "workflow_id" in one.callspec.params
    }
    turn = asyncio.Semaphore(_AT_ONCE)

    async def finish(workflow_id: str) -> None:
        async with turn:
            await come_to_its_end(restored, workflow_id)

    # A process that is started while another one starts must not run ahead of its time either.
    with restored.env.with_time_skipping_disabled():
        done = await asyncio.gather(*map(finish, asked_for), return_exceptions=True)
    return dict(zip(asked_for, done, strict=True))


@pytest.fixture(params=releases(), ids=str)
async def silent(
    request: pytest.FixtureRequest, temporal_env: WorkflowEnvironment, postgres: TestPostgres
) -> AsyncIterator[Restored]:
    """The house of an earlier release, none of whose processes runs yet."""
    database = postgres.sibling(f"silent_{uuid4().hex[:8]}")
    async with house_on(temporal_env, database, request.param) as house:
        yield house


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One house after the other: each is restored once, and left when all was tested in it."""
    places = [at for at, one in enumerate(items) if _house_of(one) is not None]
    in_turn = sorted((items[at] for at in places), key=_turn)
    for at, item in zip(places, in_turn, strict=True):
        items[at] = item


def _house_of(item: pytest.Item) -> Kept | None:
    """The release whose restored house a test is about."""
    if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
        return None
    kept = item.callspec.params.get("restored")
    return kept if isinstance(kept, Kept) else None


def _turn(item: pytest.Item) -> tuple[tuple[int, ...], int]:
    """The older release first; in it, the tests as they stand in the file."""
    kept = _house_of(item)
    assert kept is not None
    return order(kept.version), item.location[1] or 0
