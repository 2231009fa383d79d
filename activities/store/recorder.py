"""Write one business step: answers, what follows and the next questions, all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from activities.store import processes, tasks
from activities.store.pinning import policy_in_force
from activities.store.writing import Writer, requests_of
from domain.steps import Opened, StepDone

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from domain.policy import PinnedPolicy
    from domain.steps import Opening, Step


def open_process(connection: Connection, opening: Opening) -> Opened:
    """Take a process into the record with its first facts, or return how it stands by now.

    Idempotent by: the workflow id.

    Raises:
        LookupError: no policy is in force.
    """
    clock = processes.business_clock(connection)
    at = clock.business(opening.engine_time)
    policy = policy_in_force(connection, at)
    new = processes.begin(connection, opening, policy.version, at)
    row = _locked(connection, opening.workflow_id)
    if new:
        _write_first(connection, opening, policy.version, at)
    else:
        policy = policy_in_force(connection, at, version=row.policy_version)
    return Opened(
        policy=policy,
        clock=clock,
        new=new or row.run_id == opening.run_id,
        fingerprint=row.fingerprint,
        stage=row.stage,
        step=row.step,
        state=row.state,
        closed=row.closed_reason,
    )


def record(connection: Connection, step: Step) -> StepDone:
    """Write a step; one that was written before changes nothing and returns what is stored.

    Idempotent by: the process and the number of the step. A run that comes late, because another
    run has gone further meanwhile, is told the state to go on from.
    """
    row = _locked(connection, step.workflow_id)
    if step.number <= row.step:
        if row.run_id != step.run_id:
            return StepDone(rejoin=row.state)
        return _done(connection, step, _adopted(connection, step))
    adopted = _adopted(connection, step)
    version = adopted.version if adopted else step.policy_version
    processes.advance(connection, step, version)
    writer = Writer(connection, step.view.subject, step.workflow_id, step.run_id, version)
    writer.step(step)
    writer.write()
    requests = requests_of(step)
    processes.note_requests(connection, requests, step.view.subject, step.workflow_id)
    return _done(connection, step, adopted)


def _locked(connection: Connection, workflow_id: str) -> Row[Any]:
    row = processes.lock(connection, workflow_id)
    if row is None:
        message = f"{workflow_id} was never opened"
        raise LookupError(message)
    return row


def _write_first(connection: Connection, opening: Opening, version: int, at: datetime) -> None:
    subject = opening.view.subject
    writer = Writer(connection, subject, opening.workflow_id, opening.run_id, version)
    writer.facts([one.model_copy(update={"at": at}) for one in opening.first])
    writer.write(quiet=opening.quiet)
    processes.note_requests(connection, [opening.request], subject, opening.workflow_id)


def _done(connection: Connection, step: Step, adopted: PinnedPolicy | None) -> StepDone:
    asked = [one.task.question.task_id for one in step.asks]
    return StepDone(
        tasks=tasks.stored(connection, asked),
        adopted=adopted,
        clock=processes.business_clock(connection) if adopted else None,
    )


def _adopted(connection: Connection, step: Step) -> PinnedPolicy | None:
    return policy_in_force(connection, step.at) if step.adopt else None
