"""Tasks: one inbox over all processes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Row, Text, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from activities.store.evidence import evidence_of
from activities.store.ready import Ready
from activities.store.schema import notice, person, task
from domain.answers import data_schema
from domain.ballot import voting_seats
from domain.words import OPEN_TASK_STATES, TaskState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from pydantic import JsonValue
    from sqlalchemy import ColumnElement, Connection

    from domain.asking import Task
    from domain.steps import Closed

_SHUT = (TaskState.CANCELLED, TaskState.EXPIRED)


def _is_one_of(states: Collection[TaskState]) -> ColumnElement[bool]:
    return task.c.state == func.any(sorted(states))


_SHUT_ONE = (
    update(task)
    .where(task.c.task_id == bindparam("of"), _is_one_of(OPEN_TASK_STATES))
    .values(
        state=bindparam("now"),
        closed_at=func.greatest(bindparam("then", type_=task.c.closed_at.type), task.c.opened_at),
        closed_reason=bindparam("why"),
    )
)
_SEATED = (
    select(person.c.person_id)
    .where(
        person.c.archived_at.is_(None),
        person.c.roles.overlap(bindparam("roles", type_=ARRAY(Text))),
    )
    .order_by(person.c.person_id)
)


def put(connection: Connection, workflow_id: str, kind: str, asked: Task) -> tuple[str, ...] | None:
    """Open a task, or open it again where it was closed without an answer.

    Returns:
        Whose votes count on it, where it stands open now and did not before; else None.

    Idempotent by: the task's id.
    """
    seats = _seats(connection, asked) if asked.question.ballot else ()
    row = _row(connection, workflow_id, kind, asked, seats)
    return seats if _opening(tuple(row)).run(connection, row).rowcount else None


@cache
def _opening(names: tuple[str, ...]) -> Ready:
    """Open a task, or open it again where it was closed without an answer."""
    statement = insert(task).values({name: bindparam(name) for name in names})
    anew = {name: statement.excluded[name] for name in names if name != "task_id"}
    return Ready(
        statement.on_conflict_do_update(
            index_elements=["task_id"],
            set_=anew | {"closed_at": None, "closed_reason": None},
            where=_is_one_of(_SHUT),
        )
    )


def _row(
    connection: Connection, workflow_id: str, kind: str, asked: Task, seats: tuple[str, ...]
) -> dict[str, object]:
    question = asked.question
    return {
        "task_id": question.task_id,
        "workflow_id": workflow_id,
        "process": kind,
        "name": question.name,
        "subject": question.subject,
        "question": question.text,
        "outcomes": list(question.outcomes),
        "roles": list(asked.roles),
        "barred": sorted(asked.barred),
        "ballot": question.ballot,
        "seats": list(seats),
        "assignee": asked.assignee,
        "data_schema": data_schema(question.name),
        "context": _context(connection, asked),
        "opened_at": asked.opened_at,
        "due_at": asked.due_at,
        "escalations": _rungs(asked),
        "state": _open_state(asked),
    }


def reopen(connection: Connection, task_ids: Sequence[str]) -> None:
    """Open tasks again that a correction left without a decision."""
    connection.execute(
        update(task)
        .where(task.c.task_id.in_(task_ids))
        .values(state=TaskState.CREATED, closed_at=None, closed_reason=None)
    )


def untold(connection: Connection, person_ids: Collection[str]) -> list[Row[Any]]:
    """The open tasks that some of these people may answer by now and were never told of.

    A ballot is not among them: its seats were given when it began.
    """
    told = select(notice.c.notice_id).where(
        notice.c.person_id == person.c.person_id,
        notice.c.params["task_id"].astext == task.c.task_id,
    )
    wanted = (
        select(person.c.person_id, task.c.task_id, task.c.subject, task.c.workflow_id)
        .join(task, task.c.roles.overlap(person.c.roles))
        .where(
            person.c.person_id.in_(person_ids),
            task.c.state == TaskState.CREATED,
            task.c.ballot.is_(False),
            person.c.person_id != func.all(task.c.barred),
            ~told.exists(),
        )
        .order_by(task.c.due_at, person.c.person_id)
    )
    return list(connection.execute(wanted))


def close(connection: Connection, closed: Sequence[Closed]) -> None:
    """Close open tasks without an answer, with the reason."""
    shut(connection, [(one.task_id, one.state, one.reason, one.at) for one in closed])


def shut(connection: Connection, tasks: Sequence[tuple[str, TaskState, str, datetime]]) -> None:
    """Shut open tasks: which one, what becomes of it, why and when."""
    rows = [dict(zip(("of", "now", "why", "then"), one, strict=True)) for one in tasks]
    if rows:
        connection.execute(_SHUT_ONE, rows)


def close_all(connection: Connection, workflow_id: str, reason: str, at: datetime) -> list[str]:
    """Close every open task of a process that ended.

    Returns:
        The ids of the tasks that were open.
    """
    open_ids = connection.scalars(
        select(task.c.task_id).where(
            task.c.workflow_id == workflow_id, _is_one_of(OPEN_TASK_STATES)
        )
    ).all()
    shut(connection, [(one, TaskState.CANCELLED, reason, at) for one in open_ids])
    return list(open_ids)


def change(connection: Connection, changed: Task) -> None:
    """Note who may answer an open task by now and to whom it was handed."""
    task_id = changed.question.task_id
    connection.execute(
        update(task)
        .where(task.c.task_id == task_id, _is_one_of(OPEN_TASK_STATES))
        .values(
            roles=list(changed.roles),
            assignee=changed.assignee,
            escalations=_rungs(changed),
            state=_open_state(changed),
        )
    )


def _rungs(asked: Task) -> int:
    return len(asked.roles) - len(asked.question.rule.roles)


def _open_state(asked: Task) -> TaskState:
    return TaskState.CLAIMED if asked.assignee else TaskState.CREATED


def _seats(connection: Connection, asked: Task) -> tuple[str, ...]:
    roles = [role.value for role in asked.question.rule.roles]
    holders = connection.scalars(_SEATED, {"roles": roles})
    return voting_seats(tuple(holders), asked.barred)


def _context(connection: Connection, asked: Task) -> Mapping[str, JsonValue] | None:
    if not asked.question.evidence:
        return None
    service_id = asked.question.subject.partition("/")[2]
    return evidence_of(connection, service_id, asked.opened_at).model_dump(mode="json")
