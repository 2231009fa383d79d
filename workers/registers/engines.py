"""The database as the registers and the starters reach it, and what time it is in business."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from activities.store import reading
from activities.store.engine import engine_for
from activities.store.grants import READER, WORKER
from domain.errors import OutcomeUnknownError, UnreachableError

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.engine import ExceptionContext

    from workers.settings import Settings


def worker_engine(settings: Settings) -> Engine:
    """The database with the rights of the worker; nothing is connected yet.

    Raises:
        UnreachableError: nothing runs on the data folder; later, when the database is away.
    """
    engine = engine_for(settings.database_url("worker"), role=WORKER)
    event.listen(engine, "handle_error", _writing_failed)
    return engine


def reader_engine(settings: Settings) -> Engine:
    """The database with the rights of the reader; nothing is connected yet.

    Raises:
        UnreachableError: nothing runs on the data folder; later, when the database is away.
    """
    engine = engine_for(settings.database_url("reader"), role=READER)
    event.listen(engine, "handle_error", _reading_failed)
    return engine


def business_now(engine: Engine) -> datetime:
    """What time it is in the business of this house."""
    return reading.clock(engine).business(datetime.now(UTC))


def _reading_failed(context: ExceptionContext) -> None:
    """Turn a database that is away into our own error; SQL that is wrong stays what it is."""
    if _is_away(context):
        raise UnreachableError(_said(context))


def _writing_failed(context: ExceptionContext) -> None:
    """As for reading; but once a transaction runs, nobody knows whether it was committed."""
    if not _is_away(context):
        return
    if context.connection is None:
        raise UnreachableError(_said(context))
    raise OutcomeUnknownError(_said(context))


def _is_away(context: ExceptionContext) -> bool:
    refused = context.connection is None and isinstance(
        context.sqlalchemy_exception, OperationalError
    )
    return (refused or context.is_disconnect) and not context.is_pre_ping


def _said(context: ExceptionContext) -> str:
    first = str(context.original_exception).strip().splitlines()[:1]
    return f"the database does not answer: {''.join(first)}"
