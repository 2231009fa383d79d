"""What the wording of a notice needs, looked up at the moment it is written to its receiver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from activities.store.registers.taking_part import passive_at
from activities.store.schema import (
    contact,
    contract,
    contract_period,
    customer,
    dependent,
    person,
    policy,
    policy_draft,
    service,
    service_version,
    task,
)
from domain.dependents import Dependent
from domain.people import Person
from domain.posts import Post, PostedContract, PostedPolicy, PostedService, PostedTask
from domain.words import OPEN_TASK_STATES

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping


def post_of(connection: Connection, row: RowMapping) -> Post:
    """Everything that is known about a notice and what it is about.

    Args:
        row: The notice as its table holds it.
    """
    kind, _, record_id = row["subject"].partition("/")
    task_id = row["params"].get("task_id")
    about_service = kind == "service"
    return Post.model_validate(
        {
            **row,
            **_as_a_contact(connection, row["person_id"]),
            "to": _receiver(connection, row["person_id"]),
            "service": _service(connection, record_id) if about_service else None,
            "task": _task(connection, task_id) if task_id else None,
            "contract": _contract(connection, record_id) if kind == "contract" else None,
            "policy": _policy(connection, record_id) if kind == "policy" else None,
            "dependents": _dependents(connection, record_id) if about_service else (),
        }
    )


def _receiver(connection: Connection, person_id: str) -> Person:
    found = connection.execute(select(person).where(person.c.person_id == person_id))
    return Person.model_validate(found.mappings().one())


def _as_a_contact(connection: Connection, person_id: str) -> dict[str, object]:
    """How the register has it that a contact is written to; nothing for anybody else (R88, R135).

    His own form of address goes before that of his company. Whose entry was put away is written to
    as nobody's contact, where he is one of staff as well, and else not at all.
    """
    found = connection.execute(
        select(
            func.coalesce(contact.c.form_of_address, customer.c.form_of_address),
            contact.c.preferred_terms,
        )
        .join(customer, customer.c.customer_id == contact.c.customer_id)
        .where(contact.c.person_id == person_id, contact.c.archived_at.is_(None))
    ).first()
    names = ("form_of_address", "preferred_terms")
    known = dict(zip(names, found, strict=True)) if found else {}
    return {**known, "is_passive": passive_at(connection, person_id) is not None}


def _service(connection: Connection, service_id: str) -> PostedService | None:
    newest = (
        select(func.max(service_version.c.version))
        .where(service_version.c.service_id == service_id)
        .scalar_subquery()
    )
    found = connection.execute(
        select(
            service.c.service_id,
            service.c.name,
            func.coalesce(newest, service.c.version).label("version"),
        ).where(service.c.service_id == service_id)
    )
    row = found.mappings().first()
    return PostedService.model_validate(row) if row else None


def _contract(connection: Connection, contract_id: str) -> PostedContract | None:
    found = connection.execute(
        select(
            contract.c.contract_id,
            contract.c.name,
            customer.c.name.label("customer"),
            contract.c.ends_on,
            contract_period.c.cut_off_on,
            contract_period.c.price_minor_units.label("minor_units"),
            contract_period.c.price_currency.label("currency"),
            contract.c.price_rule,
            contract.c.renewal,
        )
        .join(customer, customer.c.customer_id == contract.c.customer_id)
        .outerjoin(
            contract_period,
            (contract_period.c.contract_id == contract.c.contract_id)
            & (contract_period.c.number == contract.c.period),
        )
        .where(contract.c.contract_id == contract_id)
    )
    row = found.mappings().first()
    if row is None:
        return None
    price = dict(row) if row["minor_units"] is not None else None
    return PostedContract.model_validate({**row, "price": price})


def _task(connection: Connection, task_id: str) -> PostedTask | None:
    found = connection.execute(
        select(
            task.c.task_id,
            task.c.name,
            task.c.question,
            task.c.outcomes,
            task.c.due_at,
            task.c.data_schema.is_not(None).label("needs_data"),
            task.c.state.in_(OPEN_TASK_STATES).label("is_open"),
        ).where(task.c.task_id == task_id)
    )
    row = found.mappings().first()
    return PostedTask.model_validate(row) if row else None


def _policy(connection: Connection, policy_id: str) -> PostedPolicy | None:
    found = connection.execute(
        select(
            policy_draft.c.document["title"].astext.label("title"),
            policy.c.version,
            policy.c.effective_on,
        )
        .select_from(policy_draft.outerjoin(policy))
        .where(policy_draft.c.policy_id == policy_id)
    )
    row = found.mappings().first()
    return PostedPolicy.model_validate(row) if row else None


def _dependents(connection: Connection, service_id: str) -> tuple[Dependent, ...]:
    rows = connection.execute(
        select(dependent)
        .where(dependent.c.service_id == service_id, dependent.c.closed_at.is_(None))
        .order_by(dependent.c.kind, dependent.c.dependent_id)
    ).mappings()
    return tuple(Dependent.model_validate(row) for row in rows)
