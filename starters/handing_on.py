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
from starters.seen import tasks_seen
from workers.registers.contacts import open_with

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starters.desk import Desk

_AGAIN = "the same command goes on where this one stopped"


async def check_handing_on(desk: Desk, to: str, tasks: Sequence[str]) -> None:
    """Refuse, before anything changes, whoever may not answer what was handed to the contact.

    Raises:
        InvalidInputError: naming every such task he sees, and why; the others are counted.
        UnreachableError: Temporal is away.
    """
    if not tasks:
        return
    heir = Actor(person=to, roles=reading.person(desk.house, to).roles)
    whys = {one: why for one in tasks if (why := _why_not(desk, one, heir))}
    if whys:
        message = (
            f"to: {to} may not answer what was handed over: {_each(desk, whys)}; name somebody who "
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
        UnreachableError: Temporal is away by now, and why; what went over before is told.
        OutcomeUnknownError: of one nobody knows; the same again settles it.

    Idempotent by: where the process of a task stands; sent again it is done once.
    Source: R88, R148; 8.1.
    """
    handed: list[str] = []
    refused: dict[str, str] = {}
    for one in tasks:
        try:
            await _handed(desk, person, contact, to, one)
        except UnreachableError as away:
            message = _half_done(desk, contact, to, handed, refused, away.message)
            raise UnreachableError(message, field="to") from away
        except OutcomeUnknownError as silence:
            why = f"no answer came for {tasks_seen(desk, [one])}"
            message = _half_done(desk, contact, to, handed, refused, why)
            raise OutcomeUnknownError(message, field="to") from silence
        except ServicecycleError as refusal:
            refused[one] = refusal.message
        else:
            handed.append(one)
    if left := {one: refused[one] for one in open_with(desk.writer, contact) if one in refused}:
        raise ConflictError(_half_done(desk, contact, to, handed, left), field="to")
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


def _half_done(  # noqa: PLR0917 - who, to whom, and what became of each task
    desk: Desk,
    contact: str,
    to: str,
    handed: Sequence[str],
    refused: Mapping[str, str],
    last: str = "",
) -> str:
    done = f"{tasks_seen(desk, handed)} went to {to}" if handed else ""
    why = "; ".join(one for one in (done, _each(desk, refused), last, _AGAIN) if one)
    return f"to: {contact} is still active: {why}"


def _each(desk: Desk, whys: Mapping[str, str]) -> str:
    """Why each task is not handed over; of one he does not see a person is told no more (R89)."""
    seen = tasks_seen(desk, whys)
    told = [f"{one}: {whys[one]}" for one in seen.named]
    if seen.others:
        told.append(f"{seen._replace(named=[])}: refused")
    return "; ".join(told)
