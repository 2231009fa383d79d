"""Who takes part at the moment: passive contacts do not, and substitutes stand in (R88, R148)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Date, cast, exists, func, literal, select

from activities.store.schema import absence, contact, person

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Connection


def passive(person_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a person is a contact who was made passive."""
    his = (contact.c.person_id == person_id) & (contact.c.state == "passive")
    return exists().where(his, contact.c.archived_at.is_(None))


def passive_at(connection: Connection, person_id: str) -> str | None:
    """The customer whose passive contact a person is; None where he is none."""
    his = (contact.c.person_id == person_id) & (contact.c.state == "passive")
    return connection.scalar(
        select(contact.c.customer_id).where(his, contact.c.archived_at.is_(None))
    )


def stands_in(connection: Connection, person_id: str, absent: str, now: datetime) -> bool:
    """Whether somebody is away today, where he is, and left his seat to a person."""
    return absent in seats_of(connection, person_id, now)


def seats_of(connection: Connection, person_id: str, now: datetime) -> dict[str, date]:
    """The people who are away and for whom a person stands in, with the day each is back."""
    today = cast(func.timezone(person.c.time_zone, literal(now)), Date)
    wanted = (
        select(absence.c.person_id, absence.c.back_on)
        .join(person, person.c.person_id == absence.c.person_id)
        .where(
            absence.c.substitute == person_id,
            absence.c.archived_at.is_(None),
            person.c.archived_at.is_(None),
            absence.c.from_on <= today,
            today < absence.c.back_on,
        )
        .order_by(absence.c.person_id)
    )
    return {absent: back for absent, back in connection.execute(wanted)}  # noqa: C416 - rows are not pairs to mypy
