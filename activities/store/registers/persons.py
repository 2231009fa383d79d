"""The people behind contacts: who is there, who comes in, whose name or address changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, func, select, update

from activities.store.copying import put_rows
from activities.store.schema import contact, person, technician
from domain.registers.people import OF_THE_PERSON

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection, RowMapping


def persons(connection: Connection, ids: Collection[str]) -> dict[str, RowMapping]:
    """Those of these people who are in the register, archived ones too."""
    wanted = select(person).where(person.c.person_id == func.any(list(ids)))
    return {row["person_id"]: row for row in connection.execute(wanted).mappings()}


def entries_of(connection: Connection, person_id: str) -> list[str]:
    """What a person is beside a person: the kinds of his entries that are not put away."""
    entries = {"contact": contact, "technician": technician}
    return [
        kind
        for kind, table in entries.items()
        if connection.scalar(
            select(exists().where(table.c.person_id == person_id, table.c.archived_at.is_(None)))
        )
    ]


def register_persons(
    connection: Connection, rows: Sequence[Mapping[str, object]], *, role: str
) -> None:
    """Register people who were not there, with the one role that brought them in."""
    put_rows(
        connection,
        person,
        [
            {
                "person_id": one["id"],
                **{name: one[name] for name in OF_THE_PERSON},
                "roles": [role],
            }
            for one in rows
        ],
    )


def change_persons(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Let people be called, reached and written to as these rows say."""
    if not rows:
        return
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in OF_THE_PERSON}
    this = update(person).where(person.c.person_id == bindparam("his")).values(values)
    connection.execute(
        this,
        [
            {"his": one["id"], **{f"new_{name}": one[name] for name in OF_THE_PERSON}}
            for one in rows
        ],
    )
