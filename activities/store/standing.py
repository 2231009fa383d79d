"""Where a service stands, for registers that depend on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from activities.store.schema import service
from domain.errors import NotFoundError
from domain.words import Stage

if TYPE_CHECKING:
    from sqlalchemy import Connection


def stage_of(connection: Connection, service_id: str) -> Stage:
    """The stage of a service, which stays as it is until the transaction ends.

    Raises:
        NotFoundError: there is no such service.
    """
    wanted = select(service.c.stage).where(service.c.service_id == service_id)
    stage: str | None = connection.scalar(wanted.with_for_update(read=True))
    if stage is None:
        message = f"there is no service {service_id[:80]!r}; `service list` lists them"
        raise NotFoundError(message, field="service")
    return Stage(stage)
