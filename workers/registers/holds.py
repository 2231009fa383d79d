"""Who writes in the registers: one after another, and nobody waits for long (R44).

Whoever writes in several takes all of them at his beginning, in the order of their names, and the
records in them later, so that no two wait for each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import OperationalError

from domain.errors import UnreachableError
from workers.registers.transactions import IS_TAKEN, be_patient, sqlstate_of, usual_patience

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection

_A_FILES_PATIENCE_SECONDS = 600.0
_TURN = func.hashtextextended(bindparam("name"), 0)
_IS_FREE = select(func.pg_try_advisory_xact_lock(_TURN))
_HELD = select(func.pg_advisory_xact_lock(_TURN))


def hold_all(
    connection: Connection, names: Iterable[str], waiting: Callable[[str], None] | None = None
) -> None:
    """Let nobody else write in these registers until the transaction ends; reading goes on.

    Args:
        waiting: Is told the register that somebody else writes in, and then he is waited for as
            long as a large file takes; None where a person has his answer soon.

    Raises:
        UnreachableError: somebody else writes there for longer; nothing was changed.
    """
    for name in sorted({*names}):
        _hold(connection, name, waiting)


def _hold(connection: Connection, name: str, waiting: Callable[[str], None] | None) -> None:
    if connection.scalar(_IS_FREE, {"name": name}):
        return
    if waiting is not None:
        waiting(name)
        be_patient(connection, _A_FILES_PATIENCE_SECONDS)
    try:
        connection.execute(_HELD, {"name": name})
    except OperationalError as failed:
        if sqlstate_of(failed) != IS_TAKEN:
            raise
        message = (
            f"somebody else is writing in the register of {name}, perhaps with an import; nothing "
            "was changed, try again when it is through"
        )
        raise UnreachableError(message) from None
    be_patient(connection, usual_patience(connection))
