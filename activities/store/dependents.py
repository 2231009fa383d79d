"""What depends on a service, of any kind, and holds its retirement until it is closed (R38)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert

from activities.store.schema import dependent, task
from domain.dependents import Dependent
from domain.ids import service_workflow_id
from domain.policy import QuestionName
from domain.words import OPEN_TASK_STATES, TaskState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def by_key(connection: Connection, service_id: str, kind: str, record_id: str) -> Dependent | None:
    """One dependent of a service, open or closed."""
    found = connection.execute(select(dependent).where(_key(service_id, kind, record_id)))
    row = found.mappings().first()
    return Dependent.model_validate(row) if row else None


def come_too_late(connection: Connection, service_id: str) -> bool:
    """Whether a service is so far in its retirement that customers' data are being returned.

    By then nothing depended on it any more; a dependent that came now would lose its data.
    """
    asked = select(task.c.task_id).where(
        task.c.workflow_id == service_workflow_id(service_id),
        task.c.name == QuestionName.DATA_RETURN,
        task.c.state.in_((*OPEN_TASK_STATES, TaskState.COMPLETED)),
    )
    return connection.execute(asked.limit(1)).first() is not None


def put(connection: Connection, one: Dependent) -> bool:
    """Note that a record depends on a service.

    Returns:
        Whether it is new.

    Idempotent by: service, kind and id.
    """
    statement = insert(dependent).values(one.model_dump())
    return bool(connection.execute(statement.on_conflict_do_nothing()).rowcount)


def close(connection: Connection, one: Dependent, *, reason: str, at: datetime) -> bool:
    """Note that a record depends on a service no longer.

    Returns:
        Whether it did until now.
    """
    is_open = _key(one.service_id, one.kind, one.dependent_id) & dependent.c.closed_at.is_(None)
    statement = update(dependent).where(is_open).values(closed_at=at, closed_reason=reason)
    return bool(connection.execute(statement).rowcount)


def _key(service_id: str, kind: str, record_id: str) -> ColumnElement[Any]:
    return (
        (dependent.c.service_id == service_id)
        & (dependent.c.kind == kind)
        & (dependent.c.dependent_id == record_id)
    )
