"""Tasks, votes and decisions: one inbox over all processes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import Insert, insert

from activities.store.evidence import evidence_of
from activities.store.schema import decision, notice, person, task, vote
from domain.answers import data_schema
from domain.asking import Verdict
from domain.ballot import Vote, voting_seats
from domain.steps import Stored
from domain.words import OPEN_TASK_STATES, TaskState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from pydantic import JsonValue
    from sqlalchemy import ColumnElement, Connection

    from domain.asking import Task
    from domain.steps import CastVote, Closed, Settled

_SHUT = (TaskState.CANCELLED, TaskState.EXPIRED)
_DECIDED = insert(decision).on_conflict_do_nothing()


def put(connection: Connection, workflow_id: str, kind: str, asked: Task) -> tuple[str, ...] | None:
    """Open a task, or open it again where it was closed without an answer.

    Returns:
        Whose votes count on it, where it stands open now and did not before; else None.

    Idempotent by: the task's id.
    """
    seats = _seats(connection, asked) if asked.question.ballot else ()
    row = _row(connection, workflow_id, kind, asked, seats)
    return seats if connection.execute(_opening(tuple(row)), row).rowcount else None


@cache
def _opening(names: tuple[str, ...]) -> Insert:
    """Open a task, or open it again where it was closed without an answer."""
    statement = insert(task).values({name: bindparam(name) for name in names})
    anew = {name: statement.excluded[name] for name in names if name != "task_id"}
    return statement.on_conflict_do_update(
        index_elements=["task_id"],
        set_=anew | {"closed_at": None, "closed_reason": None},
        where=_is_one_of(_SHUT),
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


def stored(connection: Connection, task_ids: Sequence[str]) -> dict[str, Stored]:
    """What is known of each task: seats, votes and the latest decision."""
    if not task_ids:
        return {}
    rows = connection.execute(
        select(task.c.task_id, task.c.seats, task.c.opened_at, task.c.due_at).where(
            task.c.task_id.in_(task_ids)
        )
    ).all()
    verdicts = _verdicts(connection, task_ids)
    votes = _votes(connection, [row.task_id for row in rows if row.seats])
    return {
        row.task_id: Stored(
            verdict=verdicts.get(row.task_id),
            votes=votes.get(row.task_id, ()),
            seats=tuple(row.seats),
            opened_at=row.opened_at,
            due_at=row.due_at,
        )
        for row in rows
    }


def cast_votes(connection: Connection, votes: Sequence[CastVote]) -> None:
    """Store votes, one row a seat; a correction replaces the row, the event of the first stays.

    Idempotent by: task and seat.
    """
    for one in votes:
        row = {"task_id": one.task_id, **one.vote.model_dump()}
        statement = insert(vote).values(row)
        connection.execute(
            statement.on_conflict_do_update(index_elements=["task_id", "seat"], set_=row)
            if one.corrects
            else statement.on_conflict_do_nothing()
        )


def settle(connection: Connection, settled: Sequence[Settled]) -> None:
    """Complete tasks with their verdicts; a correction adds a decision and keeps the first.

    Idempotent by: the decision's id.
    """
    for one in settled:
        verdict = one.verdict
        row = {
            "decision_id": verdict.decision_id,
            "task_id": verdict.task_id,
            "count": int(verdict.decision_id.rpartition("#")[2]),
            "outcome": verdict.outcome,
            "reason": verdict.reason,
            "data": verdict.data,
            "actor": verdict.by,
            "stands_for": verdict.stands_for,
            "at": verdict.at,
        }
        connection.execute(_DECIDED, row)
        _shut(connection, [verdict.task_id], TaskState.COMPLETED, verdict.outcome, verdict.at)
        if one.corrects:
            connection.execute(
                update(task)
                .where(task.c.task_id == verdict.task_id)
                .values(closed_reason=verdict.outcome)
            )


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
    for one in closed:
        _shut(connection, [one.task_id], one.state, one.reason, one.at)


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
    _shut(connection, open_ids, TaskState.CANCELLED, reason, at)
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


def _is_one_of(states: Collection[TaskState]) -> ColumnElement[bool]:
    return task.c.state == func.any(sorted(states))


def _rungs(asked: Task) -> int:
    return len(asked.roles) - len(asked.question.rule.roles)


def _open_state(asked: Task) -> TaskState:
    return TaskState.CLAIMED if asked.assignee else TaskState.CREATED


def _shut(
    connection: Connection, ids: Sequence[str], state: TaskState, reason: str, at: datetime
) -> None:
    connection.execute(
        update(task)
        .where(task.c.task_id == func.any(list(ids)), _is_one_of(OPEN_TASK_STATES))
        .values(state=state, closed_at=func.greatest(at, task.c.opened_at), closed_reason=reason)
    )


def _seats(connection: Connection, asked: Task) -> tuple[str, ...]:
    holders = connection.scalars(
        select(person.c.person_id)
        .where(
            person.c.archived_at.is_(None),
            person.c.roles.overlap([role.value for role in asked.question.rule.roles]),
        )
        .order_by(person.c.person_id)
    )
    return voting_seats(tuple(holders), asked.barred)


def _context(connection: Connection, asked: Task) -> Mapping[str, JsonValue] | None:
    if not asked.question.evidence:
        return None
    service_id = asked.question.subject.partition("/")[2]
    return evidence_of(connection, service_id, asked.opened_at).model_dump(mode="json")


def _verdicts(connection: Connection, task_ids: Sequence[str]) -> dict[str, Verdict]:
    rows = connection.execute(
        select(decision)
        .join(task, task.c.task_id == decision.c.task_id)
        .where(decision.c.task_id.in_(task_ids), task.c.state == TaskState.COMPLETED)
        .order_by(decision.c.count)
    )
    return {row.task_id: _verdict(row) for row in rows}


def _verdict(row: Row[Any]) -> Verdict:
    return Verdict(
        task_id=row.task_id,
        decision_id=row.decision_id,
        outcome=row.outcome,
        reason=row.reason,
        data=row.data,
        by=row.actor,
        stands_for=row.stands_for,
        at=row.at,
    )


def _votes(connection: Connection, task_ids: Sequence[str]) -> dict[str, tuple[Vote, ...]]:
    found: dict[str, tuple[Vote, ...]] = {}
    if not task_ids:
        return found
    rows = connection.execute(
        select(vote).where(vote.c.task_id.in_(task_ids)).order_by(vote.c.at, vote.c.seat)
    )
    for row in rows:
        one = Vote.model_validate(row._mapping)  # noqa: SLF001 - SQLAlchemy's public accessor
        found[row.task_id] = (*found.get(row.task_id, ()), one)
    return found
