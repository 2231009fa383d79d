"""Contracts whose boundaries, ends and answers fall together in an outage (R92, R93)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert

from activities.store import plans, schema
from domain.clock import BusinessClock
from domain.contracts.protocol import ContractInput
from domain.contracts.spans import ONE_DAY, add_months, start_of
from domain.plans.credits import lots
from domain.plans.words import CreditUnit
from domain.policy import PinnedPolicy, Policy
from domain.protocol import Carried
from tests.workflows.company import policy_document
from tests.workflows.contracting import (
    ZONE,
    agreed,
    comes_back,
    contract,
    credits_of,
    day,
    letters,
    periods,
    plan_recorded,
    terminated,
)
from tests.workflows.house import eventually, today
from tests.workflows.life import Refused
from tests.workflows.renewing import TEN_PERCENT, express, states, tacit
from tests.workflows.test_contract_credits import FIVE, MONTH, after, with_credits
from tests.workflows.test_contract_once import closes
from workflows.contract import Contract

if TYPE_CHECKING:
    from tests.workflows.house import House
    from tests.workflows.life import Life

QUARTER = {"amount": 3, "unit": "months"}
A_DAY_A_SECOND = 86_400.0


async def goes_on(
    house: House,
    life: Life,
    *,
    days: float,
    rate: float = 1.0,
    document: Policy | None = None,
    **state: Any,  # noqa: ANN401 - whatever a run of before carried
) -> datetime:
    """Its process goes on so many days later, perhaps on a faster clock.

    Returns:
        The instant at which it began to.
    """
    await life.has_settled()
    await life.handle.terminate("the machine is gone")
    now = datetime.now(UTC)
    clock = BusinessClock(epoch=now + timedelta(days=days), rate=rate, started_at=now)
    with house.engine.begin() as connection:
        connection.execute(insert(schema.clock).values(clock.model_dump()))
    carried = Carried(
        state={**life.row.state, "ended": None, **state},
        policy=PinnedPolicy(version=1, document=document or policy_document()),
        clock=clock,
    )
    begun = ContractInput(contract_id=life.record_id, carried=carried)
    await house.open(Contract.run, life.id, begun, by="admin")
    await life.has_settled()
    return now


def four_days_before(instant: datetime) -> float:
    """How many days from now that is."""
    return (instant - datetime.now(UTC)) / ONE_DAY - 4


def granted_on(life: Life) -> list[int]:
    return [on for on, what, _ in credits_of(life) if what == "granted"]


async def test_billing_periods_and_a_renewal_in_one_outage_are_each_on_record(
    house: House,
) -> None:
    end_on = add_months(today(), 3) - ONE_DAY
    life = await with_credits(house, end_on=end_on, renewal="tacit", term=QUARTER, cut_off=FIVE)
    await comes_back(house, life, days=after(4) + 2)
    assert granted_on(life) == [0, after(1), after(2), after(3), after(4)]


async def test_billing_periods_before_an_end_in_the_same_outage_are_each_on_record(
    house: House,
) -> None:
    life = await with_credits(house, end_on=add_months(today(), 3) - ONE_DAY)
    await comes_back(house, life, days=after(3) + 2)
    assert granted_on(life) == [0, after(1), after(2)]
    assert contract(life).state == "expired"


@pytest.mark.parametrize("renews", [False, True])
async def test_an_early_end_that_is_agreed_after_its_day_ends_on_the_day_of_the_answer(
    house: House, *, renews: bool
) -> None:
    terms = {"renewal": "tacit", "term": MONTH, "cut_off": FIVE} if renews else {}
    end_on = add_months(today(), 1 if renews else 12) - ONE_DAY
    life = await with_credits(house, end_on=end_on, **terms)
    await life.passes(days=1)
    await terminated(life, day(20), early=True)
    await life.passes(days=after(1) + 3)
    await life.decide("early_termination", "agree", by="process")
    await life.has_settled()
    ends_on = contract(life).terminated_on
    assert ends_on > periods(life)[-1].start_on
    await life.passes(days=2)
    assert contract(life).state == "cancelled"
    with house.engine.connect() as connection:
        ledger = plans.credits_of(connection, life.record_id)
    for on in {one.booked_on for one in ledger}:
        assert all(left >= 0 for left in lots(ledger, CreditUnit.MINUTES, on).values())
    assert credits_of(life)[-1][0] == (ends_on - today()).days + 1


async def test_two_renewals_in_one_outage_keep_every_event(house: House) -> None:
    document = policy_document()
    rule = document.contracts.model_copy(update={"adopt_policy": False})
    life = await tacit(house, term=MONTH, price_rule=TEN_PERCENT)
    await goes_on(house, life, days=60, document=document.model_copy(update={"contracts": rule}))
    assert len(periods(life)) == 3
    assert [one.data["period"] for one in life.events if one.kind == "contract_priced"] == [2, 3]
    moved = [one.data for one in life.events if one.kind == "contract_renewal_moved"]
    assert [one["period"] for one in moved if one["to"] == "renewal_approved"] == [1, 2]
    life.record.check_chain(life.id)


async def test_a_run_that_began_before_there_were_credits_goes_on(house: House) -> None:
    life = await tacit(house, term=MONTH)
    await goes_on(house, life, days=60, since_at=None)
    assert len(periods(life)) == 3


async def test_an_answer_that_comes_after_the_cut_off_is_refused(house: House) -> None:
    life = await tacit(house)
    left = four_days_before(start_of(day(16), ZONE))
    begun = await goes_on(house, life, days=left, rate=A_DAY_A_SECOND)
    assert life.open == {"tacit_renewal/1"}
    async with house.away():
        with life.env.with_time_skipping_disabled():
            await eventually(lambda: datetime.now(UTC) > begun + timedelta(seconds=5.5))
            answering = asyncio.create_task(life.decide("tacit_renewal", "terminate", by="account"))
            await life.handle.describe()
    with pytest.raises(Refused, match=r"it could be terminated until|is not open"):
        await answering
    assert contract(life).terminated_on is None


async def test_a_correction_at_the_very_end_of_the_period_keeps_it_from_being_renewed(
    house: House,
) -> None:
    life = await express(house, start_on=day(-300), end_on=day(20), price_rule=TEN_PERCENT)
    await life.decide("renewal", "renew", by="account")
    left = four_days_before(start_of(day(21), ZONE))
    begun = await goes_on(house, life, days=left, rate=A_DAY_A_SECOND)
    async with house.away():
        with life.env.with_time_skipping_disabled():
            correcting = life.decide("renewal", "end", by="account", corrects=True)
            answering = asyncio.create_task(correcting)
            await life.handle.describe()
            await eventually(lambda: datetime.now(UTC) > begun + timedelta(seconds=6))
    await answering
    await eventually(lambda: contract(life).state == "expired")
    assert states(life) == [(1, "renewal_rejected", "expired")]
    assert letters(life, "contract_renewed") == []


async def test_a_contract_that_holds_over_a_day_off_has_its_credits_until_then(
    house: House,
) -> None:
    closes(house, day(20))
    plan_recorded(house, "gold")
    life = await agreed(house, end_on=day(20), calendar="office", closed_day="next", plan="gold")
    await life.passes(days=23)
    (ended,) = (one for one in life.events if one.kind == "contract_ended")
    assert ended.data["last_day"] == day(21).isoformat()
    assert credits_of(life)[-1] == (22, "expired", 600)
