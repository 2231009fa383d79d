"""A contact between active and passive, and what passes to somebody else (R49, R88)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from activities.store.schema import contact, dependent, notice, person
from domain.words import CUSTOMER_ROLES, NoticeState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection

PASSIVE, ACTIVE = "passive", "active"


def state_of(connection: Connection, person_id: str) -> str | None:
    """Whether a contact is active or passive; None where he is no contact any more."""
    his = (contact.c.person_id == person_id) & contact.c.archived_at.is_(None)
    return connection.scalar(select(contact.c.state).where(his))


def customers_of(connection: Connection, ids: Collection[str]) -> dict[str, str | None]:
    """Whose contact each of these people is, None for nobody's; those of staff are left out.

    Who was a contact once is still of that customer: his entry is passive or was put away.
    """
    entry = contact.c.person_id == person.c.person_id
    known = select(person.c.person_id, contact.c.customer_id).outerjoin_from(person, contact, entry)
    only = person.c.roles.contained_by(sorted(CUSTOMER_ROLES))
    rows = connection.execute(known.where(person.c.person_id == func.any(list(ids)), only))
    return {person_id: customer_id for person_id, customer_id in rows}  # noqa: C416 - rows are not pairs to mypy


def may_stand_in(of_customers: Mapping[str, str | None], person_id: str, absent: str) -> bool:
    """Whether somebody may stand in for another: for a contact one of his own, or one of ours.

    Args:
        of_customers: Whose both are, as `customers_of` says.
    """
    his = of_customers.get(absent)
    return his is None or of_customers.get(person_id) in {None, his}


def put_state(connection: Connection, person_id: str, state: str) -> None:
    """Let a contact be active or passive."""
    this = contact.c.person_id == person_id
    connection.execute(update(contact).where(this).values(state=state))


def pass_on(connection: Connection, person_id: str, to: str) -> list[str]:
    """Let customers be reached through somebody else from now on.

    Returns:
        The services of the dependents that passed to him.
    """
    open_ones = (dependent.c.contact == person_id) & dependent.c.closed_at.is_(None)
    passed = update(dependent).where(open_ones).values(contact=to).returning(dependent.c.service_id)
    return sorted(set(connection.scalars(passed)))


def keep_notices_back(connection: Connection, person_id: str, why: str) -> None:
    """Let the notices that still wait for a person never be sent."""
    waiting = notice.c.state.in_([NoticeState.QUEUED, NoticeState.HELD])
    connection.execute(
        update(notice)
        .where(notice.c.person_id == person_id, waiting)
        .values(state=NoticeState.FAILED, last_error=why)
    )
