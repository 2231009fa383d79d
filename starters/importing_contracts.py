"""Import contracts that already run: every line is checked, then their processes start (R57-R66).

A contract is a process and no row, so that a file cannot come in by one transaction. Nothing is
started while a line is refused; what is interrupted in the middle is finished by the same command
again, which finds what is there already and brings nothing in twice.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from activities.store import reading
from domain.contracts.coming_over import (
    ComesOver,
    ContractsReport,
    check_cut_over,
    comes_over,
    quiet_until,
)
from domain.contracts.drafting import content_of, drafted
from domain.contracts.facts import ContractAdded
from domain.contracts.line import CONTRACT, contract_of, in_columns
from domain.errors import (
    InvalidInputError,
    NotFoundError,
    OutcomeUnknownError,
    ServicecycleError,
    UnreachableError,
)
from domain.ids import subject_of
from domain.registers.entries import Changed, Refused
from domain.steps import Asked
from starters.contracting import check_contract, start_contracts
from starters.desk import Desk
from workers.registers.contract_previews import laid_out_for
from workers.registers.spreadsheets import lines_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy import Connection

    from domain.contracts.terms import ContractFile
    from domain.registers.entries import Line
    from workers.registers.importing import Telling

_AT_ONCE = 8
_LONGEST_ID = 64
_AGAIN = "the same command again finishes the rest, and brings nothing in twice"


@dataclass(frozen=True)
class ContractsFile:
    """A file of contracts.

    Args:
        name: What it is called.
        open: Opens it anew.
        separator: comma, semicolon or tab; None where the first line tells.
        cut_over: The first day on which this house writes; None for today.
    """

    name: str
    open: Callable[[], IO[bytes]]
    separator: str | None = None
    cut_over: date | None = None


@dataclass
class Checked:
    """What became of the lines of a file, before anything is started.

    Args:
        new: The contracts to start, in the order of their lines.
        shown: The first of them, and what the cut-over means for each.
    """

    cut_over: date
    new: list[tuple[int, ContractFile]] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)
    shown: list[ComesOver] = field(default_factory=list)

    @property
    def lines(self) -> int:
        """How many lines say something."""
        return len(self.new) + self.unchanged + len(self.refused)

    def report(self, file: ContractsFile, at_most: int) -> ContractsReport:
        """The outcome, nothing applied yet."""
        return ContractsReport(
            file=file.name,
            kind=CONTRACT.plural,
            lines=self.lines,
            new=len(self.new),
            unchanged=self.unchanged,
            refused=len(self.refused),
            changes=tuple(Changed(line=line, id=one.id) for line, one in self.new[:at_most]),
            refusals=tuple(self.refused[:at_most]),
            cut_over=self.cut_over,
            contracts=tuple(self.shown),
        )


def check_contracts(
    desk: Desk, connection: Connection, file: ContractsFile, telling: Telling
) -> Checked:
    """Check every line of a file of contracts; nothing is changed.

    Args:
        connection: Sees what the files beside it would bring.

    Raises:
        InvalidInputError: it is no UTF-8, no CSV, its columns are not those of contracts, or the
            day of the cut-over is too far away.

    Source: R44, R57-R66, R92, R93.
    """
    inside = _Inside(desk, connection)
    today = inside.now().date()
    cut_over = file.cut_over or today
    check_cut_over(cut_over, today)
    checking = _Checking(inside, Checked(cut_over), telling.at_most)
    with file.open() as content:
        for one in lines_of(CONTRACT, content, separator=file.separator):
            checking.take(one)
            telling.progress(file.name, checking.found.lines)
    return checking.found


async def start_checked(
    desk: Desk, person: str | None, found: Checked, said: Callable[[int, int], None]
) -> None:
    """Start the contracts of a file that was checked, some at once.

    Args:
        said: Is told how many have come in, and of how many.

    Raises:
        OutcomeUnknownError: a server went away in the middle.

    Idempotent by: each contract's id and content.
    """
    patient = Desk(desk.settings)
    files = [one for _line, one in found.new]
    done = 0
    with patient:
        await patient.door()
        for chunk in (files[place : place + _AT_ONCE] for place in range(0, len(files), _AT_ONCE)):
            outcomes = await asyncio.gather(
                *(
                    start_contracts(patient, person, [one], cut_over=found.cut_over)
                    for one in chunk
                ),
                return_exceptions=True,
            )
            failures = [one for one in outcomes if isinstance(one, BaseException)]
            done += len(chunk) - len(failures)
            if failures:
                raise _in_the_middle(failures[0], done, len(files)) from failures[0]
            said(done, len(files))


def _in_the_middle(failure: BaseException, done: int, total: int) -> BaseException:
    """A failure after the first process may have started, with what a person does about it."""
    if not isinstance(failure, ServicecycleError):
        return failure
    if isinstance(failure, UnreachableError | OutcomeUnknownError):
        message = f"no answer came; {done} of {total} contracts are in for certain, and {_AGAIN}"
        return OutcomeUnknownError(message, field="file")
    message = f"{failure.message}; {done} of {total} contracts are in, and {_AGAIN}"
    return type(failure)(message, field=failure.field)


class _Inside(Desk):
    """A desk that reads within one transaction, before it is known whether that comes about."""

    def __init__(self, desk: Desk, connection: Connection) -> None:
        super().__init__(desk.settings)
        self.connection = connection
        # Whatever reads through the house reads through this connection.
        self.__dict__["house"] = connection


class _Checking:
    """One file on its way, line by line."""

    def __init__(self, desk: _Inside, found: Checked, at_most: int) -> None:
        self.found = found
        self._desk = desk
        self._at_most = at_most
        self._now = desk.now()
        self._rule = reading.policy_in_force(desk.house, self._now).document.contracts
        self._lines: dict[str, int] = {}

    def take(self, one: Line | Refused) -> None:
        """Judge a line."""
        if isinstance(one, Refused):
            self.found.refused.append(one)
            return
        try:
            self._judge(one)
        except InvalidInputError as wrong:
            called = str(one.raw.get("id", ""))[:_LONGEST_ID] or None
            refused = Refused(line=one.number, id=called, field=wrong.field, reason=wrong.message)
            self.found.refused.append(refused)

    def _judge(self, one: Line) -> None:
        contract = contract_of(one.raw)
        first = self._lines.setdefault(contract.id, one.number)
        if first != one.number:
            message = f"id: {contract.id} stands in line {first} already"
            raise InvalidInputError(message, field="id")
        if self._is_known(contract):
            self.found.unchanged += 1
            return
        try:
            check_contract(self._desk, contract)
        except InvalidInputError as wrong:
            raise in_columns(wrong) from None
        self.found.new.append((one.number, contract))
        if len(self.found.shown) < self._at_most:
            self.found.shown.append(self._meaning(one.number, contract))

    def _is_known(self, contract: ContractFile) -> bool:
        subject = subject_of("contract", contract.id)
        try:
            first, *_ = reading.history(self._desk.house, subject, page=reading.Page(limit=1))
        except NotFoundError:
            return False
        if ContractAdded.model_validate(first.data).content == content_of(contract):
            return True
        message = (
            f"id: the contract {contract.id} is known otherwise, and no import changes a contract; "
            "`contract edit` tells other people, and all else is agreed anew under another id"
        )
        raise InvalidInputError(message, field="id")

    def _meaning(self, line: int, contract: ContractFile) -> ComesOver:
        account = reading.account(self._desk.house, contract.customer)
        begun = drafted(
            contract,
            account,
            self._rule,
            Asked(request_id="", command=CONTRACT.edit, fingerprint=""),
            quiet_until=quiet_until(self.found.cut_over, contract.time_zone or account.time_zone),
        )
        period = laid_out_for(self._desk.connection, begun, self._rule)
        return comes_over(line, begun, period, self._now)
