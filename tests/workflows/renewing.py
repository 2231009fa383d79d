"""Contracts that are renewed by an answer or by silence, for the tests of renewal and of prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.workflows.contracting import PRICE, YEARLY, agreed, day, periods

if TYPE_CHECKING:
    from tests.workflows.house import House
    from tests.workflows.life import Life

FIVE_DAYS = {"amount": 5, "unit": "days"}
TEN_PERCENT = {"kind": "percent", "percent": 10}
BY_INDEX = {"kind": "index", "index": "TUFE", "month": 1, "cap_percent": 40}


async def express(house: House, **said: Any) -> Life:  # noqa: ANN401 - whatever a person writes
    return await agreed(
        house, **{"end_on": day(99), "renewal": "express", "term": YEARLY, "price": PRICE, **said}
    )


async def tacit(house: House, **said: Any) -> Life:  # noqa: ANN401 - whatever a person writes
    usual: dict[str, Any] = {"end_on": day(20), "renewal": "tacit", "term": YEARLY}
    usual |= {"cut_off": FIVE_DAYS, "price": PRICE}
    return await agreed(house, **{**usual, **said})


def states(life: Life) -> list[tuple[int, str, str | None]]:
    return [(one.number, one.renewal_state, one.closed_as) for one in periods(life)]
