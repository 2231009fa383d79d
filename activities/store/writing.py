"""What one transaction writes: rows, events in their order, and notices of what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import (
    answers,
    changes,
    contract_credits,
    contracts,
    log,
    publications,
    services,
    tasks,
)
from activities.store.applying import apply
from activities.store.log import NewEvent
from activities.store.outbox import Outbox
from domain.steps import Asked, Stored
from domain.telling import Telling, tellings, told_when_changed, told_when_opened
from domain.words import CANCELLED_BY_OPERATOR, SYSTEM, TaskState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pydantic import JsonValue
    from sqlalchemy import Connection

    from domain.steps import Noted, Step

ROWS_OF = (services, changes, publications, contracts, contract_credits)
"""The rooms whose facts are known: loading them registers what follows from each."""

_BALLOT = "8.2.2"
_TASKS = ("8.1",)
_DECIDE = "decide"


class Writer:
    """Collects the events and notices of one transaction and writes them in their order.

    Whoever writes holds the row of the process, and with it the record that it is about.

    Attributes:
        opened: What is known of each task that was opened, by its id.
    """

    def __init__(
        self,
        connection: Connection,
        subject: str,
        workflow_id: str,
        run_id: str,
        policy_version: int,
    ) -> None:
        self._connection = connection
        self._policy_version = policy_version
        self._subject = subject
        self._workflow_id = workflow_id
        self._run_id = run_id
        self.opened: dict[str, Stored] = {}
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
            self._end(step, step.view.ended)

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
        fresh = set(log.append(self._connection, self._events, held=frozenset({self._subject})))
        if quiet:
            return
        outbox = Outbox(self._connection, self._subject, workflow_id=self._workflow_id)
        for telling, key, at, barred in self._tellings:
            if key in fresh:
                outbox.add(telling, key=key, at=at, barred=barred)
        outbox.put()

    def _end(self, step: Step, reason: str) -> None:
        """A process that ended leaves no task open."""
        for task_id in tasks.close_all(self._connection, step.workflow_id, reason, step.at):
            self._shut(task_id, TaskState.CANCELLED, reason, step.at)
        if reason == CANCELLED_BY_OPERATOR:
            key = f"{step.workflow_id}/cancelled/{step.number}"
            data: dict[str, JsonValue] = {"why": reason}
            self._event(key, "process_cancelled", SYSTEM, step.at, data=data, clauses=_TASKS)

    def _votes(self, step: Step) -> None:
        answers.cast_votes(self._connection, step.votes)
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
        answers.settle(self._connection, step.settled)
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
        self._event(key, f"task_{state}", SYSTEM, at, data=data, clauses=_TASKS)

    def _changed(self, step: Step) -> None:
        for one in step.changed:
            tasks.change(self._connection, one.task)
            task_id = one.task.question.task_id
            kind = f"task_{one.passed.kind}" if one.passed else "task_assigned"
            key = self._next_key(f"{task_id}/{kind}/{step.number}")
            role = one.passed.role if one.passed else None
            data: dict[str, JsonValue] = {"task_id": task_id, "role": role}
            if one.passed is None:
                data["assignee"] = one.task.assignee
            self._event(key, kind, one.by, one.at, data=data, clauses=_TASKS, reason=one.reason)
            telling = told_when_changed(one.task, one.passed)
            self._tellings.append((telling, key, one.at, one.task.barred))

    def _next_key(self, key: str) -> str:
        """A key for what may happen to a task twice in a step: two rungs passed in an outage."""
        times = sum(one.key.partition("+")[0] == key for one in self._events)
        return f"{key}+{times}" if times else key

    def _asked(self, step: Step) -> None:
        for one in step.asks:
            question = one.task.question
            task_id = question.task_id
            seats = tasks.put(self._connection, step.workflow_id, step.view.kind, one.task)
            if seats is None:
                continue
            self.opened[task_id] = Stored(seats=seats)
            key = f"{task_id}/opened/{step.number}"
            data: dict[str, JsonValue] = {"task_id": task_id, "due_at": one.task.due_at.isoformat()}
            self._event(key, "task_opened", SYSTEM, one.task.opened_at, data=data, clauses=_TASKS)
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
                policy_version=self._policy_version,
                clauses=clauses,
                reason=reason,
            )
        )


def requests_of(step: Step) -> list[Asked]:
    """The requests a step answers, so that the same id again returns the same."""
    answers = [(one.vote.request_id, one.fingerprint) for one in step.votes]
    answers += [(one.request_id, one.fingerprint) for one in step.settled]
    return [
        *step.requests,
        *(Asked(request_id=one, command=_DECIDE, fingerprint=content) for one, content in answers),
    ]
