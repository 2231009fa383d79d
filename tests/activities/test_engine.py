from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from activities.store.schema import mailroom, process
from activities.store.unit import UnitOfWork
from tests.activities.rows import put_process

if TYPE_CHECKING:
    from tests.activities.house import House


def test_instants_come_back_in_utc(house: House) -> None:
    with house.worker.begin() as connection:
        put_process(connection, "service/crm")
        (opened_at,) = connection.scalars(select(process.c.opened_at))
    assert opened_at.tzinfo == UTC


def test_an_insert_that_conflicts_is_known_to_have_written_nothing(house: House) -> None:
    statement = insert(mailroom).values(held=False).on_conflict_do_nothing()
    with house.worker.begin() as connection:
        assert [connection.execute(statement).rowcount for _ in range(2)] == [1, 0]


def test_the_role_stays_after_a_transaction_was_undone(house: House) -> None:
    for _ in range(2):
        with house.reader.connect() as connection:
            assert connection.scalar(text("SELECT current_user")) == "servicecycle_reader"
            connection.rollback()


def test_a_unit_of_work_that_is_not_committed_is_undone(house: House) -> None:
    with UnitOfWork(house.worker) as unit:
        put_process(unit.connection, "service/crm")
    with UnitOfWork(house.worker) as unit:
        assert unit.connection.execute(select(process)).first() is None
        put_process(unit.connection, "service/crm")
        unit.commit()
    with pytest.raises(IntegrityError), UnitOfWork(house.worker) as unit:
        put_process(unit.connection, "service/crm")
    with house.reader.connect() as connection:
        assert list(connection.scalars(select(process.c.workflow_id))) == ["service/crm"]
