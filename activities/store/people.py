"""The register of people (R84, R149; 7.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from activities.store.schema import contract, customer, person, task
from domain.contracts.words import ContractState
from domain.people import Person
from domain.words import OPEN_TASK_STATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

_REGISTER = "people"


def hold_register(connection: Connection) -> None:
    """Let nobody else change the register until the transaction ends; reading goes on."""
    turn = func.hashtextextended(_REGISTER, 0)
    connection.execute(select(func.pg_advisory_xact_lock(turn)))


def is_empty(connection: Connection) -> bool:
    """Whether nobody was ever registered."""
    return connection.execute(select(person.c.person_id).limit(1)).first() is None


def by_id(connection: Connection, person_id: str, *, keep: bool = False) -> Person | None:
    """One person, archived or not.

    Args:
        keep: Whether he must stay as he is until the transaction ends.
    """
    wanted = select(person).where(person.c.person_id == person_id)
    row = connection.execute(wanted.with_for_update() if keep else wanted).mappings().first()
    return Person.model_validate(row) if row else None


def everyone(connection: Connection) -> dict[str, Person]:
    """Everybody who was ever registered, by id."""
    rows = connection.execute(select(person).order_by(person.c.person_id)).mappings()
    return {row["person_id"]: Person.model_validate(row) for row in rows}


def put(connection: Connection, people: Iterable[Person]) -> None:
    """Register people, or bring their entries up to date.

    Idempotent by: the person's id.
    """
    rows = [one.model_dump() for one in people]
    if not rows:
        return
    statement = insert(person)
    latest = {name: statement.excluded[name] for name in rows[0] if name != "person_id"}
    connection.execute(
        statement.on_conflict_do_update(index_elements=["person_id"], set_=latest), rows
    )


def holders(connection: Connection, roles: Sequence[str]) -> set[str]:
    """The ids of the active people who hold one of these roles."""
    active = select(person.c.person_id).where(
        person.c.archived_at.is_(None), person.c.roles.overlap([str(one) for one in roles])
    )
    return set(connection.scalars(active))


def archive(connection: Connection, person_id: str, at: datetime) -> bool:
    """Let a person take no part any more.

    Returns:
        Whether he did until now.
    """
    active = (person.c.person_id == person_id) & person.c.archived_at.is_(None)
    return bool(connection.execute(update(person).where(active).values(archived_at=at)).rowcount)


def tasks_handed_to(connection: Connection, person_id: str) -> list[str]:
    """The open tasks that were handed to this person and to nobody else."""
    return list(
        connection.scalars(
            select(task.c.task_id)
            .where(task.c.assignee == person_id, task.c.state.in_(OPEN_TASK_STATES))
            .order_by(task.c.due_at, task.c.task_id)
        )
    )


def kept_by(connection: Connection, person_id: str) -> list[str]:
    """The customers and the contracts that this person keeps or answers for."""
    of, agreed = customer.c, contract.c
    customers = select(of.customer_id).where(
        of.archived_at.is_(None),
        or_(of.account_manager == person_id, of.project_manager == person_id),
    )
    contracts = select(agreed.contract_id).where(
        agreed.state.not_in([ContractState.EXPIRED, ContractState.CANCELLED]),
        or_(agreed.account_manager == person_id, agreed.answered_by == person_id),
    )
    return [
        *(f"customer {one}" for one in connection.scalars(customers.order_by(of.customer_id))),
        *(f"contract {one}" for one in connection.scalars(contracts.order_by(agreed.contract_id))),
    ]
