"""`contact`: the people of customers who are supported (R48-R56, R88, R135)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from domain.registers.people import CONTACT
from starters.lazy import LazyGroup
from starters.options import actor_option, at_desk, data_option, json_option, reason_option
from starters.output import show_record
from starters.registering import commands_of, pen_of

if TYPE_CHECKING:
    from domain.registers.record import Entry
    from domain.visibility import VisibilityGrant
    from starters.desk import Desk
    from starters.seen import Seen
    from workers.registers.writing import Pen

contact = LazyGroup(
    "contact",
    places={
        "add": "starters.contact:add",
        "edit": "starters.contact:edit",
        "show": "starters.contact:show",
        "list": "starters.contact:list_",
        "passive": "starters.contact:passive",
        "active": "starters.contact:active",
        "grant": "starters.contact:grant",
        "revoke": "starters.contact:revoke",
        "archive": "starters.contact:archive",
    },
    help="The people of customers, and what they may see.",
)

add, edit, show, list_, archive = commands_of(CONTACT)

_COMPANY = click.option("--company", metavar="CUSTOMER", help="All records of his own company.")
_GROUP = click.option(
    "--group", metavar="GROUP", help="All records of the companies of a group his own belongs to."
)


@click.command()
@click.argument("record_id", metavar="CONTACT")
@click.option("--to", metavar="PERSON", help="Who takes over what is open with him.")
@reason_option
@actor_option
@json_option
@data_option
@at_desk
def passive(
    desk: Desk, *, record_id: str, to: str | None, reason: str, person: str | None, as_json: bool
) -> None:
    """Let a contact open nothing and be told of nothing any more.

    Whoever takes over answers the open tasks that were handed to him, customers are reached
    through that person, and contracts name that person. Broken off, the same again completes it.

    servicecycle contact passive elif --to deniz --reason "she moved to another unit" --as okan
    """
    from starters.reasons import check_reason
    from starters.seen import contracts_seen, tasks_seen
    from workers.leaving import run_settled

    pen = pen_of(desk, CONTACT, person)
    check_reason(reason)
    done = run_settled(_made_passive(desk, pen, person, record_id, to, reason))
    tasks, contracts = tasks_seen(desk, done.tasks), contracts_seen(desk, done.contracts)
    lines = [f"{record_id} is passive: he opens nothing and is told nothing"]
    if tasks.there:
        lines.append(f"instead of him {to} is asked {tasks}")
    if contracts.there:
        lines.append(f"instead of him {to} is named on {contracts}")
    show_record(_told(done.entry, tasks, contracts), lines, as_json=as_json)


@click.command()
@click.argument("record_id", metavar="CONTACT")
@reason_option
@actor_option
@json_option
@data_option
@at_desk
def active(desk: Desk, *, record_id: str, reason: str, person: str | None, as_json: bool) -> None:
    """Let a passive contact take part again.

    servicecycle contact active elif --reason "she is back" --as okan
    """
    from starters.reasons import check_reason
    from workers.registers.contacts import make_active

    pen = pen_of(desk, CONTACT, person)
    check_reason(reason)
    found = make_active(desk.writer, pen, record_id, reason=reason)
    show_record(found, [f"{record_id} is active"], as_json=as_json)


@click.command()
@click.argument("record_id", metavar="CONTACT")
@_COMPANY
@_GROUP
@actor_option
@json_option
@data_option
@at_desk
def grant(
    desk: Desk,
    *,
    record_id: str,
    company: str | None,
    group: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Make a contact an authorised user: of his company, or of a group of companies.

    servicecycle contact grant elif --company acme --as okan
    servicecycle contact grant elif --group acme-holding --as okan
    """
    from workers.registers.contacts import grant_sight

    wanted = _wanted(record_id, company, group)
    found = grant_sight(desk.writer, _granting(desk, person), wanted)
    line = f"{record_id} sees the records of the {wanted.scope} {wanted.target}"
    show_record(found, [line], as_json=as_json)


@click.command()
@click.argument("record_id", metavar="CONTACT")
@_COMPANY
@_GROUP
@actor_option
@json_option
@data_option
@at_desk
def revoke(
    desk: Desk,
    *,
    record_id: str,
    company: str | None,
    group: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Take from a contact what he was granted; his own records he sees still.

    servicecycle contact revoke elif --company acme --as okan
    """
    from workers.registers.contacts import revoke_sight

    wanted = _wanted(record_id, company, group)
    found = revoke_sight(desk.writer, _granting(desk, person), wanted)
    line = f"{record_id} sees the records of the {wanted.scope} {wanted.target} no longer"
    show_record(found, [line], as_json=as_json)


class _MadePassive(NamedTuple):
    """A contact who is passive, and what went to whoever takes over."""

    entry: Entry
    tasks: list[str]
    contracts: list[str]


async def _made_passive(  # noqa: PLR0917 - who makes whom passive, who takes over, and why
    desk: Desk, pen: Pen, person: str | None, record_id: str, to: str | None, reason: str
) -> _MadePassive:
    from starters.handing_on import check_handing_on, hand_on
    from starters.passing_on import check_passing_on, pass_on_contracts
    from workers.registers.contacts import make_passive, open_with

    if to is None:
        return _MadePassive(make_passive(desk.writer, pen, record_id, None, reason=reason), [], [])
    tasks = open_with(desk.writer, record_id, to)
    await check_handing_on(desk, to, tasks)
    await check_passing_on(desk, person, record_id, to)
    handed = await hand_on(desk, person, record_id, to, tasks)
    found = make_passive(desk.writer, pen, record_id, to, reason=reason)
    return _MadePassive(found, handed, await pass_on_contracts(desk, person, record_id, to))


def _told(entry: Entry, tasks: Seen, contracts: Seen) -> Entry:
    """What a program is told; of what the person does not see, how much it is."""
    passed = {"tasks": tasks.named, "contracts": contracts.named}
    unseen = {"tasks_unseen": tasks.others, "contracts_unseen": contracts.others}
    return entry.model_copy(update={**passed, **unseen})


def _granting(desk: Desk, person: str | None) -> Pen:
    from domain.policy import Command
    from workers.registers.kinds import register_of
    from workers.registers.writing import Pen

    actor = desk.admit(person, Command.CONTACT_GRANT)
    return Pen(register_of(CONTACT.plural), actor, desk.now())


def _wanted(record_id: str, company: str | None, group: str | None) -> VisibilityGrant:
    from domain.checking import checked
    from domain.errors import InvalidInputError
    from domain.visibility import Scope, VisibilityGrant

    if (company is None) == (group is None):
        message = "company: say either --company or --group"
        raise InvalidInputError(message, field="company")
    scope = Scope.GROUP if company is None else Scope.COMPANY
    said = {"person_id": record_id, "scope": scope, "target": group or company}
    return checked(VisibilityGrant, said)
