"""The lives a contract leads while its histories are kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.contracts.spans import Span, add_months
from tests.workflows.contracting import (
    PRICE,
    YEARLY,
    activated,
    agreed,
    company,
    contract,
    day,
    edited,
    plan_recorded,
    renewed,
    resumed,
    service_of,
    suspended,
    terminated,
)
from tests.workflows.house import eventually
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from tests.workflows.house import House
    from tests.workflows.life import Life

MONTHLY = {"amount": 1, "unit": "months"}
FIVE_DAYS = {"amount": 5, "unit": "days"}


async def days_pass(life: Life, *, weeks: int = 16) -> None:
    """Some weeks, in steps so small that the skipping clock leaps over nothing that is due.

    It may go further than it was told to, the more often the busier the machine is.
    """
    until = await life.env.get_current_time(life.handle) + timedelta(weeks=weeks)
    while await life.env.get_current_time(life.handle) < until:
        await life.passes(days=4)
        await life.has_settled()


async def asked_renewed_and_terminated(house: House) -> str:
    """Activated, asked, corrected, edited and suspended, renewed, and terminated to its end."""
    life = await agreed(
        house,
        id="asked-and-terminated",
        signed_on=None,
        start_on=day(5),
        end_on=day(99),
        renewal="express",
        term=YEARLY,
        price=PRICE,
        price_rule={"kind": "negotiated"},
        notices={"before": [30, 7], "after": [3]},
    )
    await activated(life)
    await life.passes(days=45)
    await edited(life, recipients={"ours": ["process"]})
    await life.decide("renewal", "end", by="account")
    await life.decide("renewal", "renew", by="account", corrects=True)
    await life.has_settled()
    await suspended(life)
    await life.decide("renewal_price", "unchanged", by="account")
    await resumed(life)
    await life.passes(days=60)
    await terminated(life, day(200), early=True)
    await life.decide("early_termination", "refuse", by="process")
    await life.has_settled()
    await terminated(life, day(210), early=True)
    await life.decide("early_termination/2", "agree", by="process")
    await life.has_settled()
    await life.handle.cancel()
    await life.has_ended()
    return life.id


async def renewed_by_silence_over_many_runs(house: House) -> str:
    """Months that renew by themselves on a page that is full after twenty events; then a veto."""
    house.record.publish_policy({("processes", "turn_page_after_events"): 20})
    life = await agreed(
        house,
        id="by-silence",
        end_on=add_months(day(0), 1) - timedelta(days=1),
        renewal="tacit",
        term=MONTHLY,
        cut_off=FIVE_DAYS,
        notices={"before": [10]},
    )
    # Far from the end of a period, over which the clock might leap.
    await days_pass(life, weeks=14)
    assert contract(life).period > 1
    await terminated(life, day(0), early=True)
    await life.decide("early_termination", "agree", by="process")
    await life.passes(days=2)
    await life.has_ended()
    return life.id


async def expired_and_renewed_late(house: House) -> str:
    """It ends, is told of afterwards, is renewed late, and ends once more."""
    life = await agreed(house, id="renewed-late", end_on=day(20), notices={"after": [3, 40]})
    await life.passes(days=30)
    await renewed(life, term=Span.model_validate(MONTHLY))
    await life.has_settled()
    await life.passes(days=150)
    await life.has_ended()
    return life.id


async def credits_to_an_early_end(house: House) -> str:
    """A plan with credits, over billing periods and a renewal, until it is terminated."""
    plan_recorded(house, "gold")
    life = await agreed(
        house,
        id="with-credits",
        plan="gold",
        end_on=add_months(day(0), 3) - timedelta(days=1),
        renewal="tacit",
        term=MONTHLY,
        cut_off=FIVE_DAYS,
    )
    await days_pass(life)
    await terminated(life, day(114), early=True)
    await life.decide("early_termination", "agree", by="process")
    await life.passes(days=5)
    await life.has_ended()
    return life.id


async def kept_after_all(house: House) -> tuple[Life, Life]:
    """A service is retired by mistake while a contract covers it, and stays."""
    await company(house, "backup", "mail")
    both = [service_of(house, "backup"), service_of(house, "mail")]
    life = await agreed(house, id="kept", services=both)
    service = house.life(f"service/{both[0]}")
    await service.demand(ServiceLifecycle.retire)
    await service.retirement_decided()
    await eventually(lambda: life.open == {"service_leaving/1"})
    await service.decide("retirement", "keep", by="ayse", corrects=True)
    await eventually(lambda: service.row.state["seats"] != {})
    await service.decide("retirement", "keep", by="mehmet", corrects=True)
    await eventually(lambda: life.open == set())
    for one in (life, service):
        await one.has_settled()
        await one.handle.cancel()
        await one.has_ended()
    return life, service


async def stays_with_a_contract(house: House) -> str:
    """The service is retired by mistake, and says that it stays to the contract on it."""
    return (await kept_after_all(house))[1].id


CONTRACTS = {
    "credits-to-an-early-end": credits_to_an_early_end,
    "asked-renewed-and-terminated": asked_renewed_and_terminated,
    "renewed-by-silence-over-many-runs": renewed_by_silence_over_many_runs,
    "expired-and-renewed-late": expired_and_renewed_late,
}
"""Every life of a contract there is."""
