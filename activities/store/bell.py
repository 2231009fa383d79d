"""The bell of the mailroom: PostgreSQL rings it when a notice is committed to the outbox."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from activities.store.outbox import CHANNEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection
    from sqlalchemy import Engine


class Ear:
    """Hears the bell on a connection that does nothing else."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection

    def wait(self, seconds: float) -> bool:
        """Wait for the bell; one that rang since the last time is heard at once.

        Returns:
            Whether it rang.
        """
        return any(list(self._connection.notifies(timeout=seconds, stop_after=1)))


class Bell:
    """Where to listen for notices."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def listen(self) -> Iterator[Ear]:
        """Begin to listen; what was committed before must be looked for in the outbox."""
        with self._engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            driver: Any = connection.connection.driver_connection
            # A connection that listens is never handed back to those who write.
            connection.detach()
            connection.exec_driver_sql(f"LISTEN {CHANNEL}")
            yield Ear(driver)
