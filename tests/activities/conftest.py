"""One PostgreSQL for the session, migrated once; each test that asks for it finds it empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from activities.store.engine import engine_for
from activities.store.grants import READER, WORKER
from activities.store.migrating import migrate
from activities.store.schema import metadata
from tests.support.postgres import Database, start_test_postgres
from workers.registers import publish_default

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from tests.support.postgres import TestPostgres

_ALL_TABLES = ", ".join(metadata.tables)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestPostgres]:
    """A real server whose own database has the present schema."""
    server = start_test_postgres(tmp_path_factory.mktemp("postgres"))
    try:
        migrate(server.owner_url)
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def owner_engine(postgres: TestPostgres) -> Iterator[Engine]:
    engine = engine_for(postgres.owner_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def worker_engine(postgres: TestPostgres) -> Iterator[Engine]:
    engine = engine_for(postgres.worker_url, role=WORKER)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def reader_engine(postgres: TestPostgres) -> Iterator[Engine]:
    engine = engine_for(postgres.reader_url, role=READER)
    yield engine
    engine.dispose()


@pytest.fixture
def owner(owner_engine: Engine) -> Engine:
    """The owner of the tables; they are empty."""
    with owner_engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {_ALL_TABLES} RESTART IDENTITY CASCADE"))
    return owner_engine


@pytest.fixture
def worker(owner: Engine, worker_engine: Engine) -> Engine:
    """The database with the rights of the worker, and the default policy published."""
    publish_default(worker_engine)
    return worker_engine


@pytest.fixture
def reader(worker: Engine, reader_engine: Engine) -> Engine:
    """The same database with the rights of the reader."""
    return reader_engine


@pytest.fixture
def empty_database(postgres: TestPostgres) -> Database:
    """Another database on the same server, without any table."""
    return postgres.sibling("empty")
