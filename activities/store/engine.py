"""Connections to PostgreSQL, as one of its three roles."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from psycopg import OperationalError
from psycopg.sql import SQL, Identifier
from sqlalchemy import create_engine, event

from domain.errors import UnreachableError

if TYPE_CHECKING:
    from psycopg import Connection
    from sqlalchemy import Connection as Connected
    from sqlalchemy import Engine

READS_AS = "servicecycle_reader"
"""The option of an engine that says who reads; `reading.read_as` sets it."""

_NAME_READER = "SELECT set_config('servicecycle.reader', %s, true)"
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
        # A type we have no column of, for which every engine would ask the server.
        use_native_hstore=False,
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

    event.listen(engine, "begin", _name_reader)
    return engine


def _name_reader(connection: Connected) -> None:
    """Say at the beginning of every transaction who reads, for it is forgotten at its end (R89).

    Whoever opens a reader's connection without saying so reads as nobody and sees nothing.
    """
    reader = connection.get_execution_options().get(READS_AS)
    if reader is None:
        return
    try:
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(_NAME_READER, (reader,))
    except OperationalError as silent:
        message = f"the database does not answer: {silent}"
        raise UnreachableError(message) from silent
