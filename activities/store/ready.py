"""Statements that are compiled once.

SQLAlchemy keeps what it compiled of most statements, but never of PostgreSQL's INSERT: that is
compiled anew each time it runs, which takes longer than PostgreSQL takes to carry it out.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.dialects.postgresql.psycopg import dialect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import Connection, CursorResult, Executable, Table, UpdateBase

    Row = Mapping[str, object]

_DIALECT = dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's dialects have no types
# Each number of rows is a statement of its own, and PostgreSQL keeps a hundred of them ready.
_AT_ONCE = 12


class Ready:
    """A statement whose values have names and come when it is run."""

    def __init__(self, statement: UpdateBase) -> None:
        # What is compiled can be run like what it was compiled from; its type does not say so.
        self._compiled = cast("Executable", statement.compile(dialect=_DIALECT))

    def run(self, connection: Connection, values: Row) -> CursorResult[Any]:
        """Run it once."""
        return connection.execute(self._compiled, dict(values))


def as_it_is(statement: Insert) -> Insert:
    """Let a row that is there already be an error."""
    return statement


def unless_there(statement: Insert) -> Insert:
    """Leave a row as it is that is there already."""
    return statement.on_conflict_do_nothing()


def put(
    connection: Connection,
    table: Table,
    rows: Sequence[Row],
    otherwise: Callable[[Insert], Insert] = unless_there,
) -> int:
    """Insert rows that all have the same columns, several in a statement.

    Args:
        connection: Within whose transaction.
        table: Where they go.
        rows: What goes there.
        otherwise: What is done with a row that is there already, a function that is always the
            same.

    Returns:
        How many were written.
    """
    written = 0
    for first in range(0, len(rows), _AT_ONCE):
        part = rows[first : first + _AT_ONCE]
        ready = _into(table, tuple(part[0]), len(part), otherwise)
        written += ready.run(connection, dict(_numbered(part))).rowcount
    return written


@cache
def _into(
    table: Table, names: tuple[str, ...], rows: int, otherwise: Callable[[Insert], Insert]
) -> Ready:
    values = [
        {name: bindparam(_name(name, row), type_=table.c[name].type) for name in names}
        for row in range(rows)
    ]
    return Ready(otherwise(insert(table).values(values)))


def _numbered(rows: Sequence[Row]) -> Iterable[tuple[str, object]]:
    for number, row in enumerate(rows):
        for name, value in row.items():
            yield _name(name, number), value


def _name(name: str, row: int) -> str:
    return f"{name}_{row}"
