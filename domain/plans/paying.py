"""What credits pay for: the lines of the usage in their order, as far as they go (R76, R90)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from domain.checking import checked
from domain.errors import InvalidInputError
from domain.model import Edge
from domain.money import rounded, shown
from domain.plans.credits import closed, consumed, granted, in_credits, opened
from domain.plans.exact import Exact, in_unit
from domain.plans.priced import Credits, Line
from domain.plans.words import CreditKind, CreditUnit, LineKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from domain.plans.lines import Draft
    from domain.plans.plan import Allowance, Plan
    from domain.plans.usage import Period

_NONE = Decimal(0)
_PAYS_FOR = {CreditUnit.MINUTES: LineKind.WORK, CreditUnit.REQUESTS: LineKind.REQUESTS}
_BEFORE, _THIS = 1, 2
"""Opening credits count as granted in the period before."""


class _Opening(Edge):
    credits: Exact


def paid(plan: Plan, found: Iterable[Draft], opening: Decimal, period: Period) -> Iterator[Line]:
    """Let credits pay for the lines; each amount is rounded once.

    Args:
        opening: What there is beside the allowance of the period.
    """
    left = _there_is(plan, opening)
    for one in found:
        covered, amount = _covered(plan, one, left)
        left -= covered
        why = one.why
        if plan.allowance is not None and covered:
            why += f"; {in_words(covered, plan.allowance.unit, plan.currency)} paid by credits"
        yield Line(
            number=0,
            kind=one.kind,
            text=one.text,
            quantity=one.quantity,
            unit=one.unit,
            rate_minor_units=one.rate,
            multiplier=one.multiplier,
            covered=covered,
            amount_minor_units=amount,
            flagged=one.flagged,
            due_on=period.end_on,
            why=why,
            usage=one.usage,
        )


def what_becomes(
    plan: Plan, opening: Decimal, lines: Iterable[Line], end_on: date
) -> Credits | None:
    """What becomes of the credits once the period ends; None where the plan has none."""
    if plan.allowance is None:
        return None
    unit = plan.allowance.unit
    there = granted(plan, "", _THIS, end_on)
    if opening:
        there = (*opened("", _BEFORE, opening, unit, end_on), *there)
    used = sum((one.covered for one in lines), _NONE)
    if used:
        whole = there[-1].model_copy(update={"amount": used})
        there = (*there, *consumed(there, whole, by="invoice"))
    after = closed(there, plan, "", _THIS, end_on)
    return Credits(
        unit=unit,
        opening=opening,
        granted=in_credits(plan.allowance.quantity, unit, plan.currency),
        consumed=used,
        **{
            str(kind): sum((one.amount for one in after if one.kind is kind), _NONE)
            for kind in (CreditKind.ROLLED_OVER, CreditKind.EXPIRED)
        },
    )


def opening_credits(written: str, plan: Plan) -> Decimal:
    """Credits left from earlier periods, as a person writes them: money as on an invoice.

    Raises:
        InvalidInputError: it is no such number, or the plan has no credits.
    """
    field = "credits"
    given = checked(_Opening, {field: written}).credits
    allowance = plan.allowance
    if allowance is None:
        if given:
            raise InvalidInputError(f"{field}: the plan has no allowance", field=field)
        return given
    try:
        in_unit(written, allowance.unit, plan.currency)
    except ValueError as wrong:
        raise InvalidInputError(f"{field}: {wrong}", field=field) from None
    return in_credits(given, allowance.unit, plan.currency)


def in_words(amount: Decimal, unit: CreditUnit, currency: str) -> str:
    """Credits for a person."""
    if unit is CreditUnit.MONEY:
        return f"{shown(int(amount), currency)} {currency}"
    return f"{amount.normalize():f} {unit}"


def _there_is(plan: Plan, opening: Decimal) -> Decimal:
    allowance = plan.allowance
    if allowance is None:
        return _NONE
    return opening + in_credits(allowance.quantity, allowance.unit, plan.currency)


def _covered(plan: Plan, one: Draft, left: Decimal) -> tuple[Decimal, int]:
    """The credits that pay for a line, and what is left to pay in minor units."""
    gross = rounded(one.gross, plan.money_rounding)
    allowance = plan.allowance
    if allowance is None or not _is_paid(allowance, one):
        return _NONE, gross
    if allowance.unit is CreditUnit.MONEY:
        money = min(left, Decimal(gross))
        return money, gross - int(money)
    used = min(left, one.weighted)
    share = 1 - Fraction(used) / Fraction(one.weighted)
    return used, rounded(one.gross * share, plan.money_rounding)


def _is_paid(allowance: Allowance, one: Draft) -> bool:
    """Whether credits pay for a line: it costs something, and it is of their kind."""
    if one.rate is None or not one.weighted or (one.is_extra and not allowance.covers_overtime):
        return False
    return _PAYS_FOR.get(allowance.unit, one.kind) is one.kind
