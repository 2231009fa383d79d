"""Many rows at once, thousands in a statement, within the transaction at hand.

PostgreSQL refuses its COPY where rules of visibility stand on a table; this takes as little longer
as a hundred thousand rows in a second.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import insert, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Table

_WORTH_A_DOCUMENT = 100
_AT_ONCE = 5_000


def put_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows that all have the same columns.

    Raises:
        IntegrityError: one of them cannot stand there.
    """
    if not rows:
        return
    if len(rows) < _WORTH_A_DOCUMENT:
        connection.execute(insert(table), [dict(one) for one in rows])
        return
    quoted = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quoted(name) for name in rows[0])
    statement = text(
        f"INSERT INTO {quoted(table.name)} ({columns}) SELECT {columns}"  # noqa: S608 - names of our own tables
        f" FROM json_populate_recordset(NULL::{quoted(table.name)}, CAST(:rows AS json))"
    )
    for first in range(0, len(rows), _AT_ONCE):
        part = [dict(one) for one in rows[first : first + _AT_ONCE]]
        connection.execute(statement, {"rows": json.dumps(part, ensure_ascii=False, default=str)})
