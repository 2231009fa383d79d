"""What a new version of a calendar says otherwise than the one before it (R91; 8.3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.model import Value
from domain.worktime import WEEKDAYS, DayKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from domain.worktime import OpenRange, WorkCalendar


class CalendarDifference(Value):
    """One thing that two versions say differently.

    Args:
        what: A day, a weekday, or the name of another entry.
    """

    what: str
    before: str
    after: str


def differences(before: WorkCalendar, after: WorkCalendar) -> tuple[CalendarDifference, ...]:
    """What differs between two versions, entries first and then day by day; nothing where equal."""
    found = [*_entries(before, after), *_days(before, after)]
    return tuple(one for one in found if one.before != one.after)


def said_of(calendar: WorkCalendar, day: date) -> str:
    """What a calendar says of a day: what sort it is, its hours, and its name."""
    special, kind = calendar.special(day), calendar.kind(day)
    parts = [kind.replace("_", " "), _hours(calendar.hours(day)), special.name if special else ""]
    return " ".join(part for part in parts if part)


def _entries(before: WorkCalendar, after: WorkCalendar) -> Iterator[CalendarDifference]:
    pair = (before, after)
    years = [_years(one) for one in pair]
    zones = [one.time_zone for one in pair]
    starts = [one.week_start.value for one in pair]
    named = {"years": years, "time_zone": zones, "week_start": starts}
    for weekday in WEEKDAYS:
        named[weekday] = [_hours(one.week.on(weekday)) or DayKind.OFF for one in pair]
    for what, (old, new) in named.items():
        yield CalendarDifference(what=what, before=old, after=new)


def _days(before: WorkCalendar, after: WorkCalendar) -> Iterator[CalendarDifference]:
    for day in sorted({*before.exceptions, *after.exceptions}):
        if before.special(day) != after.special(day):
            said = [said_of(one, day) for one in (before, after)]
            yield CalendarDifference(what=day.isoformat(), before=said[0], after=said[1])


def _hours(hours: tuple[OpenRange, ...]) -> str:
    return ", ".join(str(one) for one in hours)


def _years(calendar: WorkCalendar) -> str:
    if calendar.first_day is None or calendar.last_day is None:
        return "all"
    return f"{calendar.first_day.year}..{calendar.last_day.year}"
