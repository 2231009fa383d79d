"""A calendar as a person writes it, and what it is once its holidays are frozen (R91; 8.3.3).

The holidays of a country are a list of days and names that somebody else keeps; here it is only
said what they mean for the hours of a company.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import Field, model_serializer, model_validator

from domain.errors import InvalidInputError
from domain.model import Day, Edge, Identifier, ShortText, Value
from domain.worktime import WEEKDAYS, Hours, OpenRange, SpecialDay, Week, Weekday, WorkCalendar

HALF_DAY = "half_day"

_YEARS = re.compile(r"([0-9]{4})(?:\.\.([0-9]{4}))?")
_FIRST_YEAR, _LAST_YEAR = 1950, 2100
_MOST_YEARS = 30
_LONGEST_SHUTDOWN = 366


class Years(Value):
    """The years a calendar knows the holidays of, written as `2026..2028` or as `2026`."""

    first: int
    last: int

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, given: object) -> object:
        if isinstance(given, dict):
            return given
        found = _YEARS.fullmatch(str(given))
        if found is None:
            message = "years are written as 2026..2028"
            raise ValueError(message)
        return {"first": int(found[1]), "last": int(found[2] or found[1])}

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not _FIRST_YEAR <= self.first <= self.last <= _LAST_YEAR:
            message = f"years follow each other, from {_FIRST_YEAR} to {_LAST_YEAR}"
            raise ValueError(message)
        if self.last - self.first >= _MOST_YEARS:
            message = f"at most {_MOST_YEARS} years are frozen at once"
            raise ValueError(message)
        return self

    @model_serializer
    def _as_text(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


class HolidayRule(Edge):
    """Whose holidays are taken, and what they mean.

    Args:
        country: ISO 3166-1, such as TR, CN or IR.
        subdivision: A part of the country that has holidays of its own.
        language: In which the holidays are named; it is never guessed.
        categories: Which of the country's lists are taken. A day of any but `half_day` is closed.
        half_days_close: When a half day closes; wanted with `half_day`.
        makeup_days_like: The weekday whose hours a make-up working day has; else the first working
            day of the week.
    """

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    subdivision: ShortText | None = None
    language: ShortText
    categories: Annotated[tuple[ShortText, ...], Field(min_length=1)]
    half_days_close: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] | None = None
    makeup_days_like: Weekday | None = None
    years: Years

    @model_validator(mode="after")
    def _half_days_close(self) -> Self:
        if HALF_DAY in self.categories and self.half_days_close is None:
            message = 'half_days_close is required with half_day, such as "13:00"'
            raise ValueError(message)
        return self


class OwnDays(Edge):
    """One or several days that a company keeps otherwise than its country and its week.

    Args:
        until: The last of them; the same day where it is left out.
        hours: When it is open; nothing where it is closed.
    """

    on: Day
    until: Day | None = None
    name: ShortText
    hours: Hours = ()

    @model_validator(mode="after")
    def _comes_to_an_end(self) -> Self:
        if not 0 <= (self.last - self.on).days < _LONGEST_SHUTDOWN:
            message = f"until lies on or after {self.on}, and within a year"
            raise ValueError(message)
        return self

    @property
    def last(self) -> date:
        """The last of the days."""
        return self.until or self.on

    @property
    def days(self) -> list[date]:
        """Each of them."""
        return [self.on + timedelta(days=n) for n in range((self.last - self.on).days + 1)]


class CalendarFile(Edge):
    """A working calendar as a file describes it.

    Args:
        time_zone: As in the IANA time zone database.
        holidays: None where no country's holidays are kept, as in a house that never closes.
        exceptions: The company's own days; they go before those of the country.
    """

    id: Identifier
    name: ShortText
    time_zone: ShortText
    week: Week
    week_start: Weekday
    holidays: HolidayRule | None = None
    exceptions: tuple[OwnDays, ...] = ()


class HolidayDays(Value):
    """What the list of a country says of the years that were asked for.

    Args:
        closed: The names of the days that are closed.
        half: The names of the days that close early.
        make_up: The names of the days off on which people work.
        edition: Which edition of which list said so.
    """

    closed: dict[date, str] = {}
    half: dict[date, str] = {}
    make_up: dict[date, str] = {}
    edition: str = ""


class CalendarSource(Value):
    """From what a version was frozen, so that it can be frozen anew."""

    file: CalendarFile
    edition: str = ""


def frozen(file: CalendarFile, days: HolidayDays, version: int) -> WorkCalendar:
    """A calendar with its holidays written out day by day.

    A day that is closed by the country stays closed, also where it is a half day or a make-up day
    by another list; the company's own days go before all.

    Raises:
        InvalidInputError: a day of the company lies in no year of the calendar, or comes twice; or
            the calendar is never open.
    """
    rule = file.holidays
    special = _half_days(file, days) | _make_up_days(file, days)
    special |= {day: SpecialDay(name=name) for day, name in days.closed.items()}
    special |= _own_days(file)
    if not any(file.week.by_number) and not any(one.hours for one in special.values()):
        raise InvalidInputError("week: the calendar is never open", field="week")
    return WorkCalendar(
        calendar_id=file.id,
        version=version,
        time_zone=file.time_zone,
        week=file.week,
        exceptions=dict(sorted(special.items())),
        first_day=date(rule.years.first, 1, 1) if rule else None,
        last_day=date(rule.years.last, 12, 31) if rule else None,
        week_start=file.week_start,
    )


def _half_days(file: CalendarFile, days: HolidayDays) -> dict[date, SpecialDay]:
    if file.holidays is None or file.holidays.half_days_close is None:
        return {}
    hours, minutes = file.holidays.half_days_close.split(":")
    closes = int(hours) * 60 + int(minutes)
    found = {}
    for day, name in days.half.items():
        usual = file.week.on(WEEKDAYS[day.weekday()])
        left = tuple(
            OpenRange(opens=one.opens, closes=min(one.closes, closes))
            for one in usual
            if one.opens < closes
        )
        if left != usual:
            found[day] = SpecialDay(name=name, hours=left)
    return found


def _make_up_days(file: CalendarFile, days: HolidayDays) -> dict[date, SpecialDay]:
    rule = file.holidays
    first = WEEKDAYS.index(file.week_start)
    usual = next((one for one in (*WEEKDAYS[first:], *WEEKDAYS) if file.week.on(one)), None)
    like = rule.makeup_days_like if rule and rule.makeup_days_like else usual
    if like is None:
        return {}
    return {
        day: SpecialDay(name=name, hours=file.week.on(like))
        for day, name in days.make_up.items()
        if not file.week.on(WEEKDAYS[day.weekday()])
    }


def _own_days(file: CalendarFile) -> dict[date, SpecialDay]:
    found: dict[date, SpecialDay] = {}
    for number, one in enumerate(file.exceptions):
        field = f"exceptions.{number}.on"
        for day in one.days:
            if file.holidays and not (
                file.holidays.years.first <= day.year <= file.holidays.years.last
            ):
                message = f"{field}: {day} lies outside the years {file.holidays.years}"
                raise InvalidInputError(message, field=field)
            if day in found:
                message = f"{field}: {day} stands there already, as {found[day].name!r}"
                raise InvalidInputError(message, field=field)
            found[day] = SpecialDay(name=one.name, hours=one.hours)
    return found
