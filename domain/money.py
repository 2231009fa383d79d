"""Money: whole minor units of a currency, and every way to round them by its name.

An amount that is reckoned is an exact fraction until the one place that rounds it; no float ever
stands for money.
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

_USUAL_DECIMALS = 2
# ISO 4217, where it is not two.
_WITHOUT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
_DECIMALS = dict.fromkeys(_WITHOUT.split(), 0) | dict.fromkeys(_THOUSANDTHS.split(), 3)
_HALF = Fraction(1, 2)


class Rounding(StrEnum):
    """How an exact amount becomes a whole number of units.

    `half_even` leaves a half where the last digit is even, so that many halves do not add up;
    `half_up` is what most tax offices ask for.
    """

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"
    DOWN = "down"


def rounded(exact: Fraction, how: Rounding) -> int:
    """An exact number of units, not below zero, as a whole one."""
    below = floor(exact)
    rest = exact - below
    match how:
        case Rounding.DOWN:
            return below
        case Rounding.UP:
            return ceil(exact)
        case Rounding.HALF_UP:
            return below + (rest >= _HALF)
        case _:
            return round(exact)


def decimals_of(currency: str) -> int:
    """How many digits a currency has after the point."""
    return _DECIMALS.get(currency, _USUAL_DECIMALS)


def is_payable(amount: Decimal, currency: str) -> bool:
    """Whether an amount is a whole number of the currency's minor units."""
    return _exact_minor_units(amount, currency).denominator == 1


def minor_units(amount: Decimal, currency: str) -> int:
    """An amount as it is written, such as 1500.00, in minor units.

    Raises:
        ValueError: the currency has not so many decimals.
    """
    exact = _exact_minor_units(amount, currency)
    if exact.denominator != 1:
        message = f"{currency} has {decimals_of(currency)} decimals"
        raise ValueError(message)
    return int(exact)


def shown(amount_minor_units: int, currency: str) -> str:
    """An amount for a person, as 1500.00; the currency stands beside it."""
    decimals = decimals_of(currency)
    whole, rest = divmod(abs(amount_minor_units), 10**decimals)
    sign = "-" if amount_minor_units < 0 else ""
    return f"{sign}{whole}.{rest:0{decimals}d}" if decimals else f"{sign}{whole}"


def _exact_minor_units(amount: Decimal, currency: str) -> Fraction:
    return Fraction(amount) * Fraction(10 ** decimals_of(currency))
