"""`role`: the roles of our staff, what they permit, and who is in them (R84, R85)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from domain.registers.people import ROLE
from starters.lazy import LazyGroup
from starters.listed import change_list
from starters.options import actor_option, at_desk, data_option, json_option
from starters.output import show_record
from starters.registering import commands_of, pen_of

if TYPE_CHECKING:
    from starters.desk import Desk

role = LazyGroup(
    "role",
    places={
        "add": "starters.role:add",
        "edit": "starters.role:edit",
        "put": "starters.role:put",
        "take": "starters.role:take",
        "show": "starters.role:show",
        "list": "starters.role:list_",
        "archive": "starters.role:archive",
    },
    help="The roles of our staff.",
)

add, edit, show, list_, archive = commands_of(ROLE)
_WHICH = click.option("--role", metavar="STAFF_ROLE", required=True, help="Which role, by its id.")


@click.command()
@click.argument("record_id", metavar="PERSON")
@_WHICH
@actor_option
@json_option
@data_option
@at_desk
def put(desk: Desk, *, record_id: str, role: str, person: str | None, as_json: bool) -> None:
    """Put a person in a role: he holds what it permits from now on.

    servicecycle role put ayse --role network --as okan
    """
    found = change_list(desk, pen_of(desk, ROLE, person), role, "members", put=record_id)
    show_record(found, [f"{record_id} is in the role {role}"], as_json=as_json)


@click.command()
@click.argument("record_id", metavar="PERSON")
@_WHICH
@actor_option
@json_option
@data_option
@at_desk
def take(desk: Desk, *, record_id: str, role: str, person: str | None, as_json: bool) -> None:
    """Take a person out of a role, and from him what it permits and nothing else gives him.

    servicecycle role take ayse --role network --as okan
    """
    found = change_list(desk, pen_of(desk, ROLE, person), role, "members", take=record_id)
    show_record(found, [f"{record_id} is in the role {role} no longer"], as_json=as_json)
