"""One database with the made-up company in it, which every test leaves as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from activities.store.engine import engine_for
from activities.store.grants import READER, WORKER
from activities.store.migrating import migrate
from starters.main import cli
from tests.starters.company import Said
from tests.support.postgres import start_test_postgres
from tests.visibility.filling import fill
from workers.registers.policies import publish_default

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from tests.support.postgres import TestPostgres

    Run = Callable[..., Said]


@pytest.fixture(scope="package")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestPostgres]:
    """A server whose own database holds the company."""
    server = start_test_postgres(tmp_path_factory.mktemp("postgres"))
    try:
        migrate(server.owner_url)
        worker, owner = engine_for(server.worker_url), engine_for(server.owner_url)
        publish_default(worker)
        with owner.begin() as connection:
            fill(connection)
        for engine in (worker, owner):
            engine.dispose()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="package")
def owner(postgres: TestPostgres) -> Iterator[Engine]:
    """The owner of the tables, whom no rule hinders."""
    engine = engine_for(postgres.owner_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="package")
def worker(postgres: TestPostgres) -> Iterator[Engine]:
    """The worker, who writes, and whom no rule hinders either."""
    engine = engine_for(postgres.worker_url, role=WORKER)
    yield engine
    engine.dispose()


@pytest.fixture(scope="package")
def reader(postgres: TestPostgres) -> Iterator[Engine]:
    """The reader's connections, as yet without anybody who reads."""
    engine = engine_for(postgres.reader_url, role=READER)
    yield engine
    engine.dispose()


@pytest.fixture
def run(postgres: TestPostgres, tmp_path: Path) -> Run:
    """The command line on the company's database; no Temporal is needed to look."""
    environment = {
        "TEMPORAL_ADDRESS": "127.0.0.1:1",
        "SERVICECYCLE_DATABASE_URL": postgres.owner_url.replace("+psycopg", ""),
        "SERVICECYCLE_DATA": str(tmp_path / "data"),
        "SERVICECYCLE_ACTOR": None,
    }

    def typed_in(*words: str, **more: str | None) -> Said:
        done = CliRunner().invoke(cli, list(words), env=environment | more)
        return Said(done.exit_code, done.stdout, done.stderr)

    return typed_in
