"""Numbers of a plan as a person writes them: amounts, quantities and multipliers (R67–R81).

The spelling counts and not only the value, for 1.500 is one and a half here and one thousand five
hundred in many languages.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo

from domain.money import check_decimals
from domain.plans.words import CreditUnit

_EXACT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,4})?", re.ASCII)
_BESIDE = re.compile(r"([0-9][0-9.,]*)\s*([A-Za-z]{3})?", re.ASCII)
_THREE = re.compile(r"([0-9]+)\.([0-9]{3})", re.ASCII)


def exactly(given: object) -> Decimal:
    """Read a number as it is written; YAML and JSON hand over the nearest float, which shows it.

    Raises:
        ValueError: it is none, it is below zero, or it has more than four decimals.
    """
    text = _text(given)
    if not _EXACT.fullmatch(text):
        message = "write a number such as 1500 or 1500.00, not below 0, with at most 4 decimals"
        raise ValueError(message)
    return Decimal(_short(text))


def without_currency(given: object, currency: str | None) -> object:
    """An amount of a plan as a number; its currency may stand beside it as everywhere else.

    Raises:
        ValueError: it is not the currency of the plan, or that has not so many decimals.
    """
    found = _BESIDE.fullmatch(_text(given).strip())
    if found is None or currency is None:
        return given
    if found[2] and found[2].upper() != currency:
        message = f"{found[0]} is not in {currency}, the currency of the plan"
        raise ValueError(message)
    check_decimals(found[1], currency)
    return found[1]


def of_the_plan(given: object, info: ValidationInfo) -> object:
    """As `without_currency`, for a field that comes after the currency."""
    return without_currency(given, info.data.get("currency"))


def unambiguous(given: object) -> object:
    """A number that cannot be taken for thousands: exactly three decimals are refused.

    Raises:
        ValueError: it has three.
    """
    found = _THREE.fullmatch(_text(given).strip())
    if found is None:
        return given
    short = _short(found[0])
    other = f"{short}0" if short == found[0] else short
    message = (
        f"{found[0]} can be read in two ways: write {int(found[1] + found[2])} or {other}; "
        "separators of thousands are not taken"
    )
    raise ValueError(message)


def in_unit(given: object, unit: object, currency: str | None) -> object:
    """A quantity of credits: money as on an invoice, minutes and requests as a plain number.

    Raises:
        ValueError: the currency has not so many decimals, or it could be taken for thousands.
    """
    if unit != CreditUnit.MONEY:
        return unambiguous(given)
    if currency is not None:
        check_decimals(_text(given).strip(), currency)
    return given


def _text(given: object) -> str:
    return str(given) if type(given) in {int, float, str, Decimal} else ""


def _short(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


Exact = Annotated[Decimal, BeforeValidator(exactly)]
"""A number with at most four decimals, exact; it is stored as text."""

Price = Annotated[Exact, BeforeValidator(of_the_plan)]
"""An amount in the currency of the plan."""

Quantity = Annotated[Exact, BeforeValidator(unambiguous)]
"""A number that may be in the thousands."""

Multiplier = Annotated[Exact, Field(le=100)]
"""It cannot be in the thousands, so that 1.125 is what it seems."""
