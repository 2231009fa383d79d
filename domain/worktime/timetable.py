"""The open time of a calendar as instants, worked out once a year and looked up ever after.

Inside, an instant is the whole number of microseconds since 1970 in UTC. Open is what the clock on
the wall says is open: where it is set back, the hour that comes twice counts twice, and an hour
that is left out counts nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.worktime.calendar import OpenRange, WorkCalendar

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE
FIRST_YEAR, LAST_YEAR = 1900, 2999
REACH_YEARS = 100
"""So far ahead or back open time is looked for."""

_EPOCH_ORDINAL = EPOCH.toordinal()
_SAMPLE = DAY // 2
_MOST_YEARS = 2 * REACH_YEARS
_MOST_CALENDARS = 64


class Stretch(NamedTuple):
    """A part of a local day that is open throughout, or closed throughout."""

    start: int
    end: int
    day: int
    is_open: bool


class Year(NamedTuple):
    """The open pieces of a year of UTC in their order, and how much was open before each."""

    starts: list[int]
    ends: list[int]
    before: list[int]
    total: int

    def open_before(self, at: int) -> int:
        """How much of the year is open before an instant."""
        place = bisect_right(self.starts, at) - 1
        if place < 0:
            return 0
        end = self.ends[place]
        return self.before[place] + min(end, at) - self.starts[place]

    def first_after(self, open_time: int) -> int:
        """The earliest instant before which so much, and more than nothing, was open."""
        place = bisect_left(self.before, open_time) - 1
        return self.starts[place] + open_time - self.before[place]

    def last_after(self, open_time: int) -> int:
        """The latest instant before which so much, and less than all, was open."""
        place = bisect_right(self.before, open_time) - 1
        return self.starts[place] + open_time - self.before[place]

    def next_open(self, at: int) -> int | None:
        """The instant itself where it is open, else the next that is."""
        place = bisect_right(self.starts, at) - 1
        if place >= 0 and at < self.ends[place]:
            return at
        return self.starts[place + 1] if place + 1 < len(self.starts) else None


class Timetable:
    """What a calendar means in instants; a year is worked out when it is first asked for.

    It depends on nothing but the calendar and the time zone database, so a process that asks again
    after a restart is told the same.
    """

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self._zone = ZoneInfo(calendar.time_zone)
        self._week = calendar.week.by_number
        self._is_open_weekly = any(self._week)
        self._special = {number_of(day): one.hours for day, one in calendar.exceptions.items()}
        self._years: dict[int, Year] = {}

    def year(self, number: int) -> Year:
        """The open time of a year of UTC."""
        found = self._years.get(number)
        if found is None:
            if len(self._years) >= _MOST_YEARS:
                self._years.clear()
            found = self._years[number] = self._worked_out(number)
        return found

    def years_ahead(self, number: int) -> range:
        """The years, from one on, that may have open time."""
        last = number + REACH_YEARS
        if not self._is_open_weekly:
            last = min(last, max(self._special_years(), default=FIRST_YEAR) + 1)
        return range(number, last + 1)

    def years_back(self, number: int) -> range:
        """The years, from one back, that may have open time."""
        first = number - REACH_YEARS
        if not self._is_open_weekly:
            first = max(first, min(self._special_years(), default=LAST_YEAR) - 1)
        return range(number, first - 1, -1)

    def walk(self, lower: int, upper: int) -> Iterator[Stretch]:
        """Everything between two instants, open and closed, day by day."""
        for begins, ends, offset in self._offsets(lower, upper):
            for day in range((begins + offset) // DAY, (ends + offset - 1) // DAY + 1):
                midnight = day * DAY - offset
                marks = [midnight]
                for one in self._hours(day):
                    marks += (midnight + one.opens * MINUTE, midnight + one.closes * MINUTE)
                marks.append(midnight + DAY)
                for place, (left, right) in enumerate(pairwise(marks)):
                    start, end = max(left, begins), min(right, ends)
                    if start < end:
                        yield Stretch(start, end, day, is_open=place % 2 == 1)

    def _worked_out(self, number: int) -> Year:
        starts: list[int] = []
        ends: list[int] = []
        for one in self.walk(_new_year(number), _new_year(number + 1)):
            if not one.is_open:
                continue
            if ends and ends[-1] == one.start:
                ends[-1] = one.end
            else:
                starts.append(one.start)
                ends.append(one.end)
        before, total = [], 0
        for start, end in zip(starts, ends, strict=True):
            before.append(total)
            total += end - start
        return Year(starts, ends, before, total)

    def _hours(self, day: int) -> tuple[OpenRange, ...]:
        special = self._special.get(day)
        # The first day of 1970 was a Thursday.
        return self._week[(day + 3) % 7] if special is None else special

    def _special_years(self) -> list[int]:
        return [day.year for day, one in self.calendar.exceptions.items() if one.hours]

    def _offsets(self, lower: int, upper: int) -> Iterator[tuple[int, int, int]]:
        """The parts of a time with one offset from UTC each, in their order."""
        begins, offset = lower, self._offset(lower)
        for left in range(lower, upper, _SAMPLE):
            right = min(left + _SAMPLE, upper)
            if (after := self._offset(right)) != offset:
                change = self._change(left, right)
                yield begins, change, offset
                begins, offset = change, after
        if begins < upper:
            yield begins, upper, offset

    def _change(self, before: int, after: int) -> int:
        """The instant between two at which the clocks change."""
        old = self._offset(before)
        while after - before > 1:
            middle = (before + after) // 2
            if self._offset(middle) == old:
                before = middle
            else:
                after = middle
        return after

    def _offset(self, at: int) -> int:
        offset = instant(at).astimezone(self._zone).utcoffset()
        return length(offset or timedelta())


_KNOWN: dict[int, tuple[WorkCalendar, Timetable]] = {}
_BY_NAME: dict[tuple[str, int], Timetable] = {}


def timetable_of(calendar: WorkCalendar) -> Timetable:
    """The timetable of a calendar, kept by the program for the next time it is asked for."""
    found = _KNOWN.get(id(calendar))
    # Another calendar may come to lie where one lay before, so the entry holds on to its own.
    if found is not None and found[0] is calendar:
        return found[1]
    return _remembered(calendar)


def _remembered(calendar: WorkCalendar) -> Timetable:
    """The timetable of a calendar that was read anew, as every task of a process reads it."""
    name = calendar.calendar_id, calendar.version
    found = _BY_NAME.get(name)
    if found is None or found.calendar != calendar:
        found = Timetable(calendar)
    for known in (_KNOWN, _BY_NAME):
        if len(known) >= _MOST_CALENDARS:
            known.clear()
    _KNOWN[id(calendar)] = calendar, found
    _BY_NAME[name] = found
    return found


def index(at: datetime) -> int:
    """An aware instant as a number."""
    return length(at - EPOCH)


def instant(at: int) -> datetime:
    """The inverse of `index`."""
    return EPOCH + timedelta(microseconds=at)


def length(of: timedelta) -> int:
    """A duration in microseconds."""
    return of.days * DAY + of.seconds * SECOND + of.microseconds


def number_of(day: date) -> int:
    """A day counted from 1970."""
    return day.toordinal() - _EPOCH_ORDINAL


def day_of(number: int) -> date:
    """The inverse of `number_of`."""
    return date.fromordinal(number + _EPOCH_ORDINAL)


def year_of(on: date) -> int:
    """The year of a day or of an instant in UTC.

    Raises:
        InvalidInputError: it lies where nobody has business.
    """
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        message = f"{on.year} lies outside the years {FIRST_YEAR} to {LAST_YEAR}"
        raise InvalidInputError(message)
    return on.astimezone(UTC).year if isinstance(on, datetime) else on.year


def _new_year(number: int) -> int:
    return index(datetime(number, 1, 1, tzinfo=UTC))
