"""The contracts that name a person: who is told of them, who keeps them, who answers (R63, R88)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from activities.store.registers.roles import of_ours
from activities.store.schema import contract, contract_recipient, process
from domain.contracts.passing_on import Named
from domain.contracts.terms import Recipients
from domain.contracts.words import ContractState, Side

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection


def named_on(connection: Connection, person_id: str) -> list[Named]:
    """The contracts that are not over and name a contact, in the order of their ids.

    Whoever is one of ours as well keeps what he has as such: of his contracts those alone are
    meant of which he is told on the customer's side.
    """
    staff = person_id in of_ours(connection, [person_id])
    wanted = (
        select(
            *(contract.c.contract_id, contract.c.customer_id),
            *(contract.c.account_manager, contract.c.answered_by),
        )
        .join(process, process.c.workflow_id == contract.c.workflow_id)
        .where(_names(person_id, staff=staff))
        .where(process.c.closed_at.is_(None), contract.c.state != ContractState.CANCELLED)
        .order_by(contract.c.contract_id)
    )
    rows = connection.execute(wanted).all()
    chosen = _recipients(connection, [row.contract_id for row in rows])
    return [
        Named(
            contract_id=row.contract_id,
            customer_id=row.customer_id,
            recipients=chosen[row.contract_id],
            is_told=any(person_id in those for those in chosen[row.contract_id].by_side().values()),
            manages=not staff and row.account_manager == person_id,
            answers=not staff and row.answered_by == person_id,
        )
        for row in rows
    ]


def told_of(connection: Connection, person_id: str) -> list[str]:
    """The contracts that are not over and tell somebody of their notices, on whichever side."""
    told = contract_recipient.c
    wanted = (
        select(contract.c.contract_id)
        .join(process, process.c.workflow_id == contract.c.workflow_id)
        .join(contract_recipient, told.contract_id == contract.c.contract_id)
        .where(told.person_id == person_id, told.until_at.is_(None))
        .where(process.c.closed_at.is_(None), contract.c.state != ContractState.CANCELLED)
        .order_by(contract.c.contract_id)
    )
    return list(connection.scalars(wanted))


def _names(person_id: str, *, staff: bool) -> ColumnElement[bool]:
    """Whether a contract names somebody."""
    told = contract_recipient.c
    his = select(told.contract_id).where(told.person_id == person_id, told.until_at.is_(None))
    if staff:
        return contract.c.contract_id.in_(his.where(told.side == Side.CUSTOMER))
    keeps = or_(contract.c.account_manager == person_id, contract.c.answered_by == person_id)
    return or_(contract.c.contract_id.in_(his), keeps)


def _recipients(connection: Connection, contract_ids: list[str]) -> dict[str, Recipients]:
    told = contract_recipient.c
    wanted = (
        select(told.contract_id, told.side, told.person_id)
        .where(told.contract_id == func.any(contract_ids), told.until_at.is_(None))
        .order_by(told.person_id)
    )
    found: dict[str, dict[str, list[str]]] = {one: {} for one in contract_ids}
    for contract_id, side, person_id in connection.execute(wanted):
        found[contract_id].setdefault(side, []).append(person_id)
    return {one: Recipients.model_validate(sides) for one, sides in found.items()}
