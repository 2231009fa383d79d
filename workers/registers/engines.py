"""The database as the registers and the starters reach it, and what time it is in business."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from activities.store import reading
from activities.store.engine import engine_for
from activities.store.grants import READER, WORKER
from domain.errors import UnreachableError
from workers.registers.transactions import first_line, refused

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.engine import ExceptionContext

    from workers.settings import Settings


def worker_engine(settings: Settings) -> Engine:
    """The database with the rights of the worker; nothing is connected yet.

    An outage stays what it is, so that an activity which meets it is tried again; the registers
    tell their callers themselves.

    Raises:
        UnreachableError: nothing runs on the data folder.
    """
    return engine_for(settings.database_url("worker"), role=WORKER)


def reader_engine(settings: Settings, reads_as: str) -> Engine:
    """The database with the rights of the reader, for one of its readers; nothing is connected yet.

    Args:
        reads_as: The person whose sight it has; `system` for what the house itself reads (R89).

    Raises:
        UnreachableError: nothing runs on the data folder; later, when the database is away.
    """
    engine = engine_for(settings.database_url("reader"), role=READER)
    event.listen(engine, "handle_error", _reading_failed)
    return reading.read_as(engine, reads_as)


def business_now(engine: Engine) -> datetime:
    """What time it is in the business of this house."""
    return reading.clock(engine).business(datetime.now(UTC))


def _reading_failed(context: ExceptionContext) -> None:
    """Turn a database that is away into our own error; SQL that is wrong stays what it is."""
    failed = context.sqlalchemy_exception
    if context.is_pre_ping or not isinstance(failed, DBAPIError):
        return
    if context.is_disconnect or refused(failed):
        message = f"the database does not answer: {first_line(failed)}"
        raise UnreachableError(message) from failed
