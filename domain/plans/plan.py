"""One version of a service plan, as a person writes it down (R67–R81).

Amounts are written as on an invoice, such as 1500.00 or 1500.00 TRY, in the one currency of the
plan; inside they are minor units. `domain.plans.rules` holds what the fields ask of each other.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError, ValidationInfo, field_validator

from domain.model import Currency, Edge, Identifier, LongText, ShortText
from domain.money import Rounding
from domain.plans.exact import Exact, Multiplier, Price, Quantity, in_unit, of_the_plan
from domain.plans.words import (
    BandDay,
    BillingMethod,
    BillingPeriod,
    CostBasis,
    CreditUnit,
    Figure,
    OvertimeBehaviour,
    PricingMethod,
    RoundedPer,
    Sign,
    TimeRounding,
    Together,
)

_HOUR = 60


WallTime = Annotated[str, StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]


class Band(Edge):
    """A range of wall-clock time outside service hours with a multiplier of its own (R73).

    It is looked up by the day and the time a clock in the calendar's zone shows, minute by minute:
    22:00 to 06:00 is the morning and the night of each of its days. The first band that fits holds.

    Args:
        days: The kinds of day it is for; all where none is named.
        begins: The first minute, as 18:00.
        ends: The first minute that is not in it any more; before `begins` where midnight lies
            between.
    """

    name: ShortText
    days: Annotated[tuple[BandDay, ...], Field(max_length=20)] = ()
    begins: WallTime
    ends: WallTime
    multiplier: Multiplier

    def holds(self, minute: int) -> bool:
        """Whether a minute of the day lies in the band."""
        begins, ends = minutes_of(self.begins), minutes_of(self.ends)
        if begins < ends:
            return begins <= minute < ends
        return minute >= begins or minute < ends


class OvertimeRule(Edge):
    """What becomes of work beyond the weekly cap (R73).

    Args:
        multiplier: What the rate is multiplied with; for `charge_extra` only.
    """

    behaviour: OvertimeBehaviour
    multiplier: Multiplier | None = None


class OutsideRule(OvertimeRule):
    """What becomes of work outside service hours; a band's multiplier comes first (R73)."""

    bands: Annotated[tuple[Band, ...], Field(max_length=100)] = ()


class Overtime(Edge):
    """Overtime behaviour (fazla mesai davranışı), of both kinds (R73)."""

    beyond_cap: OvertimeRule | None = None
    outside_hours: OutsideRule | None = None
    together: Together = Together.GREATER


class Allowance(Edge):
    """What each billing period has in it before usage is charged (R76).

    Args:
        quantity: Minutes, requests, or money.
        covers_overtime: Whether credits also pay for what is charged extra; a minute at 1.5 takes
            a credit and a half.
    """

    unit: CreditUnit
    quantity: Exact
    covers_overtime: bool = False


class Rollover(Edge):
    """Unused credits go on into the next billing period (R76, R90).

    Args:
        cap: The most that goes on from one period to the next; the oldest credits are left behind.
        expires_after_periods: For how many periods after the one they were granted in.
    """

    allowed: bool
    unit: CreditUnit | None = None
    cap: Exact | None = None
    expires_after_periods: Annotated[int, Field(ge=1, le=120)] | None = None


class TechnicianRights(Edge):
    """What a technician may enter beside his work (R77, R78)."""

    extra_cost: bool = False
    extra_time: bool = False


class Term(Edge):
    """One figure of the difference, added or taken away."""

    take: Figure
    sign: Sign
    times: Multiplier = Decimal(1)


ACTUAL_MINUS_PLANNED = (
    Term(take=Figure.ACTUAL_COST, sign=Sign.PLUS),
    Term(take=Figure.PLANNED_COST, sign=Sign.MINUS),
)


class CostRule(Edge):
    """The cost that is invoiced beside the usage (R79, R80).

    Args:
        amount: For `fixed`: the amount, every period.
        planned: For `difference`: what the period was meant to cost.
        formula: For `difference`: what is added up; below zero nothing is charged.
    """

    basis: CostBasis
    amount: Exact | None = None
    planned: Exact | None = None
    formula: Annotated[tuple[Term, ...], Field(min_length=1, max_length=20)] = ACTUAL_MINUS_PLANNED


class StepsOfTime(Edge):
    """How worked time becomes billed time.

    Args:
        minutes: The step; 15 bills quarters of an hour.
    """

    minutes: Annotated[int, Field(ge=1, le=1_440)] = 1
    how: TimeRounding = TimeRounding.UP
    per: RoundedPer = RoundedPer.LINE


Rates = Annotated[dict[Identifier, Price], Field(max_length=100)]


class Plan(Edge):
    """One version of a service plan.

    Args:
        fixed_invoice: Invoiced every period whatever the usage (R72).
        hourly_rates: What an hour costs the customer, by the staff role that worked.
        hourly_costs: What an hour costs us, by staff role (R75).
        request_rate: What a request costs the customer.
        weekly_cap_hours: The most hours a week, over all technicians (R74).
    """

    title: ShortText
    description: LongText
    currency: Currency
    pricing_method: PricingMethod
    billing_method: BillingMethod
    billing_period: BillingPeriod
    fixed_invoice: Price | None = None
    hourly_rates: Rates = {}
    hourly_costs: Rates = {}
    request_rate: Price | None = None
    allowance: Allowance | None = None
    weekly_cap_hours: Quantity | None = None
    overtime: Overtime = Overtime()
    rollover: Rollover = Rollover(allowed=False)
    technician_may: TechnicianRights = TechnicianRights()
    cost: CostRule | None = None
    time_rounding: StepsOfTime = StepsOfTime()
    money_rounding: Rounding = Rounding.HALF_UP

    @field_validator("cost", "allowance", "rollover", mode="before")
    @classmethod
    def _in_its_currency(cls, given: object, info: ValidationInfo) -> object:
        if not isinstance(given, dict):
            return given
        return {name: _within(given, name, info) for name in given}


class PlanFile(Plan):
    """A plan as a file holds it, with its id."""

    id: Identifier

    def plan(self) -> Plan:
        """The plan without its id."""
        return Plan.model_validate(self.model_dump(exclude={"id"}))


def minutes_of(wall: str) -> int:
    """How many minutes after midnight a clock shows it."""
    return int(wall[:2]) * _HOUR + int(wall[3:])


def _within(part: dict[str, object], name: str, info: ValidationInfo) -> object:
    """What a part of a plan says, its amounts as numbers in the currency of the plan."""
    try:
        if name in {"amount", "planned"}:
            return of_the_plan(part[name], info)
        if name in {"quantity", "cap"}:
            return in_unit(part[name], part.get("unit"), info.data.get("currency"))
    except ValueError as wrong:
        # So it is told of the field itself and not of the part around it.
        raise ValidationError.from_exception_data(
            "Plan",
            [{"type": "value_error", "loc": (name,), "input": None, "ctx": {"error": wrong}}],
        ) from None
    return part[name]
