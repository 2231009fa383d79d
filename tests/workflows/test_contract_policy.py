"""What policy says of contracts shows while they run (R42, R64, R92)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.workflows.contracting import YEARLY, agreed, contract, day, periods, suspended

if TYPE_CHECKING:
    from tests.workflows.house import House

FIVE_DAYS = {"amount": 5, "unit": "days"}
TACIT: dict[str, Any] = {"renewal": "tacit", "term": YEARLY, "cut_off": FIVE_DAYS}


async def test_a_longer_time_lets_it_be_renewed_later(house: House) -> None:
    house.record.publish_policy({("contracts", "renewable_days"): 200})
    life = await agreed(house, end_on=day(5))
    await life.passes(days=150)
    assert (contract(life).state, life.row.closed_at) == ("expired", None)
    await life.passes(days=60)
    assert life.row.closed_reason == "expired"


async def test_a_suspended_contract_renews_by_silence_where_policy_says_so(house: House) -> None:
    house.record.publish_policy({("contracts", "tacit_while_suspended"): True})
    life = await agreed(house, end_on=day(20), **TACIT)
    await suspended(life)
    await life.passes(days=25)
    assert (contract(life).state, len(periods(life))) == ("suspended", 2)


async def test_a_new_period_takes_up_the_policy_in_force(house: House) -> None:
    life = await agreed(house, end_on=day(20), **TACIT)
    house.record.publish_policy({("contracts", "notice_hour"): 11})
    await life.passes(days=25)
    assert [one.policy_version for one in periods(life)] == [1, 2]


async def test_a_new_period_keeps_the_policy_where_policy_says_so(house: House) -> None:
    house.record.publish_policy({("contracts", "adopt_policy"): False})
    life = await agreed(house, end_on=day(20), **TACIT)
    house.record.publish_policy({("contracts", "notice_hour"): 11})
    await life.passes(days=25)
    assert [one.policy_version for one in periods(life)] == [2, 2]
