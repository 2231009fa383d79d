"""A database is brought back to what it was, in a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg.sql import SQL, Composed, Identifier

from activities.store.schema import metadata
from workers.embedded.credentials import role_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psycopg import Cursor
    from sqlalchemy import Engine

MAY_WIPE = f"GRANT SET ON PARAMETER session_replication_role TO {role_name('owner')}"
"""What a superuser tells a server on which a slate is wiped."""

_TABLES = tuple(metadata.tables)
_LARGE = 2_000
# With this, rows go without asking anybody: no trigger of ours and no other table.
_UNGUARDED = "SET LOCAL session_replication_role = replica"
_FILLED = SQL(" UNION ALL ").join(
    SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(name, Identifier(name))
    for name in _TABLES
)
_NUMBERS = """
    SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences
    WHERE last_value IS NOT NULL"""


class Slate:
    """What the tables of a house hold: wiped, or as it was when it was kept.

    TRUNCATE makes new files for each table and each index, whether a row was there or not; that
    takes a tenth of a second, and there are a thousand tests.
    """

    def __init__(self, owner: Engine) -> None:
        self._owner = owner
        self._rows: Mapping[str, bytes] = {}
        self._numbers: Mapping[str, int] = {}

    def wipe(self) -> None:
        """No row in any table; numbers begin at one."""
        self._put({}, {})

    def keep(self) -> None:
        """Remember what there is."""
        with self._owner.connect() as connection, _cursor(connection) as cursor:
            self._rows = {name: _copied(cursor, name) for name in _filled(cursor)}
            self._numbers = dict(cursor.execute(_NUMBERS).fetchall())

    def restore(self) -> None:
        """Whatever has been done since, there is again what was kept."""
        self._put(self._rows, self._numbers)

    def _put(self, rows: Mapping[str, bytes], numbers: Mapping[str, int]) -> None:
        with self._owner.begin() as connection, _cursor(connection) as cursor:
            cursor.execute(_UNGUARDED)
            _delete(cursor)
            for name, content in rows.items():
                with cursor.copy(_copy(name, "FROM STDIN")) as copy:
                    copy.write(content)
            for sequence, last in cursor.execute(_NUMBERS).fetchall():
                kept = numbers.get(sequence)
                if kept != last:
                    cursor.execute(
                        "SELECT setval(%s::regclass, %s, %s)", (sequence, kept or 1, bool(kept))
                    )


def _cursor(connection: Any) -> Cursor[Any]:  # noqa: ANN401 - SQLAlchemy does not know its driver
    cursor: Cursor[Any] = connection.connection.driver_connection.cursor()
    return cursor


def _filled(cursor: Cursor[Any]) -> list[str]:
    return [name for (name,) in cursor.execute(_FILLED).fetchall()]


def _delete(cursor: Cursor[Any]) -> None:
    gone = 0
    for name in _filled(cursor):
        gone += cursor.execute(SQL("DELETE FROM {}").format(Identifier(name))).rowcount
    if gone > _LARGE:
        # What is deleted stays in the files, and would be walked over by every test after this.
        cursor.execute(SQL("TRUNCATE {}").format(SQL(", ").join(map(Identifier, _TABLES))))


def _copied(cursor: Cursor[Any], name: str) -> bytes:
    with cursor.copy(_copy(name, "TO STDOUT")) as copy:
        return b"".join(bytes(part) for part in copy)


def _copy(name: str, direction: str) -> Composed:
    return SQL("COPY {} " + direction + " (FORMAT binary)").format(Identifier(name))
