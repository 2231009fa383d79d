"""The credits of a contract: granted, carried on and lost as its plan says (R76, R90)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from activities.store import plans
from domain.contracts.spans import ONE_DAY, add_months, start_of
from domain.plans.credits import CreditEntry, consumed
from domain.plans.words import CreditKind, CreditUnit
from tests.workflows.contracting import (
    ZONE,
    agreed,
    comes_back,
    contract,
    credits_of,
    day,
    periods,
    plan_recorded,
    terminated,
)
from tests.workflows.house import today

if TYPE_CHECKING:
    from tests.workflows.house import House
    from tests.workflows.life import Life

MONTH = {"amount": 1, "unit": "months"}
FIVE = {"amount": 5, "unit": "days"}


def after(months: int) -> int:
    """How many days from today a contract that begins today begins its next billing periods."""
    return (add_months(today(), months) - today()).days


def used(house: House, life: Life, minutes: int, *, number: int, on: date) -> None:
    """Somebody worked; an invoice took the credits for it."""
    wanted = CreditEntry(
        contract_id=life.record_id,
        period=number,
        lot=number,
        kind=CreditKind.CONSUMED,
        amount=Decimal(minutes),
        unit=CreditUnit.MINUTES,
        booked_on=on,
        key="-",
    )
    with house.engine.begin() as connection:
        plans.hold_ledger(connection, life.record_id)
        there = plans.credits_of(connection, life.record_id)
        plans.book(connection, consumed(there, wanted, by="invoice-1"), datetime.now(UTC))


async def with_credits(house: House, **said: Any) -> Life:  # noqa: ANN401 - whatever a person writes
    plan_id = f"gold-{house.queue}"
    plan_recorded(house, plan_id)
    end_on = add_months(today(), 12) - ONE_DAY
    return await agreed(house, **{"plan": plan_id, "end_on": end_on, **said})


async def test_each_billing_period_grants_its_allowance_and_lets_what_is_left_go_on_to_the_cap(
    house: House,
) -> None:
    life = await with_credits(house)
    assert credits_of(life) == [(0, "granted", 600)]
    used(house, life, 450, number=1, on=day(3))
    await life.passes(days=after(2) + 1)
    assert credits_of(life) == [
        (0, "granted", 600),
        (3, "consumed", 450),
        (after(1), "rolled_over", 150),
        (after(1), "granted", 600),
        (after(2), "expired", 150),
        (after(2), "expired", 300),
        (after(2), "rolled_over", 300),
        (after(2), "granted", 600),
    ]
    begun = [one for one in life.events if one.kind == "contract_credits_granted"]
    assert [one.data["number"] for one in begun] == [1, 2, 3]
    life.record.check_chain(life.id)


async def test_a_plan_without_an_allowance_has_no_credits_and_nothing_waits_for_them(
    house: House,
) -> None:
    plan_recorded(house, "plain", allowance=None, rollover=None)
    life = await agreed(house, plan="plain")
    assert (periods(life)[0].plan_version, credits_of(life)) == (1, [])
    await life.passes(days=70)
    assert credits_of(life) == []


async def test_boundaries_that_fall_into_an_outage_are_each_made_up_for_once(house: House) -> None:
    life = await with_credits(house)
    await comes_back(house, life, days=after(3) + 2)
    granted = [on for on, what, _ in credits_of(life) if what == "granted"]
    assert granted == [0, after(1), after(2), after(3)]


async def test_the_next_period_takes_up_the_newest_version_of_the_plan_and_counts_on(
    house: House,
) -> None:
    end_on = add_months(today(), 1) - ONE_DAY
    life = await with_credits(house, end_on=end_on, renewal="tacit", term=MONTH, cut_off=FIVE)
    plan_recorded(house, f"gold-{house.queue}", 2, allowance={"unit": "minutes", "quantity": 60})
    await life.passes(days=after(1) + 1)
    assert [one.plan_version for one in periods(life)] == [1, 2]
    assert credits_of(life) == [
        (0, "granted", 600),
        (after(1), "expired", 300),
        (after(1), "rolled_over", 300),
        (after(1), "granted", 60),
    ]


async def test_what_is_left_at_the_end_of_a_contract_expires_on_the_day_after_its_last(
    house: House,
) -> None:
    life = await with_credits(house)
    await life.passes(days=2)
    await terminated(life, day(9), early=True)
    await life.decide("early_termination", "agree", by="process")
    await life.passes(days=9)
    assert contract(life).state == "cancelled"
    assert credits_of(life) == [(0, "granted", 600), (10, "expired", 600)]


async def test_credits_of_another_system_are_opened_on_the_day_of_the_cut_over(
    house: House,
) -> None:
    cut_over = day(3)
    life = await with_credits(
        house,
        start_on=day(-40),
        end_on=day(300),
        credits_left="75.5",
        quiet_until=start_of(cut_over, ZONE),
    )
    assert credits_of(life) == [(3, "granted", 75)]
    (opened,) = (one for one in life.events if one.kind == "contract_credits_granted")
    assert (opened.data["brought"], opened.data["first_on"]) == ("75.5", cut_over.isoformat())
    boundary = next(one for n in range(1, 6) if (one := add_months(day(-40), n)) > cut_over)
    await life.passes(days=(boundary - today()).days + 1)
    on = (boundary - today()).days
    assert credits_of(life)[1:] == [(on, "rolled_over", 75), (on, "granted", 600)]


async def test_a_contract_that_brings_nothing_along_has_none_of_its_present_billing_period(
    house: House,
) -> None:
    quiet = start_of(day(1), ZONE)
    life = await with_credits(
        house, start_on=day(-40), end_on=day(300), credits_left=0, quiet_until=quiet
    )
    assert credits_of(life) == []
    await life.passes(days=35)
    assert [what for _, what, _ in credits_of(life)] == ["granted"]
