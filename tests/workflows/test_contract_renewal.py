"""Renewal: never, by silence, or by an answer; each period a row of its own (R64, R65, R92)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.contracts.spans import Span, add_months, start_of
from tests.workflows.contracting import (
    YEARLY,
    ZONE,
    agreed,
    comes_back,
    contract,
    day,
    dependents,
    letters,
    notices,
    periods,
    renewed,
    suspended,
    terminated,
)
from tests.workflows.house import today
from tests.workflows.life import Refused
from tests.workflows.renewing import (
    TEN_PERCENT,
    express,
    states,
    tacit,
)

if TYPE_CHECKING:
    from tests.workflows.house import House


async def test_an_express_renewal_is_asked_in_time_with_its_price_and_opens_a_new_row(
    house: House,
) -> None:
    life = await express(house, price_rule=TEN_PERCENT, notices={"before": [7], "after": [5]})
    await life.passes(days=35)
    assert life.open == set()
    await life.passes(days=10)
    asked = life.task("renewal")
    assert asked.assignee == "account"
    assert "price +10 %: 132,000.00 TRY? Without an answer it ends" in asked.question
    assert letters(life, "task_opened") == ["account"]
    before = periods(life)[0]
    await life.decide("renewal", "renew", by="account")
    assert states(life) == [(1, "renewal_approved", None)]
    await life.passes(days=60)
    first, second = periods(life)
    assert states(life) == [(1, "renewed", "renewed"), (2, "none", None)]
    assert (first.start_on, first.end_on, first.price_minor_units) == (
        before.start_on,
        before.end_on,
        12_000_000,
    )
    assert (second.predecessor, second.start_on) == (1, first.end_on + timedelta(days=1))
    assert second.end_on == add_months(second.start_on, 12) - timedelta(days=1)
    assert second.price_minor_units == 13_200_000
    assert second.price_proof == {"rule": "percent", "percent": "10"}
    assert letters(life, "contract_going_on") == ["account", "customer"]
    assert letters(life, "contract_renewed") == ["account", "customer"]
    assert notices(life) == {(1, -7): "sent"}
    life.record.check_chain(life.id)


async def test_what_was_agreed_with_the_renewal_goes_before_the_rule(house: House) -> None:
    life = await express(house, price_rule=TEN_PERCENT)
    await life.passes(days=45)
    price: dict[str, Any] = {"minor_units": 11_000_000, "currency": "TRY"}
    await life.decide("renewal", "renew", by="account", data={"price": price})
    await life.passes(days=60)
    assert periods(life)[1].price_minor_units == 11_000_000


async def test_silence_ends_a_contract_whose_renewal_is_express(house: House) -> None:
    life = await express(house)
    await life.passes(days=85)
    assert life.decisions("renewal") == [("policy", "end")]
    assert letters(life, "contract_not_renewed") == ["account", "customer"]
    await life.passes(days=20)
    assert (contract(life).state, states(life)) == (
        "expired",
        [(1, "renewal_rejected", "expired")],
    )
    assert letters(life, "contract_ended") == ["account"]


async def test_a_question_that_is_open_at_the_end_is_closed_with_it(house: House) -> None:
    life = await express(house, start_on=day(-300), end_on=day(3))
    assert life.open == {"renewal/1"}
    await life.passes(days=5)
    assert (life.open, contract(life).state) == (set(), "expired")
    assert life.task("renewal").closed_reason == "the contract has come to its end"
    rejected = life.events[-2]
    assert (rejected.kind, rejected.actor) == ("contract_renewal_moved", "policy")


async def test_an_answer_is_corrected_while_the_period_runs_and_what_was_sent_stays_sent(
    house: House,
) -> None:
    life = await express(house, notices={"before": [40, 7]})
    await life.passes(days=45)
    await life.decide("renewal", "renew", by="account")
    await life.passes(days=20)
    assert notices(life) == {(1, -40): "sent"}
    await life.decide("renewal", "end", by="account", corrects=True)
    await life.has_settled()
    assert states(life) == [(1, "renewal_rejected", None)]
    await life.passes(days=50)
    assert contract(life).state == "expired"
    assert notices(life) == {(1, -40): "sent", (1, -7): "sent"}
    assert letters(life, "contract_to_be_renewed") == []
    assert letters(life, "contract_going_on") == ["account", "customer"]
    assert letters(life, "contract_ending") == ["account", "customer"]


async def test_a_tacit_contract_renews_by_silence_at_its_cut_off_and_not_before(
    house: House,
) -> None:
    life = await tacit(house)
    assert life.open == {"tacit_renewal/1"}
    await life.passes(days=14)
    assert states(life) == [(1, "under_review", None)]
    await life.passes(days=3)
    assert states(life) == [(1, "renewal_approved", None)]
    approved = next(one for one in reversed(life.events) if one.kind == "contract_renewal_moved")
    assert (approved.actor, life.record.reason_of(approved)) == (
        "policy",
        "nobody terminated it before the cut-off",
    )
    assert life.task("tacit_renewal").closed_reason == "the cut-off is over"
    await life.passes(days=5)
    assert states(life) == [(1, "renewed", "renewed"), (2, "none", None)]
    assert dependents(life) == {"backup": True}


async def test_the_veto_in_the_inbox_ends_a_tacit_contract(house: House) -> None:
    life = await tacit(house, closed_day="stay")
    await life.decide("tacit_renewal", "terminate", by="account")
    assert contract(life).terminated_on == day(20)
    assert letters(life, "contract_terminated") == ["account", "customer"]
    await life.passes(days=25)
    assert (contract(life).state, states(life)) == (
        "cancelled",
        [(1, "renewal_rejected", "cancelled")],
    )
    assert dependents(life) == {"backup": False}
    assert life.row.closed_reason == "cancelled"


async def test_a_yes_before_the_cut_off_can_still_be_terminated_until_then(house: House) -> None:
    life = await tacit(house)
    await life.decide("tacit_renewal", "renew", by="account")
    await terminated(life, day(20))
    assert states(life) == [(1, "renewal_rejected", None)]
    await life.passes(days=22)
    assert contract(life).state == "cancelled"


async def test_two_renewals_that_fell_due_in_one_outage_are_both_on_record(house: House) -> None:
    life = await tacit(
        house,
        term={"amount": 1, "unit": "months"},
        notices={"before": [10], "after": [2]},
        price_rule=TEN_PERCENT,
    )
    await comes_back(house, life, days=60)
    assert [one[1:] for one in states(life)[:2]] == [("renewed", "renewed")] * 2
    third = periods(life)[2]
    assert third.start_on == add_months(day(21), 1)
    assert (third.price_minor_units, third.closed_at) == (14_520_000, None)
    assert notices(life)[1, -10] == "passed_over"
    assert notices(life)[2, -10] == "history"
    assert letters(life, "contract_renewing") == []
    assert letters(life, "contract_over") == []
    assert letters(life, "contract_renewed") == ["account", "account", "customer", "customer"]


async def test_a_leap_day_stays_the_day_over_the_years(house: House) -> None:
    start = date(today().year - today().year % 4 + 4, 2, 29)
    life = await tacit(house, start_on=start, end_on=start.replace(year=start.year + 1, day=27))
    await life.passes(days=(start - today()).days + 365 * 5)
    assert [one.start_on for one in periods(life)][1:5] == [
        date(start.year + 1, 2, 28),
        date(start.year + 2, 2, 28),
        date(start.year + 3, 2, 28),
        date(start.year + 4, 2, 29),
    ]


async def test_a_suspended_contract_is_not_renewed_by_silence(house: House) -> None:
    life = await tacit(house)
    await suspended(life)
    await life.passes(days=17)
    assert states(life) == [(1, "renewal_rejected", None)]
    await life.passes(days=5)
    assert (contract(life).state, contract(life).suspended_at) == ("expired", None)


async def test_an_expired_contract_is_renewed_from_the_day_after_and_holds_its_services_again(
    house: House,
) -> None:
    life = await agreed(house, end_on=day(20), notices={"after": [5, 30]})
    await life.passes(days=30)
    assert (contract(life).state, dependents(life)) == ("expired", {"backup": False})
    assert notices(life) == {(1, 5): "sent"}
    with pytest.raises(Refused, match=r"conflict contract: .* say which --term is added"):
        await renewed(life)
    await renewed(life, term=Span.model_validate(YEARLY))
    await life.has_settled()
    assert (contract(life).state, dependents(life)) == ("active", {"backup": True})
    assert periods(life)[1].start_on == day(21)
    assert states(life) == [(1, "renewed", "renewed"), (2, "none", None)]
    await life.passes(days=25)
    assert notices(life) == {(1, 5): "sent"}


async def test_after_the_time_of_policy_an_expired_contract_is_closed(house: House) -> None:
    life = await agreed(house, end_on=day(20))
    await life.passes(days=60)
    assert life.row.closed_at is None
    await life.passes(days=60)
    assert life.row.closed_reason == "expired"


async def test_a_person_renews_before_anybody_is_asked(house: House) -> None:
    life = await express(house)
    price: dict[str, Any] = {"minor_units": 10_000_000, "currency": "TRY"}
    await renewed(life, price=price)
    with pytest.raises(Refused, match=r"its next period, .* is agreed already"):
        await renewed(life)
    await life.passes(days=110)
    assert periods(life)[1].price_minor_units == 10_000_000


async def test_a_renewal_is_due_at_the_latest_when_silence_decides_it(house: House) -> None:
    silent, express_one = await tacit(house), await express(house, end_on=day(9))
    await silent.has_settled()
    await express_one.has_settled()
    assert silent.task("tacit_renewal").due_at == start_of(day(16), ZONE)
    assert express_one.task("renewal").due_at == start_of(day(10), ZONE)
    await silent.passes(days=12)
    assert letters(silent, "task_reminder") == ["account"]
    await silent.passes(days=5)
    assert (silent.open, states(silent)) == (set(), [(1, "renewal_approved", None)])


async def test_nobody_is_asked_about_a_renewal_that_was_over_before_the_contract_came(
    house: House,
) -> None:
    silent = await tacit(house, start_on=day(-300), end_on=day(3))
    over = await express(house, start_on=day(-300), end_on=day(-3))
    await silent.has_settled()
    await over.has_settled()
    assert states(silent) == [(1, "renewal_approved", None)]
    assert states(over) == [(1, "renewal_rejected", "expired")]
    assert [one for life in (silent, over) for one in life.story if one.startswith("task_")] == []
    assert letters(silent, "task_opened") == letters(over, "task_opened") == []


async def test_what_is_agreed_with_a_renewal_stands_in_the_record(house: House) -> None:
    life = await express(house)
    six_months = Span.model_validate({"amount": 6, "unit": "months"})
    price: dict[str, Any] = {"minor_units": 10_000_000, "currency": "TRY"}
    await renewed(life, term=six_months, price=price)
    [moved] = [one for one in life.events if one.kind == "contract_renewal_moved"]
    assert moved.data["price"] == price
    assert moved.data["term"] == {"amount": 6, "unit": "months"}


async def test_a_renewal_by_hand_closes_the_question(house: House) -> None:
    life = await express(house)
    await life.passes(days=45)
    assert life.open == {"renewal/1"}
    await renewed(life)
    assert (life.open, states(life)) == (set(), [(1, "renewal_approved", None)])


async def test_a_contract_without_an_end_date_runs_on_until_somebody_ends_it(
    house: House,
) -> None:
    life = await agreed(house, end_on=None)
    await life.passes(days=800)
    assert (contract(life).state, periods(life)[0].end_on) == ("active", None)
    with pytest.raises(Refused, match="it has no end, so there is nothing to renew"):
        await renewed(life)
    await terminated(life, day(840))
    await life.passes(days=45)
    assert (contract(life).state, states(life)) == ("cancelled", [(1, "none", "cancelled")])
