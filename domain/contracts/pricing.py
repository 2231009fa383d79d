"""The price of a new period, found by the rule of the contract and with its proof (R65, R92).

Amounts are whole minor units; a share of one is rounded half up, away from zero.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from domain.answers import Money
from domain.contracts.spans import add_months
from domain.contracts.words import PriceRuleKind
from domain.model import Edge, ShortText, Value
from domain.money import decimals_of

Percent = Annotated[Decimal, Field(ge=-100, le=1_000, decimal_places=2)]
Cap = Annotated[Decimal, Field(ge=0, le=1_000, decimal_places=2)]
_HUNDREDTH = Decimal("0.01")
_WHOLE = Decimal(1)
_HUNDRED = Decimal(100)
_YEAR = 12


class Unchanged(Edge):
    """The price stays."""

    kind: Literal["unchanged"]

    def words(self) -> str:
        """The rule as people say it."""
        return "unchanged"


class ByPercent(Edge):
    """The price changes by a fixed share."""

    kind: Literal["percent"]
    percent: Percent

    def words(self) -> str:
        """The rule as people say it."""
        return f"{self.percent:+} %"


class ByIndex(Edge):
    """The price follows an index, from a month of one year to the same of the next.

    Args:
        index: Its name in the record of figures.
        month: Which month's figures are compared: the last such that is over when the new period
            begins, and the one a year before it.
        cap_percent: The most it rises by; a falling index leaves the price as it is.
    """

    kind: Literal["index"]
    index: ShortText
    month: Annotated[int, Field(ge=1, le=12)]
    cap_percent: Cap | None = None

    def words(self) -> str:
        """The rule as people say it."""
        most = f", at most {self.cap_percent} %" if self.cap_percent is not None else ""
        return f"by the index {self.index} of month {self.month}{most}"

    def month_before(self, start_on: date) -> date:
        """The first day of the month whose figure counts for a period."""
        month = date(start_on.year, self.month, 1)
        return month if add_months(month, 1) <= start_on else add_months(month, -_YEAR)


class Negotiated(Edge):
    """The price is agreed each time."""

    kind: Literal["negotiated"]

    def words(self) -> str:
        """The rule as people say it."""
        return "negotiated"


PriceRule = Annotated[Unchanged | ByPercent | ByIndex | Negotiated, Field(discriminator="kind")]


class IndexFigures(Value):
    """The two figures of an index that a price is found by."""

    month_on: date
    figure: Decimal
    year_before: Decimal


class Priced(Value):
    """The price of a period, and how it came about."""

    price: Money | None = None
    proof: dict[str, JsonValue] = {}


def priced(
    rule: PriceRule,
    price: Money | None,
    *,
    agreed: Money | None = None,
    figures: IndexFigures | None = None,
) -> Priced | None:
    """The price of the next period; None where somebody has to say it.

    Args:
        price: That of the present period; None where nobody pays.
        agreed: What was agreed for the next period; it goes before any rule.
        figures: The figures of the index, where they are on record.
    """
    if agreed is not None:
        return Priced(price=agreed, proof={"rule": PriceRuleKind.NEGOTIATED})
    if price is None:
        return Priced(proof={"rule": PriceRuleKind.UNCHANGED})
    match rule:
        case Unchanged():
            return Priced(price=price, proof={"rule": rule.kind})
        case ByPercent(percent=percent):
            proof: dict[str, JsonValue] = {"rule": rule.kind, "percent": str(percent)}
            return Priced(price=changed(price, percent), proof=proof)
        case ByIndex():
            return None if figures is None else _by_index(rule, price, figures)
        case _:
            return None


def kept(price: Money | None, why: str) -> Priced:
    """The present price once more, although the rule wanted another one."""
    return Priced(price=price, proof={"rule": PriceRuleKind.UNCHANGED, "why": why})


def changed(price: Money, percent: Decimal) -> Money:
    """A price that rises or falls by a share, to the nearest minor unit, half up."""
    exact = Decimal(price.minor_units) * (_HUNDRED + percent) / _HUNDRED
    minor = int(exact.quantize(_WHOLE, ROUND_HALF_UP))
    return Money(minor_units=minor, currency=price.currency)


def _by_index(rule: ByIndex, price: Money, figures: IndexFigures) -> Priced:
    """Follow an index; its change is rounded to a hundredth of a percent, as it is published."""
    exact = (figures.figure / figures.year_before - 1) * _HUNDRED
    found = exact.quantize(_HUNDREDTH, ROUND_HALF_UP)
    most = found if rule.cap_percent is None else min(found, rule.cap_percent)
    percent = max(most, Decimal(0))
    proof: dict[str, JsonValue] = {
        "rule": rule.kind,
        "index": rule.index,
        "month": f"{figures.month_on:%Y-%m}",
        "figure": str(figures.figure),
        "year_before": str(figures.year_before),
        "change_percent": str(found),
        "percent": str(percent),
    }
    return Priced(price=changed(price, percent), proof=proof)


def amount(price: Money | None) -> str:
    """A price as people read it, with the decimals of its currency."""
    if price is None:
        return "none"
    decimals = decimals_of(price.currency)
    exact = Decimal(price.minor_units).scaleb(-decimals)
    return f"{exact:,.{decimals}f} {price.currency}"
