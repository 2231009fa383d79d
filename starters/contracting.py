"""Agree on contracts: one that is written down, and many that already run (R57–R66; 8.3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from activities.store import reading
from domain.carrying import check_size
from domain.contracts.coming_over import quiet_until
from domain.contracts.drafting import content_of, drafted
from domain.errors import ConflictError, InvalidInputError, NotFoundError
from domain.ids import contract_workflow_id
from domain.policy import Command
from domain.steps import Asked
from starters.contract_checks import wrong_in
from starters.contract_directory import directory_of
from starters.door import Entry
from workflows.contract import Contract
from workflows.search import CUSTOMER_ID, OWNER, STAGE

if TYPE_CHECKING:
    from datetime import date

    from activities.store.reading import ContractDetail
    from domain.contracts.protocol import ContractInput
    from domain.contracts.terms import ContractFile
    from domain.errors import ServicecycleError
    from domain.identity import Actor
    from starters.contract_directory import Directory
    from starters.desk import Desk


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
            directory = directory_of(desk)
            check_contract(directory, file)
            await _start(desk, actor, directory, wanted)
    return reading.contract(desk.reader, file.id, desk.now())


class ComingOver:
    """Contracts that already run come over, with their earlier periods as history.

    Whatever is the same for all of them is read once. Nobody is written to of what lies before the
    day of the cut-over: notices of that time are history, and questions are put without a letter.

    Args:
        person: Who takes them over.
        cut_over: The first day on which this house writes.

    Raises:
        NotAllowedError: he may not agree on contracts.
    """

    def __init__(self, desk: Desk, person: str | None, cut_over: date) -> None:
        self._actor = desk.admit(person, Command.CONTRACT_ADD)
        self._desk = desk
        self._directory = directory_of(desk)
        self._cut_over = cut_over

    async def start(self, file: ContractFile) -> None:
        """Start the process of a contract that was checked; returns when it stands in the record.

        Raises:
            ConflictError: it is known differently.
            OutcomeUnknownError: no answer came in time; the same again settles it.

        Idempotent by: the contract's id and content.
        Source: R57-R66, R92, R93.
        """
        wanted = _wanted(file, None, self._cut_over)
        await _start(self._desk, self._actor, self._directory, wanted)


def check_contract(directory: Directory, file: ContractFile) -> None:
    """Refuse a contract that names who or what is not there; nothing is changed.

    Raises:
        InvalidInputError: naming the first such field and what is allowed.
    """
    for refused in wrong_with(directory, file):
        raise refused


def wrong_with(directory: Directory, file: ContractFile) -> list[InvalidInputError]:
    """Everything for which a contract cannot be taken, each with its field; nothing is changed."""
    found: list[ServicecycleError] = [*wrong_in(directory, file)]
    if not found:
        try:
            _drafted(directory, _wanted(file, None))
        except (InvalidInputError, NotFoundError) as wrong:
            found.append(wrong)
    return [_as_input(one) for one in found]


def _as_input(wrong: ServicecycleError) -> InvalidInputError:
    message = wrong.message.removeprefix(f"{wrong.field}: ")
    return InvalidInputError(f"{wrong.field}: {message}", field=wrong.field)


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
    content = reading.contract_contents(desk.house, [wanted.file.id]).get(wanted.file.id)
    if content not in {None, wanted.request.fingerprint}:
        raise _known_otherwise(wanted.file)
    return content is not None


async def _start(desk: Desk, actor: Actor, directory: Directory, wanted: _Wanted) -> None:
    door = await desk.door()
    begun = _drafted(directory, wanted)
    standing = await door.open(actor, _entry(wanted.file, begun), wanted.request.request_id)
    if standing.fingerprint != wanted.request.fingerprint:
        # Somebody else was quicker with a contract of this id.
        raise _known_otherwise(wanted.file)


def _known_otherwise(file: ContractFile) -> ConflictError:
    message = f"the contract {file.id} is known otherwise; give this one another id"
    return ConflictError(message, field="id")


def _drafted(directory: Directory, wanted: _Wanted) -> ContractInput:
    file, day = wanted.file, wanted.cut_over
    account = directory.account(file.customer)
    quiet = quiet_until(day, file.time_zone or account.time_zone) if day else None
    return drafted(file, account, directory.policy.contracts, wanted.request, quiet_until=quiet)


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
