"""The row each process keeps: where it stands, and what it needs to go on elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Text, cast, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from activities.store.schema import clock, process, request
from domain.clock import BusinessClock

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from domain.steps import Asked, Opening, Step

_REQUESTED = insert(request).on_conflict_do_nothing()


def business_clock(connection: Connection) -> BusinessClock:
    """The house's clock; business time is the time of day unless a rehearsal set it otherwise."""
    row = connection.execute(select(clock.c.epoch, clock.c.rate, clock.c.started_at)).first()
    return BusinessClock.model_validate(row._mapping) if row else BusinessClock()  # noqa: SLF001 - SQLAlchemy's public accessor


def lock(connection: Connection, workflow_id: str) -> Row[Any] | None:
    """The row of a process, held until the transaction ends."""
    return connection.execute(
        select(process).where(process.c.workflow_id == workflow_id).with_for_update()
    ).first()


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
        state=_as_json(view.state),
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
    connection.execute(
        update(process)
        .where(process.c.workflow_id == step.workflow_id)
        .values(
            stage=step.view.stage,
            state=_as_json(step.view.state),
            step=step.number,
            step_key=step.key,
            run_id=step.run_id,
            policy_version=policy_version,
            closed_at=step.at if ended else None,
            closed_reason=ended,
            stray=None,
        )
    )


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
    if rows:
        connection.execute(_REQUESTED, rows)


def _as_json(text: str) -> ColumnElement[object]:
    """JSON text as it came; PostgreSQL reads it, and nobody on the way there."""
    return cast(literal(text, Text), JSONB)
