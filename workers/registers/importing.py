"""Import files of records: shown first, then all or nothing, twice the same as once (R44, R82).

What is shown is what would be done: the lines are judged by the same code that writes them. Where
files refer to each other, the whole folder is written and everything undone again.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import IO, TYPE_CHECKING, TypeAlias

from domain.contracts.line import CONTRACT
from domain.errors import InvalidInputError, NotAllowedError
from domain.identity import THE_SYSTEM
from domain.registers.entries import Refused
from domain.registers.order import in_order_of_references
from domain.registers.report import ImportReport, Tally
from workers.registers.holds import hold_all
from workers.registers.people import check_still_first
from workers.registers.spreadsheets import lines_in
from workers.registers.transactions import transaction
from workers.registers.writing import PEOPLE, Awaited, Known, Pen, judge, stranger, write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from domain.identity import Actor
    from domain.policy import Command
    from domain.registers.entries import Line
    from workers.registers.writing import Register

_CHUNK = 2_000
_LONGEST_ID = 64

Admits: TypeAlias = "Callable[[Connection, Command], object]"
"""Asks whether whoever imports may do it, as a transaction sees the register of people."""


def everybody(_connection: Connection, _command: Command) -> None:
    """Ask nobody: whoever looks holds the keys of the house, or was asked before."""


@dataclass(frozen=True)
class Source:
    """A file to import.

    Args:
        name: What it is called.
        open: Opens it anew.
        separator: comma, semicolon or tab; None where the first line tells.
    """

    name: str
    register: Register
    open: Callable[[], IO[bytes]]
    separator: str | None = None


@dataclass(frozen=True)
class Telling:
    """What an import tells while it runs, and of what it has done.

    Args:
        at_most: How many changes a report shows.
        progress: Is told the file and how many of its lines were read so far.
        refusals: How many cells that are wrong it shows; as many as changes where nothing is said.
        waiting: Is told in which register somebody else writes, who is waited for then; None where
            he is waited for no longer than by any other command.
    """

    at_most: int
    progress: Callable[[str, int], None]
    refusals: int | None = None
    waiting: Callable[[str], None] | None = None

    @property
    def most_refusals(self) -> int:
        """How many cells that are wrong a report shows."""
        return self.at_most if self.refusals is None else self.refusals


def ordered(sources: Sequence[Source]) -> list[Source]:
    """Files in the order in which they can come in: what others refer to first."""
    kinds = in_order_of_references(one.register.kind for one in sources)
    by_kind = {one.register.kind.name: one for one in sources}
    return [by_kind[one.name] for one in kinds]


def plan_import(  # noqa: PLR0913 - whose files, when, told how, with whose right, and what else
    engine: Engine,
    sources: Sequence[Source],
    now: datetime,
    telling: Telling,
    *,
    admits: Admits = everybody,
    then: Callable[[Connection], ImportReport] | None = None,
) -> list[ImportReport]:
    """What an import of these files, one after another, would change; nothing is changed.

    Args:
        admits: Is asked, for each file, whether whoever imports may; those that come before it are
            in by then, so that a file of people may bring him in.
        then: Looks at the contracts that refer to what the files bring.

    A file that cannot be read, or whose columns are not those of its kind, is refused by its
    report, and what the others would change is told beside it.

    Raises:
        ServicecycleError: whoever imports may not import one of them; that one file of people
            before it is refused is told instead, for it may bring him in.
        UnreachableError: somebody else is writing in these registers.
    """
    reports: list[ImportReport] = []
    writes = then is not None or len(sources) > 1
    with transaction(engine) as unit:
        _check_ahead(unit.connection, sources, admits, contracts=then is not None)
        if writes:
            hold_all(unit.connection, [one.register.turn for one in sources], telling.waiting)
        for one in sources:
            if not _is_let_in(unit.connection, one.register.kind.edit, admits, reports):
                return reports
            run = _Run(unit.connection, Pen(one.register, THE_SYSTEM, now), one, telling)
            # What a later file refers to has to be there; leaving without a commit undoes it.
            reports.append(run.report(writes=writes, is_kept=False))
        if then is not None and _is_let_in(unit.connection, CONTRACT.edit, admits, reports):
            reports.append(then(unit.connection))
    return reports


def apply_import(
    engine: Engine, source: Source, actor: Actor, now: datetime, telling: Telling
) -> ImportReport:
    """Import a file as a whole; where a line is refused, nothing of it is imported.

    Raises:
        NotAllowedError: it is the system's first import and somebody else's came before it.
        UnreachableError: somebody else is writing in this register.

    Idempotent by: the id of each record; the same file again changes nothing.
    Source: R44, R45, R82.
    """
    pen = Pen(source.register, actor, now)
    with transaction(engine) as unit:
        source.register.hold(unit.connection, telling.waiting)
        if source.register.kind.plural == "people":
            check_still_first(unit.connection, actor, now)
        report = _Run(unit.connection, pen, source, telling).report(writes=True, is_kept=True)
        if report.refused:
            return report
        unit.commit()
    return report.model_copy(update={"applied": True})


def _check_ahead(
    connection: Connection, sources: Sequence[Source], admits: Admits, *, contracts: bool
) -> None:
    """Ask for all rights that nothing in the files can give, before anybody waits for anything."""
    for one in sources:
        admits(connection, one.register.kind.edit)
        if one.register.turn == PEOPLE:
            return
    if contracts:
        admits(connection, CONTRACT.edit)


def _is_let_in(
    connection: Connection, command: Command, admits: Admits, before: Sequence[ImportReport]
) -> bool:
    """Whether the next file is looked at, or one before it is refused and brings nobody in."""
    try:
        admits(connection, command)
    except NotAllowedError:
        if refusal_of(before) is None:
            raise
        return False
    return True


def refusal_of(reports: Sequence[ImportReport]) -> InvalidInputError | None:
    """The error that the first refused cell of several files is; None where none was refused."""
    for one in reports:
        for refused in one.refusals:
            more = f" (and {one.refused_cells - 1} more)" if one.refused_cells > 1 else ""
            where = f"{one.file}: line {refused.line}" if refused.line else one.file
            reason = refused.reason.removeprefix("file: ").removeprefix(f"{one.file} ")
            message = f"{where}: {reason}{more}; nothing of it came in"
            return InvalidInputError(message, field=refused.field or "file")
    return None


class _Run:
    """One file on its way through a register."""

    def __init__(self, connection: Connection, pen: Pen, source: Source, telling: Telling) -> None:
        self._connection = connection
        self._pen = pen
        self._source = source
        self._telling = telling
        self._known = Known(connection)
        self._lines: dict[str, int] = {}
        self._awaited: list[Awaited] = []
        self._tally = Tally(telling.at_most, telling.most_refusals)

    def report(self, *, writes: bool, is_kept: bool) -> ImportReport:
        """Judge every line, and write what can be written; what is only tried is undone again."""
        kind = self._pen.register.kind
        lines = lines_in(kind, self._source.open, separator=self._source.separator)
        while chunk := list(islice(lines, _CHUNK)):
            self._take(chunk, writes=writes, is_kept=is_kept)
            self._telling.progress(self._source.name, self._tally.lines)
        self._tally.refuse([one for one in map(self._never_came, self._awaited) if one])
        return self._tally.report(self._source.name, kind.plural)

    def _take(self, chunk: Sequence[Line | Refused], *, writes: bool, is_kept: bool) -> None:
        self._tally.refuse([one for one in chunk if isinstance(one, Refused)])
        lines = [self._stands_once(one) for one in chunk if not isinstance(one, Refused)]
        self._tally.saw(len(lines))
        register = self._pen.register
        judged = judge(self._connection, register, lines, self._known, is_kept=is_kept)
        self._tally.refuse(judged.refused)
        self._tally.change("new", judged.new)
        self._tally.change("changed", judged.changed)
        self._tally.leave(len(judged.unchanged))
        self._awaited += judged.awaited
        if writes:
            write(self._connection, self._pen, judged.touched)

    def _stands_once(self, one: Line) -> Line:
        """A line, refused by its id where another one of it stands further up."""
        called = str(one.raw.get("id", ""))[: _LONGEST_ID + 1]
        first = self._lines.setdefault(called, one.number) if called else one.number
        if first == one.number:
            return one
        why = f"id: {called} stands in line {first} already"
        twice = Refused(line=one.number, id=called, field="id", reason=why)
        return one._replace(wrong=(*one.wrong, twice))

    def _never_came(self, awaited: Awaited) -> Refused | None:
        """A line that refers to a record which stands nowhere in its file either."""
        strange = awaited.ids - self._lines.keys()
        if not strange:
            return None
        kind = self._pen.register.kind.name
        return awaited.draft.refused(awaited.field, stranger(awaited.field, kind, strange))
