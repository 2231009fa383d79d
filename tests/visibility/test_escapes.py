"""There is no way round the rules for whoever has the reader's rights and one identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from psycopg.errors import Error
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from activities.store.engine import engine_for
from activities.store.grants import READER, READER_CALLS, WORKER_CALLS
from activities.store.reading import read_as
from domain.words import SYSTEM
from tests.visibility.company import BY_ID, RECORDS
from tests.visibility.rules import seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from tests.support.postgres import TestPostgres

WHO = "bolt-own"


@pytest.fixture
def contact(reader: Engine) -> Iterator[Connection]:
    """What a customer's own person could type if he had a console."""
    with read_as(reader, WHO).connect() as connection:
        yield connection


def subjects(connection: Connection) -> set[str]:
    return set(connection.scalars(text("SELECT subject FROM public.record")))


REFUSED = [
    "SET ROLE servicecycle_worker",
    "SET ROLE servicecycle_owner",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION servicecycle_owner",
    "ALTER TABLE record DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE record NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY seen ON record",
    "CREATE POLICY mine ON record FOR SELECT USING (true)",
    "ALTER POLICY seen ON record USING (true)",
    "CREATE FUNCTION public.reads_all() RETURNS boolean LANGUAGE sql RETURN true",
    "CREATE OR REPLACE FUNCTION public.reads_all() RETURNS boolean LANGUAGE sql RETURN true",
    "CREATE FUNCTION pg_temp.tell(text) RETURNS boolean LANGUAGE sql RETURN true",
    "CREATE VIEW everything AS SELECT * FROM record",
    "CREATE TEMPORARY TABLE person (person_id text)",
    "CREATE SCHEMA mine",
    "ALTER FUNCTION reads_all() SECURITY INVOKER",
    "GRANT servicecycle_owner TO servicecycle_reader",
    "ALTER ROLE servicecycle_reader BYPASSRLS",
    "SET row_security = off; SELECT * FROM record",
    "LOCK TABLE record IN ACCESS EXCLUSIVE MODE",
    "UPDATE record SET opened_by = 'bolt-own'",
    (
        "INSERT INTO visibility_grant (person_id, scope, target, granted_by, at)"
        " VALUES ('bolt-own', 'company', 'bolt', 'bolt-own', now())"
    ),
    "DELETE FROM record",
    "SELECT * FROM alembic_version",
    "SELECT erase_words('person/adm', 1)",
    "SELECT words_a_body_took('adm')",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT lo_import('/etc/hostname')",
    "COPY record TO '/dev/null'",
    "COPY record TO PROGRAM 'cat'",
    "DO LANGUAGE plpgsql $$ BEGIN EXECUTE 'SET LOCAL ROLE servicecycle_owner'; END $$",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_what_would_lead_round_the_rules_is_refused(contact: Connection, statement: str) -> None:
    with pytest.raises(DBAPIError) as refused:
        contact.exec_driver_sql(statement)
    assert isinstance(refused.value.orig, Error)
    said = str(refused.value.orig)
    assert any(word in said for word in ("denied", "must be", "would be affected", "superuser"))


def test_rules_hold_under_another_search_path_and_for_what_is_copied_out(
    contact: Connection,
) -> None:
    expected = seen(WHO)["record"]
    contact.exec_driver_sql("SET LOCAL search_path = pg_catalog")
    assert subjects(contact) == expected
    raw = contact.connection.cursor()
    with raw.copy("COPY public.record (subject) TO STDOUT") as copy:
        copied = {bytes(line).decode().strip() for line in copy}
    assert copied == expected


CRIES = "1 / (CASE {column} WHEN '{secret}' THEN 0 ELSE 1 END) = 1"
LEAKY = [
    ("record", "subject", CRIES),
    (
        "record",
        "subject",
        "CAST(CASE {column} WHEN '{secret}' THEN 'x' ELSE '1' END AS integer) = 1",
    ),
    ("task", "workflow_id", CRIES),
    ("tasks", "workflow_id", CRIES),
    ("inbox", "workflow_id", CRIES),
    ("events", "subject", CRIES),
    ("notices", "subject", CRIES),
    ("inbox JOIN record r USING (subject)", "r.subject", CRIES),
    ("task t JOIN record r ON r.subject <> t.subject", "r.subject", CRIES),
]


def cry(connection: Connection, table: str, column: str, condition: str, secret: str) -> object:
    where = condition.format(column=column, secret=secret)
    return connection.scalar(text(f"SELECT count(*) FROM {table} WHERE {where}"))  # noqa: S608 - our own tables


@pytest.mark.parametrize(("table", "column", "condition"), LEAKY)
def test_a_function_that_would_cry_out_never_meets_a_row_that_is_withheld(
    contact: Connection, table: str, column: str, condition: str
) -> None:
    hidden = "incident/acme-opened-1"
    assert hidden not in seen(WHO)["record"]
    assert cry(contact, table, column, condition, hidden) is not None


def test_such_a_function_does_cry_out_over_a_row_that_is_shown(contact: Connection) -> None:
    with pytest.raises(DBAPIError, match="division by zero"):
        cry(contact, "record", "subject", CRIES, min(seen(WHO)["record"]))


def test_what_the_planner_knows_of_the_values_is_not_told(owner: Engine, reader: Engine) -> None:
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE record, person")
        known = text("SELECT count(*) FROM pg_stats WHERE tablename IN ('record', 'person')")
        assert connection.scalar(known)
    for person in (WHO, SYSTEM):
        with read_as(reader, person).connect() as connection:
            assert connection.scalar(known) == 0


def test_a_statement_that_is_planned_once_shows_each_reader_his_own(reader: Engine) -> None:
    """The driver prepares what is repeated; the plan must not remember for whom it was made."""
    for _ in range(8):
        for person in ("adm", WHO, "acme-boss"):
            with read_as(reader, person).connect() as connection:
                assert subjects(connection) == seen(person)["record"]


DEFINERS = text("""
    SELECT p.oid::regprocedure::text, p.proconfig, p.provolatile::text
    FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef""")
TO_PUBLIC = text("""
    SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.prorettype <> 'trigger'::regtype
        AND has_function_privilege('public', p.oid, 'EXECUTE')""")


def test_a_function_that_looks_behind_the_rules_is_pinned_to_its_tables(owner: Engine) -> None:
    with owner.connect() as connection:
        found = connection.execute(DEFINERS).all()
        assert connection.scalars(TO_PUBLIC).all() == []
    assert len(found) > len(READER_CALLS) / 2
    for name, settings, volatility in found:
        assert settings == ["search_path=public, pg_temp"], name
        if name in READER_CALLS:
            assert volatility == "s", name


def test_the_functions_of_the_rules_tell_a_reader_of_himself_only(reader: Engine) -> None:
    """None of them takes a person as its argument; what they answer follows from who reads."""
    taking = {name for name in READER_CALLS if not name.endswith("()")}
    looking = {"sight_of(text)", "sight_of_record(text)", "who_sees(text)"}
    assert taking == {"owner_in_catalogue(text)", "away_at(timestamptz)", *looking}
    with read_as(reader, WHO).connect() as connection:
        assert connection.scalar(text("SELECT owner_in_catalogue('crm')")) == "ada"
        for row in RECORDS:
            rule = connection.scalar(text("SELECT sight_of(:s)"), {"s": row.subject})
            assert (rule is not None) == (row.subject in seen(WHO)["record"])


def test_who_asks_for_others_is_himself_again_afterwards(reader: Engine) -> None:
    with read_as(reader, "acme-boss").connect() as connection:
        told = connection.execute(text("SELECT * FROM who_sees('contract/acme-opened-1')")).all()
        assert {row.person_id for row in told} == seen("acme-boss")["person"]
        assert connection.scalar(text("SELECT reader()")) == "acme-boss"
        assert subjects(connection) == seen("acme-boss")["record"]


def test_an_owner_of_one_login_is_bound_as_soon_as_he_takes_the_readers_role(
    postgres: TestPostgres,
) -> None:
    """A company's database has one login, which owns the tables and takes the role."""
    engine = engine_for(postgres.owner_url, role=READER)
    with read_as(engine, WHO).connect() as connection:
        assert subjects(connection) == seen(WHO)["record"]
    with engine.connect() as connection:
        assert subjects(connection) == set()
    engine.dispose()


def test_neither_worker_nor_owner_is_hindered(postgres: TestPostgres) -> None:
    everything = {row.subject for row in RECORDS}
    for url in (postgres.worker_url, postgres.owner_url):
        engine = engine_for(url)
        for one in (engine, read_as(engine, WHO)):
            with one.connect() as connection:
                assert subjects(connection) == everything
                statement = text("UPDATE record SET standing = standing")
                assert connection.execute(statement).rowcount == len(RECORDS)
        engine.dispose()
    assert set(WORKER_CALLS) & set(READER_CALLS) == {"owner_in_catalogue(text)", "names_told()"}


NAMES = [
    "bolt-own'; SET ROLE servicecycle_owner; --",
    "bolt-own', false); SELECT set_config('servicecycle.reader', 'system",
    "system\n",
    "ѕystem",
    "servicecycle.reader",
    "current_user",
    "$1",
    "%s",
    "{}",
    "NULL",
    "*",
    "بهروز",
    "x" * 5_000,
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_name_whatever_stands_in_it(reader: Engine, name: str) -> None:
    assert name not in BY_ID
    with read_as(reader, name).connect() as connection:
        assert connection.scalar(text("SELECT reader()")) == name
        assert connection.scalar(text("SELECT current_user")) == READER
        assert subjects(connection) == set()
