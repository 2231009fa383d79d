"""Import contracts that already run: every line is checked, then their processes start (R57-R66).

A contract is a process and no row, so that a file cannot come in by one transaction. Nothing is
started while a line is refused; what is interrupted in the middle is finished by the same command
again, which finds what is there already and brings nothing in twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
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
from domain.contracts.line import CONTRACT, contract_of, in_columns
from domain.errors import InvalidInputError
from domain.registers.entries import Changed, Refused
from domain.steps import Asked
from starters.contract_directory import Directory
from starters.contract_starts import Patience, Starts
from starters.contracting import ComingOver, check_contract
from starters.desk import Desk
from workers.registers.contract_previews import laid_out_for
from workers.registers.spreadsheets import lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from domain.contracts.terms import ContractFile
    from domain.registers.entries import Line
    from workers.registers.importing import Telling

_LONGEST_ID = 64
_PATIENCE = Patience()
_CHUNK = 500


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
    now = desk.now()
    cut_over = file.cut_over or now.date()
    check_cut_over(cut_over, now.date())
    checking = _Checking(connection, now, Checked(cut_over), telling.at_most)
    with file.open() as content:
        lines = lines_of(CONTRACT, content, separator=file.separator)
        while some := list(islice(lines, _CHUNK)):
            checking.take(some)
            telling.progress(file.name, checking.found.lines)
    checking.found.refused.sort(key=lambda one: one.line)
    return checking.found


async def start_checked(
    desk: Desk,
    person: str | None,
    found: Checked,
    said: Callable[[int, int], None],
    patience: Patience = _PATIENCE,
) -> None:
    """Start the contracts of a file that was checked, some at once.

    One that nobody answers is started again while the others go on; at the end it is told of which
    nobody knows whether they came in.

    Args:
        said: Is told how many have come in, and of how many.
        patience: How many are on their way at once, and how long silence is borne.

    Raises:
        OutcomeUnknownError: of some nobody knows; the same again settles it.
        ServicecycleError: some were refused, since something changed after they were checked.

    Idempotent by: each contract's id and content.
    """
    with Desk(desk.settings) as patient:
        await patient.door()
        coming = ComingOver(patient, person, found.cut_over)
        started = await Starts(coming.start, said, patience).bring_in(found.new)
    started.check()


class _Checking:
    """One file on its way, some lines after the others."""

    def __init__(self, connection: Connection, now: datetime, found: Checked, at_most: int) -> None:
        self.found = found
        self._connection = connection
        self._directory = Directory(connection, now)
        self._at_most = at_most
        self._lines: dict[str, int] = {}

    def take(self, some: Sequence[Line | Refused]) -> None:
        """Judge some lines; which of them are on record is looked up for all at once."""
        read = [self._read(one) for one in some]
        ids = [contract.id for _number, contract in filter(None, read)]
        known = reading.contract_contents(self._connection, ids)
        for number, contract in filter(None, read):
            try:
                self._judge(number, contract, known.get(contract.id))
            except InvalidInputError as wrong:
                self._refuse(number, contract.id, wrong)

    def _read(self, one: Line | Refused) -> tuple[int, ContractFile] | None:
        """The contract of a line; None where there is none, and why is noted."""
        if isinstance(one, Refused):
            self.found.refused.append(one)
            return None
        try:
            return one.number, self._stands_once(one)
        except InvalidInputError as wrong:
            self._refuse(one.number, str(one.raw.get("id", ""))[:_LONGEST_ID] or None, wrong)
            return None

    def _stands_once(self, one: Line) -> ContractFile:
        contract = contract_of(one.raw)
        first = self._lines.setdefault(contract.id, one.number)
        if first != one.number:
            message = f"id: {contract.id} stands in line {first} already"
            raise InvalidInputError(message, field="id")
        return contract

    def _judge(self, number: int, contract: ContractFile, content: str | None) -> None:
        if content == content_of(contract):
            self.found.unchanged += 1
            return
        if content is not None:
            message = (
                f"id: the contract {contract.id} is known otherwise, and no import changes a "
                "contract; `contract edit` tells other people, and all else is agreed anew under "
                "another id"
            )
            raise InvalidInputError(message, field="id")
        try:
            check_contract(self._directory, contract)
        except InvalidInputError as wrong:
            raise in_columns(wrong) from None
        self.found.new.append((number, contract))
        if len(self.found.shown) < self._at_most:
            self.found.shown.append(self._meaning(number, contract))

    def _refuse(self, number: int, called: str | None, wrong: InvalidInputError) -> None:
        refused = Refused(line=number, id=called, field=wrong.field, reason=wrong.message)
        self.found.refused.append(refused)

    def _meaning(self, line: int, contract: ContractFile) -> ComesOver:
        account = self._directory.account(contract.customer)
        rule = self._directory.policy.contracts
        begun = drafted(
            contract,
            account,
            rule,
            Asked(request_id="", command=CONTRACT.edit, fingerprint=""),
            quiet_until=quiet_until(self.found.cut_over, contract.time_zone or account.time_zone),
        )
        period = laid_out_for(self._connection, begun, rule)
        return comes_over(line, begun, period, self._directory.now)
