"""Spans of the calendar: a term of months counts from one fixed day, so that no day drifts (R65).

A contract that begins on 29 February and is renewed by a year begins its periods on 28 February,
and on the 29th again in each leap year: every boundary is counted from the first day, never from
the boundary before it. So it is where the first days of a contract were spent elsewhere.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated
from unicodedata import decimal
from zoneinfo import ZoneInfo

from pydantic import Field

from domain.contracts.words import Unit
from domain.model import Edge, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

ONE_DAY = timedelta(days=1)
_YEAR = 12
_LONGEST = 3_650
_WRITTEN = re.compile(r"([0-9]{1,4})[\s-]*([^\W\d_]+)")
_UNITS = {
    **dict.fromkeys(("day", "days", "gün", "gun"), (1, Unit.DAYS)),
    **dict.fromkeys(("month", "months", "ay"), (1, Unit.MONTHS)),
    **dict.fromkeys(("year", "years", "yıl", "yil"), (_YEAR, Unit.MONTHS)),
}


class Span(Edge):
    """So many months or days, by the calendar."""

    amount: Annotated[int, Field(ge=0, le=_LONGEST)]
    unit: Unit

    def __str__(self) -> str:
        """As people say it."""
        unit = self.unit.removesuffix("s") if self.amount == 1 else self.unit.value
        return f"{self.amount} {unit}"

    def before(self, day: date) -> date:
        """The day so much before a day."""
        if self.unit is Unit.DAYS:
            return day - timedelta(days=self.amount)
        return add_months(day, -self.amount)


def in_our_digits(said: object) -> str:
    """Persian and Arabic digits are read as ours."""
    return "".join(str(decimal(one)) if one.isdecimal() else one for one in str(said).strip())


def span_of(said: object) -> Span:
    """A length of time as people write it: `12 months`, `1-year`, `30 gün`.

    Raises:
        ValueError: it is not written so, or is too long.
    """
    found = _WRITTEN.fullmatch(in_our_digits(said))
    times, unit = _UNITS.get(found[2].casefold(), (0, None)) if found else (0, None)
    if found is None or unit is None:
        message = f"{str(said)[:80]!r} is not written as 12 months, 1 year or 30 days"
        raise ValueError(message)
    amount = int(found[1]) * times
    if amount > _LONGEST:
        message = f"{amount} {unit} are more than {_LONGEST}, the most that is allowed"
        raise ValueError(message)
    return Span(amount=amount, unit=unit)


class Anchor(Value):
    """The day from which the months of a contract are counted, and how many have been.

    Args:
        on: The day that is kept: its number in the month is that of every boundary, where the
            month has it, else the month's last day.
        months: How many months after it the present boundary lies.
    """

    on: date
    months: int = 0

    @property
    def boundary(self) -> date:
        """The first day after the present period."""
        return add_months(self.on, self.months)

    def after(self, term: Span) -> Anchor:
        """The anchor once the contract was renewed by a term."""
        if term.unit is Unit.DAYS:
            return Anchor(on=self.boundary + timedelta(days=term.amount))
        return Anchor(on=self.on, months=self.months + term.amount)


def anchor_of(start_on: date, end_on: date) -> Anchor:
    """What the boundaries of a contract are counted from.

    From its first day where its first period is a number of whole months; else from the day after
    its last one.

    Args:
        start_on: The first day.
        end_on: The last day.
    """
    boundary = end_on + ONE_DAY
    months = _whole_months(start_on, boundary)
    return Anchor(on=boundary) if months is None else Anchor(on=start_on, months=months)


def counted_from(earlier: Iterable[tuple[date, date]], start_on: date, end_on: date) -> date:
    """The day from which the boundaries of a contract are counted that ran elsewhere before.

    That of the first of its periods on whose boundaries the present one lies, as if it had run
    here from then on; the first day of the present one where it lies on those of none.

    Args:
        earlier: The first day and the last one of each earlier period, oldest first.
        start_on: The first day of the present one.
        end_on: The last day of it.
    """
    for first, last in earlier:
        on = anchor_of(first, last).on
        if None not in (_whole_months(on, start_on), _whole_months(on, end_on + ONE_DAY)):
            return on
    return start_on


def _whole_months(on: date, boundary: date) -> int | None:
    """How many months after a day a boundary lies; None where it is no number of whole months."""
    months = (boundary.year - on.year) * _YEAR + boundary.month - on.month
    return months if add_months(on, months) == boundary else None


def add_months(day: date, months: int) -> date:
    """The same day so many months later or earlier; the last of the month where it has no such."""
    years, month = divmod(day.month - 1 + months, _YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def start_of(day: date, time_zone: str, *, hour: int = 0) -> datetime:
    """The instant a day begins somewhere, or an hour of it.

    Where the clock leaps over that hour it is the instant of the leap.
    """
    local = datetime.combine(day, time(hour), ZoneInfo(time_zone))
    return local.astimezone(ZoneInfo("UTC"))
