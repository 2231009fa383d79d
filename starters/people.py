"""`people`: the register of who takes part, and what each may be (R84, R87, R149; 7.2)."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

import click

from starters.lazy import LazyGroup
from starters.options import acting_options, paging_options, reading_options, reason_option
from starters.output import (
    columns_of,
    instant,
    or_nothing,
    plain,
    print_json,
    show_list,
    show_record,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.people import Person
    from domain.people_import import PeopleChanges
    from starters.desk import Desk

_MOST_REFUSED = 50

people = LazyGroup(
    "people",
    places={
        "import": "starters.people:import_",
        "list": "starters.people:list_",
        "show": "starters.people:show",
        "archive": "starters.people:archive",
        "erase": "starters.erasing:erase",
    },
    help="The people who take part, and their roles.",
)


@click.command("import")
@click.argument("file", metavar="FILE")
@click.option("--apply", is_flag=True, help="Do it, all or nothing; otherwise it is only shown.")
@acting_options
def import_(desk: Desk, *, file: str, apply: bool, person: str | None, as_json: bool) -> None:
    """Show what a file of people would change; --apply does it.

    A YAML or JSON list, or CSV, of id, name, email, language, time_zone and roles. The first
    import, into the empty register, needs nobody's name.

    servicecycle people import people.yaml
    servicecycle people import people.csv --apply --as okan
    """
    from domain.people_import import refusal_of
    from domain.policy import Command
    from starters.reading_files import content_of
    from workers.registers.people import apply_people, plan_people
    from workers.registers.people_files import read_people

    rows = read_people(content_of(file), PurePath(file).name)
    if not apply:
        desk.admit_to_try(person, Command.PEOPLE_IMPORT)
    actor = desk.admit(person, Command.PEOPLE_IMPORT) if apply else None
    changes = plan_people(desk.writer, rows, desk.now())
    applied = actor is not None and not changes.refused
    if actor is not None and applied:
        changes = apply_people(desk.writer, actor, rows, desk.now())
    if as_json:
        print_json({"applied": applied, **changes.model_dump(mode="json")})
    else:
        for line in _changes(changes, applied=applied):
            click.echo(line)
    if changes.refused:
        raise refusal_of(changes)


@click.command("list")
@click.option("--archived", is_flag=True, help="Also those who take no part any more.")
@paging_options
@reading_options
def list_(desk: Desk, *, archived: bool, limit: int, after: str | None, as_json: bool) -> None:
    """List the people who take part.

    servicecycle people list
    """
    from activities.store import reading

    page = reading.Page(limit, after)
    show_list(
        reading.people(desk.reader, include_archived=archived, page=page),
        {
            "person": lambda one: one.person_id,
            "name": lambda one: one.name,
            "roles": lambda one: one.roles,
            "email": lambda one: one.email,
            "language": lambda one: one.language,
            "archived (UTC)": lambda one: instant(one.archived_at),
        },
        as_json=as_json,
        empty="nobody; `servicecycle people import FILE --apply` registers people",
        limit=limit,
        key="person_id",
    )


@click.command()
@click.argument("person_id", metavar="PERSON")
@reading_options
def show(desk: Desk, *, person_id: str, as_json: bool) -> None:
    """Show one person.

    servicecycle people show ayse
    """
    from activities.store import reading

    found = reading.person(desk.reader, person_id)
    show_record(found, _card(found), as_json=as_json)


@click.command()
@click.argument("person_id", metavar="PERSON")
@reason_option
@acting_options
def archive(desk: Desk, *, person_id: str, reason: str, person: str | None, as_json: bool) -> None:
    """Let a person take no part any more; his record stays.

    servicecycle people archive ayse --reason "she left the company" --as okan
    """
    from domain.policy import Command
    from starters.reasons import check_reason
    from workers.registers.people import archive_person

    actor = desk.admit(person, Command.PEOPLE_ARCHIVE)
    check_reason(reason)
    found = archive_person(desk.writer, actor, person_id, desk.now(), reason=reason)
    show_record(found, [f"{person_id} takes no part any more"], as_json=as_json)


def _card(one: Person) -> list[str]:
    rows = [[name.replace("_", " "), plain(value)] for name, value in one if value is not None]
    return columns_of(rows)


def _changes(changes: PeopleChanges, *, applied: bool) -> Iterator[str]:
    for new in changes.new:
        yield f"new        {new.person_id}  {new.name}  ({plain(new.roles)})"
    for changed in changes.changed:
        for field in changed.fields:
            what = f"{field.field}: {or_nothing(field.before)} becomes {or_nothing(field.after)}"
            yield f"changed    {changed.person_id}  {what}"
    for refused in changes.refused[:_MOST_REFUSED]:
        yield f"refused    line {refused.line}  {plain(refused.reason)}"
    if left_out := len(changes.refused[_MOST_REFUSED:]):
        yield f"refused    {left_out:,} more fields; --json tells them all"
    for warning in changes.warnings:
        yield f"mind       {warning}"
    yield (
        f"{len(changes.new)} new, {len(changes.changed)} changed, "
        f"{len(changes.unchanged)} unchanged, {changes.refused_entries} refused"
    )
    if not applied and not changes.refused:
        yield "nothing is changed yet: --apply does it"
