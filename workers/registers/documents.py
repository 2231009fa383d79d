"""Documents as evidence on any record (R43; 7.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from activities.store import documents as store
from activities.store.journal import note
from activities.store.log import NewEvent
from activities.store.pinning import policy_in_force
from domain.chain import fingerprint
from domain.documents import file_of
from domain.errors import NotFoundError
from workers.registers.transactions import transaction

if TYPE_CHECKING:
    from datetime import datetime

    from pydantic import JsonValue
    from sqlalchemy import Engine

    from activities.store.documents import Record
    from domain.documents import File
    from domain.identity import Actor

_CLAUSES = ("7.5",)


@dataclass(frozen=True)
class Upload:
    """A file that a person wants to attach.

    Args:
        subject: The record, as `service/<id>`, `person/<id>`, `policy/<id>` or the id of a task.
        name: The name of the file; folders are left out.
    """

    subject: str
    name: str
    content: bytes = field(repr=False)


def attach(engine: Engine, actor: Actor, upload: Upload, now: datetime) -> File:
    """Keep a file once by its content, and attach it to a record.

    Returns:
        The file, with the SHA-256 by which evidence refers to it.

    Raises:
        InvalidInputError: it is empty, or larger than policy allows.
        NotFoundError: there is no such record.

    Idempotent by: record, content and name.
    Source: R43, 7.5.
    """
    with transaction(engine) as unit:
        rule = policy_in_force(unit.connection, now).document.documents
        file = file_of(upload.name, upload.content, largest_megabytes=rule.largest_megabytes)
        record = store.record_named(unit.connection, upload.subject)
        if record is None:
            message = (
                f"there is no record {upload.subject[:80]!r}; give service/<id>, person/<id>, "
                "policy/<id> or the id of a task"
            )
            raise NotFoundError(message, field="subject")
        if store.attach(unit.connection, file, record.name, by=actor.person, at=now):
            note(unit.connection, [_event(actor, file, record, now)], now)
        unit.commit()
    return file


def _event(actor: Actor, file: File, record: Record, now: datetime) -> NewEvent:
    """The name of a file may be personal, so the event knows it by its content only."""
    data: dict[str, JsonValue] = {"sha256": file.sha256, "size": len(file.content)}
    if record.name != record.told_in:
        data["task_id"] = record.name
    return NewEvent(
        subject=record.told_in,
        key=f"{record.name}/document/{file.sha256}/{fingerprint(file.name)}",
        kind="document_attached",
        actor=actor.person,
        stands_for=actor.stands_for,
        data=data,
        at=now,
        clauses=_CLAUSES,
    )
