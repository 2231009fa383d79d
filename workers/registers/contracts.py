"""What hangs on contracts outside of their processes: put away, and figures of an index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import contract_register as register
from activities.store.journal import next_position, note
from activities.store.log import NewEvent
from domain.contracts.words import ContractState
from domain.errors import ConflictError, InvalidInputError, NotFoundError
from domain.ids import slug, subject_of
from workers.registers.transactions import transaction

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

    from domain.contracts.index import IndexFigure
    from domain.identity import Actor

_ARCHIVED = ("7.5",)
_PRICED = ("8.4.1",)
_OVER = (ContractState.EXPIRED, ContractState.CANCELLED)


def archive_contract(
    engine: Engine, actor: Actor, contract_id: str, now: datetime, *, reason: str
) -> None:
    """Put a contract away that is over: lists leave it out, its record stays.

    Raises:
        NotFoundError: there is no such contract.
        ConflictError: it is not over.

    Idempotent by: the contract's id.
    Source: R87, 7.5.
    """
    with transaction(engine) as unit:
        state = register.state_of(unit.connection, contract_id)
        if state is None:
            message = f"there is no contract {contract_id[:80]!r}; `contract list` lists them"
            raise NotFoundError(message, field="contract")
        if state not in _OVER:
            over = "only a contract that is over is put away"
            message = f"{contract_id} is {state}; {over}: `contract terminate` ends it"
            raise ConflictError(message, field="contract")
        if register.archive(unit.connection, contract_id, now):
            subject = subject_of("contract", contract_id)
            event = NewEvent(
                subject=subject,
                key=f"{subject}/contract_archived/{next_position(unit.connection, subject)}",
                kind="contract_archived",
                actor=actor.person,
                stands_for=actor.stands_for,
                data={"contract_id": contract_id},
                at=now,
                clauses=_ARCHIVED,
                reason=reason,
            )
            note(unit.connection, [event], now)
            unit.commit()


def record_figure(engine: Engine, actor: Actor, wanted: IndexFigure, now: datetime) -> IndexFigure:
    """Record a figure of an index, from which prices of new periods are found.

    Raises:
        InvalidInputError: the month has not begun.
        ConflictError: another figure is recorded; a price may rest on it.

    Idempotent by: the index and the month.
    Source: R65, 8.4.1.
    """
    if wanted.month_on > now.date():
        raise InvalidInputError(f"month: {wanted.month} has not begun", field="month")
    with transaction(engine) as unit:
        if register.put_figure(unit.connection, wanted, actor.person, now):
            subject = subject_of("index", slug(wanted.index) or "index")
            event = NewEvent(
                subject=subject,
                key=f"{subject}/index_figure_recorded/{wanted.index}/{wanted.month}",
                kind="index_figure_recorded",
                actor=actor.person,
                stands_for=actor.stands_for,
                data=wanted.model_dump(mode="json"),
                at=now,
                clauses=_PRICED,
            )
            note(unit.connection, [event], now)
            unit.commit()
        known = register.figure_of(unit.connection, wanted)
    if known is not None and known.figure != wanted.figure:
        message = f"figure: {known.figure} is recorded for {wanted.index} of {wanted.month} already"
        raise ConflictError(message, field="figure")
    return wanted
