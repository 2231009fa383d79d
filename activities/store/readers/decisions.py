"""Answers that were recorded, and the votes they came from (R36, R37)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, select

from activities.store.readers.paging import Source, connected
from activities.store.readers.records import Decision, Vote
from activities.store.schema import decision
from activities.store.schema import task as task_table
from activities.store.schema import vote as vote_table

if TYPE_CHECKING:
    from sqlalchemy import Connection


def decisions(source: Source, task_id: str) -> list[Decision]:
    """The answers to one task, the first before its corrections."""
    with connected(source) as connection:
        return _decisions(connection, task_table.c.task_id == task_id)


def votes(source: Source, task_id: str) -> list[Vote]:
    """The votes on one task, in the order they were cast."""
    with connected(source) as connection:
        return _votes(connection, task_table.c.task_id == task_id)


def decisions_of(connection: Connection, workflow_id: str) -> list[Decision]:
    """The answers to all tasks of one process, in the order they were given."""
    return _decisions(connection, task_table.c.workflow_id == workflow_id)


def _decisions(connection: Connection, which: ColumnElement[Any]) -> list[Decision]:
    cast: defaultdict[str, list[Vote]] = defaultdict(list)
    for one in _votes(connection, which):
        cast[one.task_id].append(one)
    asked = task_table.c
    wanted = (
        select(decision, asked.name, asked.question, asked.ballot)
        .join(task_table, asked.task_id == decision.c.task_id)
        .where(which)
        .order_by(decision.c.recorded_at, decision.c.task_id, decision.c.count)
    )
    return [
        Decision(**row, votes=tuple(cast[row["task_id"]]))
        for row in connection.execute(wanted).mappings()
    ]


def _votes(connection: Connection, which: ColumnElement[Any]) -> list[Vote]:
    wanted = (
        select(vote_table)
        .join(task_table, task_table.c.task_id == vote_table.c.task_id)
        .where(which)
        .order_by(vote_table.c.at, vote_table.c.seat)
    )
    return [Vote.model_validate(row) for row in connection.execute(wanted).mappings()]
