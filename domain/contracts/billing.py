"""The billing periods of a contract: credits are granted and end at them (R71, R76, R90).

Months are counted from the first day of the contract's period, so that no billing period is cut at
its beginning; weeks begin as they do in the contract's calendar. A billing period never goes beyond
the contract's period: at its end the next one begins anew.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from domain.contracts.spans import add_months
from domain.model import Value
from domain.plans.words import BillingPeriod
from domain.worktime.calendar import WEEKDAYS, Weekday

if TYPE_CHECKING:
    from domain.contracts.periods import Period

_MONTHS = {
    BillingPeriod.MONTHLY: 1,
    BillingPeriod.QUARTERLY: 3,
    BillingPeriod.HALF_YEARLY: 6,
    BillingPeriod.YEARLY: 12,
}
_WEEK = 7
_YEAR = 12


class Billing(Value):
    """How credits come in a period of a contract; a plan without credits has none of it.

    Args:
        plan_version: The version of the plan by which credits are granted, and end.
        every: How often that plan bills.
        week_start: The day on which a week begins in the contract's calendar.
    """

    plan_id: str
    plan_version: int
    every: BillingPeriod
    week_start: Weekday = Weekday.MONDAY


class BillingTurn(Value):
    """The billing period that runs.

    Args:
        number: Counted from 1 over the whole contract; the first is the one in which the contract
            came into this house.
        first_on: The day from which its credits count.
        next_on: The first day of the one that follows in the same period of the contract; None
            where none does.
        next_at: When that day begins on the contract's own clock.
        billing: By which its credits end.
    """

    number: int
    first_on: date
    next_on: date | None
    next_at: datetime | None
    billing: Billing


def first_day_of(period: Period, since: date) -> date | None:
    """The day from which credits count in a period; None where the contract comes in after it.

    Args:
        since: The day on which the contract came into this house, or on which it writes first.
    """
    is_over = period.end_on is not None and since > period.end_on
    return None if is_over else max(period.start_on, since)


def next_boundary(period: Period, billing: Billing, on: date) -> date | None:
    """The first day of the billing period after the one a day lies in; None where none follows."""
    match billing.every:
        case BillingPeriod.CONTRACT:
            return None
        case BillingPeriod.WEEKLY:
            passed = (on.weekday() - WEEKDAYS.index(billing.week_start)) % _WEEK
            found = on + timedelta(days=_WEEK - passed)
        case every:
            found = _after_months(period.start_on, _MONTHS[every], on)
    within = period.end_on is None or found <= period.end_on
    return found if within else None


def _after_months(start_on: date, every: int, on: date) -> date:
    """The first boundary after a day, of those that lie so many months apart."""
    months = (on.year - start_on.year) * _YEAR + on.month - start_on.month
    whole = months // every * every
    found = add_months(start_on, whole)
    return found if found > on else add_months(start_on, whole + every)
