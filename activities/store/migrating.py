"""Bring the database to the present schema, with timeouts, one migration at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from psycopg import OperationalError, errors
from sqlalchemy import NullPool, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError

from activities.store.grants import READER, WORKER, grant, make_roles
from domain.errors import ConflictError, NotAllowedError, ServicecycleError, UnreachableError

if TYPE_CHECKING:
    from alembic.runtime.migration import MigrationInfo
    from sqlalchemy import Connection

_SCRIPTS = "activities.store:migrations"
_TURN = "servicecycle/migrate"
_FIELD = "SERVICECYCLE_DATABASE_URL"


def migrate(owner_url: str, *, patience_seconds: int = 5) -> list[str]:
    """Apply the revisions that are missing and give the roles their rights, all or nothing.

    Two migrations at once take turns; the second finds nothing to do.

    Args:
        owner_url: `postgresql+psycopg://…` of the login that owns the tables.
        patience_seconds: How long a table that others hold is waited for; short, so that a
            migration never stops a running house.

    Returns:
        The revisions that were applied, oldest first; none when the schema is the present one.

    Raises:
        UnreachableError: the database does not answer.
        NotAllowedError: the login may not make the tables or the roles.
        ConflictError: another program holds a table, or is migrating, for too long.

    Idempotent by: the revision that the database names as its own.
    """
    engine = create_engine(owner_url, poolclass=NullPool, connect_args={"connect_timeout": 5})
    try:
        with engine.begin() as connection:
            _take_turn(connection, patience_seconds)
            make_roles(connection)
            applied = _upgrade(connection)
            grant(connection)
    except DBAPIError as failed:
        if explained := _explained(failed.orig):
            raise explained from failed
        raise
    return applied


def _take_turn(connection: Connection, patience_seconds: int) -> None:
    connection.execute(text("SET LOCAL lock_timeout = '60s'"))
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(_TURN, 0))))
    connection.execute(text(f"SET LOCAL lock_timeout = '{patience_seconds}s'"))
    connection.execute(text("SET LOCAL statement_timeout = '60s'"))


def _upgrade(connection: Connection) -> list[str]:
    applied: list[str] = []

    def noted(*, step: MigrationInfo, **_others: object) -> None:
        applied.append(str(step.up_revision_id))

    config = Config()
    config.set_main_option("script_location", _SCRIPTS)
    config.attributes.update(connection=connection, noted=noted)
    command.upgrade(config, "head")
    return applied


def _explained(cause: BaseException | None) -> ServicecycleError | None:
    match cause:
        case errors.InsufficientPrivilege() as refused:
            message = (
                f"the login may not set the database up: {refused.diag.message_primary}; let its "
                f"administrator run CREATE ROLE {WORKER} NOLOGIN; CREATE ROLE {READER} NOLOGIN; "
                f"GRANT {WORKER}, {READER} TO the login, which must also own the database"
            )
            return NotAllowedError(message, field=_FIELD)
        case errors.LockNotAvailable() | errors.QueryCanceled():
            message = "another program holds a table for too long; nothing was changed, try again"
            return ConflictError(message)
        case OperationalError(sqlstate=None) as silent:
            return UnreachableError(f"the database does not answer: {silent}", field=_FIELD)
        case _:
            return None
