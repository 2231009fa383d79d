"""One PostgreSQL for the session, migrated once; each test that asks for a house finds it new."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from activities.store.engine import engine_for
from activities.store.grants import READER, WORKER
from activities.store.migrating import migrate
from activities.store.reading import read_as
from domain.words import SYSTEM
from tests.activities.house import House
from tests.support.postgres import Database, start_test_postgres
from tests.support.slate import MAY_WIPE, Slate
from workers.registers.policies import publish_default

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.postgres import TestPostgres


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestPostgres]:
    """A real server whose own database has the present schema."""
    server = start_test_postgres(tmp_path_factory.mktemp("postgres"), MAY_WIPE)
    try:
        migrate(server.owner_url)
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def bare_house(postgres: TestPostgres) -> Iterator[House]:
    """The server's own database, with whatever the last test left in it."""
    house = House(
        owner=engine_for(postgres.owner_url),
        worker=engine_for(postgres.worker_url, role=WORKER),
        reader=read_as(engine_for(postgres.reader_url, role=READER), SYSTEM),
    )
    yield house
    for engine in (house.owner, house.worker, house.reader):
        engine.dispose()


@pytest.fixture(scope="session")
def slate(bare_house: House) -> Slate:
    """The first policy, as `servicecycle up` leaves it, and nothing else."""
    one = Slate(bare_house.owner)
    one.wipe()
    publish_default(bare_house.worker)
    one.keep()
    return one


@pytest.fixture
def empty_house(bare_house: House, slate: Slate) -> House:
    """A house without a policy, and without anything else."""
    slate.wipe()
    return bare_house


@pytest.fixture
def house(bare_house: House, slate: Slate) -> House:
    """A house that has its first policy, as `servicecycle up` leaves it."""
    slate.restore()
    return bare_house


@pytest.fixture
def empty_database(postgres: TestPostgres) -> Database:
    """Another database on the same server, without any table."""
    return postgres.sibling("empty")
