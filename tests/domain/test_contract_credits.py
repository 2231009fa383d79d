"""The billing periods of a contract, and their credits (R71, R76, R90)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.checking import checked
from domain.contracts.billing import Billing, next_boundary
from domain.contracts.coming_over import ComesOver, words_of
from domain.contracts.credit_facts import CreditsEnded, CreditsGranted
from domain.contracts.crediting import at_the_boundary, at_the_end, with_the_period
from domain.contracts.ending import Leaving
from domain.contracts.spans import ONE_DAY
from domain.contracts.terms import ContractFile
from domain.contracts.words import ContractState
from domain.errors import InvalidInputError
from domain.plans.credits import check_brought
from domain.plans.words import BillingPeriod
from domain.worktime.calendar import WEEKDAYS, Weekday
from tests.domain.contract_samples import LAST, at, credited, period, run, running, terms
from tests.domain.plan_samples import plan

if TYPE_CHECKING:
    from domain.contracts.state import ContractRun

FIRST = date(2027, 1, 1)
MONTHS = {"monthly": 12, "quarterly": 4, "half_yearly": 2, "yearly": 1, "contract": 1}


def billing(every: BillingPeriod, week_start: Weekday = Weekday.MONDAY) -> Billing:
    return Billing(plan_id="gold", plan_version=3, every=every, week_start=week_start)


def live(state: ContractRun) -> list[CreditsGranted]:
    """Every billing period of the present period, as they follow each other."""
    found = [one for one in with_the_period(state) if isinstance(one, CreditsGranted)]
    while state.billing and state.billing.next_on:
        found += at_the_boundary(state, state.billing)
    return found


def begun_on(*first: str) -> list[date]:
    return [date.fromisoformat(one) for one in first]


@pytest.mark.parametrize(("every", "times"), MONTHS.items())
def test_a_year_has_as_many_billing_periods_as_the_plan_bills(every: str, times: int) -> None:
    granted = live(credited(every))
    assert [one.number for one in granted] == list(range(1, times + 1))
    assert granted[0].first_on == FIRST
    assert all(one.closes == 3 for one in granted[1:])
    assert granted[0].closes is None


def test_months_keep_the_day_on_which_the_contract_began() -> None:
    state = credited("monthly", first=(date(2027, 1, 31), date(2027, 6, 29)))
    assert [one.first_on for one in live(state)] == begun_on(
        "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"
    )


@given(
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.integers(0, 800),
    st.sampled_from(sorted(BillingPeriod)),
    st.sampled_from(WEEKDAYS),
)
def test_billing_periods_follow_each_other_without_a_gap_and_cover_every_day(
    start_on: date, days: int, every: BillingPeriod, week_start: Weekday
) -> None:
    of = period(start_on=start_on, end_on=start_on + timedelta(days=days))
    rule, bounds = billing(every, week_start), [start_on]
    while found := next_boundary(of, rule, bounds[-1]):
        bounds.append(found)
    assert all(before < after for before, after in pairwise(bounds))
    assert bounds[-1] <= start_on + timedelta(days=days)
    for before, after in pairwise([*bounds, start_on + timedelta(days=days) + ONE_DAY]):
        last = after - ONE_DAY
        assert next_boundary(of, rule, last) == next_boundary(of, rule, before)


def test_a_week_begins_as_it_does_in_the_calendar_of_the_contract() -> None:
    saturday = billing(BillingPeriod.WEEKLY, Weekday.SATURDAY)
    found = next_boundary(period(), saturday, FIRST)
    assert found == date(2027, 1, 2)
    assert WEEKDAYS[found.weekday()] is Weekday.SATURDAY
    assert next_boundary(period(), saturday, found) == date(2027, 1, 9)


def test_a_contract_without_an_end_has_billing_periods_for_ever_but_for_a_single_one() -> None:
    endless = period(end_on=None)
    far = date(2090, 5, 5)
    assert next_boundary(endless, billing(BillingPeriod.MONTHLY), far) == date(2090, 6, 1)
    assert next_boundary(endless, billing(BillingPeriod.CONTRACT), far) is None


def test_credits_count_from_the_day_on_which_the_house_keeps_the_contract() -> None:
    state = credited("monthly", brought=Decimal(90), quiet_until=at(date(2027, 5, 20)))
    first, second = live(state)[:2]
    assert (first.number, first.first_on, first.brought) == (1, date(2027, 5, 20), Decimal(90))
    assert (second.number, second.first_on, second.brought) == (2, date(2027, 6, 1), None)


def test_what_is_brought_along_waits_for_the_period_in_which_the_house_keeps_the_contract() -> None:
    state = credited("monthly", brought=Decimal(90), quiet_until=at(date(2028, 2, 1)))
    assert (live(state), state.billing, state.brought) == ([], None, Decimal(90))


def test_credits_end_where_the_next_period_has_none_and_count_on_where_it_has() -> None:
    state = credited("yearly")
    assert len(live(state)) == 1
    state.begin(period(terms=terms(), number=2, start_on=LAST + ONE_DAY, end_on=date(2028, 12, 31)))
    (ended,) = with_the_period(state)
    assert isinstance(ended, CreditsEnded)
    assert (ended.number, ended.on, ended.plan_version) == (1, LAST + ONE_DAY, 3)
    assert (state.billing, state.billed) == (None, 1)
    assert list(at_the_end(state, LAST)) == []
    state.begin(state.present.model_copy(update={"billing": billing(BillingPeriod.YEARLY)}))
    (granted,) = with_the_period(state)
    assert isinstance(granted, CreditsGranted)
    assert (granted.number, granted.closes) == (2, None)


def test_nothing_follows_the_last_billing_period_of_a_period() -> None:
    state = credited("contract")
    live(state)
    assert state.billing is not None
    assert list(at_the_boundary(state, state.billing)) == []


def test_credits_that_are_brought_along_fit_the_plan() -> None:
    check_brought(plan(allowance={"unit": "minutes", "quantity": 600}), Decimal("12.25"))
    check_brought(plan(allowance={"unit": "money", "quantity": 600}), Decimal("12.25"))
    with pytest.raises(InvalidInputError, match=r"12\.255 has more decimals than TRY"):
        check_brought(plan(allowance={"unit": "money", "quantity": 600}), Decimal("12.255"))
    with pytest.raises(InvalidInputError, match="credits_left: the plan has no allowance"):
        check_brought(plan(), Decimal(1))


def test_credits_are_of_a_plan_and_are_told_before_they_come_in() -> None:
    said = {"id": "x", "customer": "acme", "type": "paid", "name": "X", "services": ["backup"]}
    with pytest.raises(InvalidInputError, match="credits_left needs a plan"):
        checked(ContractFile, {**said, "start_on": "2027-01-01", "credits_left": 5})
    coming = ComesOver(
        line=2,
        id="x",
        state=ContractState.ACTIVE,
        period=1,
        start_on=FIRST,
        end_on=LAST,
        earlier=0,
        credits_left=Decimal("75.5"),
    )
    assert "opens with 75.5 credits of its plan" in words_of(coming)


# What else a contract knows of its period.


def leaving(*services: str) -> tuple[Leaving, ...]:
    return tuple(Leaving(service_id=one, on=LAST, at=at(LAST)) for one in services)


def test_a_service_that_stays_after_all_is_not_asked_about_any_more() -> None:
    state = run()
    assert state.take_in(leaving("backup", "mail"))
    assert not state.take_in(leaving("backup", "mail"))
    assert state.leaving == leaving("backup", "mail")
    assert not state.take_in(leaving("backup"))
    assert state.take_in(())
    assert (state.leaving, state.asked_about) == ((), ())


def test_a_service_that_leaves_a_second_time_is_asked_about_again() -> None:
    state = run(asked_about=("backup",))
    assert not state.take_in(leaving("backup"))
    assert state.leaving == ()
    assert not state.take_in(())
    assert state.take_in(leaving("backup"))
    assert state.leaving == leaving("backup")


def test_notices_after_the_end_are_given_after_an_expiry_and_not_after_a_termination() -> None:
    state = running(terms=terms(notices={"before": [30, 7], "after": [5]}))
    state.handled = (-30,)
    assert [one.offset for one in state.not_to_come(terminated=False)] == [-7]
    assert [one.offset for one in state.not_to_come(terminated=True)] == [-7, 5]
