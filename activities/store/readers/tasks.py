"""Tasks: one inbox over all processes (R148)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, literal, or_, select, tuple_

from activities.store import people
from activities.store.readers.paging import FIRST_PAGE, Page, Source, connected
from activities.store.readers.records import Task
from activities.store.readers.views import inbox as inbox_view
from activities.store.readers.views import tasks as tasks_view
from activities.store.schema import person as person_table
from activities.store.schema import task as task_table
from activities.store.schema import vote
from domain.errors import NotFoundError
from domain.words import OPEN_TASK_STATES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from domain.people import Person
    from domain.words import Role


@dataclass(frozen=True)
class Wanted:
    """Which open tasks somebody wants to see; what is left out is not asked.

    Args:
        now: The instant of business time for which tasks are overdue or not.
        role: Only what holders of this role may answer.
        person: Only what this person may answer: by his roles, unless it is his own request, was
            handed to somebody else or has his vote already; and what was handed to him.
        overdue: Only what was due before now.
    """

    now: datetime
    role: Role | None = None
    person: str | None = None
    overdue: bool = False


def inbox(source: Source, wanted: Wanted, *, page: Page = FIRST_PAGE) -> list[Task]:
    """The open tasks, the one that is due first at the top.

    Raises:
        NotFoundError: nobody has the id of the person, or no task that of `page.after`.
    """
    view = inbox_view.c
    with connected(source) as connection:
        query = select(inbox_view).where(*_conditions(connection, wanted))
        if page.after is not None:
            seen = tuple_(literal(_due_at(connection, page.after)), literal(page.after))
            query = query.where(tuple_(view.due_at, view.task_id) > seen)
        return _tasks(connection, _in_order(query).limit(page.limit), wanted.now)


def task(source: Source, task_id: str, now: datetime) -> Task:
    """One task, open or closed, with the answer that holds.

    Raises:
        NotFoundError: there is no such task.
    """
    with connected(source) as connection:
        query = select(tasks_view).where(tasks_view.c.task_id == task_id)
        for found in _tasks(connection, query, now):
            return found
    raise _unknown(task_id, "task")


def open_tasks(source: Source, workflow_id: str, now: datetime) -> list[Task]:
    """The open tasks of one process, the one that is due first at the top."""
    query = select(inbox_view).where(inbox_view.c.workflow_id == workflow_id)
    with connected(source) as connection:
        return _tasks(connection, _in_order(query), now)


def unanswerable(source: Source, tasks: Iterable[Task]) -> frozenset[str]:
    """The ids of those tasks that nobody in the register can answer.

    Nobody who takes part, and who is not barred from the task, holds any of its roles. A task that
    was handed to one person has him.
    """
    asked = [one for one in tasks if one.assignee is None]
    wanted = {role.value for one in asked for role in one.roles}
    holding = select(person_table.c.person_id, person_table.c.roles).where(
        person_table.c.archived_at.is_(None), person_table.c.roles.overlap(sorted(wanted))
    )
    with connected(source) as connection:
        holders = connection.execute(holding).all() if wanted else []
    return frozenset(
        one.task_id
        for one in asked
        if not any(
            holder.person_id not in one.barred and not set(one.roles).isdisjoint(holder.roles)
            for holder in holders
        )
    )


def _in_order(query: Select[Any]) -> Select[Any]:
    return query.order_by(inbox_view.c.due_at, inbox_view.c.task_id)


def _conditions(connection: Connection, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.overdue:
        conditions.append(inbox_view.c.due_at < wanted.now)
    if wanted.role is not None:
        conditions.append(inbox_view.c.roles.contains([wanted.role.value]))
    if wanted.person is not None:
        known = people.by_id(connection, wanted.person)
        if known is None:
            message = f"nobody is called {wanted.person[:80]!r}; `people list` lists everybody"
            raise NotFoundError(message, field="as")
        conditions.append(_answerable_by(known) if known.is_active else false())
    return conditions


def _answerable_by(person: Person) -> ColumnElement[bool]:
    view = inbox_view.c
    roles = [role.value for role in person.roles]
    has_voted = exists().where(vote.c.task_id == view.task_id, vote.c.seat == person.person_id)
    by_his_roles = and_(
        view.roles.overlap(roles),
        ~view.barred.contains([person.person_id]),
        or_(view.assignee.is_(None), view.rungs.overlap(roles)),
        or_(~view.ballot, and_(view.seats.contains([person.person_id]), ~has_voted)),
    )
    return or_(by_his_roles, view.assignee == person.person_id)


def _due_at(connection: Connection, task_id: str) -> datetime:
    due = select(task_table.c.due_at).where(task_table.c.task_id == task_id)
    found: datetime | None = connection.scalar(due)
    if found is None:
        raise _unknown(task_id, "after")
    return found


def _tasks(connection: Connection, query: Select[Any], now: datetime) -> list[Task]:
    return [
        Task(**row, overdue=row["state"] in OPEN_TASK_STATES and row["due_at"] < now)
        for row in connection.execute(query).mappings()
    ]


def _unknown(task_id: str, field: str) -> NotFoundError:
    message = f"there is no task {task_id[:80]!r}; `inbox` lists the open ones"
    return NotFoundError(message, field=field)
