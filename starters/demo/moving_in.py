"""The company moves in: its calendars, registers and contracts, as a person would import them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from domain.contracts.line import CONTRACT, contract_of
from domain.policy import Command
from domain.registers.entries import Line
from starters.calendar_files import calendars_of
from starters.demo.story import content_of, shipped
from starters.importing_contracts import ContractsFile, check_contracts, start_checked
from workers.registers.calendars import add_calendars
from workers.registers.importing import (
    Source,
    Telling,
    apply_import,
    ordered,
    plan_import,
    refusal_of,
)
from workers.registers.kinds import register_of
from workers.registers.spreadsheets import lines_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import IO

    from sqlalchemy import Connection

    from domain.contracts.coming_over import ContractsReport
    from domain.contracts.terms import ContractFile
    from starters.desk import Desk

KINDS = ("groups", "customers", "contacts", "plans")
IMPORTER = "okan"
_QUIETLY = Telling(at_most=1, progress=lambda _file, _lines: None)


def bring_in_registers(desk: Desk) -> None:
    """Add the calendars, and import the folder of spreadsheets.

    Raises:
        InvalidInputError: a line is refused; nothing of its file came in.
    """
    calendars = calendars_of(shipped("company/calendars.yaml"))
    actor = desk.admit(IMPORTER, Command.CALENDAR_ADD)
    add_calendars(desk.writer, actor, calendars, desk.now(), apply=True)
    for one in ordered([_source(f"{kind}.csv", kind) for kind in KINDS]):
        actor = desk.admit(IMPORTER, one.register.kind.edit)
        report = apply_import(desk.writer, one, actor, desk.now(), _QUIETLY)
        if refused := refusal_of([report]):
            raise refused


def contract_files() -> list[ContractFile]:
    """The contracts that come over, as their spreadsheet has them."""
    lines = lines_of(CONTRACT, _contracts(None).open())
    return [contract_of(one.raw) for one in lines if isinstance(one, Line)]


async def take_contracts_over(desk: Desk, cut_over: date) -> None:
    """Import the spreadsheet of contracts; those that run already begin without a letter.

    Args:
        cut_over: The first day on which this house writes to people of them.

    Raises:
        InvalidInputError: a line is refused; none of them came in.
    """
    desk.admit(IMPORTER, CONTRACT.edit)
    file, checked_lines = _contracts(cut_over), []

    def look(connection: Connection) -> ContractsReport:
        checked_lines.append(check_contracts(desk, connection, file, _QUIETLY))
        return checked_lines[0].report(file, _QUIETLY)

    reports = plan_import(desk.writer, [], desk.now(), _QUIETLY, then=look)
    if refused := refusal_of(reports):
        raise refused
    await start_checked(desk, IMPORTER, checked_lines[0], lambda _done, _of: None)


def _contracts(cut_over: date | None) -> ContractsFile:
    return ContractsFile("contracts.csv", _opening("contracts.csv"), cut_over=cut_over)


def _source(name: str, kind: str) -> Source:
    return Source(name, register_of(kind), _opening(name))


def _opening(name: str) -> Callable[[], IO[bytes]]:
    return lambda: BytesIO(content_of(f"company/{name}"))
