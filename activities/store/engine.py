"""Connections to PostgreSQL, as one of its three roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg.sql import SQL, Identifier
from sqlalchemy import create_engine, event

if TYPE_CHECKING:
    from psycopg import Connection
    from sqlalchemy import Engine

_POOL = 10
_MORE_WHEN_BUSY = 20


def engine_for(url: str, *, role: str | None = None) -> Engine:
    """Open a pool of connections; instants come back in UTC, wherever the server stands.

    Args:
        url: `postgresql+psycopg://…`.
        role: The role to take after login, where one login serves for all; none keeps the login's.
    """
    engine = create_engine(
        url,
        pool_size=_POOL,
        max_overflow=_MORE_WHEN_BUSY,
        pool_pre_ping=True,
        # A failure's text must not carry what people wrote.
        hide_parameters=True,
        # Without it an INSERT that conflicted looks like one that wrote: its rowcount is -1.
        execution_options={"preserve_rowcount": True},
        connect_args={"connect_timeout": 5, "application_name": "servicecycle"},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Connection, _record: object) -> None:
        connection.execute("SET TIME ZONE 'UTC'")
        if role is not None:
            connection.execute(SQL("SET ROLE {}").format(Identifier(role)))
        connection.commit()

    return engine
