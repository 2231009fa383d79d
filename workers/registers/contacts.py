"""Contacts between active and passive, and what they are granted to see (R49, R50, R55, R88)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import visibility
from activities.store.readers.entries import entry_of
from activities.store.registers import contacts as store
from activities.store.registers.hanging import reached_through, tasks_of
from activities.store.registers.named_on_contracts import named_on
from activities.store.registers.places import there
from activities.store.registers.taking_part import passive_at
from domain.abridging import some_of
from domain.errors import ConflictError, InvalidInputError, NotFoundError
from domain.ids import subject_of
from domain.visibility import Scope, VisibilityGrant
from workers.registers.kinds import CONTACT, CUSTOMER, hangs_on_person
from workers.registers.transactions import transaction
from workers.registers.writing import Note, note_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import JsonValue
    from sqlalchemy import Connection, Engine

    from domain.contracts.passing_on import Named
    from domain.registers.record import Entry
    from workers.registers.writing import Pen


def open_with(engine: Engine, person_id: str, to: str | None = None) -> tuple[str, ...]:
    """The open tasks that were handed to a contact.

    Args:
        to: Who shall take them over, where that is known.

    Raises:
        NotFoundError: nobody of this id is a contact.
        InvalidInputError: whoever takes over does not take part himself, or is a contact of
            another customer.
    """
    with transaction(engine) as unit:
        _state(unit.connection, person_id)
        _check_heir(unit.connection, person_id, to)
        return tuple(tasks_of(unit.connection, person_id))


def make_passive(engine: Engine, pen: Pen, person_id: str, to: str | None, *, reason: str) -> Entry:
    """Let a contact open nothing and be told of nothing from now on; he stays on record.

    Args:
        to: Who is asked and reached in his place from now on; None where nothing is open with him.

    Raises:
        NotFoundError: nobody of this id is a contact.
        InvalidInputError: whoever takes over does not take part himself, or is a contact of
            another customer.
        ConflictError: something is open with him and nobody takes it over, or tasks that were
            handed to him were not handed on.

    What contracts say of him passes on afterwards, for each of them is a process of its own.

    Idempotent by: the person's id; a passive contact stays as he is.
    Source: R49, R88.
    """
    with transaction(engine) as unit:
        connection = unit.connection
        CONTACT.hold(connection)
        if to is None and (named := named_on(connection, person_id)):
            raise ConflictError(_named(person_id, named), field="to")
        if _state(connection, person_id) != store.PASSIVE:
            _check_heir(connection, person_id, to)
            notes = _passed_on(connection, person_id, to)
            if hangs := hangs_on_person(connection, person_id):
                hangs.append("or name who takes it over, with --to")
                raise ConflictError(f"to: {'; '.join(hangs)}", field="to")
            store.put_state(connection, person_id, store.PASSIVE)
            if passive_at(connection, person_id):
                store.keep_notices_back(connection, person_id, "its receiver is a passive contact")
            notes.append(Note(_subject(person_id), "contact_made_passive", {"to": to}, reason))
            note_all(connection, pen, notes)
        unit.commit()
        return _entry(connection, person_id)


def make_active(engine: Engine, pen: Pen, person_id: str, *, reason: str) -> Entry:
    """Let a passive contact take part again; what passed to somebody else stays with him.

    Raises:
        NotFoundError: nobody of this id is a contact.

    Idempotent by: the person's id.
    Source: R49.
    """
    with transaction(engine) as unit:
        CONTACT.hold(unit.connection)
        if _state(unit.connection, person_id) != store.ACTIVE:
            store.put_state(unit.connection, person_id, store.ACTIVE)
            noted = Note(_subject(person_id), "contact_made_active", {}, reason)
            note_all(unit.connection, pen, [noted])
        unit.commit()
        return _entry(unit.connection, person_id)


def grant_sight(engine: Engine, pen: Pen, wanted: VisibilityGrant) -> VisibilityGrant:
    """Make a contact an authorised user of his company, or of a group it belongs to.

    Raises:
        NotFoundError: nobody of this id is a contact.
        InvalidInputError: it is neither his own company nor a group of it.

    Idempotent by: person, scope and target.
    Source: R50, R54, R55; 8.7.3.
    """
    with transaction(engine) as unit:
        CONTACT.hold(unit.connection)
        _check_own(unit.connection, wanted)
        if visibility.grant(unit.connection, wanted, by=pen.actor.person, at=pen.now):
            note_all(unit.connection, pen, [_of_grant("sight_granted", wanted)])
        unit.commit()
    return wanted


def revoke_sight(engine: Engine, pen: Pen, wanted: VisibilityGrant) -> VisibilityGrant:
    """Take from a contact what he was granted; his own records he sees still.

    Raises:
        NotFoundError: he was not granted that.

    Source: R50, R54, R55; 8.7.3.
    """
    with transaction(engine) as unit:
        CONTACT.hold(unit.connection)
        taken = visibility.revoke(
            unit.connection, wanted.person_id, wanted.scope, wanted.target, at=pen.now
        )
        if not taken:
            message = (
                f"{wanted.person_id} was not granted the {wanted.scope} {wanted.target[:80]!r}"
            )
            raise NotFoundError(message, field=wanted.scope)
        note_all(unit.connection, pen, [_of_grant("sight_revoked", wanted)])
        unit.commit()
    return wanted


def _of_grant(kind: str, one: VisibilityGrant) -> Note:
    said: dict[str, JsonValue] = {"scope": one.scope.value, "target": one.target}
    return Note(_subject(one.person_id), kind, said)


def _check_own(connection: Connection, wanted: VisibilityGrant) -> None:
    _state(connection, wanted.person_id)
    customer = _customer_of(connection, wanted.person_id)
    if wanted.scope is Scope.COMPANY:
        own = [customer]
    else:
        held = CUSTOMER.keeper.held(connection, [customer])[customer].values["groups"]
        own = [str(one) for one in held] if isinstance(held, list) else []
    if wanted.target not in own:
        allowed = ", ".join(own) or "none: his company belongs to no group"
        message = f"{wanted.scope}: {wanted.target[:80]!r} is not his; allowed are {allowed}"
        raise InvalidInputError(message, field=wanted.scope)


def _check_heir(connection: Connection, person_id: str, to: str | None) -> None:
    if to is None:
        return
    known = to != person_id and there(connection, "person", [to])
    if not known or passive_at(connection, to):
        message = f"to: {to[:80]!r} is nobody who could take it over; `people list` lists everybody"
        raise InvalidInputError(message, field="to")
    theirs = store.customers_of(connection, [to]).get(to)
    if theirs not in {None, _customer_of(connection, person_id)}:
        message = f"to: {to} belongs to another customer than {person_id}"
        raise InvalidInputError(message, field="to")


def _customer_of(connection: Connection, person_id: str) -> str:
    return str(_entry(connection, person_id).fields["customer"])


def _named(person_id: str, named: Sequence[Named]) -> str:
    ids = some_of([one.contract_id for one in named])
    return f"to: contracts name {person_id}: {ids}; say who is named instead, with --to"


def _passed_on(connection: Connection, person_id: str, to: str | None) -> list[Note]:
    if to is None or not reached_through(connection, person_id):
        return []
    services = store.pass_on(connection, person_id, to)
    return [Note(_subject(person_id), "contact_passed_on", {"services": [*services], "to": to})]


def _state(connection: Connection, person_id: str) -> str:
    found = store.state_of(connection, person_id)
    if found is None:
        message = f"{person_id[:80]!r} is no contact; `contact list` lists them"
        raise NotFoundError(message, field="contact")
    return found


def _entry(connection: Connection, person_id: str) -> Entry:
    return entry_of(CONTACT.keeper.held(connection, [person_id])[person_id])


def _subject(person_id: str) -> str:
    return subject_of("person", person_id)
