"""What the fields of a service plan ask of each other (R67–R80, R90)."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from domain.checking import checked
from domain.errors import InvalidInputError
from domain.plans.plan import Plan, PlanFile
from domain.plans.words import (
    BillingMethod,
    CostBasis,
    CreditUnit,
    Figure,
    OvertimeBehaviour,
    PricingMethod,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from domain.plans.plan import OvertimeRule

_UNITS = {
    PricingMethod.HOURLY: (CreditUnit.MINUTES, CreditUnit.MONEY),
    PricingMethod.PER_REQUEST: (CreditUnit.REQUESTS, CreditUnit.MONEY),
    PricingMethod.FLAT_FEE: (CreditUnit.MINUTES, CreditUnit.REQUESTS),
}
_OF_ROLLOVER = ("unit", "cap", "expires_after_periods")


class Meter(Enum):
    """What a plan measures and charges by; everything else is included in it."""

    WORK = "work"
    REQUESTS = "requests"
    NOTHING = "nothing"


def meter_of(plan: Plan) -> Meter:
    """What a plan measures: a flat fee measures what its allowance limits, else nothing."""
    allowance = plan.allowance
    match plan.pricing_method:
        case PricingMethod.HOURLY:
            return Meter.WORK
        case PricingMethod.PER_REQUEST:
            return Meter.REQUESTS
        case _ if allowance is None:
            return Meter.NOTHING
        case _:
            return Meter.WORK if allowance.unit is CreditUnit.MINUTES else Meter.REQUESTS


def is_extra(rule: OvertimeRule | None) -> bool:
    """Whether overtime is charged extra."""
    return rule is not None and rule.behaviour is OvertimeBehaviour.CHARGE_EXTRA


def charges_work(plan: Plan) -> bool:
    """Whether there is work that a plan charges by the hour."""
    meter = meter_of(plan)
    outside = is_extra(plan.overtime.outside_hours) and meter is not Meter.REQUESTS
    return meter is Meter.WORK or is_extra(plan.overtime.beyond_cap) or outside


def parse_plan(raw: object) -> Plan:
    """Check a plan that a person wrote.

    Raises:
        InvalidInputError: naming the first field that is wrong, and what is allowed there.
    """
    return _sound(checked(Plan, raw))


def parse_plan_file(raw: object) -> PlanFile:
    """Check a plan that names its id.

    Raises:
        InvalidInputError: naming the first field that is wrong, and what is allowed there.
    """
    return _sound(checked(PlanFile, raw))


def _sound(plan: PlanOrFile) -> PlanOrFile:
    for rule in _RULES:
        for field, why in rule(plan):
            raise InvalidInputError(f"{field}: {why}", field=field)
    return plan


if TYPE_CHECKING:
    from typing import TypeVar

    PlanOrFile = TypeVar("PlanOrFile", bound=Plan)
    Wrong = Iterator[tuple[str, str]]


def _fixed_invoice(plan: Plan) -> Wrong:
    if plan.fixed_invoice:
        return
    if plan.pricing_method is PricingMethod.FLAT_FEE:
        yield "fixed_invoice", "is required and above 0 where pricing_method is flat_fee"
    if plan.billing_method is BillingMethod.PREPAID:
        yield "fixed_invoice", "is required and above 0 where billing_method is prepaid"


def _rates(plan: Plan) -> Wrong:
    if charges_work(plan) and not plan.hourly_rates:
        yield "hourly_rates", "name an hourly rate for each staff role whose work is charged"
    if meter_of(plan) is Meter.REQUESTS and plan.request_rate is None:
        yield "request_rate", "is required where requests are charged"


def _allowance(plan: Plan) -> Wrong:
    if plan.allowance is None:
        return
    allowed = _UNITS[plan.pricing_method]
    if plan.allowance.unit not in allowed:
        words = ", ".join(allowed)
        yield "allowance.unit", f"where pricing_method is {plan.pricing_method} allowed are {words}"
    if not plan.allowance.quantity:
        yield "allowance.quantity", "is above 0; leave the allowance out where there is none"
    yield from _whole("allowance.quantity", plan.allowance.quantity, plan.allowance.unit)


def _rollover(plan: Plan) -> Wrong:
    over = plan.rollover
    given = [name for name in _OF_ROLLOVER if getattr(over, name) is not None]
    if not over.allowed:
        yield from ((f"rollover.{one}", "is for a rollover that is allowed") for one in given)
    elif plan.allowance is None:
        yield "rollover.allowed", "only the credits of an allowance can roll over"
    else:
        missing = [one for one in _OF_ROLLOVER if one not in given]
        yield from ((f"rollover.{one}", "is required where it is allowed") for one in missing)
        if over.unit is not plan.allowance.unit:
            yield "rollover.unit", f"is that of the allowance, {plan.allowance.unit}"
        cap = over.cap or plan.allowance.quantity
        yield from _whole("rollover.cap", cap, plan.allowance.unit)


def _overtime(plan: Plan) -> Wrong:
    overtime, cap = plan.overtime, plan.weekly_cap_hours
    if cap is not None and (cap * 60) % 1:
        yield "weekly_cap_hours", "is a whole number of minutes, such as 40 or 37.5"
    if cap is not None and overtime.beyond_cap is None:
        yield "overtime.beyond_cap", "is required where there is a weekly_cap_hours"
    if cap is None and overtime.beyond_cap is not None:
        yield "weekly_cap_hours", "is required where there is an overtime.beyond_cap"
    for name in ("beyond_cap", "outside_hours"):
        rule: OvertimeRule | None = getattr(overtime, name)
        if rule is None:
            continue
        if is_extra(rule) and rule.multiplier is None:
            yield f"overtime.{name}.multiplier", "is required where behaviour is charge_extra"
        if not is_extra(rule) and rule.multiplier is not None:
            yield f"overtime.{name}.multiplier", "is for the behaviour charge_extra only"


def _bands(plan: Plan) -> Wrong:
    outside = plan.overtime.outside_hours
    if outside is None or not outside.bands:
        return
    if not is_extra(outside):
        yield "overtime.outside_hours.bands", "are for the behaviour charge_extra only"
    for at, band in enumerate(outside.bands):
        where = f"overtime.outside_hours.bands.{at}"
        if band.begins == "24:00":
            yield f"{where}.begins", "a day begins at 00:00"
        if band.begins == band.ends:
            yield f"{where}.ends", "a whole day begins at 00:00 and ends at 24:00"


def _cost(plan: Plan) -> Wrong:
    cost = plan.cost
    if cost is None:
        return
    wanted, other = (
        ("amount", "planned") if cost.basis is CostBasis.FIXED else ("planned", "amount")
    )
    if getattr(cost, wanted) is None:
        yield f"cost.{wanted}", f"is required where the basis is {cost.basis}"
    if getattr(cost, other) is not None:
        yield f"cost.{other}", f"is not for the basis {cost.basis}"
    takes_actual = any(one.take is Figure.ACTUAL_COST for one in cost.formula)
    if cost.basis is CostBasis.DIFFERENCE and takes_actual and not plan.hourly_costs:
        yield "hourly_costs", "name what an hour costs; the formula takes the actual_cost"


def _whole(field: str, quantity: Decimal, unit: CreditUnit) -> Wrong:
    if unit is not CreditUnit.MONEY and quantity % 1:
        yield field, f"is a whole number of {unit}"


_RULES: tuple[Callable[[Plan], Wrong], ...] = (
    _fixed_invoice,
    _rates,
    _allowance,
    _rollover,
    _overtime,
    _bands,
    _cost,
)
