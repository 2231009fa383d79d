"""A working calendar as it was frozen: hours of the week, special days, the years it knows (R91).

Hours are what a clock on the wall of the calendar's time zone shows. A range holds its first
minute and not its last, and may end at 24:00; one that goes on after midnight is two.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, model_serializer, model_validator

from domain.model import Value

_RANGE = re.compile(r"([0-9]{2}):([0-5][0-9])-([0-9]{2}):([0-5][0-9])")
_HOUR = 60
_MIDNIGHT = 24 * _HOUR


class Weekday(StrEnum):
    """The days of the week, in the order of ISO 8601."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEKDAYS = tuple(Weekday)


class DayKind(StrEnum):
    """What sort of day it is in a calendar.

    `working` and `off` are the ordinary days of the week. A special day is `closed` where it would
    be a working one, a `make_up` day where it would be off, and a `half_day` or one of `other
    hours` where it is open for less or for other hours than usual.
    """

    WORKING = "working"
    OFF = "off"
    CLOSED = "closed"
    HALF_DAY = "half_day"
    MAKE_UP = "make_up"
    OTHER_HOURS = "other_hours"


class OpenRange(Value):
    """A range of open hours on a day, written as `09:00-18:00`.

    Args:
        opens: Minutes after midnight of the first open minute.
        closes: Minutes after midnight of the first that is not open any more; 1440 is 24:00.
    """

    opens: int
    closes: int

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, given: object) -> object:
        if isinstance(given, dict):
            return given
        found = _RANGE.fullmatch(given) if isinstance(given, str) else None
        if found is None:
            message = "hours are written as 09:00-18:00"
            raise ValueError(message)
        hours = [int(part) for part in found.groups()]
        return {"opens": hours[0] * _HOUR + hours[1], "closes": hours[2] * _HOUR + hours[3]}

    @model_validator(mode="after")
    def _within_a_day(self) -> OpenRange:
        if not 0 <= self.opens < self.closes <= _MIDNIGHT:
            message = (
                "hours begin before they end, and lie between 00:00 and 24:00; those that go on "
                "after midnight are two, such as 22:00-24:00 and, on the next day, 00:00-06:00"
            )
            raise ValueError(message)
        return self

    @model_serializer
    def _as_text(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return f"{clock_time(self.opens)}-{clock_time(self.closes)}"

    @property
    def minutes(self) -> int:
        """How long it is."""
        return self.closes - self.opens


def clock_time(minutes: int) -> str:
    """What a clock shows so many minutes after midnight."""
    return f"{minutes // _HOUR:02}:{minutes % _HOUR:02}"


def _in_order(hours: tuple[OpenRange, ...]) -> tuple[OpenRange, ...]:
    """The ranges of a day as they follow each other; ranges that touch are one.

    Raises:
        ValueError: two of them overlap.
    """
    told: list[OpenRange] = []
    for one in sorted(hours, key=lambda each: each.opens):
        if told and one.opens < told[-1].closes:
            message = f"{told[-1]} and {one} overlap"
            raise ValueError(message)
        if told and one.opens == told[-1].closes:
            told[-1] = OpenRange(opens=told[-1].opens, closes=one.closes)
        else:
            told.append(one)
    return tuple(told)


Hours = Annotated[tuple[OpenRange, ...], AfterValidator(_in_order)]


class Week(Value):
    """The hours of an ordinary week; a weekday without any is off."""

    monday: Hours = ()
    tuesday: Hours = ()
    wednesday: Hours = ()
    thursday: Hours = ()
    friday: Hours = ()
    saturday: Hours = ()
    sunday: Hours = ()

    def on(self, weekday: Weekday) -> tuple[OpenRange, ...]:
        """The hours of one weekday."""
        hours: tuple[OpenRange, ...] = getattr(self, weekday)
        return hours

    @property
    def by_number(self) -> tuple[tuple[OpenRange, ...], ...]:
        """The hours of each weekday, Monday first."""
        return tuple(self.on(one) for one in WEEKDAYS)


class SpecialDay(Value):
    """A day whose hours are not those of its weekday: a holiday, a half day, a make-up day.

    Args:
        hours: When it is open; nothing where it is closed.
    """

    name: str
    hours: Hours = ()


class WorkCalendar(Value):
    """One version of a working calendar; a process that pins it counts the same for ever.

    Args:
        time_zone: Whose clock the hours are read from, as in the IANA time zone database.
        exceptions: The special days, by their date.
        first_day: The first day whose holidays were known when it was frozen; None where the
            calendar has no holidays that could be unknown.
        last_day: The last such day. Beyond both the hours of the week hold, and whoever asks is
            told so.
        week_start: The day on which a week begins, for weekly caps (R74, R91).
    """

    calendar_id: str
    version: int
    time_zone: str
    week: Week
    exceptions: dict[date, SpecialDay] = {}
    first_day: date | None = None
    last_day: date | None = None
    week_start: Weekday = Weekday.MONDAY

    def special(self, day: date) -> SpecialDay | None:
        """What is special about a day."""
        return self.exceptions.get(day)

    def usual(self, day: date) -> tuple[OpenRange, ...]:
        """The hours of its weekday."""
        return self.week.on(WEEKDAYS[day.weekday()])

    def hours(self, day: date) -> tuple[OpenRange, ...]:
        """The hours of a day, in wall-clock time; nothing where it is closed."""
        special = self.special(day)
        return self.usual(day) if special is None else special.hours

    def covers(self, day: date) -> bool:
        """Whether the holidays of a day were known when the calendar was frozen."""
        after = self.first_day is None or day >= self.first_day
        return after and (self.last_day is None or day <= self.last_day)

    def kind(self, day: date) -> DayKind:
        """What sort of day it is."""
        special, usual = self.special(day), self.usual(day)
        if special is None or special.hours == usual:
            return DayKind.WORKING if usual else DayKind.OFF
        if not special.hours:
            return DayKind.CLOSED
        if not usual:
            return DayKind.MAKE_UP
        is_less = sum(one.minutes for one in special.hours) < sum(one.minutes for one in usual)
        return DayKind.HALF_DAY if is_less else DayKind.OTHER_HOURS

    def week_of(self, day: date) -> date:
        """The first day of the week that a day lies in, for weekly caps (R91)."""
        return day - timedelta(days=(day.weekday() - WEEKDAYS.index(self.week_start)) % 7)
