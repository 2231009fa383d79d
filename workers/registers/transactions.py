"""One transaction of a register, and what its caller is told when the database goes away."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, OperationalError

from activities.store.unit import UnitOfWork
from domain.errors import OutcomeUnknownError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

_AWAY = "the database does not answer: {}"


@contextmanager
def transaction(engine: Engine) -> Iterator[UnitOfWork]:
    """Run a register's transaction; the caller commits it.

    Only here, where a person waits for the answer, an outage becomes an error of the business; an
    activity lets it pass, so that it is tried again.

    Raises:
        UnreachableError: the database could not be reached, so nothing was written.
        OutcomeUnknownError: it went away in between; repeat the command, which is idempotent.
    """
    try:
        with UnitOfWork(engine) as unit:
            yield unit
    except DBAPIError as failed:
        if failed.connection_invalidated:
            raise OutcomeUnknownError(_AWAY.format(first_line(failed))) from failed
        if refused(failed):
            raise UnreachableError(_AWAY.format(first_line(failed))) from failed
        raise


def refused(failed: DBAPIError) -> bool:
    """Whether no connection came about; an error of the server itself carries its SQLSTATE."""
    is_ours = isinstance(failed, OperationalError)
    return is_ours and getattr(failed.orig, "sqlstate", None) is None


def first_line(failed: DBAPIError) -> str:
    """The cause, without the advice that follows it."""
    return "".join(str(failed.orig).strip().splitlines()[:1])
