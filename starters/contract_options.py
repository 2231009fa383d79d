"""What the commands of contracts have in common: days, amounts, and what is said afterwards."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from domain.model import written_as_a_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.protocol import Done
    from starters.desk import Desk


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


def led_to(desk: Desk, done: Done) -> Iterator[str]:
    """Where a contract stands now, and what it asks next."""
    from starters.following import next_lines

    yield f"{done.workflow_id} is {done.stage}"
    yield from next_lines(desk, done.workflow_id)
