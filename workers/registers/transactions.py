"""One transaction of a register, and what its caller is told when the database goes away."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import DBAPIError, OperationalError

from activities.store.unit import UnitOfWork
from domain.errors import OutcomeUnknownError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

WAITS_SECONDS = "servicecycle_waits_seconds"
"""The option of an engine that says for how long others are waited for; else it is 8 seconds."""

IS_TAKEN = "55P03"
"""The SQLSTATE of a lock that was waited for in vain."""

_USUAL_PATIENCE_SECONDS = 8.0
_AWAY = "the database does not answer: {}"
_BESIDE = (
    "somebody else is writing the same just now, perhaps with an import{}; nothing was changed, "
    "try again"
)
# Serialization, deadlock, waited in vain, and a key or a period that somebody else was first with.
_MET_ANOTHER = frozenset({"40001", "40P01", IS_TAKEN, "23505", "23P01"})
_PATIENCE = select(func.set_config("lock_timeout", bindparam("limit"), True))  # noqa: FBT003 - set_config names it is_local


@contextmanager
def transaction(engine: Engine) -> Iterator[UnitOfWork]:
    """Run a register's transaction; the caller commits it.

    Only here, where a person waits for the answer, an outage becomes an error of the business; an
    activity lets it pass, so that it is tried again.

    Raises:
        UnreachableError: the database could not be reached, or somebody else wrote the same at the
            same time and was waited for in vain; nothing was written.
        OutcomeUnknownError: it went away in between; repeat the command, which is idempotent.
    """
    try:
        with UnitOfWork(engine) as unit:
            be_patient(unit.connection, usual_patience(unit.connection))
            yield unit
    except DBAPIError as failed:
        if failed.connection_invalidated:
            raise OutcomeUnknownError(_AWAY.format(first_line(failed))) from failed
        if refused(failed):
            raise UnreachableError(_AWAY.format(first_line(failed))) from failed
        if sqlstate_of(failed) in _MET_ANOTHER:
            raise UnreachableError(_BESIDE.format(_key_of(failed))) from failed
        raise


def be_patient(connection: Connection, seconds: float) -> None:
    """Wait so long for each lock that somebody else has, until the transaction ends."""
    connection.execute(_PATIENCE, {"limit": f"{int(seconds * 1000)}ms"})


def usual_patience(connection: Connection) -> float:
    """For how many seconds others are waited for, while a person waits for his answer."""
    return float(connection.get_execution_options().get(WAITS_SECONDS, _USUAL_PATIENCE_SECONDS))


def refused(failed: DBAPIError) -> bool:
    """Whether no connection came about; an error of the server itself carries its SQLSTATE."""
    return isinstance(failed, OperationalError) and sqlstate_of(failed) is None


def sqlstate_of(failed: DBAPIError) -> str | None:
    """What the server calls what went wrong; None where it said nothing."""
    return getattr(failed.orig, "sqlstate", None)


def first_line(failed: DBAPIError) -> str:
    """The cause, without the advice that follows it."""
    return "".join(str(failed.orig).strip().splitlines()[:1])


def _key_of(failed: DBAPIError) -> str:
    """The key that somebody else was first with, for whoever looks for the cause."""
    key = getattr(getattr(failed.orig, "diag", None), "constraint_name", None)
    return f" ({key})" if key else ""
