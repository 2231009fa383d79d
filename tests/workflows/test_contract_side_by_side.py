"""What people want of a contract at awkward moments: beside a price, late, again (R92)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.contracts.spans import Span, add_months
from tests.workflows.company import actor
from tests.workflows.contracting import (
    YEARLY,
    agreed,
    company,
    contract,
    day,
    dependents,
    edited,
    index_recorded,
    periods,
    renewed,
    service_of,
    terminated,
)
from tests.workflows.house import eventually
from tests.workflows.life import Refused
from tests.workflows.renewing import express, states, tacit
from tests.workflows.test_contract_ends import retired
from workers.registers.contracts import archive_contract

if TYPE_CHECKING:
    from tests.workflows.house import House
    from tests.workflows.life import Life

TWO_DAYS = {"amount": 2, "unit": "days"}
FIVE_DAYS = {"amount": 5, "unit": "days"}
TEN_DAYS = Span.model_validate({"amount": 10, "unit": "days"})
NOTHING = Span.model_validate({"amount": 0, "unit": "days"})


async def awaits_its_price(house: House, **said: Any) -> Life:  # noqa: ANN401 - whatever a person writes
    """A contract whose period is over, while nobody has said yet what the next one costs."""
    negotiated = {"price_rule": {"kind": "negotiated"}, "cut_off": TWO_DAYS}
    return await tacit(house, **{"end_on": day(8), **negotiated, **said})


async def test_whoever_opens_a_contract_is_answered_while_its_price_is_awaited(
    house: House,
) -> None:
    life = await awaits_its_price(house)
    await life.passes(days=10)
    assert life.open == {"renewal_price/1"}
    async with asyncio.timeout(10):
        await life.has_settled()
    await life.decide("renewal_price", "unchanged", by="account")
    assert states(life)[0] == (1, "renewed", "renewed")


async def test_an_answer_is_heard_while_the_price_is_awaited(house: House) -> None:
    life = await awaits_its_price(house)
    await life.passes(days=2)
    await terminated(life, day(5), early=True)
    await life.passes(days=8)
    assert life.open == {"renewal_price/1", "early_termination/1"}
    await life.decide("early_termination", "refuse", by="process")
    await life.decide("renewal_price", "unchanged", by="account")
    await life.has_settled()
    assert "early_termination/2" not in life.open
    assert len(periods(life)) == 2


async def test_an_early_end_that_is_agreed_while_the_price_is_awaited_takes_effect(
    house: House,
) -> None:
    life = await awaits_its_price(house)
    await life.passes(days=10)
    await terminated(life, day(200), early=True)
    await eventually(lambda: life.open == {"renewal_price/1", "early_termination/1"})
    await life.decide("early_termination", "agree", by="process")
    await eventually(lambda: contract(life).terminated_on == day(200))


async def test_a_service_that_leaves_is_dealt_with_while_the_price_is_awaited(
    house: House,
) -> None:
    await company(house, "backup", "mail")
    both = [service_of(house, "backup"), service_of(house, "mail")]
    life = await awaits_its_price(house, services=both)
    await retired(house)
    await eventually(lambda: "service_leaving/1" in life.open)
    await life.passes(days=10)
    assert life.open == {"renewal_price/1", "service_leaving/1"}
    await life.decide("service_leaving", "go_on", by="account")
    await eventually(lambda: dependents(life) == {"backup": False, "mail": True})


async def test_nobody_is_asked_for_a_price_that_an_index_will_say_in_time(house: House) -> None:
    month = day(60).replace(day=1)
    rule = {"kind": "index", "index": "TUFE", "month": month.month, "cap_percent": 40}
    life = await express(house, price_rule=rule)
    await renewed(life)
    await life.passes(days=85)
    assert life.open == set()
    index_recorded(house, [(month, "220"), (add_months(month, -12), "200")])
    await life.passes(days=20)
    assert (life.decisions("renewal_price"), periods(life)[1].price_minor_units) == ([], 13_200_000)


async def test_the_notices_of_a_signed_draft_are_those_of_its_first_day(house: House) -> None:
    life = await agreed(house, start_on=day(20), end_on=day(384), notices={"before": [7]})
    await life.passes(days=2)
    await edited(life, notices={"before": [3]})
    await life.passes(days=20)
    assert [one["offset"] for one in periods(life)[0].notices] == [-3]


async def test_a_signed_draft_is_taken_back_before_its_first_day(house: House) -> None:
    life = await agreed(house, start_on=day(20), end_on=day(384))
    await life.passes(days=2)
    await terminated(life, day(2))
    await life.has_ended()
    assert (contract(life).state, periods(life)) == ("cancelled", [])


async def test_a_contract_that_ends_with_a_service_keeps_an_earlier_termination(
    house: House,
) -> None:
    life = await agreed(house)
    await terminated(life, day(40), early=True)
    await life.decide("early_termination", "agree", by="process")
    await life.has_settled()
    await retired(house)
    await eventually(lambda: life.open == {"service_leaving/1"})
    await life.decide("service_leaving", "terminate", by="account")
    await life.has_settled()
    assert contract(life).terminated_on == day(40)


async def test_a_contract_renews_until_the_service_it_ends_with_leaves(house: House) -> None:
    life = await agreed(house, end_on=day(20), renewal="tacit", term=YEARLY, cut_off=FIVE_DAYS)
    await retired(house)
    await eventually(lambda: "service_leaving/1" in life.open)
    await life.decide("service_leaving", "terminate", by="account")
    await life.has_settled()
    ends_on = contract(life).terminated_on
    assert ends_on > day(20)
    await life.passes(days=30)
    assert (contract(life).state, len(periods(life))) == ("active", 2)
    await life.passes(days=(ends_on - day(30)).days + 2)
    assert contract(life).state == "cancelled"


async def test_a_renewal_is_not_corrected_to_a_termination_after_the_cut_off(
    house: House,
) -> None:
    life = await tacit(house)
    await life.decide("tacit_renewal", "renew", by="account")
    await life.passes(days=17)
    with pytest.raises(Refused, match="it could be terminated until"):
        await life.decide("tacit_renewal", "terminate", by="account", corrects=True)
    assert states(life) == [(1, "renewal_approved", None)]


@pytest.mark.parametrize("days", [10, 17])
async def test_a_yes_that_is_said_again_after_the_cut_off_is_no_silence(
    house: House, days: int
) -> None:
    life = await tacit(house)
    await life.decide("tacit_renewal", "renew", by="account")
    await life.passes(days=days)
    await life.decide("tacit_renewal", "renew", by="account", corrects=True)
    await life.has_settled()
    approvals = [one for one in life.events if one.kind == "contract_renewal_moved"]
    assert {one.actor for one in approvals if one.data["to"] == "renewal_approved"} == {"account"}
    await eventually(lambda: states(life) == [(1, "renewal_approved", None)])
    await life.passes(days=6)
    assert contract(life).state == "active"


async def test_a_question_of_a_later_period_has_an_id_of_its_own(house: House) -> None:
    life = await tacit(house, term={"amount": 1, "unit": "months"})
    assert life.open == {"tacit_renewal/1"}
    await life.passes(days=22)
    await eventually(lambda: life.open == {"tacit_renewal/2"})
    with pytest.raises(Refused, match="tacit_renewal/1 is not open"):
        await life.decide("tacit_renewal/1", "terminate", by="account")
    assert states(life)[-1] == (2, "under_review", None)


async def test_a_contract_that_was_put_away_comes_back_when_it_is_renewed(house: House) -> None:
    life = await agreed(house, end_on=day(5))
    await life.passes(days=10)
    later = datetime.now(UTC) + timedelta(days=10)
    archive_contract(house.engine, actor("admin"), life.record_id, later, reason="settled")
    assert contract(life).archived_at is not None
    await renewed(life, term=Span.model_validate(YEARLY))
    await life.has_settled()
    assert (contract(life).state, contract(life).archived_at) == ("active", None)


async def test_a_term_of_nothing_and_one_without_time_to_terminate_are_refused(
    house: House,
) -> None:
    life = await tacit(house, end_on=day(60), cut_off={"amount": 30, "unit": "days"})
    for term in (NOTHING, TEN_DAYS):
        with pytest.raises(Refused, match="leaves no time to terminate it"):
            await renewed(life, term=term)
    over = await agreed(house, end_on=day(5))
    await over.passes(days=10)
    with pytest.raises(Refused, match="a --term of 0 days"):
        await renewed(over, term=NOTHING)
    await renewed(over, term=TEN_DAYS)
    await over.has_settled()
    assert len(periods(over)) == 2
