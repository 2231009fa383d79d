"""What is invoiced beside the usage: fixed invoice, fixed cost, difference (R72, R79, R80)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from domain.money import minor_units, rounded, shown
from domain.plans.lines import work_cost
from domain.plans.priced import Line
from domain.plans.words import (
    BillingMethod,
    CostBasis,
    Figure,
    LineKind,
    LineUnit,
    Sign,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from domain.plans.plan import CostRule, Plan, Term
    from domain.plans.treating import Sorted
    from domain.plans.usage import Period

_SIGNS = {Sign.PLUS: 1, Sign.MINUS: -1}
_USAGE = frozenset({LineKind.REQUESTS, LineKind.WORK})


def fixed(plan: Plan, period: Period) -> Iterator[Line]:
    """What is invoiced whatever the usage; prepaid, it is due when the period begins."""
    if plan.fixed_invoice:
        in_advance = plan.billing_method is BillingMethod.PREPAID
        yield _once(
            LineKind.FIXED_INVOICE,
            "fixed invoice",
            minor_units(plan.fixed_invoice, plan.currency),
            period.first_on if in_advance else period.end_on,
            "whatever the usage, " + ("in advance" if in_advance else "after the period"),
        )
    cost = plan.cost
    if cost is not None and cost.basis is CostBasis.FIXED and cost.amount:
        amount = minor_units(cost.amount, plan.currency)
        yield _once(
            LineKind.FIXED_COST, "fixed cost", amount, period.end_on, "an amount, as agreed"
        )


def difference(plan: Plan, found: Sorted, lines: Sequence[Line], period: Period) -> Iterator[Line]:
    """What the period cost more than was planned, by the formula of the plan; never below zero."""
    cost = plan.cost
    if cost is None or cost.basis is not CostBasis.DIFFERENCE:
        return
    figures = _figures(plan, cost, found, lines)
    exact = sum((_value(one, figures) for one in cost.formula), Fraction(0))
    amount = rounded(max(exact, Fraction(0)), plan.money_rounding)
    why = " ".join(_in_words(plan, one, figures) for one in cost.formula)
    below = "; below zero, so nothing is charged" if exact < 0 else ""
    yield _once(LineKind.DIFFERENCE_COST, "difference cost", amount, period.end_on, why + below)


def own_cost(plan: Plan, found: Sorted) -> int | None:
    """What the period cost us, extra costs included; None where the plan names no cost (R75)."""
    if not plan.hourly_costs:
        return None
    extra = sum(one.amount_minor_units for one in found.extra_costs)
    return rounded(work_cost(plan, found.work) + extra, plan.money_rounding)


def _figures(
    plan: Plan, cost: CostRule, found: Sorted, lines: Iterable[Line]
) -> Mapping[Figure, Fraction]:
    planned = minor_units(cost.planned or Decimal(0), plan.currency)
    fixed_invoice = minor_units(plan.fixed_invoice or Decimal(0), plan.currency)
    charged = sum(one.amount_minor_units for one in lines if one.kind in _USAGE)
    actual = work_cost(plan, found.work) if plan.hourly_costs else Fraction(0)
    return {
        Figure.ACTUAL_COST: actual,
        Figure.PLANNED_COST: Fraction(planned),
        Figure.EXTRA_COST: Fraction(sum(one.amount_minor_units for one in found.extra_costs)),
        Figure.USAGE_CHARGE: Fraction(charged),
        Figure.FIXED_INVOICE: Fraction(fixed_invoice),
    }


def _value(term: Term, figures: Mapping[Figure, Fraction]) -> Fraction:
    return _SIGNS[term.sign] * Fraction(term.times) * figures[term.take]


def _in_words(plan: Plan, term: Term, figures: Mapping[Figure, Fraction]) -> str:
    figure = shown(rounded(figures[term.take], plan.money_rounding), plan.currency)
    times = f" × {term.times}" if term.times != 1 else ""
    return f"{term.sign} {term.take} {figure}{times}"


def _once(kind: LineKind, text: str, amount: int, due_on: date, why: str) -> Line:
    return Line(
        number=0,
        kind=kind,
        text=text,
        quantity=1,
        unit=LineUnit.PERIODS,
        rate_minor_units=amount,
        multiplier=Decimal(1),
        covered=Decimal(0),
        amount_minor_units=amount,
        flagged=False,
        due_on=due_on,
        why=why,
    )
