"""What people answered: votes and decisions, and what is known of a task by now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, select, update

from activities.store.ready import put, unless_there
from activities.store.schema import decision, task, vote
from activities.store.tasks import shut
from domain.asking import Verdict
from domain.ballot import Vote
from domain.steps import Stored
from domain.words import TaskState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy.dialects.postgresql import Insert

    from domain.steps import CastVote, Settled


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
        put(connection, vote, [row], _in_its_place if one.corrects else unless_there)


def _in_its_place(statement: Insert) -> Insert:
    anew = {name: statement.excluded[name] for name in Vote.model_fields}
    return statement.on_conflict_do_update(index_elements=["task_id", "seat"], set_=anew)


def settle(connection: Connection, settled: Sequence[Settled]) -> None:
    """Complete tasks with their verdicts; a correction adds a decision and keeps the first.

    Idempotent by: the decision's id.
    """
    verdicts = [one.verdict for one in settled]
    put(connection, decision, [_row(one) for one in verdicts])
    shut(connection, [(one.task_id, TaskState.COMPLETED, one.outcome, one.at) for one in verdicts])
    for one in settled:
        if one.corrects:
            connection.execute(
                update(task)
                .where(task.c.task_id == one.verdict.task_id)
                .values(closed_reason=one.verdict.outcome)
            )


def _row(verdict: Verdict) -> dict[str, object]:
    return {
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
