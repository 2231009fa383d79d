"""The command line on real servers: one Temporal, one PostgreSQL and one worker for the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from activities.store.engine import engine_for
from activities.store.migrating import migrate
from tests.starters.company import PEOPLE_FILE, Company
from tests.starters.servers import Servers
from tests.support.postgres import start_test_postgres
from workers.registers.policies import publish_default

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.postgres import Database, TestPostgres


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestPostgres]:
    """A server whose own database has the present schema and the policy that ships."""
    server = start_test_postgres(tmp_path_factory.mktemp("postgres"))
    try:
        migrate(server.owner_url)
        engine = engine_for(server.worker_url)
        publish_default(engine)
        engine.dispose()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def servers(postgres: TestPostgres) -> Iterator[Servers]:
    """Temporal and a worker, which serve the database of the company."""
    running = Servers(postgres.sibling("company", template=postgres.name))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def company(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company that has its people; each test brings services of its own."""
    one = company_on(servers, servers.database, tmp_path_factory.mktemp("company"))
    one.does("people", "import", one.write("people.json", PEOPLE_FILE), "--apply")
    return one


@pytest.fixture
def empty_company(servers: Servers, postgres: TestPostgres, tmp_path: Path) -> Company:
    """A company that nobody was registered in yet; no worker serves it."""
    return company_on(servers, postgres.sibling("empty", template=postgres.name), tmp_path)


def company_on(servers: Servers, database: Database, folder: Path) -> Company:
    """The command line on a database."""
    return Company(
        folder,
        servers,
        database,
        {
            "TEMPORAL_ADDRESS": servers.address,
            "SERVICECYCLE_DATABASE_URL": database.owner_url.replace("+psycopg", ""),
            "SERVICECYCLE_DATA": str(folder / "data"),
            "SERVICECYCLE_ACTOR": None,
        },
    )


@pytest.fixture
def acme(company: Company) -> Company:
    """The company with the customer acme."""
    company.customer()
    return company
