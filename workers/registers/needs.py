"""State and answer the needs of customers (R99; 8.3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store.registers import needs as store
from activities.store.registers.places import there
from domain.errors import NotAllowedError, NotFoundError
from domain.ids import subject_of
from domain.words import CUSTOMER_ROLES
from workers.registers.kinds import CUSTOMER
from workers.registers.transactions import transaction
from workers.registers.writing import Note, Pen, note_all

if TYPE_CHECKING:
    from datetime import datetime

    from pydantic import JsonValue
    from sqlalchemy import Connection, Engine

    from domain.identity import Actor
    from domain.registers.needs import Need, NeedAnswer, NeedFile


def state_need(engine: Engine, actor: Actor, stated: NeedFile, now: datetime) -> Need:
    """Note what a customer needs.

    Raises:
        NotFoundError: there is no such customer, or he takes no part any more.

    Idempotent by: the customer and the words, while the need waits for an answer.
    Source: R99.
    """
    with transaction(engine) as unit:
        found = _needs(unit.connection, stated.customer)
        for one in found:
            if one.need == stated.need and one.answered_at is None:
                return one
        number = store.state(unit.connection, stated.customer, stated.need, actor.person, now)
        said: dict[str, JsonValue] = {"number": number, "need": stated.need}
        _note(unit.connection, actor, stated.customer, "need_stated", said, now)
        unit.commit()
        return _needs(unit.connection, stated.customer)[number - 1]


def answer_need(engine: Engine, actor: Actor, given: NeedAnswer, now: datetime) -> Need:
    """Answer a need; a later answer takes the place of an earlier one.

    Whoever may state needs for a customer, and is none of ours, does not answer them in our name.

    Raises:
        NotAllowedError: he is none of ours.
        NotFoundError: there is no such customer, or no such need of his.

    Idempotent by: the customer, the number and the words of the answer.
    Source: R99.
    """
    if CUSTOMER_ROLES.issuperset(actor.roles):
        message = f"{actor.person} speaks for a customer; what we answer says one of ours"
        raise NotAllowedError(message, field="as")
    with transaction(engine) as unit:
        found = {one.number: one for one in _needs(unit.connection, given.customer)}
        if given.number not in found:
            message = (
                f"{given.customer} has no need {given.number}; `customer need list` lists them"
            )
            raise NotFoundError(message, field="number")
        one = found[given.number]
        if (one.outcome, one.answer) == (given.outcome, given.answer):
            return one
        store.answer(unit.connection, given, actor.person, now)
        said: dict[str, JsonValue] = {
            "number": given.number,
            "outcome": given.outcome.value,
            "answer": given.answer,
        }
        _note(unit.connection, actor, given.customer, "need_answered", said, now)
        unit.commit()
        return _needs(unit.connection, given.customer)[given.number - 1]


def _needs(connection: Connection, customer_id: str) -> list[Need]:
    CUSTOMER.hold(connection)
    if not there(connection, "customer", [customer_id]):
        message = f"there is no customer {customer_id[:80]!r}; `customer list` lists them"
        raise NotFoundError(message, field="customer")
    return store.needs_of(connection, customer_id)


def _note(  # noqa: PLR0913, PLR0917 - an event is named by its record, its cause and its instant
    connection: Connection,
    actor: Actor,
    customer_id: str,
    kind: str,
    said: dict[str, JsonValue],
    now: datetime,
) -> None:
    noted = Note(subject_of("customer", customer_id), kind, said)
    note_all(connection, Pen(CUSTOMER, actor, now), [noted])
