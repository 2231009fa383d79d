"""Whether each row stands in the record once, in its place, and none is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from activities.store.log import content_of
from activities.store.schema import decision, event, notice, process, task, vote
from domain.chain import GENESIS, link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine, Table

COUNTED: tuple[Table, ...] = (event, task, vote, decision, notice, process)

# What holds of rows that were written once, each as a question for those of which it does not.
# UNIQUE keys keep a key from being there twice; these find one fact under two keys.
_ONCE = {
    "a task was opened once": """
        SELECT coalesce(task.task_id, event.data->>'task_id') FROM task
        FULL JOIN (SELECT * FROM event WHERE kind = 'task_opened') event
          ON event.data->>'task_id' = task.task_id
        GROUP BY 1 HAVING count(task.task_id) <> 1 OR count(event.event_key) <> 1
    """,
    "a task is the next of its question": """
        SELECT task_id FROM (
          SELECT task_id, split_part(task_id, '/', -1)::int AS ordinal, row_number()
            OVER (PARTITION BY workflow_id, name ORDER BY split_part(task_id, '/', -1)::int) AS nth
          FROM task) AS numbered
        WHERE ordinal <> nth
    """,
    "a question is open once": """
        SELECT min(task_id) FROM task WHERE closed_at IS NULL
        GROUP BY workflow_id, name HAVING count(*) > 1
    """,
    "a task is completed by one decision": """
        SELECT task.task_id FROM task LEFT JOIN decision USING (task_id)
        GROUP BY task.task_id, task.state
        HAVING count(decision_id) <> CASE task.state WHEN 'completed' THEN 1 ELSE 0 END
    """,
    "a decision is told by one event": """
        SELECT coalesce(decision.task_id, event.data->>'task_id') FROM decision
        FULL JOIN (SELECT * FROM event WHERE kind = 'task_decided') event
          ON event.event_key = decision.decision_id
        WHERE decision.decision_id IS NULL OR event.event_key IS NULL
    """,
    "a vote is told by one event": """
        SELECT coalesce(vote.task_id, event.data->>'task_id') FROM vote
        FULL JOIN (SELECT * FROM event WHERE kind = 'vote_cast') event
          ON event.data->>'task_id' = vote.task_id
          AND coalesce(event.stands_for, event.actor) = vote.seat
        GROUP BY 1, vote.seat HAVING count(vote.seat) <> 1 OR count(event.event_key) <> 1
    """,
    "a notice of a task is written once": """
        SELECT min(notice_key) FROM notice WHERE params ? 'task_id'
        GROUP BY person_id, template, params HAVING count(*) > 1
    """,
    "another notice has a cause of its own": """
        SELECT min(notice_key) FROM notice WHERE NOT params ? 'task_id'
        GROUP BY person_id, template, subject, params, at HAVING count(*) > 1
    """,
    "a fact of an instant is written once": """
        SELECT min(event_key) FROM event
        GROUP BY subject, kind, actor, data, at HAVING count(*) > 1
    """,
    "every notice was sent": "SELECT notice_key FROM notice WHERE state <> 'sent'",
}


@dataclass(frozen=True)
class Rows:
    """What was looked at, and what is wrong with it."""

    counted: dict[str, int]
    wrong: list[str]


def check_rows(engine: Engine) -> Rows:
    """Look at every event, task, vote, decision and notice."""
    with engine.connect() as connection:
        counted = {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in COUNTED
        }
        wrong = [
            f"{rule}: {one}"
            for rule, question in _ONCE.items()
            for one in connection.scalars(text(question))
        ]
        return Rows(counted, [*wrong, *_breaks(connection)])


def all_sent(engine: Engine) -> bool:
    """Whether every notice has left the house; nobody knows while PostgreSQL recovers."""
    try:
        with engine.connect() as connection:
            return not connection.scalar(select(func.count()).where(notice.c.state != "sent"))
    except OperationalError:
        return False


def notice_keys(engine: Engine) -> list[str]:
    """The key of every notice there is."""
    with engine.connect() as connection:
        return list(connection.scalars(select(notice.c.notice_key)))


def _breaks(connection: Connection) -> Iterator[str]:
    """Each event that does not follow the one before it."""
    last: tuple[str, int, str] = ("", 0, GENESIS)
    found = connection.execute(select(event).order_by(event.c.subject, event.c.position))
    for row in found.mappings():
        subject, position, before = last
        if row["subject"] != subject:
            position, before = 0, GENESIS
        follows = (position + 1, before, link(before, content_of(dict(row))))
        if follows != (row["position"], row["previous_hash"], row["hash"]):
            yield f"an event follows the one before it: {row['event_key']}"
        last = (row["subject"], row["position"], row["hash"])
