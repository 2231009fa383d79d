"""Answer a task, correct an answer, hand a task over (R5, R36, R148; 8.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from activities.store import reading
from domain.asking import Answer
from domain.chain import fingerprint
from domain.checking import checked
from domain.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
)
from domain.model import without_control_characters
from domain.policy import Command
from domain.protocol import HandOver, Receipt
from domain.steps import Asked
from domain.words import OPEN_TASK_STATES, TaskState
from starters.answer_data import FIELD, check_data
from starters.door import NotRunningError
from starters.evidence import check_evidence
from starters.output import instant
from workflows.process import Process

if TYPE_CHECKING:
    from pydantic import JsonValue

    from activities.store.reading import Task
    from domain.identity import Actor
    from starters.desk import Desk

DECIDE = "decide"
VOTED = "voted"
ASSIGNED = "assigned"


@dataclass(frozen=True)
class Given:
    """What a person answers to a task.

    Args:
        stands_for: The person whose seat he fills; None when he answers for himself.
        corrects: Whether it replaces an answer that is recorded.
        request_id: Names this answer; made of its content when it is left out.
    """

    outcome: str
    reason: str
    data: dict[str, JsonValue] | None = None
    stands_for: str | None = None
    corrects: bool = False
    request_id: str | None = None


async def decide(desk: Desk, person: str | None, task_id: str, given: Given) -> Receipt:
    """Answer a task; returns when the answer is stored.

    Raises:
        NotFoundError: there is no such task.
        ConflictError: it is closed, or its process does not run.
        InvalidInputError: the outcome, the reason or the data would not stand in the record.
        NotAllowedError: the person may not answer it.
        OutcomeUnknownError: no answer came in time; the same again settles it.

    Idempotent by: the request's id, which by default follows from the answer itself.
    Source: R5, R36, R148; 8.1.
    """
    task = reading.task(desk.reader, task_id, desk.now())
    actor = desk.admit(person, None, stands_for=given.stands_for)
    answer = _answer(desk, actor, task_id, given)
    known = reading.request(desk.reader, answer.request_id)
    if known:
        known.check_same(DECIDE, answer.fingerprint)
        return _receipt_on_record(desk, task, actor, answer)
    if task.state not in OPEN_TASK_STATES and not answer.corrects:
        return _same_vote_again(desk, task, actor, answer)
    _check(desk, task, answer)
    door = await desk.door()
    try:
        receipt = await door.ask(
            actor,
            task.workflow_id,
            Process.decide,
            answer,
            request_id=answer.request_id,
            answers=Receipt,
        )
    except NotRunningError as silence:
        raise _why_not_running(desk, answer, silence) from None
    if known := reading.request(desk.reader, answer.request_id):
        # The same id with other content may have been on its way at the same time.
        known.check_same(DECIDE, answer.fingerprint)
    return receipt


async def assign(
    desk: Desk,
    person: str | None,
    task_id: str,
    *,
    to: str,
    reason: str = "",
    request_id: str | None = None,
) -> Receipt:
    """Hand a task to another person who may answer it; returns when that is stored.

    Raises:
        NotFoundError: there is no such task, or nobody of this id.
        ConflictError: it is closed, a body votes on it, or its process does not run.
        NotAllowedError: the person may not hand it over, or the other may not answer it.

    Idempotent by: the request's id.
    Source: R148; 8.1.
    """
    task = reading.task(desk.reader, task_id, desk.now())
    actor = desk.admit(person, Command.TASK_ASSIGN)
    asked = Asked(
        request_id=request_id or uuid4().hex,
        command=Command.TASK_ASSIGN,
        fingerprint=fingerprint([task_id, to, reason]),
    )
    known = reading.request(desk.reader, asked.request_id)
    if known:
        known.check_same(asked.command, asked.fingerprint)
        at = desk.business(known.recorded_at)
        return Receipt(task_id=task_id, outcome=to, state=ASSIGNED, by=actor.person, at=at)
    if task.state not in OPEN_TASK_STATES:
        raise _closed(task)
    without_odd_letters(reason, "reason")
    order = checked(
        HandOver,
        {
            "task_id": task_id,
            "to": to,
            "roles": _roles_of(desk, to),
            "reason": reason,
            "request": asked,
        },
    )
    door = await desk.door()
    return await door.ask(
        actor, task.workflow_id, Process.assign, order, request_id=asked.request_id, answers=Receipt
    )


def without_odd_letters(text: str, field: str) -> None:
    """Refuse words of a person that the record could not keep.

    Raises:
        InvalidInputError: naming the letter.
    """
    try:
        without_control_characters(text)
    except ValueError as wrong:
        raise InvalidInputError(f"{field}: {wrong}", field=field) from None


def _answer(desk: Desk, actor: Actor, task_id: str, given: Given) -> Answer:
    without_odd_letters(given.reason, "reason")
    said: dict[str, object] = {
        "task_id": task_id,
        "outcome": given.outcome,
        "reason": given.reason,
        "data": given.data,
        "corrects": given.corrects,
    }
    content = {**said, "seat": actor.seat, "person": actor.person}
    if given.corrects and given.request_id is None:
        # Correcting back and forth asks for the same thing twice and means it.
        content["decisions"] = len(reading.decisions(desk.reader, task_id))
    digest = fingerprint(content)
    return checked(
        Answer, {**said, "fingerprint": digest, "request_id": given.request_id or digest}
    )


def _check(desk: Desk, task: Task, answer: Answer) -> None:
    if answer.outcome not in task.outcomes:
        allowed = ", ".join(task.outcomes)
        message = f"outcome: {answer.outcome[:80]!r} is not offered; allowed are {allowed}"
        raise InvalidInputError(message, field="outcome")
    if answer.data is None:
        return
    if task.data_schema is None:
        raise InvalidInputError("data: this question takes no data", field=FIELD)
    check_data(answer.data, task.data_schema)
    check_evidence(desk.reader, answer.data, FIELD)


def _receipt_on_record(desk: Desk, task: Task, actor: Actor, answer: Answer) -> Receipt:
    """What was returned for an answer when it was stored."""
    if task.ballot:
        for vote in reading.votes(desk.reader, task.task_id):
            if (vote.seat, vote.outcome) == (actor.seat, answer.outcome):
                return Receipt(
                    task_id=task.task_id,
                    outcome=vote.outcome,
                    state=TaskState.COMPLETED if task.outcome else VOTED,
                    by=vote.voter,
                    at=vote.at,
                )
    for one in reading.decisions(desk.reader, task.task_id):
        if (one.actor, one.outcome, one.data) == (actor.person, answer.outcome, answer.data):
            return Receipt(
                task_id=task.task_id,
                outcome=one.outcome,
                state=TaskState.COMPLETED,
                decision_id=one.decision_id,
                by=one.actor,
                at=one.at,
            )
    message = f"request id {answer.request_id} answered {task.task_id}, and was corrected since"
    raise ConflictError(message, field="request_id")


def _same_vote_again(desk: Desk, task: Task, actor: Actor, answer: Answer) -> Receipt:
    """A vote that was cast is fine once more; anything else comes too late."""
    votes = reading.votes(desk.reader, task.task_id) if task.ballot else []
    if (actor.seat, answer.outcome) in {(vote.seat, vote.outcome) for vote in votes}:
        return _receipt_on_record(desk, task, actor, answer)
    raise _closed(task)


def _closed(task: Task) -> ConflictError:
    """Say how, by whom and when a task was closed."""
    if task.outcome:
        for_whom = f" for {task.stands_for}" if task.stands_for else ""
        how = (
            f"was decided: {task.outcome}, by {task.decided_by}{for_whom} "
            f"on {instant(task.decided_at)} UTC"
        )
    else:
        how = f"was {task.state} on {instant(task.closed_at)} UTC: {task.closed_reason}"
    return ConflictError(f"task {task.task_id} {how}", field="task")


def _why_not_running(desk: Desk, answer: Answer, silence: NotRunningError) -> ConflictError:
    """The task was closed meanwhile, or its process has ended, or it was lost."""
    task = reading.task(desk.reader, answer.task_id, desk.now())
    if task.state not in OPEN_TASK_STATES and not answer.corrects:
        return _closed(task)
    process = reading.process(desk.reader, task.workflow_id)
    if process.closed_at is None:
        return silence
    message = (
        f"{process.workflow_id} has ended ({process.closed_reason}) on "
        f"{instant(process.closed_at)} UTC, and nothing can be answered or corrected any more"
    )
    return ConflictError(message, field="task")


def _roles_of(desk: Desk, to: str) -> tuple[str, ...]:
    try:
        person = reading.person(desk.reader, to)
    except NotFoundError as unknown:
        raise NotFoundError(unknown.message, field="to") from None
    if not person.is_active:
        raise NotAllowedError(f"{to} is archived and takes no part any more", field="to")
    return person.roles
