"""Verify: the record is as it was written, and every process stands where its record says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store.proof import check_record, ends_of_chains, how_many_events
from domain.words import SYSTEM
from workers.comparing import compared
from workers.registers.engines import reader_engine

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

    from activities.store.proof import Ends
    from domain.proof import Apart, RecordCheck
    from workers.settings import Settings


def verify_record(
    settings: Settings, passed: Callable[[int, int], None], kept: Ends | None = None
) -> RecordCheck:
    """Check the record against itself, as of one moment.

    Args:
        passed: Told how many events of how many were checked.
        kept: The ends of the chains as they were noted before, outside of the house.

    Raises:
        UnreachableError: the database does not answer.
    """
    engine = reader_engine(settings, SYSTEM)
    try:
        with _one_moment(engine) as connection:
            of = how_many_events(connection)
            return check_record(connection, lambda number: passed(number, of), kept)
    finally:
        engine.dispose()


def noted_ends(settings: Settings) -> Ends:
    """The last event of every record, to be kept outside of the house.

    Raises:
        UnreachableError: the database does not answer.
    """
    engine = reader_engine(settings, SYSTEM)
    try:
        with engine.connect() as connection:
            return ends_of_chains(connection)
    finally:
        engine.dispose()


async def verify_processes(settings: Settings) -> list[Apart]:
    """Compare what is on record with what runs.

    Raises:
        UnreachableError: the database, Temporal, or every worker does not answer.
    """
    engine = reader_engine(settings, SYSTEM)
    try:
        async with compared(settings, engine) as comparison:
            return await comparison.all_that_is_apart()
    finally:
        engine.dispose()


def _one_moment(engine: Engine) -> Connection:
    return engine.connect().execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )
