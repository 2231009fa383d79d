"""Billing periods as people name them: 2026-W10, 2026-03, 2026-Q1, 2026-H1, 2026 (R71)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from domain.errors import InvalidInputError
from domain.plans.usage import Period
from domain.plans.words import BillingPeriod

if TYPE_CHECKING:
    from domain.worktime import WorkCalendar

_FIELD = "period"
_SHOWN = 80
_FIRST_YEAR, _LAST_YEAR = 1900, 2998
_MONTHS = {
    BillingPeriod.MONTHLY: 1,
    BillingPeriod.QUARTERLY: 3,
    BillingPeriod.HALF_YEARLY: 6,
    BillingPeriod.YEARLY: 12,
}
_YEAR = 12
_LETTERS = {
    BillingPeriod.WEEKLY: r"-W([0-9]{2})",
    BillingPeriod.MONTHLY: r"-([0-9]{2})",
    BillingPeriod.QUARTERLY: r"-Q([1-4])",
    BillingPeriod.HALF_YEARLY: r"-H([12])",
    BillingPeriod.YEARLY: r"()",
}
_NAMED_LIKE = {
    BillingPeriod.WEEKLY: "2026-W10",
    BillingPeriod.MONTHLY: "2026-03",
    BillingPeriod.QUARTERLY: "2026-Q1",
    BillingPeriod.HALF_YEARLY: "2026-H1",
    BillingPeriod.YEARLY: "2026",
}
_RANGE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})", re.ASCII)
_THURSDAY = 4
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


def period_named(name: str, length: BillingPeriod, calendar: WorkCalendar) -> Period:
    """The period of a name.

    A week has the number that ISO 8601 gives its Thursday, on whatever day it begins: each week
    has one Thursday, so each has one number, and a week of the calendar is called as that from
    Monday with which it shares the Thursday.

    Args:
        name: One of the length that the plan bills by, or any first and last day, such as
            2026-03-15..2026-04-14, for a contract that does not begin with a month.
        length: How often the plan bills.
        calendar: It says on which day a week begins.

    Raises:
        InvalidInputError: it names no such period.
    """
    found = _between_days(name) or _of_length(name, length, calendar)
    if found is None:
        like = f"{_NAMED_LIKE[length]}, or " if length in _NAMED_LIKE else ""
        message = (
            f"{_FIELD}: {name[:_SHOWN]!r} is none of this plan, which bills {length}; "
            f"write {like}2026-03-01..2026-03-31"
        )
        raise InvalidInputError(message, field=_FIELD)
    return found


def period_around(first: date, last: date, length: BillingPeriod, calendar: WorkCalendar) -> Period:
    """The period that a day lies in; for a whole contract, from the first day to the last.

    A week begins as it does in the calendar; every other period with the calendar month.
    """
    match length:
        case BillingPeriod.CONTRACT:
            return Period(first, last + _DAY)
        case BillingPeriod.WEEKLY:
            begins = calendar.week_of(first)
            return Period(begins, begins + _WEEK)
        case _:
            months = _MONTHS[length]
            return _months(first.year, (first.month - 1) // months * months, months)


def _between_days(name: str) -> Period | None:
    found = _RANGE.fullmatch(name)
    if found is None:
        return None
    try:
        first, last = (date.fromisoformat(one) for one in found.groups())
    except ValueError:
        message = f"{_FIELD}: {name} names a day that is not in the calendar"
        raise InvalidInputError(message, field=_FIELD) from None
    if not _FIRST_YEAR <= first.year <= last.year <= _LAST_YEAR or last < first:
        message = f"{_FIELD}: the last day is not before the first, both in 1900 to 2998"
        raise InvalidInputError(message, field=_FIELD)
    return Period(first, last + _DAY)


def _of_length(name: str, length: BillingPeriod, calendar: WorkCalendar) -> Period | None:
    if length not in _LETTERS:
        return None
    found = re.fullmatch(f"([0-9]{{4}}){_LETTERS[length]}", name, re.ASCII)
    if found is None or not _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
        return None
    year, number = int(found[1]), int(found[2] or 1)
    if length is BillingPeriod.WEEKLY:
        return _week(year, number, calendar)
    months = _MONTHS[length]
    return _months(year, (number - 1) * months, months) if 1 <= number * months <= _YEAR else None


def _week(year: int, number: int, calendar: WorkCalendar) -> Period | None:
    try:
        begins = calendar.week_of(date.fromisocalendar(year, number, _THURSDAY))
    except ValueError:
        return None
    return Period(begins, begins + _WEEK)


def _months(year: int, before: int, count: int) -> Period:
    """So many months of a year, after so many that lie before them in it."""
    end = before + count
    return Period(date(year, before + 1, 1), date(year + end // _YEAR, end % _YEAR + 1, 1))
