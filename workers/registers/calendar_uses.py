"""Who has a calendar, and that none is put away from under them (R87, R91)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import calendars as store
from activities.store import policies
from activities.store.journal import note
from activities.store.readers.calendars import calendars
from activities.store.registers.places import there
from domain.abridging import some_of
from domain.errors import ConflictError, InvalidInputError
from workers.registers.calendars import event_of, known_calendar
from workers.registers.kinds import CUSTOMER
from workers.registers.transactions import transaction

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from activities.store.calendars import FrozenCalendar
    from domain.identity import Actor


def archive_calendar(
    engine: Engine, actor: Actor, calendar_id: str, now: datetime, *, reason: str
) -> FrozenCalendar:
    """Let nobody new take a calendar; contracts that have it keep it, and every version stays.

    Raises:
        NotFoundError: there is no such calendar.
        ConflictError: customers have it as their present calendar, or a policy names it.

    Idempotent by: the id; an archived calendar stays as it is.
    Source: R87, R91.
    """
    with transaction(engine) as unit:
        connection = unit.connection
        CUSTOMER.hold(connection)
        policies.hold_versions(connection)
        store.hold(connection, calendar_id)
        found = known_calendar(connection, calendar_id)
        if found.archived_at is not None:
            return found
        _check_free(connection, calendar_id, now)
        archived = event_of(connection, actor, calendar_id, "calendar_archived", now)
        note(connection, [archived.model_copy(update={"reason": reason})], now)
        store.archive(connection, calendar_id, now)
        unit.commit()
    return found.model_copy(update={"archived_at": now})


def check_taken(connection: Connection, calendar_id: str, field: str) -> None:
    """Refuse a calendar that nobody can take, because it is archived or not there.

    Raises:
        InvalidInputError: naming the field, and which calendars there are.
    """
    if not there(connection, "calendar", [calendar_id]):
        allowed = ", ".join(sorted(one.calendar_id for one in calendars(connection))) or "none yet"
        message = (
            f"{field}: there is no calendar {calendar_id[:80]!r} to be taken; allowed are {allowed}"
        )
        raise InvalidInputError(message, field=field)


def _check_free(connection: Connection, calendar_id: str, now: datetime) -> None:
    hangs = []
    if customers := store.taken_by_customers(connection, calendar_id):
        hangs.append(
            f"it is the calendar of {some_of(customers)}; give them another one first with "
            "`customer edit --calendar`"
        )
    if named := store.named_in_policies(connection, calendar_id, now):
        hangs.append(
            f"notices.calendar of {some_of(named)} names it; publish a policy without it first"
        )
    if hangs:
        raise ConflictError("; ".join(hangs), field="calendar")
