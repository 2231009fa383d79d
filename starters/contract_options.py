"""What the commands of contracts have in common: how days and lengths of time are typed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from domain.contracts.spans import span_of
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
