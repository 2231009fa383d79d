"""What an invoice would say, line by line, with why and the usage behind it (R72–R80)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from domain.model import Value
from domain.plans.words import BillingPeriod, CreditUnit, LineKind, LineUnit, RefusedBecause


class Interval(Value):
    """A part of an entry of usage; what takes no time begins and ends at once."""

    usage_id: str
    started_at: datetime
    ended_at: datetime


class Line(Value):
    """One line of an invoice; its amount is never below zero.

    Args:
        text: What it is for.
        quantity: How much of it was used, in `unit`; minutes are rounded as the plan says.
        rate_minor_units: The price of an hour, of a request or of a period; None for extra costs
            and the difference, which have none.
        multiplier: What the rate is multiplied with.
        covered: The credits that paid for it, in the unit of credits.
        amount_minor_units: What is left to pay.
        flagged: Whether it was not agreed and somebody should look at it.
        due_on: The first day on which it can be invoiced.
        why: The rules of the plan that led to it.
        usage: The intervals behind it, in their order.
    """

    number: int
    kind: LineKind
    text: str
    quantity: int
    unit: LineUnit
    rate_minor_units: int | None
    multiplier: Decimal
    covered: Decimal
    amount_minor_units: int
    flagged: bool
    due_on: date
    why: str
    usage: tuple[Interval, ...] = ()


class Refused(Value):
    """A part of an entry that the plan does not allow; it is never priced."""

    usage_id: str
    started_at: datetime
    ended_at: datetime
    because: RefusedBecause
    why: str


class Credits(Value):
    """What becomes of the credits of the period, in their unit (R76, R90)."""

    unit: CreditUnit
    opening: Decimal
    granted: Decimal
    consumed: Decimal
    rolled_over: Decimal
    expired: Decimal


class Priced(Value):
    """A priced period.

    Args:
        last_on: The last day of the period.
        holidays_known: Whether the calendar knew the holidays of all its days when it was frozen.
        total_minor_units: The sum of the lines.
        cost_minor_units: What the work cost us by the plan's hourly costs, extra costs included;
            None where it names none (R75).
        refused: What the plan does not allow.
        elsewhere: The parts of entries that lie in other periods; within a week that the period
            shares they count towards its cap and are not priced here.
    """

    currency: str
    first_on: date
    last_on: date
    billing_period: BillingPeriod
    calendar: str
    calendar_version: int
    holidays_known: bool
    lines: tuple[Line, ...]
    total_minor_units: int
    cost_minor_units: int | None
    credits: Credits | None
    refused: tuple[Refused, ...]
    elsewhere: tuple[Interval, ...]
