"""What goes with writing people: contacts, technicians, staff roles, absences (R48, R82-R88)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import tasks
from activities.store.outbox import tell
from activities.store.registers import hanging
from activities.store.registers.contacts import customers_of, may_stand_in
from activities.store.registers.persons import change_persons, persons, register_persons
from activities.store.registers.roles import give_roles, given_roles, of_ours
from domain.ids import subject_of
from domain.people import in_order
from domain.registers.people import OF_THE_PERSON
from domain.telling import told_when_joining
from domain.words import Role
from workers.registers.writing import Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection, RowMapping

    from domain.registers.entries import Draft, Refused


def with_given_roles(connection: Connection, drafts: Sequence[Draft]) -> list[Refused]:
    """A file of people says what somebody is beside what he is given elsewhere."""
    given = given_roles(connection, [one.record_id for one in drafts])
    for one in drafts:
        said = [Role(role) for role in _list(one.values["roles"])]
        both = in_order((*said, *given.get(one.record_id, ())))
        one.values["roles"] = [role.value for role in both]
    return []


def tell_of_open_tasks(
    connection: Connection, drafts: Sequence[Draft], now: datetime
) -> list[Note]:
    """Whoever is given a role hears of the tasks that wait for it already, each once."""
    _tell(connection, [one.record_id for one in drafts], now)
    return []


def as_their_persons(connection: Connection, drafts: Sequence[Draft]) -> list[Refused]:
    """What a line leaves out of a person who is registered is as it is with him.

    Whoever is one of ours may be a contact as well, and is called and reached as before: the right
    to write down contacts says nothing of our own people (R84; 8.7.3).
    """
    ids = [one.record_id for one in drafts]
    known, ours = persons(connection, ids), of_ours(connection, ids)
    refused = []
    for one in drafts:
        person = known.get(one.record_id)
        if person is not None and person["archived_at"] is not None:
            why = f"id: {one.record_id} is archived; `people import` brings him back"
            refused.append(one.refused("id", why))
            continue
        missing = [name for name in OF_THE_PERSON if one.values[name] is None]
        if person is None:
            why = f"is required, for nobody is called {one.record_id} yet"
            refused += [one.refused(name, f"{name}: {why}") for name in missing]
            continue
        if one.record_id in ours:
            refused += _changes_of_ours(one, person)
        one.values |= {name: person[name] for name in missing}
        one.said |= {*OF_THE_PERSON}
    return refused


def put_their_persons(
    connection: Connection, drafts: Sequence[Draft], _now: datetime
) -> list[Note]:
    """The people behind contacts come in, or are called and reached otherwise from now on."""
    known = persons(connection, [one.record_id for one in drafts])
    new = [one for one in drafts if one.record_id not in known]
    register_persons(connection, [one.values for one in new], role=Role.CONTACT)
    notes = [Note(_subject(one.record_id), "person_registered", {}) for one in new]
    differs = {}
    for one in drafts:
        if person := known.get(one.record_id):
            fields = [name for name in OF_THE_PERSON if person[name] != one.values[name]]
            if fields:
                differs[one.record_id] = one
                notes.append(Note(_subject(one.record_id), "person_changed", {"fields": [*fields]}))
    change_persons(connection, [one.values for one in differs.values()])
    return notes


def give_their_roles(connection: Connection, drafts: Sequence[Draft], now: datetime) -> list[Note]:
    """Contacts and technicians may from now on be what they are."""
    return _given(connection, {one.record_id: set() for one in drafts}, now)


def give_members_roles(
    connection: Connection, drafts: Sequence[Draft], now: datetime
) -> list[Note]:
    """Whoever is put in a staff role may be what it permits, and whoever leaves it no longer."""
    lost: dict[str, set[str]] = {}
    for one in drafts:
        before = one.before or {}
        permitted = {*_list(before.get("permissions"))}
        for member in {*_list(one.values["members"]), *_list(before.get("members"))}:
            lost.setdefault(member, set()).update(permitted)
    return _given(connection, lost, now)


def take_role(role: Role, connection: Connection, person_id: str) -> list[Note]:
    """Take from a person what he was as a contact or a technician."""
    changed = give_roles(connection, [person_id], {person_id: {role.value}})
    return [Note(_subject(one), "person_changed", {"fields": ["roles"]}) for one in changed]


def without_overlap(connection: Connection, drafts: Sequence[Draft]) -> list[Refused]:
    """Nobody is away twice on the same day, or it would not be clear who acts for him."""
    refused = []
    seen: list[Draft] = []
    for one in drafts:
        person, first, back = _days(one)
        others = hanging.overlapping(connection, one.record_id, person, first, back)
        others += [other.record_id for other in seen if _overlap(one, other)]
        if others:
            why = f"from_on: {person} is away on some of these days already: {', '.join(others)}"
            refused.append(one.refused("from_on", why))
        seen.append(one)
    return refused


def with_substitutes_of_his(connection: Connection, drafts: Sequence[Draft]) -> list[Refused]:
    """For a customer's person one of his own customer stands in, or one of ours (R89, R148)."""
    ids = {str(one.values[name]) for one in drafts for name in ("absent", "substitute")}
    of_customers = customers_of(connection, ids)
    refused = []
    for one in drafts:
        absent, substitute = str(one.values["absent"]), str(one.values["substitute"])
        if not may_stand_in(of_customers, substitute, absent):
            his = of_customers[absent]
            why = f"substitute: {substitute} is neither of {his}, as {absent} is, nor one of ours"
            refused.append(one.refused("substitute", why))
    return refused


def _changes_of_ours(one: Draft, person: RowMapping) -> list[Refused]:
    """What a contact's line says otherwise of somebody who is one of ours as well."""
    one.mind = f"{one.record_id} is one of ours, and becomes a contact as well"
    why = f"{one.record_id} is one of ours: this is changed with `people import`"
    return [
        one.refused(name, f"{name}: {why}")
        for name in OF_THE_PERSON
        if one.values[name] not in {None, person[name]}
    ]


def _given(connection: Connection, lost: dict[str, set[str]], now: datetime) -> list[Note]:
    changed = give_roles(connection, lost, lost)
    _tell(connection, changed, now)
    return [Note(_subject(one), "person_changed", {"fields": ["roles"]}) for one in changed]


def _tell(connection: Connection, people: Iterable[str], now: datetime) -> None:
    for one in tasks.untold(connection, list(people)):
        tell(
            connection,
            told_when_joining(one.task_id, one.person_id),
            subject=one.subject,
            key=f"{one.task_id}/joined",
            at=now,
            workflow_id=one.workflow_id,
        )


def _overlap(one: Draft, other: Draft) -> bool:
    person, first, back = _days(one)
    whose, began, ended = _days(other)
    return person == whose and first < ended and began < back


def _days(one: Draft) -> tuple[str, date, date]:
    values = one.values
    return values["absent"], values["from_on"], values["back_on"]  # type: ignore[return-value]  # as its model says


def _subject(person_id: str) -> str:
    return subject_of("person", person_id)


def _list(value: object) -> list[str]:
    return value if isinstance(value, list) else []
