"""What the fields of a service plan ask of each other (R67–R80, R90)."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from domain.checking import Problem, checked, first_of
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
_OVERTIME = ("beyond_cap", "outside_hours")


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
        InvalidInputError: naming the first field that is wrong, what is allowed there, and how
            many more there are.
    """
    return _sound(checked(Plan, raw))


def parse_plan_file(raw: object) -> PlanFile:
    """Check a plan that names its id.

    Raises:
        InvalidInputError: naming the first field that is wrong, what is allowed there, and how
            many more there are.
    """
    return _sound(checked(PlanFile, raw))


class Broken(NamedTuple):
    """A rule that the fields of a plan break.

    Args:
        field: Where it is mended, as a dotted path.
        why: What is wrong there, and what is allowed.
        reads: The other places it looked at, for which it may be as it is.
    """

    field: str
    why: str
    reads: tuple[str, ...] = ()


def broken_rules(plan: Plan) -> Iterator[Broken]:
    """Every rule that the fields of a plan break; all are looked at, whatever another found."""
    for rule in _RULES:
        yield from rule(plan)


def _sound(plan: PlanOrFile) -> PlanOrFile:
    broken = [Problem(one.field, f"{one.field}: {one.why}") for one in broken_rules(plan)]
    if broken:
        raise first_of(broken)
    return plan


if TYPE_CHECKING:
    from typing import TypeVar

    PlanOrFile = TypeVar("PlanOrFile", bound=Plan)


def _fixed_invoice(plan: Plan) -> Iterator[Broken]:
    required, reads = "is required and above 0 where", ("pricing_method", "billing_method")
    if plan.fixed_invoice:
        return
    if plan.pricing_method is PricingMethod.FLAT_FEE:
        yield Broken("fixed_invoice", f"{required} pricing_method is flat_fee", reads[:1])
    if plan.billing_method is BillingMethod.PREPAID:
        yield Broken("fixed_invoice", f"{required} billing_method is prepaid", reads[1:])


def _rates(plan: Plan) -> Iterator[Broken]:
    if charges_work(plan) and not plan.hourly_rates:
        why = "name an hourly rate for each staff role whose work is charged"
        yield Broken("hourly_rates", why, _why_work_is_charged(plan))
    if meter_of(plan) is Meter.REQUESTS and plan.request_rate is None:
        yield Broken("request_rate", "is required where requests are charged", _metered_by(plan))


def _metered_by(plan: Plan) -> tuple[str, ...]:
    """The places that say what a plan measures."""
    is_flat = plan.pricing_method is PricingMethod.FLAT_FEE
    return ("pricing_method", "allowance") if is_flat else ("pricing_method",)


def _why_work_is_charged(plan: Plan) -> tuple[str, ...]:
    """The places for which there is work that is charged by the hour."""
    if is_extra(plan.overtime.beyond_cap):
        return ("overtime.beyond_cap.behaviour",)
    if meter_of(plan) is Meter.WORK:
        return _metered_by(plan)
    return (*_metered_by(plan), "overtime.outside_hours.behaviour")


def _allowance(plan: Plan) -> Iterator[Broken]:
    if plan.allowance is None:
        return
    allowed = _UNITS[plan.pricing_method]
    if plan.allowance.unit not in allowed:
        words = ", ".join(allowed)
        why = f"where pricing_method is {plan.pricing_method} allowed are {words}"
        yield Broken("allowance.unit", why, ("pricing_method",))
    if not plan.allowance.quantity:
        why = "is above 0; leave the allowance out where there is none"
        yield Broken("allowance.quantity", why)
    yield from _whole("allowance.quantity", plan.allowance.quantity, plan.allowance.unit)


def _rollover(plan: Plan) -> Iterator[Broken]:
    over, reads = plan.rollover, ("rollover.allowed", "allowance")
    given = [name for name in _OF_ROLLOVER if getattr(over, name) is not None]
    if not over.allowed:
        for one in given:
            yield Broken(f"rollover.{one}", "is for a rollover that is allowed", reads[:1])
    elif plan.allowance is None:
        yield Broken("rollover.allowed", "only the credits of an allowance can roll over", reads)
    else:
        for one in [name for name in _OF_ROLLOVER if name not in given]:
            yield Broken(f"rollover.{one}", "is required where it is allowed", reads)
        if over.unit not in {None, plan.allowance.unit}:
            yield Broken("rollover.unit", f"is that of the allowance, {plan.allowance.unit}", reads)
        if over.cap is not None:
            yield from _whole("rollover.cap", over.cap, plan.allowance.unit)


def _weekly_cap(plan: Plan) -> Iterator[Broken]:
    cap, beyond = plan.weekly_cap_hours, plan.overtime.beyond_cap
    if cap is not None and (cap * 60) % 1:
        yield Broken("weekly_cap_hours", "is a whole number of minutes, such as 40 or 37.5")
    if cap is not None and beyond is None:
        why = "is required where there is a weekly_cap_hours"
        yield Broken("overtime.beyond_cap", why, ("weekly_cap_hours",))
    if cap is None and beyond is not None:
        why = "is required where overtime.beyond_cap is given"
        yield Broken("weekly_cap_hours", why, ("overtime.beyond_cap",))


def _overtime(plan: Plan) -> Iterator[Broken]:
    for name in _OVERTIME:
        rule: OvertimeRule | None = getattr(plan.overtime, name)
        if rule is None:
            continue
        field, reads = f"overtime.{name}.multiplier", (f"overtime.{name}.behaviour",)
        if is_extra(rule) and rule.multiplier is None:
            yield Broken(field, "is required where behaviour is charge_extra", reads)
        if not is_extra(rule) and rule.multiplier is not None:
            yield Broken(field, "is for the behaviour charge_extra only", reads)


def _bands(plan: Plan) -> Iterator[Broken]:
    outside = plan.overtime.outside_hours
    if outside is None or not outside.bands:
        return
    bands = "overtime.outside_hours.bands"
    if not is_extra(outside):
        behaviour = "overtime.outside_hours.behaviour"
        yield Broken(bands, "are for the behaviour charge_extra only", (behaviour,))
    for at, band in enumerate(outside.bands):
        if band.begins == "24:00":
            yield Broken(f"{bands}.{at}.begins", "a day begins at 00:00")
        if band.begins == band.ends:
            begins, why = f"{bands}.{at}.begins", "a whole day begins at 00:00 and ends at 24:00"
            yield Broken(f"{bands}.{at}.ends", why, (begins,))


def _cost(plan: Plan) -> Iterator[Broken]:
    cost, basis = plan.cost, ("cost.basis",)
    if cost is None:
        return
    wanted, other = (
        ("amount", "planned") if cost.basis is CostBasis.FIXED else ("planned", "amount")
    )
    if getattr(cost, wanted) is None:
        yield Broken(f"cost.{wanted}", f"is required where the basis is {cost.basis}", basis)
    if getattr(cost, other) is not None:
        yield Broken(f"cost.{other}", f"is not for the basis {cost.basis}", basis)
    takes_actual = any(one.take is Figure.ACTUAL_COST for one in cost.formula)
    if cost.basis is CostBasis.DIFFERENCE and takes_actual and not plan.hourly_costs:
        why = "name what an hour costs; the formula takes the actual_cost"
        yield Broken("hourly_costs", why, (*basis, "cost.formula"))


def _whole(field: str, quantity: Decimal, unit: CreditUnit) -> Iterator[Broken]:
    if unit is not CreditUnit.MONEY and quantity % 1:
        yield Broken(field, f"is a whole number of {unit}", ("allowance.unit",))


_RULES: tuple[Callable[[Plan], Iterator[Broken]], ...] = (
    _fixed_invoice,
    _rates,
    _allowance,
    _rollover,
    _weekly_cap,
    _overtime,
    _bands,
    _cost,
)
