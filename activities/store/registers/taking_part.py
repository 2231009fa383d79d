"""Who takes part at the moment: passive contacts do not, and substitutes stand in (R88, R148)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Date, cast, exists, func, literal, or_, select

from activities.store.schema import absence, contact, person
from domain.words import CUSTOMER_ROLES

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Connection

_OF_CUSTOMERS = sorted(CUSTOMER_ROLES)


def passive(person_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether somebody takes no part any more as the contact of a customer, and is nothing else.

    His entry is passive or was put away. Whoever holds a role of staff as well takes part as that:
    so says visibility, too (R49, R88).
    """
    entry, his = contact.alias(), person.alias()
    return exists().where(
        entry.c.person_id == person_id,
        or_(entry.c.state == "passive", entry.c.archived_at.is_not(None)),
        his.c.person_id == entry.c.person_id,
        his.c.roles.contained_by(_OF_CUSTOMERS),
    )


def passive_at(connection: Connection, person_id: str) -> str | None:
    """The customer as whose contact a person takes no part any more; None where he takes part."""
    his = select(contact.c.customer_id).where(contact.c.person_id == person_id)
    return connection.scalar(his.where(passive(contact.c.person_id)))


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
            ~_of_two_customers(),
        )
        .order_by(absence.c.person_id)
    )
    return {absent: back for absent, back in connection.execute(wanted)}  # noqa: C416 - rows are not pairs to mypy


def _of_two_customers() -> ColumnElement[bool]:
    """Whether a contact is away, and whoever was to stand in is one of another customer by now.

    Who was a contact once is still of that customer.
    """
    his, other, heir = contact.alias(), contact.alias(), person.alias()
    return exists().where(
        his.c.person_id == absence.c.person_id,
        person.c.roles.contained_by(_OF_CUSTOMERS),
        other.c.person_id == absence.c.substitute,
        other.c.customer_id != his.c.customer_id,
        heir.c.person_id == other.c.person_id,
        heir.c.roles.contained_by(_OF_CUSTOMERS),
    )
