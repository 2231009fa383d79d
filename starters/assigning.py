"""Hand a task over to one person who may answer it (R148; 8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from activities.store import reading
from domain.chain import fingerprint
from domain.checking import checked
from domain.errors import NotAllowedError, NotFoundError
from domain.policy import Command
from domain.protocol import HandOver, Receipt
from domain.steps import Asked
from domain.words import OPEN_TASK_STATES
from starters.deciding import closed
from starters.reasons import without_odd_letters
from workflows.process import Process

if TYPE_CHECKING:
    from domain.words import Role
    from starters.desk import Desk

ASSIGNED = "assigned"


async def assign(
    desk: Desk,
    person: str | None,
    task_id: str,
    *,
    to: str,
    reason: str = "",
    request_id: str | None = None,
    right: Command = Command.TASK_ASSIGN,
) -> Receipt:
    """Hand a task to another person who may answer it; returns when that is stored.

    Args:
        right: What he has to be let in for, where the hand-over follows from something else; then
            the house looks for the task, for his right may reach further than his sight.

    Raises:
        NotFoundError: there is no such task, or nobody of this id.
        ConflictError: it is closed, a body votes on it, or its process does not run.
        NotAllowedError: the person may not hand it over, or the other may not answer it.

    Idempotent by: the request's id.
    Source: R148; 8.1.
    """
    sight = desk.reader if right is Command.TASK_ASSIGN else desk.house
    task = reading.task(sight, task_id, desk.now())
    actor = desk.admit(person, right)
    asked = Asked(
        request_id=request_id or uuid4().hex,
        command=Command.TASK_ASSIGN,
        fingerprint=fingerprint([task_id, to, reason]),
    )
    async with desk.turn(request_id):
        if known := reading.request(desk.house, asked.request_id):
            known.check_same(asked.command, asked.fingerprint)
            at = desk.business(known.recorded_at)
            return Receipt(task_id=task_id, outcome=to, state=ASSIGNED, by=actor.person, at=at)
        if task.state not in OPEN_TASK_STATES:
            raise closed(task)
        order = _order(desk, task_id, to, reason, asked)
        door = await desk.door()
        return await door.ask(
            actor,
            task.workflow_id,
            Process.assign,
            order,
            request_id=asked.request_id,
            answers=Receipt,
        )


def _order(desk: Desk, task_id: str, to: str, reason: str, asked: Asked) -> HandOver:
    without_odd_letters(reason, "reason")
    said = {"task_id": task_id, "to": to, "reason": reason, "request": asked}
    return checked(HandOver, {**said, "roles": _roles_of(desk, to)})


def _roles_of(desk: Desk, to: str) -> tuple[Role, ...]:
    try:
        person = reading.person(desk.house, to)
    except NotFoundError as unknown:
        raise NotFoundError(unknown.message, field="to") from None
    if not person.is_active:
        raise NotAllowedError(f"{to} is archived and takes no part any more", field="to")
    return person.roles
