"""The servers on which an earlier release's house is restored."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from activities.store.engine import engine_for
from tests.support.postgres import start_test_postgres
from tests.upgrade.kept import releases
from tests.upgrade.restored import Restored, restore, set_clock
from tests.workflows.conftest import temporal_env

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from temporalio.testing import WorkflowEnvironment

    from tests.support.postgres import Database, TestPostgres
    from tests.upgrade.kept import Kept

__all__ = ["temporal_env"]


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
    async with Restored(env, engine, database) as house:
        yield house
    engine.dispose()


@pytest.fixture(scope="module")
async def restored(
    temporal_env: WorkflowEnvironment, postgres: TestPostgres
) -> AsyncIterator[Restored]:
    """The house of the previous release; its processes are resumed one by one."""
    async with house_on(temporal_env, postgres.sibling("restored"), releases()[-1]) as house:
        yield house


@pytest.fixture
async def silent(
    temporal_env: WorkflowEnvironment, postgres: TestPostgres
) -> AsyncIterator[Restored]:
    """The house of the previous release, none of whose processes runs yet."""
    async with house_on(temporal_env, postgres.sibling("silent"), releases()[-1]) as house:
        yield house
