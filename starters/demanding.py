"""What people demand of what runs: of a service to end, of any process to adopt the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from activities.store import reading
from domain.chain import fingerprint
from domain.checking import checked
from domain.errors import ConflictError, NotFoundError
from domain.ids import service_workflow_id
from domain.policy import Command
from domain.protocol import (
    Demand,
    Done,
)
from domain.steps import Asked
from domain.words import ProcessKind
from starters.output import instant
from starters.reasons import check_reason
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import JsonValue

    from activities.store.reading import Process
    from domain.identity import Actor
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
        service_id: The service; for `policy adopt` also the workflow id of another process.
        command: `service retire` asks the committee; `service withdraw` takes a service back that
            is not in operation yet; `policy adopt` takes up the newest policy.

    Raises:
        NotFoundError: there is no such service.
        ConflictError: it has ended, is in a stage where this is not possible, or does not run.
        NotAllowedError: the person may not demand it.

    Idempotent by: the request's id.
    Source: R26, R37, R38, R42.
    """
    is_any = command is Command.POLICY_ADOPT and "/" in service_id
    workflow_id = service_id if is_any else service_workflow_id(service_id)
    process = process_of(desk, workflow_id, service_id)
    actor = desk.admit(person, command)
    asked = asked_by(command, request_id, [service_id, reason])
    return await send(desk, actor, process, _UPDATES[command], Demand, asked, reason)


def asked_by(command: Command, request_id: str | None, content: list[JsonValue]) -> Asked:
    """A request, named by its id or by a new one, with what its content comes to."""
    return Asked(
        request_id=request_id or uuid4().hex, command=command, fingerprint=fingerprint(content)
    )


async def send(  # noqa: PLR0917 - who demands what of whom, and why
    desk: Desk,
    actor: Actor,
    process: Process,
    update: Callable[..., object],
    kind: type[Demand],
    asked: Asked,
    reason: str,
    **more: object,
) -> Done:
    """Send a demand to a process, unless the same request was stored before.

    Args:
        more: What the demand says beside its reason.

    Raises:
        ConflictError: the process has ended, cannot do it where it stands, or does not run.
    """
    async with desk.turn(asked.request_id):
        if known := reading.request(desk.house, asked.request_id):
            known.check_same(asked.command, asked.fingerprint)
            at = desk.business(known.recorded_at)
            return Done(workflow_id=process.workflow_id, stage=process.stage, at=at)
        if process.closed_at is not None:
            raise ended(process)
        check_reason(reason)
        wanted = checked(kind, {"reason": reason, "request": asked, **more})
        door = await desk.door()
        return await door.ask(
            actor, process.workflow_id, update, wanted, request_id=asked.request_id, answers=Done
        )


def process_of(desk: Desk, workflow_id: str, named: str) -> Process:
    """The process of a service, or another one by its workflow id.

    Raises:
        NotFoundError: there is none.
    """
    try:
        return reading.process(desk.reader, workflow_id)
    except NotFoundError:
        message = f"there is no service {named[:80]!r}; `servicecycle service list` lists them"
        raise NotFoundError(message, field="service") from None


def ended(process: Process) -> ConflictError:
    """Say how and when a process has ended."""
    message = (
        f"{process.workflow_id} has ended ({process.closed_reason}) on "
        f"{instant(process.closed_at)} UTC"
    )
    is_contract = process.kind is ProcessKind.CONTRACT
    return ConflictError(message, field="contract" if is_contract else "service")
