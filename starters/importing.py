"""`import`: what a company has in spreadsheets comes in, shown first (R44, R45, R82)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from domain.registers.sheet import SEPARATORS
from starters.contract_options import as_day
from starters.import_folder import contents_of, kind_named
from starters.import_page import MOST_SHOWN, lines_of
from starters.options import actor_option, at_desk, data_option, json_option
from starters.output import print_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from domain.contracts.coming_over import ContractsReport
    from domain.registers.report import ImportReport
    from starters.desk import Desk
    from starters.importing_contracts import Checked, ContractsFile
    from workers.registers.importing import Source, Telling

_USUALLY_SHOWN = 50
_SAY_EVERY = 20_000
_SAY_EVERY_CONTRACTS = 100
_CONTRACTS = "contracts"


@dataclass(frozen=True)
class _Found:
    """What lies in a file or a folder; contracts come last, for they refer to all the others.

    Args:
        passed_over: The files of a folder that are not read, each with why.
    """

    sources: list[Source]
    contracts: ContractsFile | None = None
    passed_over: Sequence[ImportReport] = ()

    @property
    def is_alone(self) -> bool:
        """Whether nothing it refers to can come in with it."""
        return len(self.sources) + (self.contracts is not None) == 1


@click.command("import")
@click.argument("file", metavar="FILE")
@click.option("--kind", metavar="KIND", help="What a file holds, such as customers; else its name.")
@click.option(
    "--separator",
    type=click.Choice(list(SEPARATORS)),
    metavar="|".join(SEPARATORS),
    help="What stands between the columns; else the first line tells.",
)
@click.option(
    "--cut-over",
    callback=as_day,
    metavar="YYYY-MM-DD",
    help="From which day this house writes to people of the contracts that come in; else today.",
)
@click.option("--apply", is_flag=True, help="Do it, file by file, each as a whole or not at all.")
@click.option(
    "--show",
    type=click.IntRange(1, MOST_SHOWN),
    default=_USUALLY_SHOWN,
    show_default=True,
    metavar="NUMBER",
    help="How many changes, and how many wrong cells, are shown of each file.",
)
@actor_option
@json_option
@data_option
@at_desk
def import_(
    desk: Desk,
    *,
    file: str,
    kind: str | None,
    separator: str | None,
    cut_over: date | None,
    apply: bool,
    show: int,
    person: str | None,
    as_json: bool,
) -> None:
    """Show what a CSV file, or a folder of them, would change; --apply does it.

    UTF-8, with commas, semicolons or tabs. The files of a folder are named after what they hold,
    such as customers.csv, and come in the order in which they refer to each other; any other is
    passed over, which is told. `servicecycle columns KIND` says which columns each has, and what
    may stand in them.

    Contracts that run already come in with --cut-over: their notices before that day are history,
    and nobody is written to of them.

    servicecycle import customers.csv
    servicecycle import ours.csv --kind contacts --apply --as okan
    servicecycle import spreadsheets --apply --as okan
    servicecycle import contracts.csv --cut-over 2027-01-01
    """
    from workers.registers.importing import Telling, refusal_of

    found = _found(file, kind, separator, cut_over)
    telling = Telling(show, _silent if as_json else _say, MOST_SHOWN if as_json else show)
    reports: list[ImportReport] = []
    if not apply or not found.is_alone:
        reports = _planned(desk, found, telling)
    if apply and refusal_of(reports) is None:
        reports = list(_applied(desk, found, person, telling))
    _show([*reports, *found.passed_over], as_json=as_json)
    if refused := refusal_of(reports):
        raise refused


def _planned(desk: Desk, found: _Found, telling: Telling) -> list[ImportReport]:
    from workers.registers.importing import plan_import

    contracts = found.contracts
    if contracts is None:
        return plan_import(desk.writer, found.sources, desk.now(), telling)

    def look(connection: Connection) -> ContractsReport:
        from starters.importing_contracts import check_contracts

        checked = check_contracts(desk, connection, contracts, telling)
        return checked.report(contracts, telling)

    return plan_import(desk.writer, found.sources, desk.now(), telling, then=look)


def _applied(
    desk: Desk, found: _Found, person: str | None, telling: Telling
) -> Iterator[ImportReport]:
    """Import file by file; whoever imports may have come in with the first."""
    from workers.registers.importing import apply_import

    for one in found.sources:
        actor = desk.admit(person, one.register.kind.edit)
        report = apply_import(desk.writer, one, actor, desk.now(), telling)
        yield report
        if report.refused:
            return
    if found.contracts is not None:
        yield _started(desk, found.contracts, person, telling)


def _started(desk: Desk, file: ContractsFile, person: str | None, telling: Telling) -> ImportReport:
    """Start the contracts of a file, of which no line is refused."""
    import asyncio

    from domain.contracts.line import CONTRACT
    from starters.importing_contracts import check_contracts, start_checked
    from workers.registers.importing import plan_import

    desk.admit(person, CONTRACT.edit)
    checked: list[Checked] = []

    def look(connection: Connection) -> ContractsReport:
        checked.append(check_contracts(desk, connection, file, telling))
        return checked[0].report(file, telling)

    (report,) = plan_import(desk.writer, [], desk.now(), telling, then=look)
    if report.refused:
        return report
    progress = _telling_contracts(file.name, telling)
    asyncio.run(start_checked(desk, person, checked[0], progress))
    return report.model_copy(update={"applied": True})


def _found(file: str, kind: str | None, separator: str | None, cut_over: date | None) -> _Found:
    from domain.errors import InvalidInputError

    found = _sources(file, kind, separator, cut_over)
    if cut_over is not None and found.contracts is None:
        message = "cut_over: is for contracts only, and none lie there"
        raise InvalidInputError(message, field="cut_over")
    return found


def _sources(file: str, kind: str | None, separator: str | None, cut_over: date | None) -> _Found:
    from domain.errors import InvalidInputError
    from starters.importing_contracts import ContractsFile
    from workers.registers.importing import Source
    from workers.registers.kinds import register_of

    path = Path(file) if file else Path("-")
    if _is_folder(path):
        if kind is not None:
            message = "kind: the files of a folder are named after what they hold"
            raise InvalidInputError(message, field="kind")
        return _in_folder(path, separator, cut_over)
    named = kind or kind_named(path)
    if named == _CONTRACTS:
        return _Found([], ContractsFile(file, lambda: _opened(file), separator, cut_over))
    register = register_of(named)
    return _Found([Source(file, register, lambda: _opened(file), separator)])


def _in_folder(folder: Path, separator: str | None, cut_over: date | None) -> _Found:
    from starters.importing_contracts import ContractsFile
    from workers.registers.importing import Source, ordered
    from workers.registers.kinds import REGISTERS

    contents = contents_of(folder)
    sources = [
        Source(path.name, REGISTERS[kind], _opening(path), separator)
        for kind, path in contents.named.items()
        if kind in REGISTERS
    ]
    contracts = None
    if path := contents.named.get(_CONTRACTS):
        contracts = ContractsFile(path.name, _opening(path), separator, cut_over)
    return _Found(ordered(sources), contracts, contents.passed_over)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        # Such as a name that no file can have; opening it says so.
        return False


def _opening(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: _opened(str(path))


def _opened(name: str) -> IO[bytes]:
    from starters.reading_files import open_file

    return open_file(name)


def _show(reports: list[ImportReport], *, as_json: bool) -> None:
    if as_json:
        print_json([one.model_dump(mode="json") for one in reports])
        return
    for line in lines_of(reports):
        click.echo(line)


def _silent(_file: str, _lines: int) -> None:
    """Tell machines nothing but the outcome."""


def _say(file: str, lines: int) -> None:
    if lines % _SAY_EVERY == 0 and lines:
        click.echo(f"{file}: {lines:,} lines", err=True)


def _telling_contracts(file: str, telling: Telling) -> Callable[[int, int], None]:
    """Tell people of each hundred that came in, and of the last."""
    hundreds = 0

    def said(done: int, total: int) -> None:
        nonlocal hundreds
        another, hundreds = done // _SAY_EVERY_CONTRACTS > hundreds, done // _SAY_EVERY_CONTRACTS
        if telling.progress is _say and (another or done == total):
            click.echo(f"{file}: {done:,} of {total:,} contracts came in", err=True)

    return said
