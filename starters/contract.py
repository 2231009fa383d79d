"""`contract`: the agreements with customers, and where each stands (R57–R66)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from domain.contracts.words import ContractState
from starters.lazy import LazyGroup
from starters.options import paging_options, reading_options
from starters.output import day, instant, print_json, show_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from activities.store.reading import AgreedContract
    from starters.desk import Desk

contract = LazyGroup(
    "contract",
    places={
        "add": "starters.contract_acts:add",
        "activate": "starters.contract_acts:activate",
        "list": "starters.contract:list_",
        "show": "starters.contract:show",
        "edit": "starters.contract_acts:edit",
        "renew": "starters.contract_ends:renew",
        "terminate": "starters.contract_ends:terminate",
        "suspend": "starters.contract_ends:suspend",
        "resume": "starters.contract_ends:resume",
        "archive": "starters.contract_ends:archive",
        "index": "starters.contract_acts:index",
    },
    help="Contracts with customers, from the draft to the end.",
)


_COLUMNS: dict[str, Callable[[AgreedContract], object]] = {
    "contract": lambda one: one.contract_id,
    "name": lambda one: one.name,
    "customer": lambda one: one.customer_id,
    "state": lambda one: one.state,
    "period": lambda one: one.period,
    "last day": lambda one: day(one.terminated_on or one.ends_on),
    "renewal": lambda one: f"{one.renewal} {(one.renewal_state or '').replace('_', ' ')}",
    "next due (UTC)": lambda one: instant(one.next_due_at),
}


@click.command("list")
@click.option("--customer", metavar="CUSTOMER", help="Only those with this customer.")
@click.option(
    "--state",
    type=click.Choice([one.value for one in ContractState]),
    help="Only those that stand so.",
)
@click.option(
    "--expiring-within",
    "days",
    type=click.IntRange(0, 36_500),
    metavar="DAYS",
    help="Only those in force whose last day comes within so many days.",
)
@click.option("--archived", is_flag=True, help="Also those that were put away.")
@paging_options
@reading_options
def list_(
    desk: Desk,
    *,
    customer: str | None,
    state: str | None,
    days: int | None,
    archived: bool,
    limit: int,
    after: str | None,
    as_json: bool,
) -> None:
    """List the contracts and where each stands.

    servicecycle contract list --customer acme
    servicecycle contract list --expiring-within 90 --json
    """
    from datetime import timedelta

    from activities.store import reading

    found = reading.contracts(
        desk.reader,
        customer_id=customer,
        state=ContractState(state) if state else None,
        ends_by=desk.now().date() + timedelta(days=days) if days is not None else None,
        archived=archived,
        page=reading.Page(limit, after),
    )
    if customer is not None and not found:
        reading.check_known(desk.reader, "customer", customer, field="customer")
    show_list(
        found,
        _COLUMNS,
        as_json=as_json,
        empty="no contracts; `servicecycle contract add FILE` writes one down",
        limit=limit,
        key="contract_id",
    )


@click.command()
@click.argument("contract_id", metavar="CONTRACT")
@reading_options
def show(desk: Desk, *, contract_id: str, as_json: bool) -> None:
    """Show a contract: its time line, its periods, the notices sent and to come.

    servicecycle contract show acme-backup
    """
    from activities.store import reading
    from starters.contract_page import lines_of

    found = reading.contract(desk.reader, contract_id, desk.now())
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    for line in lines_of(found, reading.unanswerable(desk.reader, found.tasks)):
        click.echo(line)
