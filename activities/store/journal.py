"""Events of the registers: what people changed outside of any process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from activities.store.log import append
from activities.store.pinning import policy_in_force
from activities.store.schema import event

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from activities.store.log import NewEvent


def note(connection: Connection, events: Sequence[NewEvent], now: datetime) -> None:
    """Write events, each with the version of the policy that is in force.

    Idempotent by: the event's key.
    """
    version = policy_in_force(connection, now).version
    append(connection, [one.model_copy(update={"policy_version": version}) for one in events])


def next_position(connection: Connection, subject: str) -> int:
    """The position the next event of a record will have.

    It names a change that has no other name of its own; the caller holds the record, so that
    nobody else takes the position.
    """
    last = select(func.coalesce(func.max(event.c.position), 0)).where(event.c.subject == subject)
    return (connection.scalar(last) or 0) + 1
