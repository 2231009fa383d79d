"""Answer a task, or correct an answer (R5, R36, R148; 8.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from activities.store import reading
from domain.asking import Answer
from domain.carrying import check_size
from domain.chain import fingerprint
from domain.checking import checked
from domain.errors import (
    ConflictError,
    InvalidInputError,
)
from domain.protocol import Receipt
from domain.words import OPEN_TASK_STATES
from starters.answer_data import FIELD, check_data
from starters.evidence import check_evidence
from starters.output import instant
from starters.reasons import without_odd_letters
from starters.receipts import receipt_of_what_holds, receipt_on_record
from starters.understanding import NotRunningError
from workflows.process import Process

if TYPE_CHECKING:
    from pydantic import JsonValue

    from activities.store.reading import Task
    from domain.identity import Actor
    from starters.desk import Desk


DECIDE = "decide"


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
    async with desk.turn(given.request_id):
        if receipt := _given_already(desk, task, actor, answer, named=given.request_id is not None):
            return receipt
        _check(desk, task, answer)
        return await _sent(desk, task, actor, answer)


async def _sent(desk: Desk, task: Task, actor: Actor, answer: Answer) -> Receipt:
    """Let the process take the answer; returns when it is stored, and what it led to."""
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
    if answer.corrects:
        await door.settled(task.workflow_id)
    if known := reading.request(desk.house, answer.request_id):
        # The same id with other content may have been on its way at the same time.
        known.check_same(DECIDE, answer.fingerprint)
    elif receipt_on_record(desk, task, actor, answer) is None:
        raise _not_stored(task)
    return receipt


def _not_stored(task: Task) -> ConflictError:
    """Temporal knows an answer of its own that a restored record knows nothing of."""
    message = (
        f"{task.workflow_id} stands elsewhere than its record, which was restored, and nothing was "
        f"stored; `servicecycle resume {task.workflow_id}` brings it in line, then answer again"
    )
    return ConflictError(message, field="task")


def _answer(desk: Desk, actor: Actor, task_id: str, given: Given) -> Answer:
    without_odd_letters(given.reason, "reason")
    check_size(given.data, field=FIELD)
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
        content["decisions"] = len(reading.decisions(desk.house, task_id))
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
    from starters.contract_checks import check_replacement

    check_data(answer.data, task.data_schema)
    check_evidence(desk.house, answer.data, FIELD)
    check_replacement(desk, answer.outcome, answer.data)


def _given_already(
    desk: Desk, task: Task, actor: Actor, answer: Answer, *, named: bool
) -> Receipt | None:
    """The receipt of an answer that changes nothing any more; None where it has to be sent.

    A request that was stored is not sent again. A vote that was cast is fine once more, and so is
    a correction to what holds already, unless a request's id says that it is meant to be another.

    Raises:
        ConflictError: the task is closed, and this is none of them; or the id was used otherwise.
    """
    if known := reading.request(desk.house, answer.request_id):
        known.check_same(DECIDE, answer.fingerprint)
        if receipt := receipt_on_record(desk, task, actor, answer):
            return receipt
        raise _corrected_since(answer)
    if answer.corrects:
        return None if named else receipt_of_what_holds(desk, task, actor, answer)
    if task.state in OPEN_TASK_STATES:
        return None
    receipt = receipt_on_record(desk, task, actor, answer) if task.ballot else None
    if receipt is None:
        raise closed(task)
    return receipt


def _corrected_since(answer: Answer) -> ConflictError:
    message = f"request id {answer.request_id} answered {answer.task_id}, and was corrected since"
    return ConflictError(message, field="request_id")


def closed(task: Task) -> ConflictError:
    """Say how, by whom and when a task was closed."""
    if task.outcome:
        for_whom = f" for {task.stands_for}" if task.stands_for else ""
        how = (
            f"was decided: {task.outcome}, by {task.decided_by}{for_whom} "
            f"on {instant(task.decided_at)} UTC"
        )
    else:
        how = f"was {task.state} on {instant(task.closed_at)} UTC: {task.closed_reason}"
    return ConflictError(f"{task.task_id} {how}", field="task")


def _why_not_running(desk: Desk, answer: Answer, silence: NotRunningError) -> ConflictError:
    """The task was closed meanwhile, or its process has ended, or it was lost."""
    task = reading.task(desk.house, answer.task_id, desk.now())
    if task.state not in OPEN_TASK_STATES and not answer.corrects:
        return closed(task)
    process = reading.process(desk.house, task.workflow_id)
    if process.closed_at is None:
        return silence
    message = (
        f"{process.workflow_id} has ended ({process.closed_reason}) on "
        f"{instant(process.closed_at)} UTC, and nothing can be answered or corrected any more"
    )
    return ConflictError(message, field="task")
