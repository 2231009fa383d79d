"""The price of a period: what an invoice would say, line by line, and why (R69–R80, R90–R91).

The total is the sum of the lines, and no line is below zero. Neither the order of the usage nor
the way it is split into entries changes anything but what the plan rounds by the entry.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from domain.errors import InvalidInputError
from domain.plans.beside import difference, fixed, own_cost
from domain.plans.lines import drafts
from domain.plans.paying import paid, what_becomes
from domain.plans.priced import Priced
from domain.plans.rules import charges_work
from domain.plans.treating import sorted_out
from domain.plans.words import UsageKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from domain.plans.plan import Plan
    from domain.plans.usage import Period, Usage
    from domain.worktime import WorkCalendar

_NONE = Decimal(0)


def price(
    plan: Plan,
    usage: Sequence[Usage],
    calendar: WorkCalendar,
    period: Period,
    opening_credits: Decimal = _NONE,
) -> Priced:
    """Price a billing period.

    Args:
        usage: What was used; of the weeks that the period shares with others all that was used in
            them, for their cap.
        calendar: Its hours are the service hours, its clock the one that bands and days are read
            from, its week the one of the cap.
        opening_credits: What the periods before left, beside the allowance of this one; minutes,
            requests, or minor units.

    Raises:
        InvalidInputError: an entry of usage cannot be priced by this plan.
    """
    check_usage(plan, usage)
    found = sorted_out(plan, usage, calendar, period)
    used = list(paid(plan, drafts(plan, found), opening_credits, period))
    lines = [*fixed(plan, period), *used, *difference(plan, found, used, period)]
    return Priced(
        currency=plan.currency,
        first_on=period.first_on,
        last_on=period.last_on,
        billing_period=plan.billing_period,
        calendar=calendar.calendar_id,
        calendar_version=calendar.version,
        holidays_known=calendar.covers(period.first_on) and calendar.covers(period.last_on),
        lines=tuple(
            one.model_copy(update={"number": number}) for number, one in enumerate(lines, start=1)
        ),
        total_minor_units=sum(one.amount_minor_units for one in lines),
        cost_minor_units=own_cost(plan, found),
        credits=what_becomes(plan, opening_credits, used, period.end_on),
        refused=tuple(found.refused),
        elsewhere=tuple(found.elsewhere),
    )


def check_usage(plan: Plan, usage: Iterable[Usage]) -> None:
    """Refuse usage that a plan has no price for, or that stands there twice.

    Raises:
        InvalidInputError: naming the field, and the entry by its id.
    """
    seen: set[str] = set()
    for one in usage:
        if one.usage_id in seen:
            raise InvalidInputError(f"id: {one.usage_id} stands there twice", field="id")
        seen.add(one.usage_id)
        check_entry(plan, one)


def check_entry(plan: Plan, one: Usage) -> None:
    """Refuse work in a role of which the plan names no price.

    Raises:
        InvalidInputError: naming the roles it names one for.
    """
    if one.kind is not UsageKind.WORK:
        return
    known = {"rate": plan.hourly_rates} if charges_work(plan) else {}
    known |= {"cost": plan.hourly_costs} if plan.hourly_costs else {}
    for what, by_role in known.items():
        if one.role not in by_role:
            roles = ", ".join(by_role)
            message = f"role: {one.usage_id}: the plan names an hourly {what} for {roles} only"
            raise InvalidInputError(message, field="role")
