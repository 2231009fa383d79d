"""`import`: what a company has in spreadsheets comes in, shown first (R44, R45, R82)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from domain.registers.sheet import SEPARATORS
from starters.contract_options import as_day
from starters.import_page import MOST_SHOWN, lines_of
from starters.import_sources import found_in
from starters.options import actor_option, at_desk, data_option, json_option
from starters.output import print_json, say_meanwhile

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy import Connection

    from domain.contracts.coming_over import ContractsReport
    from domain.registers.report import ImportReport
    from starters.desk import Desk
    from starters.import_sources import Found
    from starters.importing_contracts import Checked, ContractsFile
    from workers.registers.importing import Admits, Telling

_USUALLY_SHOWN = 50
_SAY_EVERY = 20_000
_SAY_EVERY_CONTRACTS = 100


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
    from workers.registers.importing import refusal_of

    found = found_in(file, kind, separator, cut_over)
    telling = _telling(show, as_json=as_json)
    reports: list[ImportReport] = []
    if not apply or not found.is_alone:
        reports = _planned(desk, found, telling, _right_of(desk, person, tries=not apply))
    came: list[ImportReport] = []
    try:
        if apply and refusal_of(reports) is None:
            reports = came
            _apply(desk, found, person, telling, came)
    except BaseException:
        if came:
            # Whatever failed then, these are in.
            _show([*came, *found.passed_over], as_json=as_json)
        raise
    _show([*reports, *found.passed_over], as_json=as_json)
    if refused := refusal_of(reports):
        raise refused


def _right_of(desk: Desk, person: str | None, *, tries: bool) -> Admits:
    """What asks whether a person may import a kind, with all that came in before it."""
    from workers.registers.admission import admitted
    from workers.registers.importing import everybody

    if tries and desk.tries_as_house(person):
        return everybody
    now = desk.now()
    return lambda connection, command: admitted(connection, person, command, now=now)


def _planned(desk: Desk, found: Found, telling: Telling, admits: Admits) -> list[ImportReport]:
    from workers.registers.importing import plan_import

    contracts = found.contracts
    if contracts is None:
        return plan_import(desk.writer, found.sources, desk.now(), telling, admits=admits)

    def look(connection: Connection) -> ContractsReport:
        from starters.importing_contracts import check_contracts

        checked = check_contracts(desk, connection, contracts, telling)
        return checked.report(contracts, telling)

    return plan_import(desk.writer, found.sources, desk.now(), telling, admits=admits, then=look)


def _apply(
    desk: Desk, found: Found, person: str | None, telling: Telling, came: list[ImportReport]
) -> None:
    """Import file by file; whoever imports may have come in with the first.

    Args:
        came: Is told of each file as soon as it is in, for a later one may fail.
    """
    from workers.registers.importing import apply_import

    for one in found.sources:
        actor = desk.admit(person, one.register.kind.edit)
        came.append(apply_import(desk.writer, one, actor, desk.now(), telling))
        if came[-1].refused:
            return
    if found.contracts is not None:
        came.append(_started(desk, found.contracts, person, telling))


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


def _show(reports: list[ImportReport], *, as_json: bool) -> None:
    if as_json:
        print_json([one.model_dump(mode="json") for one in reports])
        return
    for line in lines_of(reports):
        click.echo(line)


def _telling(show: int, *, as_json: bool) -> Telling:
    from workers.registers.importing import Telling

    if as_json:
        return Telling(show, _silent, MOST_SHOWN)
    return Telling(show, _say, show, waiting=_say_waiting)


def _say_waiting(register: str) -> None:
    say_meanwhile(f"somebody else is writing in the register of {register}; waiting")


def _silent(_file: str, _lines: int) -> None:
    """Tell machines nothing but the outcome."""


def _say(file: str, lines: int) -> None:
    if lines % _SAY_EVERY == 0 and lines:
        say_meanwhile(f"{file}: {lines:,} lines")


def _telling_contracts(file: str, telling: Telling) -> Callable[[int, int], None]:
    """Tell people of each hundred that came in, and of the last."""
    hundreds = 0

    def said(done: int, total: int) -> None:
        nonlocal hundreds
        another, hundreds = done // _SAY_EVERY_CONTRACTS > hundreds, done // _SAY_EVERY_CONTRACTS
        if telling.progress is _say and (another or done == total):
            say_meanwhile(f"{file}: {done:,} of {total:,} contracts came in")

    return said
