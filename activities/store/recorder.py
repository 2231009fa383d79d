"""Write one business step: answers, what follows and the next questions, all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import log, processes, publications, services, tasks
from activities.store.applying import apply
from activities.store.log import NewEvent
from activities.store.outbox import tell
from activities.store.pinning import policy_in_force
from domain.steps import Asked, Opened, StepDone
from domain.telling import Telling, tellings, told_when_changed, told_when_opened
from domain.words import TaskState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pydantic import JsonValue
    from sqlalchemy import Connection

    from domain.policy import PinnedPolicy
    from domain.steps import Noted, Opening, Step

ROWS_OF = (services, publications)
"""The rooms whose facts are known: loading them registers what follows from each."""

_BALLOT = "8.2.2"
_TASKS = ("8.1",)


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
    row = processes.lock(connection, opening.workflow_id)
    if row is None:
        message = f"the row of {opening.workflow_id} was not written"
        raise LookupError(message)
    if new:
        noted = [one.model_copy(update={"at": at}) for one in opening.first]
        writer = _Writer(connection, opening.view.subject, opening.workflow_id, opening.run_id)
        writer.policy_version = policy.version
        writer.facts(noted)
        writer.write(quiet=opening.quiet)
        request = [opening.request]
        processes.note_requests(connection, request, opening.view.subject, opening.workflow_id)
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
    row = processes.lock(connection, step.workflow_id)
    if row is None:
        message = f"{step.workflow_id} was never opened"
        raise LookupError(message)
    if step.number <= row.step:
        if row.run_id != step.run_id:
            return StepDone(rejoin=row.state)
        return _done(connection, step, _adopted(connection, step))
    adopted = _adopted(connection, step)
    version = adopted.version if adopted else step.policy_version
    processes.advance(connection, step, version)
    writer = _Writer(connection, step.view.subject, step.workflow_id, step.run_id)
    writer.policy_version = version
    writer.step(step)
    writer.write()
    return _done(connection, step, adopted)


def _done(connection: Connection, step: Step, adopted: PinnedPolicy | None) -> StepDone:
    asked = [one.task.question.task_id for one in step.asks]
    return StepDone(
        tasks=tasks.stored(connection, asked),
        adopted=adopted,
        clock=processes.business_clock(connection) if adopted else None,
    )


def _adopted(connection: Connection, step: Step) -> PinnedPolicy | None:
    return policy_in_force(connection, step.at) if step.adopt else None


class _Writer:
    """Collects the events and notices of one transaction and writes them in their order."""

    policy_version: int

    def __init__(self, connection: Connection, subject: str, workflow_id: str, run_id: str) -> None:
        self._connection = connection
        self._subject = subject
        self._workflow_id = workflow_id
        self._run_id = run_id
        self._events: list[NewEvent] = []
        self._tellings: list[tuple[Telling, str, datetime, frozenset[str]]] = []

    def step(self, step: Step) -> None:
        """Write the rows of a step and collect what is to be told."""
        self._changed(step)
        self._votes(step)
        self._settled(step)
        self._closed(step)
        if step.reopened:
            tasks.reopen(self._connection, step.reopened)
        self.facts(step.facts)
        self._asked(step)
        if step.view.ended:
            still_open = tasks.close_all(
                self._connection, step.workflow_id, step.view.ended, step.at
            )
            for task_id in still_open:
                self._shut(task_id, TaskState.CANCELLED, step.view.ended, step.at)
        requests = [
            *step.requests,
            *(
                Asked(request_id=one.vote.request_id, command="decide", fingerprint=one.fingerprint)
                for one in step.votes
            ),
            *(
                Asked(request_id=one.request_id, command="decide", fingerprint=one.fingerprint)
                for one in step.settled
            ),
            *(
                Asked(request_id=one.request_id, command="assign", fingerprint=one.fingerprint)
                for one in step.changed
            ),
        ]
        processes.note_requests(self._connection, requests, self._subject, self._workflow_id)

    def facts(self, facts: Sequence[Noted]) -> None:
        """Apply facts to their rows, and collect their events and notices."""
        for noted in facts:
            apply(noted.fact, noted, self._connection)
            self._event(
                noted.key,
                noted.fact.kind,
                noted.by,
                noted.at,
                stands_for=noted.stands_for,
                data=noted.fact.told(),
                clauses=noted.fact.clauses(),
                reason=noted.reason,
            )
            for telling in tellings(noted.fact):
                self._tellings.append((telling, noted.key, noted.at, frozenset()))

    def write(self, *, quiet: bool = False) -> None:
        """Append the events, and tell of those that are new."""
        fresh = set(log.append(self._connection, self._events))
        if quiet:
            return
        for telling, key, at, barred in self._tellings:
            if key in fresh:
                tell(
                    self._connection,
                    telling,
                    subject=self._subject,
                    key=key,
                    at=at,
                    workflow_id=self._workflow_id,
                    barred=barred,
                )

    def _votes(self, step: Step) -> None:
        tasks.cast_votes(self._connection, step.votes)
        for one in step.votes:
            vote = one.vote
            self._event(
                f"{one.task_id}/vote/{vote.seat}/{vote.request_id}",
                "vote_corrected" if one.corrects else "vote_cast",
                vote.voter,
                vote.at,
                stands_for=vote.seat if vote.seat != vote.voter else None,
                data={"task_id": one.task_id, "outcome": vote.outcome, "data": vote.data},
                clauses=(_BALLOT,),
                reason=vote.reason,
            )

    def _settled(self, step: Step) -> None:
        tasks.settle(self._connection, step.settled)
        for one in step.settled:
            verdict = one.verdict
            self._event(
                verdict.decision_id,
                "decision_corrected" if one.corrects else "task_decided",
                verdict.by,
                verdict.at,
                stands_for=verdict.stands_for,
                data={"task_id": verdict.task_id, "outcome": verdict.outcome, "data": verdict.data},
                clauses=_TASKS,
                reason=verdict.reason,
            )

    def _closed(self, step: Step) -> None:
        tasks.close(self._connection, step.closed)
        for one in step.closed:
            self._shut(one.task_id, one.state, one.reason, one.at)

    def _shut(self, task_id: str, state: TaskState, reason: str, at: datetime) -> None:
        key = f"{task_id}/{state}/{at.isoformat()}"
        data: dict[str, JsonValue] = {"task_id": task_id, "why": reason}
        self._event(key, f"task_{state}", "system", at, data=data, clauses=_TASKS)

    def _changed(self, step: Step) -> None:
        for one in step.changed:
            tasks.change(self._connection, one.task)
            task_id = one.task.question.task_id
            kind = f"task_{one.passed.kind}" if one.passed else "task_assigned"
            key = f"{task_id}/{kind}/{step.number}"
            role = one.passed.role if one.passed else None
            data: dict[str, JsonValue] = {"task_id": task_id, "role": role}
            if one.passed is None:
                data["assignee"] = one.task.assignee
            self._event(key, kind, one.by, one.at, data=data, clauses=_TASKS, reason=one.reason)
            telling = told_when_changed(one.task, one.passed)
            self._tellings.append((telling, key, one.at, one.task.barred))

    def _asked(self, step: Step) -> None:
        for one in step.asks:
            question = one.task.question
            task_id = question.task_id
            if not tasks.put(self._connection, step.workflow_id, step.view.kind, one.task):
                continue
            key = f"{task_id}/opened/{step.number}"
            data: dict[str, JsonValue] = {"task_id": task_id, "due_at": one.task.due_at.isoformat()}
            self._event(key, "task_opened", "system", one.task.opened_at, data=data, clauses=_TASKS)
            if not one.quiet:
                telling = told_when_opened(one.task)
                self._tellings.append((telling, key, one.task.opened_at, one.task.barred))

    def _event(  # noqa: PLR0913 - an event says who, for whom, what, why and when
        self,
        key: str,
        kind: str,
        actor: str,
        at: datetime,
        *,
        stands_for: str | None = None,
        data: dict[str, JsonValue],
        clauses: tuple[str, ...],
        reason: str = "",
    ) -> None:
        self._events.append(
            NewEvent(
                subject=self._subject,
                key=key,
                kind=kind,
                actor=actor,
                stands_for=stands_for,
                data=data,
                at=at,
                workflow_id=self._workflow_id,
                run_id=self._run_id,
                policy_version=self.policy_version,
                clauses=clauses,
                reason=reason,
            )
        )
