"""Reckon in working time: what is open, when so much of it has passed, how much lies between.

Instants come in aware, in whatever zone, and go out in UTC. A duration is open time that really
passes: the hour the clocks leave out does not count, the one they show twice counts twice.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from domain.errors import ConflictError
from domain.model import Value
from domain.worktime.timetable import (
    DAY,
    REACH_YEARS,
    Stretch,
    index,
    instant,
    length,
    number_of,
    timetable_of,
    year_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from domain.worktime.calendar import WorkCalendar


class Interval(Value):
    """The time from one instant up to, and without, another."""

    start: datetime
    end: datetime


def is_open(calendar: WorkCalendar, at: datetime) -> bool:
    """Whether a calendar is open at an instant; at the minute of closing it is not."""
    moment = index(at)
    return timetable_of(calendar).year(year_of(at)).next_open(moment) == moment


def add(calendar: WorkCalendar, start: datetime, amount: timedelta) -> datetime:
    """The earliest instant by which so much working time has passed.

    Eight hours after nine o'clock on a day of eight hours is its closing, and not the next morning.
    Nothing added to a closed hour is that hour.

    Args:
        amount: Open time; a negative one leads back, to the latest instant from which so much
            passes until `start`.

    Raises:
        ConflictError: the calendar has not so much open time within a hundred years.
        InvalidInputError: the instant lies outside the years 1900 to 2999, as everywhere here.
    """
    left, at = length(amount), index(start)
    if left < 0:
        return _back(calendar, start, -left)
    if left == 0:
        return start.astimezone(UTC)
    timetable = timetable_of(calendar)
    for number in timetable.years_ahead(year_of(start)):
        year = timetable.year(number)
        passed = year.open_before(at)
        if year.total - passed >= left:
            return instant(year.first_after(passed + left))
        left -= year.total - passed
    raise _too_little(calendar, "after", start)


def between(calendar: WorkCalendar, start: datetime, end: datetime) -> timedelta:
    """How much working time lies between two instants; none where the end does not come later.

    Raises:
        ConflictError: more than a hundred years lie between.
    """
    if end <= start:
        return timedelta()
    first, last = year_of(start), year_of(end)
    if last - first > REACH_YEARS:
        message = f"more than {REACH_YEARS} years lie between {start:%Y-%m-%d} and {end:%Y-%m-%d}"
        raise ConflictError(message)
    timetable = timetable_of(calendar)
    whole = sum(timetable.year(number).total for number in range(first, last))
    until = timetable.year(last).open_before(index(end))
    return timedelta(microseconds=whole + until - timetable.year(first).open_before(index(start)))


def next_open(calendar: WorkCalendar, at: datetime) -> datetime:
    """The instant itself where the calendar is open, else the next at which it opens.

    Raises:
        ConflictError: it does not open again within a hundred years.
    """
    timetable, moment = timetable_of(calendar), index(at)
    for number in timetable.years_ahead(year_of(at)):
        found = timetable.year(number).next_open(moment)
        if found is not None:
            return instant(found)
    raise _too_little(calendar, "after", at)


def open_ranges(calendar: WorkCalendar, day: date) -> tuple[Interval, ...]:
    """The open time of a day of the calendar's zone, in instants; nothing where it is closed."""
    number = number_of(day)
    open_then = [one for one in _around(calendar, day) if one.day == number and one.is_open]
    return tuple(Interval(start=instant(one.start), end=instant(one.end)) for one in open_then)


def closing_of(calendar: WorkCalendar, day: date) -> datetime:
    """The end of the last open time of a day of the calendar's zone; where none is open its own.

    A day that the clocks leap over as a whole ends at the leap.
    """
    number = number_of(day)
    until_then = [one for one in _around(calendar, day) if one.day <= number]
    open_then = [one for one in until_then if one.day == number and one.is_open]
    return instant((open_then or until_then)[-1].end)


def stretches(calendar: WorkCalendar, start: datetime, end: datetime) -> list[Stretch]:
    """All time between two instants, open and closed, day by day of the calendar's zone."""
    return list(timetable_of(calendar).walk(index(start), index(end)))


def _around(calendar: WorkCalendar, day: date) -> Iterator[Stretch]:
    """All time around a day, open and closed; no clock is further from UTC than a day."""
    year_of(day)
    midnight = number_of(day) * DAY
    return timetable_of(calendar).walk(midnight - DAY, midnight + 2 * DAY)


def _back(calendar: WorkCalendar, end: datetime, left: int) -> datetime:
    timetable, at = timetable_of(calendar), index(end)
    for number in timetable.years_back(year_of(end)):
        year = timetable.year(number)
        passed = year.open_before(at)
        if passed >= left:
            return instant(year.last_after(passed - left))
        left -= passed
    raise _too_little(calendar, "before", end)


def _too_little(calendar: WorkCalendar, side: str, at: datetime) -> ConflictError:
    message = (
        f"calendar {calendar.calendar_id} has not enough open time within {REACH_YEARS} years "
        f"{side} {at:%Y-%m-%d}"
    )
    return ConflictError(message, field="calendar")
