from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import ProgrammingError

from activities.store.engine import engine_for
from activities.store.grants import READER, WORKER, WORKER_MAY
from activities.store.migrating import migrate
from activities.store.readers.views import views
from activities.store.schema import metadata
from domain.errors import ConflictError, NotAllowedError, UnreachableError
from tests.support.postgres import Database, start_test_postgres
from workers.embedded.ports import free_port

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from tests.activities.house import House
    from tests.support.postgres import TestPostgres

REWRITES = [
    "UPDATE event SET actor = 'somebody else'",
    "DELETE FROM event",
    "TRUNCATE event",
    "UPDATE event_text SET reason = 'something else'",
    "DELETE FROM event_text",
    "UPDATE decision SET outcome = 'reject'",
    "DELETE FROM decision",
    "DELETE FROM vote",
    "DELETE FROM person",
    "DROP TABLE event",
    "ALTER TABLE event DISABLE TRIGGER ALL",
]

_DEFINITIONS = text("""
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'index', tablename, indexname, indexdef
    FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'column', table_name, column_name,
        concat_ws(' ', data_type, udt_name, is_nullable, column_default, is_identity)
    FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name IN
        (SELECT tablename FROM pg_tables WHERE schemaname = 'public')""")


def definitions(database: Database) -> set[tuple[str, ...]]:
    engine = create_engine(database.owner_url)
    with engine.connect() as connection:
        found = {tuple(row) for row in connection.execute(_DEFINITIONS)}
    engine.dispose()
    return {row for row in found if row[1] != "alembic_version"}


def refused(engine: Engine, statement: str) -> bool:
    with engine.connect() as connection:
        try:
            connection.execute(text(statement))
        except ProgrammingError as error:
            return "permission denied" in str(error) or "must be owner" in str(error)
    return False


def test_the_migrations_lead_to_the_tables_as_the_code_knows_them(bare_house: House) -> None:
    with bare_house.owner.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_every_constraint_index_and_default_is_that_of_the_code(
    postgres: TestPostgres, empty_database: Database
) -> None:
    engine = create_engine(empty_database.owner_url)
    metadata.create_all(engine)
    engine.dispose()
    assert definitions(postgres) == definitions(empty_database)


def test_every_view_has_the_columns_the_code_reads(bare_house: House) -> None:
    there = inspect(bare_house.owner)
    in_database = {
        name: [column["name"] for column in there.get_columns(name)]
        for name in there.get_view_names()
    }
    in_code = {name: [column.name for column in view.c] for name, view in views.tables.items()}
    assert in_database == in_code


def test_migrating_again_applies_nothing(empty_database: Database) -> None:
    assert migrate(empty_database.owner_url) != []
    assert migrate(empty_database.owner_url) == []


def test_two_migrations_at_once_take_turns(empty_database: Database) -> None:
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(migrate, [empty_database.owner_url] * 2))
    assert sorted(len(applied) > 0 for applied in both) == [False, True]


def test_nobody_waits_long_for_a_migration_that_somebody_stands_in_the_way_of(
    empty_database: Database,
) -> None:
    migrate(empty_database.owner_url)
    engine = create_engine(empty_database.owner_url)
    with engine.begin() as connection:
        connection.execute(text("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(ConflictError, match="try again"):
            migrate(empty_database.owner_url, patience_seconds=1)
    engine.dispose()


def test_a_database_that_is_not_there_is_said_to_be_away(postgres: TestPostgres) -> None:
    elsewhere = Database(free_port(), postgres.credentials)
    with pytest.raises(UnreachableError, match="does not answer") as error:
        migrate(elsewhere.owner_url)
    assert error.value.field == "SERVICECYCLE_DATABASE_URL"


def test_a_login_without_the_right_is_told_what_its_administrator_has_to_do(
    postgres: TestPostgres,
) -> None:
    with pytest.raises(NotAllowedError, match="GRANT servicecycle_worker, servicecycle_reader"):
        migrate(postgres.worker_url)


@pytest.mark.parametrize("statement", REWRITES)
def test_neither_worker_nor_reader_can_rewrite_the_record(
    bare_house: House, statement: str
) -> None:
    assert refused(bare_house.worker, statement)
    assert refused(bare_house.reader, statement)


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_the_reader_reads_every_table_and_writes_none(bare_house: House, table: str) -> None:
    assert not refused(bare_house.reader, f"SELECT * FROM {table} LIMIT 1")  # noqa: S608 - our own table
    assert refused(bare_house.reader, f"INSERT INTO {table} DEFAULT VALUES")


@pytest.mark.parametrize("view", sorted(views.tables))
def test_a_view_shows_what_its_reader_may_see_and_not_what_its_owner_may(
    bare_house: House, view: str
) -> None:
    options = text("SELECT reloptions FROM pg_class WHERE relname = :view AND relkind = 'v'")
    with bare_house.owner.connect() as connection:
        assert connection.scalar(options, {"view": view}) == ["security_invoker=true"]
    assert not refused(bare_house.reader, f"SELECT * FROM {view} LIMIT 1")  # noqa: S608 - our own view


def test_every_table_says_what_the_worker_may_do_with_it() -> None:
    assert sorted(WORKER_MAY) == sorted(metadata.tables)


def test_on_a_server_without_our_roles_one_login_takes_both_of_them(tmp_path: Path) -> None:
    server = start_test_postgres(tmp_path)
    try:
        engine = create_engine(server.owner_url)
        with engine.begin() as connection:
            for role in (WORKER, READER):
                connection.execute(text(f"REVOKE ALL ON DATABASE {server.name} FROM {role}"))
                connection.execute(text(f"DROP ROLE {role}"))
        engine.dispose()
        migrate(server.owner_url)
        for role in (WORKER, READER):
            engine = engine_for(server.owner_url, role=role)
            with engine.connect() as connection:
                assert connection.scalar(text("SELECT current_user")) == role
                assert connection.scalar(text("SELECT count(*) FROM inbox")) == 0
            assert refused(engine, "DELETE FROM event")
            engine.dispose()
    finally:
        server.stop()
