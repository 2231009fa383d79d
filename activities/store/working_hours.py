"""Whose working hours are known: contacts by customer, our own people by policy (R63, R91)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from activities.store import calendars
from activities.store.schema import contact, customer
from domain.words import CUSTOMER_ROLES

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from domain.people import Person
    from domain.worktime import WorkCalendar


def calendar_of(
    connection: Connection, person: Person, of_staff: str | None
) -> WorkCalendar | None:
    """The newest version of a person's working calendar; None where nobody knows it.

    Args:
        of_staff: The calendar of our own people, as policy names it.
    """
    found = connection.execute(
        select(customer.c.calendar_id)
        .join(contact, contact.c.customer_id == customer.c.customer_id)
        .where(contact.c.person_id == person.person_id, contact.c.archived_at.is_(None))
    ).first()
    if found:
        calendar_id = found.calendar_id
    else:
        is_staff = not CUSTOMER_ROLES.issuperset(person.roles)
        calendar_id = of_staff if is_staff else None
    return calendars.newest(connection, calendar_id) if calendar_id else None
