"""One transaction: committed when asked, undone by default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

    from sqlalchemy import Connection, Engine


class UnitOfWork:
    """A transaction on one connection; leaving it without `commit` undoes everything."""

    connection: Connection

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        self.connection = self._engine.connect()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.connection.close()

    def commit(self) -> None:
        """Make everything that was written durable, at once or not at all."""
        self.connection.commit()
