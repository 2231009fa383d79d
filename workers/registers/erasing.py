"""Erase a person: what he wrote and where he is reached; what he did stays on record (R43, R87)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from activities.mail.folder import file_of_notice
from activities.store import erasing as store
from activities.store import people as register
from activities.store import processes
from activities.store.journal import next_position, note
from activities.store.log import NewEvent
from activities.store.requests import known_request
from domain.abridging import some_of
from domain.erasing import Erasure
from domain.errors import ConflictError, NotFoundError
from domain.ids import subject_of
from workers.registers.transactions import transaction

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pydantic import JsonValue
    from sqlalchemy import Connection, Engine

    from domain.identity import Actor
    from domain.steps import Asked

_CLAUSES = ("7.5",)


@dataclass(frozen=True)
class Wanted:
    """Whom to erase, and why, under the id of a request."""

    person_id: str
    reason: str
    request: Asked


def plan_erasure(engine: Engine, person_id: str, letters: Path | None) -> Erasure:
    """What erasing a person would take away; nothing is changed.

    Args:
        letters: The folder in which letters lie where no mail server is set.

    Raises:
        NotFoundError: nobody has this id.
    """
    with transaction(engine) as unit:
        return _planned(unit.connection, person_id, letters)


def erase_person(
    engine: Engine,
    actor: Actor,
    wanted: Wanted,
    now: datetime,
    *,
    letters: Path | None,
) -> Erasure:
    """Erase a person's names, addresses, reasons and free texts; ids, instants and outcomes stay.

    The chain of events stays whole: it holds digests of what is erased, and whoever erases, and
    why, is an event himself.

    Returns:
        What was erased.

    Raises:
        NotFoundError: nobody has this id.
        ConflictError: he still takes part, or the request's id stands for something else.

    Idempotent by: the request's id; what is erased stays so.
    Source: R43, R87, 7.5.
    """
    person_id, asked = wanted.person_id, wanted.request
    subject = subject_of("person", person_id)
    with transaction(engine) as unit:
        register.hold_register(unit.connection)
        plan = _planned(unit.connection, person_id, letters)
        if known_request(unit.connection, asked.request_id, asked.command, asked.fingerprint):
            return plan
        if plan.hindered_by:
            raise ConflictError("; ".join(plan.hindered_by), field="person")
        position = next_position(unit.connection, subject)
        sealed: dict[str, JsonValue] = {**store.sealed_by(unit.connection, person_id)}
        event = _event(actor, wanted, position, now)
        event = event.model_copy(update={"data": {"texts": plan.texts, "sealed": sealed}})
        note(unit.connection, [event], now)
        store.erase(unit.connection, person_id, position)
        processes.note_requests(unit.connection, [asked], subject, None)
        unit.commit()
        _remove_letters(unit.connection, person_id, letters)
    return plan.model_copy(update={"done": True})


def _event(actor: Actor, wanted: Wanted, position: int, now: datetime) -> NewEvent:
    subject = subject_of("person", wanted.person_id)
    return NewEvent(
        subject=subject,
        key=f"{subject}/person_erased/{position}",
        kind="person_erased",
        actor=actor.person,
        stands_for=actor.stands_for,
        at=now,
        clauses=_CLAUSES,
        reason=wanted.reason,
    )


def _planned(connection: Connection, person_id: str, letters: Path | None) -> Erasure:
    person = register.by_id(connection, person_id, keep=True)
    if person is None:
        raise NotFoundError(f"nobody is called {person_id[:80]!r}", field="person")
    carried = store.carrying(connection, person_id)
    return Erasure(
        person_id=person_id,
        texts=store.texts_of(connection, person_id),
        answers=store.answers_of(connection, person_id),
        needs=store.needs_of(connection, person_id),
        documents=store.documents_of(connection, person_id),
        letters=len(_letters_to(connection, person_id, letters)),
        carried_by=tuple(sorted(name for name, is_open in carried.items() if is_open)),
        owns=tuple(store.owned_by(connection, person_id)),
        hindered_by=tuple(_hindrances(connection, person_id, takes_part=person.is_active)),
        done=store.was_erased(connection, person_id),
    )


def _hindrances(connection: Connection, person_id: str, *, takes_part: bool) -> list[str]:
    found = []
    if takes_part:
        found.append(
            f"{person_id} still takes part; first `servicecycle people archive {person_id}`"
        )
    if seats := store.seats_of(connection, person_id):
        found.append(
            f"he has a seat in open ballots: {some_of(seats)}; wait until they are decided"
        )
    if contacts := store.contact_of(connection, person_id):
        found.append(
            f"customers are reached through him: {some_of(contacts)}; close these dependents "
            "with `dependent close`, or add them anew with another contact"
        )
    return found


def _letters_to(connection: Connection, person_id: str, letters: Path | None) -> list[Path]:
    if letters is None:
        return []
    files = [letters / file_of_notice(key) for key in store.notices_to(connection, person_id)]
    return [one for one in files if one.exists()]


def _remove_letters(connection: Connection, person_id: str, letters: Path | None) -> None:
    for one in _letters_to(connection, person_id, letters):
        one.unlink(missing_ok=True)
