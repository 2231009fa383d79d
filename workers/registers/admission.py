"""Who may do what: the one place where the actor of a command is looked up (R43, R84; 8.7.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import people as register
from activities.store import reading
from activities.store.pinning import policy_in_force
from activities.store.registers.contacts import customers_of, may_stand_in
from activities.store.registers.taking_part import passive_at, stands_in
from domain.errors import InvalidInputError, NotAllowedError
from domain.identity import Actor
from domain.policy import Command
from domain.words import SYSTEM, Role

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from domain.people import Person

_FIELD = "as"
_FOR = "for"
_FIRST = Actor(person=SYSTEM, roles=(Role.ADMINISTRATOR,))


def admit(
    engine: Engine,
    person_id: str | None,
    command: Command | None,
    *,
    now: datetime,
    stands_for: str | None = None,
) -> Actor:
    """Let a person do what a command does, with the roles the register gives him.

    While nobody was ever registered there is `system`, who may do what administrators may; an
    import into the empty register is his, whoever was named. Where nobody is left who may import
    people, `system` may once more, so that a house never locks itself out.

    Args:
        person_id: Who acts, from `--as` or the environment; None where neither names anybody.
        command: What he wants to do; None where the roles of a task decide.
        stands_for: Whose seat he fills; that person has to name him as a substitute.

    Raises:
        InvalidInputError: nobody is named.
        NotAllowedError: nobody active has this id, he is a passive contact, his roles may not do
            this, or he is no substitute of the person he stands for, nor of one who is away today.
    """
    with reading.connected(engine) as connection:
        return admitted(connection, person_id, command, now=now, stands_for=stands_for)


def admitted(
    connection: Connection,
    person_id: str | None,
    command: Command | None,
    *,
    now: datetime,
    stands_for: str | None = None,
) -> Actor:
    """Let a person do what a command does, by the register as a transaction sees it.

    So a file that brings somebody in, or gives him a role, lets him go on with the next one.

    Raises:
        InvalidInputError: as `admit` does.
        NotAllowedError: likewise.
    """
    if _is_systems_turn(connection, person_id, command, now):
        actor = _FIRST
    else:
        actor = _actor(connection, person_id, stands_for, now)
    if command is not None:
        _check_access(connection, actor, command, now)
    return actor


def _is_systems_turn(
    connection: Connection, person_id: str | None, command: Command | None, now: datetime
) -> bool:
    if register.is_empty(connection):
        return _is_first(person_id, command)
    is_import = command is Command.PEOPLE_IMPORT and person_id in {None, SYSTEM}
    return is_import and nobody_may_import(connection, now)


def nobody_may_import(connection: Connection, now: datetime) -> bool:
    """Whether nobody active holds a role that policy lets import people."""
    policy = policy_in_force(connection, now).document
    return not register.holders(connection, policy.access[Command.PEOPLE_IMPORT])


def _is_first(person_id: str | None, command: Command | None) -> bool:
    if command is Command.PEOPLE_IMPORT:
        return True
    return command is not None and person_id in {None, SYSTEM}


def _actor(
    connection: Connection, person_id: str | None, stands_for: str | None, now: datetime
) -> Actor:
    if not person_id:
        message = "name yourself with --as or SERVICECYCLE_ACTOR"
        raise InvalidInputError(message, field=_FIELD)
    person = _active(connection, person_id, _FIELD)
    if stands_for is None or stands_for == person_id:
        return Actor(person=person_id, roles=person.roles)
    seat = _active(connection, stands_for, _FOR)
    if not _fills(connection, person_id, seat, now):
        message = f"{stands_for} does not name {person_id} as a substitute"
        raise NotAllowedError(message, field=_FOR)
    both = tuple(dict.fromkeys((*person.roles, *seat.roles)))
    return Actor(person=person_id, roles=both, stands_for=stands_for)


def _fills(connection: Connection, person_id: str, seat: Person, now: datetime) -> bool:
    """Whether somebody was named for good, and is not of another customer by now, or for today."""
    both = (person_id, seat.person_id)
    if person_id in seat.substitutes and may_stand_in(customers_of(connection, both), *both):
        return True
    return stands_in(connection, *both, now)


def _active(connection: Connection, person_id: str, field: str) -> Person:
    person = register.by_id(connection, person_id)
    if person is None:
        message = f"nobody is called {person_id[:80]!r}; `people list` lists everybody"
        raise NotAllowedError(message, field=field)
    if not person.is_active:
        raise NotAllowedError(f"{person_id} is archived and takes no part any more", field=field)
    if customer := passive_at(connection, person_id):
        message = f"{person_id} is a passive contact of {customer} and opens nothing"
        raise NotAllowedError(message, field=field)
    return person


def _check_access(connection: Connection, actor: Actor, command: Command, now: datetime) -> None:
    policy = policy_in_force(connection, now).document
    if not policy.may(actor.roles, command):
        wanted = ", ".join(policy.granted(command)) or "nobody"
        message = f"{actor.person} may not `{command}`; policy lets {wanted}"
        raise NotAllowedError(message, field=_FIELD)
