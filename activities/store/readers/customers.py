"""A customer's page: everything that hangs on him (R47)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from activities.store.readers.entries import entry, entry_of
from activities.store.readers.names import names_of
from activities.store.readers.paging import Source, connected
from activities.store.readers.views import inbox
from activities.store.registers.needs import needs_of
from activities.store.registers.places import KEEPERS
from activities.store.registers.taking_part import passive_at
from activities.store.schema import (
    asset,
    contact,
    contract,
    customer_group_member,
    customer_service,
    record,
    service,
    technician_customer,
)
from domain.model import Value
from domain.registers.needs import Need
from domain.registers.record import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, ColumnElement, Connection


def companies_of(source: Source, person_id: str) -> frozenset[str]:
    """A contact's customer, and those that share a group with it; none for who is no contact."""
    mine, other = customer_group_member.alias(), customer_group_member.alias()
    own = select(contact.c.customer_id).where(contact.c.person_id == person_id)
    beside = (
        select(other.c.customer_id)
        .join(mine, mine.c.group_id == other.c.group_id)
        .where(mine.c.customer_id.in_(own))
    )
    with connected(source) as connection:
        return frozenset(connection.scalars(own.union(beside)))


def is_passive(source: Source, person_id: str) -> bool:
    """Whether somebody takes no part any more as the contact of a customer (R49, R88)."""
    with connected(source) as connection:
        return passive_at(connection, person_id) is not None


class CustomersService(Value):
    """A service that a customer has."""

    service_id: str
    name: str
    stage: str


class CustomersContract(Value):
    """A contract of a customer, as his page names it."""

    contract_id: str
    name: str
    type: str
    state: str
    ends_on: date | None


class CustomersRecord(Value):
    """A record that was opened for a customer, such as a request or an incident."""

    subject: str
    kind: str
    opened_by: str
    standing: str
    at: datetime


class CustomersTask(Value):
    """A task that waits for one of his contacts, or about one of his records."""

    task_id: str
    question: str
    assignee: str | None
    due_at: datetime


class CustomerDetail(Value):
    """A customer, and everything that hangs on him (R47).

    Args:
        names: What the people who are named in it are called, by id, as far as the reader is told.
    """

    customer: Entry
    contacts: tuple[Entry, ...] = ()
    technicians: tuple[Entry, ...] = ()
    contracts: tuple[CustomersContract, ...] = ()
    services: tuple[CustomersService, ...] = ()
    assets: tuple[Entry, ...] = ()
    needs: tuple[Need, ...] = ()
    records: tuple[CustomersRecord, ...] = ()
    tasks: tuple[CustomersTask, ...] = ()
    names: dict[str, str] = {}


def customer(source: Source, customer_id: str) -> CustomerDetail:
    """A customer and what hangs on him, archived or not.

    Raises:
        NotFoundError: there is no such customer.
    """
    with connected(source) as connection:
        found = entry(connection, "customer", customer_id)
        his_contacts = _entries(connection, "contact", contact.c.person_id, customer_id)
        records = _records(connection, customer_id)
        detail = CustomerDetail(
            customer=found,
            contacts=his_contacts,
            technicians=_technicians(connection, customer_id),
            contracts=_contracts(connection, customer_id),
            services=_services(connection, customer_id),
            assets=_entries(connection, "asset", asset.c.asset_id, customer_id),
            needs=tuple(needs_of(connection, customer_id)),
            records=records,
            tasks=_tasks(connection, his_contacts, records),
        )
        names = names_of(connection, _people_in(detail))
    return detail.model_copy(update={"names": names})


def _people_in(one: CustomerDetail) -> Iterator[str | None]:
    for manager in ("account_manager", "project_manager"):
        known = one.customer.fields.get(manager)
        yield known if isinstance(known, str) else None
    yield from (each.id for each in (*one.contacts, *one.technicians))
    yield from (each.opened_by for each in one.records)
    yield from (each.assignee for each in one.tasks)


def stands_in_for(source: Source, person_id: str, now: datetime) -> dict[str, date]:
    """The people who are away today and whose seats a person may fill, and when each is back.

    He is told of those for whom he stands in himself, whether he sees their pages or not.
    """
    away = func.away_at(now).table_valued("person_id", "substitute", "back_on")
    his = select(away.c.person_id, away.c.back_on).where(away.c.substitute == person_id)
    with connected(source) as connection:
        rows = connection.execute(his.order_by(away.c.person_id))
        return {absent: back for absent, back in rows}  # noqa: C416 - rows are not pairs to mypy


def needs(source: Source, customer_id: str) -> list[Need]:
    """The needs of a customer in the order he stated them.

    Raises:
        NotFoundError: there is no such customer.
    """
    with connected(source) as connection:
        entry(connection, "customer", customer_id)
        return needs_of(connection, customer_id)


def _entries(
    connection: Connection, kind: str, key: Column[str], customer_id: str
) -> tuple[Entry, ...]:
    columns = key.table.c
    his = select(key).where(columns.customer_id == customer_id, columns.archived_at.is_(None))
    return _of_ids(connection, kind, list(connection.scalars(his.order_by(key))))


def _technicians(connection: Connection, customer_id: str) -> tuple[Entry, ...]:
    link = technician_customer.c
    his = select(link.person_id).where(link.customer_id == customer_id, link.ended_at.is_(None))
    return _of_ids(connection, "technician", list(connection.scalars(his.order_by(link.person_id))))


def _of_ids(connection: Connection, kind: str, ids: list[str]) -> tuple[Entry, ...]:
    held = KEEPERS[kind].held(connection, ids)
    return tuple(entry_of(held[one]) for one in ids if one in held)


def _contracts(connection: Connection, customer_id: str) -> tuple[CustomersContract, ...]:
    wanted = select(contract).where(
        contract.c.customer_id == customer_id, contract.c.archived_at.is_(None)
    )
    rows = connection.execute(wanted.order_by(contract.c.contract_id)).mappings()
    return tuple(CustomersContract.model_validate(row) for row in rows)


def _services(connection: Connection, customer_id: str) -> tuple[CustomersService, ...]:
    link = customer_service.c
    wanted = (
        select(service.c.service_id, service.c.name, service.c.stage)
        .join(customer_service, link.service_id == service.c.service_id)
        .where(link.customer_id == customer_id, link.ended_at.is_(None))
        .order_by(service.c.service_id)
    )
    return tuple(
        CustomersService.model_validate(row) for row in connection.execute(wanted).mappings()
    )


def _records(connection: Connection, customer_id: str) -> tuple[CustomersRecord, ...]:
    wanted = select(record).where(record.c.customer_id == customer_id).order_by(record.c.at.desc())
    return tuple(
        CustomersRecord.model_validate(row) for row in connection.execute(wanted).mappings()
    )


def _tasks(
    connection: Connection, people: tuple[Entry, ...], records: tuple[CustomersRecord, ...]
) -> tuple[CustomersTask, ...]:
    view = inbox.c
    his: list[ColumnElement[bool]] = [
        view.assignee.in_([one.id for one in people]),
        view.workflow_id.in_([one.subject for one in records]),
    ]
    rows = connection.execute(select(inbox).where(or_(*his)).order_by(view.due_at)).mappings()
    return tuple(CustomersTask.model_validate(row) for row in rows)
