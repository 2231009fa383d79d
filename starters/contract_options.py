"""What the commands of contracts have in common: how days and lengths of time are typed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from domain.contracts.spans import in_our_digits, span_of
from domain.model import written_as_a_day

if TYPE_CHECKING:
    from domain.contracts.spans import Span


def as_day(_context: click.Context, _parameter: click.Parameter, given: str | None) -> date | None:
    """A day that was typed.

    Raises:
        BadParameter: it is none.
    """
    if given is None:
        return None
    try:
        written_as_a_day(given)
        return date.fromisoformat(given)
    except ValueError:
        message = f"{given!r} is no day; it is written as YYYY-MM-DD"
        raise click.BadParameter(message) from None


def as_price(_context: click.Context, _parameter: click.Parameter, given: str | None) -> str | None:
    """A price that was typed; it is read where the currency of the contract is known.

    Raises:
        BadParameter: it is a bare whole number, which meant minor units before amounts were
            written as on an invoice, and would now be a hundred times as much.
    """
    if given is not None and in_our_digits(given).isdecimal():
        message = (
            f"{given.strip()[:80]} alone could be minor units: write its currency beside it, such "
            "as '12000.00 TRY', or its decimals, as 12000.00 in the currency of the contract"
        )
        raise click.BadParameter(message)
    return given


def as_span(_context: click.Context, _parameter: click.Parameter, given: str | None) -> Span | None:
    """A length of time that was typed, such as 1-year or "12 months".

    Raises:
        BadParameter: it is none.
    """
    if given is None:
        return None
    try:
        return span_of(given)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong)) from None
