"""Write one business step: answers, what follows and the next questions, all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from activities.store import answers, log, processes
from activities.store.log import NewEvent
from activities.store.pinning import policy_in_force
from activities.store.writing import Writer, requests_of
from domain.errors import NotFoundError
from domain.steps import Opened, StepDone
from domain.words import SYSTEM

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from domain.policy import PinnedPolicy
    from domain.steps import Opening, Step, Stored


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
        state=processes.state_of(connection, opening.workflow_id),
        closed=row.closed_reason,
    )


def record(connection: Connection, step: Step) -> StepDone:
    """Write a step; one that was written before changes nothing and returns what is stored.

    Idempotent by: the process, its run, and the number and key of the step. A run that comes late
    because another run has gone further meanwhile, or that stands where a restored record does
    not, is told the state to go on from: what is stored is the truth.

    Raises:
        NotFoundError: the process is not on record, or no longer since the record was restored.
    """
    row = _locked(connection, step.workflow_id)
    if _is_stored(row, step):
        return _done(connection, step, _adopted(connection, step), {})
    if step.number != row.step + 1:
        return _rejoining(connection, row, step)
    adopted = _adopted(connection, step)
    version = adopted.version if adopted else step.policy_version
    processes.advance(connection, step, version)
    writer = Writer(connection, step.view.subject, step.workflow_id, step.run_id, version)
    writer.step(step)
    writer.write()
    requests = requests_of(step)
    processes.note_requests(connection, requests, step.view.subject, step.workflow_id)
    return _done(connection, step, adopted, writer.opened)


def _locked(connection: Connection, workflow_id: str) -> Row[Any]:
    row = processes.lock(connection, workflow_id)
    if row is None:
        message = f"{workflow_id} is not on record"
        raise NotFoundError(message, field="workflow_id")
    return row


def _is_stored(row: Row[Any], step: Step) -> bool:
    """Whether this very step is stored; release 0.1.0 did not note what was in it."""
    if row.run_id != step.run_id or step.number > row.step:
        return False
    return row.step_key is None or (row.step, row.step_key) == (step.number, step.key)


def _rejoining(connection: Connection, row: Row[Any], step: Step) -> StepDone:
    """Where a run goes on that has come apart from the record; what was lost is said aloud."""
    if step.number > row.step:
        lost = NewEvent(
            subject=row.subject,
            key=f"{row.workflow_id}/steps_lost/{row.step}/{step.run_id}",
            kind="steps_lost",
            actor=SYSTEM,
            data={"stored_step": row.step, "run_step": step.number - 1},
            at=step.at,
            workflow_id=row.workflow_id,
            run_id=step.run_id,
            policy_version=row.policy_version,
            clauses=("8.1",),
        )
        log.append(connection, [lost])
    pinned = policy_in_force(connection, step.at, version=row.policy_version)
    return StepDone(rejoin=processes.state_of(connection, row.workflow_id), adopted=pinned)


def _write_first(connection: Connection, opening: Opening, version: int, at: datetime) -> None:
    subject = opening.view.subject
    writer = Writer(connection, subject, opening.workflow_id, opening.run_id, version)
    writer.facts([one.model_copy(update={"at": at}) for one in opening.first])
    writer.write(quiet=opening.quiet)
    processes.note_requests(connection, [opening.request], subject, opening.workflow_id)


def _done(
    connection: Connection,
    step: Step,
    adopted: PinnedPolicy | None,
    opened: dict[str, Stored],
) -> StepDone:
    """What is known by now of what was asked; of what was opened just now nobody knows more."""
    asked = [one.task.question.task_id for one in step.asks]
    known = answers.stored(connection, [one for one in asked if one not in opened])
    return StepDone(
        tasks=opened | known,
        adopted=adopted,
        clock=processes.business_clock(connection) if adopted else None,
    )


def _adopted(connection: Connection, step: Step) -> PinnedPolicy | None:
    return policy_in_force(connection, step.at) if step.adopt else None
