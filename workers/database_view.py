"""What PostgreSQL knows of the house: its release, how the processes stand, which are open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from activities.store import reading
from activities.store.engine import engine_for
from domain.errors import UnreachableError
from workers.embedded.credentials import role_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from workers.settings import Settings


@dataclass(frozen=True)
class DatabaseView:
    """What PostgreSQL answered.

    Args:
        version: Its release.
        facts: How the house stands; None before the first migration.
        open_ids: The workflow ids of the processes that have not ended.
    """

    version: str
    facts: reading.StackFacts | None = None
    open_ids: list[str] = field(default_factory=list)


def look_at_database(settings: Settings) -> DatabaseView | None:
    """Ask PostgreSQL, as the reader.

    Returns:
        Its answers; None when it does not answer.
    """
    try:
        engine = engine_for(settings.database_url("reader"), role=role_name("reader"))
    except UnreachableError:
        return None
    try:
        with engine.connect() as connection:
            version = str(connection.scalar(text("SHOW server_version")))
            return _with_facts(connection, version)
    except OperationalError:
        return None
    finally:
        engine.dispose()


def _with_facts(connection: Connection, version: str) -> DatabaseView:
    try:
        now = reading.clock(connection).business(datetime.now(UTC))
        return DatabaseView(
            version,
            reading.stack_facts(connection, now),
            [one.workflow_id for one in reading.processes_open(connection, page=reading.ALL)],
        )
    except ProgrammingError:
        # There are no tables yet: `servicecycle migrate` has not run on this database.
        return DatabaseView(version)
