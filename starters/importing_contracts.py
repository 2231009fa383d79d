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
from domain.contracts.line import CONTRACT, contract_in, in_columns
from domain.errors import InvalidInputError
from domain.registers.entries import Changed, Refused, column_of, refused_as
from domain.steps import Asked
from starters.contract_checks import strangers_in
from starters.contract_directory import Directory
from starters.contract_starts import Patience, Starts
from starters.contracting import ComingOver, wrong_with
from starters.desk import Desk
from workers.registers.contract_previews import laid_out_for
from workers.registers.spreadsheets import lines_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from domain.contracts.terms import ContractFile
    from domain.registers.entries import Line
    from workers.registers.importing import Telling

_LONGEST_ID = 64
_PATIENCE = Patience()
_CHUNK = 500
_MOST_TOLD = 10_000


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
        refused: The first cells for which lines cannot be taken.
        refused_cells: How many such cells there are.
        shown: The first of them, and what the cut-over means for each.
    """

    cut_over: date
    new: list[tuple[int, ContractFile]] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)
    refused_cells: int = 0
    shown: list[ComesOver] = field(default_factory=list)
    _refused_lines: set[int] = field(default_factory=set)

    def refuse(self, cells: Iterable[Refused]) -> None:
        """Count cells that are wrong, and keep as many as anybody is told of."""
        for one in cells:
            self.refused_cells += 1
            self._refused_lines.add(one.line)
            if len(self.refused) < _MOST_TOLD:
                self.refused.append(one)

    @property
    def lines(self) -> int:
        """How many lines say something."""
        return len(self.new) + self.unchanged + self.refused_lines

    @property
    def refused_lines(self) -> int:
        """How many lines cannot be taken."""
        return len(self._refused_lines)

    def report(self, file: ContractsFile, telling: Telling) -> ContractsReport:
        """The outcome, nothing applied yet."""
        return ContractsReport(
            file=file.name,
            kind=CONTRACT.plural,
            lines=self.lines,
            new=len(self.new),
            unchanged=self.unchanged,
            refused=self.refused_lines,
            refused_cells=self.refused_cells,
            changes=tuple(
                Changed(line=line, id=one.id) for line, one in self.new[: telling.at_most]
            ),
            refusals=tuple(self.refused[: telling.most_refusals]),
            cut_over=self.cut_over,
            contracts=tuple(self.shown),
        )


def check_contracts(
    desk: Desk, connection: Connection, file: ContractsFile, telling: Telling
) -> Checked:
    """Check every line of a file of contracts; nothing is changed.

    Args:
        connection: Sees what the files beside it would bring.

    A file that cannot be read, or whose columns are not those of contracts, is refused by what is
    found.

    Raises:
        InvalidInputError: the day of the cut-over is too far away.

    Source: R44, R57-R66, R92, R93.
    """
    now = desk.now()
    cut_over = file.cut_over or now.date()
    check_cut_over(cut_over, now.date())
    checking = _Checking(connection, now, Checked(cut_over), telling.at_most)
    lines = lines_in(CONTRACT, file.open, separator=file.separator)
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
        self.found.refuse(one for one in some if isinstance(one, Refused))
        read = [self._read(one) for one in some if not isinstance(one, Refused)]
        ids = [contract.id for _number, contract in filter(None, read)]
        known = reading.contract_contents(self._connection, ids)
        for number, contract in filter(None, read):
            self._judge(number, contract, known.get(contract.id))

    def _read(self, one: Line) -> tuple[int, ContractFile] | None:
        """The contract of a line; None where it cannot be taken, and why is noted."""
        called = str(one.raw.get("id", ""))[:_LONGEST_ID] or None
        first = self._lines.setdefault(called, one.number) if called else one.number
        known = one.wrong
        if first != one.number:
            why = f"id: {called} stands in line {first} already"
            known += (Refused(line=one.number, id=called, field="id", reason=why),)
        found = contract_in(one.raw)
        problems = found if isinstance(found, tuple) else ()
        wrong = refused_as(one.number, called, problems, known)
        if not wrong and not isinstance(found, tuple):
            return one.number, found
        bad = {column_of(cell) for cell in wrong}
        named = {name: value for name, value in one.raw.items() if name not in bad}
        self.found.refuse(wrong)
        self._refuse(one.number, called, strangers_in(self._directory, named))
        return None

    def _judge(self, number: int, contract: ContractFile, content: str | None) -> None:
        if content == content_of(contract):
            self.found.unchanged += 1
            return
        wrong = [in_columns(one) for one in wrong_with(self._directory, contract)]
        if content is not None:
            wrong = [_known_otherwise(contract.id)]
        if wrong:
            self._refuse(number, contract.id, wrong)
            return
        self.found.new.append((number, contract))
        if len(self.found.shown) < self._at_most:
            self.found.shown.append(self._meaning(number, contract))

    def _refuse(self, number: int, called: str | None, wrong: Iterable[InvalidInputError]) -> None:
        self.found.refuse(
            Refused(line=number, id=called, field=one.field, reason=one.message) for one in wrong
        )

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


def _known_otherwise(contract_id: str) -> InvalidInputError:
    message = (
        f"id: the contract {contract_id} is known otherwise, and no import changes a contract; "
        "`contract edit` tells other people, and all else is agreed anew under another id"
    )
    return InvalidInputError(message, field="id")
