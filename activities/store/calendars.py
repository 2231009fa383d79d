"""Working calendars and their versions, which are added and never changed (R91; 8.3.3)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as put_in

from activities.store.pinning import policy_in_force
from activities.store.schema import calendar, calendar_version, customer, policy, policy_draft
from domain.calendars import CalendarSource
from domain.model import Value
from domain.words import PolicyState
from domain.worktime import WorkCalendar

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, RowMapping

_NOT_CONTENT = {"calendar_id", "version"}


class FrozenCalendar(Value):
    """A version of a calendar, and where it came from.

    Args:
        owner: Who added the calendar, by his id.
        archived_at: Since when the calendar is taken by nobody new; None while it is.
    """

    calendar: WorkCalendar
    name: str
    owner: str
    source: CalendarSource
    frozen_by: str
    frozen_at: datetime
    archived_at: datetime | None = None


def hold(connection: Connection, calendar_id: str) -> None:
    """Let nobody else add to a calendar until the transaction ends."""
    turn = func.hashtextextended(f"calendar/{calendar_id}", 0)
    connection.execute(select(func.pg_advisory_xact_lock(turn)))


def newest(connection: Connection, calendar_id: str) -> WorkCalendar | None:
    """The newest version of a calendar; None where there is no such calendar."""
    found = newest_frozen(connection, calendar_id)
    return found.calendar if found else None


def at_version(connection: Connection, calendar_id: str, version: int) -> WorkCalendar | None:
    """The version of a calendar that somebody pinned; None where there is no such version."""
    found = _found(connection, calendar_id, calendar_version.c.version == version)
    return found.calendar if found else None


def newest_frozen(connection: Connection, calendar_id: str) -> FrozenCalendar | None:
    """The newest version of a calendar with its source."""
    return _found(connection, calendar_id)


def archive(connection: Connection, calendar_id: str, at: datetime) -> None:
    """Let nobody new take a calendar; whoever has it or pinned a version keeps it.

    Idempotent by: the calendar's id; the first time stays.
    """
    taken = (calendar.c.calendar_id == calendar_id) & calendar.c.archived_at.is_(None)
    connection.execute(update(calendar).where(taken).values(archived_at=at))


def bring_back(connection: Connection, calendar_id: str) -> None:
    """Let a calendar that was archived be taken again.

    Idempotent by: the calendar's id.
    """
    wanted = update(calendar).where(calendar.c.calendar_id == calendar_id)
    connection.execute(wanted.values(archived_at=None))


def taken_by_customers(connection: Connection, calendar_id: str) -> list[str]:
    """The customers whose calendar it is at present; archived ones do not count."""
    his = (customer.c.calendar_id == calendar_id) & customer.c.archived_at.is_(None)
    wanted = select(customer.c.customer_id).where(his).order_by(customer.c.customer_id)
    return list(connection.scalars(wanted))


def named_in_policies(connection: Connection, calendar_id: str, now: datetime) -> list[str]:
    """The policies that name it for our own people: in force, to come, or waiting for approval."""
    in_force = policy_in_force(connection, now).version
    named = policy_draft.c.document["notices"]["calendar"].astext == calendar_id
    wanted = (
        select(policy_draft.c.policy_id)
        .join(policy, policy.c.policy_id == policy_draft.c.policy_id, isouter=True)
        .where(named, or_(policy.c.version >= in_force, policy_draft.c.state == PolicyState.DRAFT))
    )
    return list(connection.scalars(wanted.order_by(policy_draft.c.policy_id)))


def put(connection: Connection, one: FrozenCalendar) -> None:
    """Add a version of a calendar, and the calendar where it is the first.

    Idempotent by: nothing; the caller holds the calendar and counts its versions.
    """
    entry = {"name": one.name, "owner": one.owner}
    calendar_id = one.calendar.calendar_id
    first = put_in(calendar).values(calendar_id=calendar_id, **entry)
    connection.execute(
        first.on_conflict_do_update(index_elements=["calendar_id"], set_={"name": one.name})
    )
    connection.execute(
        insert(calendar_version).values(
            calendar_id=calendar_id,
            version=one.calendar.version,
            content=one.calendar.model_dump(mode="json", exclude=_NOT_CONTENT),
            source=one.source.model_dump(mode="json"),
            frozen_by=one.frozen_by,
            frozen_at=one.frozen_at,
        )
    )


def frozen_from(row: RowMapping) -> FrozenCalendar:
    """The version that a row of both tables holds."""
    known = {name: row[name] for name in _NOT_CONTENT}
    content = WorkCalendar.model_validate({**row["content"], **known})
    return FrozenCalendar.model_validate({**row, "calendar": content})


def _found(
    connection: Connection, calendar_id: str, *which: ColumnElement[bool]
) -> FrozenCalendar | None:
    wanted = (
        select(calendar_version, calendar.c.name, calendar.c.owner, calendar.c.archived_at)
        .join(calendar, calendar.c.calendar_id == calendar_version.c.calendar_id)
        .where(calendar.c.calendar_id == calendar_id, *which)
        .order_by(calendar_version.c.version.desc())
        .limit(1)
    )
    row = connection.execute(wanted).mappings().first()
    return frozen_from(row) if row else None
