"""When so much working time has passed, with every interval or day that was counted (R30, R91)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.model import Value
from domain.worktime.amounts import WorkAmount
from domain.worktime.calendar import DayKind
from domain.worktime.pausing import Counted, explained

if TYPE_CHECKING:
    from domain.worktime.calendar import WorkCalendar


class CountedDay(Value):
    """A day of a count of working days.

    Args:
        number: Which working day it is; 0 for one that is not counted.
        name: What is special about it.
        covered: Whether its holidays were known when the calendar was frozen.
    """

    on: date
    kind: DayKind
    number: int
    name: str = ""
    covered: bool = True


class Reckoned(Value):
    """The answer, and why it is so.

    Args:
        intervals: What was counted of an amount of open time, and what was not.
        days: What was counted of an amount of working days, and what was not.
        covered: Whether the holidays of all that time were known when the calendar was frozen.
    """

    calendar_id: str
    version: int
    start: datetime
    amount: WorkAmount
    end: datetime
    intervals: tuple[Counted, ...] = ()
    days: tuple[CountedDay, ...] = ()
    covered: bool


def reckoned(calendar: WorkCalendar, start: datetime, amount: WorkAmount) -> Reckoned:
    """When an amount of working time has passed after an instant, and why then.

    Raises:
        ConflictError: the calendar has not so much open time.
    """
    end = amount.after(calendar, start)
    days = _days(calendar, start, end) if amount.working_days else ()
    intervals = () if days else explained(calendar, start, end)
    return Reckoned(
        calendar_id=calendar.calendar_id,
        version=calendar.version,
        start=start.astimezone(UTC),
        amount=amount,
        end=end,
        intervals=intervals,
        days=days,
        covered=all(one.covered for one in intervals) and all(one.covered for one in days),
    )


def _days(calendar: WorkCalendar, start: datetime, end: datetime) -> tuple[CountedDay, ...]:
    zone = ZoneInfo(calendar.time_zone)
    first = start.astimezone(zone).date()
    # A closing at midnight belongs to the day it closes.
    last = (end - timedelta(microseconds=1)).astimezone(zone).date()
    counted, found = 0, []
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        is_counted = day > first and bool(calendar.hours(day))
        counted += is_counted
        special = calendar.special(day)
        found.append(
            CountedDay(
                on=day,
                kind=calendar.kind(day),
                number=counted if is_counted else 0,
                name="" if special is None else special.name,
                covered=calendar.covers(day),
            )
        )
    return tuple(found)
