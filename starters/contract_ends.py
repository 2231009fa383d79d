"""`contract renew`, `terminate`, `suspend`, `resume`, `archive`: how one goes on or ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from starters.contract_options import as_day, as_price, as_span
from starters.options import acting_options, demand_options, reason_option
from starters.output import show_record

if TYPE_CHECKING:
    from datetime import date

    from domain.contracts.spans import Span
    from domain.policy import Command
    from starters.desk import Desk


@click.command()
@click.argument("contract_id", metavar="CONTRACT")
@click.option(
    "--term",
    callback=as_span,
    metavar="SPAN",
    help="What is added, such as 12-months, 1-year or 90-days; the contract's own term otherwise.",
)
@click.option(
    "--price",
    callback=as_price,
    metavar="AMOUNT",
    help="The price of the whole period, such as '120000.00 TRY'; the contract's own rule "
    "otherwise.",
)
@click.option("--currency", metavar="CODE", help="Its currency  [that of the contract]")
@demand_options
def renew(
    desk: Desk,
    *,
    contract_id: str,
    term: Span | None,
    price: str | None,
    currency: str | None,
    reason: str,
    request_id: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Let another period follow, also after the contract has expired.

    servicecycle contract renew acme-backup --reason "they signed late" --as elif
    servicecycle contract renew acme-backup --price "132000.00 TRY" --reason "agreed" --as elif
    """
    from starters.contract_demands import renew_contract
    from starters.contract_receipts import Told
    from workers.leaving import run_settled

    asked = renew_contract(
        desk,
        person,
        contract_id,
        reason,
        term=term,
        amount=price,
        currency=currency,
        request_id=request_id,
    )
    told = Told(desk, run_settled(asked))
    show_record(told.receipt, told.renewed(), as_json=as_json)


@click.command()
@click.argument("contract_id", metavar="CONTRACT")
@click.option(
    "--on",
    "on",
    callback=as_day,
    metavar="YYYY-MM-DD",
    help="Its last day; the end of the present period where you say nothing.",
)
@demand_options
def terminate(
    desk: Desk,
    *,
    contract_id: str,
    on: date | None,
    reason: str,
    request_id: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Terminate a contract; an earlier day than is possible is asked for.

    After the cut-off it is refused with the next possible date. A draft is taken back.

    servicecycle contract terminate acme-backup --reason "they move elsewhere" --as elif
    servicecycle contract terminate acme-backup --on 2027-03-31 --reason "agreed" --as elif
    """
    from starters.contract_demands import terminate_contract
    from starters.contract_receipts import Told
    from workers.leaving import run_settled

    asked = terminate_contract(desk, person, contract_id, reason, on, request_id=request_id)
    told = Told(desk, run_settled(asked))
    show_record(told.receipt, told.terminated(), as_json=as_json)


@click.command()
@click.argument("contract_id", metavar="CONTRACT")
@demand_options
def suspend(
    desk: Desk,
    *,
    contract_id: str,
    reason: str,
    request_id: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Suspend a contract; its days run on, and silence does not renew it meanwhile.

    servicecycle contract suspend acme-backup --reason "two invoices unpaid" --as elif
    """
    from domain.policy import Command

    _pause(desk, person, Command.CONTRACT_SUSPEND, contract_id, reason, request_id, as_json=as_json)


@click.command()
@click.argument("contract_id", metavar="CONTRACT")
@demand_options
def resume(
    desk: Desk,
    *,
    contract_id: str,
    reason: str,
    request_id: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Let a suspended contract be in force again.

    servicecycle contract resume acme-backup --reason "they paid" --as elif
    """
    from domain.policy import Command

    _pause(desk, person, Command.CONTRACT_RESUME, contract_id, reason, request_id, as_json=as_json)


@click.command()
@click.argument("contract_id", metavar="CONTRACT")
@reason_option
@acting_options
def archive(
    desk: Desk, *, contract_id: str, reason: str, person: str | None, as_json: bool
) -> None:
    """Put a contract away that is over; its record stays.

    servicecycle contract archive acme-backup --reason "settled" --as elif
    """
    from activities.store import reading
    from domain.policy import Command
    from starters.contract_access import let_in
    from starters.reasons import check_reason
    from workers.registers.contracts import archive_contract

    actor = let_in(desk, person, Command.CONTRACT_ARCHIVE, contract_id).actor
    check_reason(reason)
    archive_contract(desk.writer, actor, contract_id, desk.now(), reason=reason)
    found = reading.contract(desk.house, contract_id, desk.now())
    show_record(found, [f"{contract_id} is put away"], as_json=as_json)


def _pause(  # noqa: PLR0917 - it is what two commands have in common
    desk: Desk,
    person: str | None,
    command: Command,
    contract_id: str,
    reason: str,
    request_id: str | None,
    *,
    as_json: bool,
) -> None:
    from domain.policy import Command
    from starters.contract_demands import pause_contract
    from starters.contract_receipts import Told
    from workers.leaving import run_settled

    asked = pause_contract(desk, person, command, contract_id, reason, request_id=request_id)
    told = Told(desk, run_settled(asked))
    lines = told.suspended() if command is Command.CONTRACT_SUSPEND else told.resumed()
    show_record(told.receipt, lines, as_json=as_json)
