"""Processes on the real dev server with a clock of its own, and activities on real PostgreSQL."""

from __future__ import annotations

import sys
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from activities.store.engine import engine_for
from activities.store.migrating import migrate
from activities.store.schema import person
from tests.support.postgres import start_test_postgres
from tests.support.slate import MAY_WIPE, Slate
from tests.workflows.company import PEOPLE
from tests.workflows.house import House
from tests.workflows.record import put_policy
from workers.plugin import servicecycle_plugin
from workflows.search import SEARCH_ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.support.postgres import Database, TestPostgres

_TEMPORAL = Path(sys.executable).parent / "temporal"
_KINDS = {
    "KEYWORD": "Keyword",
    "KEYWORD_LIST": "KeywordList",
    "DATETIME": "Datetime",
    "BOOL": "Bool",
}


@contextmanager
def prepared_postgres(folder: Path) -> Iterator[TestPostgres]:
    """A server whose own database is the template of others: migrated, with people."""
    server = start_test_postgres(folder, MAY_WIPE)
    migrate(server.owner_url)
    engine = engine_for(server.worker_url)
    with engine.begin() as connection:
        put_policy(connection, 1, {})
        connection.execute(insert(person), PEOPLE)
    engine.dispose()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestPostgres]:
    with prepared_postgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(scope="session")
def copy(postgres: TestPostgres) -> Iterator[tuple[Database, Slate]]:
    """A copy of the template, and how it becomes one again."""
    database = postgres.sibling("tests", template=postgres.name)
    owner = engine_for(database.owner_url)
    slate = Slate(owner)
    slate.keep()
    yield database, slate
    owner.dispose()


@pytest.fixture
def database(copy: tuple[Database, Slate]) -> Database:
    """It holds what the template holds; nobody works any more on what an earlier test left."""
    database, slate = copy
    slate.restore()
    return database


@asynccontextmanager
async def start_temporal() -> AsyncIterator[WorkflowEnvironment]:
    """The real server, in which each process has a clock that skips."""
    attributes = [f"{name}={_KINDS[kind]}" for name, kind in SEARCH_ATTRIBUTES.items()]
    async with await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(max_session_skip_count=100_000),
        dev_server_existing_path=str(_TEMPORAL),
        plugins=[servicecycle_plugin()],
        dev_server_extra_args=[
            "--dynamic-config-value",
            "frontend.WorkflowTimeSkippingEnabled=true",
            "--dynamic-config-value",
            'history.timerProcessorMaxTimeShift="1ms"',
            "--dynamic-config-value",
            'history.continueAsNewMinInterval="1ms"',
            *(part for one in attributes for part in ("--search-attribute", one)),
        ],
    ) as env:
        yield env


@pytest.fixture(scope="session")
async def temporal_env() -> AsyncIterator[WorkflowEnvironment]:
    async with start_temporal() as env:
        yield env


@pytest.fixture
async def house(temporal_env: WorkflowEnvironment, database: Database) -> AsyncIterator[House]:
    """A house at work, on a queue and a database of its own."""
    engine = engine_for(database.worker_url)
    async with House(temporal_env, engine) as one:
        yield one
    engine.dispose()
