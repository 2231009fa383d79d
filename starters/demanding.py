"""What people demand of a process that runs, or that should: retire, withdraw, adopt, resume."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from activities.store import reading
from domain.chain import fingerprint
from domain.checking import checked
from domain.errors import ConflictError, InvalidInputError, NotFoundError
from domain.ids import policy_id_of, service_id_of, service_workflow_id
from domain.policy import Command, PinnedPolicy
from domain.protocol import (
    Carried,
    Demand,
    Done,
    PolicyPublicationInput,
    ServiceLifecycleInput,
)
from domain.steps import Asked
from domain.words import ProcessKind
from starters.deciding import without_odd_letters
from starters.door import Entry
from starters.output import instant
from workflows.policy_publication import PolicyPublication
from workflows.search import OWNER, SERVICE_ID
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from collections.abc import Callable

    from activities.store.reading import Process
    from starters.desk import Desk


_UPDATES: dict[Command, Callable[..., object]] = {
    Command.SERVICE_RETIRE: ServiceLifecycle.retire,
    Command.SERVICE_WITHDRAW: ServiceLifecycle.withdraw,
    Command.POLICY_ADOPT: ServiceLifecycle.adopt,
}


async def demand(
    desk: Desk,
    person: str | None,
    command: Command,
    service_id: str,
    reason: str,
    *,
    request_id: str | None = None,
) -> Done:
    """Demand of a service that it is retired or withdrawn, or adopts the policy in force.

    Args:
        command: `service retire` asks the committee; `service withdraw` takes a service back that
            is not in operation yet; `policy adopt` takes up the newest policy.

    Raises:
        NotFoundError: there is no such service.
        ConflictError: it has ended, is in a stage where this is not possible, or does not run.
        NotAllowedError: the person may not demand it.

    Idempotent by: the request's id.
    Source: R26, R37, R38, R42.
    """
    process = _process(desk, service_workflow_id(service_id), service_id)
    actor = desk.admit(person, command)
    asked = Asked(
        request_id=request_id or uuid4().hex,
        command=command,
        fingerprint=fingerprint([service_id, reason]),
    )
    known = reading.request(desk.reader, asked.request_id)
    if known:
        known.check_same(asked.command, asked.fingerprint)
        at = desk.business(known.recorded_at)
        return Done(workflow_id=process.workflow_id, stage=process.stage, at=at)
    if process.closed_at is not None:
        raise _ended(process)
    _check_reason(reason)
    wanted = checked(Demand, {"reason": reason, "request": asked})
    door = await desk.door()
    update = _UPDATES[command]
    return await door.ask(
        actor, process.workflow_id, update, wanted, request_id=asked.request_id, answers=Done
    )


async def resume(desk: Desk, person: str | None, record: str) -> Process:
    """Start a process again where it stood, after it was terminated or lost (R37; 8.1).

    Args:
        record: The id of a service, or the workflow id of any process.

    Raises:
        NotFoundError: there is no such process.
        ConflictError: it runs, or has come to its end.
    """
    workflow_id = record if "/" in record else service_workflow_id(record)
    process = _process(desk, workflow_id, record)
    actor = desk.admit(person, Command.SERVICE_RESUME)
    if process.closed_at is not None:
        raise _ended(process)
    door = await desk.door()
    await door.reopen(actor, _entry(desk, process), uuid4().hex)
    return reading.process(desk.reader, workflow_id)


def _process(desk: Desk, workflow_id: str, named: str) -> Process:
    try:
        return reading.process(desk.reader, workflow_id)
    except NotFoundError:
        message = f"there is no service {named[:80]!r}; `servicecycle service list` lists them"
        raise NotFoundError(message, field="service") from None


def _ended(process: Process) -> ConflictError:
    message = (
        f"{process.workflow_id} has ended ({process.closed_reason}) on "
        f"{instant(process.closed_at)} UTC"
    )
    return ConflictError(message, field="service")


def _check_reason(reason: str) -> None:
    without_odd_letters(reason, "reason")
    if not any(letter.isalnum() for letter in reason):
        raise InvalidInputError("reason: say why, in words", field="reason")


def _entry(desk: Desk, process: Process) -> Entry:
    """How a process starts where it stood, with the policy and the clock it lives by."""
    workflow_id = process.workflow_id
    state = reading.process_state(desk.reader, workflow_id)
    text = reading.policy_document(desk.reader, process.policy_version)
    carried = Carried(
        state=state,
        policy=PinnedPolicy(version=process.policy_version, document=text.document),
        clock=reading.clock(desk.reader),
    )
    details = f"Started again where it stood, in {process.stage}."
    match process.kind:
        case ProcessKind.SERVICE:
            service_id = service_id_of(workflow_id)
            return Entry(
                run=ServiceLifecycle.run,
                begun=ServiceLifecycleInput(service_id=service_id, carried=carried),
                workflow_id=workflow_id,
                summary=str(state["name"]),
                details=details,
                marks={SERVICE_ID: service_id, OWNER: str(state["owner"])},
            )
        case ProcessKind.POLICY:
            policy_id, title = policy_id_of(workflow_id), str(state["title"])
            return Entry(
                run=PolicyPublication.run,
                begun=PolicyPublicationInput(policy_id=policy_id, title=title, carried=carried),
                workflow_id=workflow_id,
                summary=title,
                details=details,
                marks={},
            )
