"""Where processes stand on record, to be compared with what runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from activities.store.readers.paging import Source, connected
from activities.store.schema import process, task
from domain.model import Value
from domain.words import CANCELLED_BY_OPERATOR, OPEN_TASK_STATES

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Row


class Standing(Value):
    """Where a process stands on record.

    Args:
        closed_reason: Why it ended; None while it is open.
        tasks: Its open tasks in the order of their ids.
    """

    workflow_id: str
    step: int
    stage: str
    closed_reason: str | None
    tasks: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it should run."""
        return self.closed_reason is None

    @property
    def may_go_on(self) -> bool:
        """Whether it may be started again: it is open, or was only ended by an operator."""
        return self.is_open or self.closed_reason == CANCELLED_BY_OPERATOR


def standings(source: Source, workflow_ids: Collection[str] | None = None) -> dict[str, Standing]:
    """Where processes stand on record: those that are named, else all that should run.

    A process that has ended and still has open tasks is among all of them as well.
    """
    tasks = (
        select(task.c.workflow_id, func.array_agg(task.c.task_id).label("tasks"))
        .where(task.c.state.in_(OPEN_TASK_STATES))
        .group_by(task.c.workflow_id)
        .subquery()
    )
    wanted = select(
        process.c.workflow_id,
        process.c.step,
        process.c.stage,
        process.c.closed_reason,
        tasks.c.tasks,
    ).outerjoin(tasks, tasks.c.workflow_id == process.c.workflow_id)
    if workflow_ids is None:
        wanted = wanted.where(process.c.closed_at.is_(None) | tasks.c.tasks.is_not(None))
    else:
        wanted = wanted.where(process.c.workflow_id.in_(workflow_ids))
    with connected(source) as connection:
        return {row.workflow_id: _standing(row) for row in connection.execute(wanted)}


def _standing(row: Row[Any]) -> Standing:
    return Standing(
        workflow_id=row.workflow_id,
        step=row.step,
        stage=row.stage,
        closed_reason=row.closed_reason,
        tasks=tuple(sorted(row.tasks or ())),
    )
