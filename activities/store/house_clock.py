"""The one clock of the house: business time for a demo or a rehearsal (8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from activities.store.schema import clock, process

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from domain.clock import BusinessClock


def hold_processes(connection: Connection) -> bool:
    """Let no process come into the record until the transaction ends.

    Returns:
        Whether there is one already.
    """
    connection.execute(text(f"LOCK TABLE {process.name} IN SHARE MODE"))
    return connection.execute(select(process.c.workflow_id).limit(1)).first() is not None


def put(connection: Connection, wanted: BusinessClock) -> None:
    """Set the clock."""
    statement = insert(clock).values(wanted.model_dump())
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["only"],
            set_={name: statement.excluded[name] for name in wanted.model_dump()},
        )
    )
