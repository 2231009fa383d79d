"""What hangs on a record, so that it cannot be archived before it is settled (R46, R87, R88)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from activities.store.registers.customers import hold
from activities.store.schema import (
    absence,
    contact,
    contract,
    customer,
    customer_group_member,
    dependent,
    process,
    staff_role_member,
    task,
)
from domain.contracts.words import ContractState
from domain.words import CUSTOMER_ROLES, OPEN_TASK_STATES

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Connection


def active_contacts(connection: Connection, customer_id: str) -> list[str]:
    """The people of a customer who may still act for him."""
    his = (contact.c.customer_id == customer_id) & (contact.c.state == "active")
    return _ids(connection, contact.c.person_id, his & contact.c.archived_at.is_(None))


def running_contracts(connection: Connection, customer_id: str) -> list[str]:
    """The contracts of a customer that run, or may yet be renewed; no other is agreed meanwhile."""
    hold(connection, customer_id)
    open_ones = select(process.c.workflow_id).where(process.c.closed_at.is_(None))
    his = (contract.c.customer_id == customer_id) & contract.c.workflow_id.in_(open_ones)
    return _ids(
        connection, contract.c.contract_id, his & (contract.c.state != ContractState.CANCELLED)
    )


def customers_in(connection: Connection, group_id: str) -> list[str]:
    """The customers who belong to a group."""
    member = customer_group_member.c
    here = (member.group_id == group_id) & member.ended_at.is_(None)
    return _ids(connection, member.customer_id, here)


def holders_of(connection: Connection, role_id: str) -> list[str]:
    """The people in a staff role."""
    member = staff_role_member.c
    return _ids(
        connection, member.person_id, (member.role_id == role_id) & member.ended_at.is_(None)
    )


def tasks_of(connection: Connection, person_id: str, *, only_customers: bool = False) -> list[str]:
    """The open tasks that were handed to a person.

    Args:
        only_customers: Whether only those are meant that nobody but a customer's people answers.
    """
    his = (task.c.assignee == person_id) & task.c.state.in_(OPEN_TASK_STATES)
    if only_customers:
        his &= task.c.roles.contained_by(sorted(CUSTOMER_ROLES)) & (task.c.roles != [])
    return _ids(connection, task.c.task_id, his)


def reached_through(connection: Connection, person_id: str) -> list[str]:
    """The open dependents of services whose customers are reached through a person."""
    open_ones = (dependent.c.contact == person_id) & dependent.c.closed_at.is_(None)
    name: Any = dependent.c.service_id + " " + dependent.c.kind + " " + dependent.c.dependent_id
    return _ids(connection, name, open_ones)


def looked_after_by(connection: Connection, person_id: str) -> list[str]:
    """The customers a person of ours looks after."""
    his = (customer.c.account_manager == person_id) | (customer.c.project_manager == person_id)
    return _ids(connection, customer.c.customer_id, his & customer.c.archived_at.is_(None))


def overlapping(
    connection: Connection, absence_id: str, person_id: str, from_on: date, back_on: date
) -> list[str]:
    """The other absences of a person that share a day with one from a day until another."""
    his = (absence.c.person_id == person_id) & (absence.c.absence_id != absence_id)
    shares = (absence.c.from_on < back_on) & (absence.c.back_on > from_on)
    return _ids(connection, absence.c.absence_id, his & shares & absence.c.archived_at.is_(None))


def _ids(connection: Connection, name: ColumnElement[str], where: ColumnElement[bool]) -> list[str]:
    return list(connection.scalars(select(name).where(where).order_by(name)))
