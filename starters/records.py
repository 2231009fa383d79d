"""`records`: what belongs to customers, as their own people follow it (R51-R53, R56)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from domain.visibility import Standing
from starters.lazy import LazyGroup
from starters.options import at_desk, data_option, json_option, paging_options, reader_option
from starters.output import instant, named, show_list

if TYPE_CHECKING:
    from starters.desk import Desk

records = LazyGroup(
    "records",
    places={
        "list": "starters.records:list_",
        "history": "starters.records:history",
    },
    help="The records of customers: what was opened, closed, approved or rejected.",
)


@click.command("list")
@click.option(
    "--standing",
    type=click.Choice([one.value for one in Standing]),
    help="Only those that stand so.",
)
@click.option("--customer", metavar="CUSTOMER", help="Only those of this customer.")
@paging_options
@reader_option
@json_option
@data_option
@at_desk
def list_(
    desk: Desk,
    *,
    standing: str | None,
    customer: str | None,
    limit: int,
    after: str | None,
    as_json: bool,
) -> None:
    """List the records of customers: contracts, and later requests and complaints.

    A customer's person sees his own; with a grant those of his company, or of all companies of a
    group.

    servicecycle records list --as elif --standing opened
    servicecycle records list --customer acme --json
    """
    from activities.store import reading

    found = reading.records(
        desk.reader,
        standing=Standing(standing) if standing else None,
        customer=customer,
        page=reading.Page(limit, after),
    )
    if customer is not None and not found:
        reading.check_known(desk.reader, "customer", customer, field="customer")
    show_list(
        found,
        {
            "record": lambda one: one.subject,
            "customer": lambda one: one.customer_id,
            "standing": lambda one: one.standing,
            "opened by": lambda one: named(one.opened_by, one.opened_by_name),
            "since (UTC)": lambda one: instant(one.at),
        },
        as_json=as_json,
        empty="no records",
        limit=limit,
        key="subject",
    )


@click.command()
@click.argument("record", metavar="RECORD")
@paging_options
@reader_option
@json_option
@data_option
@at_desk
def history(desk: Desk, *, record: str, limit: int, after: str | None, as_json: bool) -> None:
    """List what happened to a record, the first at the top.

    A customer's person is shown what customers are told of a record of his, and what his own side
    did; staff are shown everything.

    servicecycle records history contract/acme-backup --as elif
    """
    from starters.happenings import show_history

    show_history(desk, record, limit=limit, after=after, as_json=as_json)
