"""What is left open of a process that has ended (8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import processes, tasks
from activities.store.journal import note
from activities.store.log import NewEvent
from domain.words import TaskState
from workers.registers.transactions import transaction

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

    from domain.identity import Actor

_REASON = "its process has ended"


def close_what_is_left(engine: Engine, actor: Actor, workflow_id: str, now: datetime) -> list[str]:
    """Close the tasks that stand open of a process that has ended.

    Returns:
        The ids of the tasks that were open.

    Idempotent by: the state of the tasks.
    Source: R148, 8.1.
    """
    with transaction(engine) as unit:
        row = processes.lock(unit.connection, workflow_id)
        if row is None or row.closed_at is None:
            return []
        closed = tasks.close_all(unit.connection, workflow_id, _REASON, now)
        events = [
            NewEvent(
                subject=row.subject,
                key=f"{one}/{TaskState.CANCELLED}/{now.isoformat()}",
                kind=f"task_{TaskState.CANCELLED}",
                actor=actor.person,
                stands_for=actor.stands_for,
                data={"task_id": one, "why": _REASON},
                at=now,
                workflow_id=workflow_id,
                clauses=("8.1",),
            )
            for one in closed
        ]
        note(unit.connection, events, now)
        unit.commit()
    return closed
