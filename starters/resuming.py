"""Start a process again where it stood, after it was terminated or lost (R37; 8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from activities.store import reading
from domain.ids import policy_id_of, service_id_of, service_workflow_id
from domain.policy import Command, PinnedPolicy
from domain.protocol import Carried, PolicyPublicationInput, ServiceLifecycleInput
from domain.words import CANCELLED_BY_OPERATOR, ProcessKind
from starters.demanding import ended, process_of
from starters.door import Entry
from workflows.policy_publication import PolicyPublication
from workflows.search import OWNER, SERVICE_ID
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from activities.store.reading import Process
    from starters.desk import Desk


async def resume(desk: Desk, person: str | None, record: str) -> Process:
    """Start a process again where it stood, with the policy and the clock it lives by.

    One that an operator cancelled has ended by mistake, perhaps, and goes on as well.

    Args:
        record: The id of a service, or the workflow id of any process.

    Raises:
        NotFoundError: there is no such process.
        ConflictError: it runs, or has come to its end.
    """
    workflow_id = record if "/" in record else service_workflow_id(record)
    process = process_of(desk, workflow_id, record)
    actor = desk.admit(person, Command.SERVICE_RESUME)
    if process.closed_at is not None and process.closed_reason != CANCELLED_BY_OPERATOR:
        raise ended(process)
    entry = _ENTRIES[process.kind](process, _carried(desk, process))
    door = await desk.door()
    await door.reopen(actor, entry, uuid4().hex)
    return reading.process(desk.reader, workflow_id)


def _carried(desk: Desk, process: Process) -> Carried:
    text = reading.policy_document(desk.reader, process.policy_version)
    return Carried(
        state={**reading.process_state(desk.reader, process.workflow_id), "ended": None},
        policy=PinnedPolicy(version=process.policy_version, document=text.document),
        clock=reading.clock(desk.reader),
    )


def _service(process: Process, carried: Carried) -> Entry:
    service_id = service_id_of(process.workflow_id)
    return Entry(
        run=ServiceLifecycle.run,
        begun=ServiceLifecycleInput(service_id=service_id, carried=carried),
        workflow_id=process.workflow_id,
        summary=str(carried.state["name"]),
        details=_details(process),
        marks={SERVICE_ID: service_id, OWNER: str(carried.state["owner"])},
    )


def _publication(process: Process, carried: Carried) -> Entry:
    policy_id, title = policy_id_of(process.workflow_id), str(carried.state["title"])
    return Entry(
        run=PolicyPublication.run,
        begun=PolicyPublicationInput(policy_id=policy_id, title=title, carried=carried),
        workflow_id=process.workflow_id,
        summary=title,
        details=_details(process),
        marks={},
    )


def _details(process: Process) -> str:
    return f"Started again where it stood, in {process.stage}."


_ENTRIES = {ProcessKind.SERVICE: _service, ProcessKind.POLICY: _publication}
