"""Hand the open tasks of a contact who becomes passive to whoever takes over (R88, R148)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import reading
from domain.asking import check_may_answer
from domain.chain import fingerprint
from domain.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    OutcomeUnknownError,
    ServicecycleError,
    UnreachableError,
)
from domain.identity import Actor
from domain.policy import Command
from starters.assigning import assign
from starters.passing_on import why_passed_on
from workers.registers.contacts import open_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starters.desk import Desk

_AGAIN = "the same command goes on where this one stopped"


async def check_handing_on(desk: Desk, to: str, tasks: Sequence[str]) -> None:
    """Refuse, before anything changes, whoever may not answer what was handed to the contact.

    Raises:
        InvalidInputError: naming every such task, and why.
        UnreachableError: Temporal is away.
    """
    if not tasks:
        return
    heir = Actor(person=to, roles=reading.person(desk.house, to).roles)
    whys = [f"{one}: {why}" for one in tasks if (why := _why_not(desk, one, heir))]
    if whys:
        message = (
            f"to: {to} may not answer what was handed over: {'; '.join(whys)}; name somebody who "
            "may, or hand it to somebody else first, with `task assign`"
        )
        raise InvalidInputError(message, field="to")
    await desk.door()


def _why_not(desk: Desk, task_id: str, heir: Actor) -> str:
    task = reading.task(desk.house, task_id, desk.now())
    try:
        check_may_answer(heir, task.roles, frozenset(task.barred), field="to")
    except NotAllowedError as refused:
        return refused.message
    return ""


async def hand_on(
    desk: Desk, person: str | None, contact: str, to: str, tasks: Sequence[str]
) -> list[str]:
    """Hand tasks to whoever takes over, one after the other, each by its own process.

    Whoever may turn a contact passive may do that. What a process refuses does not hinder the
    others; what was answered meanwhile is settled.

    Returns:
        The tasks that were handed over.

    Raises:
        ConflictError: some are still with the contact; the message says which, and why.
        OutcomeUnknownError: of one nobody knows; the same again settles it.

    Idempotent by: where the process of a task stands; sent again it is done once.
    Source: R88, R148; 8.1.
    """
    handed: list[str] = []
    refused: dict[str, str] = {}
    for one in tasks:
        try:
            await _handed(desk, person, contact, to, one)
        except (OutcomeUnknownError, UnreachableError) as silence:
            why = f"no answer came for {one}"
            raise type(silence)(_half_done(contact, to, handed, why), field="to") from None
        except ServicecycleError as refusal:
            refused[one] = refusal.message
        else:
            handed.append(one)
    left = [one for one in open_with(desk.writer, contact) if one in refused]
    if left:
        why = "; ".join(f"{one}: {refused[one]}" for one in left)
        raise ConflictError(_half_done(contact, to, handed, why), field="to")
    return handed


async def _handed(desk: Desk, person: str | None, contact: str, to: str, task_id: str) -> None:
    """Hand one over; sent again before its process went on it is the same request."""
    workflow_id = reading.task(desk.house, task_id, desk.now()).workflow_id
    step = reading.process(desk.house, workflow_id).step
    # Read after the step: where an earlier call was heard meanwhile, it is the contact's no more.
    if reading.task(desk.house, task_id, desk.now()).assignee != contact:
        return
    await assign(
        desk,
        person,
        task_id,
        to=to,
        reason=why_passed_on(contact, to),
        request_id=fingerprint([contact, to, task_id, step]),
        right=Command.CONTACT_EDIT,
    )


def _half_done(contact: str, to: str, handed: Sequence[str], why: str) -> str:
    done = f"{', '.join(handed)} went to {to}; " if handed else ""
    return f"{contact} is still active: {done}{why}; {_AGAIN}"
