"""Documents, kept once by their content, and the records they are attached to (R43; 7.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from activities.store.schema import attachment, document, person, policy_draft, process, task

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from domain.documents import File

_TASK = "task/"


class Record(NamedTuple):
    """A record that documents may be attached to.

    Args:
        name: How documents name it.
        told_in: The subject whose history tells of it; for a task, the record the task is about.
    """

    name: str
    told_in: str


def record_named(connection: Connection, given: str) -> Record | None:
    """The record a person names: a service, a person, a policy, a process or a task."""
    task_id = given.removeprefix(_TASK)
    of_task = select(task.c.subject).where(task.c.task_id == task_id)
    if (subject := connection.scalar(of_task)) is not None:
        return Record(task_id, subject)
    of_process = select(process.c.subject).where(process.c.workflow_id == given)
    if (subject := connection.scalar(of_process)) is not None:
        return Record(given, subject)
    kind, _, record_id = given.partition("/")
    known = {"person": person.c.person_id, "policy": policy_draft.c.policy_id}.get(kind)
    if known is not None and connection.scalar(select(known).where(known == record_id)):
        return Record(given, given)
    return None


def attach(connection: Connection, file: File, subject: str, *, by: str, at: datetime) -> bool:
    """Keep a file and attach it to a record.

    Returns:
        Whether it was not attached under this name before.

    Idempotent by: record, content and name.
    """
    kept = insert(document).values(sha256=file.sha256, content=file.content, size=len(file.content))
    connection.execute(kept.on_conflict_do_nothing())
    attached = insert(attachment).values(
        subject=subject, sha256=file.sha256, name=file.name, attached_by=by, at=at
    )
    return bool(connection.execute(attached.on_conflict_do_nothing()).rowcount)
