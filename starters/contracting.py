"""Agree on contracts: one that is written down, and many that already run (R57–R66; 8.3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from activities.store import reading
from domain.carrying import check_size
from domain.contracts.coming_over import quiet_until
from domain.contracts.drafting import content_of, drafted
from domain.contracts.facts import ContractAdded
from domain.errors import ConflictError, InvalidInputError, NotFoundError
from domain.ids import contract_workflow_id, subject_of
from domain.model import Value
from domain.policy import Command
from domain.steps import Asked
from starters.contract_checks import check_named
from starters.door import Entry
from workflows.contract import Contract
from workflows.search import CUSTOMER_ID, OWNER, STAGE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from activities.store.reading import ContractDetail
    from domain.contracts.protocol import ContractInput
    from domain.contracts.terms import ContractFile
    from domain.identity import Actor
    from starters.desk import Desk


class ContractStarted(Value):
    """A contract whose process runs.

    Args:
        new: Whether it came into the record now.
    """

    contract_id: str
    new: bool


@dataclass(frozen=True)
class _Wanted:
    """A contract that somebody brings, with what tells it from another one of the same id."""

    file: ContractFile
    request: Asked
    cut_over: date | None = None


async def add_contract(
    desk: Desk, person: str | None, file: ContractFile, *, request_id: str | None = None
) -> ContractDetail:
    """Write a contract down; it stays a draft until its first day, or until it is activated.

    Raises:
        InvalidInputError: somebody or something it names is not there, or it has ended already.
        ConflictError: a contract of this id says something else.

    Idempotent by: the contract's id and content, and by the request's id.
    Source: R57-R66, 8.3.3.
    """
    actor = desk.admit(person, Command.CONTRACT_ADD)
    check_size(file.model_dump(mode="json"), field="file")
    wanted = _wanted(file, request_id)
    async with desk.turn(request_id):
        if not _found(desk, wanted):
            check_contract(desk, file)
            await _start(desk, actor, wanted)
    return reading.contract(desk.reader, file.id, desk.now())


async def start_contracts(
    desk: Desk,
    person: str | None,
    files: Sequence[ContractFile],
    *,
    cut_over: date | None = None,
    request_id: str | None = None,
) -> list[ContractStarted]:
    """Take over contracts that already run, with their earlier periods as history.

    All are checked before the first one starts. Nobody is written to of what lies before the day
    of the cut-over: notices of that time are history, and questions are put without a letter.

    Args:
        cut_over: The first day on which this house writes; today where none is given.

    Raises:
        InvalidInputError: one of them cannot be taken over; none was.
        ConflictError: one of them is known differently; none was taken over.

    Idempotent by: each contract's id and content, and by the request's id with its position.
    Source: R57-R66, R92, R93.
    """
    actor = desk.admit(person, Command.CONTRACT_ADD)
    day = cut_over or desk.now().date()
    wanted = [
        _wanted(file, request_id and f"{request_id}:{position}", day)
        for position, file in enumerate(files, start=1)
    ]
    there = [_found(desk, one) for one in wanted]
    for position, (one, is_known) in enumerate(zip(wanted, there, strict=True)):
        if not is_known:
            check_contract(desk, one.file, prefix=f"{position}.")
    for one, is_known in zip(wanted, there, strict=True):
        if not is_known:
            await _start(desk, actor, one)
    return [
        ContractStarted(contract_id=one.file.id, new=not is_known)
        for one, is_known in zip(wanted, there, strict=True)
    ]


def check_contract(desk: Desk, file: ContractFile, *, prefix: str = "") -> None:
    """Refuse a contract that names who or what is not there; nothing is changed.

    Args:
        prefix: What stands before the name of a wrong field.

    Raises:
        InvalidInputError: naming the field and what is allowed.
    """
    try:
        check_named(desk, file)
        _drafted(desk, _wanted(file, None))
    except (InvalidInputError, NotFoundError) as wrong:
        field = f"{prefix}{wrong.field}"
        message = wrong.message.removeprefix(f"{wrong.field}: ")
        raise InvalidInputError(f"{field}: {message}", field=field) from None


def _wanted(file: ContractFile, request_id: str | None, cut_over: date | None = None) -> _Wanted:
    content = content_of(file)
    asked = Asked(
        request_id=request_id or content, command=Command.CONTRACT_ADD, fingerprint=content
    )
    return _Wanted(file, asked, cut_over)


def _found(desk: Desk, wanted: _Wanted) -> bool:
    """Whether the same contract is on record already."""
    known = reading.request(desk.house, wanted.request.request_id)
    if known:
        known.check_same(wanted.request.command, wanted.request.fingerprint)
        return True
    subject = subject_of("contract", wanted.file.id)
    try:
        first, *_ = reading.history(desk.house, subject, page=reading.Page(limit=1))
    except NotFoundError:
        return False
    if ContractAdded.model_validate(first.data).content != wanted.request.fingerprint:
        message = f"the contract {wanted.file.id} is known otherwise; give this one another id"
        raise ConflictError(message, field="id")
    return True


async def _start(desk: Desk, actor: Actor, wanted: _Wanted) -> None:
    door = await desk.door()
    begun = _drafted(desk, wanted)
    standing = await door.open(actor, _entry(wanted.file, begun), wanted.request.request_id)
    if not standing.new:
        # Somebody else was quicker with a contract of this id.
        _found(desk, wanted)


def _drafted(desk: Desk, wanted: _Wanted) -> ContractInput:
    file, day = wanted.file, wanted.cut_over
    account = reading.account(desk.house, file.customer)
    rule = reading.policy_in_force(desk.house, desk.now()).document.contracts
    quiet = quiet_until(day, file.time_zone or account.time_zone) if day else None
    return drafted(file, account, rule, wanted.request, quiet_until=quiet)


def _entry(file: ContractFile, begun: ContractInput) -> Entry:
    return Entry(
        run=Contract.run,
        begun=begun,
        workflow_id=contract_workflow_id(file.id),
        summary=file.name,
        details=f"A contract with {file.customer}.\n\n    servicecycle contract show {file.id}",
        marks={
            CUSTOMER_ID: file.customer,
            OWNER: begun.added.terms.account_manager if begun.added else "",
            STAGE: "draft",
        },
    )
