"""What hangs on a service outside of its process: dependents and measures (R26, R38)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import dependents, measures
from activities.store.journal import next_position, note
from activities.store.log import NewEvent
from activities.store.people import by_id
from activities.store.standing import stage_of
from domain.errors import ConflictError, InvalidInputError, NotFoundError
from domain.ids import subject_of
from domain.service import FINAL_STAGES
from workers.registers.transactions import transaction

if TYPE_CHECKING:
    from datetime import datetime

    from pydantic import JsonValue
    from sqlalchemy import Connection, Engine

    from domain.dependents import Dependent, DependentClosing, DependentFile
    from domain.identity import Actor
    from domain.service import Measure

_DEPENDS = ("8.2.2",)
_MEASURED = ("9.1",)


def add_dependent(engine: Engine, actor: Actor, wanted: DependentFile, now: datetime) -> Dependent:
    """Note that a record, of whatever kind, depends on a service.

    Raises:
        NotFoundError: there is no such service, or nobody active has the id of the contact.
        ConflictError: the service has come to its end, or the dependent is known otherwise or
            closed.

    Idempotent by: service, kind and id.
    Source: R38, 8.2.2.
    """
    entry = wanted.entry(now)
    with transaction(engine) as unit:
        _check_in_time(unit.connection, entry.service_id)
        _check_contact(unit.connection, entry.contact)
        if not dependents.put(unit.connection, entry):
            known = _known(unit.connection, entry.service_id, entry.kind, entry.dependent_id)
            _check_same(known, entry)
            return known
        note(unit.connection, [_dependent_event(actor, entry, "dependent_added", now)], now)
        unit.commit()
    return entry


def _check_in_time(connection: Connection, service_id: str) -> None:
    stage = stage_of(connection, service_id)
    if stage in FINAL_STAGES:
        message = f"{service_id} is {stage}; nothing can depend on it any more"
        raise ConflictError(message, field="service")
    if dependents.come_too_late(connection, service_id):
        message = (
            f"customers' data of {service_id} are being returned already; "
            "nothing can depend on it any more"
        )
        raise ConflictError(message, field="service")


def close_dependent(
    engine: Engine, actor: Actor, wanted: DependentClosing, now: datetime
) -> Dependent:
    """Note that a record depends on a service no longer, with the reason.

    Raises:
        NotFoundError: the service has no such dependent.

    Idempotent by: service, kind and id; a closed dependent keeps its first reason.
    Source: R38, 8.2.2.
    """
    with transaction(engine) as unit:
        known = _known(unit.connection, wanted.service, wanted.kind, wanted.id)
        if dependents.close(unit.connection, known, reason=wanted.reason, at=now):
            closed = _dependent_event(actor, known, "dependent_closed", now)
            closed = closed.model_copy(update={"reason": wanted.reason})
            note(unit.connection, [closed], now)
            unit.commit()
        return _known(unit.connection, wanted.service, wanted.kind, wanted.id)


def record_measure(
    engine: Engine, actor: Actor, service_id: str, wanted: Measure, now: datetime
) -> Measure:
    """Record what a service was used for and earned in a month, or correct it.

    Raises:
        NotFoundError: there is no such service.
        InvalidInputError: the month has not begun.

    Idempotent by: service, month and currency; the same figures again change nothing.
    Source: R38, 9.1.
    """
    if measures.first_day(wanted.month) > now.date():
        message = f"month: {wanted.month} has not begun"
        raise InvalidInputError(message, field="month")
    with transaction(engine) as unit:
        measures.hold(unit.connection, service_id)
        stage_of(unit.connection, service_id)
        before = measures.of_month(unit.connection, service_id, wanted.month, wanted.currency)
        if before != wanted:
            measures.put(unit.connection, service_id, wanted)
            kind = "measure_corrected" if before else "measure_recorded"
            subject = subject_of("service", service_id)
            position = next_position(unit.connection, subject)
            event = NewEvent(
                subject=subject,
                key=f"{subject}/{kind}/{wanted.month}/{wanted.currency}/{position}",
                kind=kind,
                actor=actor.person,
                stands_for=actor.stands_for,
                data=wanted.model_dump(mode="json"),
                at=now,
                clauses=_MEASURED,
            )
            note(unit.connection, [event], now)
            unit.commit()
    return wanted


def _check_contact(connection: Connection, contact: str | None) -> None:
    if contact is None:
        return
    person = by_id(connection, contact)
    if person is None or not person.is_active:
        message = f"contact: nobody active is called {contact!r}; `people list` lists everybody"
        raise NotFoundError(message, field="contact")


def _known(connection: Connection, service_id: str, kind: str, record_id: str) -> Dependent:
    known = dependents.by_key(connection, service_id, kind, record_id)
    if known is None:
        message = f"nothing called {kind} {record_id} depends on {service_id}"
        raise NotFoundError(message, field="id")
    return known


def _check_same(known: Dependent, entry: Dependent) -> None:
    name = f"{entry.kind} {entry.dependent_id}"
    if not known.is_open:
        message = f"{name} was closed; a record that depends on the service anew needs another id"
        raise ConflictError(message, field="id")
    for field in ("name", "contact"):
        if getattr(known, field) != getattr(entry, field):
            message = f"{field}: {name} is known with {getattr(known, field)!r} already"
            raise ConflictError(message, field=field)


def _dependent_event(actor: Actor, one: Dependent, kind: str, now: datetime) -> NewEvent:
    subject = subject_of("service", one.service_id)
    data: dict[str, JsonValue] = {"kind": one.kind, "dependent_id": one.dependent_id}
    return NewEvent(
        subject=subject,
        key=f"{subject}/{kind}/{one.kind}/{one.dependent_id}",
        kind=kind,
        actor=actor.person,
        stands_for=actor.stands_for,
        data=data,
        at=now,
        clauses=_DEPENDS,
    )
