"""`technician`: who of ours works for customers, and for which of them (R82, R83)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from domain.registers.people import TECHNICIAN
from starters.lazy import LazyGroup
from starters.listed import change_list
from starters.options import actor_option, at_desk, data_option, json_option
from starters.output import show_record
from starters.registering import commands_of, pen_of

if TYPE_CHECKING:
    from starters.desk import Desk

technician = LazyGroup(
    "technician",
    places={
        "add": "starters.technician:add",
        "convert": "starters.technician:convert",
        "assign": "starters.technician:assign",
        "unassign": "starters.technician:unassign",
        "edit": "starters.technician:edit",
        "show": "starters.technician:show",
        "list": "starters.technician:list_",
        "archive": "starters.technician:archive",
    },
    help="Technicians, and the customers they are authorised for.",
)

add, edit, show, list_, archive = commands_of(TECHNICIAN)
_CUSTOMER = click.option("--customer", metavar="CUSTOMER", required=True, help="Which customer.")


@click.command()
@click.argument("record_id", metavar="PERSON")
@click.option("--team", metavar="WORDS", help="The team he works in.")
@actor_option
@json_option
@data_option
@at_desk
def convert(
    desk: Desk, *, record_id: str, team: str | None, person: str | None, as_json: bool
) -> None:
    """Make a technician of a person who is registered; he holds that role from now on.

    servicecycle technician convert ayse --team network --as okan
    """
    from workers.registers.entries import add_entry

    raw = {"id": record_id, **({"team": team} if team else {})}
    found = add_entry(desk.writer, pen_of(desk, TECHNICIAN, person), raw)
    show_record(found, [f"{record_id} is a technician"], as_json=as_json)


@click.command()
@click.argument("record_id", metavar="TECHNICIAN")
@_CUSTOMER
@actor_option
@json_option
@data_option
@at_desk
def assign(desk: Desk, *, record_id: str, customer: str, person: str | None, as_json: bool) -> None:
    """Authorise a technician for a customer.

    servicecycle technician assign ayse --customer acme --as okan
    """
    pen = pen_of(desk, TECHNICIAN, person)
    found = change_list(desk, pen, record_id, "customers", put=customer)
    show_record(found, [f"{record_id} is authorised for {customer}"], as_json=as_json)


@click.command()
@click.argument("record_id", metavar="TECHNICIAN")
@_CUSTOMER
@actor_option
@json_option
@data_option
@at_desk
def unassign(
    desk: Desk, *, record_id: str, customer: str, person: str | None, as_json: bool
) -> None:
    """Let a technician be authorised for a customer no longer.

    servicecycle technician unassign ayse --customer acme --as okan
    """
    pen = pen_of(desk, TECHNICIAN, person)
    found = change_list(desk, pen, record_id, "customers", take=customer)
    show_record(found, [f"{record_id} is authorised for {customer} no longer"], as_json=as_json)
