"""What was worked between two instants with pauses, and why, interval by interval (R30).

A pause takes away the open time it covers and nothing else. Pauses are put together before anything
is counted, so neither their order nor their overlap changes the result.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from domain.model import Value
from domain.worktime.reckoning import between, stretches
from domain.worktime.timetable import day_of, index, instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from domain.worktime.calendar import WorkCalendar


class Pause(Value):
    """A time in which the clock stood, with the reason somebody gave.

    Args:
        end: None where it stands still.
    """

    start: datetime
    end: datetime | None = None
    reason: str = ""


class Why(StrEnum):
    """Why an interval counted, or did not."""

    OPEN = "open"
    PAUSED = "paused"
    OUTSIDE_HOURS = "outside_hours"
    DAY_OFF = "day_off"
    CLOSED_DAY = "closed_day"


class Counted(Value):
    """An interval of the time that was looked at.

    Args:
        counted: The open time it counts for: all of it, or nothing.
        name: The special day, or the reason of the pause; empty where there is none.
        covered: Whether the holidays of the day were known when the calendar was frozen.
    """

    start: datetime
    end: datetime
    why: Why
    counted: timedelta
    name: str = ""
    covered: bool = True


class _Standing(NamedTuple):
    start: int
    end: int
    reason: str


class _Part(NamedTuple):
    """An interval before it is told; all but its start and end say why."""

    start: int
    end: int
    why: Why
    name: str
    covered: bool


def worked(
    calendar: WorkCalendar, start: datetime, end: datetime, pauses: Iterable[Pause] = ()
) -> timedelta:
    """How much working time lies between two instants and in no pause; never negative.

    Raises:
        ConflictError: more than a hundred years lie between.
    """
    standing = timedelta()
    for begins, ends in _joined(start, end, pauses):
        standing += between(calendar, begins, ends)
    return between(calendar, start, end) - standing


def explained(
    calendar: WorkCalendar, start: datetime, end: datetime, pauses: Iterable[Pause] = ()
) -> tuple[Counted, ...]:
    """Every interval between two instants, what it counts and why; together they are all of it.

    What they count adds up to `worked`. A pause shows only where it takes away open time.

    Raises:
        ConflictError: more than a hundred years lie between.
    """
    between(calendar, start, end)
    told: list[_Part] = []
    for part in _parts(calendar, start, end, list(pauses)):
        if told and told[-1][1:] == (part.start, *part[2:]):
            told[-1] = told[-1]._replace(end=part.end)
        else:
            told.append(part)
    return tuple(_counted(one) for one in told)


def _joined(
    start: datetime, end: datetime, pauses: Iterable[Pause]
) -> Iterator[tuple[datetime, datetime]]:
    """The pauses between two instants, each moment once."""
    done = start
    for begins, ends in sorted((one.start, one.end or end) for one in pauses):
        if min(ends, end) > (begins := max(begins, done)):
            done = min(ends, end)
            yield begins, done


def _parts(
    calendar: WorkCalendar, start: datetime, end: datetime, pauses: list[Pause]
) -> Iterator[_Part]:
    standing = [_Standing(index(one.start), index(one.end or end), one.reason) for one in pauses]
    marks = sorted({mark for one in standing for mark in one[:2]})
    for stretch in stretches(calendar, start, end):
        day = day_of(stretch.day)
        covered, special = calendar.covers(day), calendar.special(day)
        name = "" if special is None else special.name
        if not stretch.is_open:
            why = _why_closed(calendar, day)
            yield _Part(stretch.start, stretch.end, why, name, covered)
            continue
        inside = marks[bisect_right(marks, stretch.start) : bisect_left(marks, stretch.end)]
        for begins, ends in pairwise((stretch.start, *inside, stretch.end)):
            paused = [one for one in standing if one.start <= begins and ends <= one.end]
            if paused:
                reasons = "; ".join(sorted({one.reason for one in paused} - {""}))
                yield _Part(begins, ends, Why.PAUSED, reasons, covered)
            else:
                yield _Part(begins, ends, Why.OPEN, name, covered)


def _why_closed(calendar: WorkCalendar, day: date) -> Why:
    if calendar.hours(day):
        return Why.OUTSIDE_HOURS
    return Why.CLOSED_DAY if calendar.special(day) else Why.DAY_OFF


def _counted(part: _Part) -> Counted:
    start, end = instant(part.start), instant(part.end)
    return Counted(
        start=start,
        end=end,
        why=part.why,
        counted=end - start if part.why is Why.OPEN else timedelta(),
        name=part.name,
        covered=part.covered,
    )
