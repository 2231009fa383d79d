"""`service`: what there is, and what happened to it (R37)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from domain.words import Stage
from starters.lazy import LazyGroup
from starters.options import (
    actor_option,
    at_desk,
    data_option,
    json_option,
    paging_options,
    reader_option,
)
from starters.output import instant, print_json, show_list, show_record

if TYPE_CHECKING:
    from activities.store.reading import Service
    from starters.desk import Desk

_USUAL_CURRENCY = "TRY"

service = LazyGroup(
    "service",
    places={
        "propose": "starters.service_acts:propose",
        "import": "starters.service_acts:import_",
        "list": "starters.service:list_",
        "show": "starters.service:show",
        "history": "starters.service:history",
        "measure": "starters.service:measure",
        "change": "starters.service_changes:change",
        "retire": "starters.service_acts:retire",
        "withdraw": "starters.service_acts:withdraw",
        "resume": "starters.service_acts:resume",
    },
    help="Services, from the proposal to retirement.",
)


@click.command("list")
@click.option(
    "--stage", type=click.Choice([one.value for one in Stage]), help="Only those in this stage."
)
@paging_options
@reader_option
@json_option
@data_option
@at_desk
def list_(desk: Desk, *, stage: str | None, limit: int, after: str | None, as_json: bool) -> None:
    """List the services and where each stands.

    servicecycle service list
    servicecycle service list --stage operation --json
    """
    from activities.store import reading

    found = reading.services(
        desk.reader, stage=Stage(stage) if stage else None, page=reading.Page(limit, after)
    )
    show_list(
        found,
        {
            "service": lambda one: one.service_id,
            "name": lambda one: one.name,
            "stage": _stage,
            "version": lambda one: one.version,
            "owner": lambda one: one.owner,
            "open tasks": lambda one: one.open_tasks,
            "next due (UTC)": lambda one: instant(one.next_due_at),
        },
        as_json=as_json,
        empty="no services; `servicecycle service propose FILE` proposes one",
        limit=limit,
        key="service_id",
    )


@click.command()
@click.argument("service_id", metavar="SERVICE")
@reader_option
@json_option
@data_option
@at_desk
def show(desk: Desk, *, service_id: str, as_json: bool) -> None:
    """Show a service and everything that hangs on it.

    Where it stands, whom it waits for until when, its versions, decisions, design, dependents,
    usage and documents. A customer's person is shown what the catalogue says of it, and which of
    his contracts cover it.

    servicecycle service show managed-backup
    """
    from activities.store import reading
    from domain.errors import NotFoundError
    from starters.service_page import lines_of, offered_lines
    from starters.waiting import waits_for

    try:
        found = reading.service(desk.reader, service_id, desk.now())
    except NotFoundError:
        offered = reading.offered(desk.reader, service_id, desk.now())
        show_record(offered, offered_lines(offered), as_json=as_json)
        return
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    unanswerable = reading.unanswerable(desk.reader, found.tasks)
    for line in lines_of(found, waits_for(desk, found), unanswerable):
        click.echo(line)


@click.command()
@click.argument("service_id", metavar="SERVICE")
@paging_options
@reader_option
@json_option
@data_option
@at_desk
def history(desk: Desk, *, service_id: str, limit: int, after: str | None, as_json: bool) -> None:
    """List what happened to a service, the first at the top.

    servicecycle service history managed-backup
    """
    from starters.happenings import show_history

    show_history(desk, f"service/{service_id}", limit=limit, after=after, as_json=as_json)


@click.command()
@click.argument("service_id", metavar="SERVICE")
@click.option("--month", required=True, metavar="YYYY-MM", help="The month it is about.")
@click.option(
    "--usage", required=True, type=int, metavar="NUMBER", help="How often the service was used."
)
@click.option(
    "--revenue",
    default="0",
    metavar="AMOUNT",
    help="What it earned, such as '12500.00 TRY'. A whole number alone is in minor units, as in "
    "earlier releases: 1250000 is 12500.00.",
)
@click.option(
    "--currency",
    metavar="CODE",
    help="The currency where none stands beside the amount  [TRY]",
)
@actor_option
@json_option
@data_option
@at_desk
def measure(
    desk: Desk,
    *,
    service_id: str,
    month: str,
    usage: int,
    revenue: str,
    currency: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Record the usage and revenue of a service in a month.

    Recorded again, the latest figures count.

    servicecycle service measure managed-backup --month 2026-10 --usage 240
    servicecycle service measure managed-backup --month 2026-10 --usage 240 --revenue "12500.00 TRY"
    """
    from domain.checking import checked
    from domain.policy import Command
    from domain.service import Measure
    from workers.registers.services import record_measure

    actor = desk.admit(person, Command.SERVICE_MEASURE)
    wanted = checked(Measure, {"month": month, "usage": usage, **_revenue(revenue, currency)})
    stored = record_measure(desk.writer, actor, service_id, wanted, desk.now())
    show_record(stored, [f"{service_id}: {stored.month} is recorded"], as_json=as_json)


def _revenue(said: str, currency: str | None) -> dict[str, object]:
    """What a service earned, as a person types it; a whole number alone is in minor units."""
    from domain.contracts.spans import in_our_digits
    from domain.errors import InvalidInputError
    from domain.money import Amount, written

    try:
        # Before they are looked at, for the same digits have to mean the same in every script.
        said = in_our_digits(said)
        if re.fullmatch(r"[0-9]{1,18}", said, re.ASCII):
            earned = Amount(int(said), currency or _USUAL_CURRENCY)
        else:
            earned = written(said, currency)
    except ValueError as wrong:
        raise InvalidInputError(f"revenue: {wrong}", field="revenue") from None
    return {"revenue_minor_units": earned.minor_units, "currency": earned.currency}


def _stage(one: Service) -> str:
    return f"{one.stage} until {one.deferred_until_on}" if one.deferred_until_on else one.stage
