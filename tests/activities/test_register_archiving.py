"""Who is archived takes no part as anything, and nothing begins with him meanwhile (R46, R88)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import OperationalError

from activities.store.registers import customers
from activities.store.registers.hanging import running_contracts
from domain.dependents import DependentFile
from domain.errors import ConflictError, NotFoundError
from tests.activities.registering import ADMIN, add, archive, contact, events, settle, shown
from tests.activities.rows import A_DAY, NOON, put_service
from workers.registers.people import archive_person
from workers.registers.services import add_dependent

if TYPE_CHECKING:
    from tests.activities.house import House

WHY = "She moved to another unit."
SOON = "SET LOCAL lock_timeout = '50ms'"


@pytest.fixture
def settled(house: House) -> House:
    settle(house)
    contact(house)
    return house


def test_whoever_is_archived_is_neither_contact_nor_technician_any_more(settled: House) -> None:
    add(settled, "technicians", id="elif")
    archive_person(settled.worker, ADMIN, "elif", NOON, reason=WHY)
    again = archive_person(settled.worker, ADMIN, "elif", NOON + A_DAY)
    assert again.archived_at == NOON
    for kind in ("contact", "technician"):
        assert shown(settled, kind, "elif").archived_at == NOON
    found = [kind for kind, _ in events(settled, "person/elif")]
    assert found[-3:] == ["contact_archived", "technician_archived", "person_archived"]


def test_an_entry_that_an_earlier_release_left_active_is_archived_by_the_same_command(
    settled: House,
) -> None:
    with settled.owner.begin() as connection:
        connection.exec_driver_sql("UPDATE person SET archived_at = now() WHERE person_id = 'elif'")
    archive_person(settled.worker, ADMIN, "elif", NOON, reason=WHY)
    assert shown(settled, "contact", "elif").archived_at == NOON
    assert [kind for kind, _ in events(settled, "person/elif")][-1] == "contact_archived"


def test_whoever_customers_are_reached_through_is_not_archived(settled: House) -> None:
    with settled.owner.begin() as connection:
        put_service(connection, "crm")
    said = DependentFile(service="crm", kind="contract", id="C-1", name="Acme", contact="elif")
    add_dependent(settled.worker, ADMIN, said, NOON)
    with pytest.raises(ConflictError, match="customers are reached through elif") as error:
        archive_person(settled.worker, ADMIN, "elif", NOON)
    assert error.value.field == "person"


def test_an_archived_customer_takes_no_new_contracts(settled: House) -> None:
    add(settled, "customers", id="gone", name="Gone")
    archive(settled, "customers", "gone")
    with settled.worker.begin() as connection:
        customers.for_new_contract(connection, "acme")
        with pytest.raises(ConflictError, match="gone is archived and takes no new") as error:
            customers.for_new_contract(connection, "gone")
        assert error.value.field == "customer"
        with pytest.raises(NotFoundError, match="no customer 'nobody'"):
            customers.for_new_contract(connection, "nobody")


def test_a_customer_is_not_archived_while_a_contract_with_him_is_being_written(
    settled: House,
) -> None:
    with settled.worker.begin() as writing, settled.worker.begin() as archiving:
        customers.for_new_contract(writing, "acme")
        archiving.exec_driver_sql(SOON)
        with pytest.raises(OperationalError, match="lock timeout"):
            running_contracts(archiving, "acme")


def test_no_contract_is_written_while_its_customer_is_being_archived(settled: House) -> None:
    with settled.worker.begin() as archiving, settled.worker.begin() as writing:
        assert running_contracts(archiving, "acme") == []
        writing.exec_driver_sql(SOON)
        with pytest.raises(OperationalError, match="lock timeout"):
            customers.for_new_contract(writing, "acme")
