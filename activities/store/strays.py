"""Processes that are open on record and do not run: noted, and shown until they run again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, any_, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from activities.store import log, tasks
from activities.store.log import NewEvent
from activities.store.processes import business_clock, lock
from activities.store.schema import process
from domain.housekeeping import StrayKind
from domain.words import SYSTEM, TaskState

if TYPE_CHECKING:
    from datetime import datetime

    from pydantic import JsonValue
    from sqlalchemy import Connection, Row

    from domain.housekeeping import Stray


def open_processes(connection: Connection) -> dict[str, str]:
    """The open processes, with the run that wrote their last step."""
    rows = connection.execute(
        select(process.c.workflow_id, process.c.run_id).where(process.c.closed_at.is_(None))
    )
    return {row.workflow_id: row.run_id for row in rows}


def how_many_astray(connection: Connection) -> int:
    """How many open processes are known not to run."""
    count = connection.scalar(
        select(func.count()).where(process.c.stray.is_not(None), process.c.closed_at.is_(None))
    )
    return count or 0


def note_stray(connection: Connection, stray: Stray, real_now: datetime) -> bool:
    """Say on record that a process does not run; the tasks of a terminated one are closed.

    Returns:
        Whether it is news.

    Idempotent by: the process, its run and the kind.
    """
    row = lock(connection, stray.workflow_id)
    if row is None or row.closed_at is not None or row.run_id != stray.run_id:
        return False
    if row.stray == stray.kind:
        return False
    at = business_clock(connection).business(real_now)
    connection.execute(
        update(process)
        .where(process.c.workflow_id == stray.workflow_id)
        .values(stray=stray.kind.value)
    )
    said = [_event(row, stray, f"process_{stray.kind}", at)]
    if stray.kind is not StrayKind.LOST:
        reason = f"process {stray.kind}: {stray.why}"
        closed = tasks.close_all(connection, stray.workflow_id, reason, at)
        kind = f"task_{TaskState.CANCELLED}"
        said += [_event(row, stray, kind, at, task_id=task_id) for task_id in closed]
    log.append(connection, said)
    return True


def _event(
    row: Row[Any], stray: Stray, kind: str, at: datetime, *, task_id: str | None = None
) -> NewEvent:
    about: dict[str, JsonValue] = {"task_id": task_id} if task_id else {}
    return NewEvent(
        subject=row.subject,
        key=f"{stray.workflow_id}/{stray.run_id}/{kind}/{task_id or stray.kind}/{at.isoformat()}",
        kind=kind,
        actor=SYSTEM,
        data={"why": stray.why, **about},
        at=at,
        workflow_id=stray.workflow_id,
        run_id=stray.run_id,
        policy_version=row.policy_version,
        clauses=("8.1",),
    )


def found_again(connection: Connection, workflow_ids: list[str]) -> None:
    """Forget that processes were astray which run by now; however many, they are one parameter."""
    running = any_(literal(workflow_ids, ARRAY(Text)))
    connection.execute(
        update(process)
        .where(process.c.workflow_id == running, process.c.stray.is_not(None))
        .values(stray=None)
    )
