from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from activities.store import reading
from activities.store.migrating import migrate
from domain.errors import OutcomeUnknownError, UnreachableError
from domain.words import SYSTEM
from tests.support.postgres import start_test_postgres
from workers.registers.engines import reader_engine, worker_engine
from workers.registers.policies import ensure_default_policy, publish_default
from workers.registers.transactions import transaction
from workers.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.postgres import Database, TestPostgres


def settings_of(server: Database, folder: Path) -> Settings:
    """A company's own database, reached by one login for all."""
    named = {"SERVICECYCLE_DATABASE_URL": server.owner_url, "TEMPORAL_ADDRESS": "127.0.0.1:1"}
    return Settings.resolve(folder, named)


def test_one_login_of_a_company_becomes_worker_and_reader(
    postgres: TestPostgres, tmp_path: Path
) -> None:
    settings = settings_of(postgres, tmp_path)
    for engine, name in (
        (worker_engine(settings), "worker"),
        (reader_engine(settings, SYSTEM), "reader"),
    ):
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT current_user")) == f"servicecycle_{name}"
        engine.dispose()


def test_a_new_house_gets_its_policy_once(empty_database: Database, tmp_path: Path) -> None:
    migrate(empty_database.owner_url)
    settings = settings_of(empty_database, tmp_path)
    assert [ensure_default_policy(settings) for _ in range(2)] == [1, 1]


def test_sql_that_is_wrong_is_no_outage(postgres: TestPostgres, tmp_path: Path) -> None:
    settings = settings_of(postgres, tmp_path)
    for engine in (worker_engine(settings), reader_engine(settings, SYSTEM)):
        with pytest.raises(ProgrammingError), transaction(engine) as unit:
            unit.connection.execute(text("SELECT nothing FROM nowhere"))
        engine.dispose()


def test_a_database_that_goes_away_leaves_open_what_was_begun_and_refuses_what_was_not(
    tmp_path: Path,
) -> None:
    server = start_test_postgres(tmp_path)
    migrate(server.owner_url)
    settings = settings_of(server, tmp_path)
    worker, reader = worker_engine(settings), reader_engine(settings, SYSTEM)
    reading.counts(reader)

    def lose_the_server_halfway() -> None:
        with transaction(worker) as unit:
            unit.connection.execute(text("SELECT 1"))
            server.stop()
            unit.connection.execute(text("SELECT 1"))

    with pytest.raises(OutcomeUnknownError, match="the database does not answer"):
        lose_the_server_halfway()
    with pytest.raises(UnreachableError, match="the database does not answer"):
        publish_default(worker)
    with pytest.raises(UnreachableError, match="the database does not answer"):
        reading.counts(reader)
    with pytest.raises(OperationalError), worker.connect():
        """An activity meets the outage itself, and is tried again."""
    for engine in (worker, reader):
        engine.dispose()
