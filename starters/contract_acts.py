"""`contract add`, `activate`, `edit` and `index`: what is agreed, and who is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from starters.contract_options import as_day
from starters.options import acting_options, demand_options, request_option
from starters.output import show_record

if TYPE_CHECKING:
    from datetime import date

    from starters.desk import Desk


@click.command()
@click.argument("file", metavar="FILE")
@request_option
@acting_options
def add(
    desk: Desk, *, file: str, request_id: str | None, person: str | None, as_json: bool
) -> None:
    """Write a contract down.

    FILE is YAML or JSON, or - for standard input. `start_on` is its first day and `end_on` the
    last day on which it holds; without `end_on` it has no end date. Where `signed_on` stands it
    begins on its first day by itself, else it stays a draft until it is activated. The same file
    again returns the same contract.

    servicecycle contract add acme-backup.yaml --as elif
    """
    from domain.checking import checked
    from domain.contracts.terms import ContractFile
    from starters.contract_receipts import added
    from starters.contracting import add_contract
    from starters.reading_files import document_of
    from workers.leaving import run_settled

    wanted = checked(ContractFile, document_of(file, as_written=True))
    found = run_settled(add_contract(desk, person, wanted, request_id=request_id))
    show_record(found, [] if as_json else added(desk, found), as_json=as_json)


@click.command()
@click.argument("contract_id", metavar="CONTRACT")
@click.option(
    "--signed-on",
    "signed_on",
    callback=as_day,
    metavar="YYYY-MM-DD",
    help="When it was signed; today where you say nothing.",
)
@demand_options
def activate(
    desk: Desk,
    *,
    contract_id: str,
    signed_on: date | None,
    reason: str,
    request_id: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Let a draft be in force from its first day.

    servicecycle contract activate acme-backup --reason "both sides signed" --as elif
    """
    from starters.contract_demands import activate_contract
    from starters.contract_receipts import Told
    from workers.leaving import run_settled

    asked = activate_contract(desk, person, contract_id, reason, signed_on, request_id=request_id)
    told = Told(desk, run_settled(asked))
    show_record(told.receipt, told.activated(), as_json=as_json)


@click.command()
@click.argument("contract_id", metavar="CONTRACT")
@click.argument("file", metavar="FILE")
@demand_options
def edit(
    desk: Desk,
    *,
    contract_id: str,
    file: str,
    reason: str,
    request_id: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Change who is told of a contract, or on which days of its coming periods.

    FILE is YAML or JSON, or -: recipients, notices, account_manager, answered_by, description.
    What was agreed is not edited: terminate it, or renew it with another price.

    servicecycle contract edit acme-backup recipients.yaml --reason "new buyer" --as elif
    """
    from domain.checking import checked
    from domain.contracts.terms import Edit
    from starters.contract_demands import edit_contract
    from starters.contract_receipts import Told
    from starters.reading_files import document_of
    from workers.leaving import run_settled

    wanted = checked(Edit, document_of(file))
    asked = edit_contract(desk, person, contract_id, reason, wanted, request_id=request_id)
    told = Told(desk, run_settled(asked))
    show_record(told.receipt, told.edited(wanted), as_json=as_json)


@click.command()
@click.argument("name", metavar="INDEX")
@click.option("--month", required=True, metavar="YYYY-MM", help="The month it is about.")
@click.option("--figure", required=True, metavar="NUMBER", help="The figure of the month.")
@click.option("--source", required=True, metavar="WORDS", help="Where it was published.")
@acting_options
def index(
    desk: Desk,
    *,
    name: str,
    month: str,
    figure: str,
    source: str,
    person: str | None,
    as_json: bool,
) -> None:
    """Record a figure of an index that prices follow.

    servicecycle contract index TUFE --month 2026-10 --figure 3240.5 --source "TUIK, 3 Nov 2026"
    """
    from domain.checking import checked
    from domain.contracts.index import IndexFigure
    from domain.policy import Command
    from workers.registers.contracts import record_figure

    actor = desk.admit(person, Command.CONTRACT_INDEX)
    said = {"index": name, "month": month, "figure": figure, "source": source}
    stored = record_figure(desk.writer, actor, checked(IndexFigure, said), desk.now())
    shown = f"{stored.index} of {stored.month}: {stored.figure} is recorded"
    show_record(stored, [shown], as_json=as_json)
