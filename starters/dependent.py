"""`dependent`: what depends on a service and holds its retirement (R38; 8.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from starters.lazy import LazyGroup
from starters.options import (
    actor_option,
    at_desk,
    data_option,
    json_option,
    reader_option,
    reason_option,
)
from starters.output import instant, show_list, show_record

if TYPE_CHECKING:
    from starters.desk import Desk

dependent = LazyGroup(
    "dependent",
    places={
        "add": "starters.dependent:add",
        "close": "starters.dependent:close",
        "list": "starters.dependent:list_",
    },
    help="What depends on a service, such as contracts.",
)

_KIND = click.option(
    "--kind",
    metavar="KIND",
    required=True,
    help="What it is: contract, or any other word for its kind.",
)
_ID = click.option(
    "--id", "record_id", required=True, metavar="ID", help="What it is called where it is kept."
)


@click.command()
@click.argument("service_id", metavar="SERVICE")
@_KIND
@_ID
@click.option("--name", metavar="NAME", required=True, help="What people call it.")
@click.option("--contact", metavar="PERSON", help="Who is told when the service ends.")
@actor_option
@json_option
@data_option
@at_desk
def add(
    desk: Desk,
    *,
    service_id: str,
    kind: str,
    record_id: str,
    name: str,
    contact: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Note that something depends on a service.

    As long as it is open, it holds the end of the service.

    servicecycle dependent add managed-backup --kind contract --id C-17 --name "Acme, gold"
    """
    from domain.checking import checked
    from domain.dependents import DependentFile
    from domain.policy import Command
    from starters.nudging import nudge
    from workers.registers.services import add_dependent

    actor = desk.admit(person, Command.DEPENDENT_ADD)
    said = {"service": service_id, "kind": kind, "id": record_id, "name": name, "contact": contact}
    found = add_dependent(desk.writer, actor, checked(DependentFile, said), desk.now())
    nudge(desk, service_id)
    show_record(found, [f"{kind} {record_id} depends on {service_id}"], as_json=as_json)


@click.command()
@click.argument("service_id", metavar="SERVICE")
@_KIND
@_ID
@reason_option
@actor_option
@json_option
@data_option
@at_desk
def close(
    desk: Desk,
    *,
    service_id: str,
    kind: str,
    record_id: str,
    reason: str,
    person: str | None,
    as_json: bool,
) -> None:
    """Note that something depends on a service no longer.

    servicecycle dependent close managed-backup --kind contract --id C-17 --reason "moved to cloud"
    """
    from domain.checking import checked
    from domain.dependents import DependentClosing
    from domain.policy import Command
    from starters.nudging import nudge
    from workers.registers.services import close_dependent

    actor = desk.admit(person, Command.DEPENDENT_CLOSE)
    said = {"service": service_id, "kind": kind, "id": record_id, "reason": reason}
    found = close_dependent(desk.writer, actor, checked(DependentClosing, said), desk.now())
    nudge(desk, service_id)
    said_now = f"{kind} {record_id} depends on {service_id} no longer"
    show_record(found, [said_now], as_json=as_json)


@click.command("list")
@click.argument("service_id", metavar="SERVICE")
@reader_option
@json_option
@data_option
@at_desk
def list_(desk: Desk, *, service_id: str, as_json: bool) -> None:
    """List what depends on a service, or once did.

    servicecycle dependent list managed-backup
    """
    from activities.store import reading

    found = reading.service(desk.reader, service_id, desk.now()).dependents
    show_list(
        found,
        {
            "kind": lambda one: one.kind,
            "id": lambda one: one.dependent_id,
            "name": lambda one: one.name,
            "contact": lambda one: one.contact,
            "since (UTC)": lambda one: instant(one.opened_at),
            "closed (UTC)": lambda one: instant(one.closed_at),
            "why": lambda one: one.closed_reason,
        },
        as_json=as_json,
        empty=f"nothing depends on {service_id}",
    )
