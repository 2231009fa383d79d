"""Working calendars as people look at them (R91; 8.3.3)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, cast, func, select

from activities.store.calendars import FrozenCalendar, frozen_from
from activities.store.readers.paging import FIRST_PAGE, Page, Source, connected
from activities.store.schema import calendar as calendar_table
from activities.store.schema import calendar_version
from domain.errors import NotFoundError
from domain.model import Value

if TYPE_CHECKING:
    from sqlalchemy import Select

__all__ = ["CalendarEntry", "FrozenCalendar", "calendar", "calendars"]


class CalendarEntry(Value):
    """A calendar in the list of them, as its newest version is."""

    calendar_id: str
    name: str
    owner: str
    version: int
    time_zone: str
    first_day: date | None
    last_day: date | None
    frozen_at: datetime
    archived_at: datetime | None


def calendars(
    source: Source, *, include_archived: bool = False, page: Page = FIRST_PAGE
) -> list[CalendarEntry]:
    """The calendars in the order of their ids.

    Args:
        include_archived: Also those that nobody new may take.
    """
    wanted = _newest()
    if not include_archived:
        wanted = wanted.where(calendar_table.c.archived_at.is_(None))
    with connected(source) as connection:
        part = page.of(wanted, calendar_table.c.calendar_id)
        return [CalendarEntry.model_validate(row) for row in connection.execute(part).mappings()]


def calendar(source: Source, calendar_id: str, version: int | None = None) -> FrozenCalendar:
    """One calendar as it was frozen.

    Args:
        version: None for the newest.

    Raises:
        NotFoundError: there is no such calendar, or no such version of it.
    """
    wanted = _versions(calendar_id)
    if version is not None:
        wanted = wanted.where(calendar_version.c.version == version)
    with connected(source) as connection:
        row = connection.execute(wanted.limit(1)).mappings().first()
        is_known = connection.execute(_versions(calendar_id).limit(1)).first() is not None
    if row is not None:
        return frozen_from(row)
    if is_known:
        message = f"calendar {calendar_id} has no version {version}"
        raise NotFoundError(message, field="version")
    message = f"there is no calendar {calendar_id[:80]!r}; `calendar list` lists them"
    raise NotFoundError(message, field="calendar")


def _versions(calendar_id: str) -> Select[tuple[object, ...]]:
    """The versions of a calendar, the newest first."""
    entry = calendar_table.c
    return (
        select(calendar_version, entry.name, entry.owner, entry.archived_at)
        .join(calendar_table, calendar_table.c.calendar_id == calendar_version.c.calendar_id)
        .where(calendar_table.c.calendar_id == calendar_id)
        .order_by(calendar_version.c.version.desc())
    )


def _newest() -> Select[Any]:
    """Every calendar as its newest version is."""
    newest = (
        select(calendar_version.c.calendar_id, func.max(calendar_version.c.version).label("last"))
        .group_by(calendar_version.c.calendar_id)
        .subquery()
    )
    content = calendar_version.c.content
    return (
        select(
            calendar_table,
            calendar_version.c.version,
            calendar_version.c.frozen_at,
            content["time_zone"].astext.label("time_zone"),
            cast(content["first_day"].astext, Date).label("first_day"),
            cast(content["last_day"].astext, Date).label("last_day"),
        )
        .join(calendar_version, calendar_version.c.calendar_id == calendar_table.c.calendar_id)
        .join(
            newest,
            (newest.c.calendar_id == calendar_version.c.calendar_id)
            & (newest.c.last == calendar_version.c.version),
        )
    )
