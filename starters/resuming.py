"""Start processes again where they stood, after they were ended, lost or restored (R37; 8.1)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import uuid4

from activities.store import reading
from activities.store.reading import Process
from domain.contracts.protocol import ContractInput
from domain.contracts.state import ContractRun
from domain.errors import ConflictError, ServicecycleError
from domain.ids import contract_id_of, policy_id_of, service_id_of, service_workflow_id
from domain.model import Value
from domain.policy import Command, PinnedPolicy
from domain.proof import ApartKind
from domain.protocol import Carried, PolicyPublicationInput, ServiceLifecycleInput
from domain.words import CANCELLED_BY_OPERATOR, ProcessKind
from starters.demanding import ended, process_of
from starters.door import Door, Entry
from workers.comparing import compared
from workers.registers.mending import close_what_is_left
from workflows.contract import Contract
from workflows.policy_publication import PolicyPublication
from workflows.search import CUSTOMER_ID, OWNER, SERVICE_ID
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.identity import Actor
    from domain.proof import Apart
    from starters.desk import Desk
    from workers.comparing import Comparison

_AT_ONCE = 8


class Mended(Value):
    """What was done about a process that had come apart from its record.

    Args:
        done: What was done, in a sentence.
        mended: Whether it is in line by now.
        process: Where it stands now; None where the record does not know it.
    """

    workflow_id: str
    done: str
    mended: bool = True
    process: Process | None = None


async def resume(desk: Desk, person: str | None, record: str) -> Process:
    """Start a process again where it stood, with the policy and the clock it lives by.

    One that an operator cancelled has ended by mistake, perhaps, and goes on as well. One that
    runs, but not where the record says, is started again from the record.

    Args:
        record: The id of a service, or the workflow id of any process.

    Raises:
        NotFoundError: there is no such process.
        ConflictError: it runs where the record says, or has come to its end.
    """
    workflow_id = record if "/" in record else service_workflow_id(record)
    process = process_of(desk, workflow_id, record)
    actor = desk.admit(person, Command.SERVICE_RESUME)
    if process.closed_at is not None and process.closed_reason != CANCELLED_BY_OPERATOR:
        raise ended(process)
    async with compared(desk.settings, desk.house) as comparison:
        for apart in await comparison.apart([workflow_id]):
            if apart.kind is not ApartKind.NOT_RUNNING:
                await comparison.end(workflow_id, f"it is resumed: {apart.said}")
        return await _again(desk, Door(comparison.client), actor, process)


async def mend(desk: Desk, person: str | None, records: Sequence[str]) -> list[Mended]:
    """Bring processes in line with their records.

    One that does not run, or runs elsewhere than the record says, is started again where the
    record stands. One that the record does not know, or that has ended there, is ended.

    Args:
        records: Ids of services or workflow ids; none for everything that is apart.

    Raises:
        NotFoundError: one of them is neither on record nor runs.
        ConflictError: one of them stands where the record says.
    """
    actor = desk.admit(person, Command.SERVICE_RESUME)
    wanted = [one if "/" in one else service_workflow_id(one) for one in records]
    async with compared(desk.settings, desk.house) as comparison:
        found = await comparison.apart(wanted) if wanted else await comparison.all_that_is_apart()
        in_line = set(wanted) - {one.workflow_id for one in found}
        for workflow_id in sorted(in_line):
            process = process_of(desk, workflow_id, workflow_id)
            if process.closed_reason != CANCELLED_BY_OPERATOR:
                raise _in_line(process)
            await _again(desk, Door(comparison.client), actor, process)
        turn = asyncio.Semaphore(_AT_ONCE)
        return list(
            await asyncio.gather(*(_mended(desk, actor, comparison, one, turn) for one in found))
        )


async def _mended(
    desk: Desk, actor: Actor, comparison: Comparison, apart: Apart, turn: asyncio.Semaphore
) -> Mended:
    """Mend one of many; what hinders it hinders no other one."""
    async with turn:
        try:
            return await _brought_in_line(desk, actor, comparison, apart)
        except ServicecycleError as error:
            done = f"not yet, so repeat it: {error.message}"
            return Mended(workflow_id=apart.workflow_id, done=done, mended=False)


async def _brought_in_line(
    desk: Desk, actor: Actor, comparison: Comparison, apart: Apart
) -> Mended:
    workflow_id = apart.workflow_id
    if apart.kind is not ApartKind.NOT_RUNNING:
        await comparison.end(workflow_id, f"it is brought in line: {apart.said}")
    if apart.kind is ApartKind.NOT_ON_RECORD:
        return Mended(workflow_id=workflow_id, done="its run was ended: no record knows it")
    process = await asyncio.to_thread(reading.process, desk.house, workflow_id)
    if process.closed_at is not None:
        await asyncio.to_thread(close_what_is_left, desk.writer, actor, workflow_id, desk.now())
        done = f"it has ended ({process.closed_reason}), and so did what was left of it"
        return Mended(workflow_id=workflow_id, done=done, process=process)
    process = await _again(desk, Door(comparison.client), actor, process)
    done = f"it goes on in {process.stage}"
    return Mended(workflow_id=workflow_id, done=done, process=process)


async def _again(desk: Desk, door: Door, actor: Actor, process: Process) -> Process:
    entry = _ENTRIES[process.kind](process, await asyncio.to_thread(_carried, desk, process))
    await door.reopen(actor, entry, uuid4().hex)
    return await asyncio.to_thread(reading.process, desk.house, process.workflow_id)


def _in_line(process: Process) -> ConflictError:
    if process.closed_at is not None:
        return ended(process)
    message = f"{process.workflow_id} runs, and stands where its record says"
    return ConflictError(message, field="service")


def _carried(desk: Desk, process: Process) -> Carried:
    text = reading.policy_document(desk.house, process.policy_version)
    return Carried(
        state={**reading.process_state(desk.house, process.workflow_id), "ended": None},
        policy=PinnedPolicy(version=process.policy_version, document=text.document),
        clock=reading.clock(desk.house),
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


def _contract(process: Process, carried: Carried) -> Entry:
    contract_id = contract_id_of(process.workflow_id)
    state = ContractRun.model_validate(carried.state)
    return Entry(
        run=Contract.run,
        begun=ContractInput(contract_id=contract_id, carried=carried),
        workflow_id=process.workflow_id,
        summary=state.name,
        details=_details(process),
        marks={CUSTOMER_ID: state.terms.customer_id, OWNER: state.terms.account_manager},
    )


def _details(process: Process) -> str:
    return f"Started again where it stood, in {process.stage}."


_ENTRIES = {
    ProcessKind.SERVICE: _service,
    ProcessKind.POLICY: _publication,
    ProcessKind.CONTRACT: _contract,
}
