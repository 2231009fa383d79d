"""The price of a new period: by its index, said by a person, or as before (R65)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.contracts.spans import add_months
from tests.workflows.contracting import (
    contract,
    day,
    index_recorded,
    periods,
    renewed,
    terminated,
)
from tests.workflows.life import Refused
from tests.workflows.renewing import (
    BY_INDEX,
    express,
    tacit,
)

if TYPE_CHECKING:
    from tests.workflows.house import House


async def test_the_price_follows_an_index_up_to_its_cap(house: House) -> None:
    life = await express(house, price_rule=BY_INDEX)
    after = day(100)
    month = date(after.year, 1, 1) if after.month > 1 else date(after.year - 1, 1, 1)
    index_recorded(house, [(month, "300"), (add_months(month, -12), "200")])
    await renewed(life)
    await life.has_settled()
    await life.passes(days=105)
    second = periods(life)[1]
    assert second.price_minor_units == 16_800_000
    assert (second.price_proof["change_percent"], second.price_proof["percent"]) == ("50.00", "40")


async def test_without_a_figure_of_the_index_the_price_is_asked(house: House) -> None:
    life = await express(house, price_rule=BY_INDEX)
    await renewed(life)
    await life.has_settled()
    assert life.open == set()
    await life.passes(days=91)
    assert life.open == {"renewal_price/1"}
    with pytest.raises(Refused, match=r"invalid_input data.price: price says which price"):
        await life.decide("renewal_price", "price", by="account")
    price: dict[str, Any] = {"minor_units": 12_500_000, "currency": "TRY"}
    await life.decide("renewal_price", "price", by="account", data={"price": price})
    await life.passes(days=14)
    assert periods(life)[1].price_minor_units == 12_500_000


async def test_a_period_waits_for_a_price_that_nobody_said_and_keeps_the_old_one(
    house: House,
) -> None:
    life = await tacit(house, price_rule={"kind": "negotiated"}, end_on=day(20))
    await life.passes(days=22)
    assert life.open == {"renewal_price/1"}
    assert len(periods(life)) == 1
    await life.passes(days=12)
    second = periods(life)[1]
    assert (second.start_on, second.price_minor_units) == (day(21), 12_000_000)
    assert second.price_proof["why"] == "nobody said another one"


async def test_the_next_period_can_be_terminated_while_it_waits_for_its_price(house: House) -> None:
    life = await tacit(house, price_rule={"kind": "negotiated"}, end_on=day(20))
    await life.passes(days=22)
    await terminated(life, add_months(day(21), 12) - timedelta(days=1))
    await life.passes(days=12)
    assert contract(life).terminated_on == periods(life)[1].end_on
