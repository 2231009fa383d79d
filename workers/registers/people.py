"""The register of people: import and archive (R84, R87, R88, R149; 7.2)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from activities.store import people as register
from activities.store import tasks
from activities.store.journal import next_position, note
from activities.store.log import NewEvent
from activities.store.outbox import tell
from activities.store.pinning import policy_in_force
from activities.store.registers.hanging import reached_through
from activities.store.registers.named_on_contracts import named_on, told_of
from activities.store.registers.persons import entries_of
from activities.store.registers.places import KEEPERS
from activities.store.registers.roles import given_roles
from domain.abridging import some_of
from domain.errors import ConflictError, NotAllowedError, NotFoundError
from domain.ids import subject_of
from domain.people_import import Row, compare, people_of, refusal_of
from domain.policy import Command
from domain.telling import told_when_joining
from domain.words import SYSTEM
from workers.registers.admission import nobody_may_import
from workers.registers.transactions import transaction

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from pydantic import JsonValue
    from sqlalchemy import Connection, Engine

    from domain.identity import Actor
    from domain.people import Person
    from domain.people_import import PeopleChanges
    from domain.words import Role

_CLAUSES = ("7.2",)
_NO_PLACE = frozenset({"Factory", "localtime", "posixrules"})


def plan_people(engine: Engine, rows: Sequence[Row], now: datetime) -> PeopleChanges:
    """What an import would change; nothing is changed."""
    with transaction(engine) as unit:
        return _compared(unit.connection, _with_given_roles(unit.connection, rows), now)


def apply_people(engine: Engine, actor: Actor, rows: Sequence[Row], now: datetime) -> PeopleChanges:
    """Import people, all or nothing; those the file does not name stay as they are.

    Returns:
        What was changed, compared with the register as it stood just before.

    Raises:
        InvalidInputError: an entry is refused; nothing was changed.
        NotAllowedError: it is the system's import and somebody else's came first.

    Idempotent by: the id of each person; the same file again changes nothing.
    Source: R84, 7.2.
    """
    with transaction(engine) as unit:
        register.hold_register(unit.connection)
        check_still_first(unit.connection, actor, now)
        rows = _with_given_roles(unit.connection, rows)
        changes = _compared(unit.connection, rows, now)
        if changes.refused:
            raise refusal_of(changes)
        touched = {one.person_id for one in changes.new}
        touched |= {one.person_id for one in changes.changed}
        people = [one for one in people_of(rows, time_zones()) if one.person_id in touched]
        note(unit.connection, _events(unit.connection, actor, changes, now), now)
        register.put(unit.connection, people)
        _tell_of_open_tasks(unit.connection, touched, now)
        unit.commit()
    return changes


def _with_given_roles(connection: Connection, rows: Sequence[Row]) -> list[Row]:
    """What a file says of a person, with the roles that other registers give him (R82, R84)."""
    named = [one.raw.get("id") for one in rows if isinstance(one.raw, dict)]
    given = given_roles(connection, [one for one in named if isinstance(one, str)])
    return [_with_roles(one, given) for one in rows]


def _with_roles(row: Row, given: Mapping[str, Collection[Role]]) -> Row:
    raw = row.raw
    if not isinstance(raw, dict) or not isinstance(raw.get("roles"), list):
        return row
    more = given.get(str(raw.get("id")), ())
    return Row(row.line, {**raw, "roles": [*raw["roles"], *(one.value for one in more)]})


def _tell_of_open_tasks(connection: Connection, people: Collection[str], now: datetime) -> None:
    """Tell whoever is given a role of the tasks that wait for it already, each once."""
    for one in tasks.untold(connection, people):
        tell(
            connection,
            told_when_joining(one.task_id, one.person_id),
            subject=one.subject,
            key=f"{one.task_id}/joined",
            at=now,
            workflow_id=one.workflow_id,
        )


def archive_person(
    engine: Engine, actor: Actor, person_id: str, now: datetime, *, reason: str = ""
) -> Person:
    """Let a person take no part any more: he acts no longer, is told of nothing, keeps his record.

    What he was as a contact or as a technician ends with it; each comes back by its own register.

    Raises:
        NotFoundError: nobody has this id.
        ConflictError: open tasks were handed to him, he keeps customers or contracts, or contracts
            tell him of their notices or name him as a contact; somebody else has to first (R63,
            R88). Or he is the last who may import people.

    Idempotent by: the person's id; an archived person stays as he is.
    Source: R87, R88, 7.2.
    """
    with transaction(engine) as unit:
        connection = unit.connection
        register.hold_register(connection)
        person = register.by_id(connection, person_id, keep=True)
        if person is None:
            raise NotFoundError(f"nobody is called {person_id[:80]!r}", field="person")
        was = entries_of(connection, person_id)
        if not person.is_active and not was:
            return person
        _check_nothing_hangs(connection, person_id, was)
        ended = [f"{kind}_archived" for kind in was]
        if person.is_active:
            _check_somebody_is_left(connection, person_id, now)
            ended.append("person_archived")
        events = [_event(connection, actor, person_id, kind, now) for kind in ended]
        note(connection, [one.model_copy(update={"reason": reason}) for one in events], now)
        for kind in was:
            KEEPERS[kind].archive(connection, person_id, now)
        register.archive(connection, person_id, now)
        unit.commit()
    return person.model_copy(update={"archived_at": person.archived_at or now})


def _check_nothing_hangs(connection: Connection, person_id: str, was: Sequence[str]) -> None:
    """Refuse to archive a person while something waits for him, or is reached through him."""
    hangs = []
    if held := register.tasks_handed_to(connection, person_id):
        hangs.append(
            f"open tasks were handed to {person_id}: {some_of(held)}; hand them to somebody "
            "else first, with `task assign`"
        )
    if kept := register.kept_by(connection, person_id):
        hangs.append(
            f"{person_id} keeps {some_of(kept)}; name somebody else first, with "
            "`customer edit` and `contract edit`"
        )
    followed = "let somebody follow him first, with `contact passive --to`"
    as_contact = named_on(connection, person_id) if "contact" in was else []
    if named := [one.contract_id for one in as_contact]:
        hangs.append(f"contracts name {person_id}: {some_of(named)}; {followed}")
    if told := [one for one in told_of(connection, person_id) if one not in {*named}]:
        hangs.append(
            f"contracts tell {person_id} of their notices: {some_of(told)}; name somebody else "
            "first, with `contract edit`"
        )
    if "contact" in was and (reached := reached_through(connection, person_id)):
        hangs.append(f"customers are reached through {person_id}: {some_of(reached)}; {followed}")
    if hangs:
        raise ConflictError("; ".join(hangs), field="person")


def _check_somebody_is_left(connection: Connection, person_id: str, now: datetime) -> None:
    """Refuse to archive the last person who may import people: nobody could come after him."""
    policy = policy_in_force(connection, now).document
    may_import = policy.access[Command.PEOPLE_IMPORT]
    if register.holders(connection, may_import) == {person_id}:
        wanted = ", ".join(may_import)
        message = f"{person_id} is the last who may import people; first give another one {wanted}"
        raise ConflictError(message, field="person")


@cache
def time_zones() -> frozenset[str]:
    """The names of the time zones there are."""
    return frozenset(available_timezones() - _NO_PLACE)


def check_still_first(connection: Connection, actor: Actor, now: datetime) -> None:
    """The system was let in because nobody could import people; by now somebody may."""
    if actor.person == SYSTEM and not nobody_may_import(connection, now):
        message = "people have been imported meanwhile; name yourself with --as"
        raise NotAllowedError(message, field="as")


def _compared(connection: Connection, rows: Sequence[Row], now: datetime) -> PeopleChanges:
    before = register.everyone(connection)
    changes = compare(rows, before, time_zones())
    after = before | {one.person_id: one for one in people_of(rows, time_zones())}
    policy = policy_in_force(connection, now).document
    may_import = any(
        one.is_active and policy.may(one.roles, Command.PEOPLE_IMPORT) for one in after.values()
    )
    if may_import or changes.refused:
        return changes
    roles = ", ".join(policy.access[Command.PEOPLE_IMPORT])
    warning = f"nobody but `system` could import people afterwards; give somebody {roles}"
    return changes.model_copy(update={"warnings": (warning,)})


def _events(
    connection: Connection, actor: Actor, changes: PeopleChanges, now: datetime
) -> list[NewEvent]:
    """An event a person; what is in his record is personal, so it names the fields only."""
    new = [
        _event(connection, actor, one.person_id, "person_registered", now) for one in changes.new
    ]
    changed = [
        _event(
            connection,
            actor,
            one.person_id,
            "person_changed",
            now,
            fields=[field.field for field in one.fields],
        )
        for one in changes.changed
    ]
    return new + changed


def _event(
    connection: Connection,
    actor: Actor,
    person_id: str,
    kind: str,
    now: datetime,
    **data: JsonValue,
) -> NewEvent:
    subject = subject_of("person", person_id)
    return NewEvent(
        subject=subject,
        key=f"{subject}/{kind}/{next_position(connection, subject)}",
        kind=kind,
        actor=actor.person,
        stands_for=actor.stands_for,
        data=data,
        at=now,
        clauses=_CLAUSES,
    )
