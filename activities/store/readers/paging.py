"""How every reading function reaches the database, and how lists come page by page."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import Connection, Engine

from activities.store.engine import READS_AS
from domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, Select

Source: TypeAlias = Engine | Connection


@dataclass(frozen=True)
class Page:
    """Which part of a list is wanted.

    Args:
        limit: How many at most; None for all there are.
        after: The id of the last one seen; None for the beginning.
    """

    limit: int | None = 50
    after: str | None = None

    def of(self, wanted: Select[Any], key: Column[Any], *, after: object = None) -> Select[Any]:
        """The part of a list that is ordered by one key.

        Args:
            after: What the key is compared with where it is not the id itself.
        """
        seen = self.after if after is None else after
        if seen is not None:
            wanted = wanted.where(key > seen)
        return wanted.order_by(key).limit(self.limit)

    def number_after(self) -> int | None:
        """The last one seen, where the ids of a list are numbers.

        Raises:
            InvalidInputError: it is no number.
        """
        if self.after is None:
            return None
        digits = self.after.rpartition("#")[2]
        if not digits.isdecimal():
            raise InvalidInputError(f"after: {self.after[:80]!r} is no such id", field="after")
        return int(digits)


FIRST_PAGE = Page()
ALL = Page(limit=None)


def read_as(engine: Engine, reader: str) -> Engine:
    """The same database for one reader: every transaction of it sees what he may see (R89).

    Args:
        engine: Connections with the rights of the reader; without an identity they see nothing.
        reader: The id of a person, or `system` for what the house itself reads.
    """
    return engine.execution_options(**{READS_AS: reader})


@contextmanager
def connected(source: Source) -> Iterator[Connection]:
    """One connection for everything that is read together, so that it fits together.

    It reads as whoever the source was opened for; a source of the reader's that names nobody sees
    nothing.
    """
    if isinstance(source, Connection):
        yield source
        return
    with source.connect() as connection:
        yield connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
