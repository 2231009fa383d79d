"""The register of working calendars: each version is frozen once and never changed (R91; 8.3.3)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from activities.store import calendars as store
from activities.store.calendars import FrozenCalendar
from activities.store.journal import next_position, note
from activities.store.log import NewEvent
from domain.calendar_changes import CalendarDifference, differences
from domain.calendars import CalendarFile, CalendarSource, HolidayDays, Years, frozen
from domain.errors import ConflictError, InvalidInputError, NotFoundError
from domain.identity import Actor
from domain.ids import subject_of
from domain.model import Value
from domain.words import SYSTEM
from workers.registers.holiday_days import holiday_days
from workers.registers.people import time_zones
from workers.registers.transactions import transaction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from pydantic import JsonValue
    from sqlalchemy import Connection, Engine

_CLAUSES = ("8.3.3",)
_OF_A_VERSION = frozenset({"calendar_added", "calendar_frozen"})
_NOBODY = Actor(person=SYSTEM, roles=())


class Outcome(StrEnum):
    """What became of a calendar that was handed in."""

    ADDED = "added"
    NEW_VERSION = "new_version"
    UNCHANGED = "unchanged"
    SHOWN = "shown"
    BROUGHT_BACK = "brought_back"


_KINDS = {
    Outcome.ADDED: "calendar_added",
    Outcome.NEW_VERSION: "calendar_frozen",
    Outcome.BROUGHT_BACK: "calendar_brought_back",
}
"""What is recorded of each outcome that changes something."""


class Freezing(Value):
    """What freezing a calendar did, or would do.

    Args:
        version: The version that holds now; where it was only shown, the one that would.
        differences: What that version says otherwise than the one before it.
    """

    calendar_id: str
    version: int
    outcome: Outcome
    edition: str
    differences: tuple[CalendarDifference, ...] = ()


def add_calendar(
    engine: Engine, actor: Actor, file: CalendarFile, now: datetime, *, apply: bool
) -> Freezing:
    """As `add_calendars`, for one."""
    (done,) = add_calendars(engine, actor, [file], now, apply=apply)
    return done


def add_calendars(
    engine: Engine, actor: Actor, files: Sequence[CalendarFile], now: datetime, *, apply: bool
) -> list[Freezing]:
    """Add calendars as a file describes them, all or none of them.

    One of that name that says otherwise gets a version; one that was archived comes back as it is
    written now.

    Args:
        apply: Whether a calendar that is there already may get a new version; where one would and
            may not, none of them comes in, and what would become of each is only shown.

    Raises:
        InvalidInputError: one is of a time zone or a country that is unknown; of several the field
            begins with its position.

    Idempotent by: the content; the same again makes no version.
    Source: R91, 8.3.3.
    """
    days = list(_days_of_each(files))
    with transaction(engine) as unit:
        for calendar_id in sorted(file.id for file in files):
            store.hold(unit.connection, calendar_id)
        done = [
            _added(unit.connection, actor, file, known, now, apply=apply)
            for file, known in zip(files, days, strict=True)
        ]
        if any(one.outcome is Outcome.SHOWN for one in done):
            return [_not_done(one) for one in done]
        unit.commit()
    return done


def _not_done(one: Freezing) -> Freezing:
    """What would have become of a calendar, had the others of its file come in."""
    if one.outcome is Outcome.UNCHANGED:
        return one
    return one.model_copy(update={"outcome": Outcome.SHOWN})


def _added(  # noqa: PLR0913 - who adds what, with which holidays, and when
    connection: Connection,
    actor: Actor,
    file: CalendarFile,
    days: HolidayDays,
    now: datetime,
    *,
    apply: bool,
) -> Freezing:
    before = store.newest_frozen(connection, file.id)
    coming = _coming(file, days, before, actor, now)
    done = _told(coming, before, apply=apply or before is None)
    if before is not None and before.archived_at is not None:
        store.bring_back(connection, file.id)
        done = _told(coming, before, apply=True)
        done = done.model_copy(update={"outcome": Outcome.BROUGHT_BACK})
    _put(connection, actor, coming, done)
    return done


def plan_freezing(engine: Engine, calendar_id: str, years: Years | None, now: datetime) -> Freezing:
    """What freezing a calendar anew would change; nothing is changed.

    Raises:
        NotFoundError: there is no such calendar.
        ConflictError: it has no holidays that could be frozen for any years.
        InvalidInputError: a day of the company lies in none of the years.
    """
    with transaction(engine) as unit:
        before = known_calendar(unit.connection, calendar_id)
        return _told(_anew(before, years, _NOBODY, now), before, apply=False)


def freeze_calendar(
    engine: Engine, actor: Actor, calendar_id: str, years: Years | None, now: datetime
) -> Freezing:
    """Freeze a calendar anew, for other years or with what the library knows by now.

    Args:
        years: None for those of the newest version.

    Raises:
        NotFoundError: there is no such calendar.
        ConflictError: it has no holidays that could be frozen for any years, or is archived.
        InvalidInputError: a day of the company lies in none of the years.

    Idempotent by: the content; the same again makes no version.
    Source: R91, 8.3.3.
    """
    with transaction(engine) as unit:
        store.hold(unit.connection, calendar_id)
        before = known_calendar(unit.connection, calendar_id)
        _check_not_archived(before)
        coming = _anew(before, years, actor, now)
        done = _told(coming, before, apply=True)
        _put(unit.connection, actor, coming, done)
        unit.commit()
    return done


def _check_not_archived(found: FrozenCalendar) -> None:
    if found.archived_at is not None:
        one = found.calendar.calendar_id
        message = f"calendar {one} is archived and changes no more; `calendar add` brings it back"
        raise ConflictError(message, field="calendar")


def known_calendar(connection: Connection, calendar_id: str) -> FrozenCalendar:
    """The newest version of a calendar.

    Raises:
        NotFoundError: there is no such calendar.
    """
    found = store.newest_frozen(connection, calendar_id)
    if found is None:
        message = f"there is no calendar {calendar_id[:80]!r}; `calendar list` lists them"
        raise NotFoundError(message, field="calendar")
    return found


def _days_of_each(files: Sequence[CalendarFile]) -> Iterator[HolidayDays]:
    for at, file in enumerate(files):
        try:
            yield _days_of(file)
        except InvalidInputError as wrong:
            if len(files) == 1:
                raise
            message, field = f"{at}.{wrong.message}", f"{at}.{wrong.field}"
            raise InvalidInputError(message, field=field) from None


def _days_of(file: CalendarFile) -> HolidayDays:
    if file.time_zone not in time_zones():
        message = (
            f"time_zone: there is no {file.time_zone[:80]!r}; name one such as Europe/Istanbul"
        )
        raise InvalidInputError(message, field="time_zone")
    return holiday_days(file.holidays) if file.holidays else HolidayDays()


def _anew(
    before: FrozenCalendar, years: Years | None, actor: Actor, now: datetime
) -> FrozenCalendar:
    file = before.source.file
    if file.holidays is None:
        message = f"{file.id} keeps the holidays of no country; there is nothing to freeze"
        raise ConflictError(message, field="calendar")
    rule = file.holidays.model_copy(update={"years": years or file.holidays.years})
    file = file.model_copy(update={"holidays": rule})
    return _coming(file, _days_of(file), before, actor, now)


def _coming(
    file: CalendarFile,
    days: HolidayDays,
    before: FrozenCalendar | None,
    actor: Actor,
    now: datetime,
) -> FrozenCalendar:
    """The version that comes next."""
    return FrozenCalendar(
        calendar=frozen(file, days, before.calendar.version + 1 if before else 1),
        name=file.name,
        owner=before.owner if before else actor.person,
        source=CalendarSource(file=file, edition=days.edition),
        frozen_by=actor.person,
        frozen_at=now,
    )


def _told(coming: FrozenCalendar, before: FrozenCalendar | None, *, apply: bool) -> Freezing:
    told = Freezing(
        calendar_id=coming.calendar.calendar_id,
        version=coming.calendar.version,
        outcome=Outcome.ADDED,
        edition=coming.source.edition,
    )
    if before is None:
        return told
    found = differences(before.calendar, coming.calendar)
    if before.name != coming.name:
        found = (CalendarDifference(what="name", before=before.name, after=coming.name), *found)
    if not found:
        same = {"outcome": Outcome.UNCHANGED, "version": before.calendar.version}
        return told.model_copy(update=same)
    outcome = Outcome.NEW_VERSION if apply else Outcome.SHOWN
    return told.model_copy(update={"outcome": outcome, "differences": found})


def _put(connection: Connection, actor: Actor, coming: FrozenCalendar, done: Freezing) -> None:
    if done.outcome not in _KINDS:
        return
    one = coming.calendar
    is_new = done.version == one.version
    if is_new:
        store.put(connection, coming)
    data: dict[str, JsonValue] = {"version": done.version}
    if is_new and one.first_day and one.last_day:
        data |= {"since": one.first_day.isoformat(), "until": one.last_day.isoformat()}
    kind, at = _KINDS[done.outcome], coming.frozen_at
    event = event_of(connection, actor, one.calendar_id, kind, at)
    key = {"key": f"{event.subject}/version/{one.version}"} if kind in _OF_A_VERSION else {}
    note(connection, [event.model_copy(update={"data": data, **key})], at)


def event_of(
    connection: Connection, actor: Actor, calendar_id: str, kind: str, now: datetime
) -> NewEvent:
    """What happened to a calendar, as an event that has no name of its own."""
    subject = subject_of("calendar", calendar_id)
    return NewEvent(
        subject=subject,
        key=f"{subject}/{kind}/{next_position(connection, subject)}",
        kind=kind,
        actor=actor.person,
        stands_for=actor.stands_for,
        at=now,
        clauses=_CLAUSES,
    )
