"""Money: whole minor units of a currency, and every way to round them by its name.

An amount that is reckoned is an exact fraction until the one place that rounds it; no float ever
stands for money.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple
from unicodedata import decimal

_USUAL_DECIMALS = 2
# ISO 4217, where it is not two.
_WITHOUT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
_DECIMALS = dict.fromkeys(_WITHOUT.split(), 0) | dict.fromkeys(_THOUSANDTHS.split(), 3)
_HALF = Fraction(1, 2)
_WRITTEN = re.compile(r"([0-9]{1,13}(?:\.[0-9]{1,9})?)(?:\s*([A-Za-z]{3}))?", re.ASCII)
_LONGEST = 80
_FOR_INSTANCE = 1200


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


def check_decimals(amount: str, currency: str) -> None:
    """Refuse an amount that is written with more decimals than its currency has.

    The spelling counts and not the value: in many languages 1.200 is one thousand two hundred, and
    would be taken for 1.20.

    Raises:
        ValueError: it is; the message says what is allowed.
    """
    decimals, behind = decimals_of(currency), amount.partition(".")[2]
    if behind.isdecimal() and len(behind) > decimals:
        message = (
            f"{amount} has more decimals than {currency}, which has {decimals or 'none'}: write it "
            f"as {shown(_FOR_INSTANCE * 10**decimals, currency)} {currency}; separators of "
            "thousands are not taken"
        )
        raise ValueError(message)


class Amount(NamedTuple):
    """An amount of a currency, in whole minor units."""

    minor_units: int
    currency: str


def written(text: str, usual: str | None = None) -> Amount:
    """An amount as a person writes it everywhere: `1200.00 TRY`.

    Persian and Arabic digits are read as ours. Separators of thousands are refused, for a point
    means one thing here and another there.

    Args:
        usual: The currency where none stands beside the amount, as where a column of its own says
            it; where both say one they have to be the same.

    Raises:
        ValueError: it is not written so, its currency is not said or is another one, or the
            currency has not so many decimals.
    """
    said = "".join(str(decimal(one)) if one.isdecimal() else one for one in text.strip())
    found = _WRITTEN.fullmatch(said)
    if found is None:
        message = (
            f"{text.strip()[:_LONGEST]!r} is no amount such as 12500.00 TRY, without separators "
            "of thousands"
        )
        raise ValueError(message)
    beside = found[2].upper() if found[2] else usual
    if beside is None:
        message = "an amount needs a currency beside it, such as 1200.00 TRY"
        raise ValueError(message)
    if usual is not None and beside != usual:
        message = f"{found[1]} {beside} is not in {usual}, the currency that is said beside it"
        raise ValueError(message)
    check_decimals(found[1], beside)
    return Amount(minor_units(Decimal(found[1]), beside), beside)


def shown(amount_minor_units: int, currency: str) -> str:
    """An amount for a person, as 1500.00; the currency stands beside it."""
    decimals = decimals_of(currency)
    whole, rest = divmod(abs(amount_minor_units), 10**decimals)
    sign = "-" if amount_minor_units < 0 else ""
    return f"{sign}{whole}.{rest:0{decimals}d}" if decimals else f"{sign}{whole}"


def _exact_minor_units(amount: Decimal, currency: str) -> Fraction:
    return Fraction(amount) * Fraction(10 ** decimals_of(currency))
