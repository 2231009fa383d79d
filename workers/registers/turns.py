"""One request id, one request at a time: whoever brings the same id meanwhile waits his turn.

Each looks, once it is his turn, whether the request was stored before; so of two that carry the
same id and say different things, one is done and the other is told of the conflict.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from domain.errors import OutcomeUnknownError, ServicecycleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

_IS_TAKEN = "55P03"
_KEY_BYTES = 8


@contextmanager
def turn_of(engine: Engine, request_id: str, *, seconds: float) -> Iterator[None]:
    """Have the turn of a request id until the work below is done, or the caller is gone.

    Args:
        engine: The database, with any rights: nothing is written.
        seconds: How long the turn is waited for.

    Raises:
        OutcomeUnknownError: another caller still has it.
    """
    connection = engine.connect()
    try:
        _take(connection, request_id, seconds)
        yield
    finally:
        # The server ends the turn with the connection, also when it does not answer just now.
        with suppress(ServicecycleError, SQLAlchemyError):
            connection.invalidate()
            connection.close()


def _take(connection: Connection, request_id: str, seconds: float) -> None:
    wait = text("SELECT set_config('lock_timeout', :wait, true)")
    turn = text("SELECT pg_advisory_xact_lock(:key)")
    key = int.from_bytes(sha256(request_id.encode()).digest()[:_KEY_BYTES], signed=True)
    try:
        connection.execute(wait, {"wait": f"{int(seconds * 1000)}ms"})
        connection.execute(turn, {"key": key})
    except OperationalError as refused:
        if getattr(refused.orig, "sqlstate", None) != _IS_TAKEN:
            raise
        message = (
            f"another call with the request id {request_id} is on its way and has no answer yet; "
            "repeat this one to hear what became of it"
        )
        raise OutcomeUnknownError(message, field="request_id") from None
