"""The row each process keeps: where it stands, and what it needs to go on elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Text, bindparam, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from activities.store.ready import put
from activities.store.schema import clock, process, request
from domain.clock import BusinessClock

if TYPE_CHECKING:
    from datetime import datetime

    from pydantic import JsonValue
    from sqlalchemy import Connection

    from domain.steps import Asked, Opening, Step

_OF = process.c.workflow_id == bindparam("of")
_ROW = (
    select(*(one for one in process.c if one is not process.c.state))
    .where(_OF)
    .with_for_update()
    .cte("held")
)
# The row first and the end of its events then, as everybody does who holds both.
_LOCKED = select(_ROW, func.pg_advisory_xact_lock(func.hashtextextended(_ROW.c.subject, 0)))
# The state comes as text and goes as it came; PostgreSQL reads it, and nobody on the way there.
_ADVANCED = update(process).where(_OF).values(state=cast(bindparam("text", type_=Text), JSONB))


def business_clock(connection: Connection) -> BusinessClock:
    """The house's clock; business time is the time of day unless a rehearsal set it otherwise."""
    row = connection.execute(select(clock.c.epoch, clock.c.rate, clock.c.started_at)).first()
    return BusinessClock.model_validate(row._mapping) if row else BusinessClock()  # noqa: SLF001 - SQLAlchemy's public accessor


def lock(connection: Connection, workflow_id: str) -> Row[Any] | None:
    """The row of a process without its state; held with its events until the transaction ends."""
    return connection.execute(_LOCKED, {"of": workflow_id}).first()


def state_of(connection: Connection, workflow_id: str) -> dict[str, JsonValue]:
    """What a process goes on from elsewhere."""
    found = select(process.c.state).where(process.c.workflow_id == workflow_id)
    state: dict[str, JsonValue] = connection.execute(found).scalar_one()
    return state


def begin(connection: Connection, opening: Opening, policy_version: int, at: datetime) -> bool:
    """Write the row of a new process.

    Returns:
        Whether it is new.

    Idempotent by: the workflow id.
    """
    view = opening.view
    statement = insert(process).values(
        workflow_id=opening.workflow_id,
        kind=view.kind,
        subject=view.subject,
        stage=view.stage,
        state=cast(literal(view.state, Text), JSONB),
        step=0,
        run_id=opening.run_id,
        policy_version=policy_version,
        request_id=opening.request.request_id,
        fingerprint=opening.request.fingerprint,
        opened_at=at,
    )
    return bool(connection.execute(statement.on_conflict_do_nothing()).rowcount)


def advance(connection: Connection, step: Step, policy_version: int) -> None:
    """Write where a process stands after a step."""
    ended = step.view.ended
    now = {
        "stage": step.view.stage,
        "step": step.number,
        "step_key": step.key,
        "run_id": step.run_id,
        "policy_version": policy_version,
        "closed_at": step.at if ended else None,
        "closed_reason": ended,
        "stray": None,
    }
    connection.execute(_ADVANCED, {"of": step.workflow_id, "text": step.view.state, **now})


def note_requests(
    connection: Connection, requests: list[Asked], subject: str, workflow_id: str | None
) -> None:
    """Remember requests, so that the same id again returns the same.

    Idempotent by: the request id.
    """
    rows = [
        {**one.model_dump(), "subject": subject, "workflow_id": workflow_id}
        for one in requests
        if one.request_id
    ]
    put(connection, request, rows)
