"""The lines of the usage: work, requests and extra costs, each with its rate and its reasons.

A line is priced once, when all of it is known, and rounded once; credits pay for the lines in their
order: requests, work, extra costs, and what was agreed before what is charged extra.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

from domain.money import minor_units
from domain.plans.priced import Interval
from domain.plans.rules import Meter, meter_of
from domain.plans.treating import intervals
from domain.plans.words import LineKind, LineUnit, PricingMethod, RoundedPer, TimeRounding
from domain.worktime.timetable import MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from domain.plans.hours import Piece
    from domain.plans.plan import Plan, StepsOfTime
    from domain.plans.treating import Sorted, Treated, Treatment
    from domain.plans.usage import Usage

_HOUR = 60
_HALF = Fraction(1, 2)
_INCLUDED = {
    PricingMethod.HOURLY: "not charged by the hour",
    PricingMethod.PER_REQUEST: "included in the price of a request",
    PricingMethod.FLAT_FEE: "included in the flat fee",
}
_AT_ONCE = Decimal(1)


class Draft(NamedTuple):
    """A line before credits pay for it.

    Args:
        rate: Minor units for `per` units; None where it is included.
        gross: What it costs in minor units, exact.
        is_extra: Whether it is charged extra.
    """

    kind: LineKind
    text: str
    quantity: int
    unit: LineUnit
    rate: int | None
    multiplier: Decimal
    gross: Fraction
    is_extra: bool
    flagged: bool
    why: str
    usage: tuple[Interval, ...]

    @property
    def weighted(self) -> Decimal:
        """How many credits of its own unit would pay for it."""
        return self.quantity * self.multiplier


def drafts(plan: Plan, found: Sorted) -> Iterator[Draft]:
    """The lines of the usage in the order in which credits pay for them."""
    yield from _requests(plan, found)
    yield from _work(plan, found.work)
    yield from (_extra_cost(one) for one in found.extra_costs)


def billed_minutes(pieces: Iterable[Piece], steps: StepsOfTime) -> int:
    """Worked time in whole steps, rounded by the entry or as a whole."""
    by_entry: defaultdict[str, int] = defaultdict(int)
    for one in pieces:
        by_entry[one.usage.usage_id] += one.end - one.start
    parts = by_entry.values() if steps.per is RoundedPer.ENTRY else [sum(by_entry.values())]
    step = steps.minutes * MINUTE
    return sum(_in_steps(Fraction(part, step), steps.how) for part in parts) * steps.minutes


def work_cost(plan: Plan, work: Iterable[Treated]) -> Fraction:
    """What the time worked costs us, in minor units, exact (R75)."""
    costs = {role: minor_units(one, plan.currency) for role, one in plan.hourly_costs.items()}
    spent = sum(costs[one.piece.usage.role] * (one.piece.end - one.piece.start) for one in work)
    return Fraction(spent, _HOUR * MINUTE)


def _in_steps(exact: Fraction, how: TimeRounding) -> int:
    match how:
        case TimeRounding.UP:
            return ceil(exact)
        case TimeRounding.DOWN:
            return floor(exact)
        case _:
            return floor(exact + _HALF)


def _requests(plan: Plan, found: Sorted) -> Iterator[Draft]:
    groups: defaultdict[Treatment, list[Usage]] = defaultdict(list)
    for one, treatment in found.requests:
        groups[treatment].append(one)
    for treatment in sorted(groups):
        entries = groups[treatment]
        rate = None
        if meter_of(plan) is Meter.REQUESTS and plan.request_rate is not None:
            rate = minor_units(plan.request_rate, plan.currency)
        quantity = len(entries)
        yield Draft(
            LineKind.REQUESTS,
            "requests",
            quantity,
            LineUnit.REQUESTS,
            rate,
            treatment.multiplier,
            Fraction(treatment.multiplier) * quantity * (rate or 0),
            treatment.is_extra,
            treatment.flagged,
            _why(plan, treatment, rate),
            tuple(_at_once(one) for one in entries),
        )


def _work(plan: Plan, work: Iterable[Treated]) -> Iterator[Draft]:
    groups: defaultdict[tuple[Treatment, str], list[Piece]] = defaultdict(list)
    for piece, treatment in work:
        groups[treatment, piece.usage.role].append(piece)
    for treatment, role in sorted(groups):
        pieces = groups[treatment, role]
        is_priced = meter_of(plan) is Meter.WORK or treatment.is_extra
        rate = minor_units(plan.hourly_rates[role], plan.currency) if is_priced else None
        minutes = billed_minutes(pieces, plan.time_rounding)
        yield Draft(
            LineKind.WORK,
            f"work of {role}",
            minutes,
            LineUnit.MINUTES,
            rate,
            treatment.multiplier,
            Fraction(treatment.multiplier) * minutes * (rate or 0) / _HOUR,
            treatment.is_extra,
            treatment.flagged,
            _why(plan, treatment, rate),
            intervals(pieces),
        )


def _extra_cost(one: Usage) -> Draft:
    return Draft(
        LineKind.EXTRA_COST,
        f"extra cost {one.usage_id}",
        1,
        LineUnit.ENTRIES,
        one.amount_minor_units,
        _AT_ONCE,
        Fraction(one.amount_minor_units),
        is_extra=False,
        flagged=False,
        why="entered by a technician",
        usage=(_at_once(one),),
    )


def _at_once(one: Usage) -> Interval:
    return Interval(usage_id=one.usage_id, started_at=one.started_at, ended_at=one.started_at)


def _why(plan: Plan, treatment: Treatment, rate: int | None) -> str:
    included = [] if rate is not None else [_INCLUDED[plan.pricing_method]]
    times = [f"× {treatment.multiplier}"] if treatment.is_extra else []
    return "; ".join([*treatment.reasons, *times, *included])
