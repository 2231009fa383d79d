"""Propose a change of a service in operation, or take one back (R27; 8.5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import reading
from domain.carrying import check_size
from domain.errors import NotFoundError
from domain.ids import service_workflow_id
from domain.policy import Command
from domain.protocol import ChangeDemand, ChangeWithdrawal
from starters.demanding import asked_by, process_of, send
from starters.evidence import check_evidence
from starters.reasons import without_odd_letters
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from activities.store.reading import ServiceChange
    from domain.changes import ChangeFile
    from starters.desk import Desk


async def change_service(
    desk: Desk,
    person: str | None,
    service_id: str,
    wanted: ChangeFile,
    *,
    request_id: str | None = None,
) -> ServiceChange:
    """Propose a change; it is made at once, waits for its turn, or stands before the committee.

    Returns:
        The change as it stands now.

    Raises:
        InvalidInputError: it is too large to be carried, or names evidence that is not there.
        NotFoundError: there is no such service.
        ConflictError: the service is not in operation, or does not run.
        NotAllowedError: the person may not propose changes.

    Idempotent by: the request's id.
    Source: R27.
    """
    process = process_of(desk, service_workflow_id(service_id), service_id)
    actor = desk.admit(person, Command.SERVICE_CHANGE)
    content = wanted.model_dump(mode="json")
    check_size(content, field="file")
    without_odd_letters(wanted.benefit, "benefit")
    check_evidence(desk.house, content["design"], "design")
    asked = asked_by(Command.SERVICE_CHANGE, request_id, [service_id, content])
    await send(
        desk,
        actor,
        process,
        ServiceLifecycle.change,
        ChangeDemand,
        asked,
        wanted.benefit,
        wanted=content,
    )
    changes = reading.changes(desk.reader, service_id)
    return next(one for one in changes if one.request_id == asked.request_id)


async def withdraw_change(
    desk: Desk,
    person: str | None,
    service_id: str,
    number: int,
    reason: str,
    *,
    request_id: str | None = None,
) -> ServiceChange:
    """Take a change back that is not live yet, with the version that makes it.

    Who may propose changes may withdraw his own; another one's takes the right to withdraw.

    Returns:
        The change as it stands now.

    Raises:
        NotFoundError: there is no such service, or no such change of it.
        ConflictError: the change is live or over.
        NotAllowedError: the person may not withdraw it.

    Idempotent by: the request's id.
    Source: R27, R37.
    """
    process = process_of(desk, service_workflow_id(service_id), service_id)
    proposer = _change(desk, service_id, number).proposer
    actor = desk.admit(person, None)
    is_own = actor.person == proposer
    command = Command.SERVICE_CHANGE if is_own else Command.SERVICE_WITHDRAW
    actor = desk.admit(person, command)
    asked = asked_by(Command.SERVICE_WITHDRAW, request_id, [service_id, number, reason])
    await send(
        desk,
        actor,
        process,
        ServiceLifecycle.withdraw_change,
        ChangeWithdrawal,
        asked,
        reason,
        number=number,
    )
    return _change(desk, service_id, number)


def _change(desk: Desk, service_id: str, number: int) -> ServiceChange:
    for one in reading.changes(desk.reader, service_id):
        if one.number == number:
            return one
    message = f"{service_id} has no change {number}; `servicecycle service show` lists them"
    raise NotFoundError(message, field="change")
