"""What PostgreSQL knows of the house: its release, how the processes stand, which are open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from activities.store import reading
from domain.errors import UnreachableError
from domain.words import SYSTEM
from workers.registers.engines import business_now, reader_engine

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from workers.settings import Settings


@dataclass(frozen=True)
class DatabaseView:
    """What PostgreSQL answered.

    Args:
        version: Its release.
        facts: How the house stands; None before the first migration.
        open_ones: The processes that have not ended: their kinds, by workflow id.
    """

    version: str
    facts: reading.StackFacts | None = None
    open_ones: dict[str, str] = field(default_factory=dict)

    @property
    def astray(self) -> list[str]:
        """Those of them of which housekeeping found that they do not run."""
        return [one.workflow_id for one in self.facts.strays] if self.facts else []


def look_at_database(settings: Settings) -> DatabaseView | None:
    """Ask PostgreSQL, as the reader.

    Returns:
        Its answers; None when it does not answer.
    """
    try:
        engine = reader_engine(settings, SYSTEM)
        with engine.connect() as connection:
            version = str(connection.scalar(text("SHOW server_version")))
        view = _with_facts(engine, version)
        engine.dispose()
    except UnreachableError:
        return None
    return view


def _with_facts(engine: Engine, version: str) -> DatabaseView:
    try:
        return DatabaseView(
            version,
            reading.stack_facts(engine, business_now(engine)),
            {one.workflow_id: one.kind for one in reading.processes_open(engine, page=reading.ALL)},
        )
    except ProgrammingError:
        # There are no tables yet: `servicecycle migrate` has not run on this database.
        return DatabaseView(version)
