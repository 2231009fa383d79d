"""Time divided as the plan asks: service hours, bands, days; the cap of a week (R73, R74).

Everything is cut in microseconds and nothing is rounded here, so an entry that is handed in as two
is cut just so. Instants are the whole numbers of `domain.worktime.timetable`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from domain.plans.plan import minutes_of
from domain.plans.words import BandDay
from domain.worktime.calendar import WEEKDAYS, DayKind, OpenRange, Week, WorkCalendar
from domain.worktime.reckoning import stretches
from domain.worktime.timetable import DAY, MINUTE, day_of, index, instant, length

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime
    from decimal import Decimal

    from domain.plans.plan import Band, OutsideRule
    from domain.plans.usage import Usage
    from domain.worktime.timetable import Stretch

_EVERY_HOUR = (OpenRange(opens=0, closes=DAY // MINUTE),)
ALWAYS_OPEN = WorkCalendar(
    calendar_id="always-open",
    version=1,
    time_zone="UTC",
    week=Week(**dict.fromkeys(WEEKDAYS, _EVERY_HOUR)),
)
"""What holds where no calendar is named: every hour is a service hour, weeks begin on Monday."""

_SHUT = {DayKind.OFF: BandDay.REST_DAY, DayKind.CLOSED: BandDay.HOLIDAY}


class Hours(NamedTuple):
    """Which hours a part of time lies in.

    Args:
        band: The name of the band; empty within service hours and where no band fits.
        multiplier: That of the band, or else of the rule; None within service hours.
    """

    is_open: bool
    band: str = ""
    multiplier: Decimal | None = None


class Part(NamedTuple):
    """A part of time in one kind of hours; it never reaches into another day."""

    start: int
    end: int
    day: int
    hours: Hours


class Piece(NamedTuple):
    """A part of an entry of usage."""

    usage: Usage
    start: int
    end: int
    day: int
    hours: Hours
    is_added: bool = False


def pieces_of(usage: Usage, calendar: WorkCalendar, outside: OutsideRule | None) -> Iterator[Piece]:
    """An entry of work, cut; time that was added follows the work."""
    worked_until = usage.ended_at or usage.started_at
    for begins, ends, is_added in (
        (usage.started_at, worked_until, False),
        (worked_until, worked_until + usage.added, True),
    ):
        for part in divided(calendar, outside, begins, ends):
            yield Piece(usage, *part, is_added)


def divided(
    calendar: WorkCalendar, outside: OutsideRule | None, begins: datetime, ends: datetime
) -> Iterator[Part]:
    """The time between two instants, cut at the edges of days, service hours and bands."""
    zone = ZoneInfo(calendar.time_zone)
    for one in stretches(calendar, begins, ends):
        if one.is_open or outside is None:
            yield Part(one.start, one.end, one.day, Hours(one.is_open))
        else:
            yield from _in_bands(one, zone, outside, days_of(calendar, day_of(one.day)))


def hours_at(calendar: WorkCalendar, outside: OutsideRule | None, at: datetime) -> Part:
    """The hours in which an instant lies."""
    return next(divided(calendar, outside, at, instant(index(at) + 1)))


def days_of(calendar: WorkCalendar, day: date) -> frozenset[BandDay]:
    """The kinds of day that a day is."""
    kind = _SHUT.get(calendar.kind(day), BandDay.WORKING_DAY)
    return frozenset({kind, BandDay(WEEKDAYS[day.weekday()])})


def full_at(pieces: Iterable[Piece], cap: int) -> int | None:
    """The instant from which on work is beyond the cap; None where it is not reached.

    Work of several technicians at once uses the cap up together, so neither the order of the
    entries nor how they are split decides whose work comes first.

    Args:
        cap: The most that lies within it, in microseconds over all technicians.
    """
    steps: dict[int, int] = {}
    for one in pieces:
        steps[one.start] = steps.get(one.start, 0) + 1
        steps[one.end] = steps.get(one.end, 0) - 1
    at_once = 0
    for start, end in pairwise(sorted(steps)):
        at_once += steps[start]
        used = at_once * (end - start)
        if used > cap:
            return start + cap // at_once
        cap -= used
    return None


def split_at(piece: Piece, at: int | None) -> tuple[Piece | None, Piece | None]:
    """A piece before an instant and from it on; None for a part that is not there."""
    if at is None or piece.end <= at:
        return piece, None
    if piece.start >= at:
        return None, piece
    return piece._replace(end=at), piece._replace(start=at)


def _in_bands(
    one: Stretch, zone: ZoneInfo, outside: OutsideRule, days: frozenset[BandDay]
) -> Iterator[Part]:
    # The offset is the same throughout a stretch, so the clock on the wall runs evenly in it.
    offset = instant(one.start).astimezone(zone).utcoffset()
    midnight = one.day * DAY - (length(offset) if offset else 0)
    bands = [band for band in outside.bands if not band.days or days.intersection(band.days)]
    edges = {
        midnight + minutes_of(edge) * MINUTE for band in bands for edge in (band.begins, band.ends)
    }
    marks = [one.start, *sorted(edge for edge in edges if one.start < edge < one.end), one.end]
    for start, end in pairwise(marks):
        yield Part(start, end, one.day, _hours(outside, bands, (start - midnight) // MINUTE))


def _hours(outside: OutsideRule, bands: list[Band], minute: int) -> Hours:
    for band in bands:
        if band.holds(minute):
            return Hours(is_open=False, band=band.name, multiplier=band.multiplier)
    return Hours(is_open=False, multiplier=outside.multiplier)
