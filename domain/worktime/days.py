"""Working days: a day on which a calendar has any open time at all (R61, R91)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.errors import ConflictError
from domain.worktime.reckoning import closing_of
from domain.worktime.timetable import year_of

if TYPE_CHECKING:
    from datetime import date

    from domain.worktime.calendar import WorkCalendar

_ONE = timedelta(days=1)
_LATEST = time(fold=1)
"""The midnight after every change of the clocks at midnight."""

_LONGEST_SEARCH = 3_660
"""Ten years without a working day are a calendar without working days."""


class Roll(StrEnum):
    """What becomes of a date that falls on a day which is no working day."""

    STAY = "stay"
    NEXT = "next"
    PREVIOUS = "previous"


def is_working_day(calendar: WorkCalendar, day: date) -> bool:
    """Whether a day has open time; a half day has."""
    return bool(calendar.hours(day))


def next_working_day(calendar: WorkCalendar, day: date) -> date:
    """The first working day after a day.

    Raises:
        ConflictError: none comes within ten years.
    """
    return _working_day(calendar, day, _ONE)


def previous_working_day(calendar: WorkCalendar, day: date) -> date:
    """The last working day before a day.

    Raises:
        ConflictError: none was within ten years.
    """
    return _working_day(calendar, day, -_ONE)


def shift(calendar: WorkCalendar, day: date, roll: Roll) -> date:
    """The day itself where it is a working day or may stay; else the working day beside it.

    Raises:
        ConflictError: none is within ten years.
    """
    if roll is Roll.STAY or is_working_day(calendar, day):
        return day
    return _working_day(calendar, day, _ONE if roll is Roll.NEXT else -_ONE)


def add_working_days(calendar: WorkCalendar, day: date, count: int) -> date:
    """The count-th working day after a day; before it where the count is negative.

    The day itself is not counted, and for no days it is the answer, whatever day it is.

    Raises:
        ConflictError: the calendar has no working day within ten years of one.
    """
    for _ in range(abs(count)):
        day = _working_day(calendar, day, _ONE if count > 0 else -_ONE)
    return day


def close_of_business(calendar: WorkCalendar, start: datetime, count: int) -> datetime:
    """When the count-th working day after an instant closes: "within three working days".

    The day of the start, in the calendar's zone, is not counted, however early it is; for no days
    it is the day whose closing is meant, or its end where it is closed.

    Raises:
        ConflictError: the calendar has no working day within ten years of one.
        InvalidInputError: the day lies outside the years 1900 to 2999, as everywhere here.
    """
    zone = ZoneInfo(calendar.time_zone)
    day = add_working_days(calendar, start.astimezone(zone).date(), count)
    year_of(day)
    midnight, end = datetime.combine(day, time(), zone), datetime.combine(day + _ONE, _LATEST, zone)
    if midnight.utcoffset() != end.utcoffset():
        return closing_of(calendar, day)
    # The clocks do not change from one midnight to the other, so this one is shown just once.
    hours = calendar.hours(day)
    closing = midnight + timedelta(minutes=hours[-1].closes) if hours else end
    return closing.astimezone(UTC)


def _working_day(calendar: WorkCalendar, day: date, step: timedelta) -> date:
    year_of(day)
    for _ in range(_LONGEST_SEARCH):
        day += step
        if calendar.hours(day):
            return day
    message = f"calendar {calendar.calendar_id} has no working day within ten years of {day}"
    raise ConflictError(message, field="calendar")
