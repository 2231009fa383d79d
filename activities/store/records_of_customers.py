"""The records that belong to a customer: each process of his writes one row (R51, R52)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert

from activities.store.schema import record
from domain.visibility import CustomerRecord

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def put(connection: Connection, one: CustomerRecord, at: datetime) -> None:
    """Note where a record of a customer stands; whoever opened it first stays who opened it.

    Args:
        at: Since when it stands so, in business time; kept where nothing changes.

    Idempotent by: the subject.
    Source: R51, R52, R56.
    """
    new = insert(record).values(**one.model_dump(mode="json"), at=at)
    moved = {"customer_id": new.excluded.customer_id, "standing": new.excluded.standing}
    changes = [record.c[name].is_distinct_from(value) for name, value in moved.items()]
    connection.execute(
        new.on_conflict_do_update(
            index_elements=[record.c.subject],
            set_={**moved, "at": new.excluded.at},
            where=or_(*changes),
        )
    )


def of(connection: Connection, subject: str) -> CustomerRecord | None:
    """The record of a subject; None where it belongs to no customer."""
    wanted = select(record).where(record.c.subject == subject)
    row = connection.execute(wanted).mappings().first()
    return CustomerRecord.model_validate(row) if row else None
