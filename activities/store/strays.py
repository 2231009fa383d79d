"""Processes that are open on record and do not run: noted, and shown until they run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from activities.store import log, tasks
from activities.store.log import NewEvent
from activities.store.processes import business_clock, lock
from activities.store.schema import process
from domain.housekeeping import StrayKind
from domain.words import SYSTEM, TaskState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

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
    closed: list[str] = []
    if stray.kind is not StrayKind.LOST:
        closed = tasks.close_all(
            connection, stray.workflow_id, f"process {stray.kind}: {stray.why}", at
        )
    kinds = [(f"process_{stray.kind}", "", {"why": stray.why})] + [
        (f"task_{TaskState.CANCELLED}", f"/{one}", {"task_id": one, "why": stray.why})
        for one in closed
    ]
    log.append(
        connection,
        [
            NewEvent(
                subject=row.subject,
                key=f"{stray.workflow_id}/{stray.run_id}/{kind}{part}",
                kind=kind,
                actor=SYSTEM,
                data=dict(data),
                at=at,
                workflow_id=stray.workflow_id,
                run_id=stray.run_id,
                policy_version=row.policy_version,
                clauses=("8.1",),
            )
            for kind, part, data in kinds
        ],
    )
    return True


def found_again(connection: Connection, workflow_ids: list[str]) -> None:
    """Forget that processes were astray which run by now."""
    connection.execute(
        update(process)
        .where(process.c.workflow_id.in_(workflow_ids), process.c.stray.is_not(None))
        .values(stray=None)
    )
