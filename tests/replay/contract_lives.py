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
    contract,
    day,
    edited,
    renewed,
    resumed,
    suspended,
    terminated,
)

if TYPE_CHECKING:
    from tests.workflows.house import House

MONTHLY = {"amount": 1, "unit": "months"}
FIVE_DAYS = {"amount": 5, "unit": "days"}


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
    for _ in range(4):
        await life.passes(days=28)
    assert contract(life).period > 1
    await terminated(life, day(0), early=True)
    await life.decide("early_termination", "agree", by="process")
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


CONTRACTS = {
    "asked-renewed-and-terminated": asked_renewed_and_terminated,
    "renewed-by-silence-over-many-runs": renewed_by_silence_over_many_runs,
    "expired-and-renewed-late": expired_and_renewed_late,
}
"""Every life of a contract there is."""
