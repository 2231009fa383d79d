"""The needs register: what customers need, in their words, and what was answered (R99)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, update

from activities.store.schema import need
from domain.registers.needs import Need

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from domain.registers.needs import NeedAnswer


def needs_of(connection: Connection, customer_id: str) -> list[Need]:
    """The needs of a customer in the order he stated them."""
    wanted = select(need).where(need.c.customer_id == customer_id).order_by(need.c.number)
    return [Need.model_validate(row) for row in connection.execute(wanted).mappings()]


def state(connection: Connection, customer_id: str, words: str, by: str, at: datetime) -> int:
    """Keep a need; the caller holds the register.

    Returns:
        Its number.
    """
    last = select(func.coalesce(func.max(need.c.number), 0)).where(
        need.c.customer_id == customer_id
    )
    number = (connection.scalar(last) or 0) + 1
    row = {"customer_id": customer_id, "number": number, "need": words}
    connection.execute(insert(need), [{**row, "stated_by": by, "stated_at": at}])
    return number


def answer(connection: Connection, given: NeedAnswer, by: str, at: datetime) -> None:
    """Keep what was answered; what was answered before stays in the record of events."""
    this = (need.c.customer_id == given.customer) & (need.c.number == given.number)
    said = {"outcome": given.outcome.value, "answer": given.answer}
    connection.execute(update(need).where(this).values(**said, answered_by=by, answered_at=at))
