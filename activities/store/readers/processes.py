"""Processes, how the house stands, and how many records there are of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, literal, select

from activities.store.pinning import policy_in_force
from activities.store.readers.paging import FIRST_PAGE, Page, Source, connected
from activities.store.readers.records import OpenProcesses, Process, StackFacts
from activities.store.readers.views import inbox, processes
from activities.store.schema import (
    catalogue_entry,
    contact,
    contract,
    contract_notice,
    contract_period,
    customer,
    decision,
    dependent,
    document,
    event,
    notice,
    person,
    policy_draft,
    service,
    service_plan,
    task,
    vote,
)
from activities.store.schema import process as process_table
from domain.errors import NotFoundError
from domain.words import NoticeState

if TYPE_CHECKING:
    from datetime import datetime

    from pydantic import JsonValue
    from sqlalchemy import ColumnElement, Connection


def processes_open(source: Source, *, page: Page = FIRST_PAGE) -> list[Process]:
    """The processes that have not ended, in the order of their workflow ids."""
    wanted = select(processes).where(processes.c.closed_at.is_(None))
    with connected(source) as connection:
        part = page.of(wanted, processes.c.workflow_id)
        return [Process.model_validate(row) for row in connection.execute(part).mappings()]


def process(source: Source, workflow_id: str) -> Process:
    """One process, open or ended.

    Raises:
        NotFoundError: there is no such process.
    """
    with connected(source) as connection:
        wanted = select(processes).where(processes.c.workflow_id == workflow_id)
        row = connection.execute(wanted).mappings().first()
    if row is None:
        raise _unknown(workflow_id)
    return Process.model_validate(row)


def process_state(source: Source, workflow_id: str) -> dict[str, JsonValue]:
    """Everything a process carries, for `resume` to start it again where it stood.

    Raises:
        NotFoundError: there is no such process.
    """
    kept = select(process_table.c.state).where(process_table.c.workflow_id == workflow_id)
    with connected(source) as connection:
        row = connection.execute(kept).first()
    if row is None:
        raise _unknown(workflow_id)
    state: dict[str, JsonValue] = row.state
    return state


def stack_facts(source: Source, now: datetime) -> StackFacts:
    """How the house stands at an instant of business time."""
    open_ones = processes.c.closed_at.is_(None)
    kind_and_stage = (processes.c.kind, processes.c.stage)
    standing = (
        select(*kind_and_stage, func.count().label("count"))
        .where(open_ones)
        .group_by(*kind_and_stage)
        .order_by(*kind_and_stage)
    )
    overdue = select(func.count()).select_from(inbox).where(inbox.c.due_at < now)
    strays = select(processes).where(open_ones, processes.c.stray.is_not(None))
    with connected(source) as connection:
        found = connection.execute(standing).mappings()
        lost = connection.execute(strays.order_by(processes.c.workflow_id)).mappings()
        return StackFacts(
            open_processes=tuple(OpenProcesses.model_validate(row) for row in found),
            overdue_tasks=connection.scalar(overdue) or 0,
            undelivered_notices=_undelivered(connection),
            policy_version=_policy_version(connection, now),
            strays=tuple(Process.model_validate(row) for row in lost),
        )


def counts(source: Source) -> dict[str, dict[str, int]]:
    """For each kind of record how many there are in which state."""
    with connected(source) as connection:
        return {name: _count(connection, state) for name, state in _STATE_OF.items()}


def _archived_or(active: str, archived: str, since: ColumnElement[Any]) -> ColumnElement[str]:
    return case((since.is_(None), literal(active)), else_=literal(archived))


_STATE_OF: dict[str, ColumnElement[Any]] = {
    "services": service.c.stage,
    "tasks": task.c.state,
    "decisions": decision.c.outcome,
    "votes": vote.c.outcome,
    "events": event.c.kind,
    "notices": notice.c.state,
    "processes": process_table.c.kind
    + "/"
    + _archived_or("open", "closed", process_table.c.closed_at),
    "people": _archived_or("active", "archived", person.c.archived_at),
    "policies": policy_draft.c.state,
    "documents": case((document.c.size > 0, literal("stored"))),
    "dependents": _archived_or("open", "closed", dependent.c.closed_at),
    "catalogue": _archived_or("published", "withdrawn", catalogue_entry.c.withdrawn_at),
    "customers": _archived_or("active", "archived", customer.c.archived_at),
    "contacts": contact.c.state,
    "plans": _archived_or("active", "archived", service_plan.c.archived_at),
    "contracts": contract.c.state,
    "contract_periods": func.coalesce(contract_period.c.closed_as, literal("open")),
    "contract_notices": contract_notice.c.state,
}


def _count(connection: Connection, state: ColumnElement[Any]) -> dict[str, int]:
    each = select(state.label("state")).subquery().c.state
    grouped = select(each, func.count()).group_by(each).order_by(each)
    return dict(iter(connection.execute(grouped).tuples()))


def _undelivered(connection: Connection) -> dict[NoticeState, int]:
    waiting = (
        select(notice.c.state, func.count())
        .where(notice.c.state != NoticeState.SENT)
        .group_by(notice.c.state)
        .order_by(notice.c.state)
    )
    return {NoticeState(state): number for state, number in connection.execute(waiting).tuples()}


def _policy_version(connection: Connection, now: datetime) -> int | None:
    try:
        return policy_in_force(connection, now).version
    except NotFoundError:
        return None


def _unknown(workflow_id: str) -> NotFoundError:
    return NotFoundError(f"there is no process {workflow_id[:80]!r}", field="workflow_id")
